#!/usr/bin/env python3
"""Media and stories in the web client, in a real browser: attached, described, looked at, heard, cut, shown for a day."""
import sys

from kit import npm
from kit.checks import case, main
from kit.people import CHEAP
from kit.server import Server


@case
def what_is_attached_is_shown():
    with npm.installed("passkeys", "web_media.mjs") as folder, Server("kith", **CHEAP) as server:
        npm.all_hold(folder, "web_media.mjs", f"http://127.0.0.1:{server.port}")


@case
def what_is_recorded_heard_and_seen_to_its_end():
    with npm.installed("passkeys", "web_played.mjs") as folder, Server("kith", **CHEAP) as server:
        npm.all_hold(folder, "web_played.mjs", f"http://127.0.0.1:{server.port}")


@case
def what_a_page_keeps_longer_than_its_addresses_work():
    with npm.installed("passkeys", "web_stale.mjs") as folder, Server("kith", **CHEAP, media_url_ttl="4s") as server:
        npm.all_hold(folder, "web_stale.mjs", f"http://127.0.0.1:{server.port}")


@case
def what_is_shown_for_a_day():
    with npm.installed("passkeys", "web_stories.mjs") as folder, Server("kith", **CHEAP, story_ttl="20s") as server:
        npm.all_hold(folder, "web_stories.mjs", f"http://127.0.0.1:{server.port}")


if __name__ == "__main__":
    main(sys.argv[1:])
