#!/usr/bin/env python3
"""Stories against whole servers: pictures and their URLs, the end with all bytes, kill -9, the socket, the export."""
import json
import subprocess
import sys
import tempfile
import time
import urllib.parse
from datetime import datetime

from kit.checks import eventually, expect, expect_equal, main, on_each_store
from kit.people import CHEAP, PASSWORD, People, exported
from kit.realtime import Line
from kit.server import BUILD, Server
from kit.uploads import Uploader, blobs, png

GONE_WITHIN = 10                     # of its end


def server(store="sqlite", **settings):
    return Server(program="kith", store=store, **{**CHEAP, **settings})


def right(running):
    done = subprocess.run([BUILD / "kith", "check", "--data", str(running.data), "--store", running.store], capture_output=True, text=True,
                          timeout=60)
    expect_equal(done.returncode, 0, done.stdout + done.stderr)


class Teller(Uploader):
    """Somebody with stories."""

    def __init__(self, running, name):
        self.people = People(running)
        joined = self.people.join(name)
        self.token, self.id = joined["token"], joined["user"]["id"]
        super().__init__(running, self.token)

    def call(self, method, path, body=None, wanted=None):
        return self.people.call(method, path, body, self.token, wanted)

    def picture(self):
        made = self.form(png(700, 500, noise=True)).json()
        return eventually(lambda: (m := self.get(made["id"]).json())["state"] == "ready" and m["id"], 20, "a media that is ready")

    def tell(self, **story):
        return self.call("POST", "/stories", story, 201).json()

    def follows(self, other):
        self.call("POST", f"/users/{other.id}/follow", wanted=200)


