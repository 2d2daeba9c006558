#!/usr/bin/env python3
"""
Slow clients of every kind at once: each is cut off in time and, if possible, gets an answer; a good client does not
notice, honest slow ones finish, and memory stays bounded.

    python3 test/slow_clients.py [HOW_MANY]
"""
import asyncio
import multiprocessing
import socket
import ssl
import statistics
import sys
import time

from kit.checks import attempt, expect, verdict
from kit.echo import Echo
from kit.server import SANITIZED

USUAL = 300
LIMIT, IDLE = 2.0, 3.0               # seconds: for everything, and for a connection without a request
PATIENCE = 30.0
DRIP = 0.1                           # seconds between octets
SETTINGS = {"handshake_timeout": "2s", "header_timeout": "2s", "body_timeout": "2s", "write_timeout": "2s", "idle_timeout": "3s"}
EACH, BESIDES = 192 << 10, 24 << 20  # octets of memory: for each client, and shared by all
LATENCY = 1.0                        # seconds: a good client takes longer only if it is really held up

HTTP2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\x04\0\0\0\0\0"


def frame(kind, flags, stream, payload):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def fields(method, path):
    """The fields of a request in HPACK: :method, :scheme http, :path, :authority."""
    return bytes([method, 0x86, 0x04, len(path)]) + path + b"\x41\x01a"


# ---- the kinds: each returns what it received until it was cut off ----

async def listen(reader):
    heard = b""
    try:
        while piece := await reader.read(65536):
            heard += piece
    except ConnectionError:
        heard += b"(reset)"
    return heard


async def drip(port, first, octet, secure=None):
    """Begins with this, and continues with an octet at a time, or with nothing."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=secure)
    hearing = asyncio.ensure_future(listen(reader))
    writer.write(first)
    while octet and not hearing.done():
        writer.write(octet)
        await asyncio.wait([hearing], timeout=DRIP)
    heard = await hearing
    writer.close()
    return heard


async def not_read(port, request, every=None):
    """Requests much and reads nothing, or an octet now and then; data sent before the server gave up may still arrive."""
    loop, plain = asyncio.get_running_loop(), socket.socket()
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plain.setblocking(False)
    await loop.sock_connect(plain, ("127.0.0.1", port))
    await loop.sock_sendall(plain, request)
    end = time.monotonic() + 4 * LIMIT
    count = 0
    try:
        while time.monotonic() < end:
            await asyncio.sleep(every or LIMIT)
            count += len(await loop.sock_recv(plain, 1)) if every else 0
        while piece := await loop.sock_recv(plain, 1 << 20):
            count += len(piece)
    except ConnectionError:
        pass
    plain.close()
    return count


HEAD = b"POST / HTTP/1.1\r\nHost: a\r\n"
MUCH = 40_000_000
GET_MUCH = b"GET /bytes/%d HTTP/1.1\r\nHost: a\r\n\r\n" % MUCH
STREAM = frame(1, 5, 1, fields(0x82, b"/bytes/%d" % MUCH))
KINDS = {                            # name: (what it does on a port, what it must have received)
    "silent": (lambda port: drip(port, b"", b""), b""),
    "a head octet by octet": (lambda port: drip(port, HEAD + b"X: ", b"y"), b" 408 "),
    "half a head": (lambda port: drip(port, HEAD, b""), b" 408 "),
    "a preface octet by octet": (lambda port: drip(port, b"PRI", b""), b" 408 "),
    "a body octet by octet": (lambda port: drip(port, HEAD + b"Content-Length: 100000\r\n\r\n", b"y"), b" 408 "),
    "half a body": (lambda port: drip(port, HEAD + b"Content-Length: 10\r\n\r\nhello", b""), b" 408 "),
    "small chunks": (lambda port: drip(port, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\ny\r\n"), b" 408 "),
    "an answer not read": (lambda port: not_read(port, GET_MUCH), MUCH),
    "an answer read octet by octet": (lambda port: not_read(port, GET_MUCH, DRIP), MUCH),
    "HTTP/2, silent": (lambda port: drip(port, HTTP2, b""), b"\0\0\0\x04"),
    "HTTP/2, half a head": (lambda port: drip(port, HTTP2 + frame(1, 0, 1, fields(0x83, b"/")), b""), b"\0\0\0\x04"),
    "HTTP/2, half a body": (lambda port: drip(port, HTTP2 + frame(1, 4, 1, fields(0x83, b"/")) + frame(0, 0, 1, b"y"), b""), b"408"),
    "HTTP/2, a stream not read": (lambda port: drip(port, HTTP2 + STREAM, b""), b"\0\0\0\x04"),
}
SECURE_KINDS = {
    "no handshake": (lambda port: drip(port, b"", b""), b""),
    "half a handshake": (lambda port: drip(port, b"\x16\x03\x01\x02\x00\x01", b""), b""),
    "a handshake octet by octet": (lambda port: drip(port, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"y"), b""),
    "a head octet by octet over TLS": (lambda port: drip(port, HEAD + b"X: ", b"y", trusting()), b" 408 "),
}


def trusting():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def hello():
    """The first message of a client that offers HTTP/2."""
    context = trusting()
    context.set_alpn_protocols(["h2", "http/1.1"])
    told, says = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        context.wrap_bio(told, says).do_handshake()
    except ssl.SSLWantReadError:
        return says.read()


# Clients at the beginning: their time runs from the accept, and no other time-out, all very long here, extends it.
BEGINNINGS = {**SETTINGS, "idle_timeout": "10m", "write_timeout": "10m", "body_timeout": "10m"}
BEGINNING_KINDS = {
    "silent": (lambda port: drip(port, b"", b""), b""),
    "half a preface": (lambda port: drip(port, HTTP2[:10], b""), b" 408 "),
    "a preface without SETTINGS": (lambda port: drip(port, HTTP2[:24], b""), b"\x04\0\0\0\0\0"),
}
SECURE_BEGINNING_KINDS = {
    "no handshake": (lambda port: drip(port, b"", b""), b""),
    "a hello and no more": (lambda port: drip(port, hello(), b""), b"\x16\x03\x03"),
    "a handshake and no more": (lambda port: drip(port, b"", b"", trusting()), b""),
}


# ---- the honest ones ----

async def upload(port):
    """20 KB at 2.8 KB a second."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + b"Connection: close\r\nContent-Length: 19600\r\n\r\n")
    for _ in range(70):
        writer.write(280 * b"y")
        await asyncio.sleep(0.1)
    return b" 200 " in await listen(reader)


