#!/usr/bin/env python3
"""Many sign in while hashing is slow: clients that have left cost no work, a single client is not kept out, refusals are immediate."""
import socket
import sys
import threading
import time

from kit.checks import case, eventually, expect, expect_equal, main
from kit.server import Server

PASSWORD = "correct horse 9"
SLOW = {"program": "kith", "password_memory": "64m", "password_passes": "12", "trusted_proxies": "127.0.0.1"}
HTTP2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\x04\0\0\0\0\0"
CROWD = 12


def sign_in(server, name, address="192.0.2.1", timeout=60):
    with server.client(timeout) as client:
        began = time.monotonic()
        answer = client.post("/api/v1/auth/login", {"identifier": name, "password": PASSWORD}, ("X-Forwarded-For", address))
        answer.took = time.monotonic() - began
        return answer


def register(server, name):
    with server.client(60) as client:
        answer = client.post("/api/v1/auth/register", {"username": name, "email": f"{name}@example.org", "password": PASSWORD})
        expect_equal(answer.status, 201, "a registration")


def waiting(server):
    with server.client() as client:
        text = client.get("/metrics").body.decode()
    return int(next(line for line in text.splitlines() if line.startswith('kith_tasks_queued{lane="heavy"}')).split()[-1])


# ---- clients that leave ----

def request(name):
    body = b'{"identifier": "%s", "password": "wrong horse 8"}' % name.encode()
    return b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def over_http1(port, name):
    s = socket.create_connection(("127.0.0.1", port), 60)
    s.sendall(request(name))
    return s


def frame(kind, flags, stream, payload=b""):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def literal(name, value):
    return b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value


def over_http2(port, name):
    s = socket.create_connection(("127.0.0.1", port), 60)
    body = request(name).split(b"\r\n\r\n")[1]
    head = (b"\x83\x86" + literal(b":path", b"/api/v1/auth/login") + literal(b":authority", b"a")
            + literal(b"content-type", b"application/json"))
    s.sendall(HTTP2 + frame(1, 4, 1, head) + frame(0, 1, 1, body))
    return s


def closes(s):
    s.close()


def ends_its_side(s):
    s.shutdown(socket.SHUT_WR)


def resets_its_stream(s):
    s.sendall(frame(3, 0, 1, (8).to_bytes(4, "big")))


@case
def what_waits_for_a_client_that_has_gone_is_never_hashed():
    with Server(**SLOW, password_wait="60s") as server:
        for begin, leave in ((over_http1, closes), (over_http1, ends_its_side), (over_http2, closes), (over_http2, resets_its_stream)):
            story = f"{begin.__name__} and then {leave.__name__}"
            crowd = [begin(server.port, f"nobody{i}") for i in range(CROWD)]
            eventually(lambda: waiting(server) >= CROWD - 4, within=20, what=f"a queue, {story}")
            left = waiting(server)
            for s in crowd:
                leave(s)
            eventually(lambda: waiting(server) <= 2, within=2, what=f"the end of {left} that waited, {story}")
            for s in crowd:
                s.close()
            eventually(lambda: waiting(server) == 0, within=60, what="the end of all")


@case
def who_ends_its_side_is_answered_while_nobody_waits():
    with Server("kith") as server, socket.create_connection(("127.0.0.1", server.port), 60) as s:
        s.sendall(request("nobody"))
        s.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := s.recv(65536):
            answer += piece
        expect(answer.startswith(b"HTTP/1.1 401"), answer[:200])


# ---- fairness ----

class Crowd:
    """Clients that only sign in, each from its own network within one wider network."""

    def __init__(self, server, n):
        self.server, self.ended, self.refused, self.longest = server, threading.Event(), 0, 0.0
        self.threads = [threading.Thread(target=self.run, args=(i,), daemon=True) for i in range(n)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def run(self, i):
        while not self.ended.is_set():
            answer = sign_in(self.server, f"nobody{i}", f"2001:db8:7:{i:x}::1")
            if answer.status == 503:
                self.refused += 1
                self.longest = max(self.longest, answer.took)
                expect(int(answer.get("retry-after")) >= 1, "it has no Retry-After")
                self.ended.wait(0.05)


@case
def one_wide_network_does_not_push_out_who_comes_from_elsewhere():
    with Server("kith", password_memory="32m", trusted_proxies="127.0.0.1") as server:
        register(server, "ann")
        with Crowd(server, 150) as crowd:
            eventually(lambda: crowd.refused > 20, within=60, what="a crowd that is too large")
            for i in range(5):
                answer = sign_in(server, "ann", f"2001:db8:{0x100 + i:x}::1")
                expect_equal(answer.status, 200, "who comes alone")
        expect_equal(sign_in(server, "ann").status, 200, "once the crowd has left")


@case
def registrations_are_refused_by_the_same_rule():
    with Server(**SLOW, password_wait="100ms") as server:
        crowd = [over_http1(server.port, f"nobody{i}") for i in range(CROWD)]
        answer = None
        for i in range(50):
            with server.client(60) as client:
                answer = client.post("/api/v1/auth/register", {"username": f"bea{i}", "email": f"bea{i}@example.org", "password": PASSWORD})
            if answer.status == 503:
                break
        expect_equal(answer.status, 503, "a registration in a crowd")
        expect(answer.get("retry-after"), "it has no Retry-After")
        for s in crowd:
            s.close()


if __name__ == "__main__":
    main(sys.argv[1:])
