#!/usr/bin/env python3
"""WebSocket and Server-Sent Events through a whole program, by a client that shares no code with it."""
import os
import pathlib
import re
import signal
import ssl
import struct
import subprocess
import tempfile

from kit.checks import case, eventually, expect, expect_equal, main
from kit.client import Client
from kit.server import BUILD, REPORTS, resident
from kit.websocket import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Gone, Socket, deflated, frame


class Echo:
    """with Echo("--ws-ping", "1s") as echo: Socket(echo.port)"""

    def __init__(self, *options):
        self.options = options

    def __enter__(self):
        self.log = tempfile.NamedTemporaryFile(mode="r", suffix=".log")
        self.process = subprocess.Popen([BUILD / "net-echo", "--listen", "127.0.0.1:0", "--loops", "2", *self.options],
                                        stderr=open(self.log.name, "w"))
        self.port = int(eventually(lambda: re.search(r"listening on port (\d+)", self.said()), 20, "the server")[1])
        return self

    def __exit__(self, kind, *_):
        if self.process.poll() is None:
            self.process.terminate()
        code = self.process.wait(60)
        if kind is None:
            expect_equal(code, 0, "the exit status")
            expect(not any(word in self.said() for word in REPORTS), self.said())

    def said(self):
        return pathlib.Path(self.log.name).read_text()


@case
def messages_come_back():
    with Echo() as echo, Socket(echo.port) as s:
        for opcode, payload in [(TEXT, b""), (TEXT, "grüße 🌍".encode()), (BINARY, bytes(range(256))),
                                (BINARY, b"x" * 65535), (BINARY, b"y" * 65536)]:
            s.send(opcode, payload)
            expect_equal(s.message(), (opcode, payload))


@case
def compressed_messages_come_back():
    with Echo() as echo, Socket(echo.port, deflate=True) as s:
        expect("permessage-deflate" in s.head, s.head)
        for payload in (b"", b"short", b"long " * 10000, os.urandom(5000)):
            for pieces in (1, 7):
                s.send(BINARY, payload, pieces)
                expect_equal(s.message(), (BINARY, payload))


@case
def sixteen_mebibytes_in_65536_fragments_come_back():
    large = os.urandom(1 << 20) * 16
    with Echo() as echo:
        for deflate in (False, True):
            with Socket(echo.port, deflate=deflate) as s:
                s.send(BINARY, large, 65536)
                expect(s.message() == (BINARY, large), "it is another message")


@case
def more_than_that_is_too_big():
    with Echo() as echo:
        with Socket(echo.port) as s:
            s.raw(struct.pack("!BBQ", 0x82, 0xff, (16 << 20) + 1) + b"mask")
            expect_equal(s.closing(), 1009)
        with Socket(echo.port) as s:
            s.raw(frame(BINARY, b"x", fin=False) + frame(CONTINUATION, b"", fin=False) * 65537)
            expect_equal(s.closing(), 1009)
        with Socket(echo.port, deflate=True) as s:
            s.raw(frame(BINARY, deflated(bytes((16 << 20) + 1)), rsv1=True))
            expect_equal(s.closing(), 1009)


@case
def control_frames_are_answered_between_fragments():
    with Echo() as echo, Socket(echo.port) as s:
        s.raw(frame(TEXT, b"one ", fin=False) + frame(PING, b"p" * 125))
        expect_equal(s.message(), (PONG, b"p" * 125))
        s.raw(frame(CONTINUATION, b"two"))
        expect_equal(s.message(), (TEXT, b"one two"))
        s.raw(frame(CLOSE, struct.pack("!H", 3000) + b"enough"))
        expect_equal(s.closing(), 3000)


