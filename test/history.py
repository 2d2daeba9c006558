#!/usr/bin/env python3
"""
Random histories, judged: people write, edit, delete, react, read, join, leave, are thrown out and block each other, over sockets,
streams and calls that break anywhere and are repeated, while servers are killed, or stand still beside others. Nothing that was
acknowledged is lost, nothing is invented, everybody hears everything that is theirs once and in order, and all counts are right.

  history.py                      for a minute on each store, from a seed of its own
  history.py --long [SECONDS]     for longer (600 s each)
  history.py --seed N [STORE]     one history again: sqlite, postgres, or two (processes on one PostgreSQL)

A seed decides what is tried and when; what happens at the same time is up to the machine, so a story may need several runs.
"""
import asyncio
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

from kit import postgres
from kit.checks import case, cases, expect, expect_equal, main
from kit.deeds import Deeds
from kit.people import CHEAP, People
from kit.restless import Attempt, Ear, until_answered
from kit.server import BUILD, Server
from kit.verdict import Verdict

PEOPLE = 6
FENCE_WITHIN = 30


class House:
    """Servers on one store and the people on them, for many trials."""

    def __init__(self, kind):
        self.kind, store = kind, "sqlite" if kind == "sqlite" else "postgres"
        settings = {**CHEAP, "messages_per_minute": "1000000", "token_ttl": "24h"}
        self.servers = [Server("kith", store=store, **settings)]
        self.servers[0].start()
        if kind == "two":
            key = (self.servers[0].data / "secret.key").read_text().strip()
            self.servers.append(Server("kith", store=self.servers[0].store, secret_key=key, **settings))
            self.servers[1].start()
        self.people, self.last = People(self.servers[0]), 0

    def __enter__(self):
        return self

    def __exit__(self, *told):
        for server in reversed(self.servers):
            server.__exit__(*told)

    def log(self, after):
        """(position, subject, payload, written at) of everything after a position."""
        server = self.servers[0]
        if self.kind == "sqlite":
            db = sqlite3.connect(f"file:{server.database_file()}?mode=ro", uri=True)
            try:
                return db.execute("SELECT position, subject, payload, created_at FROM events WHERE position > ? ORDER BY position",
                                  (after,)).fetchall()
            finally:
                db.close()
        told = postgres.sql(server.store, "SELECT COALESCE(json_agg(json_build_array(p.position, e.subject, e.payload, e.created_at)"
                            " ORDER BY p.position), '[]') FROM event_position p JOIN events e ON e.xid = p.xid AND e.id = p.event_id"
                            f" WHERE p.position > {after}")
        return json.loads(told)

    def check(self):
        command = [str(BUILD / "kith"), "check", "--data", str(self.servers[0].data), "--store", self.servers[0].store]
        told = subprocess.run(command, capture_output=True, text=True, timeout=120)
        expect(told.returncode == 0, told.stdout + told.stderr)


