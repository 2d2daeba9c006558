#!/usr/bin/env python3
"""How much of the client the first load of the feed brings, in a real browser: at most 160 KB of script and 25 KB of style."""
import json
import sys

from kit import npm
from kit.checks import case, main
from kit.people import CHEAP, PASSWORD, People
from kit.server import Server


@case
def the_first_load_of_the_feed_is_small():
    with npm.installed("passkeys", "web_sizes.mjs") as folder, Server("kith", **CHEAP) as server:
        people = People(server)
        people.call("POST", "/posts", {"content": "Good morning"}, people.join("ada")["token"], 201)
        answer = people.call("POST", "/auth/login", {"username": "ada", "password": PASSWORD}, wanted=200)
        name, value = answer.get("set-cookie").split(";")[0].split("=", 1)
        origin = f"http://127.0.0.1:{server.port}"
        npm.all_hold(folder, "web_sizes.mjs", origin, json.dumps([{"name": name, "value": value, "url": origin}]))


if __name__ == "__main__":
    main(sys.argv[1:])
