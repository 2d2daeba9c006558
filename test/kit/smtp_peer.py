#!/usr/bin/env python3
""" A mail server for tests: smtp_peer.py FOLDER [PORT]. Its first line names the ports on 127.0.0.1: one without TLS,
one that offers STARTTLS and accepts letters only from ann:secret, one with TLS from the start, one that accepts
connections and stays silent. FOLDER/ca.pem is the certificate to trust. A letter becomes the file FOLDER/letter-N:
lines of what Python's mail parser finds in it, then an empty one, then the text. FOLDER/asked lists the recipients
that were named: refused@ never works, later@ not now, gone@ breaks the connection. It ends when its input does.
"""
import asyncio
import email
import email.policy
import itertools
import logging
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import threading

import aiosmtpd.smtp

FOLDER = pathlib.Path(sys.argv[1])
NUMBERS = itertools.count(1)
CR, LF, CRLF = b"\r", b"\n", b"\r\n"


def found(session, envelope):
    """What a reader finds in the letter, as lines."""
    raw = envelope.original_content
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    text = letter.get_body(("plain",))
    html = letter.get_body(("html",))
    yield f"envelope: {envelope.mail_from} -> {' '.join(envelope.rcpt_tos)}"
    yield f"hello: {session.host_name}"
    yield f"tls: {'yes' if session.ssl else 'no'}"
    for name in ("from", "to", "subject", "date", "message-id", "mime-version", "auto-submitted"):
        yield f"{name}: {' | '.join(str(one) for one in letter.get_all(name, []))}"
    yield f"names: {' '.join(sorted(name.lower() for name in letter.keys()))}"
    yield f"defects: {[str(d) for part in letter.walk() for d in part.defects]}"
    yield f"longest: {max(len(line) for line in raw.split(CRLF))}"
    yield f"ascii: {raw.isascii()} lone: {raw.replace(CRLF, b'').count(CR) + raw.replace(CRLF, b'').count(LF)}"
    yield f"html: {html.get_content().strip() if html else '-'}"
    yield ""
    yield text.get_content().replace("\r\n", "\n")


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        with open(FOLDER / "asked", "a") as asked:
            asked.write(f"{address}\n")
        if address.startswith("refused@"):
            return "550 5.1.1 nobody of that name"
        if address.startswith("later@"):
            return "451 4.7.1 greylisted, come again"
        if address.startswith("gone@"):
            server.transport.close()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("spam@"):
            return "554 5.7.1 that is spam"
        fresh = FOLDER / "letter-new"
        fresh.write_text("\n".join(found(session, envelope)), "utf-8")
        fresh.rename(FOLDER / f"letter-{next(NUMBERS)}")
        return "250 taken"


def certificate():
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-keyout", f"{FOLDER}/key.pem", "-out", f"{FOLDER}/ca.pem"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{FOLDER}/ca.pem", f"{FOLDER}/key.pem")
    return context


def sign_in(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (b"ann", b"sec:ret@1")
    return aiosmtpd.smtp.AuthResult(success=good, handled=False)


async def listen(context=None, implicit=False, port=0):
    extra = {}
    if context and not implicit:
        extra = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": sign_in}
    server = await asyncio.get_running_loop().create_server(
        lambda: aiosmtpd.smtp.SMTP(Handler(), hostname="peer", **extra), "127.0.0.1", port, ssl=context if implicit else None)
    return server.sockets[0].getsockname()[1]


async def main():
    logging.disable()
    context = certificate()
    silent = socket.create_server(("127.0.0.1", 0))
    ports = [await listen(port=int(sys.argv[2]) if sys.argv[2:] else 0), await listen(context), await listen(context, True),
             silent.getsockname()[1]]
    print(*ports, flush=True)
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    await asyncio.Event().wait()


asyncio.run(main())
