#!/usr/bin/env python3
"""
Posts on a whole server, on both stores: what is deleted is readable nowhere, scheduled posts come once whatever happens to
the server, and `kith check` agrees beside it.
"""
import datetime
import json
import subprocess
import threading
import time

from kit.checks import eventually, expect, expect_equal, main, on_each_store
from kit.people import CHEAP, PASSWORD, People, exported, traces
from kit.server import BUILD, Server

SECRET = "zanzibarite"                           # in each text that is to go


def in_seconds(n):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=n)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def checks_out(server):
    command = [str(BUILD / "kith"), "check", "--data", str(server.data), "--store", server.store]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60)
    expect_equal(told.returncode, 0, told.stdout + told.stderr)


def nothing_left(server, store):
    try:
        eventually(lambda: not traces(server, store, SECRET), 20, "the last of it")
    except AssertionError:
        expect_equal(traces(server, store, SECRET), [], "what is left of it")


def post(people, token, **members):
    return people.call("POST", "/posts", members, token, 201).json()


@on_each_store
def what_a_deleted_post_said_is_readable_nowhere(store):
    with Server("kith", store=store, **CHEAP) as server:
        people = People(server)
        ann, bob = people.join("ann")["token"], people.join("bob")["token"]
        people.call("POST", "/users/@ann/follow", {}, bob, 200)
        said = post(people, ann, content=f"{SECRET} #{SECRET}", content_warning=SECRET, poll={"options": [SECRET, "b"]})
        one = f"/posts/{said['id']}"
        for n in range(3):
            people.call("PATCH", one, {"content": f"{SECRET} {n} #{SECRET}{n}"}, ann, 200)
        people.call("POST", one + "/comments", {"content": f"so {SECRET}"}, bob, 201)
        people.call("POST", one + "/votes", {"choices": [0]}, bob, 200)
        for kind in ("like", "save", "boost"):
            people.call("PUT", f"{one}/reactions/{kind}", None, bob, 200)
        quote = post(people, bob, content="Look", boost_of=said["id"])
        for token in (ann, bob, None):           # into each cache
            for path in (one, one + "/history", one + "/comments", "/users/@ann/posts", f"/posts/{quote['id']}"):
                expect(SECRET in people.call("GET", path, token=token, wanted=200).body.decode() or "history" in path, path)
        draft = people.call("POST", "/drafts", {"content": SECRET}, ann, 201).json()
        late = people.call("POST", "/posts", {"content": SECRET, "publish_at": in_seconds(3600)}, ann, 202).json()
        expect(traces(server, store, SECRET), "it is looked for where it is")
        people.call("DELETE", one, None, ann, 204)
        for which in (draft, late):
            people.call("DELETE", f"/drafts/{which['id']}", None, ann, 204)
        for token in (ann, bob, None):
            for path in (one, one + "/history", one + "/comments", one + "/reactions"):
                people.call("GET", path, token=token, wanted=404)
            for path in ("/users/@ann/posts", "/users/@bob/posts", f"/posts/{quote['id']}", "/timeline/public"):
                expect(SECRET not in people.call("GET", path, token=token, wanted=200).body.decode(), path)
        eventually(lambda: people.call("GET", f"/search?q={SECRET}", token=ann, wanted=200).json() == [], 10, "a search that finds nothing")
        nothing_left(server, store)
        for token in (ann, bob):
            _, files = exported(people, token)
            expect_equal([name for name in files if SECRET in files[name]], [], "files of an export with it")
        checks_out(server)


