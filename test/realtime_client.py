#!/usr/bin/env python3
"""The client's module (web/src/realtime): its types, its own tests, its size, and how it talks with a server that is killed."""
import contextlib
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

from kit import npm
from kit.checks import case, expect, expect_equal, main, on_each_store
from kit.people import CHEAP, PASSWORD, People
from kit.server import BUILD, Server

ROOT = pathlib.Path(__file__).resolve().parents[1]
MODULE = BUILD / "web"
SIZE_MOST = 8 * 1024
TSC = ["node", "node_modules/typescript/bin/tsc"]
STRICT = [*TSC, "--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--types", "node"]


def ran(folder, *command, env=None):
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300)
    expect(done.returncode == 0, *command, done.stdout[-8000:], done.stderr[-4000:])
    return done.stdout


@case
def its_types_are_strict_and_its_own_tests_pass():
    with npm.client() as folder:
        ran(folder, *TSC, "--strict", "-p", "tsconfig.realtime.json")
        tests = sorted(str(path.relative_to(folder)) for path in (folder / "out").rglob("*.test.js"))
        told = ran(folder, "node", "--test", "--test-reporter=tap", *tests)
    names = re.findall(r"^ *ok \d+ - (.*)$", told, re.M)
    print("\n".join(f"ok {name}" for name in names))
    expect(len(names) > 100, len(names), "tests")


@case
def it_is_small():
    size = len(gzip.compress((MODULE / "kith-realtime.js").read_bytes(), 9))
    expect(0 < size < SIZE_MOST, size, "octets")


@case
def its_declarations_are_those_of_the_module():
    with npm.client() as folder:
        for name in ("kith-realtime.js", "kith-realtime.d.ts"):
            shutil.copy(MODULE / name, folder)
        (folder / "all.mjs").write_text("import * as all from './kith-realtime.js'; console.log(Object.keys(all).join(' '));")
        names = ran(folder, "node", "all.mjs").split()
        declared = re.findall(r"^export declare (?:class|const|function) (\w+)", (folder / "kith-realtime.d.ts").read_text(), re.M)
        expect_equal(sorted(declared), sorted(names), "what is declared")
        expect_equal(ran(folder, *STRICT, "kith-realtime.d.ts"), "")


def blocks():
    """(file's name, text) of each program of the page."""
    return re.findall(r"^```\w+ (\S+\.\w+)\n(.*?)^```$", (ROOT / "docs/realtime-client.md").read_text(), re.M | re.S)


def signed_in(people, name):
    """Who they are to a program, and to a browser."""
    token = people.join(name)["token"]
    answer = people.call("POST", "/auth/login", {"username": name, "password": PASSWORD}, wanted=200)
    cookie, value = answer.get("set-cookie").split(";")[0].split("=", 1)
    return {"token": token, "password": PASSWORD, "cookies": [{"name": cookie, "value": value}]}


@contextlib.contextmanager
def talking(store="sqlite", **settings):
    """A server with two people and a conversation of theirs; a folder with the programs and the module; what the programs may order."""
    with npm.installed("realtime_client") as folder, Server("kith", store=store, **CHEAP, **settings) as server:
        shutil.copy(MODULE / "kith-realtime.js", folder)
        people = People(server)
        told = {name: signed_in(people, name) for name in ("ada", "bob")}
        asked = {"participant_ids": ["@bob"], "is_group": True, "name": "Two"}
        told["channel"] = people.call("POST", "/conversations", asked, told["ada"]["token"], 201).json()["id"]

        def kill():
            server.kill()
            server.start()

        def suspend():
            command = [BUILD / "kith", "user", "suspend", "@bob", "--data", server.data, "--store", server.store]
            subprocess.run(command, check=True, capture_output=True)

        yield folder, {"kill": kill, "stop": server.restart, "suspend": suspend}, f"http://127.0.0.1:{server.port}", json.dumps(told)


@case
def the_program_of_the_page_works():
    expect_equal(sorted(name for name, _ in blocks()), ["talk.mjs", "unread.ts"], "what the page has")
    with talking() as (folder, _, origin, people):
        people = json.loads(people)
        (folder / "talk.mjs").write_text(dict(blocks())["talk.mjs"])
        env = {**os.environ, "KITH": origin, "TOKEN": people["ada"]["token"], "CHANNEL": people["channel"]}
        told = ran(folder, "node", "talk.mjs", env=env)
        expect_equal(told.splitlines(), ["1: Hello", "2: I am a program", "3: Goodbye", "stopped: closed"], "what it says")


@case
def the_types_of_the_page_hold():
    with npm.client() as folder:
        shutil.copy(MODULE / "kith-realtime.d.ts", folder)
        (folder / "unread.ts").write_text(dict(blocks())["unread.ts"])
        (folder / "wrong.ts").write_text(dict(blocks())["unread.ts"].replace("'channel_left'", "'channel_lost'"))
        ran(folder, *STRICT, "unread.ts")
        done = subprocess.run([*STRICT, "wrong.ts"], cwd=folder, capture_output=True, text=True, timeout=300)
        expect(done.returncode and "channel_lost" in done.stdout, "an event that there is not", done.stdout)


@on_each_store
def on_node_nothing_is_lost_or_doubled_over_kills_of_the_server(store):
    with talking(store) as (folder, orders, *told):
        npm.led(folder, "node.mjs", orders, *told)


@on_each_store
def all_deeds_work_over_each_transport_and_their_events_have_the_declared_types(store):
    events = []
    with talking(store) as (folder, orders, *told):
        npm.led(folder, "deeds.mjs", {**orders, "event": events.append}, *told)
    with npm.client() as folder:
        shutil.copy(MODULE / "kith-realtime.d.ts", folder)
        heard = "".join(f"    {event},\n" for event in events)
        (folder / "heard.ts").write_text(f"import type {{ ServerEvent }} from './kith-realtime.js';\n"
                                         f"export const heard: ServerEvent[] = [\n{heard}];\n")
        ran(folder, *STRICT, "heard.ts")


@case
def tokens_are_renewed_and_who_is_suspended_stays_out():
    with talking(token_ttl="2s") as (folder, orders, *told):
        npm.led(folder, "ends.mjs", orders, *told)


@case
def in_a_browser_nothing_is_lost_or_doubled_over_kills_of_the_server():
    with talking() as (folder, orders, *told):
        npm.led(folder, "browser.mjs", orders, *told)


if __name__ == "__main__":
    main(sys.argv[1:])
