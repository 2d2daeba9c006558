#!/usr/bin/env python3
"""What is left of a session in a browser: nothing for whoever comes next, in the same tab, in another, or by going back."""
import sys

from kit import npm
from kit.checks import case, main
from kit.people import CHEAP
from kit.server import Server


@case
def what_is_left_of_a_session():
    with npm.installed("passkeys", "web_session.mjs") as folder, Server("kith", **CHEAP) as server:
        npm.all_hold(folder, "web_session.mjs", f"http://localhost:{server.port}")


if __name__ == "__main__":
    main(sys.argv[1:])
