"""
Clients that never rest, on one event loop: sockets and streams that break anywhere and come back with their cursor or without, and
calls that are repeated until they have an answer. What they ask and hear is kept, for kit/history.py to judge.
"""
import asyncio
import base64
import json
import os
import struct
import time
import urllib.parse

from kit.websocket import CLOSE, PING, PONG, TEXT, frame

PATIENCE, ANSWER_WITHIN, ANSWER_MOST = 180, 1.5, 15          # what has no answer has longer for its next try
TROUBLE = (OSError, EOFError, asyncio.IncompleteReadError, asyncio.TimeoutError, asyncio.LimitOverrunError)


async def connected(port):
    return await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port, limit=1 << 22), ANSWER_WITHIN)


async def call(node, token, method, path, body=None, within=ANSWER_WITHIN):
    """(status, JSON) of one request on a connection of its own."""
    reader, writer = await connected(node.port)
    try:
        raw = json.dumps(body).encode() if body is not None else b""
        head = [f"{method} /api/v1{path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {token}", "Connection: close",
                "Content-Type: application/json", f"Content-Length: {len(raw)}"]
        writer.write("\r\n".join(head[:4] + (head[4:] if body is not None else [])).encode() + b"\r\n\r\n" + raw)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), within)
        status, length = int(head.split()[1]), 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        raw = await asyncio.wait_for(reader.readexactly(length), within)
        return status, json.loads(raw) if raw else None
    finally:
        writer.transport.abort()


class Stretch:
    """One connection from its opening to its end: what it asked for, and what it heard."""

    def __init__(self, who, node, carrier, cursor, topics):
        self.who, self.node, self.carrier, self.cursor, self.topics = who, node, carrier, cursor, topics
        self.opened, self.greeted, self.live, self.heard, self.wrong = time.time(), None, None, [], []
        self.begin = cursor                 # everything after it

    def take(self, event):
        if "cursor" in event and event["type"] not in ("hello", "live", "resync", "subscribed", "resumed"):
            self.heard.append(event)
        elif event["type"] == "hello":
            self.greeted, self.begin = time.time(), event["cursor"]
            if self.cursor and not event["resumed"]:
                self.wrong.append(f"its cursor {self.cursor} was not taken")
            if event["resumed"] and event["cursor"] != self.cursor:
                self.wrong.append(f"hello of a resume has {event['cursor']}, not {self.cursor}")
        elif event["type"] == "live":
            self.live = time.time()
        elif event["type"] == "resync":
            self.wrong.append(f"resync: {event}")

    def last(self):
        return self.heard[-1]["cursor"] if self.heard else self.begin

    def __str__(self):
        return f"{self.who}'s {self.carrier} at :{self.node.port} from {self.cursor or 'now'} ({self.begin} .. {self.last()})"


class Wire:
    """A socket or a stream, opened and read."""

    def __init__(self, stretch, token):
        self.stretch, self.token, self.asked, self.waiting = stretch, token, 0, {}
        self.reader = self.writer = None

    async def open(self):
        s = self.stretch
        query = {"topics": ",".join(s.topics), "include": "content", **({"cursor": s.cursor} if s.cursor else {})}
        path = f"/api/v1/{'ws' if s.carrier == 'socket' else 'events'}?{urllib.parse.urlencode(query)}"
        head = [f"GET {path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {self.token}"]
        if s.carrier == "socket":
            head += ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                     f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}"]
        self.reader, self.writer = await connected(s.node.port)
        self.writer.write("\r\n".join(head).encode() + b"\r\n\r\n")
        answer = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 10)
        if int(answer.split()[1]) not in (101, 200):
            raise EOFError(answer.decode())

    async def read(self):
        """Until it breaks or is broken."""
        await (self.read_socket() if self.stretch.carrier == "socket" else self.read_stream())

    async def read_socket(self):
        while True:
            first, second = await self.reader.readexactly(2)
            form = {126: "!H", 127: "!Q"}.get(second)
            n = struct.unpack(form, await self.reader.readexactly(struct.calcsize(form)))[0] if form else second
            payload = await self.reader.readexactly(n)
            if first & 15 == TEXT:
                self.take(json.loads(payload))
            elif first & 15 == PING:
                self.writer.write(frame(PONG, payload))
            elif first & 15 == CLOSE:
                raise EOFError(payload)

    async def read_stream(self):
        while True:
            size = int((await self.reader.readuntil(b"\r\n")).strip(), 16)
            piece = await self.reader.readexactly(size + 2)
            self.text = getattr(self, "text", b"") + piece[:-2]
            *blocks, self.text = self.text.split(b"\n\n")
            for block in blocks:
                for line in block.split(b"\n"):
                    if line.startswith(b"data: "):
                        self.take(json.loads(line[6:]))
            if not size:
                raise EOFError("the stream ended")

    def take(self, event):
        if event.get("ref") in self.waiting:
            self.waiting.pop(event["ref"]).set_result(event)
        else:
            self.stretch.take(event)

    async def ask(self, kind, within, **members):
        self.asked += 1
        ref = f"r{self.asked}"
        answer = self.waiting[ref] = asyncio.get_running_loop().create_future()
        self.writer.write(frame(TEXT, json.dumps({"type": kind, "ref": ref, **members}).encode()))
        return await asyncio.wait_for(answer, within)

    def end(self):
        if self.writer:
            self.writer.transport.abort()
        for answer in self.waiting.values():
            answer.cancelled() or answer.done() or answer.set_exception(EOFError("it broke"))
            answer.exception() if answer.done() and not answer.cancelled() else None


