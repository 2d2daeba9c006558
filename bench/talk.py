"""
Talk over sockets: fan-out, durable sends, many listeners, memory, coming back, and pages of long channels, beside npm's ws and socket.io
(bench/talk), a bare loop that writes the same frames, and SQLite. BENCH_SOAK=900 is the time in seconds of the soak.
"""
import contextlib
import json
import os
import pathlib
import sqlite3
import statistics
import subprocess
import time

from people import HASH, people_file, seeded
from profiles import FREE
from rig import (BUILD, CLIENT_CORE, ROOT, SECONDS, SERVER_CORE, SMALL, Result, benchmark, below, data_folder, free_port, frugal,
                 interleaved, kith, npm, resident, wrk)
from kit.realtime import Line                           # its folder is on the path once rig is here

OPEN = {**FREE, **HASH, "messages_per_minute": "1000000", "channels_per_day": "1000000", "sockets_per_user": "1000000",
        "realtime_messages_per_second": "100000", "realtime_messages_per_minute": "100000000", "ws_ping": "0s"}
PEOPLE = 256
LISTENERS, BURST = 1000, 64
CROWD, CHANNELS, PACE = (1000, 10, 20) if SMALL else (10_000, 100, 200)
SOAK_S = int(os.environ.get("BENCH_SOAK", "2" if SMALL else "20"))
RESTING = (100, 1000) if SMALL else (1000, 15_000)
STREAMS = 2000 if SMALL else 100_000
MISSED = 10 if SMALL else 100
FEW, MANY = (1000, 10_000) if SMALL else (1000, 1_000_000)         # messages of a channel


def lines(name, words):
    path = pathlib.Path(data_folder(), name)
    path.write_text("".join(f"{word}\n" for word in words))
    return path


class Place:
    """A server with people who are signed in, and what `crowd` needs to know of it."""
    how = "kith"

    def __init__(self, people=PEOPLE, **settings):
        self.folder = data_folder()
        password = seeded(os.path.join(self.folder, "data"), max(people, 8), 0)
        self.server = kith(folder=self.folder, **{**OPEN, **settings}).start()
        self.people = people_file(self.server, self.database, password, people)
        self.tokens = [line.split()[1] for line in self.people.read_text().splitlines() if len(line.split()) == 2]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.stop()

    @property
    def database(self):
        return os.path.join(self.folder, "data/kith.db")

    @property
    def port(self):
        return self.server.port

    @property
    def process(self):
        return self.server.process

    def fields(self, n=0):
        return ("Authorization", f"Bearer {self.tokens[n % len(self.tokens)]}")

    def asked(self, client, method, path, body=None, n=0):
        answer = client.ask(method, path, [self.fields(n)], body)
        if answer.status not in (200, 201, 204):
            raise RuntimeError(answer)
        return answer.json() if answer.body else None

    def channel(self, client, maker, members=()):
        """A public one, made by a person and joined by others."""
        made = self.asked(client, "POST", "/api/v1/channels", {"name": f"channel of {maker}"}, maker)["id"]
        for n in members:
            if n != maker:
                self.asked(client, "POST", f"/api/v1/channels/{made}/join", n=n)
        return made

    def channels(self, count, each=1):
        """Made by the people in turn; `each` others are members."""
        with self.server.client() as client:
            return lines("channels", [self.channel(client, n, range(each) if each > 1 else ()) for n in range(count)])

    def cursor(self):
        with self.server.client() as client:
            return self.asked(client, "GET", "/api/v1/realtime/status")["cursor"]


