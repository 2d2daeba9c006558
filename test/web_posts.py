#!/usr/bin/env python3
"""Feeds and cards of the web client, in real browsers: read, like, boost, save, delete and undo, vote, live news, by keyboard alone."""
import sys

from kit import npm
from kit.checks import case, main
from kit.people import CHEAP
from kit.server import Server


@case
def feeds_and_cards_do_what_they_say():
    with npm.installed("passkeys", "web_posts.mjs") as folder, Server("kith", **CHEAP) as server:
        npm.all_hold(folder, "web_posts.mjs", f"http://127.0.0.1:{server.port}")


if __name__ == "__main__":
    main(sys.argv[1:])
