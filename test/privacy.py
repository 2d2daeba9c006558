#!/usr/bin/env python3
"""
Exports and deletions, on both stores. The archive opens and is complete; a deletion hides the account at once, can be
undone, and is complete when it is due: then nothing of the account is in the store.
"""
import contextlib
import datetime
import json
import sqlite3
import sys

from kit import postgres
from kit.checks import eventually, expect, expect_equal, main, on_each_store
from kit.people import CHEAP, PASSWORD, People, exported, traces
from kit.server import Server

@on_each_store
def an_export_opens_and_is_complete(store):
    with Server("kith", store=store, **CHEAP) as server:
        people = People(server)
        ann, bob = people.join("ann", display_name="Ann Łee"), people.join("bob")
        people.call("POST", "/users/@bob/follow", {}, ann["token"], 200)
        people.call("POST", "/users/@ann/follow", {}, bob["token"], 200)
        people.call("POST", "/users/@bob/mute", {}, ann["token"], 204)
        facts, files = exported(people, ann["token"])
        for name in ("account.json", "following.json", "followers.json", "blocks_and_mutes.json", "sessions.json", "factors.json",
                     "identities.json", "log.json", "profile.json", "reactions.json"):
            expect(name in files and name in files["README.txt"], f"{name} is not in {sorted(files)}")
            json.loads(files[name])
        account = json.loads(files["account.json"])[0]
        expect_equal(account["display_name"], "Ann Łee")
        expect_equal(account["email"], "ann@example.org")
        expect_equal([row["user_id"] for row in json.loads(files["following.json"])], [bob["user"]["id"]])
        expect_equal([row["user_id"] for row in json.loads(files["followers.json"])], [bob["user"]["id"]])
        expect_equal(json.loads(files["blocks_and_mutes.json"]), [{"user_id": bob["user"]["id"], "blocking": False, "muting": True}])
        expect_equal(json.loads(files["profile.json"]), [{"post_count": 0}])
        expect("account_created" in files["log.json"], files["log.json"])
        expect(not any("argon2" in text or "password_hash" in text for text in files.values()), "a hash is in the export")
        again = people.call("POST", "/users/me/exports", {}, ann["token"], 202).json()
        expect_equal(again["id"], facts["id"], "one that is fresh is not made again")
        expect_equal([row["id"] for row in people.call("GET", "/users/me/exports", token=ann["token"]).json()], [facts["id"]])
        for path in (f"/users/me/exports/{facts['id']}", f"/users/me/exports/{facts['id']}/file"):
            expect("export_not_found" in people.call("GET", path, token=bob["token"], wanted=404).body.decode(), "another's")
            people.call("GET", path, wanted=401)


def change(server, store, statement):
    """Does what only time could do."""
    if store == "sqlite":
        with contextlib.closing(sqlite3.connect(server.database_file(), timeout=20)) as db, db:
            db.execute(statement)
    else:
        postgres.sql(server.store, statement)


def number(server, store, query):
    if store == "postgres":
        return int(postgres.sql(server.store, query))
    with contextlib.closing(sqlite3.connect(server.database_file(), timeout=20)) as db:
        return db.execute(query).fetchone()[0]


def archives(server):
    return [path.name for path in server.data.rglob("*.zip")]


LIMITED = {**CHEAP, "limits": "on", "rate_per_minute": "100000", "rate_per_hour": "100000"}


@on_each_store
def an_export_takes_the_place_of_the_one_before_and_a_day_has_a_few(store):
    with Server("kith", store=store, exports_per_day="3", **LIMITED) as server:
        people = People(server)
        ann, bob = people.join("ann"), people.join("bob")
        exported(people, bob["token"])
        made = []
        for _ in range(3):
            made.append(exported(people, ann["token"])[0]["id"])
            change(server, store, "UPDATE account_export SET created_at = created_at - 120000")
            eventually(lambda: [row["id"] for row in people.call("GET", "/users/me/exports", token=ann["token"]).json()] == made[-1:], 10,
                       "that it is alone")
        expect_equal(len(set(made)), 3, "each is another one")
        eventually(lambda: len(archives(server)) == 2, 10, "that two files are left")
        for old in made[:2]:
            people.call("GET", f"/users/me/exports/{old}/file", token=ann["token"], wanted=404)
        refused = people.call("POST", "/users/me/exports", {}, ann["token"], 429)
        expect(86000 < int(refused.get("retry-after")) <= 86400, refused.get("retry-after"))
        people.call("GET", f"/users/me/exports/{made[2]}/file", token=ann["token"], wanted=200)
        server.restart()
        people.call("POST", "/users/me/exports", {}, ann["token"], 429)
        people.call("POST", "/users/me/exports", {}, bob["token"], 202)
        change(server, store, "UPDATE export_budget SET since = since - 86400000")
        people.call("POST", "/users/me/exports", {}, ann["token"], 202)


