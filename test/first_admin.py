#!/usr/bin/env python3
"""The link that makes the first admin, opened in a real browser."""
import re
import sys

from kit import npm
from kit.checks import eventually, main, on_each_store
from kit.server import Server


@on_each_store
def the_page_of_the_first_admin_works_in_a_browser(store):
    with (npm.installed("passkeys", "first_admin.mjs") as folder,
          Server("kith", store=store, password_memory="64k", password_passes="1") as server):
        link = eventually(lambda: re.search(r"http://\S+/first-admin#\S+", server.log_text()), 10, "the link")
        npm.all_hold(folder, "first_admin.mjs", link[0])


if __name__ == "__main__":
    main(sys.argv[1:])
