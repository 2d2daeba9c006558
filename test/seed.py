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
        said = seed(*store_flags(server), users=120, follows=900, posts=700, comments=800, reactions=1500, channels=6, conversations=90,
                    messages=2500, stars=3)
        expect_equal({name: said[name] for name in ("users", "follows", "posts", "comments", "reactions", "channels", "conversations",
                                                    "messages", "seed")},
                     {"users": 120, "follows": 900 + 3 * 119, "posts": 700, "comments": 800, "reactions": 1500, "channels": 6,
                      "conversations": 90, "messages": 2500, "seed": 1}, "what it says")
        checked = expect_all_right(*store_flags(server))
        for line in ("120 accounts", "700 posts", "800 comments", "channel: all right: 96 channels", "2500 messages of 96 channels",
                     "700 posts, 2500 messages"):
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


def expect_talk(me, channel):
    """Its messages are all there, read, in order, and found by their words. Returns how many."""
    expect_equal((channel["unread_count"], channel["mention_count"], channel["last_read_seq"]), (0, 0, channel["last_seq"]), "what is read")
    seqs, page = [], me.get(f"/channels/{channel['id']}/messages?limit=100")
    while page:
        seqs += [message["seq"] for message in page]
        last, page = page, me.get(f"/channels/{channel['id']}/messages?limit=100&before={page[-1]['id']}")
    expect_equal(seqs, list(range(channel["last_seq"], 0, -1)), f"the messages of {channel['id']}")
    for message in last[:1] if seqs else []:
        expect(message["created_at"] >= channel["created_at"][:10], "a message from before its channel:", message, channel)
        phrase = message["content"].split(".")[0].strip()
        if phrase.isascii() and "@" not in phrase:
            found = me.get(f"/messages/search?channel_id={channel['id']}&limit=100&q=%22{phrase.replace(' ', '%20')}%22")
            expect(message["id"] in [one["id"] for one in found], f"{phrase} is not found in {channel['id']}")
    return len(seqs)


@on_each_store
def people_go_on_with_their_talk(store):
    with Server("kith", store=store, **SERVER_HASH) as server:
        server.stop()
        said = seed(*store_flags(server), users=40, posts=20, channels=5, conversations=80, messages=2500, stars=2)
        server.start()
        with server.client() as client:
            me = Person(client, said["stars"][0], said["password"])
            mine, open_to_all = me.get("/channels?filter=mine&limit=100"), me.get("/channels?filter=public&limit=100")
            talks = me.get("/conversations?limit=100")
            expect(open_to_all and all(one["name"] and one["member_count"] > 1 for one in open_to_all), "channels:", open_to_all)
            expect(talks and {talk["kind"] for talk in talks} <= {"direct", "group"}, "conversations:", talks)
            expect(sum(expect_talk(me, channel) for channel in mine + talks) > 0, "nobody has written")
            expect_equal(me.get("/unread")["unread_count"], 0, "what is unread")
            talk = talks[0]
            answer = client.post(f"/api/v1/channels/{talk['id']}/messages", {"content": "Where were we?"}, me.field)
            expect_equal((answer.status, answer.json()["seq"]), (201, talk["last_seq"] + 1), "the next message")


@case
def one_channel_may_have_all_messages():
    with tempfile.TemporaryDirectory() as folder:
        said = seed("--data", folder, users=4, posts=0, channels=1, conversations=0, messages=3500)
        expect_equal((said["channels"], said["conversations"], said["messages"]), (1, 0, 3500), "what it says")
        expect("3500 messages of 1 channels" in expect_all_right("--data", folder), "not all are there")
        base = sqlite3.connect(f"{folder}/kith.db")
        read = base.execute("SELECT DISTINCT c.last_seq, c.last_message_id = m.last_read_message_id, m.last_read_seq FROM channel c "
                            "JOIN channel_member m ON m.channel_id = c.id").fetchall()
        expect_equal(read, [(3500, 1, 3500)], "what is read")
        expect_equal(base.execute("SELECT a.seq FROM message a JOIN message b ON b.seq = a.seq + 1 WHERE b.id <= a.id").fetchall(), [],
                     "messages that are older than the one before")
        base.close()


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
        "ORDER BY 1, 2, 3",
        "SELECT a.username, m.content, m.seq, c.kind, c.name FROM message m JOIN channel c ON c.id = m.channel_id "
        "JOIN account a ON a.id = m.sender_id ORDER BY m.id",
        "SELECT a.username, c.kind, c.name, m.role FROM channel_member m JOIN channel c ON c.id = m.channel_id "
        "JOIN account a ON a.id = m.user_id ORDER BY c.id, m.made")]
    base.close()
    return rows


@case
def the_same_number_makes_the_same():
    def made(number):
        with tempfile.TemporaryDirectory() as folder:
            seed("--data", folder, users=80, follows=500, posts=600, comments=900, reactions=1000, channels=8, conversations=60,
                 messages=900, seed=number)
            return made_in(folder)
    first, same, other = made(7), made(7), made(8)
    expect(first == same, "two of the same number differ")
    expect(all(one != two for one, two in zip(first, other)), "two of different numbers have the same")
    posts, comments, reactions, messages, members = first
    expect_equal([len(some) for some in (posts, comments, reactions, messages)], [600, 900, 1000, 900], "how much there is")
    expect({0, 2, 3} <= {kind for _, kind, *_ in members}, "not all kinds of channels:", members)
    most = max(seq for *_, seq, _, _ in messages)
    expect(most > 5 * 900 / 68, "no channel has much more than most:", most)
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
                    {"users": 3, "follows": 0, "reactions": 0}, {"users": 1, "channels": 2, "messages": 5},
                    {"users": 2, "channels": 0, "conversations": 7, "messages": 3}, {"users": 9, "conversations": 0, "messages": 0}):
        with tempfile.TemporaryDirectory() as folder:
            seed("--data", folder, **numbers)
            expect_all_right("--data", folder)


@case
def what_cannot_be_is_refused():
    with tempfile.TemporaryDirectory() as folder:
        for numbers, word in (({"stars": 4, "users": 3}, "--stars"), ({"posts": 0, "comments": 1}, "--comments"),
                              ({"posts": "x"}, "--posts"), ({"comments": -1}, "--comments"), ({"reactions": ""}, "--reactions"),
                              ({"users": 4, "stars": 2, "follows": 5}, "--follows"),
                              ({"users": 1, "conversations": 1}, "--conversations"),
                              ({"users": 9, "conversations": 0, "messages": 1}, "--messages"), ({"channels": "x"}, "--channels"),
                              ({"messages": -1}, "--messages")):
            expect(word in kith("seed", "--data", folder, *flags(**numbers), status=2).stderr, word, "is not named for", numbers)


if __name__ == "__main__":
    main(sys.argv[1:])
