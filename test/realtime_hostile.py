#!/usr/bin/env python3
"""
Sockets and streams in the hands of somebody hostile: floods, huge frames, half frames, and thousands that never read. What they
hold is bounded, they are dropped with the code that says why, and nobody else notices.
"""
import json
import os
import socket
import struct
import sys
import threading
import time

from kit.checks import case, eventually, expect, expect_equal, main
from kit.people import CHEAP, People
from kit.realtime import Events, Line, Line2, address, bearer
from kit.server import SANITIZED, Server
from kit.websocket import CLOSE, CONTINUATION, PING, TEXT, Gone, Socket, frame

CROWD = 300 if SANITIZED else int(os.environ.get("KITH_TEST_CROWD", "2000"))
MIB = 1 << 20


class Square:
    """A public channel in which Ann speaks, and whoever listens to it."""

    def __init__(self, **settings):
        self.server = Server("kith", **{**CHEAP, "messages_per_minute": "1000000", **settings})

    def __enter__(self):
        self.server.__enter__()
        self.people = People(self.server)
        self.ann, self.eve = self.people.join("ann"), self.people.join("eve")
        self.channel = self.people.call("POST", "/channels", {"name": "square"}, self.ann["token"], 201).json()["id"]
        self.ear = Line(self.server, self.ann["token"], topics=f"channel:{self.channel}", include="content")
        self.ear.hear_of("hello")
        self.heard = 0
        return self

    def __exit__(self, *told):
        self.ear.socket.close()
        return self.server.__exit__(*told)

    def speak(self, text):
        """Sends one message; seconds until the own connection, which reads, has it."""
        began = time.monotonic()
        self.ear.say("send", channelId=self.channel, content=text, ref="s")
        kinds = set()
        while kinds < {"ack", "channel_message"}:
            heard = self.ear.hear()
            expect(heard["type"] != "error", heard)
            if heard["type"] == "channel_message":
                self.heard += 1
                expect_equal(heard["seq"], self.heard, "messages come in order, none is left out")
            kinds.add(heard["type"])
        return time.monotonic() - began

    def metric(self, series):
        with self.server.client() as client:
            rows = client.get("/metrics").body.decode().splitlines()
        return sum(float(row.split()[-1]) for row in rows if row.startswith(series))


def deaf(square, carrier=Line, **query):
    """One that listens to the square and never reads on."""
    query = {"topics": f"channel:{square.channel}", "include": "content", **query}
    if carrier is Line:
        return Line(square.server, square.eve["token"], receive_buffer=4096, **query)
    return carrier(square.server, square.eve["token"], **query)


