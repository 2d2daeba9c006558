"""
Posts: reading, feeds, writing, delivery, likes and search, beside nginx, SQLite and pgbench.
"""
import functools
import os
import pathlib
import random
import re
import sqlite3
import statistics
import subprocess
import time

from people import HASH, people_file, seeded, token_of
from profiles import FREE
from rig import (BUILD, CLIENT_CORE, SERVER_CORE, SMALL, Nginx, Postgres, Result, below, benchmark, data_folder, frugal, interleaved, kith,
                 sql, wrk)

OPEN = {**FREE, **HASH, "posts_per_hour": "1000000", "likes_per_hour": "1000000", "comments_per_hour": "1000000"}
CONNECTIONS, WRITERS = 64, 256
FEW, MANY = (100, 1000) if SMALL else (10_000, 1_000_000)       # posts
FOLLOWERS = (200, 1000) if SMALL else (100_000, 1_000_000)      # of a star
COMMENTS = (50, 1000) if SMALL else (100, 100_000)              # of a post
COLD_READS, SEARCHES = (20, 20) if SMALL else (500, 1000)
WARM_S = 1 if SMALL else 40
FEED = "/api/v1/posts/feed"


def nanoseconds(process):
    """The processor time of all its threads."""
    return sum(int(path.read_text().split()[0]) for path in pathlib.Path(f"/proc/{process.pid}/task").glob("*/schedstat"))


def lags(server):
    with server.client() as client:
        found = re.findall(r"^kith_consumer_lag\S* (\d+)", client.get("/metrics").body.decode(), re.MULTILINE)
    return max(map(int, found), default=0)


def settled(server):
    while lags(server):
        time.sleep(0.1)


class Town:
    """A server with made-up people and posts. Some have tokens."""

    def __init__(self, users, posts, follows_each=20, comments=0, reactions=0, stars=0, signed_in=64, **settings):
        self.folder = data_folder()
        self.password = seeded(os.path.join(self.folder, "data"), users, users * follows_each, posts=posts, comments=comments,
                               reactions=reactions, stars=stars)
        self.server = kith(folder=self.folder, **OPEN, **settings).start()
        self.people = people_file(self.server, self.database, self.password, signed_in)
        self.posts = pathlib.Path(data_folder(), "posts")
        self.posts.write_text("".join(f"{post}\n" for post, in self.ask("SELECT id FROM post WHERE visibility < 2")))
        settled(self.server)

    @property
    def database(self):
        return os.path.join(self.folder, "data/kith.db")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.stop()

    def ask(self, query, *values):
        base = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        rows = base.execute(query, values).fetchall()
        base.close()
        return rows

    def fields(self, n=0):
        return [f"Authorization: Bearer {self.tokens[n][1]}"]

    @functools.cached_property
    def tokens(self):
        """(id, token) of those who have one."""
        return [tuple(line.split()) for line in self.people.read_text().splitlines() if len(line.split()) == 2]

    def get(self, client, path, n=0):
        answer = client.get(path, *[tuple(field.split(": ")) for field in self.fields(n)])
        if answer.status != 200:
            raise RuntimeError(answer)
        return answer

    def read(self, **more):
        os.environ["BENCH_PEOPLE"], os.environ["BENCH_POSTS"] = str(self.people), str(self.posts)
        return wrk(self.server.port, "/", CONNECTIONS, "read_posts.lua", **more)

    def write(self, liked=None):
        os.environ["BENCH_PEOPLE"] = str(self.people)
        os.environ.pop("BENCH_LIKED", None)
        if liked:
            os.environ["BENCH_LIKED"] = str(liked)
        return wrk(self.server.port, "/", WRITERS, "write_posts.lua")


def beside_nginx(town, name, goal, path, read=None):
    """Of one path, or with `read` of others like it."""
    with town.server.client() as client:
        body = town.get(client, path).body.decode()
    read = read or (lambda: wrk(town.server.port, path, CONNECTIONS, fields=town.fields()))
    with Nginx(body) as nginx:
        same = lambda: wrk(nginx.port, path, CONNECTIONS, fields=town.fields())        # noqa: E731
        yield interleaved(f"{name}, of nginx", goal, read, same)
        yield frugal(f"{name}, of nginx", goal, (town.server.process, read), (nginx.process, same))


def some_post(town):
    return f"/api/v1/posts/{town.posts.read_text().splitlines()[-1]}"


@benchmark
def post_read():
    """One post read with a token, against nginx that returns as many bytes."""
    with Town(200, FEW) as town:
        yield from beside_nginx(town, "GET posts/{id} with a token", 0.8, some_post(town))


