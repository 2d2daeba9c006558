"""What the benchmarks run on: the server on one core, the client on the other, the yardstick beside them, turn by turn."""
import dataclasses
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "test"))
from kit import npm                                     # noqa: E402,F401
from kit.client import Client, Gone                     # noqa: E402
from kit.postgres import Postgres, free_port, sql       # noqa: E402,F401
from kit.server import BUILD, Server, resident          # noqa: E402,F401

SERVER_CORE, CLIENT_CORE = ["taskset", "-c", "0"], ["taskset", "-c", "1"]
SMALL = bool(os.environ.get("BENCH_SMALL"))             # only to see that each runs to its end; its numbers then say nothing
ROUNDS, SECONDS = (1, 1) if SMALL else (5, 3)

LIVE = "/api/v1/health/live"
benchmarks = []


def benchmark(run):
    benchmarks.append(run)
    return run


@dataclasses.dataclass
class Result:
    """What was measured against what; the goal is the least ratio, or with `most` the highest."""
    name: str
    ours: float
    yardstick: float
    ratio: float
    goal: float
    unit: str = "/s"
    most: bool = False

    @property
    def met(self):
        return self.ratio <= self.goal if self.most else self.ratio >= self.goal

    def __str__(self):
        bound = "at most " if self.most else ""
        return (f"{self.name}: ours {self.figure(self.ours)}, yardstick {self.figure(self.yardstick)}, ratio {self.ratio:.2f}, "
                f"goal {bound}{self.goal:g} {'ok' if self.met else 'MISSED'}")

    def figure(self, value):
        return f"{value:,.0f}{self.unit}" if value >= 100 else f"{value:.3g}{self.unit}"


def interleaved(name, goal, ours, yardstick, rounds=ROUNDS):
    """Runs both in turn, so that what slows the machine slows both; the result is the median of the rounds' ratios."""
    pairs = [(ours(), yardstick()) for _ in range(rounds)]
    return Result(name, statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs),
                  statistics.median(pair[0] / pair[1] for pair in pairs), goal)


def frugal(name, goal, ours, yardstick, rounds=ROUNDS):
    """ Each is a server's process and a load that returns its rate. The result is the rate for each second of the
    server's processor time: where the client works as hard as the server, the plain rate says little."""
    def measure(process, load):
        before = used(process)
        done = load() * SECONDS
        return done / (used(process) - before)

    return interleaved(f"{name}, by the server's processor", goal, lambda: measure(*ours), lambda: measure(*yardstick), rounds)


def below(name, ours, limit, unit):
    return Result(name, ours, limit, ours / limit, 1.0, unit, most=True)


def kith(program="kith", store="sqlite", wrapper=SERVER_CORE, folder=None, **settings):
    """A server with its data on the disk that the build is on, and one loop for its one core."""
    folder = folder or data_folder()
    return Server(program, store=store, folder=folder, wrapper=wrapper, loops="1", **settings)


def live_body(server):
    with server.client() as client:
        return client.get(LIVE).body.decode()


def data_folder():
    (BUILD / "bench-data").mkdir(exist_ok=True)
    return tempfile.mkdtemp(dir=BUILD / "bench-data")


def sweep():
    shutil.rmtree(BUILD / "bench-data", ignore_errors=True)


