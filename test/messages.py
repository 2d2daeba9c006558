#!/usr/bin/env python3
"""
Messages on a whole server, on both stores: what is acknowledged outlives kills, each client_ref is one message, numbers have no
gaps, on several processes too; and what is deleted is readable nowhere.
"""
import json
import random
import subprocess
import threading
import time

from kit.checks import case, eventually, expect, expect_equal, main, on_each_store
from kit.client import Gone
from kit.people import CHEAP, PASSWORD, People, exported, traces
from kit.realtime import Line
from kit.server import BUILD, Server

SECRET = "zanzibarite"                           # in each text that is to go
WRITERS, EACH, KILLS = 64, 8, 3


def checks_out(server):
    command = [str(BUILD / "kith"), "check", "--data", str(server.data), "--store", server.store]
    told = subprocess.run(command, capture_output=True, text=True, timeout=120)
    expect_equal(told.returncode, 0, told.stdout + told.stderr)


def send(people, token, channel, wanted=201, **members):
    return people.call("POST", f"/channels/{channel}/messages", members, token, wanted).json()


def history(people, token, channel):
    """All of it, oldest first."""
    found, before = [], ""
    while page := people.call("GET", f"/channels/{channel}/messages?limit=100{before}", token=token, wanted=200).json():
        found += page
        before = f"&before={page[-1]['id']}"
    return found[::-1]


# ---- kills ----

class Writer(threading.Thread):
    """Sends its messages one after the other, each until it is acknowledged, with one client_ref."""

    def __init__(self, servers, name, token, channel):
        super().__init__()
        self.servers, self.name, self.token, self.channel = servers, name, token, channel
        self.acknowledged, self.problem = [], None

    def run(self):
        try:
            for n in range(EACH):
                self.acknowledged.append(self.once(f"{self.name} {n}"))
        except Exception as problem:
            self.problem = problem

    def once(self, ref):
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                people = People(random.choice(self.servers))
                answer = people.call("POST", f"/channels/{self.channel}/messages", {"content": ref, "client_ref": ref}, self.token)
                if answer.status in (200, 201):
                    return answer.json()
                expect(answer.status >= 500, "a send was refused:", answer)
            except (Gone, OSError):
                pass
            time.sleep(0.01)
        raise AssertionError(f"{ref} was not acknowledged")


def written_through(servers, break_it):
    """Everybody writes while `break_it` does its worst; then nothing is lost, doubled or out of order."""
    people = People(servers[0])
    names = [f"writer_{n}" for n in range(WRITERS)]
    tokens = [people.join(name)["token"] for name in names]
    channel = people.call("POST", "/channels", {"name": "All"}, tokens[0], 201).json()["id"]
    for token in tokens[1:]:
        people.call("POST", f"/channels/{channel}/join", {}, token, 200)
    writers = [Writer(servers, name, token, channel) for name, token in zip(names, tokens)]
    for writer in writers:
        writer.start()
    break_it(lambda: sum(len(writer.acknowledged) for writer in writers))
    for writer in writers:
        writer.join()
        expect(not writer.problem, writer.problem)
    found = history(people, tokens[0], channel)
    expect_equal([m["seq"] for m in found], list(range(1, WRITERS * EACH + 1)), "the numbers")
    expect_equal(sorted(m["content"] for m in found), sorted(f"{name} {n}" for name in names for n in range(EACH)), "what was written")
    by_id = {m["id"]: m for m in found}
    for writer in writers:
        numbers = [m["seq"] for m in writer.acknowledged]
        expect_equal(numbers, sorted(numbers), f"the order of {writer.name}")
        for m in writer.acknowledged:
            expect_equal((by_id[m["id"]]["seq"], by_id[m["id"]]["content"]), (m["seq"], m["content"]), "what was acknowledged")
    shown = people.call("GET", f"/channels/{channel}", token=tokens[0], wanted=200).json()
    expect_equal((shown["last_seq"], shown["last_message_id"]), (len(found), found[-1]["id"]), "the channel's last")
    checks_out(servers[0])


