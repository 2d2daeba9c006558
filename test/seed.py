#!/usr/bin/env python3
"""
What `kith seed` makes, on each store: exactly as much as was asked for, with all counts right, readable at once; and the same
for the same number.
"""
import json
import sqlite3
import subprocess
import sys
import tempfile

from kit.checks import case, expect, expect_equal, main, on_each_store
from kit.server import BUILD, Server

HASH = ("--password-memory", "64k", "--password-passes", "1")
SERVER_HASH = {"password_memory": "64k", "password_passes": "1"}


def kith(*words, status=0):
    done = subprocess.run([BUILD / "kith", *map(str, words)], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    expect_equal(done.returncode, status, f"the status of kith {' '.join(map(str, words))} ({done.stdout}{done.stderr})")
    return done


def flags(**numbers):
    return [word for name, number in numbers.items() for word in (f"--{name}", number)]


def store_flags(server):
    return "--data", server.data, "--store", server.store


def seed(*where, **numbers):
    return json.loads(kith("seed", *where, *HASH, "--json", *flags(**numbers)).stdout)


def expect_all_right(*where):
    said = kith("check", *where).stdout
    expect("wrong" not in said, "the check finds:", said)
    return said


class Person:
    """Somebody who was seeded, signed in."""

    def __init__(self, client, name, password):
        self.client = client
        answer = client.post("/api/v1/auth/login", {"username": name, "password": password})
        expect_equal(answer.status, 200, f"signing in as {name}")
        self.field = ("Authorization", f"Bearer {answer.json()['token']}")

    def get(self, path):
        answer = self.client.get(f"/api/v1{path}", self.field)
        expect_equal(answer.status, 200, f"the status of {path} ({answer.body})")
        return answer.json()


def expect_counts(me, post):
    """What a post says of itself is what its lists hold."""
    likes, cursor = len(me.get(f"/posts/{post['id']}/reactions?type=like&limit=100")), post["like_count"]
    expect_equal(likes, min(100, cursor), f"the likes of {post['id']}")
    comments = me.get(f"/posts/{post['id']}/comments?depth=10&limit=100")
    if post["comment_count"] < 20:
        expect(len(comments) <= post["comment_count"] and bool(comments) == bool(post["comment_count"]), "comments of", post)


@on_each_store
def all_of_it_is_there_and_right_at_once(store):
    with Server("kith", store=store, **SERVER_HASH) as server:
        server.stop()
        said = seed(*store_flags(server), users=120, follows=900, posts=700, comments=800, reactions=1500, stars=3)
        expect_equal({name: said[name] for name in ("users", "follows", "posts", "comments", "reactions", "seed")},
                     {"users": 120, "follows": 900 + 3 * 119, "posts": 700, "comments": 800, "reactions": 1500, "seed": 1}, "what it says")
        checked = expect_all_right(*store_flags(server))
        for line in ("120 accounts", "700 posts", "800 comments"):
            expect(line in checked, line, "is not what was checked:", checked)
        server.start()
        with server.client() as client:
            me = Person(client, said["stars"][0], said["password"])
            expect_equal(len(said["stars"]), 3, "the stars")
            for star in said["stars"]:
                expect_equal(me.get(f"/users/@{star}")["follower_count"], 119, f"the followers of {star}")
            feed = me.get("/posts/feed")
            expect_equal(len(feed), 20, "posts of a feed that is read for the first time")
            for post in feed:
                expect_counts(me, post)
            expect(me.get("/tags/music")["post_count"] > 0, "no post uses #music")


@on_each_store
def more_can_be_added(store):
    with Server("kith", store=store, **SERVER_HASH) as server:
        server.stop()
        first = seed(*store_flags(server), users=30, posts=100)
        refused = kith("seed", *store_flags(server), *HASH, status=1)
        expect("--more" in refused.stderr and not refused.stdout, "it says how:", refused.stderr)
        said = kith("seed", *store_flags(server), *HASH, "--users", "20", "--more", "--json")
        more = json.loads(said.stdout)
        expect_equal((more["posts"], more["comments"], more["reactions"]), (100, 100, 200), "what comes with 20 accounts")
        expect("100 of 100 posts" in said.stderr, "progress:", said.stderr)
        expect("200 posts" in expect_all_right(*store_flags(server)), f"not all are there beside {first}")


def made_in(folder):
    base = sqlite3.connect(f"{folder}/kith.db")
    rows = [base.execute(query).fetchall() for query in (
        "SELECT a.username, p.content, p.language, p.visibility FROM post p JOIN account a ON a.id = p.user_id ORDER BY p.id",
        "SELECT a.username, t.content, c.depth, c.replies, c.rank, p.content FROM comment c JOIN comment_text t ON t.id = c.id "
        "JOIN account a ON a.id = c.user_id JOIN post p ON p.id = c.post_id ORDER BY c.id",
        "SELECT a.username, r.kind, p.content FROM reaction r JOIN account a ON a.id = r.user_id JOIN post p ON p.id = r.post_id "
        "ORDER BY 1, 2, 3")]
    base.close()
    return rows


@case
def the_same_number_makes_the_same():
    def made(number):
        with tempfile.TemporaryDirectory() as folder:
            seed("--data", folder, users=80, follows=500, posts=600, comments=900, reactions=1000, seed=number)
            return made_in(folder)
    first, same, other = made(7), made(7), made(8)
    expect(first == same, "two of the same number differ")
    expect(all(one != two for one, two in zip(first, other)), "two of different numbers have the same")
    posts, comments, reactions = first
    expect_equal((len(posts), len(comments), len(reactions)), (600, 900, 1000), "posts, comments and reactions")
    expect(sum(visibility == 0 for *_, visibility in posts) > 450, "most posts are public")
    by = sorted(sum(author == name for author, *_ in posts) for name in {author for author, *_ in posts})
    expect(by[-1] > 3 * by[len(by) // 2], "nobody posts much more than most:", by)
    expect(max(depth for _, _, depth, *_ in comments) >= 8, "no deep thread")


@case
def nothing_is_left_for_the_server_to_do():
    with tempfile.TemporaryDirectory() as folder:
        seed("--data", folder, users=5, posts=20)
        base = sqlite3.connect(f"{folder}/kith.db")
        expect_equal(base.execute("SELECT kind FROM job").fetchall(), [], "the jobs that wait for a server")
        base.close()


@case
def everybody_may_react_to_the_only_post():
    with tempfile.TemporaryDirectory() as folder:
        said = seed("--data", folder, users=9, posts=1, comments=0, reactions=9)
        expect_equal(said["reactions"], 9, "reactions")
        expect_all_right("--data", folder)
        refused = kith("seed", "--data", folder, *HASH, "--more", *flags(users=9, posts=1, comments=0, reactions=10), status=1)
        expect("places for 9" in refused.stderr, "one more is refused:", refused.stderr)


@case
def little_and_nothing_are_possible():
    for numbers in ({"users": 1}, {"users": 1, "stars": 1}, {"users": 2, "stars": 2, "posts": 3}, {"users": 5, "posts": 0},
                    {"users": 3, "follows": 0, "reactions": 0}):
        with tempfile.TemporaryDirectory() as folder:
            seed("--data", folder, **numbers)
            expect_all_right("--data", folder)


@case
def what_cannot_be_is_refused():
    with tempfile.TemporaryDirectory() as folder:
        for numbers, word in (({"stars": 4, "users": 3}, "--stars"), ({"posts": 0, "comments": 1}, "--comments"),
                              ({"posts": "x"}, "--posts"), ({"comments": -1}, "--comments"), ({"reactions": ""}, "--reactions"),
                              ({"users": 4, "stars": 2, "follows": 5}, "--follows")):
            expect(word in kith("seed", "--data", folder, *flags(**numbers), status=2).stderr, word, "is not named for", numbers)


if __name__ == "__main__":
    main(sys.argv[1:])
