#!/usr/bin/env python3
"""
The search of whole servers, on each store: killed under posts and messages, edits and deletions, it finds in the end each of them by
the text that it has, and none by another; `kith check` accepts the indexes at every moment, and names what one of them lacks.
"""
import random
import sqlite3
import subprocess
import threading
import time

from kit.checks import case, eventually, expect, expect_equal, main, on_each_store
from kit.client import Gone
from kit.server import BUILD, Server

LIGHT = {"password_memory": "64k", "password_passes": "1", "limits": "off"}
WRITERS = 4
WITHIN = 20                                 # seconds until the index is right, on a machine that does other things too


def check(server):
    return subprocess.run([BUILD / "kith", "check", "--data", server.data, "--store", server.store], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)


def all_right(server):
    done = check(server)
    expect(done.returncode == 0, "the check:", done.stdout, done.stderr)


def registered(server, name):
    with server.client() as client:
        answer = client.post("/api/v1/auth/register", {"username": name, "email": f"{name}@example.org", "password": "correct horse 9"})
    expect_equal(answer.status, 201, "registering")
    return answer.json()["token"]


def channel_of(server, token):
    with server.client() as client:
        answer = client.ask("POST", "/api/v1/channels", [("Authorization", f"Bearer {token}")], {"name": "Mine", "kind": "private"})
    expect_equal(answer.status, 201, "making a channel")
    return answer.json()["id"]


def found(server, word, of="search", token=None):
    with server.client() as client:
        answer = client.ask("GET", f"/api/v1/{of}?q={word}", [("Authorization", f"Bearer {token}")] if token else [])
    expect_equal(answer.status, 200, f"searching {word}")
    return [post["id"] for post in answer.json()]


class Writer(threading.Thread):
    """
    Publishes, edits and deletes posts, or with a channel messages, of a word each; `posts` is what was acknowledged: {id: word, or None
    once it is gone}.
    """

    def __init__(self, server, token, seed, channel=None):
        super().__init__(daemon=True)
        self.server, self.token, self.choose = server, token, random.Random(seed)
        self.new = f"channels/{channel}/messages" if channel else "posts"
        self.items, self.search = ("messages", "messages/search") if channel else ("posts", "search")
        self.posts, self.old, self.words, self.problem, self.ended = {}, set(), 0, None, threading.Event()

    def found(self, word):
        return found(self.server, word, self.search, self.token)

    def word(self):
        self.words += 1
        return f"w{self.choose.randrange(10**9)}x{self.words}"

    def ask(self, client, method, path, body, status):
        answer = client.ask(method, f"/api/v1/{path}", [("Authorization", f"Bearer {self.token}")], body)
        expect_equal(answer.status, status, f"{method} {path}")
        return answer

    def deed(self, client):
        known = [post for post, word in self.posts.items() if word]
        post, word = self.choose.choice(known) if known else None, self.word()
        kind = self.choose.choice(("publish", "publish", "edit", "delete")) if post else "publish"
        if kind == "publish":
            self.posts[self.ask(client, "POST", self.new, {"content": word}, 201).json()["id"]] = word
            return
        before = self.posts.pop(post)                   # unknown, until it is acknowledged
        change = ("PATCH", f"{self.items}/{post}", {"content": word}, 200)
        self.ask(client, *(change if kind == "edit" else ("DELETE", f"{self.items}/{post}", None, 204)))
        self.old.add(before)
        self.posts[post] = word if kind == "edit" else None

    def run(self):
        try:
            with self.server.client(timeout=60) as client:
                while not self.ended.is_set():
                    self.deed(client)
        except (Gone, OSError):
            pass                                        # killed
        except Exception as problem:
            self.problem = problem


def is_found(writers):
    for writer in writers:
        expect(not writer.problem, writer.problem)
        for post, word in writer.posts.items():
            if word and writer.found(word) != [post]:
                return False
        if any(writer.found(word) for word in writer.old):
            return False
    return True


@on_each_store
def what_was_written_before_a_kill_is_found_by_its_text(store):
    with Server("kith", store=store, **LIGHT) as server:
        tokens = [registered(server, f"writer_{n}") for n in range(WRITERS)]
        channels = [channel_of(server, token) if n % 2 else None for n, token in enumerate(tokens)]
        for round_ in range(3):
            writers = [Writer(server, token, round_ * WRITERS + n, channels[n]) for n, token in enumerate(tokens)]
            for writer in writers:
                writer.start()
            eventually(lambda: sum(writer.words for writer in writers) > 30, 30, "that something is written")
            time.sleep(random.uniform(0, 0.3))
            server.kill()
            for writer in writers:
                writer.ended.set()
                writer.join()
            all_right(server)
            server.start()
            eventually(lambda: is_found(writers), WITHIN, "that each is found by its text alone")
            all_right(server)


