#!/usr/bin/env python3
"""SIGTERM and Ctrl-C under load: what was accepted is answered, and the server ends with 0 within ten seconds."""
import signal
import socket
import sys
import threading
import time

from kit.checks import expect, expect_equal, main, on_each_store
from kit.client import Client, Gone
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


if __name__ == "__main__":
    main(sys.argv[1:])
