#!/usr/bin/env python3
"""Other people's clients on net-echo: node's own, undici and ws at the versions of clients/package-lock.json, and Debian's httpx."""
import pathlib
import shutil
import subprocess
import tempfile

from kit.checks import case, expect, main
from kit.echo import Echo

CLIENTS = pathlib.Path(__file__).parent / "clients"
TOLD = 12000                         # characters of what a client said that are shown when it fails


def turned_on(command, folder):
    """Runs a client's cases on a server in clear text and one over TLS."""
    with Echo(limits="off") as echo, Echo(tls=True, limits="off") as secure:
        done = subprocess.run([*command, str(echo.port), str(secure.port)], cwd=folder, capture_output=True, text=True, timeout=400)
    expect(done.returncode == 0, (done.stdout + done.stderr)[-TOLD:])


def with_packages(program):
    with tempfile.TemporaryDirectory(prefix="kith-clients-") as folder:
        shutil.copytree(CLIENTS, folder, dirs_exist_ok=True)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True, capture_output=True, timeout=300)
        turned_on(["node", program], folder)


@case
def node_and_undici_speak_http():
    with_packages("http.mjs")


@case
def ws_and_undici_speak_websocket():
    with_packages("websocket.mjs")


@case
def httpx_speaks_both_versions():
    turned_on(["/usr/bin/python3", "-B", "httpx_client.py"], CLIENTS)


main()
