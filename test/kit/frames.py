"""HTTP/2 as octets: a client that sends any frames, and receives those that come, over plain TCP or TLS."""
import socket
import ssl
import struct

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, END_HEADERS, ACK = 1, 4, 1
INITIAL_WINDOW_SIZE = 4
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def literal(name, value):
    """A field that is neither indexed nor compressed."""
    name, value = name.encode(), value.encode()
    return b"\0" + bytes([len(name)]) + name + length(len(value)) + value


def length(n):
    """An integer of HPACK with a prefix of seven bits."""
    if n < 127:
        return bytes([n])
    n, out = n - 127, b"\x7f"
    while n >= 128:
        out, n = out + bytes([n % 128 | 128]), n // 128
    return out + bytes([n])


class Frames:
    """with Frames(port, window=0) as c: c.get(1, "/"); kind, flags, stream, payload = c.hear()"""

    def __init__(self, port, window=65535, secure=False, receive=None, timeout=30):
        s = socket.socket()
        if receive:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
        s.settimeout(timeout)
        s.connect(("127.0.0.1", port))
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if secure:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            context.set_alpn_protocols(["h2"])
            s = context.wrap_socket(s)
        self.socket, self.rest = s, b""
        self.send(PREFACE + frame(SETTINGS, 0, 0, struct.pack(">HI", INITIAL_WINDOW_SIZE, window)))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, octets):
        self.socket.sendall(octets)

    @staticmethod
    def request(stream, path, method="GET", flags=END_STREAM, **fields):
        block = b"".join(literal(*field) for field in [(":method", method), (":scheme", "http"), (":path", path), (":authority", "a"),
                                                       *((name.replace("_", "-"), value) for name, value in fields.items())])
        return frame(HEADERS, END_HEADERS | flags, stream, block)

    def get(self, stream, path, **fields):
        self.send(self.request(stream, path, **fields))

    def open_windows(self, n=1 << 30):
        """From here on the client takes what comes, on existing streams too."""
        self.send(frame(SETTINGS, 0, 0, struct.pack(">HI", INITIAL_WINDOW_SIZE, n)) + frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", n)))

    def hear(self):
        """The next frame; None: the connection has ended."""
        head = self.exactly(9)
        if head is None:
            return None
        payload = self.exactly(int.from_bytes(head[:3], "big"))
        return None if payload is None else (head[3], head[4], int.from_bytes(head[5:9], "big"), payload)

    def exactly(self, n):
        while len(self.rest) < n:
            try:
                piece = self.socket.recv(1 << 18)
            except ConnectionError:
                return None
            if not piece:
                return None
            self.rest += piece
        piece, self.rest = self.rest[:n], self.rest[n:]
        return piece

    def heads(self, n):
        """Waits until `n` answers have begun."""
        while n:
            heard = self.hear()
            assert heard, f"the connection ended with {n} answers to come"
            n -= heard[0] == HEADERS

    def bodies(self, streams):
        """Octets of body for each of the streams, when all of them have ended; None for one that was reset."""
        got, left = dict.fromkeys(streams, 0), set(streams)
        while left:
            heard = self.hear()
            assert heard and heard[0] != GOAWAY, f"the connection ended with {len(left)} streams to come"
            kind, flags, stream, payload = heard
            if kind == RST_STREAM:
                got[stream] = None
                left.discard(stream)
            elif kind == DATA:
                got[stream] += len(payload)
            if kind in (DATA, HEADERS) and flags & END_STREAM:
                left.discard(stream)
        return got
