#!/usr/bin/env python3
"""
Other people's clients on net-echo and on a whole server: node's own, undici and ws in the versions of
clients/package-lock.json, and Debian's httpx.
"""
import pathlib
import subprocess
import sys

from kit import npm
from kit.checks import case, expect, expect_equal, main
from kit.client import Client
from kit.echo import Echo
from kit.server import Server

CLIENTS = pathlib.Path(__file__).parent / "clients"
TOLD = 12000                         # characters of a failed client's output that are shown


def run(command, folder, *ports):
    done = subprocess.run([*command, *map(str, ports)], cwd=folder, capture_output=True, text=True, timeout=400)
    expect(done.returncode == 0, (done.stdout + done.stderr)[-TOLD:])


def on_echoes(command, folder):
    """A server in clear text and one over TLS."""
    with Echo(limits="off") as echo, Echo(tls=True, limits="off") as secure:
        run(command, folder, echo.port, secure.port)


@case
def node_and_undici_speak_http():
    with npm.installed("clients") as folder:
        on_echoes(["node", "http.mjs"], folder)


@case
def ws_and_undici_speak_websocket():
    with npm.installed("clients") as folder:
        on_echoes(["node", "websocket.mjs"], folder)


@case
def node_and_undici_speak_to_a_whole_server():
    with npm.installed("clients") as folder, Server("kith") as server:
        run(["node", "kith.mjs"], folder, server.port)


@case
def httpx_speaks_both_versions():
    on_echoes(["/usr/bin/python3", "-B", "httpx_client.py"], CLIENTS)


@case
def a_head_has_the_length_of_a_get():
    with Echo() as echo, Client(echo.port) as client:
        lengths = [client.ask(method, "/bytes/5000").get("content-length") for method in ("GET", "HEAD")]
        expect_equal(lengths, ["5000", "5000"])


if __name__ == "__main__":
    main(sys.argv[1:])
