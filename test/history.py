#!/usr/bin/env python3
"""
Random histories, judged: people write, edit, delete, react, read, join, leave, are thrown out, block each other, ask to write, delete
conversations and are suspended, over sockets, streams, GraphQL and calls that break anywhere and are repeated, while servers are killed,
or stand still beside others. Nothing that was
acknowledged is lost, nothing is invented, everybody hears everything that is theirs once and in order, and all counts are right.

  history.py                      for a minute on each store, from a seed of its own
  history.py --long [SECONDS]     for longer (600 s each)
  history.py --seed N [STORE]     one history again: sqlite, postgres, or two (processes on one PostgreSQL)

A seed decides what is tried and when; what happens at the same time is up to the machine, so a story may need several runs.
"""
import asyncio
import contextlib
import itertools
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
from kit.history import place
from kit.people import CHEAP, People
from kit.restless import Attempt, Ear, until_answered
from kit.server import BUILD, Server
from kit.verdict import Verdict

PEOPLE, TOGETHER = 6, 4              # of a history; histories at once
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
        self.people, self.last, self.trials, self.pauses = People(self.servers[0]), 0, 0, []

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

    def command(self, *words):
        return [str(BUILD / "kith"), *words, "--data", str(self.servers[0].data), "--store", self.servers[0].store]

    async def staff(self, *words):
        """What an operator does, beside servers that come and go."""
        doing = await asyncio.create_subprocess_exec(*self.command(*words), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        told, _ = await doing.communicate()
        expect(doing.returncode == 0, words, told.decode())

    def check(self):
        command = self.command("check")
        told = subprocess.run(command, capture_output=True, text=True, timeout=120)
        expect(told.returncode == 0, told.stdout + told.stderr)


class Trial(Deeds, Verdict):
    """One history."""

    def __init__(self, house, seed):
        self.house, self.seed, self.chance = house, seed, random.Random(seed)
        self.nodes = house.servers
        house.trials += 1
        people = [house.people.join(f"person_{house.trials}_{n}") for n in range(PEOPLE)]
        self.ids = [p["user"]["id"] for p in people]
        self.names = {p["user"]["username"]: p["user"]["id"] for p in people}
        self.token = {p["user"]["id"]: p["token"] for p in people}
        self.root, self.wrong, self.over = self.ids[0], [], False
        self.sent, self.edits, self.deletes, self.reactions = {}, {}, {}, {}
        self.reads, self.blocks, self.seen, self.heights = {}, [], [], {}
        self.answers, self.clears, self.outs, self.changes = [], [], [], []
        self.comings, self.pauses, self.calm, self.broken = [], house.pauses, False, False

    async def begin(self):
        await self.prepare()
        self.ears = [Ear(self, who) for who in self.ids for _ in range(2)]
        self.hearing = [asyncio.ensure_future(ear.run()) for ear in self.ears]

    async def go_on(self):
        await asyncio.gather(*(self.live(who) for who in self.ids))

    async def end(self):
        await self.fence()
        self.over = True
        while self.hearing:                  # a wait_for that ends as it is cancelled forgets that it was
            for task in self.hearing:
                task.cancel()
            _, self.hearing = await asyncio.wait(self.hearing, timeout=0.2)

    async def fence(self):
        """The last message of all, which every connection hears."""
        ref = f"{self.seed}-fence"
        attempt = self.sent[ref] = Attempt(deed="send", who=self.root, channel=self.plaza, ref=ref, content="fence")
        await until_answered(self, attempt, self.root,
                             ("POST", f"/channels/{self.plaza}/messages", {"content": "fence", "client_ref": attempt.ref}))
        attempt.message, attempt.seq = attempt.answer["id"], attempt.answer["seq"]
        end = time.monotonic() + FENCE_WITHIN
        while (deaf := self.deaf(attempt.message)) and time.monotonic() < end:
            await asyncio.sleep(0.02)
        for ear in deaf:
            self.wrong.append(f"the last message did not come within {FENCE_WITHIN} s: {ear.stretches[-1] if ear.stretches else ear.who}")

    def deaf(self, message):
        """Those that did not hear it, and did not begin after it."""
        heard = lambda ear: (e["cursor"] for s in ear.stretches[-2:] for e in s.heard if e.get("messageId") == message)
        hearers = {ear: next(heard(ear), None) for ear in self.ears}
        where = next((place(cursor) for cursor in hearers.values() if cursor), None)
        return [ear for ear, cursor in hearers.items()
                if not cursor and not (where and ear.stretches and ear.stretches[-1].begin and place(ear.stretches[-1].begin) > where)]


class Round:
    """Some histories at once, with the same accidents."""

    def __init__(self, house, seeds):
        self.house, self.chance, self.calm = house, random.Random(seeds[0]), False
        self.trials = [Trial(house, seed) for seed in seeds]

    async def accidents(self):
        while not self.calm:
            await asyncio.sleep(self.chance.uniform(0.2, 1.2))
            server = self.chance.choice(self.house.servers)
            if self.house.kind == "two" and self.chance.random() < 0.5:
                await self.stand_still(server)
            else:
                server.kill()
                await asyncio.sleep(self.chance.uniform(0, 0.2))
                await asyncio.get_running_loop().run_in_executor(None, server.start)

    async def stand_still(self, server):
        began = time.time()
        os.kill(server.process.pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(self.chance.choice([0.1, 0.3, 0.7, self.chance.uniform(1, 3)]))
        finally:
            os.kill(server.process.pid, signal.SIGCONT)
            self.house.pauses.append((began, time.time()))

    async def run_with_accidents(self):
        try:
            await self.accidents()
        except AssertionError as problem:
            for trial in self.trials:
                trial.broken = True
                trial.wrong.append(f"a server did not come back: {problem}")

    async def run(self):
        """The trials in which something is wrong."""
        for trial in self.trials:
            await trial.begin()
        trouble = asyncio.ensure_future(self.run_with_accidents())
        await asyncio.gather(*(trial.go_on() for trial in self.trials))
        self.calm = True
        await trouble
        for trial in self.trials:
            trial.calm = True
        if not self.trials[0].broken:
            await asyncio.gather(*(trial.end() for trial in self.trials))
            await self.judge()
        return [trial for trial in self.trials if trial.wrong]

    async def judge(self):
        """The state is asked for until nothing was written meanwhile."""
        while True:
            log = self.house.log(self.house.last)
            for trial in self.trials:
                trial.state = await trial.state_now()
            if len(self.house.log(self.house.last)) == len(log):
                break
        self.house.last = log[-1][0]
        for trial in self.trials:
            trial.log = log
            trial.wrong += trial.verdict()


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


def a_strangers(trial):
    """What was written to somebody who has not taken it."""
    saying = next(s for s in trial.model.sayings.values() if s.channel == trial.request and s.to == trial.maker and s.seq)
    other = next(s for ear in trial.ears if ear.who == trial.receiver for s in ear.stretches if s.begin and place(s.begin) < saying.cursor)
    told = {**saying.of(trial.receiver), "cursor": "{}.{}".format(*saying.cursor)}
    other.heard = sorted([*other.heard, told], key=lambda e: place(e["cursor"]))


def deleted_and_seen(trial):
    clear = next(c for c in trial.clears if c.done and c.channel != trial.group and c.top)
    trial.state["left"][clear.channel, clear.who] = [{"seq": clear.top}]


def seen_from_outside(trial):
    who = next(who for who in trial.ids if who not in trial.model.now[trial.private])
    trial.state["shown"][trial.private, who] = {**trial.state["shown"][trial.private, trial.root], "is_member": False}


LIES = (without_one, twice, out_of_order, altered, invented, somebody_elses, lost, unsent, a_strangers, deleted_and_seen, seen_from_outside)


def whole(house, seed):
    trials = Round(house, [seed])
    wrong = asyncio.run(trials.run())
    expect(not wrong, wrong and story(wrong[0], house.kind))
    return trials.trials[0]


def lied_about(house, seeds, lie):
    """A history in which there is something to lie about."""
    while True:
        trial = whole(house, next(seeds))
        with contextlib.suppress(StopIteration):
            lie(trial)
            return trial


@case
def a_record_that_was_tampered_with_is_found_out():
    with House("sqlite") as house:
        seeds = itertools.count()
        for lie in LIES:
            expect(lied_about(house, seeds, lie).verdict(), f"{lie.__name__} was not noticed")
        trial = whole(house, next(seeds))
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
        while some := list(itertools.islice(seeds, TOGETHER)):
            bad += [story(trial, kind) for trial in asyncio.run(Round(house, some).run())]
            done += len(some)
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
