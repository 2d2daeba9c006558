"""GraphQL, from the store, beside Mercurius with jit and Apollo Server, which answer the same from memory; new texts; a small query."""
import contextlib
import json
import os
import pathlib
import subprocess
import time

from posting import Town
from rig import (ROOT, SERVER_CORE, SMALL, Client, Gone, Result, benchmark, data_folder, free_port, frugal, interleaved, npm, wrk)

CONNECTIONS = 64
ME = "{ me { username } }"
FEED = """{
  feed(first: 20) {
    edges {
      cursor
      node {
        id content createdAt likeCount commentCount liked
        author { id username displayName }
        comments(first: 3) { edges { node { id content createdAt author { id username displayName } } } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""


def asked(client, document, token):
    """The data that a document is answered with, without an error."""
    answer = client.post("/graphql", {"query": document}, ("Authorization", f"Bearer {token}"))
    said = answer.json()
    if answer.status != 200 or "errors" in said:
        raise RuntimeError(answer)
    return said["data"]


def ask(port, document, token, fresh=False):
    """Answers a second."""
    path = pathlib.Path(data_folder(), "document.graphql")
    path.write_text(document)
    os.environ.update(BENCH_DOCUMENT=str(path), BENCH_TOKEN=token)
    os.environ.pop("BENCH_FRESH", None)
    if fresh:
        os.environ["BENCH_FRESH"] = "1"
    return wrk(port, "/", CONNECTIONS, "post_graphql.lua")


@contextlib.contextmanager
def yardstick(folder, program, world, document):
    """A server of node's on the server's core, which answers with the same data; its process and port."""
    port, path = free_port(), pathlib.Path(folder, f"{program}.json")
    path.write_text(json.dumps({**world, "port": port}))
    process = subprocess.Popen([*SERVER_CORE, "node", f"{program}.mjs", path], cwd=folder, env={**os.environ, "NODE_ENV": "production"},
                               stdout=subprocess.DEVNULL)
    try:
        same(wait(port, document), world, program)
        yield process, port
    finally:
        process.terminate()
        process.wait()


def wait(port, document):
    """Its first answer."""
    for _ in range(200):
        with contextlib.suppress(OSError, Gone), Client(port) as client:
            return asked(client, document, "")
        time.sleep(0.1)
    raise RuntimeError("the yardstick does not answer")


def same(data, world, program):
    if data["feed"] != world["feed"]:
        raise RuntimeError(f"{program} answers something else: {json.dumps(data)[:2000]}")


def town():
    """People whose feeds are full of posts with comments."""
    users, posts = (100, 1000) if SMALL else (1000, 10_000)
    return Town(users, posts, follows_each=50, comments=posts * 6, reactions=posts * 2)


@benchmark
def graphql_feed():
    """The feed of 20 posts with their authors, and three comments each with theirs."""
    with npm.installed("graphql", under=ROOT / "bench") as folder, town() as here:
        server, (_, token) = here.server, here.tokens[0]
        with server.client() as client:
            schema = client.get("/graphql/schema.graphql").body.decode()
            world = {"schema": schema, "feed": asked(client, FEED, token)["feed"], "me": asked(client, ME, token)["me"]}
        ours = lambda: ask(server.port, FEED, token)     # noqa: E731
        for program, name, goal in (("mercurius", "Mercurius with jit", 2.0), ("apollo", "Apollo Server", 15.0)):
            with yardstick(folder, program, world, FEED) as (process, port):
                theirs = lambda: ask(port, FEED, token)  # noqa: E731
                theirs()
                yield interleaved(f"a feed by GraphQL, of {name}", goal, ours, theirs)
                yield frugal(f"a feed by GraphQL, of {name}", goal, (server.process, ours), (process, theirs))


@benchmark
def graphql_fresh():
    """The same with a new text each time, which is parsed, validated and planned: the time of one."""
    with town() as here:
        server, (_, token) = here.server, here.tokens[0]
        new, known = lambda: ask(server.port, FEED, token, fresh=True), lambda: ask(server.port, FEED, token)      # noqa: E731
        for r in (interleaved("a feed by GraphQL in a new text, of one that is known", 0.5, new, known),
                  frugal("a feed by GraphQL in a new text, of one that is known", 0.5, (server.process, new), (server.process, known))):
            yield Result(f"{r.name}, time of one", r.yardstick, r.ours, 1 / r.ratio, 2.0, most=True)


@benchmark
def graphql_small():
    """One's own name, by GraphQL and by REST."""
    with town() as here:
        server, (_, token) = here.server, here.tokens[0]
        small = lambda: ask(server.port, ME, token)      # noqa: E731
        rest = lambda: wrk(server.port, "/api/v1/users/me", CONNECTIONS, fields=here.fields())     # noqa: E731
        yield interleaved("{ me { username } }, of GET users/me", 0.5, small, rest)
        yield frugal("{ me { username } }, of GET users/me", 0.5, (server.process, small), (server.process, rest))
