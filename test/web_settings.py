#!/usr/bin/env python3
"""All settings of the web client, in real browsers: each saves by itself, and what was chosen is there after a reload."""
import sys

from kit import npm
from kit.checks import case, main
from kit.people import CHEAP
from kit.server import Server


@case
def settings_save_by_themselves():
    with npm.installed("passkeys", "web_settings.mjs") as folder, Server("kith", **CHEAP) as server:
        npm.all_hold(folder, "web_settings.mjs", f"http://localhost:{server.port}")


if __name__ == "__main__":
    main(sys.argv[1:])
