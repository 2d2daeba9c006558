#!/usr/bin/env python3
"""
hostile.py [SEED]: hostile input against a whole server. Each answer is a success or a clear refusal, never a 500, never a hang;
and the server continues, in the same memory.
"""
import os
import random
import socket
import struct
import sys
import time

from kit.checks import case, expect, expect_equal, main, on_each_store
from kit.client import Client, Gone
from kit.load import NOTES
from kit.server import SANITIZED, Server

ROUNDS = 4000
SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 20260301

SEEDS = [
    b"GET /api/v1/notes?limit=5&cursor=abc HTTP/1.1\r\nHost: a\r\n\r\n",
    b"POST /api/v1/notes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{\"text\": \"hello\"}",
    b"POST /api/v1/notes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"11\r\n{\"text\": \"hello\"}\r\n0\r\n\r\n",
    b"GET /api/v1/notes/123 HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"x\"\r\nTraceparent: 00-0af7651916cd43dd8448eb211c80319c-"
    b"b7ad6b7169203331-01\r\nForwarded: for=1.2.3.4\r\n\r\n",
    b"OPTIONS /api/v1/notes HTTP/1.1\r\nHost: a\r\nOrigin: https://a.example\r\nAccess-Control-Request-Method: POST\r\n\r\n",
    b"DELETE /api/v1/notes/9 HTTP/1.1\r\nHost: a\r\nIdempotency-Key: k\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n",
    b"GET /metrics HTTP/1.0\r\n\r\n",
]
WORDS = [b"\r\n", b"\n", b"\r", b"\0", b" ", b":", b"\xff", b"%00", b"%", b"..", b"/", b"?", b"9" * 30, b"-1", b"{", b"[" * 200, b'"',
         b"\\u", b"chunked", b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"Host: b\r\n", b"HTTP/1.1", b"A" * 5000,
         b"0\r\n\r\n"]


def mutated(rng):
    raw = bytearray(rng.choice(SEEDS))
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(raw) + 1)
        kind = rng.randrange(4)
        if kind == 0 and at < len(raw):
            raw[at] = rng.randrange(256)
        elif kind == 1:
            raw[at:at] = rng.choice(WORDS)
        elif kind == 2:
            del raw[at:at + rng.randint(1, 20)]
        else:
            raw[at:at] = raw[rng.randrange(len(raw) + 1):][:rng.randint(1, 40)]
        raw = raw or bytearray(b"\r\n")
    return bytes(raw)


def answers_to(server, raw):
    """All answers when the client sends this and nothing more."""
    with Client(server.port, timeout=20) as client:
        try:
            client.send(raw)
            client.socket.shutdown(socket.SHUT_WR)
        except OSError:
            return
        while True:
            try:
                if not client.rest and not client.more():
                    return
                yield client.answer("HEAD" if raw[:4] == b"HEAD" else "GET")
            except (Gone, AttributeError):
                return


def well_answered(answer, raw):
    expect(answer.status < 500 or answer.status in (501, 505), f"{raw!r} is answered", answer)
    if answer.status >= 400:
        expect(answer.get("content-type", "").startswith("application/problem+json"), f"{raw!r} is refused without a problem:", answer)
        expect_equal(answer.json()["status"], answer.status, f"the problem's status for {raw!r}")


@case
def a_mutated_request_is_answered_well_or_the_connection_ends():
    rng = random.Random(SEED)
    with Server(request_timeout="5s") as server:
        for n in range(ROUNDS):
            raw = mutated(rng)
            for answer in answers_to(server, raw):
                well_answered(answer, raw)
        server.wait("/api/v1/health/ready")


@case
def a_client_that_breaks_off_costs_nothing():
    """Resets in the middle of heads, bodies and answers; memory is the same as before."""
    def break_off(n):
        s = socket.create_connection(("127.0.0.1", server.port))
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raw = SEEDS[n % len(SEEDS)]
        s.sendall(raw[:1 + n * 7 % len(raw)])
        if n % 3 == 0:
            time.sleep(0.001)
        s.close()

    with Server() as server:
        for n in range(2000):
            break_off(n)
        before = server.resident()
        for n in range(6000):
            break_off(n)
        server.wait("/api/v1/health/ready")
        if not SANITIZED:
            expect(server.resident() - before < 2 << 20, f"memory grew by {server.resident() - before} octets")


