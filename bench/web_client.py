"""The web client and its pages: what a page of the server costs, and how quick the client is in a real browser."""
import json
import os
import subprocess

from posting import Town
from rig import ROOT, SMALL, Result, below, benchmark, frugal, npm, wrk

CONNECTIONS = 64
BROTLI = ("Accept-Encoding: br",)
POSTS, MESSAGES, ROUNDS = (60, 60, 6) if SMALL else (5000, 2000, 200)
TIMES = {"fcp": ("first paint", 1000), "lcp": ("largest paint", 1500)}
SCORES = {"performance": 95, "accessibility": 95, "best-practices": 95, "seo": 95}
LEAST = {"signed in feed": {"performance": 90}}
UNITS = {"key": (16, " ms"), "move": (100, " ms"), "interaction": (100, " ms"), "nodes": (3000, ""), "layout": (20, "")}


def some_post(town):
    """Its id, and its author's name."""
    return town.ask("SELECT p.id, a.username FROM post p JOIN account a ON a.id = p.user_id WHERE p.visibility = 0 AND p.content <> '' "
                    "ORDER BY p.id DESC LIMIT 1")[0]


@benchmark
def web_post_page():
    """The page of a post for somebody who is signed out, against the JSON of the same post: what one costs, in JSONs."""
    with Town(200, 1000, comments=2000) as town:
        post, name = some_post(town)
        process, port = town.server.process, town.server.port
        for said, fields in (("", ()), (", in brotli", BROTLI)):
            page = lambda: wrk(port, f"/@{name}/{post}", CONNECTIONS, fields=fields)       # noqa: B023,E731
            read = lambda: wrk(port, f"/api/v1/posts/{post}", CONNECTIONS, fields=fields)  # noqa: B023,E731
            r = frugal(f"page of a post{said}, in its JSONs", 1 / 3, (process, page), (process, read))
            yield Result(r.name, r.yardstick, r.ours, 1 / r.ratio, 3, most=True)


class Reader:
    """Somebody signed in, for a browser."""

    def __init__(self, town):
        self.id, self.token = town.tokens[0]
        (self.name,), = town.ask("SELECT username FROM account WHERE id = ?", int(self.id))
        with town.server.client() as client:
            answer = client.post("/api/v1/auth/login", {"username": self.name, "password": town.password})
        name, value = answer.get("set-cookie").split(";")[0].split("=", 1)
        self.cookie = json.dumps({"name": name, "value": value})


def said(folder, program, *arguments):
    """What a program of bench/web prints as its last line."""
    done = subprocess.run(["node", program, *map(str, arguments)], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


@benchmark
def web_lighthouse():
    """Lighthouse as it comes, a phone on slow 4G: a post, a profile and the welcome page signed out, and the feed of somebody signed in."""
    with npm.installed("web", under=ROOT / "bench") as folder, Town(60, 3000, comments=4000, follows_each=15, wrapper=()) as town:
        post, name = some_post(town)
        pages = {"post": f"/@{name}/{post}", "profile": f"/@{name}", "welcome": "/", "signed in feed": "/"}
        for page, told in said(folder, "lighthouse.mjs", f"http://127.0.0.1:{town.server.port}", Reader(town).cookie,
                               1 if SMALL else 3, json.dumps(pages)).items():
            for category, least in {**SCORES, **LEAST.get(page, {})}.items():
                yield Result(f"Lighthouse of the {page}, {category} ({'; '.join(told['short']) or 'nothing is short'})", told[category], least,
                             told[category] / least, 1.0, "")
            if page != "signed in feed":
                for short, (words, most) in TIMES.items():
                    yield below(f"{words} of the {page}", told[short], most, " ms")
            yield below(f"layout shift of the {page}, thousandths", told["cls"] * 1000, 20, "")


def long_chat(town, reader, count):
    """A channel in which somebody else has written so many messages."""
    other = town.tokens[1][1]
    with town.server.client() as client:
        def call(path, body, token):
            answer = client.post(f"/api/v1{path}", body, ("Authorization", f"Bearer {token}"))
            if answer.status not in (200, 201, 204):
                raise RuntimeError(answer)
            return answer.json() if answer.body else None

        channel = call("/channels", {"name": "The long one"}, reader.token)["id"]
        call(f"/channels/{channel}/join", {}, other)
        for n in range(count):
            call(f"/channels/{channel}/messages", {"content": f"What number {n} has to say, which is a line or so."}, other)
    return f"/channels/{channel}"


@benchmark
def web_using():
    """The client in use: moves between places, keys, interactions and nodes after much was scrolled past, and what memory it keeps."""
    with npm.installed("web", under=ROOT / "bench") as folder, \
            Town(60, max(POSTS, 300), follows_each=59, wrapper=(), messages_per_minute="1000000", timeline_length="6000") as town:
        reader = Reader(town)
        chat = long_chat(town, reader, MESSAGES)
        told = said(folder, "using.mjs", f"http://127.0.0.1:{town.server.port}", reader.cookie, chat, POSTS, MESSAGES, ROUNDS)
        for what, number in told.items():
            limit = next((limit for word, limit in UNITS.items() if word in what.split(",")[0]), None)
            if limit:
                yield below(what, number, *limit)
        yield Result(f"memory after {ROUNDS} rounds, of that at first", told["memory in the end"], told["memory at first"],
                     told["memory in the end"] / told["memory at first"], 1.1, " MiB", most=True)
        if not os.environ.get("BENCH_SMALL"):
            yield Result("posts scrolled past", told["posts scrolled past"], POSTS, told["posts scrolled past"] / POSTS, 0.9, "")
