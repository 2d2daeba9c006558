#!/usr/bin/env python3
"""
Media over deaths at each step: a server is killed before and after each call that makes something durable, removes it or names it
(kit/faultkill.c), and before and after each request that changes its bucket (kit/s3_peer.py); the bucket goes away at each of these;
helpers are killed at any time. What was acknowledged is there afterwards, with its bytes; nothing else is left, on the disk or in the bucket.

kills.py [WORD...] runs the cases whose names hold one of the words. KITH_TEST_KILLS is how many deaths each case has at most.
"""
import hashlib
import http.client
import json
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile
import time
import urllib.parse

from kit.bucket import counting
from kit.checks import case, eventually, expect, expect_equal, main, on_each_store
from kit.client import Gone
from kit.people import CHEAP, People
from kit.server import BUILD, Server
from kit.uploads import Uploader, png

MOST = int(os.environ.get("KITH_TEST_KILLS", "20"))
SETTLED_S = 25
PART = 16 << 20                                 # what is larger goes to a bucket in parts
LATE = ("waiting", "processing")


class Deeds:
    """What one account does to its media, and what was acknowledged of it."""

    def __init__(self, server, large):
        self.server, self.large = server, large
        self.ann = Uploader(server, People(server).join("ann")["token"])
        self.made, self.gone, self.going = {}, set(), set()

    def upload(self, answer, file):
        expect(answer.status in (200, 201, 202), f"an upload: {answer}")
        self.made[answer.json()["id"]] = hashlib.sha256(file).hexdigest()
        return answer.json()["id"]

    def end(self, which):
        self.going.add(which)
        answer = self.ann.ask("DELETE", f"/api/v1/media/{which}")
        expect(answer.status in (204, 404), f"the end: {answer}")
        self.gone.add(which)

    def put(self, upload, file):
        place = urllib.parse.urlsplit(upload["url"])
        client = http.client.HTTPConnection("127.0.0.1", place.port or self.server.port, timeout=30)
        client.request("PUT", f"{place.path}?{place.query}", file, upload["headers"])
        return client.getresponse().status

    def go(self):
        ann, small = self.ann, png(70, 50, noise=True)
        first = self.upload(ann.form(small), small)
        upload = ann.begin(small).json()
        if self.put(upload, small) == 200:
            self.upload(ann.complete(upload), small)
        where = ann.create(len(self.large), kind="file").get("location")
        half = len(self.large) // 2
        for at, to in ((0, half), (half, len(self.large))):
            expect_equal(ann.patch(where, at, self.large[at:to]).status, 204, "a piece")
        self.made[where.rsplit("/", 1)[1]] = hashlib.sha256(self.large).hexdigest()
        eventually(lambda: ann.get(first).json().get("state") == "ready", 20, "the first picture")
        self.end(first)
        self.end(ann.begin(small).json()["id"])

    def attempt(self):
        """Until somebody dies. True: nobody did."""
        try:
            self.go()
            return True
        except (Gone, OSError, http.client.HTTPException, ValueError, KeyError, TypeError, AttributeError):
            return False

    def listed(self, **query):
        return self.ann.ask("GET", "/api/v1/media?" + urllib.parse.urlencode({"limit": 100, **query})).json()

    def forget_rest(self):
        """Ends what no answer told of; those that are made end first, so that a list shows all."""
        for state in LATE:
            for media in self.listed(state=state):
                if media["id"] not in self.made:
                    self.end(media["id"])

    def all_hold(self):
        for which, digest in self.made.items():
            if which in self.gone:
                expect_equal(self.ann.get(which).status, 404, "what was deleted")
            elif which in self.going and self.ann.get(which).status == 404:
                continue
            else:
                media = eventually(lambda: (m := self.ann.get(which).json()).get("state") not in LATE and m, 60, "what was acknowledged")
                expect_equal((media.get("state"), media.get("sha256")), ("ready", digest), f"what was acknowledged: {media}")


def check(server):
    env = {**os.environ, **{f"KITH_{name.upper()}": str(value) for name, value in server.settings.items()}}
    done = subprocess.run([BUILD / "kith", "blob", "check", "--json", "--data", server.data, "--store", server.store], env=env,
                          capture_output=True, text=True)
    return json.loads(done.stdout)


def nothing_else(server, uploads=lambda: 0):
    told = {}

    def look():
        told.update(check(server), uploads=uploads())
        return not told["strays"] and not told["missing"] and told["files"] == told["needed"] and not told["uploads"]

    try:
        eventually(look, SETTLED_S, "the end of the rest")
    except AssertionError:
        expect(False, "something is left or missing:", told)


def settle(deeds, uploads=lambda: 0):
    deeds.forget_rest()
    deeds.all_hold()
    nothing_else(deeds.server, uploads)


