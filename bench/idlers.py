#!/usr/bin/env python3
"""
Connections that have asked once and have been silent since: most connections of a server at rest.

    idlers.py PORT plain|tls|http2|websocket HOW_MANY SOURCE      says "ready", and keeps them until its input ends

They come from the addresses 127.SOURCE.0.x, a few hundred from each, as many clients would.
"""
import pathlib
import resource
import socket
import ssl
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "test"))
from kit.websocket import Socket                        # noqa: E402

EACH_ADDRESS = 250
GET = b"GET / HTTP/1.1\r\nHost: h\r\n\r\n"
HTTP2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\x04\0\0\0\0\0" + b"\0\0\x06\x01\x05\0\0\0\x01" + b"\x82\x86\x84\x41\x01h"
LAST_DATA = b"\0\x01\0\0\0\x01"                            # a frame of stream 1: DATA with END_STREAM
SETTINGS_TAKEN = b"\0\0\0\x04\x01\0\0\0\0"


def dial(port, source):
    return socket.create_connection(("127.0.0.1", port), 30, source_address=(source, 0))


def ask(connection, request, end):
    """Waits until the answer ends with `end`."""
    connection.sendall(request)
    heard = b""
    while end not in heard:
        piece = connection.recv(65536)
        if not piece:
            raise SystemExit(f"the server ended a connection after {heard!r}")
        heard += piece
    return connection


def plain(port, source):
    return ask(dial(port, source), GET, b"\r\n\r\n")


def tls(port, source, context=ssl._create_unverified_context()):
    return ask(context.wrap_socket(dial(port, source)), GET, b"\r\n\r\n")


def http2(port, source):
    connection = ask(dial(port, source), HTTP2, LAST_DATA)
    connection.sendall(SETTINGS_TAKEN)
    return connection


def websocket(port, _):
    return Socket(port)


def main(port, kind, count, net):
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    make = {"plain": plain, "tls": tls, "http2": http2, "websocket": websocket}[kind]
    kept = [make(int(port), f"127.{net}.0.{1 + n // EACH_ADDRESS}") for n in range(int(count))]
    print("ready", flush=True)
    sys.stdin.read()
    del kept


if __name__ == "__main__":
    main(*sys.argv[1:])
