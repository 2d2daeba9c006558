#!/usr/bin/env python3
"""
The clients that docs/graphql.md shows how to set up, in the versions of graphql_clients/package-lock.json: its blocks of code that
have a file's name are run as they stand there. Those of subscriptions also live through errors, expired tokens and killed servers.
"""
import contextlib
import os
import pathlib
import re
import subprocess
import sys

from kit import npm
from kit.checks import case, expect, expect_equal, main
from kit.people import CHEAP, People
from kit.server import Server

ROOT = pathlib.Path(__file__).resolve().parents[1]
POSTS = 5
TYPES = ["npx", "tsc", "--strict", "--noUncheckedIndexedAccess", "--module", "nodenext", "--target", "es2022", "--skipLibCheck", "--types",
         "node", "app.ts"]


def blocks():
    """(file's name, text) of each program of the page."""
    return re.findall(r"^```\w+ (\S+\.\w+)\n(.*?)^```$", (ROOT / "docs/graphql.md").read_text(), re.M | re.S)


@contextlib.contextmanager
def everything_set_up():
    """The folder with the page's programs, and how to run a command in it, as somebody who has posted."""
    with npm.installed("graphql_clients") as folder, Server("kith", **CHEAP) as server:
        people = People(server)
        token = people.join("ada")["token"]
        for n in range(POSTS):
            people.call("POST", "/posts", {"content": f"Post number {n}."}, token, 201)
        for name, text in blocks():
            (folder / name).write_text(text)
        env = {**os.environ, "KITH": f"http://127.0.0.1:{server.port}", "TOKEN": token}

        def run(*command):
            done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120)
            expect(done.returncode == 0, *command, done.stdout[-6000:], done.stderr[-6000:])
            return done.stdout.splitlines()

        yield run


@case
def the_clients_work_as_the_page_sets_them_up():
    expect_equal(sorted(name for name, _ in blocks()), ["apollo.mjs", "app.ts", "codegen.ts", "socket.mjs", "stream.mjs", "urql.mjs"], "what the page has")
    with everything_set_up() as run:
        expect_equal(run("node", "apollo.mjs"), [f"{POSTS} posts", "Hello from Apollo Client", "refused: invalid_input"])
        expect_equal(run("node", "urql.mjs"), [f"ada {POSTS + 1} posts", "refused: user_not_found"])
        run("npx", "graphql-codegen")
        run(*TYPES)
        expect_equal(run("node", "app.js"), ["ADA Hello from Apollo Client", *(f"ADA Post number {n}." for n in reversed(range(POSTS)))])
        for program, name in (("socket.mjs", "graphql-ws"), ("stream.mjs", "graphql-sse")):
            expect_equal(run("node", program), [f"ada: Hello from {name}", "refused: post_not_found"])


@case
def clients_of_subscriptions_outlive_servers_and_tokens():
    with (npm.installed("graphql_clients") as folder, Server("kith", sse_heartbeat="1s", **CHEAP) as server,
          Server("kith", token_ttl="2s", **CHEAP) as short):
        orders = {"kill": server.kill, "stop": server.stop, "start": server.start}
        npm.led(folder, "live.mjs", orders, *(f"http://127.0.0.1:{one.port}" for one in (server, short)))


if __name__ == "__main__":
    main(sys.argv[1:])
