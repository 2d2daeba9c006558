#!/usr/bin/env python3
"""Each benchmark measures the server beside its yardstick, in the same run, and prints the ratio and its goal."""
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import graphql                                          # noqa: F401 adds its benchmarks to the list
import media_make                                       # noqa: F401 adds its benchmarks to the list
import media_memory                                     # noqa: F401 adds its benchmarks to the list
import media_serve                                      # noqa: F401 adds its benchmarks to the list
import people                                           # noqa: F401 adds its benchmarks to the list
import posting                                          # noqa: F401 adds its benchmarks to the list
import profiles                                         # noqa: F401 adds its benchmarks to the list
import signing_in                                       # noqa: F401 adds its benchmarks to the list
import story_feed                                       # noqa: F401 adds its benchmarks to the list
import talk                                             # noqa: F401 adds its benchmarks to the list
import web_client                                       # noqa: F401 adds its benchmarks to the list
import wire                                             # noqa: F401 adds its benchmarks to the list
from rig import (BUILD, CLIENT_CORE, LIVE, SERVER_CORE, Client, Gone, Nginx, Postgres, Result, benchmark, benchmarks, below, data_folder,
                 interleaved, kith, live_body, sql, sweep, wrk)

NOTES = "/api/v1/notes"


@benchmark
def small_answers():
    """A small JSON answer through the whole path, against nginx that returns the same bytes."""
    with kith(limits="on", rate_per_minute="1000000000", rate_per_hour="1000000000") as server, Nginx(live_body(server)) as nginx:
        for connections in (64, 512):
            yield interleaved(f"small JSON, {connections} connections", 0.9,
                              lambda: wrk(server.port, LIVE, connections), lambda: wrk(nginx.port, LIVE, connections))
        yield interleaved("small JSON, 64 connections, 16 deep", 4.0, lambda: wrk(server.port, LIVE, 64, "pipeline.lua"),
                          lambda: wrk(nginx.port, LIVE, 64, "pipeline.lua"))


@benchmark
def point_read():
    """The same with one point read of SQLite, against itself without."""
    with kith("kith-example") as server:
        with server.client() as client:
            notes = [client.post(NOTES, {"text": f"a note like any other, {n}"}).json()["id"] for n in range(1000)]
        yield interleaved("one SQLite read, 64 connections", 0.65, lambda: wrk(server.port, f"{NOTES}/{notes[500]}", 64),
                          lambda: wrk(server.port, LIVE, 64))


def one_insert():
    file = pathlib.Path(data_folder(), "one")
    return float(subprocess.run([*SERVER_CORE, BUILD / "bench/one_insert", file, "3"], check=True, capture_output=True).stdout)


@benchmark
def durable_writes():
    """Notes written by 256 clients, against one SQLite transaction for each insert."""
    with kith("kith-example") as server:
        yield interleaved("POST notes, SQLite, 256 clients", 5.0, lambda: wrk(server.port, NOTES, 256, "post_note.lua"), one_insert)


def pgbench(postgres):
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write("INSERT INTO yardstick (text, created_at) VALUES ('a note like any other', 1700000000000);\n")
        script.flush()
        said = subprocess.run([*CLIENT_CORE, postgres.bin / "pgbench", "-n", "-M", "prepared", "-c", "64", "-j", "1", "-T", "3",
                               "-f", script.name, postgres.url("yardstick")], check=True, capture_output=True, text=True).stdout
    return float(next(line for line in said.splitlines() if line.startswith("tps")).split()[2])


@benchmark
def postgres_writes():
    """Notes written to PostgreSQL, against prepared inserts of pgbench at 64 clients."""
    postgres = Postgres()
    try:
        sql(postgres.url(), "CREATE DATABASE yardstick")
        sql(postgres.url("yardstick"), "CREATE TABLE yardstick (id bigserial PRIMARY KEY, text text NOT NULL, created_at bigint NOT NULL)")
        sql(postgres.url(), "CREATE DATABASE kith")
        with kith("kith-example", store=postgres.url("kith"), wrapper=()) as server:
            yield interleaved("POST notes, PostgreSQL, 256 clients", 1.0,
                              lambda: wrk(server.port, NOTES, 256, "post_note.lua"), lambda: pgbench(postgres))
    finally:
        postgres.close()


@benchmark
def store_port():
    """Transactions that read, then write three rows: in groups through the store port, against one commit each."""
    said = subprocess.run([*SERVER_CORE, BUILD / "bench/store_bench"], check=True, capture_output=True, text=True,
                          env={**os.environ, "TMPDIR": data_folder()}).stdout
    group, single = (float(word) for word in re.search(r"group commit: (\d+)/s, one by one (\d+)/s", said).groups())
    yield Result("store port, 256 fibers, read then write three rows", group, single, group / single, 7.0)


@benchmark
def idle():
    """What a server at rest costs, and how quickly it starts."""
    with kith(wrapper=()) as server:
        time.sleep(1)
        yield below("memory at rest", server.resident() / 2**20, 15, " MiB")
    yield below("start on existing data to the first answer", start_time() * 1000, 50, " ms")


def start_time():
    """The median over ten starts of a server that has data."""
    folder, taken = data_folder(), []
    with kith("kith-example", wrapper=(), folder=folder) as server:
        with server.client() as client:
            for n in range(2000):
                client.post(NOTES, {"text": f"note {n}"})
        for _ in range(10):
            server.stop()
            began = time.monotonic()
            server.start(ready=False)
            while True:
                try:
                    with Client(server.port) as client:
                        if client.get(f"{NOTES}?limit=1").status == 200:
                            break
                except (OSError, Gone):
                    pass
            taken.append(time.monotonic() - began)
    return statistics.median(taken)


def main(arguments):
    strict = "--strict" in arguments
    words = [word for word in arguments if word != "--strict"]
    results = []
    try:
        for run in benchmarks:
            if not words or any(word in run.__name__ for word in words):
                for result in run():
                    results.append(result)
                    print(result, flush=True)
    finally:
        sweep()
    print()
    for result in results:
        print(f"{result.ratio:8.2f}  {'ok    ' if result.met else 'MISSED'}  {result.name}")
    return 1 if strict and not all(result.met for result in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
