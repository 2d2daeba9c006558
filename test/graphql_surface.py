#!/usr/bin/env python3
"""
GraphQL on a whole server, as npm's graphql-http and graphql judge it; and what is asked to hurt it: documents that are deep, wide,
cyclic or heavy end in an error at once, in bounded memory.
"""
import pathlib
import sys

from kit import graphql, npm
from kit.checks import case, expect, expect_equal, main
from kit.people import CHEAP, People
from kit.server import SANITIZED, Server

SLOWER = 20 if SANITIZED else 1
AT_ONCE = 0.1 * SLOWER               # seconds of the processor that one refusal may take
HELD = 24 << 20                      # octets that all of them together may leave behind, or one need


@case
def all_audits_of_graphql_over_http_pass():
    with npm.installed("graphql") as folder, Server("kith", **CHEAP) as server:
        npm.all_hold(folder, "audits.mjs", server.port)


@case
def the_schema_is_the_same_as_text_and_by_introspection():
    with npm.installed("graphql") as folder, Server("kith", **CHEAP) as server:
        npm.all_hold(folder, "served.mjs", server.port)


def nested(before, inside, after, times):
    return before * times + inside + after * times


def doubling(levels):
    """Fragments of which each spreads the next one twice."""
    return "{ me { ...F0 } } " + " ".join(f"fragment F{n} on User {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels)) \
        + f" fragment F{levels} on User {{ id }}"


def cycle(length):
    return "{ me { ...F0 } } " + " ".join(f"fragment F{n} on User {{ ...F{(n + 1) % length} }}" for n in range(length))


def overlapping(fields):
    """Fields of one key, of which the last has other arguments."""
    return "{ me { " + "x: followers(first: 1) { nodes { id } } " * fields + "x: followers(first: 2) { nodes { id } } } }"


def overlapping_fragments(count):
    """Each pair of fragments has to be compared."""
    spreads = " ".join(f"...F{n}" for n in range(count))
    return f"{{ me {{ {spreads} }} }} " + " ".join(
        f"fragment F{n} on User {{ " + nested("x: followers { nodes { ", f"id a{n}: id", " } }", 5) + " }" for n in range(count))


# What each is, and the code that its answer has.
BOMBS = {
    "fields too deep": (nested("{ me { ", "id", " } }", 1)[:-4] + nested(" followers { nodes { ", "id", " } }", 12) + " } }",
                        "query_too_deep"),
    "sets of fields without end": ("{ a " * 100_000, "document_too_deep"),
    "lists without end": ("{ node(id: " + "[" * 100_000, "document_too_deep"),
    "objects without end": ("{ users(by: " + "{ id: " * 50_000, "document_too_deep"),
    "types without end": ("query($a: " + "[" * 100_000, "document_too_deep"),
    "too many tokens": ("{ me { " + "id " * 200_000 + "} }", "document_too_large"),
    "one long comment": ("#" * 1_000_000, "GRAPHQL_PARSE_FAILED"),
    "one long text": ('{ user(username: "' + "a" * 1_000_000 + '") { id } }', None),
    "one long block": ('{ user(username: """' + "\\u0061\n \t" * 60_000 + '""") { id } }', None),
    "one long number": ("{ feed(first: " + "9" * 1_000_000 + ") { nodes { id } } }", "GRAPHQL_VALIDATION_FAILED"),
    "one long name": ("{ " + "a" * 1_000_000 + " }", "GRAPHQL_VALIDATION_FAILED"),
    "many names that are not there": ("{ " + " ".join(f"a{n}" for n in range(9000)) + " }", "GRAPHQL_VALIDATION_FAILED"),
    "many fields": ("{ me { " + "id " * 6000 + "} }", "query_too_large"),
    "many aliases": ("{ me { " + " ".join(f"a{n}: id" for n in range(3000)) + " } }", "too_many_aliases"),
    "many roots": ("{ " + " ".join(f"a{n}: me {{ id }}" for n in range(90)) + " }", "too_many_root_fields"),
    "many directives": ("{ me { id " + "@include(if: true) " * 1500 + "} }", "too_many_directives"),
    "many directives, one a field": ("{ me { " + "id @include(if: true) " * 1200 + "} }", "too_many_directives"),
    "many directives that are not there": ("{ me { id " + "@a " * 4000 + "} }", "too_many_directives"),
    "fragments that double": (doubling(30), "query_too_large"),
    "fragments that double for long": (doubling(700), "query_too_large"),
    "a fragment of itself": ("{ me { ...F } } fragment F on User { id ...F }", "GRAPHQL_VALIDATION_FAILED"),
    "a long cycle": (cycle(1200), "GRAPHQL_VALIDATION_FAILED"),
    "fragments that nobody spreads": ("{ me { id } } " + " ".join(f"fragment F{n} on User {{ id }}" for n in range(1200)),
                                      "GRAPHQL_VALIDATION_FAILED"),
    "operations of one name": ("query A { me { id } } " * 1200, "GRAPHQL_VALIDATION_FAILED"),
    "many variables": ("query(" + " ".join(f"$a{n}: Int" for n in range(2400)) + ") { me { id } }", "GRAPHQL_VALIDATION_FAILED"),
    "overlapping fields": (overlapping(600), "GRAPHQL_VALIDATION_FAILED"),
    "overlapping fields of fragments": (overlapping_fragments(120), "too_many_aliases"),
    "introspection in itself": ("{ __schema { types { " + nested("fields { type { ", "name", " } }", 8) + " } } }", "query_too_deep"),
    "possible types of possible types": ("{ __schema { types { " + nested("possibleTypes { ", "name", " }", 8) + " } } }",
                                         "query_too_deep"),
    "all of everybody's": ("{ feed(first: 100) { nodes { comments(first: 100) { nodes { author { followers(first: 100) { nodes { id "
                           "} } } } } } } }", "query_too_costly"),
    "too many ids": ("{ nodes(ids: [" + '"1" ' * 4000 + "]) { id } }", None),
    "unequal brackets": ("}" * 500_000, "GRAPHQL_PARSE_FAILED"),
    "dots": ("." * 500_000, "GRAPHQL_PARSE_FAILED"),
    "values that unfold": ('query($a: [ID!]! = [' + '"1" ' * 3000 + "]) { "
                           + " ".join(f"a{n}: nodes(ids: $a) {{ id }}" for n in range(20)) + " }", None),
}

# Variables of a document that is right.
HEAVY = {
    "many elements": ("query($a: [ID!]!) { nodes(ids: $a) { id } }", {"a": ["1"] * 100_000}),
    "many elements, each wrong": ("query($a: [ID!]!) { nodes(ids: $a) { id } }", {"a": [[]] * 100_000}),
    "many members": ("query($a: UserKey!) { users(by: [$a]) { id } }", {"a": {f"m{n}": n for n in range(50_000)}}),
    "many variables": ("query { me { id } }", {f"v{n}": n for n in range(50_000)}),
    "a variable again and again": ("query($a: [ID!]!) { " + " ".join(f"a{n}: nodes(ids: $a) {{ id }}" for n in range(20)) + " }",
                                   {"a": ["385631362679308288"] * 40_000}),
}


def processor(server):
    """Nanoseconds that its threads have run."""
    return sum(int(path.read_text().split()[0]) for path in pathlib.Path(f"/proc/{server.process.pid}/task").glob("*/schedstat"))


def most_held(server):
    """The most octets that its process ever had."""
    line = next(line for line in open(f"/proc/{server.process.pid}/status") if line.startswith("VmHWM"))
    return int(line.split()[1]) << 10


def expect_refused(server, token, name, query, code, variables=None):
    """At once, and short; returns the seconds."""
    before = processor(server)
    answer = graphql.post(server, query, token, variables)
    taken = (processor(server) - before) / 1e9
    said = answer.json()
    expect(answer.status < 500 and "internal_error" not in str(said)[:2000], name, answer)
    expect(code is None or any(error["extensions"]["code"] == code for error in said["errors"]), name, answer)
    expect(len(said.get("errors", [])) <= 101 and len(answer.body) < 200_000, f"{name}: {len(answer.body)} octets of answer", answer)
    expect(taken < AT_ONCE, f"{name} takes {taken * 1000:.0f} ms")
    return taken


@case
def a_bomb_is_refused_at_once_and_leaves_nothing_behind():
    with Server("kith", **CHEAP) as server:
        token = People(server).join("ada")["token"]
        graphql.said(server, graphql.TYPES, token)
        began = most_held(server)
        for _ in range(3):
            times = {name: expect_refused(server, token, name, *bomb) for name, bomb in BOMBS.items()}
            times |= {name: expect_refused(server, token, name, query, None, values) for name, (query, values) in HEAVY.items()}
        for name, taken in sorted(times.items(), key=lambda one: -one[1]):
            print(f"    {taken * 1000:6.1f} ms {name}")
        print(f"    {(most_held(server) - began) >> 10} KiB more at most, {(server.resident() - began) >> 10} KiB in the end")
        expect(most_held(server) - began < HELD * SLOWER, f"{(most_held(server) - began) >> 10} KiB more at most")
        expect_equal(graphql.said(server, "{ me { username } }", token)["data"], {"me": {"username": "ada"}})


if __name__ == "__main__":
    main(sys.argv[1:])
