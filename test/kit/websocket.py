"""A small WebSocket client that hides nothing: frames go out and come in as they are."""
import base64
import hashlib
import os
import socket
import struct
import zlib

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
DEFLATE = "permessage-deflate; client_no_context_takeover; server_no_context_takeover"


class Refused(Exception):
    """The server answered the handshake with something other than 101; `head` is its answer."""

    def __init__(self, head):
        super().__init__(head)
        self.head = head


class Gone(Exception):
    """The server closed the connection, or broke it, before the whole frame was there."""


def masked(payload, mask):
    if not payload:
        return b""
    key = (mask * (len(payload) // 4 + 1))[:len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(len(payload), "big")


def frame(opcode, payload=b"", fin=True, rsv1=False, mask=None):
    """One frame from a client."""
    mask = os.urandom(4) if mask is None else mask
    head = bytes([fin << 7 | rsv1 << 6 | opcode])
    n = len(payload)
    head += bytes([0x80 | n]) if n < 126 else struct.pack("!BH", 0xfe, n) if n < 65536 else struct.pack("!BQ", 0xff, n)
    return head + mask + masked(payload, mask)


def deflated(payload):
    deflater = zlib.compressobj(wbits=-15)
    return (deflater.compress(payload) + deflater.flush(zlib.Z_SYNC_FLUSH))[:-4]


class Socket:
    """with Socket(port, deflate=True) as s: s.send(TEXT, b"hello"); s.message()"""

    def __init__(self, port, path="/", deflate=False, fields=(), wrap=None, timeout=30, receive_buffer=None):
        self.socket = socket.socket()
        self.socket.settimeout(timeout)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.connect(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if wrap:
            self.socket = wrap(self.socket)
        self.rest, self.deflate = b"", deflate
        self.handshake(path, [*fields, *([("Sec-WebSocket-Extensions", DEFLATE)] if deflate else [])])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def handshake(self, path, fields):
        key = base64.b64encode(os.urandom(16))
        lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Connection: Upgrade", "Upgrade: websocket",
                 f"Sec-WebSocket-Key: {key.decode()}", "Sec-WebSocket-Version: 13", *(f"{n}: {v}" for n, v in fields)]
        self.raw("\r\n".join(lines).encode() + b"\r\n\r\n")
        while b"\r\n\r\n" not in self.rest:
            self.more()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        accept = base64.b64encode(hashlib.sha1(key + GUID).digest())
        if not head.startswith(b"HTTP/1.1 101 ") or b"\r\nSec-WebSocket-Accept: " + accept not in head:
            raise Refused(head.decode())
        self.head = head.decode()

    def raw(self, data):
        self.socket.sendall(data)

    def more(self):
        try:
            piece = self.socket.recv(1 << 18)
        except ConnectionError as problem:
            raise Gone(str(problem)) from problem
        if not piece:
            raise Gone("closed")
        self.rest += piece

    def exactly(self, n):
        pieces, have = [self.rest], len(self.rest)
        while have < n:
            self.rest = b""
            self.more()
            pieces.append(self.rest)
            have += len(self.rest)
        whole = b"".join(pieces)
        self.rest = whole[n:]
        return whole[:n]

    def send(self, opcode, payload=b"", pieces=1):
        """A message, in as many frames; compressed if that was agreed."""
        packed = self.deflate and opcode in (TEXT, BINARY)
        payload = deflated(payload) if packed else payload
        step = -(-len(payload) // pieces) or 1
        parts = [payload[at:at + step] for at in range(0, len(payload), step)] or [b""]
        self.raw(b"".join(frame(CONTINUATION if i else opcode, part, i == len(parts) - 1, packed and not i)
                          for i, part in enumerate(parts)))

    def frame(self):
        """(first octet, payload) of the next frame."""
        first, second = self.exactly(2)
        assert second < 128, "a server's frame is not masked"
        n = second
        if second > 125:
            n = struct.unpack("!H", self.exactly(2))[0] if second == 126 else struct.unpack("!Q", self.exactly(8))[0]
        return first, self.exactly(n)

    def message(self):
        """(opcode, payload) of the next message or control frame."""
        first, payload = self.frame()
        opcode, packed = first & 15, first & 0x40
        while not first & 0x80:
            first, more = self.frame()
            payload += more
        if packed:
            payload = zlib.decompressobj(wbits=-15).decompress(payload + b"\0\0\xff\xff")
        return opcode, payload

    def closing(self):
        """The code of the close frame, whatever precedes it; checks that the connection ends after it."""
        while (told := self.message())[0] != CLOSE:
            pass
        try:
            self.more()
        except Gone:
            return struct.unpack("!H", told[1][:2])[0] if told[1] else 1005
        raise AssertionError("something comes after a close frame")
