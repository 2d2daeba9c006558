#!/usr/bin/env python3
"""The link that makes the first admin, opened in a real browser."""
import pathlib
import re
import shutil
import subprocess
import sys

from kit import npm
from kit.checks import eventually, expect, main, on_each_store
from kit.server import Server


@on_each_store
def the_page_of_the_first_admin_works_in_a_browser(store):
    with npm.installed("passkeys") as folder, Server("kith", store=store, password_memory="64k", password_passes="1") as server:
        link = eventually(lambda: re.search(r"http://\S+/first-admin#\S+", server.log_text()), 10, "the link")
        shutil.copy(pathlib.Path(__file__).with_name("first_admin.mjs"), folder)
        done = subprocess.run(["node", "first_admin.mjs", link[0]], cwd=folder, capture_output=True, text=True, timeout=300)
        expect(re.search(r"^[1-9]\d* passed, 0 failed$", done.stdout, re.M), done.stdout[-3000:] + done.stderr[-3000:])


if __name__ == "__main__":
    main(sys.argv[1:])
