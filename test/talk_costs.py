#!/usr/bin/env python3
"""
What somebody's lists of channels and conversations cost, on each store: as much for one with very many direct conversations as for
one with few. SQLite's steps and PostgreSQL's pages are counted, so a slow machine changes nothing. And what an upgrade makes of the
rows that were there before those lists had their indexes.
"""
import functools
import json
import re
import sqlite3
import subprocess
import sys

from kit.checks import expect, expect_equal, main, on_each_store
from kit.postgres import Postgres
from kit.server import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import sqlc     # noqa: E402

CHANNELS = ROOT / "src/domain/channel"
FEW, MANY = 100, 20000                  # direct conversations
FEW_WHO, MANY_WHO, FEW_ASKED, MANY_ASKED = 1, 2, 3, 4       # the last two have as many requests
SMALL, LARGE = 41, 42                   # groups of 10 and of 1,000, in which nobody but FEW_WHO has read to the end
OPEN = 20                               # unread conversations, and channels of each other kind
END = 10 ** 15

ROWS = """
INSERT INTO channel (id, kind, name, name_words, topic, description, owner_id, low_id, high_id, announcement, slow_mode_seconds,
  history_since_joined, opened, member_count, pin_count, last_seq, last_message_id, active_at, created_at, updated_at, gone)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
SELECT {first} + i, {kind}, '', '', '', '', 0, 0, 0, FALSE, 0, FALSE, 0, 2, 0, 5, 1, 1000 + i, 1000, 1000, FALSE FROM n;
INSERT INTO channel_member (channel_id, user_id, role, joined_at, made, visible_from_seq, opened, listed_from_seq, last_read_seq,
  last_read_message_id, last_read_at, mention_count, muted, last_sent_at, request, talk, said_seq, active_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
SELECT {first} + i, {who}, 2, 1000, 1000 + i, 1, 0, -1, CASE WHEN i % {opens} = 0 THEN 4 ELSE 5 END, 1, 1000, 0, FALSE, 0,
  {request}, {talk}, {said}, {active} FROM n;
"""
# Other people's channels: a small table would rather be read whole.
OTHERS = """
INSERT INTO channel (id, kind, name, name_words, topic, description, owner_id, low_id, high_id, announcement, slow_mode_seconds,
  history_since_joined, opened, member_count, pin_count, last_seq, last_message_id, active_at, created_at, updated_at, gone)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
SELECT 10000000 + i, i % 4, '', '', '', '', 0, 0, 0, FALSE, 0, FALSE, 0, 2, 0, 5, 1, 1000 + i, 1000, 1000, FALSE FROM n;
"""
GROUP = """
INSERT INTO channel (id, kind, name, name_words, topic, description, owner_id, low_id, high_id, announcement, slow_mode_seconds,
  history_since_joined, opened, member_count, pin_count, last_seq, last_message_id, active_at, created_at, updated_at, gone)
VALUES ({group}, 2, '', '', '', '', 1, 0, 0, FALSE, 0, FALSE, 0, {members}, 0, 5, 1, 1000, 1000, 1000, FALSE);
INSERT INTO channel_member (channel_id, user_id, role, joined_at, made, visible_from_seq, opened, listed_from_seq, last_read_seq,
  last_read_message_id, last_read_at, mention_count, muted, last_sent_at, request, talk, said_seq, active_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {members})
SELECT {group}, 1000 + i, 2, 1000, i, 1, 0, -1, 4, 1, 1000, 0, FALSE, 0, 0, 1, 0, 0 FROM n;
INSERT INTO channel_member (channel_id, user_id, role, joined_at, made, visible_from_seq, opened, listed_from_seq, last_read_seq,
  last_read_message_id, last_read_at, mention_count, muted, last_sent_at, request, talk, said_seq, active_at)
VALUES ({group}, 1, 0, 1000, 0, 1, 0, -1, 5, 1, 1000, 0, FALSE, 0, 0, 1, 0, 0);
"""


