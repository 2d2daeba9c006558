#!/usr/bin/env python3
"""
The table of hostile requests over a real socket: each line's bytes whole and octet by octet, and what the server says.

    python3 test/wire/hostile_test.py [PROGRAM]        a program that takes --listen ADDRESS:PORT; net-echo of the build
"""
import os
import pathlib
import re
import socket
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("KITH_TEST_BUILD", "build")
QUIET = 0.3                          # a server that says nothing for so long waits for more
SMALL = 600                          # octets: what is longer is not sent one by one


def unescape(text):
    """Bytes of text with \\r \\n \\t \\xNN \\\\ and {COUNT*TEXT}, which nests."""
    def run(at, end):
        out = bytearray()
        while at < len(text) and text[at] != end:
            if text[at] == "{":
                count, star, _ = text[at + 1:].partition("*")
                piece, at = run(at + 1 + len(count) + 1, "}")
                out += piece * int(count)
            elif text[at] == "\\":
                at += 1
                if text[at] == "x":
                    out.append(int(text[at + 1:at + 3], 16))
                    at += 2
                else:
                    out += {"r": b"\r", "n": b"\n", "t": b"\t", "\\": b"\\"}[text[at]]
            else:
                out += text[at].encode()
            at += 1
        return bytes(out), at
    return run(0, None)[0]


def cases():
    for number, line in enumerate(open(ROOT / "test/wire/hostile.txt"), 1):
        if line.strip() and not line.startswith("#"):
            verdict, why, text = line.rstrip("\n").split(" | ", 2)
            yield number, verdict.split(), why, unescape(text)


def statuses(heard):
    """Of each answer in order, by their framing; a HEAD is in none of the cases."""
    found = []
    while heard:
        head, _, rest = heard.partition(b"\r\n\r\n")
        match = re.match(rb"HTTP/1\.1 (\d{3}) ", head)
        length = re.search(rb"\r\nContent-Length: (\d+)", head)
        if not match or not length:
            return found + ["an answer that is none"]
        found.append(match[1].decode())
        heard = rest[int(length[1]):]
    return found


def ask(port, data, step):
    """What the server says to the bytes: statuses, then `closed` or `open`."""
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        heard, end = b"", "closed"
        try:
            try:
                for at in range(0, len(data), step):
                    client.sendall(data[at:at + step])
            except (BrokenPipeError, ConnectionResetError):
                pass                                    # it was answered and closed before the last piece; the answer is there
            client.settimeout(QUIET)
            while piece := client.recv(65536):
                heard += piece
        except TimeoutError:
            end = "open"
        except OSError as problem:
            end = str(problem)
    return statuses(heard) + [end]


def wanted(verdict):
    return verdict if verdict[-1] == "closed" else [word for word in verdict if word != "waits"] + ["open"]


def play(port):
    failed = passed = 0
    for number, verdict, why, data in cases():
        for step in {len(data), 1 if len(data) <= SMALL else 1000}:
            found = ask(port, data, step)
            passed += found == wanted(verdict)
            if found != wanted(verdict):
                failed += 1
                print(f"not ok hostile.txt:{number}: {why}: {' '.join(found)}, not {' '.join(wanted(verdict))} (in pieces of {step})")
    print(f"{passed} passed, {failed} failed")
    return failed != 0


def main(program):
    server = subprocess.Popen([program, "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
    try:
        failed = play(int(re.search(r"port (\d+)", server.stderr.readline())[1]))
    finally:
        server.terminate()
        ended = server.wait(20)
    print(server.stderr.read(), end="")
    return failed or ended != 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:] or [str(BUILD / "net-echo")]))