async def download(port):
    """400 KB at 80 KB a second."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=8192)
    writer.write(b"GET /bytes/400000 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    count = 0
    while piece := await reader.read(8000):
        count += len(piece)
        await asyncio.sleep(len(piece) / 80000)
    return count > 400_000


def measure(port, seconds, out):
    """Runs in its own process: a good client's time for each request."""
    times = []
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as good:
        end = time.monotonic() + seconds
        while (began := time.monotonic()) < end:
            good.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            while not good.recv(65536).endswith(b"GET /\n"):
                pass
            times.append(time.monotonic() - began)
            time.sleep(0.005)
    out.put(times)


class Good:
    """Sends requests for that many seconds."""

    def __init__(self, port, seconds):
        self.out = multiprocessing.Queue()
        self.process = multiprocessing.Process(target=measure, args=(port, seconds, self.out))
        self.process.start()

    def p99(self):
        times = self.out.get(timeout=PATIENCE)
        self.process.join()
        return statistics.quantiles(times, n=100)[98], len(times)


# ---- all at once ----

def told(heard, wanted):
    """Cut off, with the answer that this kind must get."""
    return heard < wanted if isinstance(wanted, int) else wanted in heard if wanted else heard in (b"", b"(reset)")


async def highest(echo, until):
    most = 0
    while not until.done():
        most = max(most, echo.resident())
        await asyncio.sleep(0.1)
    return most


async def crowd(echo, kinds, how_many, beside=()):
    """What each client received, how the honest ones did, and the peak memory."""
    chosen = [(name, *kinds[name]) for name in kinds] * (how_many // len(kinds))
    clients = asyncio.gather(*(asyncio.wait_for(run(echo.port), PATIENCE) for _, run, _ in chosen),
                             *(asyncio.wait_for(run(echo.port), PATIENCE) for run in beside), return_exceptions=True)
    memory = await highest(echo, clients)
    heard = await clients
    wrong = {f"{name}: {what[:200] if isinstance(what, bytes) else what!r}" for (name, _, wanted), what in zip(chosen, heard)
             if isinstance(what, BaseException) or not told(what, wanted)}
    return wrong, heard[len(chosen):], memory


def play(kinds, how_many, tls=False, beside=(), settings=SETTINGS):
    with Echo(tls=tls, **settings) as echo:
        before = echo.resident()
        good = Good(echo.port, 5) if not tls else None
        wrong, honest, memory = asyncio.run(crowd(echo, kinds, how_many, beside))
        expect(not wrong, "not cut off as they should be:\n" + "\n".join(sorted(wrong)))
        expect(all(done is True for done in honest), "an honest slow client did not finish:", honest)
        grown = memory - before
        expect(SANITIZED or grown < EACH * how_many + BESIDES, f"{how_many} clients took {grown >> 20} MiB")
        print(f"# {how_many} clients took {grown / (1 << 20):.1f} MiB", flush=True)
        if good:
            p99, n = good.p99()
            print(f"# a good client's p99 was {p99 * 1000:.1f} ms in {n} requests", flush=True)
            expect(p99 < LATENCY, f"a good client's p99 was {p99 * 1000:.0f} ms")


def main(how_many=USUAL):
    names = {
        "slow clients are cut off, and nobody else notices": lambda: play(KINDS, int(how_many), beside=(upload, download)),
        "a beginning has its time from the accept on": lambda: play(BEGINNING_KINDS, 6, settings=BEGINNINGS),
        "a beginning over TLS has its time from the accept on": lambda: play(SECURE_BEGINNING_KINDS, 6, tls=True, settings=BEGINNINGS),
        "slow clients over TLS are cut off": lambda: play(SECURE_KINDS, int(how_many) // 3, tls=True),
    }
    results = [attempt(name, run) for name, run in names.items()]
    verdict(results.count(True), results.count(False))


if __name__ == "__main__":
    main(*sys.argv[1:])