def check_names(make, table, of):
    with Server("kith", **LIGHT) as server:
        token = registered(server, "ann")
        path = make(server, token)
        with server.client() as client:
            post = client.ask("POST", f"/api/v1/{path}", [("Authorization", f"Bearer {token}")], {"content": "lost"}).json()["id"]
        eventually(lambda: found(server, "lost", of, token) == [post], WITHIN, "that it is found")
        server.stop()
        all_right(server)
        base = sqlite3.connect(server.database_file())
        base.execute(f"DELETE FROM {table} WHERE rowid = ?", (int(post),))
        base.commit()
        base.close()
        done = check(server)
        expect(done.returncode != 0 and post in done.stdout + done.stderr, "it names the post:", done.stdout, done.stderr)
        server.start()


@case
def the_check_names_a_post_that_the_index_lacks():
    check_names(lambda server, token: "posts", "search_post", "search")


@case
def the_check_names_a_message_that_the_index_lacks():
    check_names(lambda server, token: f"channels/{channel_of(server, token)}/messages", "search_message", "messages/search")


WORDS = ("quizzicalzebra", "perniciousokapi", "mendaciousgibbon", "sanguinetapir", "loquaciouslemur", "obstreperousstoat")


def kept(server):
    """The words that any file of the data folder still has, in any case."""
    texts = [path.read_bytes().lower() for path in server.data.rglob("*") if path.is_file()]
    return [word for word in WORDS if any(word.encode() in text for text in texts)]


def tidied(server):
    base = sqlite3.connect(server.database_file())
    try:
        return base.execute("SELECT SUM(asked + going) FROM search_tidy").fetchone()[0] == 0
    finally:
        base.close()


def due_again(server, schedule):
    base = sqlite3.connect(server.database_file())
    changed = base.execute("UPDATE schedule SET next_at = 0 WHERE name = ?", (f"schedule:{schedule}",)).rowcount
    base.commit()
    base.close()
    expect_equal(changed, 1, f"rows of the schedule {schedule}")


@case
def what_is_deleted_leaves_the_files():
    """A post, what it said before, a comment, a draft, a message, and what that said before; with an Idempotency-Key each."""
    with Server("kith", **LIGHT) as server:
        token = registered(server, "ann")
        mine, channel = [("Authorization", f"Bearer {token}")], channel_of(server, token)

        def ask(client, method, path, text=None):
            key = [("Idempotency-Key", str(random.random()))] if method == "POST" else []
            answer = client.ask(method, f"/api/v1/{path}", [*mine, *key], {"content": text} if text else None)
            expect(answer.status < 300, f"{method} {path}:", answer.status, answer.body)
            return answer.json()["id"] if text else None

        with server.client() as client:
            for n in range(20):                         # segments of the index, before and after
                post = ask(client, "POST", "posts", WORDS[0] if n == 9 else f"other words {n}")
                eventually(lambda: post in found(server, WORDS[0] if n == 9 else "words"), WITHIN, "that it is found")
                if n == 9:
                    gone = post
            ask(client, "PATCH", f"posts/{gone}", WORDS[1])
            comment = ask(client, "POST", f"posts/{gone}/comments", WORDS[2])
            draft = ask(client, "POST", "drafts", WORDS[3])
            message = ask(client, "POST", f"channels/{channel}/messages", WORDS[4])
            eventually(lambda: found(server, WORDS[4], "messages/search", token) == [message], WITHIN, "that the message is found")
            for n in range(5):
                other = ask(client, "POST", f"channels/{channel}/messages", f"other words {n}")
                eventually(lambda: other in found(server, "words", "messages/search", token), WITHIN, "that the next one is found")
            ask(client, "PATCH", f"messages/{message}", WORDS[5])
            eventually(lambda: found(server, WORDS[5], "messages/search", token) == [message], WITHIN, "that it is found by its new word")
            eventually(lambda: found(server, WORDS[1]) == [gone], WITHIN, "that it is found by its new word")
            server.stop()
            expect_equal(set(WORDS) - set(kept(server)), set(), "words that a file has before")
            server.start()
        with server.client() as client:
            ask(client, "DELETE", f"comments/{comment}")
            ask(client, "DELETE", f"posts/{gone}")
            ask(client, "DELETE", f"drafts/{draft}")
            ask(client, "DELETE", f"messages/{message}")
            eventually(lambda: found(server, WORDS[5], "messages/search", token) == [], WITHIN, "that the message is found no more")
            eventually(lambda: found(server, WORDS[1]) == [], WITHIN, "that it is found no more")
        server.stop()
        due_again(server, "search_tidy")
        server.start()
        eventually(lambda: tidied(server), WITHIN, "that the index is merged")
        server.stop()
        expect_equal(kept(server), [], "words that a file has")
        server.start()


if __name__ == "__main__":
    main()
