"""Signing in, beside the hash alone; and what others notice while many sign in. Refused clients retry after the time they are given."""
import os
import pathlib
import re
import statistics
import subprocess
import sys

from people import people_of, seeded, token_of
from profiles import FREE
from rig import BUILD, LIVE, SECONDS, Result, below, benchmark, data_folder, interleaved, kith, used

USERS, CLIENTS, CROWD = 3000, 64, 500
CROWD_SECONDS, OFFER_SECONDS, OFFER_ROUNDS = 15, 8, 2
LOADS = (0.5, 1, 2, 5, 10)


class Gate:
    """A server on both cores, with people who sign in, on the default settings for passwords."""

    def __init__(self, **settings):
        folder = data_folder()
        self.password = seeded(pathlib.Path(folder, "data"), USERS, USERS, {})
        self.people = people_of(pathlib.Path(folder, "data/kith.db"))
        names = pathlib.Path(folder, "names")
        names.write_text("\n".join([self.password, *(name for _, name in self.people)]) + "\n")
        self.names = str(names)
        self.server = kith(folder=folder, wrapper=(), **FREE, **settings).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.stop()

    def load(self, program, *words):
        said = subprocess.run([sys.executable, pathlib.Path(__file__).with_name(program), str(self.server.port),
                               *map(str, words), self.names],
                              check=True, capture_output=True, text=True).stdout
        return [float(word) for word in said.split()]

    def crowd(self, clients=CLIENTS, seconds=SECONDS):
        """How many a second are signed in and refused, of clients that each sign in again at once; and the total signed in."""
        return self.load("signing_in_crowd.py", clients, seconds)

    def sign_ins(self):
        return self.crowd()[0]

    def offered(self, rate):
        """How many a second succeed, offered at that rate, with the patience of a person, had the clients run elsewhere."""
        done, clients_used = self.load("offered.py", rate, OFFER_SECONDS)
        return done / (1 - clients_used / os.cpu_count())

    def capacity(self):
        """Its capacity: what it does when offered twice the rate of clients that wait for their answers."""
        return self.offered(2 * self.sign_ins())

    def frugally(self):
        """How many for each second of processor time of the server's threads."""
        before = used(self.server.process)
        done = self.crowd()[2]
        return done / (used(self.server.process) - before)

    def paced(self, seconds):
        """The median and the 99th percentile in milliseconds for a user who is signed in already."""
        user, name = self.people[0]
        with self.server.client() as client:
            token = token_of(client, name, self.password)
        return subprocess.Popen([BUILD / "bench/paced", str(self.server.port), "200", str(seconds), token, LIVE, f"/api/v1/users/{user}"],
                                stdout=subprocess.PIPE, text=True)


def said(process):
    words = process.communicate()[0].split()
    if process.returncode:
        raise RuntimeError("the paced client was not answered with 200")
    return [float(word) for word in words]


def bare(threads=2):
    return float(subprocess.run(["nice", "-n", "10", BUILD / "bench/argon2_bench", str(threads), str(SECONDS)], check=True,
                                capture_output=True).stdout)


def bare_frugally(threads=2):
    """By the processor time of its threads, as the shell's `times` reports it."""
    text = subprocess.run(["nice", "-n", "10", "bash", "-c", f"{BUILD}/bench/argon2_bench {threads} {SECONDS}; times"], check=True,
                          capture_output=True, text=True).stdout
    minutes_seconds = re.findall(r"(\d+)m([\d.]+)s", text.splitlines()[2])
    return float(text.split()[0]) * SECONDS / sum(60 * int(m) + float(s) for m, s in minutes_seconds)


@benchmark
def sign_ins():
    """Signing in, against argon2id alone on as many threads, which yield like the server's."""
    with Gate() as gate:
        yield interleaved("sign-ins, of bare argon2id", 0.9, gate.sign_ins, bare)
        yield interleaved("sign-ins, of bare argon2id, by the processor's time", 0.9, gate.frugally, bare_frugally)


@benchmark
def crowd():
    """What a signed-in user notices while 500 clients sign in, beside the same without them."""
    with Gate() as gate:
        alone = said(gate.paced(CROWD_SECONDS / 3))
        crowd_comes = gate.paced(CROWD_SECONDS)
        rate, refused, _ = gate.crowd(CROWD, CROWD_SECONDS - 2)
        meanwhile = said(crowd_comes)
        yield Result("median of others alone, then while 500 clients sign in", meanwhile[0], alone[0], meanwhile[0] / 20, 1,
                     " ms", most=True)
        beside = f"{rate:.0f}/s, {refused:.0f}/s refused; {alone[1]:.3g} ms without them"
        yield below(f"99th percentile of others while 500 clients sign in ({beside})", meanwhile[1], 20, " ms")


@benchmark
def offered_load():
    """Sign-ins that succeed, of those offered: from half of what the machine can hash to ten times that, on an idle and a busy machine."""
    for busy in (0, 2):
        hogs = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(busy)]
        try:
            with Gate() as gate:
                can = gate.capacity()
                rounds = [{load: gate.offered(load * can) for load in LOADS} for _ in range(OFFER_ROUNDS)]
        finally:
            for hog in hogs:
                hog.kill()
        done = {load: statistics.mean(once[load] for once in rounds) for load in LOADS}
        best = max(done.values())
        told = ", ".join(f"{load:g}: {rate:.0f}" for load, rate in done.items())
        for load in LOADS[2:]:
            yield Result(f"sign-ins at {load:g} times what can be hashed, {busy} others at work ({told})", done[load], best,
                         done[load] / best, 0.9)