def points(steps):
    """As many as there is time for, in any order."""
    chosen, until = random.sample(range(1, steps + 1), min(steps, MOST)), time.monotonic() + 2 * MOST
    print(f"# {len(chosen)} of {steps} steps: {' '.join(map(str, chosen))}", flush=True)
    for n, step in enumerate(chosen):
        if time.monotonic() > until:
            print(f"# only the first {n} of them: this takes too long", flush=True)
            return
        yield step


class Fuse:
    """How many steps a server has left to live; below 1 it lives on."""

    def __init__(self, path):
        self.path = path
        self.set(0)

    def set(self, steps):
        with open(self.path, "r+b" if self.path.exists() else "w+b") as file:
            file.write(struct.pack("=q", steps))

    def left(self):
        return struct.unpack("=q", self.path.read_bytes())[0]


def dead(server, within):
    """It may die of what it does after its answers, too."""
    try:
        server.process.wait(within)
    except subprocess.TimeoutExpired:
        return False
    server.process = None
    return True


SETTINGS = {"uploads_per_hour": "100000", "media_quota": "0", **CHEAP}


@on_each_store
def a_server_dies_at_each_step(store):
    library = BUILD / "test/libfaultkill.so"
    expect(library.exists(), f"{library} is not built; nobody dies without it")
    with Server("kith", store=store, **SETTINGS) as server:
        fuse = Fuse(pathlib.Path(server.folder, "fuse"))
        server.env = {"LD_PRELOAD": str(library), "FAULTKILL": str(fuse.path)}
        server.restart()
        deeds = Deeds(server, os.urandom(300_000))
        fuse.set(0)
        expect(deeds.attempt(), "all goes well first")
        time.sleep(1)
        for step in points(-fuse.left()):
            fuse.set(step)
            deeds.attempt()
            if not dead(server, 1):
                fuse.set(0)
                continue
            fuse.set(0)
            server.start()
        settle(deeds)


def with_a_bucket(run, **settings):
    with counting() as (place, ask), Server("kith", **settings, **SETTINGS, **place) as server:
        deeds = Deeds(server, os.urandom(PART + 1000))
        ask("at=0")
        expect(deeds.attempt(), "all goes well first")
        time.sleep(1)
        for step in points(ask("steps")):
            run(server, deeds, ask, step)
        ask("at=0")
        settle(deeds, lambda: ask("uploads"))


@case
def a_server_dies_at_each_request_to_its_bucket():
    def run(server, deeds, ask, step):
        ask(f"kill={server.process.pid}&at={step}")
        deeds.attempt()
        died = dead(server, 1)
        ask("at=0")
        if died:
            server.start()

    with_a_bucket(run)


@case
def a_bucket_dies_at_each_request():
    def run(_, deeds, ask, step):
        ask(f"away=0.7&at={step}")
        try:
            deeds.attempt()
        except AssertionError:
            pass                                # refused, as it should be

    with_a_bucket(run, outgoing_timeout="1s")


def helpers_of(server):
    """The processes of kith-media below a server."""
    children = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = int(stat.parent.name), stat.read_text()
        except OSError:
            continue
        if "(kith-media" in rest:
            children.setdefault(int(rest.rsplit(")", 1)[1].split()[1]), []).append(pid)
    return children.get(server.process.pid, [])


@case
def helpers_die_at_any_time():
    with Server("kith", **SETTINGS) as server:
        deeds, small = Deeds(server, b""), png(700, 500, noise=True)
        for _ in range(MOST):
            which = deeds.upload(deeds.ann.form(small), small)
            time.sleep(random.uniform(0, 0.15))
            for pid in helpers_of(server):
                try:
                    os.kill(pid, 9)
                except OSError:
                    pass
            expect(which in deeds.made, which)
        deeds.all_hold()
        nothing_else(server)


@case
def a_helper_that_is_replaced_loses_nothing():
    with tempfile.TemporaryDirectory() as folder, Server("kith", media_helper=f"{folder}/kith-media", **SETTINGS) as server:
        deeds, small = Deeds(server, b""), png(70, 50, noise=True)
        helper = pathlib.Path(folder, "kith-media")
        helper.write_text("#!/bin/sh\nexit 127\n")      # as one does whose library is being replaced
        helper.chmod(0o755)
        which = deeds.upload(deeds.ann.form(small), small)
        eventually(lambda: "cannot be taken" in server.log_text(), 10, "a line in the log")
        expect_equal(deeds.ann.get(which).json()["state"], "processing", "meanwhile")
        helper.unlink()
        helper.symlink_to(BUILD / "kith-media")
        deeds.all_hold()
        nothing_else(server)


if __name__ == "__main__":
    main(sys.argv[1:])