class Ear:
    """Somebody's client: connections one after the other, until the trial calms down; then one that stays."""

    def __init__(self, trial, who):
        self.trial, self.who, self.wire, self.stretches = trial, who, None, []
        self.cursor = None

    async def run(self):
        while not self.trial.over:
            try:
                await self.once()
            except TROUBLE:
                await asyncio.sleep(self.trial.chance.uniform(0, 0.1))

    async def once(self):
        chance, nodes = self.trial.chance, self.trial.nodes
        cursor = self.cursor if self.trial.calm or chance.random() < 0.85 else None
        topics = ["channels"] + ([f"channel:{self.trial.public}"] if chance.random() < 0.3 else [])
        stretch = Stretch(self.who, chance.choice(nodes), chance.choice(["socket", "socket", "stream"]), cursor, topics)
        wire, reading = Wire(stretch, self.trial.token[self.who]), None
        try:
            await wire.open()
            self.stretches.append(stretch)
            reading = asyncio.ensure_future(wire.read())
            self.wire = wire if stretch.carrier == "socket" else None
            await asyncio.wait([reading], timeout=None if self.trial.calm else chance.expovariate(1.5))
        finally:
            self.wire = None
            if reading:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)
            self.cursor = stretch.last() if stretch.begin else self.cursor
            wire.end()


class Attempt:
    """A deed that was tried until it had an answer. In doubt: a try before had none, and may have its effect at any time."""

    def __init__(self, **told):
        self.begin, self.end, self.doubt, self.status, self.answer = time.time(), None, False, None, None
        self.__dict__.update(told)

    @property
    def done(self):
        return self.status is not None and self.status < 300

    def __str__(self):
        return " ".join(f"{k}={v}" for k, v in self.__dict__.items() if k not in ("begin", "end", "answer") and v is not None)


async def by_graphql(node, token, field, given, within):
    """(status, message) of a mutation, as REST would say it."""
    document = f"mutation ($i: {field[0].upper()}{field[1:]}Input!) {{ {field}(input: $i) {{ message {{ id seq }} }} }}"
    status, told = await call(node, token, "POST", "/graphql", {"query": document, "variables": {"i": given}}, within)
    if status != 200 or not told.get("errors"):
        return status, told["data"][field]["message"] if status == 200 else told
    passing = told["errors"][0]["extensions"]["code"] in ("store_unavailable", "internal_error", "timeout")
    return 503 if passing else 400, told


async def until_answered(trial, attempt, who, rest, command=None, graph=None):
    """
    `rest`: (method, path, body); `command`: the same over the person's open socket, where there is one: (type, members); `graph`:
    as a mutation: (field, input).
    """
    end, within = time.monotonic() + PATIENCE, ANSWER_WITHIN
    while time.monotonic() < end and not trial.broken:
        wire, node = trial.wire_of(who), trial.chance.choice(trial.nodes)
        try:
            if command and wire and trial.chance.random() < 0.5:
                told = await wire.ask(command[0], within, **command[1])
                attempt.status, attempt.answer = trial.status_of(told), told
            elif graph and trial.chance.random() < 0.3:
                attempt.status, attempt.answer = await by_graphql(node, trial.token[who], *graph, within)
            else:
                attempt.status, attempt.answer = await call(node, trial.token[who], *rest, within)
            if attempt.status < 500:
                break
        except TROUBLE:
            pass
        attempt.doubt, attempt.status = True, None
        within = min(within * 1.1, ANSWER_MOST)
        await asyncio.sleep(trial.chance.uniform(0, 0.05))
    attempt.end = time.time()
    if attempt.status is None:
        trial.wrong.append(f"no answer within {PATIENCE} s: {attempt}")
    return attempt
