#!/usr/bin/env python3
"""The server's pages in a real browser that runs no scripts: what people do by forms and links, from joining to a forgotten password."""
import sys
import tempfile

from kit import npm
from kit.checks import case, main
from kit.people import CHEAP
from kit.server import Server


@case
def all_that_needs_no_scripts_works_without_them():
    with npm.installed("passkeys", "web_plain.mjs") as folder, tempfile.TemporaryDirectory(prefix="kith-letters-") as letters, \
            Server("kith", **CHEAP, mail=f"file:{letters}") as server:
        npm.all_hold(folder, "web_plain.mjs", f"http://localhost:{server.port}", letters)


if __name__ == "__main__":
    main(sys.argv[1:])
