#!/usr/bin/env python3
"""
Idempotency-Key on every POST: the scenarios and tests of the routes run once more with a key on each request, and get the
same answers as without. A route whose answer is not complete within its one transaction stops the server; a route that no
test has called with a key is named.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from kit.checks import expect, main, on_each_store
from kit.openapi import Description
from kit.server import Server

TESTS = pathlib.Path(__file__).parent
AGAIN = {
    "scenarios": ["signin ", "registration ", "profile ", "graph ", "factor ", "passkey ", "letters ", "first_admin ", "note ", "forms ",
                  "comments ", "posts ", "boosts ", "post_reactions ", "drafts ", "polls ", "timelines ", "lists ",
                  "channels ", "conversations ", "messages ", "presence ", "realtime ", "stories ", "story_replies ", "highlights ",
                  "media_upload ", "tus "],
    "oauth": ["password does", "links and unlinks"],
    "letters": ["is confirmed", "chosen anew", "changes once"],
    "grants": ["what else opens"],
    "graphql_mutations": ["the same mistake"],
    "media": ["owners see"],
    "people_cli": ["first admin"],
    "privacy": ["opens", "taken back"],
}
BY_A_BROWSER = {"/api/v1/auth/passkeys", "/api/v1/auth/passkeys/login"}    # test/passkeys.py, whose page always sends keys


def operations(store):
    """A pattern of each POST, by its path."""
    with Server("kith", store=store) as server, server.client() as client:
        described = Description(client.get("/api/v1/openapi.json").json()).operations
    return {one.path: re.compile(re.sub(r"\{\w+\}", "[^/?]+", one.path) + r"(\?.*)?") for one in described if one.method == "POST"}


def run(program, words, store, notes):
    env = {**os.environ, "KITH_TEST_KEYS": str(notes), "KITH_TEST_STORES": store}
    done = subprocess.run([sys.executable, TESTS / f"{program}.py", *words], env=env, capture_output=True, text=True)
    wrong = re.findall(r"^not ok .*\n(?:  .*\n)*", done.stdout, re.M)
    expect(done.returncode == 0, f"{program}.py: {''.join(wrong) or done.stdout[-3000:]}{done.stderr[-2000:]}")


@on_each_store
def each_post_answers_with_a_key_as_it_does_without(store):
    with tempfile.NamedTemporaryFile("r", prefix="kith-keys-") as notes:
        for program, words in AGAIN.items():
            run(program, words, store, notes.name)
        targets = {line.strip() for line in notes}
    undone = [path for path, pattern in operations(store).items()
              if path not in BY_A_BROWSER and not any(pattern.fullmatch(target) for target in targets)]
    expect(not undone, "no test has called these with a key:", undone)


if __name__ == "__main__":
    main(sys.argv[1:])
