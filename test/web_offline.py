#!/usr/bin/env python3
"""The client without a network, in a real browser: what was read is there, and a new version waits until it is let in."""
import json
import sys

from kit import npm
from kit.checks import case, main
from kit.people import CHEAP, PASSWORD, People
from kit.server import Server


@case
def what_was_read_is_there_without_a_network():
    with npm.installed("passkeys", "web_offline.mjs") as folder, Server("kith", **CHEAP) as server:
        people = People(server)
        people.call("POST", "/posts", {"content": "Good morning"}, people.join("ada")["token"], 201)
        answer = people.call("POST", "/auth/login", {"username": "ada", "password": PASSWORD}, wanted=200)
        name, value = answer.get("set-cookie").split(";")[0].split("=", 1)
        origin = f"http://127.0.0.1:{server.port}"
        npm.all_hold(folder, "web_offline.mjs", origin, json.dumps([{"name": name, "value": value, "url": origin}]))


if __name__ == "__main__":
    main(sys.argv[1:])
