#!/usr/bin/env python3
"""
The graph of whole servers, on each store: killed under follows, unfollows and blocks, it is consistent and has everything
acknowledged; `kith check` accepts what `kith seed` makes, and names errors.
"""
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

from kit.checks import case, eventually, expect, expect_equal, main, on_each_store
from kit.client import Gone
from kit.server import BUILD, Server

HASH = ("--password-memory", "64k", "--password-passes", "1")
PEOPLE = 12
SERVER_HASH = {"password_memory": "64k", "password_passes": "1"}


def kith(*words, check=True):
    done = subprocess.run([BUILD / "kith", *words], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    expect(not check or done.returncode == 0, f"kith {' '.join(map(str, words))} ended with {done.returncode}:", done.stdout, done.stderr)
    return done


def store_flags(server):
    return "--data", server.data, "--store", server.store


def seed(server, users, follows, *more):
    """The password of the seeded people."""
    said = kith("seed", *store_flags(server), "--users", str(users), "--follows", str(follows), "--posts", "0", *HASH, *more).stdout
    return re.search(r"password (\S+), for one as (\S+)", said).groups()


def all_right(server):
    said = kith("check", *store_flags(server)).stdout
    return int(re.search(r"^graph: all right: (\d+) accounts", said, re.M)[1])


class Crowd:
    """People who follow, unfollow and block each other, each on their own thread, and record the answers."""

    def __init__(self, server, people):
        self.server, self.people = server, people       # (id, token) of each
        self.known = {}                                 # (from, to): following, as last acknowledged; None: unknown
        self.ended, self.problems, self.deeds = threading.Event(), [], 0
        self.threads = [threading.Thread(target=self.act, args=(n,), daemon=True) for n in range(len(people))]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join()
        if self.problems:
            raise self.problems[0]

    def act(self, n):
        try:
            self.deeds_of(n)
        except Exception as problem:
            self.problems.append(problem)

    def deeds_of(self, n):
        me, token = self.people[n]
        choose = random.Random(n)
        with self.server.client(timeout=60) as client:
            while not self.ended.is_set():
                other = choose.choice([user for user, _ in self.people if user != me])
                method = choose.choice(("POST", "POST", "DELETE"))
                self.known[me, other] = None
                try:
                    answer = client.ask(method, f"/api/v1/users/{other}/follow", [("Authorization", f"Bearer {token}")])
                except (Gone, OSError):
                    client.close()
                    time.sleep(0.01)
                    continue
                if answer.status in (503, 507):
                    continue
                expect_equal(answer.status, 200, f"the answer to {method} follow")
                self.known[me, other] = method == "POST"
                self.deeds += 1


def found_from(server, name, most):
    """The profiles of some seeded people: one, their followers, and so on."""
    with server.client() as client:
        first = client.get(f"/api/v1/users/@{name}").json()
        found, at = {first["user_id"]: first}, 0
        while len(found) < most:
            expect(at < len(found), "too few are found from", name)
            user = list(found)[at]
            for side in ("followers", "following"):
                found.update({one["user_id"]: one for one in client.get(f"/api/v1/users/{user}/{side}?limit=100").json()})
            at += 1
    return list(found.values())


def people_of(server, name, password):
    """(id, token) of some of them."""
    with server.client() as client:
        return [(one["user_id"], client.post("/api/v1/auth/login", {"username": one["username"], "password": password}).json()["token"])
                for one in found_from(server, name, PEOPLE)[:PEOPLE]]


def follows_of(server, me, token):
    seen, target = [], f"/api/v1/users/{me}/following?limit=100"
    with server.client() as client:
        while target:
            answer = client.get(target, ("Authorization", f"Bearer {token}"))
            expect_equal(answer.status, 200, target)
            seen += [one["user_id"] for one in answer.json()]
            link = answer.get("link")
            target = re.search(r"<https?://[^/]*([^>]*)>", link)[1] if link else None
    expect_equal(len(seen), len(set(seen)), "how many different ones are on the list")
    return set(seen)


@on_each_store
def what_was_followed_outlives_a_kill_and_every_count_is_right(store):
    with Server("kith", store=store, **SERVER_HASH) as server:
        server.stop()
        password, name = seed(server, 60, 400)
        server.start()
        people = people_of(server, name, password)
        for _ in range(3):
            with Crowd(server, people) as crowd:
                eventually(lambda: crowd.deeds > 20 or crowd.problems, 30, "that something is done")
                time.sleep(random.uniform(0, 0.6))
                server.kill()
            expect_equal(all_right(server), 60, "the accounts that the check looked at")
            server.start()
            for me, token in people:
                following = follows_of(server, me, token)
                for (one, other), known in crowd.known.items():
                    expect(one != me or known is None or (other in following) == known,
                           f"{me} follows {other}: {other in following}, not {known}")


@on_each_store
def an_account_suspended_under_a_kill_is_hidden_in_the_end_with_every_count_right(store):
    with Server("kith", store=store, **SERVER_HASH) as server:
        server.stop()
        _, name = seed(server, 300, 20000)
        star = star_of(server, name)
        for n in range(4):
            server.start()
            word = ("suspend", star) if n % 2 == 0 else ("suspend", star, "--undo")
            kith("user", *word, *store_flags(server))
            time.sleep(random.uniform(0, 0.05))
            server.kill()
            all_right(server)
            server.start()
            hidden_in_the_end(server, star, hidden=n % 2 == 0)
            server.kill()
            all_right(server)
        server.start()


def star_of(server, name):
    """The name of the person with the most followers."""
    server.start()
    found = found_from(server, name, 250)
    server.stop()
    return max(found, key=lambda one: one["follower_count"])["username"]


def hidden_in_the_end(server, star, hidden):
    """The star's followers lose it, and get it back."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with server.client() as client:
            answer = client.get(f"/api/v1/users/@{star}")
        if hidden and answer.status == 404 or not hidden and answer.status == 200 and answer.json()["follower_count"] > 50:
            return
        time.sleep(0.05)
    raise AssertionError(f"{star} is {'shown' if hidden else 'hidden'}, or not counted: {answer}")


@on_each_store
def what_seed_makes_is_right_and_comes_once(store):
    with Server("kith", store=store, **SERVER_HASH) as server:
        server.stop()
        password, name = seed(server, 500, 5000)
        expect_equal(all_right(server), 500, "the accounts that the check looked at")
        again = kith("seed", *store_flags(server), check=False)
        expect(again.returncode == 1 and "--more" in again.stderr, "a second seeding is refused:", again.stderr)
        seed(server, 50, 300, "--more")
        expect_equal(all_right(server), 550, "the accounts after more of them")
        server.start()
        all_right(server)
        with server.client() as client:
            signed_in = client.post("/api/v1/auth/login", {"username": name, "password": password})
            expect_equal(signed_in.status, 200, "signing in as one of them")
            mine = client.get("/api/v1/users/me", ("Authorization", f"Bearer {signed_in.json()['token']}")).json()
            listed = client.get(f"/api/v1/users/@{name}/followers?limit=100").json()
            expect_equal(len(listed), min(100, mine["follower_count"]), "the followers that are listed")


@case
def seed_is_refused_a_folder_that_a_server_has():
    with Server("kith") as server:
        refused = kith("seed", "--data", server.data, "--users", "3", "--more", check=False)
        expect(refused.returncode == 1 and "in use" in refused.stderr, "it says so:", refused.stderr)


@case
def seed_makes_the_same_of_the_same_number():
    def made(number):
        with tempfile.TemporaryDirectory() as folder:
            kith("seed", "--data", folder, "--users", "200", "--follows", "2000", "--seed", number, *HASH)
            base = sqlite3.connect(f"{folder}/kith.db")
            people = base.execute("SELECT username, display_name, bio FROM account ORDER BY id").fetchall()
            edges = base.execute("SELECT a.username, b.username FROM follow_out JOIN account a ON a.id = user_id "
                                 "JOIN account b ON b.id = other_id ORDER BY 1, 2").fetchall()
            base.close()
            return people, edges
    first, same, other = made("7"), made("7"), made("8")
    expect(first == same, "two of the same number differ")
    expect(first != other, "two of different numbers are the same")
    people, edges = first
    expect_equal((len(people), len(edges), len(set(edges))), (200, 2000, 2000), "people, follows and different ones")
    expect(all(one != two for one, two in edges), "somebody follows themselves")
    followers = sorted((sum(two == name for _, two in edges) for name, *_ in people), reverse=True)
    expect(followers[0] > 3 * followers[len(followers) // 2], "no hub among them:", followers[:5])


@case
def all_of_the_few_can_follow_each_other():
    with tempfile.TemporaryDirectory() as folder:
        kith("seed", "--data", folder, "--users", "40", "--follows", str(40 * 39), *HASH)
        expect("40 accounts" in kith("check", "--data", folder).stdout, "the check looked at all")
        too_many = kith("seed", "--data", folder, "--more", "--users", "40", "--follows", str(40 * 39 + 1), check=False)
        expect(too_many.returncode == 2 and "1560 times at most" in too_many.stderr, "one more is refused:", too_many.stderr)
        for flag, value in (("--users", "0"), ("--users", "x"), ("--follows", "-1"), ("--seed", "")):
            expect_equal(kith("seed", "--data", folder, "--more", flag, value, check=False).returncode, 2, f"the status of {flag} {value}")


@case
def check_names_the_first_account_that_is_wrong():
    with tempfile.TemporaryDirectory() as folder:
        kith("seed", "--data", folder, "--users", "20", "--follows", "100", *HASH)
        base = sqlite3.connect(f"{folder}/kith.db")
        wrong = base.execute("SELECT user_id FROM graph_count ORDER BY user_id LIMIT 1 OFFSET 5").fetchone()[0]
        base.execute("UPDATE graph_count SET followers = followers + 1 WHERE user_id = ?", (wrong,))
        base.commit()
        base.close()
        found = kith("check", "--data", folder, check=False)
        expect(found.returncode == 1 and f"account {wrong}" in found.stdout, "it names the account:", found.stdout, found.stderr)


@case
def check_makes_no_store():
    with tempfile.TemporaryDirectory() as folder:
        missing = kith("check", "--data", f"{folder}/none", check=False)
        expect(missing.returncode == 1 and "no store" in missing.stderr, "it says so:", missing.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
