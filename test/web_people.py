#!/usr/bin/env python3
"""People in the web client, in real browsers: profiles, follows, requests, blocks, lists, search as one types, by keyboard, in Arabic."""
import sys

from kit import npm
from kit.checks import case, main
from kit.people import CHEAP
from kit.server import Server


@case
def people_are_found_followed_and_kept_away():
    with npm.installed("passkeys", "web_people.mjs") as folder, Server("kith", **CHEAP) as server:
        npm.all_hold(folder, "web_people.mjs", f"http://127.0.0.1:{server.port}")


if __name__ == "__main__":
    main(sys.argv[1:])
