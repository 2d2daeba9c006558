#!/usr/bin/env python3
"""
Request framing beside Debian's nginx: where one of the two takes a request that the other refuses, or finds another number
of requests in the same bytes, differences.txt must say why. The requests are those of hostile.txt, and honest ones with one
octet or piece changed at a time; each is followed by a plain one, so that a body that ends elsewhere shows.

    python3 test/wire/differential.py [SEED [HOW_MANY]]
"""
import concurrent.futures
import pathlib
import random
import re
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from kit.checks import verdict                          # noqa: E402
from kit.echo import Echo                               # noqa: E402
from kit.postgres import free_port                      # noqa: E402
from wire.hostile_test import cases as tabled, statuses         # noqa: E402

SEED, HOW_MANY = 1, 2000
AT_ONCE = 48
QUIET = 0.5                          # a server that says nothing for so long waits for more
LONGEST = 64 * 1024                  # how much of a line they take is a setting, not framing
PLAIN = b"GET /next HTTP/1.1\r\nHost: a\r\n\r\n"
HONEST = [
    b"GET /a?b HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\na;b=c\r\n0123456789\r\n00\r\nT: u\r\n\r\n",
    b"GET http://a/b HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n",
]
ODD = [b"\r", b"\n", b"\r\n", b"\0", b" ", b"\t", b":", b",", b";", b"0", b"5", b"+", b"-", b"x", b"_", b"\"", b"\x7f", b"\x80", b"\x0b",
       b"\r\n ", b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"Host: b\r\n", b"0x"]

NGINX = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/log crit;
events {{ worker_connections 1000; }}
http {{
    access_log off; keepalive_requests 100000; large_client_header_buffers 8 16k; client_max_body_size 64m;
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{behind}; }} }}
    server {{ listen 127.0.0.1:{behind}; location / {{ return 200 ok; }} }}
}}
"""


class Nginx:
    """One that reads whole bodies, for it passes them on to another one."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="kith-nginx-")
        self.port = free_port()
        config = pathlib.Path(self.folder.name) / "conf"
        config.write_text(NGINX.format(folder=self.folder.name, port=self.port, behind=free_port()))
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-c", config, "-p", self.folder.name], stderr=subprocess.DEVNULL)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.02)
        raise AssertionError("nginx did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()


def generated(seed, how_many):
    """Honest requests with a piece put in, left out, or put in place of another."""
    chance = random.Random(seed)
    while how_many:
        honest = chance.choice(HONEST)
        at = chance.randrange(len(honest))
        yield honest[:at] + chance.choice([b"", *ODD]) + honest[at + chance.randrange(2):]
        how_many -= 1


def ask(port, data):
    """How many requests were taken, and whether one was refused then."""
    heard = b""
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        try:
            client.sendall(data)
            client.settimeout(QUIET)
            while piece := client.recv(65536):
                heard += piece
        except OSError:
            pass
    found = statuses(heard)
    refused = any(word[0] in "45" for word in found)
    return sum(word[0] not in "45" for word in found), refused


def words(found):
    return f"{found[0]} taken" + (", then one refused" if found[1] else "")


def differences():
    """(direction, pattern, why) of each line."""
    for line in (HERE / "differences.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            direction, why, pattern = line.split(" | ", 2)
            yield direction, why, re.compile(pattern.encode(), re.S)


def direction(kith, nginx):
    """Stricter: fewer were taken, or one of the same number was refused instead of waited for."""
    return "stricter" if kith[0] < nginx[0] or (kith[0] == nginx[0] and kith[1]) else "looser"


def judge(data, kith, nginx, known):
    """What is wrong, or None; counts the difference that explains it."""
    if kith == nginx:
        return None
    way = direction(kith, nginx)
    for row in known:
        if row[0] == way and row[2].search(data):
            known[row] += 1
            return None
    return f"{way}: kith {words(kith)}; nginx {words(nginx)}: {data[:300]!r}"


def main(seed=SEED, how_many=HOW_MANY):
    known = dict.fromkeys(differences(), 0)
    requests = [data + PLAIN for *_, data in tabled() if len(data) < LONGEST]
    sown = len(requests)
    requests += [data + PLAIN for data in generated(int(seed), int(how_many))]
    with Echo() as echo, Nginx() as nginx, concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        ours = pool.map(lambda data: ask(echo.port, data), requests)
        theirs = pool.map(lambda data: ask(nginx.port, data), requests)
        wrong = [judge(*case, known) for case in zip(requests, ours, theirs)]
    for problem in filter(None, wrong):
        print(f"not ok {problem}")
    unused = [row for row in known if not known[row] and (int(seed), int(how_many)) == (SEED, HOW_MANY)]
    for way, why, _ in unused:
        print(f"not ok nothing shows the difference that differences.txt tells: {way}: {why}")
    print(f"# {sown} requests of the table and {len(requests) - sown} others; {sum(known.values())} known differences")
    failed = sum(problem is not None for problem in wrong) + len(unused)
    verdict(len(requests) - failed, failed)


if __name__ == "__main__":
    main(*sys.argv[1:])
