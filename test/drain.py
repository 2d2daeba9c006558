#!/usr/bin/env python3
"""SIGTERM and Ctrl-C under load: accepted requests are answered, and the server exits with 0 within ten seconds."""
import signal
import socket
import sys
import threading
import time
import urllib.parse

from kit import postgres
from kit.checks import case, eventually, expect, expect_equal, main, on_each_store
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
    """Each sends requests on its own connection while the server accepts it; an accepted connection must get its answer."""

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


# ---- work under way ----

PASSWORD = "correct horse 9"
BRIEF = {"program": "kith", "drain_timeout": "1s"}
IN_TIME = 30 if SANITIZED else 6     # a second to drain, one and a half to end, and time for a busy machine


def json_request(path, body):
    return (f"POST /api/v1{path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body.encode())


def stops_in_time(server):
    began = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    try:
        expect_equal(server.process.wait(60), 0, "the exit status")
    finally:
        server.process = None
    took = time.monotonic() - began
    expect(took < IN_TIME, f"the stop took {took:.1f} s:\n{server.log_tail()}")
    return server.log_text()


class Silent:
    """A server that accepts connections, reads, and never answers."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port, self.taken = self.socket.getsockname()[1], []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                self.taken.append(self.socket.accept()[0])
            except OSError:
                return

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


class Relay(Silent):
    """Passes everything on to another port, until it is told to stop."""

    def __init__(self, port):
        self.to, self.still = port, threading.Event()
        super().__init__()

    def run(self):
        while True:
            try:
                one = self.socket.accept()[0]
            except OSError:
                return
            other = socket.create_connection(("127.0.0.1", self.to))
            self.taken += [one, other]
            for a, b in ((one, other), (other, one)):
                threading.Thread(target=self.pass_on, args=(a, b), daemon=True).start()

    def pass_on(self, a, b):
        try:
            while piece := a.recv(65536):
                while self.still.is_set():
                    time.sleep(0.1)
                b.sendall(piece)
            b.shutdown(socket.SHUT_WR)
        except OSError:
            pass


@case
def long_hashes_under_way_and_queued_do_not_hold_the_stop_up():
    with Server(**BRIEF, password_memory="256m", password_passes="32", password_wait="60s") as server:
        clients = [server.client() for _ in range(8)]
        for i, client in enumerate(clients):
            client.send(json_request("/auth/login", f'{{"identifier": "nobody{i}", "password": "{PASSWORD}"}}'))
        eventually(lambda: b'kith_tasks_queued{lane="heavy"} 6' in Client(server.port).get("/metrics").body, 20, "a queue of hashes")
        expect("has had its time" in stops_in_time(server), "it does not report what was cut off")


@case
def slow_clients_do_not_hold_the_stop_up():
    with Server(**BRIEF, password_memory="64k") as server, server.client() as trickle, server.client() as reader:
        trickle.send(json_request("/auth/login", " " * 1000)[:-900])
        ended = threading.Event()

        def drip():
            while not ended.wait(0.2):
                try:
                    trickle.send(b" ")
                except (Gone, OSError):
                    return

        threading.Thread(target=drip, daemon=True).start()
        reader.send(b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 200)
        time.sleep(0.3)
        stops_in_time(server)
        ended.set()


@case
def a_provider_that_says_nothing_does_not_hold_the_stop_up():
    with Silent() as provider, Server(**BRIEF, openid_providers=f"acme=http://127.0.0.1:{provider.port};kith", outgoing_inside="127.0.0.1",
                                      outgoing_timeout="60s") as server, server.client() as client:
        client.send(b"GET /api/v1/auth/acme HTTP/1.1\r\nHost: a\r\n\r\n")
        eventually(lambda: provider.taken, 20, "a call to the provider")
        stops_in_time(server)


@case
def a_mail_server_that_says_nothing_does_not_hold_the_stop_up():
    with (Silent() as post, Server(**BRIEF, mail=f"smtp://127.0.0.1:{post.port}", password_memory="64k") as server,
          server.client() as client):
        client.post("/api/v1/auth/register", {"username": "ann", "email": "ann@example.org", "password": PASSWORD})
        eventually(lambda: post.taken, 20, "a letter under way")
        stops_in_time(server)


@case
def a_postgresql_that_does_not_answer_holds_up_neither_a_stop_nor_a_stop_of_a_start():
    store = urllib.parse.urlsplit(postgres.database())
    with Relay(store.port) as relay:
        url = store._replace(netloc=f"{store.username}@127.0.0.1:{relay.port}" if store.username else f"127.0.0.1:{relay.port}").geturl()
        with Server(**BRIEF, password_memory="64k") as server:
            server.stop()
            server.store = url
            server.start()
            relay.still.set()
            with server.client() as client:
                client.send(json_request("/auth/register", f'{{"username": "ann", "email": "a@example.org", "password": "{PASSWORD}"}}'))
                time.sleep(0.3)
                stops_in_time(server)
            server.start(ready=False)
            time.sleep(0.5)
            stops_in_time(server)


@case
def an_export_that_was_just_asked_for_does_not_hold_the_stop_up():
    with Server(**BRIEF, password_memory="64k") as server, server.client() as client:
        answer = client.post("/api/v1/auth/register", {"username": "ann", "email": "ann@example.org", "password": PASSWORD})
        token = answer.json()["token"]
        answer = client.ask("POST", "/api/v1/users/me/exports", [("Authorization", f"Bearer {token}")])
        expect_equal(answer.status, 202, "an export")
        stops_in_time(server)


HTTP2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HEADERS, SETTINGS, PING, GOAWAY, WINDOW = 1, 4, 6, 7, 8
END_STREAM, END_HEADERS, ACK = 1, 4, 1
GET = b"\x82\x86\x84\x41\x01a"         # in HPACK: GET, http, /, and the authority a


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
            pass                     # the server has stopped; its answers show what it accepted

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
        expect(not lost, f"{len(lost)} streams were accepted and not answered")


if __name__ == "__main__":
    main(sys.argv[1:])
