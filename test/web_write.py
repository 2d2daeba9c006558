#!/usr/bin/env python3
"""Writing in the web client, in real browsers: posts, drafts, polls, schedules, edits, comments and replies, offline, by keyboard alone."""
import sys

from kit import npm
from kit.checks import case, main
from kit.people import CHEAP
from kit.server import Server


@case
def what_is_written_is_kept_and_arrives_once():
    with npm.installed("passkeys", "web_write.mjs") as folder, Server("kith", **CHEAP) as server:
        npm.all_hold(folder, "web_write.mjs", f"http://127.0.0.1:{server.port}")


if __name__ == "__main__":
    main(sys.argv[1:])
