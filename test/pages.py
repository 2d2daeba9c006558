#!/usr/bin/env python3
"""The pages of docs/ that are printed from the program's tables are up to date. KITH_TEST_WRITE=1 writes them."""
import os
import subprocess
import sys

from kit.checks import case, expect, main
from kit.server import BUILD, ROOT


def made(page):
    return subprocess.run([BUILD / "kith", "docs", page], check=True, capture_output=True, text=True).stdout


def holds(page):
    file = ROOT / f"docs/{page}.md"
    if os.environ.get("KITH_TEST_WRITE"):
        file.write_text(made(page))
    expect(file.read_text() == made(page), f"docs/{page}.md is not what the tables say: KITH_TEST_WRITE=1 test/pages.py writes it")


@case
def the_page_about_settings_is_what_the_tables_say():
    holds("settings")


@case
def the_page_about_permissions_is_what_the_tables_say():
    holds("permissions")


@case
def the_page_about_problems_is_what_the_tables_say():
    holds("problems")


if __name__ == "__main__":
    main(sys.argv[1:])