@case
def who_sends_slowly_is_cut_off_and_holds_up_nobody():
    with Server(header_timeout="400ms", body_timeout="400ms", idle_timeout="600ms") as server:
        slow = [server.client() for _ in range(200)]
        for n, client in enumerate(slow):
            client.send(SEEDS[1][:20] if n % 2 else SEEDS[1][:-5])
        began = time.monotonic()
        with server.client() as client:
            expect_equal(client.post(NOTES, {"text": "meanwhile"}).status, 201, "a note meanwhile")
        expect(time.monotonic() - began < 5, "others had to wait")
        for client in slow:
            answer = client.answer()
            expect_equal(answer.status, 408, "the answer to a slow client")
            expect(client.closed(), "a slow client's connection stays open")
            well_answered(answer, b"a slow request")


@case
def who_does_not_read_is_cut_off_and_holds_up_nobody():
    with Server(write_timeout="1s") as server:
        with server.client() as client:
            for _ in range(100):
                client.post(NOTES, {"text": "é" * 500})
        lazy = []
        for _ in range(20):
            s = socket.socket()
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            s.connect(("127.0.0.1", server.port))
            s.setblocking(False)
            try:
                s.send(b"GET /api/v1/notes?limit=100 HTTP/1.1\r\nHost: a\r\n\r\n" * 400)
            except BlockingIOError:
                pass
            lazy.append(s)
        for _ in range(20):
            server.wait("/api/v1/health/ready", within=5)
            time.sleep(0.1)
        if not SANITIZED:
            expect(server.resident() < 64 << 20, f"{server.resident()} octets are resident")
        for s in lazy:
            s.close()


@case
def connections_leave_files_for_everything_else():
    few = ["bash", "-c", 'ulimit -n 128; exec "$@"', "few-files"]
    with Server(wrapper=few, loops="1") as server, server.client() as client:
        expect("fewer connections than max_connections" in server.log.read_text(), "the log does not say that the bound is lower")
        expect_equal(client.get("/api/v1/health").status, 200, "health, on a connection that stays")
        crowd = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(200)]
        expect_equal(client.post(NOTES, {"text": "in the crowd"}).status, 201, "a note in a crowd of connections")
        taken = len(os.listdir(f"/proc/{server.process.pid}/fd"))
        expect(64 <= taken <= 112, f"{taken} of 128 files are open")
        for s in crowd:
            s.close()


@case
def bodies_that_trickle_hold_up_nobody():
    head = SEEDS[1][:SEEDS[1].index(b"\r\n\r\n") + 4]
    with Server(max_fibers="60", loops="1") as server:
        trickling = [server.client() for _ in range(100)]
        for client in trickling:
            client.send(head + b'{"te')
        with server.client() as client:
            expect_equal(client.get("/api/v1/health").status, 200, "health meanwhile")
            expect_equal(client.post(NOTES, {"text": "meanwhile"}).status, 201, "a note meanwhile")
        for client in trickling:
            client.send(b'xt": "hello"}')
            expect_equal(client.answer().status, 201, "a note that trickled")


@on_each_store
def the_fewest_fibers_that_may_be_asked_for_do(store):
    with Server("kith", store=store, max_fibers="8", loops="1") as server:
        clients = [server.client() for _ in range(40)]
        for client in clients:
            client.send(b"GET /api/v1/users/search?q=a HTTP/1.1\r\nHost: a\r\n\r\n")
        for client in clients:
            expect_equal(client.answer().status, 200, "a search among many")


@case
def more_connections_than_allowed_wait_their_turn():
    with Server(max_connections="50", idle_timeout="500ms") as server:
        clients = [server.client() for _ in range(300)]
        for client in clients:
            client.send(b"GET /api/v1/health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        for client in clients:
            expect_equal(client.answer().status, 200, "an answer")


if __name__ == "__main__":
    main()
