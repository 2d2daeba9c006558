"""Connections to /ws and /events, as clients see them: JSON out and in, whatever carries it."""
import json
import struct
import urllib.parse

from kit.client import Client
from kit.frames import ACK, DATA, END_STREAM, HEADERS, RST_STREAM, SETTINGS, WINDOW_UPDATE, Frames, frame as http2_frame
from kit.websocket import CLOSE, PING, PONG, TEXT, Gone, Socket, frame


def bearer(token):
    return [("Authorization", f"Bearer {token}")]


def address(path, query):
    return f"/api/v1{path}" + ("?" + urllib.parse.urlencode(query) if query else "")


class Talk:
    """What a socket says and hears, over any carrier."""

    def say(self, kind, **members):
        self.send(TEXT, json.dumps({"type": kind, **members}).encode())

    def hear(self):
        """The next message; pings are answered."""
        while True:
            opcode, payload = self.message()
            if opcode == PING:
                self.raw(frame(PONG, payload))
            elif opcode == TEXT:
                return json.loads(payload)
            elif opcode == CLOSE:
                self.said = (struct.unpack("!H", payload[:2])[0], payload[2:].decode())
                raise Gone(f"closed: {self.said}")

    def hear_of(self, *kinds):
        """The next of these types; others are passed over."""
        while (heard := self.hear())["type"] not in kinds:
            pass
        return heard

    def ask(self, kind, **members):
        """Its answer, by `ref`."""
        self.asked = getattr(self, "asked", 0) + 1
        self.say(kind, ref=f"r{self.asked}", **members)
        while (heard := self.hear()).get("ref") != f"r{self.asked}":
            pass
        return heard

    def ending(self):
        """(code, reason) of the server's close frame, whatever comes before it; answers it."""
        try:
            while True:
                self.hear()
        except Gone as gone:
            if not hasattr(self, "said"):
                raise AssertionError(f"no close frame: {gone}") from gone
        return self.said


class Line(Talk, Socket):
    """with Line(server, token, topics="feed") as line: line.hear()"""

    def __init__(self, server, token=None, fields=(), deflate=False, receive_buffer=None, **query):
        fields = [*fields, *(bearer(token) if token else [])]
        Socket.__init__(self, server.port, address("/ws", query), deflate, fields, receive_buffer=receive_buffer, timeout=10)


class Line2(Talk):
    """The same as a stream of an HTTP/2 connection (RFC 8441). Several may share one connection, if they are read in turns."""

    message, frame_read, exactly = Socket.message, Socket.frame, Socket.exactly
    frame, send = Socket.frame, Socket.send

    def __init__(self, server, token=None, fields=(), connection=None, **query):
        self.own = connection is None
        self.http2 = connection or Frames(server.port, window=1 << 20)
        if self.own:                   # without this answer the server's settings do not count yet
            self.http2.send(http2_frame(SETTINGS, ACK, 0) + http2_frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", 1 << 24)))
        self.http2.next = getattr(self.http2, "next", -1) + 2
        self.number, self.rest, self.deflate, self.ended = self.http2.next, b"", False, False
        sent = {"sec_websocket_version": "13", **{n.lower().replace("-", "_"): v for n, v in fields}}
        if token:
            sent["authorization"] = f"Bearer {token}"
        block = Frames.request(self.number, address("/ws", query), "CONNECT", 0, **{":protocol": "websocket"}, **sent)
        self.http2.send(block)
        kind = self.next()
        assert kind == HEADERS, f"a frame of kind {kind} instead of the answer"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.own:
            self.http2.socket.close()

    def next(self):
        """Takes the next frame of this stream; returns its kind."""
        while True:
            heard = self.http2.hear()
            if heard is None:
                raise Gone("the connection ended")
            kind, flags, stream, payload = heard
            if stream != self.number or kind not in (DATA, HEADERS, RST_STREAM):
                continue
            self.ended |= kind == RST_STREAM or bool(flags & END_STREAM)
            if kind == DATA:
                self.rest += payload
            return kind

    def more(self):
        if self.ended:
            raise Gone("closed")
        self.next()

    def raw(self, data):
        for at in range(0, len(data), 16384):
            self.http2.send(http2_frame(DATA, 0, self.number, data[at:at + 16384]))


class Events:
    """with Events(server, token) as events: events.hear(); `ids` has the id lines."""

    def __init__(self, server, token=None, fields=(), last=None, **query):
        self.client, self.ids = Client(server.port), []
        fields = [*fields, *(bearer(token) if token else []), *([("Last-Event-ID", last)] if last else [])]
        head = [f"GET {address('/events', query)} HTTP/1.1", "Host: localhost", *(f"{n}: {v}" for n, v in fields)]
        self.client.send("\r\n".join(head).encode() + b"\r\n\r\n")
        while b"\r\n\r\n" not in self.client.rest:
            if not self.client.more():
                raise Gone("closed")
        head, self.client.rest = self.client.rest.split(b"\r\n\r\n", 1)
        self.status, self.head, self.text, self.over = int(head.split()[1]), head.decode(), b"", False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close()

    def more(self):
        """One chunk more."""
        while b"\r\n" not in self.client.rest:
            if not self.client.more():
                raise Gone("closed")
        size, rest = self.client.rest.split(b"\r\n", 1)
        n = int(size, 16)
        while len(rest) < n + 2:
            self.client.rest = b""
            if not self.client.more():
                raise Gone("closed")
            rest += self.client.rest
        self.client.rest, self.over = rest[n + 2:], n == 0
        self.text += rest[:n]

    def block(self):
        """The next block of lines, comments too; None: the stream has ended."""
        while b"\n\n" not in self.text:
            if self.over:
                return None
            self.more()
        block, self.text = self.text.split(b"\n\n", 1)
        return block.decode()

    def hear(self):
        """The next event's JSON; None: the stream has ended."""
        while (block := self.block()) is not None:
            lines = block.split("\n")
            data = [line[6:] for line in lines if line.startswith("data: ")]
            assert not any(line.startswith("event:") for line in lines), block
            if data:
                self.ids += [line[4:] for line in lines if line.startswith("id: ")]
                return json.loads("\n".join(data))
        return None

    def hear_of(self, *kinds):
        while (heard := self.hear())["type"] not in kinds:
            pass
        return heard
