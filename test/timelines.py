#!/usr/bin/env python3
"""Feeds of whole servers: the command that makes them again, and servers that are killed while posts are delivered."""
import gzip
import os
import re
import subprocess
import urllib.parse

from kit.checks import eventually, expect, expect_equal, main, on_each_store
from kit.server import BUILD, Server

CHEAP = {"KITH_PASSWORD_MEMORY": "64k", "KITH_PASSWORD_PASSES": "1"}
FOLLOWERS, ROUNDS = 12, 4


def a_server(store):
    return Server("kith", store=store, password_memory="64k", password_passes="1", limits="off")


class Person:
    def __init__(self, server, name):
        self.server = server
        with server.client() as client:
            told = client.ask("POST", "/api/v1/auth/register",
                              body={"username": name, "email": f"{name}@example.org", "password": "correct horse 9"}).json()
        self.id, self.token, self.name = told["user"]["id"], told["token"], name

    def ask(self, method, path, body=None, status=200):
        with self.server.client() as client:
            answer = client.ask(method, f"/api/v1{path}", [("Authorization", f"Bearer {self.token}")], body=body)
        expect_equal(answer.status, status, f"{method} {path}")
        return answer

    def follow(self, other):
        self.ask("POST", f"/users/{other.id}/follow")

    def say(self, text):
        return self.ask("POST", "/posts", {"content": text}, 201).json()["id"]

    def feed(self, query=""):
        return [post["id"] for post in self.ask("GET", f"/posts/feed{query}").json()]

    def since(self, query=""):
        """What the feed holds, and the `since` of its Link."""
        answer = self.ask("GET", f"/posts/feed{query}")
        found = re.search(r'[?&]since=([^&>]*)[^>]*>; rel="prev"', answer.get("Link"))
        return [post["id"] for post in answer.json()], urllib.parse.unquote(found[1])


def kith(server, *arguments):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KITH_") or name == "KITH_TEST_BUILD"}
    return subprocess.run([BUILD / "kith", *arguments, "--data", str(server.data), "--store", server.store], capture_output=True,
                          text=True, timeout=120, env={**clean, **CHEAP}, check=False)


@on_each_store
def feeds_are_made_again_beside_a_running_server(store):
    with a_server(store) as server:
        ann, bob = Person(server, "ann"), Person(server, "bob")
        ann.follow(bob)
        posts = [bob.say(f"post {n}") for n in range(5)]
        eventually(lambda: ann.feed() == posts[::-1], 10, "the feed")
        for words in (["--user", "ann"], ["--user", "@bob"], []):
            done = kith(server, "timeline", "rebuild", *words)
            expect_equal(done.returncode, 0, f"the exit status ({done.stderr})")
            expect(done.stdout.startswith("made "), f"it says {done.stdout!r}")
            expect_equal(ann.feed(), posts[::-1], "the feed")
        posts.append(bob.say("one more"))
        eventually(lambda: ann.feed() == posts[::-1], 10, "the feed")
        done = kith(server, "check")
        expect(done.returncode == 0 and "timeline: all right" in done.stdout, f"it finds {done.stdout!r} {done.stderr!r}")
        done = kith(server, "timeline", "rebuild", "--user", "nobody")
        expect_equal(done.returncode, 1, "the exit status")
        expect("nobody" in done.stderr, f"it complains {done.stderr!r}")


@on_each_store
def what_was_acknowledged_is_in_every_feed_after_a_kill(store):
    with a_server(store) as server:
        author = Person(server, "author")
        readers = [Person(server, "reader_" + "abcdefghjkmp"[n] * 3) for n in range(FOLLOWERS)]
        for reader in readers:
            reader.follow(author)
            reader.feed()
        posts, marks = [], [reader.since()[1] for reader in readers]
        for n in range(ROUNDS):
            posts += [author.say(f"round {n}, {k}") for k in range(3)]
            server.kill()
            server.start()
        for reader, mark in zip(readers, marks):
            eventually(lambda: reader.feed() == posts[::-1], 10, f"the feed of {reader.name}")
            new, now = reader.since(f"?since={urllib.parse.quote(mark)}")
            expect_equal(new, posts[::-1], "what is new since before the kills")
            expect_equal(reader.feed(f"?since={urllib.parse.quote(now)}"), [], "what is new since then")


def given(server):
    """The number of first pages that were given as they were kept."""
    with server.client() as client:
        return int(re.search(r"^kith_page_hits_total (\d+)", client.get("/metrics").body.decode(), re.MULTILINE)[1])


def kept(server, reader):
    """The answer, once it is a kept one; beside other processes none is kept."""
    if server.store != "sqlite":
        answers = [reader.ask("GET", "/posts/feed") for _ in range(3)]
        expect_equal(given(server), 0, "the number of kept pages that were given")
        return answers[-1]

    def again():
        before, answer = given(server), reader.ask("GET", "/posts/feed")
        return answer if given(server) > before else None
    return eventually(again, 20, "a kept page")


@on_each_store
def a_kept_page_is_the_answer_that_would_be_made(store):
    with a_server(store) as server:
        ann, bob = Person(server, "ann"), Person(server, "bob")
        ann.follow(bob)
        posts = [bob.say(f"post {n} " + "of many words " * 40) for n in range(3)]
        answer = kept(server, ann)
        with server.client() as client:
            bearer = ("Authorization", f"Bearer {ann.token}")
            same = client.get("/api/v1/posts/feed", bearer, ("If-None-Match", answer.get("ETag")))
            expect_equal((same.status, same.body), (304, b""), "the same, asked for again")
            packed = client.get("/api/v1/posts/feed", bearer, ("Accept-Encoding", "gzip"))
            expect_equal(gzip.decompress(packed.body), answer.body, "the same, packed")
            made = client.get("/api/v1/posts/feed?limit=21", bearer)
        expect_equal((made.body, made.get("ETag")), (answer.body, answer.get("ETag")), "one that was made")
        expect_equal([post["id"] for post in made.json()], posts[::-1], "its posts")
        mark = re.search(r'[?&]since=([^&>]*)[^>]*>; rel="prev"', kept(server, ann).get("Link"))[1]
        posts.append(bob.say("one more"))
        expect_equal(ann.feed(), posts[::-1], "the feed with a new post")
        eventually(lambda: ann.feed(f"?since={mark}") == posts[-1:], 5, "what is new since the kept page")
        kept(server, ann)
        bob.ask("DELETE", f"/posts/{posts[0]}", status=204)
        expect_equal(ann.feed(), posts[:0:-1], "the feed without a deleted post")
        kept(server, ann)
        bob.ask("POST", f"/users/{ann.id}/block", status=204)
        expect_equal(ann.feed(), [], "the feed of one who is blocked")


if __name__ == "__main__":
    main()
