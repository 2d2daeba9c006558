#!/usr/bin/env python3
"""Runs the scenarios of test/scenarios/*.http against a real server on each store. Words select files or scenarios."""
import pathlib
import sys
import time

from kit import scenario
from kit.checks import STORES, attempt, expect, report, verdict
from kit.server import Server

FOLDER = pathlib.Path(__file__).with_name("scenarios")


def once(step, client, known):
    wanted = [line for line in step.answer if line != "closed"]
    if not wanted:
        client.send(scenario.raw_of(step, known))
    else:
        answer, method = scenario.ask(step, client, known)
        scenario.match(wanted, answer, known, head_only=method == "HEAD")
    if "closed" in step.answer:
        expect(client.closed(), "the connection stayed open")


def take(step, client, known):
    """Runs one step, as often or as long as its notes say."""
    if "anew" in step.notes:
        client.close()
    end = time.monotonic() + float(step.notes.get("within", "0").rstrip("s"))
    for _ in range(int(step.notes.get("times", 1))):
        while True:
            try:
                once(step, client, tried := dict(known))
                known.update(tried)
                break
            except AssertionError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)


def play(one, server):
    known = {"port": str(server.port)}
    with server.client() as client:
        for step in one.steps:
            try:
                take(step, client, known)
            except Exception as problem:
                raise AssertionError(f"line {step.line}: {step.request[0]}: {problem or type(problem).__name__}") from problem


def play_file(path, store, words):
    settings, scenarios = scenario.parse(path)
    chosen = [one for one in scenarios if not words or any(word in f"{path.stem} {one.name}" for word in words)]
    results = []
    if not chosen:
        return results
    try:
        with Server(settings.pop("program", "kith-example"), store=store, **settings) as server:
            for one in chosen:
                results.append(attempt(f"{path.stem}: {one.name} ({store})", lambda one=one: play(one, server)))
    except Exception as problem:
        results.append(report(f"{path.stem}: its server starts and ends well ({store})", problem))
    return results


def main(words):
    results = []
    for store in STORES:
        for path in sorted(FOLDER.glob("*.http")):
            results += play_file(path, store, words)
    verdict(results.count(True), results.count(False))


if __name__ == "__main__":
    main(sys.argv[1:])