def at(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def got(running, url):
    with running.client() as client:
        return client.get("/" + url.split("://", 1)[1].split("/", 1)[1])


def urls(media):
    return [url for url in (media["url"], media["preview_url"], *(size["url"] for size in media["sizes"])) if url]


def left(running):
    return [key for key in blobs(running) if key.startswith(("media/", "incoming/"))]


@on_each_store
def a_picture_is_there_until_the_end_and_then_nothing_of_it(store):
    with server(store, story_ttl="6s") as running:
        ann, bob = Teller(running, "ann"), Teller(running, "bob")
        bob.follows(ann)
        kept, gone = (ann.tell(media_id=ann.picture(), text="Look", audience=audience) for audience in ("followers", "public"))
        expect_equal((gone["kind"], gone["text"], gone["background"]), ("image", "Look", None))
        expect_equal(at(gone["expires_at"]) - at(gone["created_at"]), 6.0)
        shown = bob.call("GET", f"/stories/{gone['id']}", wanted=200).json()
        for url in urls(shown["media"]):
            signed = dict(urllib.parse.parse_qsl(url.split("?", 1)[1]))
            expect(int(signed["exp"]) <= at(gone["expires_at"]), url, gone["expires_at"])
            expect_equal(got(running, url).status, 200)
            expect(got(running, url.split("?")[0]).status in (403, 404), "a plain URL of a story")
        bob.call("POST", f"/stories/{gone['id']}/view", wanted=200)
        highlight = ann.call("POST", "/highlights", {"title": "Best", "story_ids": [kept["id"]]}, 201).json()
        expect(highlight["cover_url"], highlight)
        time.sleep(max(0, at(gone["expires_at"]) - time.time() + 0.01))
        for who in ann, bob:
            expect_equal(who.call("GET", f"/stories/{gone['id']}").status, 404)
        for url in urls(shown["media"]):
            expect(got(running, url).status in (403, 404, 410), "a URL after the end")
        eventually(lambda: len(left(running)) == len(urls(kept["media"])) - 1, GONE_WITHIN, "that its bytes are gone")
        still = bob.call("GET", f"/highlights/{highlight['id']}", wanted=200).json()
        expect_equal(still["stories"][0]["id"], kept["id"])
        for url in (still["cover_url"], *urls(still["stories"][0]["media"])):
            expect_equal(got(running, url).status, 200)
        right(running)
        ann.call("DELETE", f"/highlights/{highlight['id']}", wanted=204)
        eventually(lambda: not left(running), GONE_WITHIN, "that nothing is left")
        expect_equal(ann.usage()["bytes"], 0)
        right(running)


@on_each_store
def one_that_was_killed_catches_up(store):
    with tempfile.TemporaryDirectory() as folder:
        with server(store, story_ttl="5s", folder=folder) as running:
            ann, bob = Teller(running, "ann"), Teller(running, "bob")
            stories = [ann.tell(media_id=ann.picture(), audience="public") for _ in range(3)] + [ann.tell(text="x") for _ in range(150)]
            bob.call("PUT", f"/stories/{stories[0]['id']}/reaction", {"emoji": "🔥"}, 200)
            token = ann.token
            running.kill()
            time.sleep(max(0, at(stories[-1]["expires_at"]) - time.time() + 0.01))
            running.start()
            expect_equal(People(running).call("GET", f"/users/{ann.id}/stories", token=token, wanted=200).json(), [])
            expect_equal(People(running).call("GET", f"/stories/{stories[0]['id']}").status, 404)
            eventually(lambda: not left(running), 2 * GONE_WITHIN, "that nothing is left")
            right(running)


@on_each_store
def who_is_connected_hears_of_it(store):
    with server(store) as running:
        ann, bob, eve = (Teller(running, name) for name in ("ann", "bob", "eve"))
        bob.follows(ann)
        with Line(running, bob.token) as followers, Line(running, eve.token) as strangers:
            followers.hear_of("hello"), strangers.hear_of("hello")
            began = time.monotonic()
            story = ann.tell(text="x", audience="public")
            expect_equal(followers.hear_of("story_created"), {"type": "story_created", "storyId": story["id"], "authorId": ann.id})
            expect(time.monotonic() - began < 2, "within 2 s")
            ann.call("DELETE", f"/stories/{story['id']}", wanted=204)
            expect_equal(followers.hear_of("story_deleted"), {"type": "story_deleted", "storyId": story["id"], "authorId": ann.id})
            eve.call("POST", f"/users/{bob.id}/follow", wanted=200)
            expect("story" not in strangers.hear_of("follow_created", "story_created", "story_deleted")["type"])


@on_each_store
def an_export_has_what_one_told(store):
    with server(store) as running:
        ann, bob = Teller(running, "ann"), Teller(running, "bob")
        story, theirs = ann.tell(text="Mine", audience="close_friends"), bob.tell(text="Theirs", audience="public")
        ann.call("PUT", f"/stories/{theirs['id']}/reaction", {"emoji": "👍🏽"}, 200)
        ann.call("POST", "/highlights", {"title": "Best", "story_ids": [story["id"]]}, 201)
        for path in f"/close_friends/{bob.id}", f"/stories/hidden_from/{bob.id}", f"/users/{bob.id}/stories/mute":
            ann.call("PUT", path, wanted=204)
        _, files = exported(ann.people, ann.token)
        rows = {name: json.loads(files[f"{name}.json"]) for name in ("stories", "highlights", "close_friends", "stories_hidden_from",
                                                                     "story_mutes", "story_reactions")}
        expect_equal([(row["id"], row["text"], row["audience"]) for row in rows["stories"]], [(story["id"], "Mine", "close_friends")])
        expect_equal([(row["title"], row["story_ids"]) for row in rows["highlights"]], [("Best", [story["id"]])])
        for name in "close_friends", "stories_hidden_from", "story_mutes":
            expect_equal([row["user_id"] for row in rows[name]], [bob.id])
        expect_equal([(row["story_id"], row["emoji"]) for row in rows["story_reactions"]], [(theirs["id"], "👍🏽")])


@on_each_store
def moderators_delete_stories_and_leave_a_trace(store):
    with server(store) as running:
        ann, mod = Teller(running, "ann"), Teller(running, "moritz")
        story = ann.tell(text="x", audience="close_friends")
        expect_equal(mod.call("DELETE", f"/stories/{story['id']}").status, 404)
        subprocess.run([BUILD / "kith", "user", "promote", "moritz", "--role", "moderator", "--data", str(running.data), "--store",
                        running.store], check=True, capture_output=True)
        eventually(lambda: mod.call("DELETE", f"/stories/{story['id']}").status == 204, 5, "the role")
        expect_equal(ann.call("GET", f"/stories/{story['id']}").status, 404)
        log = subprocess.run([BUILD / "kith", "audit", "list", "--data", str(running.data), "--store", running.store], check=True,
                             capture_output=True, text=True).stdout
        expect("story_removed" in log, log)


@on_each_store
def an_account_that_leaves_takes_its_stories(store):
    with server(store, deletion_grace="2s") as running:
        ann, bob = Teller(running, "ann"), Teller(running, "bob")
        story, theirs = ann.tell(media_id=ann.picture(), audience="public"), bob.tell(text="x", audience="public")
        ann.call("PUT", f"/stories/{theirs['id']}/reaction", {"emoji": "🔥"}, 200)
        ann.call("DELETE", "/users/me", {"password": PASSWORD}, 202)
        expect_equal(bob.call("GET", f"/stories/{story['id']}").status, 404)
        eventually(lambda: not left(running), 20, "that nothing is left")
        eventually(lambda: bob.call("GET", f"/stories/{theirs['id']}").json()["view_count"] == 0, 10, "that the view is gone")
        right(running)


if __name__ == "__main__":
    main(sys.argv[1:])
