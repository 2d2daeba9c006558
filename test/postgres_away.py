#!/usr/bin/env python3
"""PostgreSQL goes down under load and comes back: writes are 503 meanwhile, nothing acknowledged is lost, all resumes."""
import sys

from kit.checks import case, eventually, expect, expect_equal, main
from kit.load import NOTES, Load, nothing_lost, stats_follow
from kit.postgres import Postgres, sql
from kit.server import Server


def on_own_postgres(run):
    postgres = Postgres()
    try:
        sql(postgres.url(), "CREATE DATABASE kith")
        server = Server(store=postgres.url("kith"), statement_timeout="2s")
        with server:
            run(server, postgres)
    finally:
        postgres.close()


def refused_well(answer):
    expect_equal(answer.status, 503, "a write meanwhile")
    expect(int(answer.get("retry-after", "0")) > 0, "no Retry-After:", answer)


def away_and_back(server, postgres, how):
    with Load(server, writers=16) as load:
        load.wait_for(100)
        postgres.stop(how)
        eventually(lambda: len(load.refusals) > 20, 20, "refusal of writes")
        server.wait("/api/v1/health/live")
        answer = server.wait("/api/v1/health/ready", 503, within=5)
        expect("store" in answer.body.decode(), "the health check does not name the store:", answer)
        postgres.start()
        server.wait("/api/v1/health/ready", 200, within=15)
        load.wait_for(100)
    for answer in load.refusals:
        refused_well(answer)
    stats_follow(server, nothing_lost(server, load), within=10)


@case
def a_postgresql_that_is_killed_loses_nothing_acknowledged():
    on_own_postgres(lambda server, postgres: away_and_back(server, postgres, "immediate"))


@case
def a_postgresql_that_is_shut_down_loses_nothing_acknowledged():
    on_own_postgres(lambda server, postgres: away_and_back(server, postgres, "fast"))


@case
def a_server_waits_for_a_postgresql_that_is_not_there_yet():
    def run(server, postgres):
        with server.client() as client:
            note = client.post(NOTES, {"text": "kept"}).json()["id"]
        server.stop()
        postgres.stop()
        server.start(ready=False).wait("/api/v1/health/live")
        server.wait("/api/v1/health/ready", 503)
        with server.client() as client:
            refused_well(client.post(NOTES, {"text": "too early"}))
        postgres.start()
        server.wait("/api/v1/health/ready", 200, within=15)
        with server.client() as client:
            expect_equal(client.get(f"{NOTES}/{note}").status, 200, "the note")
    on_own_postgres(run)


if __name__ == "__main__":
    main(sys.argv[1:])