@on_each_store
def what_many_write_to_one_channel_outlives_kills_without_a_gap(store):
    def kills(done):
        for n in range(1, KILLS + 1):
            eventually(lambda: done() >= n * WRITERS * EACH // (KILLS + 1), 60, "some of the messages")
            server.kill()
            server.start()

    with Server("kith", store=store, **CHEAP) as server:
        written_through([server], kills)


@case
def two_processes_number_one_channel_while_one_is_killed():
    def kills(done):
        for n in range(1, KILLS + 1):
            eventually(lambda: done() >= n * WRITERS * EACH // (KILLS + 1), 60, "some of the messages")
            second.kill()
            second.start()

    with Server("kith", store="postgres", **CHEAP) as first:
        key = (first.data / "secret.key").read_text().strip()
        with Server("kith", store=first.store, secret_key=key, **CHEAP) as second:
            written_through([first, second], kills)


# ---- over a socket ----

def without_cursor(heard):
    return {name: value for name, value in heard.items() if name != "cursor"}


@on_each_store
def a_socket_sends_edits_and_deletes_by_the_rules_of_the_routes(store):
    with Server("kith", store=store, **CHEAP) as server:
        people = People(server)
        ann, bob = people.join("ann"), people.join("bob")
        direct = people.call("POST", "/conversations", {"participant_ids": [bob["user"]["id"]]}, ann["token"], 201).json()["id"]
        with Line(server, ann["token"]) as a, Line(server, bob["token"]) as b:
            ack = a.ask("send", channelId=direct, content="Hello @bob", clientRef="one")
            message = ack["messageId"]
            shown = people.call("GET", f"/messages/{message}", token=ann["token"], wanted=200).json()
            expect_equal(ack, {"type": "ack", "ref": "r1", "channelId": direct, "messageId": message, "seq": 1, "clientRef": "one",
                               "createdAt": shown["created_at"], "duplicate": False})
            expect_equal(without_cursor(b.hear_of("dm")), {
                "type": "dm", "from": ann["user"]["id"], "channelId": direct, "messageId": message, "seq": 1, "kind": "direct",
                "threadRootId": None, "replyToId": None, "mention": True})
            again = a.ask("send", channelId=direct, content="Hello @bob", clientRef="one")
            expect_equal((again["messageId"], again["duplicate"]), (message, True))
            expect_equal(a.ask("send", channelId=direct, content="Else", clientRef="one")["code"], "client_ref_reused")
            expect_equal(a.ask("send", channelId=direct, content=" ")["code"], "invalid_input")
            expect_equal(a.ask("send", channelId="99", content="x")["code"], "channel_not_found")
            expect_equal(a.ask("send", channelId=direct, content="x", mediaIds=["7"])["code"], "media_not_found")
            expect_equal(a.ask("send", channelId=direct, content="x", replyToId="99")["code"], "message_not_found")
            expect_equal(b.ask("edit", messageId=message, content="x")["code"], "not_allowed")
            expect_equal(a.ask("edit", messageId=message, content="Changed")["messageId"], message)
            expect_equal(b.hear_of("message_edited")["messageId"], message)
            expect_equal(b.ask("delete", messageId=message)["code"], "not_allowed")
            expect_equal(a.ask("delete", messageId=message)["messageId"], message)
            expect_equal(without_cursor(b.hear_of("message_deleted")), {
                "type": "message_deleted", "channelId": direct, "messageId": message, "seq": 1, "by": ann["user"]["id"]})
            expect_equal(a.ask("edit", messageId=message, content="x")["code"], "message_deleted")
            people.call("POST", f"/users/{ann['user']['id']}/block", {}, bob["token"], 204)
            expect_equal(a.ask("send", channelId=direct, content="x")["code"], "cannot_message")


# ---- what is gone ----

def nothing_left(server, store):
    try:
        eventually(lambda: not traces(server, store, SECRET), 30, "the last of it")
    except AssertionError:
        expect_equal(traces(server, store, SECRET), [], "what is left of it")


@on_each_store
def what_a_deleted_message_said_is_readable_nowhere(store):
    with Server("kith", store=store, **CHEAP) as server:
        people = People(server)
        ann, bob = people.join("ann")["token"], people.join("bob")["token"]
        channel = people.call("POST", "/channels", {"name": "Stones"}, ann, 201).json()["id"]
        people.call("POST", f"/channels/{channel}/join", {}, bob, 200)
        first = people.call("POST", f"/channels/{channel}/messages", {"content": f"@bob {SECRET}", "client_ref": "r"}, ann, 201,
                            key="once").json()
        one = f"/messages/{first['id']}"
        for n in range(3):
            people.call("PATCH", one, {"content": f"@bob {SECRET} {n}"}, ann, 200)
        people.call("PUT", f"{one}/reactions/%F0%9F%91%8D", None, bob, 200)
        people.call("PUT", f"/channels/{channel}/pins/{first['id']}", None, ann, 204)
        answer = send(people, bob, channel, content="Indeed", reply_to_id=first["id"], thread_root_id=first["id"])
        shown = (one, one + "/history", f"/messages/{answer['id']}", f"/channels/{channel}/messages", f"/channels/{channel}/pins")
        for path in shown:
            expect(SECRET in people.call("GET", path, token=bob, wanted=200).body.decode(), path)
        find = f"/messages/search?q={SECRET}"
        eventually(lambda: len(people.call("GET", find, token=bob, wanted=200).json()) == 1, 10, "a search that finds it")
        expect(traces(server, store, SECRET), "it is looked for where it is")
        people.call("DELETE", one, None, ann, 204)
        for path in (*shown, "/channels"):
            expect(SECRET not in people.call("GET", path, token=bob, wanted=200).body.decode(), path)
        eventually(lambda: people.call("GET", find, token=bob, wanted=200).json() == [], 10, "a search that finds nothing")
        again = people.call("POST", f"/channels/{channel}/messages", {"content": f"@bob {SECRET}", "client_ref": "r"}, ann, 201, key="once")
        expect_equal((again.json()["id"], again.json()["deleted"]), (first["id"], True), "a repeat by its key")
        again = send(people, ann, channel, 200, content=f"@bob {SECRET}", client_ref="r")
        expect_equal((again["id"], again["deleted"]), (first["id"], True), "a repeat by its client_ref")
        expect_equal(people.call("GET", f"/channels/{channel}", token=bob).json()["mention_count"], 0, "mentions")
        nothing_left(server, store)
        for token in (ann, bob):
            _, files = exported(people, token)
            expect_equal([name for name in files if SECRET in files[name]], [], "files of an export with it")
        checks_out(server)


@on_each_store
def what_an_erased_account_wrote_is_readable_nowhere(store):
    with Server("kith", store=store, deletion_grace="1s", **CHEAP) as server:
        people = People(server)
        ann, bob = people.join("ann")["token"], people.join("bob")
        channel = people.call("POST", "/channels", {"name": "Stones"}, ann, 201).json()["id"]
        direct = people.call("POST", "/conversations", {"participant_ids": [bob["user"]["id"]]}, ann, 201).json()["id"]
        people.call("POST", f"/channels/{channel}/join", {}, bob["token"], 200)
        wrote = [send(people, ann, where, content=f"@bob {SECRET}", client_ref="r") for where in (channel, direct)]
        people.call("PATCH", f"/messages/{wrote[0]['id']}", {"content": f"still {SECRET}"}, ann, 200)
        _, files = exported(people, ann)
        kept = {row["id"]: row for row in json.loads(files["messages.json"])}
        expect_equal(kept[wrote[0]["id"]]["history"][0]["content"], f"@bob {SECRET}")
        people.call("DELETE", "/users/me", {"password": PASSWORD}, ann, 202)
        sign_in = {"username": "ann", "password": PASSWORD}
        eventually(lambda: people.call("POST", "/auth/login", sign_in).status == 401, 20, "the end of ann")
        read = lambda m: people.call("GET", f"/messages/{m['id']}", token=bob["token"], wanted=200).json()
        for m in wrote:
            eventually(lambda: (read(m)["deleted"], read(m)["sender"]) == (True, None), 20, "a tombstone without sender")
            expect_equal(read(m)["seq"], m["seq"])
        nothing_left(server, store)
        checks_out(server)


if __name__ == "__main__":
    main()
