#!/usr/bin/env python3
"""Other people's clients on net-echo and on a whole server: node's own, undici and ws at the versions of clients/package-lock.json, and Debian's httpx."""
import contextlib
import pathlib
import shutil
import subprocess
import sys
import tempfile

from kit.checks import case, expect, main
from kit.echo import Echo
from kit.server import Server

CLIENTS = pathlib.Path(__file__).parent / "clients"
TOLD = 12000                         # characters of what a client said that are shown when it fails


def run(command, folder, *ports):
    done = subprocess.run([*command, *map(str, ports)], cwd=folder, capture_output=True, text=True, timeout=400)
    expect(done.returncode == 0, (done.stdout + done.stderr)[-TOLD:])


def on_echoes(command, folder):
    """A server in clear text and one over TLS."""
    with Echo(limits="off") as echo, Echo(tls=True, limits="off") as secure:
        run(command, folder, echo.port, secure.port)


@contextlib.contextmanager
def packages():
    """A folder with the clients' programs and the packages that they need."""
    with tempfile.TemporaryDirectory(prefix="kith-clients-") as folder:
        shutil.copytree(CLIENTS, folder, dirs_exist_ok=True)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True, capture_output=True, timeout=300)
        yield folder


@case
def node_and_undici_speak_http():
    with packages() as folder:
        on_echoes(["node", "http.mjs"], folder)


@case
def ws_and_undici_speak_websocket():
    with packages() as folder:
        on_echoes(["node", "websocket.mjs"], folder)


@case
def node_and_undici_speak_to_a_whole_server():
    with packages() as folder, Server("kith") as server:
        run(["node", "kith.mjs"], folder, server.port)


@case
def httpx_speaks_both_versions():
    on_echoes(["/usr/bin/python3", "-B", "httpx_client.py"], CLIENTS)


if __name__ == "__main__":
    main(sys.argv[1:])