def rows():
    yield OTHERS
    for who, count, request in ((FEW_WHO, FEW, 0), (MANY_WHO, MANY, 0), (FEW_ASKED, FEW, 2), (MANY_ASKED, MANY, 2)):
        yield ROWS.format(first=who * 10 ** 6, count=count, kind=3, who=who, opens=count // OPEN, request=request, talk=2, said=5,
                          active="1000 + i")
        for kind in (0, 2):
            yield ROWS.format(first=who * 10 ** 6 + (kind + 1) * 10 ** 5, count=OPEN, kind=kind, who=who, opens=1, request=0,
                              talk=kind // 2, said=0, active=0)
    for group, members in ((SMALL, 10), (LARGE, 1000)):
        yield GROUP.format(group=group, members=members)


@functools.cache
def statements():
    return {s.name: s for path in CHANNELS.glob("*.sql") for s in sqlc.statements_of(path)[0]}


# name: the parameters for somebody. The two of requests are asked of those who have requests.
LISTS = {
    "channels_mine": lambda who: (who, 0, END, END, 21),
    "channels_mine_up": lambda who: (who, 0, 0, 21),
    "channels_closed": lambda who: (who, 50),
    "conversations_before": lambda who: (who, END, END, 0, 21),
    "conversations_up": lambda who: (who, 0, 0, 21),
    "unread_get": lambda who: (who, 10 ** 6, 1000, 10000),
    "members_with_many": lambda who: (str(who), 5000),
    "seats_listened": lambda who: (who, 0, 0),
}
REQUESTS = {
    "conversation_requests_before": lambda who: (who, END, END, 0, 21),
    "conversation_requests_up": lambda who: (who, 0, 0, 21),
    "conversation_requests_count": lambda who: (who, 50),
    "conversations_before": LISTS["conversations_before"],
    "unread_get": LISTS["unread_get"],
    "channels_closed": LISTS["channels_closed"],
}


class OnSqlite:
    def __init__(self):
        self.base = sqlite3.connect(":memory:", isolation_level=None)
        sqlc.apply_migrations(self.base, CHANNELS / "migrations")
        for text in rows():
            self.base.executescript(text)

    def cost(self, name, parameters):
        """How many steps the statement takes."""
        steps = 0

        def count():
            nonlocal steps
            steps += 1

        self.base.set_progress_handler(count, 1)
        self.base.execute(statements()[name].sqlite, parameters).fetchall()
        self.base.set_progress_handler(None, 0)
        return steps

    def close(self):
        self.base.close()


class OnPostgres:
    def __init__(self):
        self.server = Postgres(durable=False)
        self.run("\n".join(postgres for *_, postgres, _ in sqlc.migrations_of(CHANNELS / "migrations")))
        self.run("\n".join(rows()) + "ANALYZE;")

    def run(self, text):
        return subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", self.server.url()], input=text, check=True, capture_output=True,
                              text=True).stdout

    def cost(self, name, parameters):
        """How many pages it looks at."""
        text = re.sub(r"\$(\d+)", lambda n: repr(parameters[int(n[1]) - 1]), statements()[name].postgres)
        told, = json.loads(self.run(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {text}"))
        return told["Plan"]["Shared Hit Blocks"] + told["Plan"]["Shared Read Blocks"]

    def close(self):
        self.server.close()


def expect_flat(store, name, few, many):
    least, most = store.cost(name, few), store.cost(name, many)
    expect(most <= 2 * least + 20, f"{name} costs {least} with little, and {most} with much")


@on_each_store
def lists_of_somebody_do_not_cost_by_their_direct_conversations(which):
    store = {"sqlite": OnSqlite, "postgres": OnPostgres}[which]()
    try:
        for name, parameters in LISTS.items():
            expect_flat(store, name, parameters(FEW_WHO), parameters(MANY_WHO))
        for name, parameters in REQUESTS.items():
            expect_flat(store, name, parameters(FEW_ASKED), parameters(MANY_ASKED))
        for who in (1, 1001):
            expect_flat(store, "channels_read_by_others", (who, str(SMALL)), (who, str(LARGE)))
    finally:
        store.close()


# A public channel, a group and a direct one, each with two members, as they were before.
BEFORE = """
INSERT INTO channel (id, kind, name, name_words, topic, description, owner_id, low_id, high_id, announcement, slow_mode_seconds,
  history_since_joined, opened, member_count, pin_count, last_seq, last_message_id, active_at, created_at, updated_at, gone)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 3)
SELECT i, i, '', '', '', '', 0, 0, 0, FALSE, 0, FALSE, 0, 2, 0, 7, 1, 2000, 1000, 1000, FALSE FROM n;
INSERT INTO channel_member (channel_id, user_id, role, joined_at, made, visible_from_seq, opened, listed_from_seq, last_read_seq,
  last_read_message_id, last_read_at, mention_count, muted, last_sent_at, request)
SELECT id, who, 2, 1000, 1000, 1, 0, -1, 4, 1, 1000, 0, FALSE, 0, 0 FROM channel CROSS JOIN (SELECT 8 AS who UNION ALL SELECT 9) AS w;
"""
AFTER = "SELECT channel_id, user_id, talk, said_seq, active_at FROM channel_member ORDER BY channel_id, user_id"


@on_each_store
def an_upgrade_puts_what_was_there_into_the_lists(which):
    older, newer = [], []
    for number, _, *forms, _ in sqlc.migrations_of(CHANNELS / "migrations"):
        (older if number < 5 else newer).append(forms[which == "postgres"])
    scripts = "\n".join(older), BEFORE, "\n".join(newer)
    if which == "postgres":
        server = Postgres(durable=False)
        try:
            found = subprocess.run(["psql", "-XqAt", "-F", " ", "-v", "ON_ERROR_STOP=1", server.url()], input="\n".join(scripts) + AFTER,
                                   check=True, capture_output=True, text=True).stdout.splitlines()
        finally:
            server.close()
    else:
        base = sqlite3.connect(":memory:", isolation_level=None)
        for text in scripts:
            base.executescript(text)
        found = [" ".join(map(str, row)) for row in base.execute(AFTER)]
        base.close()
    told = {0: "0 0 0", 1: "0 0 0", 2: "1 0 0", 3: "2 7 2000"}
    expect_equal(found, [f"{channel} {who} {told[channel]}" for channel in told for who in (8, 9)])


if __name__ == "__main__":
    main(sys.argv[1:])
