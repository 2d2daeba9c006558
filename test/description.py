#!/usr/bin/env python3
"""
What other people's programs say about the API's description: Spectral and Redocly, which read it, and Schemathesis, which
checks a server against it. Each exception has its reason, in test/description/exceptions.txt and schemathesis.toml.
"""
import json
import os
import subprocess
import sys

from kit import npm, pypi
from kit.checks import case, expect, expect_equal, main
from kit.server import BUILD, Server

FOLDER = npm.TESTS / "description"
PROGRAMS = ("kith",)
LIGHT = {"password_memory": "64k", "password_passes": "1"}
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "DO_NOT_TRACK": "1"}


def argued(tool):
    """The rules with an exception."""
    lines = [line.split(None, 2) for line in (FOLDER / "exceptions.txt").read_text().splitlines() if not line.startswith("#")]
    expect(all(len(line) == 3 for line in lines), "a line of exceptions.txt has no reason")
    return {rule for name, rule, _ in lines if name == tool}


def description(program, folder):
    path = folder / f"{program}.json"
    path.write_text(subprocess.run([BUILD / program, "openapi"], check=True, capture_output=True, text=True).stdout)
    return path


def said(folder, *command):
    """What a linter says as JSON; findings alone are not a failure."""
    done = subprocess.run(["npx", "--no-install", *command], cwd=folder, env={**os.environ, **QUIET}, capture_output=True, text=True,
                          timeout=300)
    begin = min((at for at in (done.stdout.find("["), done.stdout.find("{")) if at >= 0), default=-1)
    expect(begin >= 0, f"{command[0]} says nothing: {done.stdout}{done.stderr[-3000:]}")
    return json.JSONDecoder().raw_decode(done.stdout[begin:])[0]


def spectral(folder, path):
    for one in said(folder, "spectral", "lint", path.name, "--ruleset", "spectral.yaml", "--format", "json", "--quiet"):
        yield one["code"], f"{'.'.join(map(str, one['path']))}: {one['message']}"


def redocly(folder, path):
    for one in said(folder, "redocly", "lint", path.name, "--config", "redocly.yaml", "--format", "json",
                    "--max-problems", "10000")["problems"]:
        yield one["ruleId"], f"{one['location'][0].get('pointer')}: {one['message']}"


@case
def linters_find_nothing_that_is_not_argued_away():
    with npm.installed("description") as folder:
        for tool in (spectral, redocly):
            known, needed, wrong = argued(tool.__name__), set(), []
            for program in PROGRAMS:
                for rule, words in tool(folder, description(program, folder)):
                    needed.add(rule)
                    if rule not in known:
                        wrong.append(f"{tool.__name__} {rule}: {program}: {words}")
            expect(not wrong, "\n".join(wrong))
            expect_equal(known - needed, set(), f"exceptions that {tool.__name__} does not need")


@case
def a_server_keeps_to_it_whatever_is_made_of_it():
    programs = pypi.installed("description")
    with Server("kith", store="sqlite", **LIGHT) as server, server.client() as client:
        person = client.post("/api/v1/auth/register", {"username": "ann", "email": "ann@example.org", "password": "correct horse 9"}).json()
        field = ("Authorization", f"Bearer {person['token']}")
        done = subprocess.run([programs / "schemathesis", "--config-file", FOLDER / "schemathesis.toml", "--no-color", "run",
                               f"http://127.0.0.1:{server.port}/api/v1/openapi.json", "--header", ": ".join(field)],
                              cwd=server.folder, capture_output=True, text=True, timeout=600)
        expect(done.returncode == 0, done.stdout[-12000:] + done.stderr[-3000:])
        expect(" No issues found" in done.stdout or "0 failed" in done.stdout or "passed" in done.stdout, done.stdout[-3000:])
        client.close()
        expect_equal(client.get("/api/v1/auth/validate", field).status, 200, "the session that it was asked by")


if __name__ == "__main__":
    main(sys.argv[1:])
