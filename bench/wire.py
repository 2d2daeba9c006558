"""Benchmarks of the wire: HTTP/2, TLS and WebSocket beside their yardsticks, and what connections at rest cost."""
import statistics
import subprocess
import time

from rig import (BUILD, CLIENT_CORE, SERVER_CORE, Idlers, NetEcho, Nginx, Result, benchmark, below, certificate, each_costs,
                 free_port, frugal,
                 h2load, interleaved, kith, live_body, LIVE, ROUNDS, SECONDS, used, wrk)

UNLIMITED = {"limits": "on", "rate_per_minute": "1000000000", "rate_per_hour": "1000000000"}


@benchmark
def http2():
    """The same over HTTP/2, 32 streams a connection: the whole path, and the lower rooms alone."""
    with kith(**UNLIMITED) as server, Nginx(live_body(server)) as nginx:
        for connections in (1, 8, 64):
            yield interleaved(f"small JSON over HTTP/2, {connections} connections", 0.9,
                              lambda: h2load(server.port, LIVE, connections), lambda: h2load(nginx.http2_port, LIVE, connections))
    with NetEcho() as echo, Nginx("GET /\n") as nginx:
        for connections in (1, 8, 64):
            yield interleaved(f"net-echo over HTTP/2, {connections} connections", 0.9,
                              lambda: h2load(echo.port, "/", connections), lambda: h2load(nginx.http2_port, "/", connections))


def ws_load(port, how, connections, size):
    """Messages a second, each sent back before its connection sends the next."""
    return float(subprocess.run([*CLIENT_CORE, BUILD / "bench/ws_bench", "load", str(port), how, str(connections), str(size), "3"],
                                check=True, capture_output=True).stdout)


@benchmark
def websocket():
    """Messages that are sent back, against a bare loop that sends back the same octets; one frame to many."""
    port = free_port()
    bare = subprocess.Popen([*SERVER_CORE, BUILD / "bench/ws_bench", "copy", str(port)])
    try:
        with NetEcho() as echo:
            for connections, size in ((64, 125), (512, 125), (64, 4096), (16, 65536), (8, 1 << 20)):
                yield interleaved(f"WebSocket echo, {connections} connections, {size} octets", 0.9,
                                  lambda: ws_load(echo.port, "ws", connections, size), lambda: ws_load(port, "raw", connections, size))
    finally:
        bare.terminate()
        bare.wait()
    yield fan_out()


def fan_out():
    """One event to 1,000 sockets by 8 publishers, against one publisher: coalesced messages are not sent one by one."""
    port = free_port()
    crowd = subprocess.Popen([*SERVER_CORE, BUILD / "bench/ws_crowd", str(port)])

    def fan(publishers):
        return float(subprocess.run([*CLIENT_CORE, BUILD / "bench/ws_bench", "fan", str(port), "1000", str(publishers), "3"],
                                    check=True, capture_output=True).stdout)

    try:
        time.sleep(0.5)
        return interleaved("events to 1,000 WebSockets, 8 publishers against one", 3.0, lambda: fan(8), lambda: fan(1))
    finally:
        crowd.terminate()
        crowd.wait()


def handshakes(port, how):
    """TLS handshakes a second; each with one small request."""
    return float(subprocess.run([*CLIENT_CORE, BUILD / "bench/tls_bench", str(port), how, "16", "3"], check=True,
                                capture_output=True).stdout)


@benchmark
def tls():
    """Handshakes, whole and resumed, and requests on connections that stay, against nginx with the same certificate and cipher."""
    for kind in ("rsa", "ec"):
        pair = certificate(kind)
        with NetEcho("--tls", *pair) as echo, Nginx("GET /\n", pair) as nginx:
            for how in ("full", "resumed"):
                yield frugal(f"TLS 1.3 handshakes, {how}, {kind}", 0.9, (echo.process, lambda: handshakes(echo.port, how)),
                             (nginx.process, lambda: handshakes(nginx.tls_port, how)))
            if kind == "rsa":
                yield interleaved("TLS 1.3 handshakes, full, rsa", 0.9, lambda: handshakes(echo.port, "full"),
                                  lambda: handshakes(nginx.tls_port, "full"))
                continue
            for connections in (64, 512):
                yield interleaved(f"requests over TLS 1.3, {connections} connections", 0.9,
                                  lambda: wrk(echo.port, "/", connections, scheme="https"),
                                  lambda: wrk(nginx.tls_port, "/", connections, scheme="https"))
            yield frugal("requests over TLS 1.3, 64 connections", 0.9, (echo.process, lambda: wrk(echo.port, "/", 64, scheme="https")),
                         (nginx.process, lambda: wrk(nginx.tls_port, "/", 64, scheme="https")))
            yield interleaved("HTTP/2 over TLS 1.3, 8 connections", 0.9, lambda: h2load(echo.port, "/", 8, scheme="https"),
                              lambda: h2load(nginx.tls_http2_port, "/", 8, scheme="https"))


@benchmark
def at_rest():
    """The memory of connections of every kind that have asked once and have been silent since."""
    with kith(wrapper=()) as server:
        yield below("an idle keep-alive connection", each_costs(server.process, server.port, "plain", 10000), 1024, " octets")
    for kind, count, most, options in (("http2", 5000, 30, ()), ("tls", 4000, 20, ("--tls", *certificate("ec"))),
                                       ("websocket", 10000, 1, ("--ws-ping", "0s"))):
        with NetEcho("--idle-timeout", "10m", *options) as echo:
            yield below(f"an idle connection, {kind}", each_costs(echo.process, echo.port, kind, count), most * 1024, " octets")


def busy_client(server):
    """ The time in milliseconds within which 99 of 100 answers came to a client that asks again at once, and the
    server's processor time for each in microseconds. Not wrk's figures: wrk spreads every pause over the requests
    that were not made meanwhile, and a machine whose supervisor walks the table of sockets once a second pauses
    longer for each of them."""
    before = used(server.process)
    said = subprocess.run([*CLIENT_CORE, BUILD / "bench/paced", str(server.port), "0", str(SECONDS), "-", LIVE, LIVE], check=True,
                          capture_output=True, text=True).stdout.split()
    return float(said[1]), (used(server.process) - before) * 1e6 / int(said[2])


@benchmark
def idle_crowd():
    """A good client beside 15,000 idle connections, against the same one alone."""
    with kith(**UNLIMITED) as server:
        alone, among = [], []
        for _ in range(ROUNDS):
            alone.append(busy_client(server))
            with Idlers(server.port, "plain", 15000):
                among.append(busy_client(server))
        for n, (name, unit) in enumerate((("99 of 100 answers", " ms"), ("the processor's time for an answer", " us"))):
            pairs = [(b[n], a[n]) for a, b in zip(alone, among)]
            yield Result(f"{name} beside 15,000 idle connections, and alone", statistics.median(b for b, _ in pairs),
                         statistics.median(a for _, a in pairs), statistics.median(b / a for b, a in pairs), 1.15, unit, most=True)
