#!/usr/bin/env python3
"""The client's frame in a real browser: going about, keys, focus, languages, widths; and every screen under axe, in both themes and three widths."""
import contextlib
import json
import sys

from kit import npm
from kit.checks import case, main
from kit.people import CHEAP, People
from kit.pictures import given, png, wav
from kit.server import Server

NAMES = {"ada": "Ada Lovelace", "bob": "Bob <b>Marlowe</b> \u202eolrac", "eve": "عمر الخيام"}
TEXTS = ["Good morning #walks", "See https://example.org/a/very/long/path/that/goes/on and on, @ada", "a" * 400, "صباح الخير #walks"]


def cookies_of(people, name):
    answer = people.call("POST", "/auth/login", {"username": name, "password": "correct horse 9"}, wanted=200)
    cookie, value = answer.get("set-cookie").split(";")[0].split("=", 1)
    return [{"name": cookie, "value": value}]


def community(server):
    """Some people, and one of each thing that has a screen; what the programs are told of it."""
    people = People(server)
    token = {name: people.join(name, display_name=shown)["token"] for name, shown in NAMES.items()}

    def made(path, body, who="bob"):
        return people.call("POST", path, body, token[who], 201).json()

    posts = [made("/posts", {"content": TEXTS[n % len(TEXTS)]}) for n in range(24)]
    people.call("POST", "/users/@bob/follow", {}, token["ada"])
    made(f"/posts/{posts[-1]['id']}/comments", {"content": "And to you"}, "eve")
    for name in ("like", "save"):
        people.call("PUT", f"/posts/{posts[-1]['id']}/reactions/{name}", {}, token["ada"])
    seen = [given(people, token["bob"], "hills.png", png(120, 80, n / 3), description="Hills <b>") for n in range(2)]
    made("/posts", {"content": "Look", "media_ids": seen})
    made("/posts", {"content": "Folded", "sensitive": True, "media_ids": [given(people, token["bob"], "sun.png", png(80, 120))]})
    made("/stories", {"text": "Frost on the meadow", "audience": "public"})
    pictured = made("/stories", {"media_id": given(people, token["ada"], "path.png", png(90, 160)), "text": "The path"}, "ada")
    kept = [pictured["id"], made("/stories", {"text": "Rain"}, "ada")["id"]]
    made("/highlights", {"title": "Walks", "story_ids": kept, "cover_story_id": kept[0]}, "ada")
    made("/stories", {"text": "Not in it"}, "ada")
    conversation = made("/conversations", {"participant_ids": ["@ada"]})
    made(f"/channels/{conversation['id']}/messages", {"content": "Are you there?"})
    heard = [given(people, token["bob"], "song.wav", wav()), given(people, token["bob"], "map.pdf", b"%PDF-1.4 a map", kind="file")]
    made(f"/channels/{conversation['id']}/messages", {"media_ids": heard})
    channel = made("/channels", {"name": "Walks", "topic": "Where we go", "kind": "public"}, "ada")
    invite = made(f"/channels/{channel['id']}/invites", {}, "ada")
    made_list = made("/lists", {"title": "Friends"}, "ada")
    return {"username": "bob", "post": posts[-1]["id"], "tag": "walks", "conversation": conversation["id"], "channel": channel["id"],
            "invite": invite["code"], "list": made_list["id"], "cookies": cookies_of(people, "ada")}


@contextlib.contextmanager
def told():
    with npm.installed("web_shell") as folder, Server("kith", **CHEAP) as server:
        yield folder, f"http://127.0.0.1:{server.port}", json.dumps(community(server))


@case
def the_frame_of_every_page():
    with told() as (folder, origin, facts):
        npm.all_hold(folder, "frame.mjs", origin, facts)


def looked_at(language):
    with told() as (folder, origin, facts):
        npm.all_hold(folder, "axe.mjs", origin, facts, language)


@case
def axe_finds_nothing_on_any_screen():
    looked_at("en")


@case
def axe_finds_nothing_from_right_to_left():
    looked_at("ar")


@case
def axe_finds_nothing_on_what_opens_of_media_and_stories():
    with told() as (folder, origin, facts):
        npm.all_hold(folder, "opened.mjs", origin, facts)


if __name__ == "__main__":
    main(sys.argv[1:])