class Other:
    """A server of node's, or the bare loop, which the same crowd uses."""

    def __init__(self, how, command, cwd=None):
        self.how, self.port = how, free_port()
        self.people, self.channel_file = lines("people", ["1 token"]), lines("channels", ["1"])
        self.process = subprocess.Popen([*SERVER_CORE, *(str(self.port) if word is None else word for word in command)], cwd=cwd,
                                        stdout=subprocess.DEVNULL, env={**os.environ, "NODE_ENV": "production"})
        time.sleep(1)

    def channels(self, count, each=1):
        return lines("channels", range(1, count + 1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def node(folder, program):
    return Other(program, ["node", f"{program}.mjs", None], folder)


def crowd_command(how, place, channels, sockets, senders=0, seconds=SECONDS, rate=0, query=""):
    return [str(word) for word in (*CLIENT_CORE, BUILD / "bench/crowd", how, place.how, place.port, place.people, channels, sockets,
                                   senders, seconds, rate, query)]


def crowd(*given, **more):
    """What it says at its end, as numbers."""
    done = subprocess.run(crowd_command(*given, **more), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [float(word) for word in done.stdout.split()]


@contextlib.contextmanager
def resting(place, channels, sockets, how="rest", query=""):
    """While it lasts, sockets are open; what it said when all were."""
    with subprocess.Popen(crowd_command(how, place, channels, sockets, query=query), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as running:
        said = running.stdout.readline().split()
        if not said or said[0] != "ready":
            raise RuntimeError(f"no crowd: {running.wait()}")
        yield [float(word) for word in said[1:]]
        running.stdin.close()


# ---- fan-out ----

def event_of(place, channel):
    """An event as a listener gets it."""
    with place.server.client() as client, Line(place.server, place.tokens[1], channels=channel) as listener:
        listener.hear_of("hello")
        place.asked(client, "POST", f"/api/v1/channels/{channel}/messages", {"content": "one"})
        return json.dumps(listener.hear_of("channel_message"), separators=(",", ":"))


@benchmark
def talk_fan_out():
    """Events to 1,000 sockets on one channel: 64 senders in rounds, and one. What the others send is kept nowhere."""
    with npm.installed("talk", under=ROOT / "bench") as folder, Place() as place, node(folder, "ws") as ws, node(folder, "io") as io:
        channel = place.channels(1, BURST)
        event = event_of(place, channel.read_text().strip())
        fan = {"kith": lambda n: crowd("fan", place, channel, LISTENERS, n)[0],
               "ws": lambda n: crowd("fan", ws, channel, LISTENERS, n)[0], "io": lambda n: crowd("fan", io, channel, LISTENERS, n)[0]}

        def bare(n):
            with Other("bare", [BUILD / "bench/bare", None, event]) as loop:
                return crowd("fan", loop, channel, LISTENERS, n)[0]

        yield interleaved("bursts of 64 events to 1,000 sockets, of a bare loop", 0.6, lambda: fan["kith"](BURST), lambda: bare(BURST))
        yield interleaved("bursts, of socket.io", 6.0, lambda: fan["kith"](BURST), lambda: fan["io"](BURST))
        yield frugal("bursts, of socket.io", 6.0, (place.process, lambda: fan["kith"](BURST)), (io.process, lambda: fan["io"](BURST)))
        yield interleaved("bursts, of ws", 1.0, lambda: fan["kith"](BURST), lambda: fan["ws"](BURST))
        yield interleaved("single events to 1,000 sockets, of socket.io", 1.7, lambda: fan["kith"](1), lambda: fan["io"](1))
        yield interleaved("single events to 1,000 sockets, of ws", 1.0, lambda: fan["kith"](1), lambda: fan["ws"](1))


# ---- durable sends ----

def one_insert():
    file = pathlib.Path(data_folder(), "one")
    return float(subprocess.run([*SERVER_CORE, BUILD / "bench/one_insert", file, "3"], check=True, capture_output=True).stdout)


@benchmark
def talk_sends():
    """Messages of 256 people over sockets, each acknowledged when it is durable, against one transaction of SQLite each."""
    with Place() as place:
        own, one = place.channels(PEOPLE), place.channels(1, PEOPLE)
        send = lambda channels: crowd("send", place, channels, PEOPLE, PEOPLE)[0]       # noqa: E731
        yield interleaved("messages of 256 senders, each to a channel of its own", 5.0, lambda: send(own), one_insert)
        yield interleaved("messages of 256 senders to one channel", 3.0, lambda: send(one), one_insert)


# ---- many listeners ----

@benchmark
def talk_crowd():
    """10,000 sockets, 200 messages a second over 100 channels; the same for as long as BENCH_SOAK says."""
    with npm.installed("talk", under=ROOT / "bench") as folder, Place() as place:
        channels = place.channels(CHANNELS)
        pace = lambda where, seconds: crowd("pace", where, channels, CROWD, CHANNELS, seconds, PACE)       # noqa: E731
        pairs = []
        for _ in range(1 if SMALL else 3):
            with node(folder, "ws") as ws:
                pairs.append((pace(place, 10 if not SMALL else 2), pace(ws, 10 if not SMALL else 2)))
        ours, theirs = (statistics.median(pair[n][1] for pair in pairs) for n in (0, 1))
        yield Result(f"until an event is at {CROWD:,} sockets, p99, beside ws", ours, theirs,
                     statistics.median(a[1] / b[1] for a, b in pairs), 0.5, " ms", most=True)
        yield below("until an event is there, p99", ours, 10, " ms")
        before = resident(place.process.pid)
        _, p99, _, came, due = pace(place, SOAK_S)
        yield below(f"the same in a soak of {SOAK_S} s", p99, 10, " ms")
        yield Result("events that came in the soak, of those due", came, due, came / due, 1.0, "")
        yield below("memory grown by in the soak", max(0, resident(place.process.pid) - before) / 2 ** 20, 16, " MiB")


# ---- memory ----

@benchmark
def talk_at_rest():
    """The memory of a signed-in socket that listens to ten channels and is idle."""
    with Place() as place:
        channels = place.channels(1)
        ten = place.channels(10).read_text().split()
        query = "&topics=" + ",".join(f"channel:{one}" for one in ten[1:])
        with resting(place, channels, 100, query=query):
            time.sleep(1)
            base = resident(place.process.pid)
            each = {}
            for count in RESTING:
                with resting(place, channels, count, query=query):
                    time.sleep(2)
                    each[count] = (resident(place.process.pid) - base) / count
                time.sleep(1)
        for count, octets in each.items():
            yield below(f"an idle socket among {count:,}, with ten channels", octets, 2048, " octets")


@benchmark
def talk_streams():
    """Sockets as streams of HTTP/2 connections."""
    with Place() as place:
        before = resident(place.process.pid)
        with subprocess.Popen([str(word) for word in (*CLIENT_CORE, BUILD / "bench/streams", place.port, place.people, STREAMS)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
            if running.stdout.readline() != "ready\n":
                raise RuntimeError(f"no streams: {running.wait()}")
            time.sleep(2)
            grown = (resident(place.process.pid) - before) / 1e6
            running.stdin.close()
        yield below(f"{STREAMS:,} sockets as streams of HTTP/2", grown, 400 * STREAMS / 100_000, " MB")


# ---- coming back ----

def paced(place):
    """Another's 99th percentile while it lasts, in milliseconds."""
    path = "/api/v1/users/me"
    return subprocess.Popen([*CLIENT_CORE, BUILD / "bench/paced", str(place.port), "100", "4", place.tokens[0], path, path],
                            stdout=subprocess.PIPE, text=True)


@benchmark
def talk_return():
    """10,000 clients come back at once after a restart; each has missed 100 events. So few are one person's that none waits for having
    had too much looked through."""
    with Place(4 * PEOPLE) as place:
        channels = place.channels(CHANNELS)
        with resting(place, channels, CROWD):
            cursor = place.cursor()
        crowd("pace", place, channels, CHANNELS, CHANNELS, seconds=10, rate=(MISSED - 1) * CHANNELS // 10)
        place.server.stop()
        place.server.start()
        other = paced(place)
        with resting(place, channels, CROWD, how="back", query=f"&cursor={cursor}") as (took, came):
            pass
        p99 = float(other.communicate()[0].split()[1])
        yield below(f"until {CROWD:,} clients have what they missed", took, 10, " s")
        yield Result("events that they got, of those missed", came, CROWD * MISSED, came / (CROWD * MISSED), 1.0, "")
        yield below("another's answers meanwhile, p99", p99, 50, " ms")


# ---- long channels ----

def fill(database, channel, count):
    """Messages of its owner, as if they had been sent."""
    base = sqlite3.connect(database)
    owner, = base.execute("SELECT owner_id FROM channel WHERE id = ?", (channel,)).fetchone()
    first = channel + 1
    base.execute("WITH RECURSIVE n(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < ?) INSERT INTO message "
                 "SELECT ?, seq, ? + seq, ?, 0, 'a message like any other, ' || seq, '', 0, 0, 0, 0, 0, NULL, 0, 0, NULL FROM n",
                 (count, channel, first, owner))
    base.execute("UPDATE channel SET last_seq = ?, last_message_id = ? WHERE id = ?", (count, first + count, channel))
    base.commit()
    base.close()


@benchmark
def talk_pages():
    """A page of a long channel's middle, and the list of what is unread, beside those of a short one: the time of one."""
    with Place(8) as place:
        with place.server.client() as client:
            few, many = (place.channel(client, n, (0, n)) for n in (1, 2))
        place.server.stop()
        for channel, count in ((few, FEW), (many, MANY)):
            fill(place.database, int(channel), count)
        place.server.start()
        read = lambda path, n=0: wrk(place.port, path, 64, fields=[": ".join(place.fields(n))])     # noqa: E731
        page = lambda channel, count: read(f"/api/v1/channels/{channel}/messages?before=seq:{count // 2}&limit=20")      # noqa: E731
        unread = lambda n: read("/api/v1/unread", n)     # noqa: E731
        for name, ours, theirs in ((f"a page of a channel of {MANY:,} messages", lambda: page(many, MANY), lambda: page(few, FEW)),
                                   (f"what is unread of {MANY:,} messages", lambda: unread(2), lambda: unread(1))):
            ours(), theirs()                             # what a new server reads first is not measured
            for r in (interleaved(name, 1 / 1.2, ours, theirs),
                      frugal(name, 1 / 1.2, (place.process, ours), (place.process, theirs))):
                yield Result(f"{r.name}, beside {FEW:,}: time of one", r.yardstick, r.ours, 1 / r.ratio, 1.2, most=True)
