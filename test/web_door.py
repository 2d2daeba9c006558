#!/usr/bin/env python3
"""Coming in, in real browsers: from joining to the first post, with a password, a passkey and a code, by keyboard alone, from right to left."""
import sys

from kit import npm
from kit.checks import case, main
from kit.people import CHEAP
from kit.server import Server


@case
def people_join_and_sign_in():
    with npm.installed("passkeys", "web_door.mjs") as folder, Server("kith", **CHEAP) as server:
        npm.all_hold(folder, "web_door.mjs", f"http://localhost:{server.port}")


if __name__ == "__main__":
    main(sys.argv[1:])
