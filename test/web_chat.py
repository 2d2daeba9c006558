#!/usr/bin/env python3
"""Messages and channels of the web client, in a real browser, on a server that is killed meanwhile."""
import json
import sys

from kit import npm
from kit.checks import case, main
from kit.people import CHEAP, PASSWORD, People
from kit.server import Server


def signed_in(people, name, shown):
    """Who they are to this program, and to a browser."""
    token = people.join(name)["token"]
    people.call("PATCH", "/users/me", {"display_name": shown}, token, 200)
    answer = people.call("POST", "/auth/login", {"username": name, "password": PASSWORD}, wanted=200)
    cookie, value = answer.get("set-cookie").split(";")[0].split("=", 1)
    return {"token": token, "cookies": [{"name": cookie, "value": value}]}


@case
def people_talk_in_browsers():
    with npm.installed("passkeys", "web_chat.mjs") as folder, Server("kith", **CHEAP, messages_per_minute="100000") as server:
        people = People(server)
        told = {name: signed_in(people, name, name.capitalize()) for name in ("ada", "bob", "carol")}
        ada, bob = told["ada"]["token"], told["bob"]["token"]

        def group(name):
            asked = {"participant_ids": ["@bob", "@carol"], "is_group": True, "name": name}
            return people.call("POST", "/conversations", asked, ada, 201).json()["id"]

        def filled(channel, word, count):
            for n in range(count):
                people.call("POST", f"/channels/{channel}/messages", {"content": f"{word}{n}."}, bob, 201)

        told["dm"] = people.call("POST", "/conversations", {"participant_ids": ["@bob"]}, ada, 201).json()["id"]
        people.call("POST", f"/channels/{told['dm']}/messages", {"content": "Good morning"}, ada, 201)
        told["group"] = group("Two and one")
        unread, long = group("Unread ones"), group("Long one")

        def kill():
            server.kill()
            server.start()

        orders = {"kill": kill, "writes": lambda: filled(unread, "unread", 80), "many": lambda: filled(long, "many", 2000)}
        npm.led(folder, "web_chat.mjs", orders, f"http://127.0.0.1:{server.port}", json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
