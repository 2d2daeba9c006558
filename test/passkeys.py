#!/usr/bin/env python3
"""Passkeys in a real browser, Debian's Chromium with its virtual authenticator, on a page that kith serves; on each store."""
import pathlib
import re
import subprocess

from kit import npm
from kit.checks import STORES, report, verdict
from kit.server import Server

PAGE = pathlib.Path(__file__).with_name("passkeys") / "page"
LIGHT = {"password_memory": "64k", "password_passes": "1", "web_root": str(PAGE)}
LONGEST = 600


def turned_on(store, folder):
    """What the browser's cases say, and how many of them passed and failed."""
    with Server("kith", store=store, **LIGHT) as server, Server("kith", **LIGHT) as elsewhere:
        done = subprocess.run(["node", "passkeys.mjs", str(server.port), str(elsewhere.port)], cwd=folder, capture_output=True,
                              text=True, timeout=LONGEST)
        for line in done.stdout.splitlines()[:-1]:
            print(re.sub(r"^((?:not )?ok .*)$", rf"\1 ({store})", line), flush=True)
    counts = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.M)
    if not counts:
        raise AssertionError(f"the browser's cases did not end: {done.stdout}{done.stderr}")
    return int(counts[1]), int(counts[2])


def main():
    passed = failed = 0
    try:
        with npm.installed("passkeys") as folder:
            for store in STORES:
                good, bad = turned_on(store, folder)
                passed, failed = passed + good, failed + bad
    except Exception as problem:
        report("the browser and its servers start and end well", problem)
        failed += 1
    verdict(passed, failed)


if __name__ == "__main__":
    main()