@case
def what_breaks_the_protocol_is_told_so():
    with Echo() as echo:
        for raw, code in [(b"\x81\x02hi", 1002), (frame(TEXT, b"\xff"), 1007),
                          (frame(TEXT, b"\xc3", fin=False) + frame(PING) + frame(CONTINUATION, b"x"), 1007),
                          (frame(5), 1002), (frame(TEXT, b"x", rsv1=True), 1002), (frame(PING, b"x", fin=False), 1002)]:
            with Socket(echo.port) as s:
                s.raw(raw)
                expect_equal(s.closing(), code, f"the code for {raw!r}")


@case
def a_flood_of_pings_is_answered_as_fast_as_it_is_read():
    with Echo() as echo, Socket(echo.port) as s:
        before = resident(echo.process.pid)
        s.socket.settimeout(1)
        try:
            for _ in range(400):
                s.raw(frame(PING, b"p" * 125, mask=b"\0\0\0\0") * 1000)
            raise AssertionError("the server reads pings without end from a client that does not read")
        except TimeoutError:
            expect(resident(echo.process.pid) - before < 16 << 20, "the server grows")


@case
def a_client_that_does_not_answer_pings_is_dropped():
    with Echo("--ws-ping", "200ms") as echo, Socket(echo.port) as s:
        expect_equal(s.message(), (PING, b""))
        s.raw(frame(PONG))
        expect_equal(s.message(), (PING, b""))
        expect_equal(s.closing(), 1008)


@case
def a_stop_says_farewell_and_waits_for_the_answer():
    with Echo() as echo, Socket(echo.port) as s, Client(echo.port) as events:
        events.send(b"GET /sse HTTP/1.1\r\nHost: h\r\n\r\n")
        events.until(b"id: 3\n")
        s.send(TEXT, b"here")
        s.message()
        echo.process.send_signal(signal.SIGTERM)
        told = s.message()
        expect_equal(told[0], CLOSE)
        expect_equal(told[1][:2], struct.pack("!H", 1001))
        expect(echo.process.poll() is None, "it has not waited")
        s.raw(frame(CLOSE, told[1][:2]))
        try:
            s.more()
        except Gone:
            pass
        expect(events.to_the_end().endswith(b"0\r\n\r\n"), "the events do not end in order")


@case
def events_go_on_behind_the_last_that_was_seen():
    with Echo("--sse-heartbeat", "100ms") as echo, Client(echo.port) as client:
        client.send(b"GET /sse HTTP/1.1\r\nHost: h\r\nLast-Event-ID: 2\r\n\r\n")
        head = client.until(b"\r\n\r\n")
        expect(b"Content-Type: text/event-stream" in head, head)
        said = client.until(b"\r\n:\n\n")
        expect(b"id: 2" not in said and b"id: 3\nevent: count\ndata: event 3\ndata: of 3\n\n" in said, said)


def certificate(folder, name):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", f"/CN={name}", "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"], check=True, capture_output=True)


def shown_name(port):
    pem = ssl.get_server_certificate(("127.0.0.1", port))
    told = subprocess.run(["openssl", "x509", "-noout", "-subject"], input=pem, capture_output=True, text=True, check=True).stdout
    return told.split("CN = ")[-1].strip()


def trusting(plain):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(plain)


@case
def a_certificate_is_read_again_while_sockets_live_on():
    with tempfile.TemporaryDirectory() as folder:
        certificate(folder, "old")
        with Echo("--tls", f"{folder}/cert.pem", f"{folder}/key.pem") as echo, Socket(echo.port, wrap=trusting) as s:
            expect_equal(shown_name(echo.port), "old")
            certificate(folder, "new")
            echo.process.send_signal(signal.SIGHUP)
            eventually(lambda: shown_name(echo.port) == "new", 10, "the new certificate")
            pathlib.Path(folder, "key.pem").write_text("broken")
            echo.process.send_signal(signal.SIGHUP)
            eventually(lambda: "stays as it was" in echo.said(), 10, "the warning")
            expect_equal(shown_name(echo.port), "new")
            s.send(TEXT, b"still here")
            expect_equal(s.message(), (TEXT, b"still here"))


main()