class Trial(Deeds, Verdict):
    """One history."""

    def __init__(self, house, seed):
        self.house, self.seed, self.chance = house, seed, random.Random(seed)
        self.nodes = house.servers
        house.trials = getattr(house, "trials", 0) + 1
        people = [house.people.join(f"person_{house.trials}_{n}") for n in range(PEOPLE)]
        self.ids = [p["user"]["id"] for p in people]
        self.names = {p["user"]["username"]: p["user"]["id"] for p in people}
        self.token = {p["user"]["id"]: p["token"] for p in people}
        self.root, self.wrong, self.over = self.ids[0], [], False
        self.sent, self.edits, self.deletes, self.reactions = {}, {}, {}, {}
        self.reads, self.blocks, self.seen, self.heights = {}, [], [], {}
        self.comings, self.pauses, self.calm = [], [], False

    # ---- accidents ----

    async def accidents(self):
        while not self.calm:
            await asyncio.sleep(self.chance.uniform(0.2, 1.2))
            node = self.chance.choice(self.nodes)
            if self.house.kind == "two" and self.chance.random() < 0.5:
                await self.stand_still(node)
            else:
                node.kill()
                await asyncio.sleep(self.chance.uniform(0, 0.2))
                await asyncio.get_running_loop().run_in_executor(None, node.start)

    async def stand_still(self, node):
        began = time.time()
        os.kill(node.process.pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(self.chance.choice([0.1, 0.3, 0.7, self.chance.uniform(1, 3)]))
        finally:
            os.kill(node.process.pid, signal.SIGCONT)
            self.pauses.append((began, time.time()))

    # ---- from the beginning to the end ----

    async def run(self):
        await self.prepare()
        self.ears = [Ear(self, who) for who in self.ids for _ in range(2)]
        hearing = [asyncio.ensure_future(ear.run()) for ear in self.ears]
        trouble = asyncio.ensure_future(self.accidents())
        await asyncio.gather(*(self.live(who) for who in self.ids))
        self.calm = True
        await trouble
        await self.fence()
        self.over = True
        for task in hearing:
            task.cancel()
        await asyncio.gather(*hearing, return_exceptions=True)
        await self.judge()
        return self.wrong

    async def fence(self):
        """The last message of all, which every connection hears."""
        ref = f"{self.seed}-fence"
        attempt = self.sent[ref] = Attempt(deed="send", who=self.root, channel=self.plaza, ref=ref, content="fence")
        await until_answered(self, attempt, self.root,
                             ("POST", f"/channels/{self.plaza}/messages", {"content": "fence", "client_ref": attempt.ref}))
        attempt.message, attempt.seq = attempt.answer["id"], attempt.answer["seq"]
        end = time.monotonic() + FENCE_WITHIN
        deaf = self.ears
        while deaf and time.monotonic() < end:
            await asyncio.sleep(0.02)
            deaf = [ear for ear in deaf if not any(e.get("messageId") == attempt.message for s in ear.stretches[-2:] for e in s.heard)]
        for ear in deaf:
            self.wrong.append(f"the last message did not come within {FENCE_WITHIN} s: {ear.stretches[-1] if ear.stretches else ear.who}")


# ---- a judge who sees ----

def heard_somewhere(trial, *kinds):
    """A stretch and a place in it, with an event of these kinds and others after it."""
    for stretch in (s for ear in trial.ears for s in ear.stretches):
        for n, event in enumerate(stretch.heard[:-1]):
            if event["type"] in kinds and n:
                yield stretch, n


def without_one(trial):
    """Somebody who stays in the plaza does not hear a message there."""
    stretch, n = next((s, n) for s, n in heard_somewhere(trial, "dm") if s.heard[n]["channelId"] == trial.plaza)
    stretch.heard = stretch.heard[:n] + stretch.heard[n + 1:]


def twice(trial):
    stretch, n = next(heard_somewhere(trial, "dm", "channel_message"))
    stretch.heard = stretch.heard[:n + 1] + stretch.heard[n:]


def out_of_order(trial):
    stretch, n = next(heard_somewhere(trial, "dm", "channel_message"))
    stretch.heard = [*stretch.heard[:n - 1], stretch.heard[n], stretch.heard[n - 1], *stretch.heard[n + 1:]]


def altered(trial):
    stretch, n = next(heard_somewhere(trial, "dm", "channel_message"))
    stretch.heard = [*stretch.heard[:n], {**stretch.heard[n], "seq": stretch.heard[n]["seq"] + 1}, *stretch.heard[n + 1:]]


def invented(trial):
    stretch, n = next(heard_somewhere(trial, "dm", "channel_message"))
    position, part = stretch.heard[n]["cursor"].split(".")
    stretch.heard = [*stretch.heard[:n + 1], {**stretch.heard[n], "cursor": f"{position}.{int(part) + 7}"}, *stretch.heard[n + 1:]]


def somebody_elses(trial):
    """A direct message of two others."""
    stretch, n = next((s, n) for s, n in heard_somewhere(trial, "dm") if s.heard[n]["channelId"] in trial.directs)
    other = next(s for ear in trial.ears for s in ear.stretches if s.who not in trial.directs[stretch.heard[n]["channelId"]] and s.heard)
    other.heard = sorted([*other.heard, stretch.heard[n]], key=lambda e: tuple(map(int, e["cursor"].split("."))))
    other.begin = "1.0"


def lost(trial):
    page = trial.state["messages"][trial.plaza]
    trial.state["messages"][trial.plaza] = page[:1] + page[2:]


def unsent(trial):
    del trial.sent[next(ref for ref, sent in trial.sent.items() if sent.done)]


def miscounted(trial):
    for name in ("unread_count", "mention_count", "last_seq", "member_count"):
        shown = trial.state["shown"][trial.plaza, trial.root]
        trial.state["shown"][trial.plaza, trial.root] = {**shown, name: shown[name] + 1}
        yield name
        trial.state["shown"][trial.plaza, trial.root] = shown


LIES = (without_one, twice, out_of_order, altered, invented, somebody_elses, lost, unsent)


@case
def a_record_that_was_tampered_with_is_found_out():
    with House("sqlite") as house:
        for number, lie in enumerate(LIES):
            trial = Trial(house, number)
            expect_equal(asyncio.run(trial.run()), [], "a history")
            lie(trial)
            expect(trial.verdict(), f"{lie.__name__} was not noticed")
        trial = Trial(house, len(LIES))
        expect_equal(asyncio.run(trial.run()), [], "a history")
        for name in miscounted(trial):
            expect(trial.verdict(), f"{name} was not noticed")
        expect_equal(trial.verdict(), [], "the record as it was")


# ---- many ----

def story(trial, kind):
    """The seed, what is wrong, and what happened around it."""
    lines = [f"seed {trial.seed} {kind}: {len(trial.wrong)} wrong; again: test/history.py --seed {trial.seed} {kind}"]
    lines += [f"  {told[:700]}" for told in trial.wrong[:6]]
    if os.environ.get("KITH_TEST_KEEP") and hasattr(trial, "model"):
        path = f"/tmp/history-{kind}-{trial.seed}.txt"
        with open(path, "w") as out:
            for told in trial.wrong:
                print(told, file=out)
            for cursor, s in sorted(trial.model.sayings.items()):
                print(cursor, s.event, "to", s.to or sorted(s.members), file=out)
            for position, time in zip(trial.model.positions, trial.model.times):
                print(position, time, file=out)
            for ear in trial.ears:
                for s in ear.stretches:
                    print(s, "opened", s.opened, "greeted", s.greeted, "live", s.live, [e["cursor"] for e in s.heard], file=out)
        lines.append(f"  all of it: {path}")
    return "\n".join(lines)


def histories(kind, seconds, seeds):
    end, done, bad = time.monotonic() + seconds, 0, []
    with House(kind) as house:
        for seed in seeds:
            trial = Trial(house, seed)
            if asyncio.run(trial.run()):
                bad.append(story(trial, kind))
            done += 1
            if time.monotonic() > end or len(bad) > 5:
                break
        house.check()
    print(f"  {done} histories on {kind}", flush=True)
    expect(not bad, "\n".join(bad))


def start(arguments):
    words = [a for a in arguments if a in ("sqlite", "postgres", "two")] or ["sqlite", "postgres", "two"]
    numbers = [int(a) for a in arguments if a.isdigit()]
    first, seconds = int(time.time()), 600 if "--long" in arguments else 60
    if "--seed" in arguments:
        seeds, seconds = lambda: iter([numbers[0]]), 0
    else:
        seeds, seconds = lambda: iter(range(first, first + 1000000)), numbers[0] if numbers else seconds
    for kind in words:
        span = seconds if kind == "sqlite" else seconds / 2
        cases.append((f"random histories are whole ({kind})", lambda kind=kind, span=span: histories(kind, span, seeds())))
    main()


if __name__ == "__main__":
    start(sys.argv[1:])
