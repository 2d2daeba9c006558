#!/usr/bin/env python3
"""Pictures of the client: screenshots.py FOLDER [WORD...], for script/screenshots. A made-up community on a server of its own; the gallery from its source."""
import contextlib
import os
import pathlib
import subprocess
import sys

from kit import lively, npm
from kit.people import CHEAP
from kit.postgres import free_port
from kit.server import Server

WEB = pathlib.Path(__file__).resolve().parents[1] / "web"


@contextlib.contextmanager
def told():
    """The programs, and a server with a crowd on it."""
    server = Server("kith", **CHEAP)
    lively.crowd(server)
    with npm.installed("web_shell") as folder, server:
        yield folder, f"http://127.0.0.1:{server.port}", lively.told(server)


@contextlib.contextmanager
def gallery(origin):
    """The client from its source, which alone has the gallery, beside the server."""
    port = free_port()
    command = ["node", "node_modules/vite/bin/vite.js", "--host", "127.0.0.1", "--port", str(port), "--strictPort"]
    with subprocess.Popen(command, cwd=WEB, env={**os.environ, "KITH": origin}, stdout=subprocess.DEVNULL) as vite:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            vite.terminate()


def main(out, *words):
    folder = pathlib.Path(out).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with told() as (programs, origin, facts), gallery(origin) as source:
        subprocess.run(["node", "pictures.mjs", origin, facts, source, str(folder), *words], cwd=programs, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