@case
def thousands_that_never_read_hold_a_bounded_amount_and_nobody_else_notices():
    with Square(realtime_memory="32m", write_timeout="3s") as square:
        lines = [deaf(square) for _ in range(CROWD)]
        square.speak("is everybody there?")
        before = square.server.resident()
        waits, most = [], 0
        for i in range(60):
            waits.append(square.speak("x" * 4900))
            most = max(most, square.server.resident())
        expect(most - before < 72 * MIB * (3 if SANITIZED else 1), f"{(most - before) / MIB:.0f} MiB more")
        expect(sorted(waits)[len(waits) // 2] < 1.0, f"the median took {sorted(waits)[len(waits) // 2]:.2f} s")
        expect(square.metric('kith_sockets_dropped_total{reason="slow"}') > 0, "nobody was dropped")
        for line in lines:
            line.socket.close()
        eventually(lambda: square.metric('kith_sockets{kind="ws"}') == 1, 30, "all others to be forgotten")


@case
def a_reader_too_slow_is_told_so_after_what_waits_and_a_stream_just_ends():
    with Square(ws_buffer="64k", limits="off") as square:
        line, line2, events = deaf(square), deaf(square, Line2), deaf(square, Events)
        line.socket.settimeout(30)
        for _ in range(3000):
            square.speak("y" * 4900)
            if square.metric('kith_sockets_dropped_total{reason="slow"}') >= 1:
                break
        expect_equal(line.ending(), (1013, "slow_reader"))
        seen, last = [], None
        while (heard := events.hear()) is not None:
            last = heard["type"]
            seen += [heard["seq"]] if last == "channel_message" else []
            if len(seen) == square.heard:
                break
        expect_equal(seen, list(range(1, len(seen) + 1)), "what came is in order, without a gap")
        line2.http2.socket.close()


@case
def a_reader_that_comes_back_with_its_cursor_has_missed_nothing():
    with Square(ws_buffer="64k") as square:
        line = deaf(square)
        line.hear_of("hello")
        line.socket.settimeout(30)
        for _ in range(400):
            square.speak("z" * 4900)
            if square.metric('kith_sockets_dropped_total{reason="slow"}') >= 1:
                break
        seen, cursor = [], None
        try:
            while True:
                heard = line.hear()
                cursor = heard.get("cursor", cursor)
                if heard["type"] == "channel_message":
                    seen.append(heard["seq"])
        except Gone:
            pass
        with Line(square.server, square.eve["token"], topics=f"channel:{square.channel}", cursor=cursor) as again:
            while (heard := again.hear())["type"] != "live":
                if heard["type"] == "channel_message":
                    seen.append(heard["seq"])
        expect_equal(seen, list(range(1, square.heard + 1)))


@case
def huge_frames_are_refused_by_their_heads():
    with Square() as square:
        before = square.server.resident()
        lines = []
        for _ in range(200):
            line = Line(square.server, square.eve["token"])
            line.raw(struct.pack("!BBQ", 0x81, 0xff, 1 << 40) + b"mask" + b"x" * 1000)
            lines.append(line)
        expect_equal([line.ending() for line in lines], [(1009, "too_big")] * 200)
        expect(square.server.resident() - before < 16 * MIB, "memory for what was only announced")
        square.speak("still here")


@case
def half_frames_are_kept_small_and_not_waited_for_forever():
    with Square(body_timeout="1s") as square:
        before = square.server.resident()
        lines = []
        for i in range(300):
            line = Line(square.server, square.eve["token"])
            line.hear()
            head = frame(TEXT, b"{" * 60000)[:10 + i % 3]
            line.raw(head if i % 2 else frame(TEXT, b"{" * 30000, fin=False) + frame(CONTINUATION, b"{" * 30000, fin=False))
            lines.append(line)
        square.speak("still here")
        expect(square.server.resident() - before < 300 * 64 * 1024 * 2 + 16 * MIB, "memory for halves")
        expect_equal({line.ending()[0] for line in lines}, {1008})
        square.speak("and now")


@case
def a_flood_of_messages_leaves_others_their_turn():
    with Square(limits="on", rate_per_minute="100000", rate_per_hour="1000000") as square:
        stop = threading.Event()

        def flood():
            while not stop.is_set():
                try:
                    with Line(square.server, square.eve["token"]) as line:
                        burst = frame(TEXT, b'{"type":"subscribe","topic":"nope:1"}') * 200
                        while not stop.is_set():
                            line.raw(burst)
                except (Gone, OSError):
                    pass
                except AssertionError:
                    pass
        floods = [threading.Thread(target=flood) for _ in range(8)]
        for thread in floods:
            thread.start()
        try:
            waits = []
            for _ in range(40):
                waits.append(square.speak("through the noise"))
                time.sleep(0.06)
        finally:
            stop.set()
            for thread in floods:
                thread.join()
        expect(sorted(waits)[len(waits) // 2] < 1.0, f"the median took {sorted(waits)[len(waits) // 2]:.2f} s")


@case
def what_nobody_can_read_ends_no_process():
    """Every octet after a good opening: the server answers it or ends the socket, and goes on."""
    with Square() as square:
        for seed in range(256):
            with Line(square.server, square.eve["token"]) as line:
                line.raw(bytes([seed]) + os.urandom(200))
                try:
                    while True:
                        line.message()
                except (Gone, TimeoutError, OSError, AssertionError):
                    pass
                line.socket.settimeout(0.5)
        square.speak("still here")


if __name__ == "__main__":
    main(sys.argv[1:])
