#!/usr/bin/env python3
"""A clock that is ahead for a while, under a running server and at a start: what works meanwhile and afterwards, and what does not."""
import mmap
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

from kit.checks import eventually, expect, expect_equal, main, on_each_store
from kit.server import BUILD, Server

API = "/api/v1"
PASSWORD = "correct horse 9"
HOUR = 3600
LIGHT = {"password_memory": "64k", "password_passes": "1"}


class Clock:
    """The time of day, as seen by programs started with `env` (kit/faultclock.c)."""

    library = BUILD / "test/libfaultclock.so"

    def __init__(self, folder):
        expect(self.library.exists(), f"{self.library} is not built; no clock can jump without it")
        path = pathlib.Path(folder, "ahead")
        path.write_bytes(bytes(8))
        self.env = {"LD_PRELOAD": str(self.library), "FAULTCLOCK": str(path)}
        with open(path, "r+b") as file:
            self.there = mmap.mmap(file.fileno(), 8)

    def set_ahead(self, seconds):
        self.there[:] = struct.pack("<q", seconds * 1000000)


class Bench:
    """A server whose clock can be set, and commands run beside it."""

    def __init__(self, store, **settings):
        self.folder = tempfile.TemporaryDirectory(prefix="kith-clock-")
        self.clock = Clock(self.folder.name)
        self.server = Server("kith", store=store, folder=self.folder.name, env=self.clock.env, **LIGHT, **settings)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if self.server.process:
            self.server.stop(check=kind is None)
        self.folder.cleanup()

    def ask(self, method, path, body=None, token=None, fields=()):
        with self.server.client() as client:
            return client.ask(method, API + path, [*fields, *([("Authorization", f"Bearer {token}")] if token else [])], body)

    def register(self, name):
        answer = self.ask("POST", "/auth/register", {"username": name, "email": f"{name}@example.org", "password": PASSWORD})
        expect_equal(answer.status, 201, "the status of a registration")

    def tokens(self, path, body):
        answer = self.ask("POST", path, body)
        expect_equal(answer.status, 200, f"the status of {path}")
        return answer.json()

    def sign_in(self, name):
        return self.tokens("/auth/login", {"username": name, "password": PASSWORD})["token"]

    def is_fresh(self, token):
        """Whether the session alone counts as a recent proof."""
        answer = self.ask("DELETE", "/auth/sessions", token=token)
        expect(answer.status == 204 or (answer.status, answer.json()["code"]) == (403, "proof_needed"), answer)
        return answer.status == 204

    def says(self, words):
        eventually(lambda: words in self.server.log_text(), 20, f"{words!r} in the log")

    def kith(self, *words):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("KITH_")}
        done = subprocess.run([BUILD / "kith", *words, "--data", str(self.server.data), "--store", self.server.store], capture_output=True,
                              text=True, timeout=60, env={**clean, **self.clock.env}, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout, done.stderr

    def good(self, *words):
        code, said, complaint = self.kith(*words)
        expect_equal(code, 0, f"the exit status of {words} ({complaint})")
        return said


@on_each_store
def a_jump_is_not_followed_and_no_session_is_fresh_meanwhile(store):
    with Bench(store) as bench:
        bench.server.start()
        bench.register("ann")
        before = bench.sign_in("ann")
        expect(bench.is_fresh(before), "a session that has just begun")
        bench.clock.set_ahead(HOUR)
        bench.says("the system's clock has jumped")
        expect(not bench.is_fresh(before), "it is fresh though the clock has jumped")
        meanwhile = bench.sign_in("ann")
        expect(not bench.is_fresh(meanwhile), "a session that began an hour in the future is fresh")
        expect_equal(bench.ask("GET", "/auth/validate", token=before).status, 200, "the status of the older session")
        bench.clock.set_ahead(0)
        bench.says("the system's clock is back in step")
        expect(bench.is_fresh(meanwhile), "it began a moment ago, whatever the clock said")
        expect_equal(bench.ask("GET", "/auth/validate", token=before).status, 401, "the status of a session that was ended by the other")
        said = bench.good("clock", "show")
        expect("no ids were made for times in the future" in said, said)


@on_each_store
def a_start_after_a_clock_that_was_ahead_works_at_once(store):
    with Bench(store) as bench:
        bench.clock.set_ahead(HOUR)
        bench.server.start()
        bench.register("ann")
        ahead = bench.tokens("/auth/login", {"username": "ann", "password": PASSWORD})
        bench.server.kill()
        bench.clock.set_ahead(0)
        bench.server.start()
        bench.says("another node number is used")
        expect_equal(bench.ask("GET", "/auth/validate", token=ahead["token"]).status, 401, "the status of a token of an hour to come")
        ahead = bench.tokens("/auth/refresh", {"refresh_token": ahead["refresh_token"]})["token"]
        expect(not bench.is_fresh(ahead), "a session of an hour to come is fresh")
        bench.says("they count as old")
        expect(not bench.is_fresh(ahead), "a session of an hour to come is fresh once it was put back")
        expect(bench.is_fresh(bench.sign_in("ann")), "a session that has just begun is not fresh")


@on_each_store
def marks_of_a_clock_that_was_ahead_are_shown_and_accepted(store):
    with Bench(store) as bench:
        bench.clock.set_ahead(HOUR)
        bench.server.start()
        bench.register("ann")
        bench.server.stop()
        said = bench.good("clock", "show")
        expect("no ids were made for times in the future" in said, said)
        bench.clock.set_ahead(0)
        said = bench.good("clock", "show")
        expect("1 of the " in said and "rest until then" in said, said)
        code, said, complaint = bench.kith("clock", "accept")
        expect(code == 2 and "--yes" in complaint and not said, (code, said, complaint))
        expect("1 of the " in bench.good("clock", "show"), "it was accepted without --yes")
        said = bench.good("clock", "accept", "--yes")
        expect("1 node number may serve again" in said, said)
        said = bench.good("clock", "accept", "--yes")
        expect("nothing is changed" in said, said)
        bench.server.start()
        expect("another node number is used" not in bench.server.log_text(), bench.server.log_text())
        bench.sign_in("ann")
        said = bench.good("clock", "show")
        expect("no ids were made for times in the future" in said, said)


if __name__ == "__main__":
    main(sys.argv[1:])