@benchmark
def post_read_random():
    """Random ones among a million."""
    with Town(max(MANY // 20, 200), MANY, cache_size="1g") as town:
        town.read(seconds=WARM_S)
        yield from beside_nginx(town, f"GET posts/{{id}}, at random of {MANY:,}", 0.5, some_post(town), town.read)


@benchmark
def post_growth():
    """Random ones among many, against among few: the time of one."""
    users = max(FEW // 20, 200)
    with Town(users, FEW, cache_size="1g") as few, Town(users, MANY, cache_size="1g") as many:
        few.read()
        many.read(seconds=WARM_S)
        for r in (interleaved(f"GET posts/{{id}}, {MANY:,} posts beside {FEW:,}", 1 / 1.2, many.read, few.read),
                  frugal(f"GET posts/{{id}}, {MANY:,} posts beside {FEW:,}", 1 / 1.2, (many.server.process, many.read),
                         (few.server.process, few.read))):
            yield Result(f"{r.name}, time of one", r.yardstick, r.ours, 1 / r.ratio, 1.2, most=True)


@benchmark
def feed_warm():
    """The first page of a feed, read again and again."""
    with Town(500, FEW, follows_each=50) as town:
        with town.server.client() as client:
            town.get(client, FEED)
        settled(town.server)
        yield from beside_nginx(town, "GET posts/feed, warm", 0.6, FEED)


@benchmark
def feed_cold():
    """The first read after a new post by somebody whom the reader follows, who follows 500: the server's processor time."""
    with Town(1000, FEW, follows_each=60 if SMALL else 500) as town, town.server.client() as client:
        reader, _ = town.tokens[0]
        followed = {str(other) for other, in town.ask("SELECT other_id FROM follow_out WHERE user_id = ?", int(reader))}
        author = next(n for n, (who, _) in enumerate(town.tokens) if who in followed)
        town.get(client, FEED)
        spent = []
        for n in range(COLD_READS):
            client.post("/api/v1/posts", {"content": f"something new, {n}"}, tuple(town.fields(author)[0].split(": ")))
            settled(town.server)
            began = nanoseconds(town.server.process)
            town.get(client, FEED)
            spent.append((nanoseconds(town.server.process) - began) / 1000)
        yield below(f"GET posts/feed, cold, {len(followed)} follows", statistics.median(spent), 400, " us")


@benchmark
def comments_page():
    """The first page of the comments of a post that has many, beside one that has few: the time of one."""
    few, many = COMMENTS
    with Town(300, 3, comments=3 * few) as small, Town(300, 3, comments=3 * many) as large:
        def reader(town):
            post, = town.ask("SELECT post_id FROM comment WHERE post_id > (SELECT MIN(id) FROM post) "
                             "GROUP BY 1 ORDER BY COUNT(*) DESC LIMIT 1")[0]
            path = f"/api/v1/posts/{post}/comments"
            return lambda: wrk(town.server.port, path, CONNECTIONS, fields=town.fields())
        for r in (interleaved(f"GET comments, {many:,} beside {few}", 1 / 1.3, reader(large), reader(small)),
                  frugal(f"GET comments, {many:,} beside {few}", 1 / 1.3, (large.server.process, reader(large)),
                         (small.server.process, reader(small)))):
            yield Result(f"{r.name}, time of one", r.yardstick, r.ours, 1 / r.ratio, 1.3, most=True)


def one_insert():
    file = pathlib.Path(data_folder(), "one")
    return float(subprocess.run([*SERVER_CORE, BUILD / "bench/one_insert", file, "3"], check=True, capture_output=True).stdout)


@benchmark
def post_writes():
    """Posts by 256 clients with 100 followers each, whose feeds are read; then how long delivery still takes."""
    with Town(2000 if not SMALL else 300, 1000, follows_each=100, signed_in=WRITERS) as town:
        with town.server.client() as client:
            for n in range(len(town.tokens)):
                town.get(client, FEED, n)
        settled(town.server)
        yield interleaved("POST posts, SQLite, 256 clients", 4.0, town.write, one_insert)
        town.write()
        began = time.monotonic()
        settled(town.server)
        yield below("until all are delivered", time.monotonic() - began, 2, " s")


def pgbench(postgres):
    script = pathlib.Path(data_folder(), "insert.sql")
    script.write_text("INSERT INTO yardstick (text, created_at) VALUES ('a post like any other', 1700000000000);\n")
    said = subprocess.run([*CLIENT_CORE, postgres.bin / "pgbench", "-n", "-M", "prepared", "-c", "64", "-j", "1", "-T", "3", "-f", script,
                           postgres.url("yardstick")], check=True, capture_output=True, text=True).stdout
    return float(next(line for line in said.splitlines() if line.startswith("tps")).split()[2])


@benchmark
def post_writes_postgres():
    """The same on PostgreSQL, against prepared inserts of pgbench at 64 clients."""
    postgres = Postgres()
    try:
        sql(postgres.url(), "CREATE DATABASE yardstick")
        sql(postgres.url("yardstick"), "CREATE TABLE yardstick (id bigserial PRIMARY KEY, text text NOT NULL, created_at bigint NOT NULL)")
        sql(postgres.url(), "CREATE DATABASE kith")
        with kith(store=postgres.url("kith"), wrapper=(), **OPEN, registrations_per_address="1000000") as server:
            people = pathlib.Path(data_folder(), "people")
            with server.client() as client:
                signed = [client.post("/api/v1/auth/register", {"username": f"writer_{n}", "email": f"w{n}@example.org",
                                                                "password": "tern-gull-9-moss"}).json() for n in range(WRITERS)]
            people.write_text("".join(f"{one['user']['id']} {one['token']}\n" for one in signed))
            os.environ["BENCH_PEOPLE"] = str(people)
            os.environ.pop("BENCH_LIKED", None)
            yield interleaved("POST posts, PostgreSQL, 256 clients", 1.0, lambda: wrk(server.port, "/", WRITERS, "write_posts.lua"),
                              lambda: pgbench(postgres))
    finally:
        postgres.close()


@benchmark
def fan_out():
    """A post by somebody whom all follow: how long its answer takes, and until it is in feeds."""
    for followers in FOLLOWERS:
        with Town(followers + 1, 0, follows_each=0, stars=1, signed_in=20) as town, town.server.client() as client:
            star, = town.ask("SELECT user_id FROM graph_count ORDER BY followers DESC LIMIT 1")[0]
            name, = town.ask("SELECT username FROM account WHERE id = ?", star)[0]
            by_star = ("Authorization", f"Bearer {token_of(client, name, town.password)}")
            readers = [n for n, (who, _) in enumerate(town.tokens) if who != str(star)]
            for n in readers:
                town.get(client, FEED, n)
            settled(town.server)
            answers, arrivals, others = [], [], []
            for turn in range(5):
                began = time.monotonic()
                post = client.post("/api/v1/posts", {"content": f"to all of you, {turn}"}, by_star).json()["id"]
                answers.append(time.monotonic() - began)
                for n in readers:
                    while post not in town.get(client, FEED, n).body.decode():
                        pass
                arrivals.append(time.monotonic() - began)
                began = time.monotonic()
                client.post("/api/v1/posts", {"content": f"to nobody, {turn}"}, tuple(town.fields(readers[0])[0].split(": ")))
                others.append(time.monotonic() - began)
            yield below(f"until a post is in the feeds of {followers:,} followers", max(arrivals), 2, " s")
            answer, other = statistics.median(answers) * 1000, statistics.median(others) * 1000
            yield Result(f"the answer to a post for {followers:,} followers, beside one for nobody", answer, other, answer / other, 1.5,
                         " ms", most=True)


@benchmark
def likes_of_one():
    """One post, liked by 256 clients at once."""
    with Town(400, 10, signed_in=WRITERS) as town:
        post = town.posts.read_text().splitlines()[0]
        yield interleaved("POST and DELETE like of one post, SQLite, 256 clients", 4.0, lambda: town.write(post), one_insert)
        (rows,), (counted,) = (town.ask(query, int(post))[0] for query in (
            "SELECT COUNT(*) FROM reaction WHERE subject_id = ? AND kind = 0", "SELECT likes FROM reaction_count WHERE subject_id = ?"))
        yield Result("likes counted, of the rows", counted, rows, counted / rows if rows else float(counted == rows), 1.0, "")


@benchmark
def search_two_words():
    """Two random words among a million posts, and beginnings of tags: the server's processor time, all but one in a hundred."""
    random.seed(1)
    with Town(max(MANY // 20, 200), MANY, cache_size="1g") as town, town.server.client() as client:
        texts = [text for text, in town.ask("SELECT content FROM post WHERE visibility = 0 LIMIT 5000")]
        words = sorted({word for text in texts for word in re.findall(r"[a-z]{3,}", text) if "http" not in text})
        tags = sorted({tag for text in texts for tag in re.findall(r"#([a-z]{2})", text)}) or ["mu"]

        def cost(path):
            began = nanoseconds(town.server.process)
            town.get(client, path)
            return (nanoseconds(town.server.process) - began) / 1e6

        def p99(paths):
            return sorted(cost(path) for path in paths)[-1 - len(paths) // 100]

        yield below(f"search of two words of {MANY:,} posts, p99",
                    p99([f"/api/v1/search?q={random.choice(words)}%20{random.choice(words)}" for _ in range(SEARCHES)]), 10, " ms")
        yield below("search of beginnings of tags, p99",
                    p99([f"/api/v1/search?type=tags&q={random.choice(tags)}" for _ in range(SEARCHES)]), 2, " ms")