@on_each_store
def a_download_that_is_under_way_while_the_export_is_replaced_is_whole(store):
    with Server("kith", store=store, exports_per_day="5", **LIMITED) as server:
        people = People(server)
        ann = people.join("ann")
        facts, _ = exported(people, ann["token"])
        path = f"/api/v1/users/me/exports/{facts['id']}/file"
        # Padded, so that most of it waits in the server for a client that has not read yet: the file's name is gone before it is sent.
        file, = [found for found in server.data.rglob("*.zip") if found.is_file()]
        with open(file, "ab") as padded:
            padded.write(bytes(16 << 20))
        with server.client() as slow:
            slow.send(f"GET {path} HTTP/1.1\r\nHost: kith\r\nAuthorization: Bearer {ann['token']}\r\n\r\n".encode())
            slow.more()
            change(server, store, "UPDATE account_export SET created_at = created_at - 120000")
            exported(people, ann["token"])
            eventually(lambda: not file.exists(), 20, "that the older file goes")
            answer = slow.answer()
        expect_equal((answer.status, len(answer.body)), (200, facts["size"] + (16 << 20)), "the download")
        people.call("GET", f"/users/me/exports/{facts['id']}/file", token=ann["token"], wanted=404)


@on_each_store
def an_export_waits_while_two_others_are_made(store):
    with Server("kith", store=store, **LIMITED) as server:
        people = People(server)
        busy = [people.join(name) for name in ("ann", "bob")]
        for who in busy:
            exported(people, who["token"])
        cid = people.join("cid")
        change(server, store, "UPDATE account_export SET state = 'running'")
        path = f"/users/me/exports/{people.call('POST', '/users/me/exports', {}, cid['token'], 202).json()['id']}"
        put_off = "SELECT COUNT(*) FROM job WHERE kind = 'account_export' AND run_at >= created_at + 2000"
        eventually(lambda: number(server, store, put_off) == 1, 10, "that its job is put off")
        expect_equal(people.call("GET", path, token=cid["token"]).json()["state"], "waiting", "with two under way")
        change(server, store, "UPDATE account_export SET state = 'ready' WHERE state = 'running'")
        eventually(lambda: people.call("GET", path, token=cid["token"]).json()["state"] == "ready", 20, "that it is made")


@on_each_store
def an_export_that_fails_leaves_no_file_and_does_not_count(store):
    with Server("kith", store=store, exports_per_day="1", max_export="1k", **LIMITED) as server:
        people = People(server)
        ann = people.join("ann")
        for _ in range(3):
            path = f"/users/me/exports/{people.call('POST', '/users/me/exports', {}, ann['token'], 202).json()['id']}"
            eventually(lambda: people.call("GET", path, token=ann["token"]).json()["state"] == "failed", 20, "that it fails")
            people.call("GET", path + "/file", token=ann["token"], wanted=409)
        expect_equal(archives(server), [])
        eventually(lambda: not list((server.data / "blobs" / "new").iterdir()), 5, "that half of a file goes")


@on_each_store
def a_deletion_hides_at_once_and_can_be_taken_back(store):
    with Server("kith", store=store, **CHEAP) as server:
        people = People(server)
        ann, bob = people.join("ann"), people.join("bob")
        people.call("POST", "/users/@ann/follow", {}, bob["token"], 200)
        expect("invalid_input" in people.call("DELETE", "/users/me", {}, ann["token"], 422).body.decode(), "a password is asked for")
        expect("bad_password" in people.call("DELETE", "/users/me", {"password": "wrong horse 9"}, ann["token"], 403).body.decode(),
               "the right one")
        left = people.call("DELETE", "/users/me", {"password": PASSWORD}, ann["token"], 202).json()
        days = datetime.datetime.fromisoformat(left["deletes_at"].replace("Z", "+00:00")) - datetime.datetime.now(datetime.timezone.utc)
        expect(13.9 < days.total_seconds() / 86400 < 14.1, f"it is {days}")
        people.call("GET", "/users/me", token=ann["token"], wanted=401)
        people.call("POST", "/auth/refresh", {"refresh_token": ann["refresh_token"]}, wanted=401)
        people.call("GET", "/users/@ann", wanted=404)
        people.call("GET", "/users/@ann/followers", wanted=404)
        eventually(lambda: people.call("GET", "/users/search?q=ann").json()["total"] == 0, 3, "she is not found")
        eventually(lambda: people.call("GET", "/users/@bob").json()["following_count"] == 0, 3, "she does not count")
        expect("username_taken" in people.call("POST", "/auth/register",
                                               {"username": "Ann", "email": "x@example.org", "password": PASSWORD},
                                               wanted=409).body.decode(), "the name stays taken")
        back = people.sign_in("ann")
        expect_equal(back["user"]["deletes_at"], left["deletes_at"])
        people.call("GET", "/users/@ann", wanted=404)
        people.call("POST", "/users/me/restore", {}, back["token"], 204)
        people.call("POST", "/users/me/restore", {}, back["token"], 204)
        people.call("GET", "/users/@ann", wanted=200)
        eventually(lambda: people.call("GET", "/users/search?q=ann").json()["total"] == 1, 3, "she is found")
        eventually(lambda: people.call("GET", "/users/@bob").json()["following_count"] == 1, 3, "she counts")
        eventually(lambda: people.call("GET", "/users/@ann").json()["follower_count"] == 1, 3, "who follows her counts")
        expect("deletes_at" not in people.sign_in("ann")["user"], "nothing is left of it")


