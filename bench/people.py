"""What people do to each other: follows, beside the same statements in one transaction each."""
import os
import pathlib
import re
import shutil
import sqlite3
import statistics
import subprocess

from rig import BUILD, SERVER_CORE, Result, benchmark, data_folder, interleaved, kith, wrk

HASH = {"password_memory": "64k", "password_passes": "1"}       # signing in is not measured here
USERS, FOLLOWS, SIGNED_IN = 5000, 200000, 256


def seeded(folder, users=USERS, follows=FOLLOWS, settings=HASH, **more):
    """A data folder of made-up people, without posts or channels unless `more` says so; their password."""
    more = {**dict.fromkeys(("posts", "channels", "conversations", "messages"), 0), **more}
    flags = [word for name, value in [*settings.items(), *more.items()]
             for word in (f"--{name.replace('_', '-')}", str(value))]
    said = subprocess.run([BUILD / "kith", "seed", "--data", folder, "--users", str(users), "--follows", str(follows), *flags],
                          check=True, capture_output=True, text=True).stdout
    return re.search(r"password (\S+),", said)[1]


def people_of(database):
    """Id and user name of each."""
    base = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    people = base.execute("SELECT id, username FROM account").fetchall()
    base.close()
    return people


def token_of(client, name, password):
    return client.post("/api/v1/auth/login", {"username": name, "password": password}).json()["token"]


def people_file(server, database, password, signed_in=SIGNED_IN):
    """A file with the ids of all and tokens of some, one a line."""
    people = people_of(database)
    with server.client() as client:
        tokens = [token_of(client, name, password) for _, name in people[:signed_in]]
    path = pathlib.Path(data_folder(), "people")
    path.write_text("".join(f"{user} {tokens[n] if n < len(tokens) else ''}\n" for n, (user, _) in enumerate(people)))
    return path


def one_follow(database):
    return float(subprocess.run([*SERVER_CORE, BUILD / "bench/one_follow", database, "3"], check=True, capture_output=True).stdout)


@benchmark
def follows():
    """Follows and unfollows by 256 clients, against the same statements in a transaction of SQLite each."""
    folder = data_folder()
    password = seeded(pathlib.Path(folder, "data"))
    yardstick = pathlib.Path(data_folder(), "kith.db")
    shutil.copy(pathlib.Path(folder, "data/kith.db"), yardstick)
    with kith(folder=folder, **HASH) as server:
        os.environ["BENCH_PEOPLE"] = str(people_file(server, yardstick, password))
        yield interleaved("follow and unfollow, SQLite, 256 clients", 4.0, lambda: wrk(server.port, "/", 256, "follow.lua"),
                          lambda: one_follow(yardstick))


@benchmark
def consumers():
    """Events told beside 40 consumers that want none of them, and beside one, by the processor."""
    said = subprocess.run([*SERVER_CORE, BUILD / "bench/tail_bench"], check=True, capture_output=True, text=True,
                          env={**os.environ, "TMPDIR": data_folder()}).stdout
    rates = [[float(word) for word in pair] for pair in re.findall(r"consumers: (\d+) and (\d+) events", said)]
    many, one = (statistics.median(rate) for rate in zip(*rates))
    yield Result("events told, 40 idle consumers", many, one, statistics.median(a / b for a, b in rates), 0.95)
