#!/usr/bin/env python3
"""
Searches a million generated posts in SQLite's index, by the statements of src/domain/search: search.py [POSTS] [FILE]

Words come by a power law; `wa` and `wb` are in 30 % of the posts each and never together, `rare` in one of 50,000.
"""
import pathlib
import random
import resource
import sqlite3
import sys

POSTS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
FILE = sys.argv[2] if len(sys.argv) > 2 else ":memory:"
PAGE, STEP_MS = 21, 2600
SEEN = '("¶to§public" OR "¶to§followers" OR "¶to§17" OR "¶from§17")'
QUESTIONS = {
    "a frequent word": '"w1"', "two frequent words": '"w1" AND "w2"', "frequent and rare": '"wa" AND "rare"', "rare": '"rare"',
    "never together": '"wa" AND "wb"', "a phrase of frequent words": '"w1 w2"', "a rare author, frequent word": '"¶from§9999" AND "w1"',
    "frequent without frequent": '"wa" NOT "w1"', "no such word": '"zzz"', "one's own": '"¶from§17"',
}


def documents():
    choose = random.Random(20261129)
    words = [f"w{n}" for n in range(1, 50_000)]
    weights = [1 / n for n in range(1, 50_000)]
    pool = choose.choices(words, weights, k=2_000_000)
    sight = ["¶to§public"] * 85 + ["¶to§unlisted"] * 5 + ["¶to§followers"] * 10
    for n in range(POSTS):
        at = choose.randrange(len(pool) - 20)
        said = pool[at:at + 18] + [("wa", "wb", "wc", "wa", "wb", "wc", "wa", "wb", "wc", "wd")[n % 10]] + ["rare"] * (n % 50_000 == 3)
        choose.shuffle(said)
        yield n * STEP_MS << 22 | 1 << 12, f"{choose.choice(sight)} ¶from§{int(choose.paretovariate(0.6)) % 20_000} " + " ".join(said)


def cpu_ms():
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime * 1000 + resource.getrusage(resource.RUSAGE_SELF).ru_stime * 1000


def fill(db):
    migration = pathlib.Path(__file__).parent.parent / "src/domain/search/migrations/0001_search.sqlite.sql"
    db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 20000;" + migration.read_text())
    began = cpu_ms()
    for n, (post, tokens) in enumerate(documents()):
        db.execute("INSERT INTO search_post (rowid, tokens) VALUES (?, ?)", (post, tokens))
        if (post * 0x9E3779B97F4A7C15 & (1 << 64) - 1) >> 56 == 0:
            db.execute("INSERT INTO search_mark VALUES (?)", (post,))
        if n % 1000 == 999:
            db.commit()
    db.commit()
    print(f"{POSTS} posts: {(cpu_ms() - began) / POSTS * 1000:.0f} us of CPU each, in commits of 1000")


def find(db, match):
    """How many are on the first page."""
    return len(db.execute("SELECT rowid FROM search_post WHERE search_post MATCH ? AND rowid > 0 AND rowid < ? ORDER BY rowid DESC LIMIT ?",
                          (f"({match}) AND {SEEN}", (1 << 63) - 1, PAGE)).fetchall())


def main():
    db = sqlite3.connect(FILE)
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'search_post'").fetchone():
        fill(db)
    for name, match in QUESTIONS.items():
        find(db, match)
        began = cpu_ms()
        for _ in range(10):
            hits = find(db, match)
        print(f"{name:30} {(cpu_ms() - began) / 10:8.2f} ms of CPU, {hits:3} hits")


if __name__ == "__main__":
    main()
