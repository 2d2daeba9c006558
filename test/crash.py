#!/usr/bin/env python3
"""
crash.py [ROUNDS]: kills the server under write load, again and again, on each store.

After each kill the database passes its check, and the restarted server has every acknowledged note, no deleted note, and
counts that equal the table within two seconds.
"""
import random
import shutil
import sqlite3
import sys
import tempfile
import time

from kit.checks import STORES, attempt, expect, expect_equal, verdict
from kit.load import Load, nothing_lost, stats_follow
from kit.server import Server

KEEP = 12                                   # rounds on one data folder; then a new one, so that listing stays quick


def database_checks_out(server):
    """Checks a copy, so that the server itself starts on what the kill left."""
    with tempfile.TemporaryDirectory() as folder:
        path = server.database_file()
        for file in path.parent.glob(path.name + "*"):
            shutil.copy(file, folder)
        base = sqlite3.connect(f"{folder}/{path.name}")
        expect_equal(base.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "the integrity check")
        base.close()


def kill_under_load(server, loads):
    load = Load(server, writers=24)
    loads.append(load)
    with load:
        load.wait_for(random.randint(1, 60))
        time.sleep(random.uniform(0, 0.15))
        server.kill()
    if server.store == "sqlite":
        database_checks_out(server)
    server.start()
    expect(not load.refusals, "a write was refused:", *load.refusals[:1])
    stats_follow(server, nothing_lost(server, *loads))


def rounds_on_one_folder(store, first, last):
    with Server(store=store) as server:
        loads = []
        for n in range(first, last + 1):
            yield attempt(f"everything acknowledged outlives kill {n} ({store})", lambda: kill_under_load(server, loads))


def main(rounds):
    results = []
    for store in STORES:
        for first in range(1, rounds + 1, KEEP):
            results += rounds_on_one_folder(store, first, min(first + KEEP - 1, rounds))
    verdict(results.count(True), results.count(False))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6)