class Idlers:
    """Silent connections of a kind (see idlers.py), from several processes, since each may open only so many files."""
    EACH = 5000

    def __init__(self, port, kind, count):
        self.groups = [subprocess.Popen([*CLIENT_CORE, sys.executable, ROOT / "bench/idlers.py", str(port), kind,
                                         str(min(self.EACH, count - begun)),
                                         str(n + 1)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                       for n, begun in enumerate(range(0, count, self.EACH))]

    def __enter__(self):
        for group in self.groups:
            if group.stdout.readline() != b"ready\n":
                raise RuntimeError("the server does not accept that many connections")
        return self

    def __exit__(self, *_):
        for group in self.groups:
            group.stdin.close()
        for group in self.groups:
            group.wait()


def each_costs(process, port, kind, count):
    """Octets of the server's memory for one more idle connection of a kind, when it already has a few."""
    with Idlers(port, kind, 200):
        time.sleep(0.5)
        before = resident(process.pid)
        with Idlers(port, kind, count):
            time.sleep(1)
            return (resident(process.pid) - before) / count


def wrk(port, target, connections, script=None, seconds=SECONDS, scheme="http", fields=(), timeout=10):
    """Answers a second. Any answer but a 2xx, and any socket error, is a failure of the benchmark."""
    command = [*CLIENT_CORE, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", f"{timeout}s",
               f"{scheme}://127.0.0.1:{port}{target}"]
    if script:
        command[-1:-1] = ["-s", str(ROOT / "bench" / script)]
    for field in fields:
        command[-1:-1] = ["-H", field]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def h2load(port, target, connections, streams=32, seconds=SECONDS, scheme="http"):
    """Answers a second over HTTP/2, in clear text by prior knowledge. Any failed request is a failure of the benchmark."""
    said = subprocess.run([*CLIENT_CORE, "h2load", "-t1", f"-c{connections}", f"-m{streams}", f"-D{seconds}",
                           f"{scheme}://127.0.0.1:{port}{target}"], check=True, capture_output=True, text=True).stdout
    if " 0 failed, 0 errored, 0 timeout" not in said or ", 0 3xx, 0 4xx, 0 5xx" not in said:
        raise RuntimeError(said)
    return float(re.search(r"([\d.]+) req/s", said)[1])


def certificate(kind):
    """The files of a certificate and its key: "rsa" with 2,048 bits, or "ec" on P-256."""
    folder = data_folder()
    options = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"] if kind == "ec" else ["rsa:2048"]
    pair = [f"{folder}/crt.pem", f"{folder}/key.pem"]
    subprocess.run(["openssl", "req", "-x509", "-newkey", *options, "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-out", pair[0], "-keyout", pair[1]], check=True, capture_output=True)
    return pair


def used(process):
    """Seconds of processor time that a process and its children have used."""
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
    ticks = 0
    for pid in (process.pid, *children):
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


class NetEcho:
    """net-echo, the small program of the lower rooms, on the server's core."""

    def __init__(self, *options):
        self.process = subprocess.Popen([*SERVER_CORE, BUILD / "net-echo", "--listen", "127.0.0.1:0", "--loops", "1", *options],
                                        stderr=subprocess.PIPE, text=True)
        self.port = int(re.search(r"port (\d+)", self.process.stderr.readline())[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class Nginx:
    """One worker on the server's core that answers every request with the same bytes; on `http2_port` over HTTP/2, on the
    others over TLS."""

    CONF = """daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    access_log off; keepalive_requests 1000000000; default_type application/json;
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d;
    scgi_temp_path {folder}/e;
    server {{
        listen 127.0.0.1:{port} backlog=1024; listen 127.0.0.1:{http2_port} http2 backlog=1024; {tls}
        {parts}
        location / {{ return 200 "{whole}"; }}
    }}
}}
"""
    TLS = ("listen 127.0.0.1:{port} ssl backlog=1024; listen 127.0.0.1:{http2_port} ssl http2 backlog=1024; "
           "ssl_certificate {pair[0]}; ssl_certificate_key {pair[1]}; "
           "ssl_protocols TLSv1.2 TLSv1.3; ssl_session_timeout 1h;")

    PART = 900                                           # characters: nginx takes no word of more than 4,096 octets

    def __init__(self, body, pair=None):
        self.folder, self.port, self.http2_port = tempfile.mkdtemp(prefix="kith-nginx-"), free_port(), free_port()
        self.tls_port, self.tls_http2_port = free_port(), free_port()
        self.body, conf = body.encode(), pathlib.Path(self.folder, "conf")
        conf.write_text(self.CONF.format(folder=self.folder, port=self.port, http2_port=self.http2_port, **self.body_conf(body),
                                         tls=self.tls_conf(pair) if pair else ""))
        self.process = subprocess.Popen([*SERVER_CORE, shutil.which("nginx", path="/usr/sbin:/usr/bin"), "-p", self.folder,
                                         "-c", str(conf)], stderr=subprocess.DEVNULL)

    def body_conf(self, body):
        parts = [body[at:at + self.PART].replace("\\", "\\\\").replace("'", "\\'") for at in range(0, len(body), self.PART)]
        if len(parts) == 1:
            return {"parts": "", "whole": parts[0].replace('"', '\\"')}
        return {"parts": " ".join(f"set $part{n} '{part}';" for n, part in enumerate(parts)),
                "whole": "".join(f"${{part{n}}}" for n in range(len(parts)))}

    def tls_conf(self, pair):
        return self.TLS.format(port=self.tls_port, http2_port=self.tls_http2_port, pair=pair)

    def __enter__(self):
        for _ in range(200):
            try:
                with Client(self.port) as client:
                    answer = client.get("/")
                    if answer.status == 200 and answer.body != self.body:
                        raise RuntimeError(f"nginx answers with other bytes: {answer}")
                    if answer.status == 200:
                        return self
            except (OSError, Gone):
                time.sleep(0.02)
        raise RuntimeError("nginx does not answer")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