@on_each_store
def what_an_erased_account_published_is_readable_nowhere(store):
    with Server("kith", store=store, deletion_grace="1s", **CHEAP) as server:
        people = People(server)
        ann, bob = people.join("ann")["token"], people.join("bob")["token"]
        said = post(people, ann, content=f"{SECRET} #{SECRET}", poll={"options": [SECRET, "b"]})
        people.call("PATCH", f"/posts/{said['id']}", {"content": f"still {SECRET}"}, ann, 200)
        people.call("POST", "/drafts", {"content": SECRET}, ann, 201)
        people.call("POST", "/posts", {"content": SECRET, "publish_at": in_seconds(3600)}, ann, 202)
        people.call("POST", "/posts", {"content": f"again {SECRET}"}, ann, 201, key="once")
        other = post(people, bob, content="Hello")
        post(people, ann, content=SECRET, boost_of=other["id"])
        people.call("PUT", f"/posts/{other['id']}/reactions/like", None, ann, 200)
        people.call("PUT", f"/posts/{other['id']}/reactions/boost", None, ann, 200)
        quote = post(people, bob, content="Look", boost_of=said["id"])
        _, files = exported(people, ann)
        kept = {row["id"]: row for row in json.loads(files["posts.json"])}
        expect_equal(kept[said["id"]]["history"][0]["content"], f"{SECRET} #{SECRET}")
        expect_equal(kept[said["id"]]["poll"]["options"][0]["text"], SECRET)
        expect_equal(len(json.loads(files["drafts.json"])), 2)
        people.call("DELETE", "/users/me", {"password": PASSWORD}, ann, 202)
        people.call("GET", f"/posts/{said['id']}", token=bob, wanted=404)
        expect_equal(people.call("GET", f"/posts/{quote['id']}", token=bob, wanted=200).json()["boost_of"], None)
        sign_in = {"username": "ann", "password": PASSWORD}
        eventually(lambda: people.call("POST", "/auth/login", sign_in).status == 401, 20, "the end of ann")
        nothing_left(server, store)
        counts = lambda: [people.call("GET", f"/posts/{other['id']}").json()[n] for n in ("like_count", "boost_count", "quote_count")]
        eventually(lambda: counts() == [0, 0, 0], 10, "counts without her")
        checks_out(server)


def published(people, name):
    return people.call("GET", f"/users/@{name}/posts?limit=100", wanted=200).json()


@on_each_store
def a_post_whose_time_passes_while_the_server_is_down_comes_once(store):
    with Server("kith", store=store, **CHEAP) as server:
        people = People(server)
        ann = people.join("ann")["token"]
        for n in range(20):
            people.call("POST", "/posts", {"content": f"post {n}", "publish_at": in_seconds(2)}, ann, 202)
        due = time.monotonic() + 2
        server.kill()
        time.sleep(max(0, due - time.monotonic()))
        server.start()
        eventually(lambda: len(published(people, "ann")) == 20, 10, "twenty posts")
        expect_equal(sorted(p["content"] for p in published(people, "ann")), sorted(f"post {n}" for n in range(20)))
        expect_equal(people.call("GET", "/drafts", token=ann).json(), [])
        checks_out(server)


@on_each_store
def posts_that_become_due_while_the_server_is_killed_come_once(store):
    with Server("kith", store=store, **CHEAP) as server:
        people = People(server)
        ann = people.join("ann")["token"]
        for n in range(60):
            people.call("POST", "/posts", {"content": f"post {n}", "publish_at": in_seconds(1 + n / 60)}, ann, 202)
        for _ in range(3):
            before = len(published(people, "ann"))
            eventually(lambda: len(published(people, "ann")) > before, 30, "some of them")
            server.kill()
            server.start()
        eventually(lambda: not people.call("GET", "/drafts", token=ann).json(), 40, "the last of them")
        expect_equal(sorted(p["content"] for p in published(people, "ann")), sorted(f"post {n}" for n in range(60)))
        checks_out(server)


@on_each_store
def one_that_is_due_is_there_within_two_seconds(store):
    with Server("kith", store=store, **CHEAP) as server:
        people = People(server)
        ann = people.join("ann")["token"]
        at = in_seconds(1)
        people.call("POST", "/posts", {"content": "now", "publish_at": at}, ann, 202)
        eventually(lambda: published(people, "ann"), 1 + 2 + 5, "the post")
        made = published(people, "ann")[0]["created_at"]
        seconds = datetime.datetime.fromisoformat(made.replace("Z", "+00:00")) - datetime.datetime.fromisoformat(at.replace("Z", "+00:00"))
        expect(0 <= seconds.total_seconds() < 2, f"it came {seconds} after its time")


@on_each_store
def of_the_same_post_sent_often_at_once_there_is_one(store):
    with Server("kith", store=store, **CHEAP) as server:
        people, answers = People(server), []
        ann = people.join("ann")["token"]
        send = lambda: answers.append(people.call("POST", "/posts", {"content": "once"}, ann, key="the-key"))
        threads = [threading.Thread(target=send) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        made = {answer.json()["id"] for answer in answers if answer.status == 201}
        expect_equal((len(made), len(published(people, "ann"))), (1, 1), [answer.status for answer in answers])


if __name__ == "__main__":
    main()
