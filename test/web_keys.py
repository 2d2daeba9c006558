#!/usr/bin/env python3
"""Every screen of the client by keyboard alone: each control is reached and seen, dialogs and menus keep the focus and give it back."""
import json
import sys

from kit import npm
from kit.checks import case, main
from kit.people import CHEAP, People
from kit.server import Server


def community(server):
    """One of each thing that has a screen; what the program is told of it."""
    people = People(server)
    ada, bob = (people.join(name, display_name=name.capitalize())["token"] for name in ("ada", "bob"))

    def made(path, body, who):
        return people.call("POST", path, body, who, 201).json()

    post = made("/posts", {"content": "Good morning #walks, see https://example.org/a @ada"}, bob)
    made("/posts", {"content": "Under a fold", "content_warning": "Careful", "poll": {"options": ["Tea", "Rain"], "expires_in": 3600}}, bob)
    made(f"/posts/{post['id']}/comments", {"content": "And to you"}, ada)
    people.call("POST", "/users/@bob/follow", {}, ada)
    people.call("PUT", f"/posts/{post['id']}/reactions/save", {}, ada, 200)
    conversation = made("/conversations", {"participant_ids": ["@ada"]}, bob)
    made(f"/channels/{conversation['id']}/messages", {"content": "Are you there?"}, bob)
    channel = made("/channels", {"name": "Walks", "topic": "Where we go", "kind": "public"}, ada)
    made(f"/channels/{channel['id']}/messages", {"content": "Who comes along?"}, ada)
    return {"username": "bob", "post": post["id"], "tag": "walks", "conversation": conversation["id"], "channel": channel["id"],
            "invite": made(f"/channels/{channel['id']}/invites", {}, ada)["code"], "list": made("/lists", {"title": "Friends"}, ada)["id"],
            "cookies": people.cookies("ada")}


@case
def every_control_is_reached_by_keys():
    with npm.installed("web_shell", "web_keys.mjs") as folder, Server("kith", **CHEAP) as server:
        npm.all_hold(folder, "web_keys.mjs", f"http://127.0.0.1:{server.port}", json.dumps(community(server)))


if __name__ == "__main__":
    main(sys.argv[1:])
