#!/usr/bin/env python3
"""SIGTERM and Ctrl-C under load: what was accepted is answered, and the server ends with 0 within ten seconds."""
import signal
import socket
import sys
import threading
import time

from kit.checks import case, expect, expect_equal, main, on_each_store
from kit.client import Client, Gone
from kit.echo import Echo
from kit.load import NOTES, Load, nothing_lost
from kit.server import SANITIZED, Server

MOST = 40 if SANITIZED else 10


def ends_well(server, sign):
    began = time.monotonic()
    server.process.send_signal(sign)
    expect_equal(server.process.wait(MOST), 0, "the exit status")
    expect(time.monotonic() - began < MOST, "it took too long")
    server.process = None


class Askers:
    """Each asks on a connection of its own as long as the server takes it; an accepted connection is owed its answer."""

    def __init__(self, server, n):
        self.server, self.answered, self.broken = server, 0, []
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self.run, daemon=True) for _ in range(n)]
        for thread in self.threads:
            thread.start()

    def run(self):
        while not self.ended.is_set():
            client = Client(self.server.port)
            try:
                client.socket = socket.create_connection(("127.0.0.1", self.server.port), 10)
            except OSError:
                return
            try:
                client.get("/api/v1/health/live", ("Connection", "close"))
                self.answered += 1
            except (Gone, OSError) as problem:
                self.broken.append(problem)
                return

    def join(self):
        self.ended.set()
        for thread in self.threads:
            thread.join()


@on_each_store
def a_stop_under_load_loses_no_connection_that_was_made(store):
    for sign in (signal.SIGTERM, signal.SIGINT):
        with Server(store=store) as server:
            askers = Askers(server, 16)
            time.sleep(0.3)
            ends_well(server, sign)
            askers.join()
            expect(askers.answered > 20, f"only {askers.answered} were answered")
            expect(not askers.broken, f"{len(askers.broken)} accepted requests were not answered: {askers.broken[:3]}")


@on_each_store
def a_stop_under_write_load_loses_no_note(store):
    with Server(store=store) as server:
        with Load(server, writers=16) as load:
            load.wait_for(100)
            ends_well(server, signal.SIGTERM)
        server.start()
        nothing_lost(server, load)


@on_each_store
def a_request_under_way_is_finished(store):
    with Server(store=store) as server, server.client() as client:
        body = b'{"text": "slowly"}'
        client.send(b"POST /api/v1/notes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    b"Content-Length: %d\r\n\r\n" % len(body) + body[:5])
        time.sleep(0.1)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        client.send(body[5:])
        expect_equal(client.answer("POST").status, 201, "the answer")
        expect_equal(server.process.wait(MOST), 0, "the exit status")
        server.process = None


@on_each_store
def an_idle_connection_and_a_stuck_one_do_not_hold_the_stop_up(store):
    with Server(store=store) as server, server.client() as idle, server.client() as stuck:
        idle.get("/api/v1/health/live")
        stuck.send(b"POST /api/v1/notes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
        time.sleep(0.1)
        ends_well(server, signal.SIGTERM)
        expect(idle.closed(), "the idle connection is still open")


HTTP2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HEADERS, SETTINGS, PING, GOAWAY, WINDOW = 1, 4, 6, 7, 8
END_STREAM, END_HEADERS, ACK = 1, 4, 1
GET = b"\x82\x86\x84\x41\x01a"         # by HPACK: GET, http, /, and the authority a


def frame(kind, flags=0, stream=0, payload=b""):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


class Streams:
    """Fifty streams under way on one connection, each replaced when it ends, until the server has closed it."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 30)
        self.next, self.sent, self.answered, self.last, self.rest = 1, set(), set(), [], b""
        self.say(HTTP2 + frame(SETTINGS) + frame(WINDOW, payload=(1 << 30).to_bytes(4, "big")))
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def say(self, octets):
        try:
            self.socket.sendall(octets)
        except OSError:
            pass                     # the server has ended: what it took is counted by what it answers

    def ask(self, n):
        asked = range(self.next, self.next + 2 * n, 2)
        self.next += 2 * n
        self.sent.update(asked)
        self.say(b"".join(frame(HEADERS, END_STREAM | END_HEADERS, stream, GET) for stream in asked))

    def frames(self):
        while len(self.rest) >= 9 and len(self.rest) >= (end := 9 + int.from_bytes(self.rest[:3], "big")):
            yield self.rest[3], self.rest[4], int.from_bytes(self.rest[5:9], "big"), self.rest[9:end]
            self.rest = self.rest[end:]

    def take(self, kind, flags, stream, payload):
        """Whether a stream has ended."""
        if kind == GOAWAY:
            self.last.append(int.from_bytes(payload[:4], "big"))
        elif kind in (SETTINGS, PING) and not flags & ACK:
            self.say(frame(kind, ACK, 0, payload if kind == PING else b""))
        elif kind in (0, HEADERS) and flags & END_STREAM:
            self.answered.add(stream)
            return True
        return False

    def run(self):
        self.ask(50)
        while piece := self.socket.recv(65536):
            self.rest += piece
            self.ask(sum(self.take(*f) for f in self.frames()))


@case
def a_stop_under_load_answers_every_stream_that_it_took():
    with Echo(limits="off") as echo:
        clients = [Streams(echo.port) for _ in range(8)]
        time.sleep(0.5)
        echo.process.send_signal(signal.SIGTERM)
        for client in clients:
            client.thread.join(30)
    for client in clients:
        expect(len(client.answered) > 50, "there was no load")
        expect_equal(len(client.last), 2, "how often the client was told that the server stops")
        lost = [stream for stream in client.sent - client.answered if stream <= client.last[-1]]
        expect(not lost, f"{len(lost)} streams were taken and not answered")


if __name__ == "__main__":
    main(sys.argv[1:])