def talks(people, ann, bob):
    """Conversations and channels of two, in which each has done something."""
    def talk(who, participants, **more):
        return people.call("POST", "/conversations", {"participant_ids": participants, **more}, who["token"], 201).json()["id"]

    cid = people.join("cid")
    direct, group = talk(ann, ["@bob"]), talk(bob, ["@marguerite"], is_group=True)
    room = people.call("POST", "/channels", {"name": "room", "member_ids": [ann["user"]["id"]]}, bob["token"], 201).json()["id"]
    people.call("PUT", f"/channels/{room}/members/@marguerite", {"role": "admin"}, bob["token"], 200)
    people.call("PUT", f"/channels/{room}/bans/@cid", {}, ann["token"], 204)
    people.call("POST", f"/channels/{room}/invites", {}, ann["token"], 201)
    people.call("PATCH", "/users/me/messaging", {"direct_messages_from": "following"}, cid["token"], 200)
    people.call("PATCH", "/users/me/messaging", {"typing": False}, ann["token"], 200)
    for channel in direct, group, room, talk(ann, ["@cid"]):
        message = people.call("POST", f"/channels/{channel}/messages", {"content": "hello"}, ann["token"], 201).json()["id"]
        people.call("PUT", f"/messages/{message}/reactions/%F0%9F%91%8D", {}, ann["token"], 200)
    return direct, group, room


@on_each_store
def a_deletion_is_complete(store):
    with Server("kith", store=store, deletion_grace="1s", **CHEAP) as server:
        people = People(server)
        ann, bob = people.join("marguerite", display_name="Marguerite Unique"), people.join("bob")
        people.call("POST", "/users/@marguerite/follow", {}, bob["token"], 200)
        people.call("POST", "/users/@bob/follow", {}, ann["token"], 200)
        people.call("POST", "/users/@bob/mute", {}, ann["token"], 204)
        people.call("POST", "/users/@marguerite/profile", {"bio": "Marguerite was here"}, ann["token"], 200, key="my-profile")
        channels = talks(people, ann, bob)
        exported(people, ann["token"])
        people.call("DELETE", "/users/me", {"password": PASSWORD}, ann["token"], 202)
        refused = {"username": "marguerite", "password": PASSWORD}
        eventually(lambda: people.call("POST", "/auth/login", refused).status == 401, 20, "nobody can sign in any more")
        words = "marguerite", ann["user"]["id"]
        try:
            eventually(lambda: not traces(server, store, *words), 20, "the last of her")
        except AssertionError:
            expect_equal(traces(server, store, *words), [], "what is left of her")
        for channel in channels:
            left = people.call("GET", f"/channels/{channel}/messages", token=bob["token"], wanted=200).json()
            expect(left[0]["deleted"] and left[0]["sender"] is None, "what she said:", left)
        expect_equal(people.call("GET", "/users/@bob").json()["follower_count"], 0)
        expect_equal(people.call("GET", "/users/@bob").json()["following_count"], 0)
        expect("username_taken" in people.call("POST", "/auth/register",
                                               {"username": "marguerite", "email": "x@example.org", "password": PASSWORD},
                                               wanted=409).body.decode(), "nobody can pass for her")
        eventually(lambda: not list(server.data.rglob("*.zip")), 10, "the end of the export")


@on_each_store
def letters_that_could_not_be_sent_know_nobody_who_is_no_more(store):
    with Server("kith", store=store, deletion_grace="1s", **CHEAP) as server:
        people = People(server)
        ann = people.join("marguerite")["user"]["id"]
        token = people.sign_in("marguerite")["token"]
        letter = json.dumps({"id": "7", "account": ann, "letter": "no_such_letter", "email": "marguerite@example.org", "detail": "",
                             "at": "2026-01-01T00:00:00.000Z"})
        dead = ("INSERT INTO dead_letter (id, kind, name, subject, key, payload, problem, tries, died_at, event_id, event_partition, "
                f"event_position, event_at, replaying) VALUES (%d, 'job', '%s', '', '', '{letter}', '550 marguerite is away', 8, 1, 0, 0, "
                "0, 0, FALSE)")
        change(server, store, dead % (1, "letter"))
        change(server, store, "INSERT INTO job (id, kind, payload, run_at, tries, claim, created_at) "
                              f"VALUES (2, 'letter', '{letter}', 9000000000000, 3, 0, 1)")
        change(server, store, dead.replace(ann, "77") % (3, "letter"))
        people.call("DELETE", "/users/me", {"password": PASSWORD}, token, 202)
        eventually(lambda: people.call("POST", "/auth/login", {"username": "marguerite", "password": PASSWORD}).status == 401, 20,
                   "that she is gone")
        eventually(lambda: not traces(server, store, ann), 20, "the end of what knew her")
        left = traces(server, store, "marguerite")
        expect(len(left) == 1 and left[0].startswith("dead_letter:") and "3" in left[0][:16],
               f"another's letter stays, and that alone: {left}")


if __name__ == "__main__":
    main(sys.argv[1:])
