"""Reading a profile with a token: beside an anonymous answer, beside nginx, and among few and many people."""
import os
import re
import time

from people import HASH, people_file, seeded
from rig import LIVE, Nginx, Result, benchmark, data_folder, frugal, interleaved, kith, wrk

FREE = {"limits": "on", "rate_per_minute": "1000000000", "rate_per_hour": "1000000000", "sign_ins_per_address": "1000000000"}
CONNECTIONS = 64
FEW, MANY, FOLLOWS_EACH = 10_000, 1_000_000, 2
WARM = 2                                                 # rounds over everybody, at random, before many are measured


class Town:
    """A server with so many people, of whom some have tokens."""

    def __init__(self, users, **settings):
        folder = data_folder()
        password = seeded(os.path.join(folder, "data"), users, users * FOLLOWS_EACH)
        self.server = kith(folder=folder, **HASH, **FREE, **settings).start()
        self.people = people_file(self.server, os.path.join(folder, "data/kith.db"), password, signed_in=64)
        self.indexed()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.stop()

    def indexed(self):
        """Waits until the consumers have handled the events of all the new people."""
        while True:
            with self.server.client() as client:
                lags = re.findall(r"^kith_consumer_lag\S* (\d+)", client.get("/metrics").body.decode(), re.MULTILINE)
            if lags and not any(int(lag) for lag in lags):
                return
            time.sleep(0.5)

    def read(self, **more):
        """Random profiles a second, each with the token of some user."""
        os.environ["BENCH_PEOPLE"] = str(self.people)
        return wrk(self.server.port, "/", CONNECTIONS, "read_user.lua", **more)

    def pair(self):
        """The path of one user's profile, and the field with the token of another."""
        lines = self.people.read_text().splitlines()
        return f"/api/v1/users/{lines[-1].split()[0]}", f"Authorization: Bearer {lines[0].split()[1]}"


@benchmark
def profiles():
    """A profile read with a token, against the smallest answer, and against nginx that returns as many bytes."""
    with Town(FEW) as town:
        port, process, (path, field) = town.server.port, town.server.process, town.pair()
        read = lambda: wrk(port, path, CONNECTIONS, fields=[field])  # noqa: E731
        live = lambda: wrk(port, LIVE, CONNECTIONS)      # noqa: E731
        yield interleaved("GET users/{id} with a token, of health/live", 0.6, read, live)
        yield frugal("GET users/{id} with a token, of health/live", 0.6, (process, read), (process, live))
        with town.server.client() as client:
            body = client.get(path, field.split(": ")).body.decode()
        with Nginx(body) as nginx:
            same = lambda: wrk(nginx.port, path, CONNECTIONS, fields=[field])        # noqa: E731
            yield interleaved("GET users/{id} with a token, of nginx", 0.5, read, same)
            yield frugal("GET users/{id} with a token, of nginx", 0.5, (process, read), (nginx.process, same))


@benchmark
def many_people():
    """The same among a million accounts, against ten thousand; time is the inverse of the rate."""
    with Town(FEW) as few, Town(MANY, cache_size="1g") as many:
        few.read()
        for _ in range(WARM):
            many.read(seconds=MANY // 25_000)
        for result in (interleaved("GET users/{id}, 1,000,000 accounts beside 10,000", 1 / 1.2, many.read, few.read),
                       frugal("GET users/{id}, 1,000,000 accounts beside 10,000", 1 / 1.2, (many.server.process, many.read),
                              (few.server.process, few.read))):
            yield Result(f"{result.name}, time of one", result.yardstick, result.ours, 1 / result.ratio, 1.2, most=True)
