#!/usr/bin/env python3
"""
Compares /api/v1/openapi.json with what the server does: each operation gets requests that fit its description and many
that nearly do, from strangers, signed-in people, and people with bad credentials. No answer is a 500 or late, each
refusal is a complete problem document, and each answer is described.
KITH_TEST_SEED seeds the random numbers; KITH_TEST_OPERATIONS selects operations by words in their names.
"""
import json
import os
import random
import re
import sys
import time
import urllib.parse

from kit.checks import case, expect, expect_equal, main, on_each_store
from kit.client import Gone
from kit.openapi import Description
from kit.server import SANITIZED, Server

SEED = int(os.environ.get("KITH_TEST_SEED", "5"))
OF_THE_WIRE = (414, 431)                   # for any request whose head is too long
LEAST, EACH, LONGEST_S, LATE_S = 25, 400, 36, 20 if SANITIZED else 5
LIGHT = {"password_memory": "64k", "password_passes": "1", "cors_origins": "https://app.example"}
PASSWORD = "correct horse 9"
ODD_TEXTS = ["", " ", "a", "@", "@a", "0", "-1", "null", "\u0000", "a\u0000b", "\u202e", "\u200b", "\ufffe", "é" * 31, "😀" * 1025,
             "x" * 70000, "'; DROP TABLE account; --", "%", "_", "*", "\\", "../..", "<script>", "\r\nX-Injected: 1", "9" * 30, "1e400",
             "{{7*7}}", "https://", "javascript:alert(1)", "http://[::1", "a@b", "@" * 40, "Ⅷ", "ß" * 100, "\U0010ffff"]
ODD_VALUES = [None, True, False, 0, -1, 1.5, 10 ** 30, 2 ** 63, [], {}, [None], {"a": {"a": []}}, [[[[]]]], *ODD_TEXTS]
ODD_BODIES = [b"", b" ", b"null", b"[]", b"1", b'"x"', b"{", b"{}x", b'{"a":}', b'{"a":01}', b'{"a":1,}', b'{"a":1,"a":2}',
              b'{"a":"\\ud800"}', b'{"a":"\xff"}', b'{"a":"\x00"}', b"\xef\xbb\xbf{}", b"\xff\xfe{\x00}\x00", b'{"a":' + b"[" * 50000,
              b'{"a":' + b"9" * 50000 + b"}", b'{"a":' + b'{"a":' * 200 + b"1" + b"}" * 201,
              b'{"a":1e99999}', b'{"a":"' + b"x" * (1 << 20) + b'"}']
ODD_TYPES = ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=latin1",
             "application/merge-patch+json", "application/jsonx", ";", "application/json, application/json"]
ODD_PATHS = ["0", "-1", "01", "abc", "@", "@nobody", "@@a", "%00", "%FF", "%2e%2e", "%2F", "a%20b", "9" * 19, "9" * 30, "@" + "a" * 4000,
             "me", "*"]
ODD_CREDENTIALS = ["Bearer", "Bearer x", "Bearer a.b.c", "Basic YTpi", "x" * 300, "Bearer " + "x" * 9000,
                   "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."]
ODD_FIELDS = [("Idempotency-Key", "again"), ("Idempotency-Key", "x" * 256), ("If-None-Match", "*"), ("If-None-Match", "W/\"x\", y"),
              ("Accept", "text/html"), ("Accept", "*/*;q=0"), ("Origin", "https://app.example"), ("Origin", "null"),
              ("X-Request-Id", "é"), ("traceparent", "00-zz-1-1"), ("Content-Encoding", "gzip"), ("Range", "bytes=0-1"),
              ("Expect", "100-continue"), ("Accept-Language", "de, *;q=0"), ("X-Forwarded-For", "1, x")]


class People:
    """Two signed-in people, made again when a request has signed one of them out, or worse."""

    def __init__(self, server):
        self.server, self.made, self.now = server, 0, [None, None]

    def make(self):
        self.made += 1
        body = {"username": f"person_{self.made}", "email": f"person_{self.made}@example.org", "password": PASSWORD}
        with self.server.client() as client:
            answer = client.post("/api/v1/auth/register", body)
        expect_equal(answer.status, 201, "the status of a registration")
        cookie = answer.get("set-cookie").split(";")[0]
        return {**answer.json(), "cookie": cookie}

    def one(self, n):
        self.now[n] = self.now[n] or self.make()
        return self.now[n]

    def check(self, n):
        with self.server.client() as client:
            if client.get("/api/v1/auth/validate", ("Authorization", "Bearer " + self.one(n)["token"])).status != 200:
                self.now[n] = None


class Fuzz:
    """Random requests to one operation."""

    def __init__(self, description, people, seed):
        self.description, self.people, self.choose = description, people, random.Random(seed)

    def path_value(self, name):
        me, other = (self.people.one(n)["user"] for n in (0, 1))
        known = [me["id"], other["id"], "@" + other["username"], "@" + other["username"].upper(), "%40" + me["username"]]
        return self.choose.choice(known) if self.choose.random() < 0.7 else self.choose.choice(ODD_PATHS)

    def target(self, operation):
        path = operation.path
        for one in operation.parameters_in("path"):
            path = path.replace("{" + one["name"] + "}", self.path_value(one["name"]))
        query = []
        for one in operation.parameters_in("query"):
            if self.choose.random() < 0.5:
                value = self.description.example(one["schema"], self.choose, one["name"])
                query.append((one["name"], value if self.choose.random() < 0.6 else self.choose.choice(ODD_TEXTS)[:2000]))
        query += self.choose.sample(query, 1) if query and self.choose.random() < 0.05 else []
        text = urllib.parse.urlencode(query)
        text += self.choose.choice(["&%zz", "&%FF=1", "&=", "&&", "&x[]=1"]) if self.choose.random() < 0.05 else ""
        return path + ("?" + text if text else "")

    def spoil(self, value):
        """A valid value with one thing changed."""
        if not isinstance(value, dict) or not value or self.choose.random() < 0.1:
            return self.choose.choice(ODD_VALUES)
        name, value = self.choose.choice(list(value)), dict(value)
        way = self.choose.randrange(4)
        if way == 0:
            del value[name]
        elif way == 1:
            value[self.choose.choice(["unknown", "id", "role", "", "\u0000", "é"])] = self.choose.choice(ODD_VALUES)
        else:
            value[name] = self.spoil(value[name]) if isinstance(value[name], dict) else self.choose.choice(ODD_VALUES)
        return value

    def body(self, operation):
        """(fields, octets)"""
        dice = self.choose.random()
        if dice < 0.03 or not operation.body and dice < 0.8:
            return [], None
        value = self.description.example(operation.body or {}, self.choose)
        for _ in range(self.choose.choice([0, 0, 1, 1, 1, 2, 3])):
            value = self.spoil(value)
        octets = json.dumps(value, ensure_ascii=self.choose.random() < 0.5).encode("utf-8", "surrogatepass")
        kind = self.choose.choice(ODD_TYPES) if dice > 0.97 else "application/json"
        if dice < 0.1:
            octets = self.choose.choice(ODD_BODIES)
        elif dice < 0.15 and octets:
            at = self.choose.randrange(len(octets))
            octets = octets[:at] + bytes([self.choose.randrange(256)]) + octets[at + 1:]
        return [("Content-Type", kind)], octets

    def credentials(self):
        dice = self.choose.random()
        who = 0 if self.choose.random() < 0.8 else 1
        if dice < 0.6:
            return [("Authorization", "Bearer " + self.people.one(who)["token"])]
        if dice < 0.7:
            return [("Cookie", self.people.one(who)["cookie"])]
        return [] if dice < 0.9 else [("Authorization", self.choose.choice(ODD_CREDENTIALS))]

    def request(self, operation):
        fields, octets = self.body(operation) if operation.method != "GET" else ([], None)
        fields += self.credentials()
        if self.choose.random() < 0.15:
            fields.append(self.choose.choice(ODD_FIELDS))
        return operation.method, self.target(operation), fields, octets


def shown(request):
    method, target, fields, octets = request
    return f"{method} {target:.300} {str(fields):.600} {str(octets):.600}"


# ---- what an answer must be ----

def media_type(answer):
    return (answer.get("content-type") or "").split(";")[0]


def is_of_graphql(answer):
    """Its refusals have a form of their own."""
    return media_type(answer) == "application/json" and {"errors"} == set(answer.json()) and all(
        one["message"] and one["extensions"]["code"] and one["extensions"]["traceId"] for one in answer.json()["errors"])


def expect_problem(description, answer):
    if is_of_graphql(answer):
        return
    expect(answer.get("content-type") == "application/problem+json", "a refusal is not a problem document:", answer)
    problem = answer.json()
    wrong = list(description.misfits({"$ref": "#/components/schemas/problem"}, problem))
    expect(not wrong and problem["status"] == answer.status, "the problem document is incomplete:", wrong, answer)
    expect(answer.status != 401 or answer.get("www-authenticate", "").startswith("Bearer"), "a 401 does not say how to sign in:", answer)
    expect(answer.status != 405 or answer.get("allow"), "a 405 does not say what is allowed:", answer)


def expect_described(description, operation, answer):
    """The answer is one that the description lists for the operation."""
    told = operation.answer(answer.status)
    expect(told is not None, f"{answer.status} is not described:", answer)
    kinds = told.get("content", {})
    whole = answer.get("content-type") or ""
    kind = whole if whole in kinds else media_type(answer)
    expect(kind in kinds or not answer.body, f"the type {kind} is not described:", answer)
    if kind == "application/json" and kind in kinds:
        wrong = list(description.misfits(kinds[kind]["schema"], answer.json(), "the answer"))
        expect(not wrong, "the answer does not fit its schema:", wrong, answer)


def expect_good(description, operation, answer, seconds):
    expect(answer.status < 500, "it failed because of the input:", answer)
    expect(seconds < LATE_S, f"it took {seconds:.1f} s:", answer)
    if answer.status >= 400:
        expect_problem(description, answer)
    if answer.status in OF_THE_WIRE:
        return
    expect_described(description, operation, answer)
    expect(answer.get("x-injected") is None and answer.get("traceparent") and answer.get("x-request-id"), "its fields are wrong:", answer)


def send(client, request):
    """The answer, and how long it took; after an answer the server may close the connection."""
    began = time.monotonic()
    try:
        answer = client.ask(*request)
    except Gone:
        client.close()
        answer = client.ask(*request)
    return answer, time.monotonic() - began


def refuse_stranger(client, description, operation):
    """An operation that asks who calls says so to anybody who does not say it, whatever else is wrong."""
    request = operation.method, re.sub(r"\{\w+\}", "1", operation.path), [], None
    answer, seconds = send(client, request)
    expect(operation.open or answer.status == 401, f"strangers may call it: {shown(request)}", answer)
    expect_good(description, operation, answer, seconds)


def attack(server, description, operation, people, until):
    """At least LEAST requests; more while there is time."""
    fuzz = Fuzz(description, people, f"{SEED} {operation}")
    with server.client(timeout=LATE_S * 2) as client:
        client.heads_of_streams = True
        refuse_stranger(client, description, operation)
        for n in range(EACH):
            request = fuzz.request(operation)
            try:
                answer, seconds = send(client, request)
                expect_good(description, operation, answer, seconds)
            except Exception as problem:
                raise AssertionError(f"request {n}: {shown(request)}\n{problem or type(problem).__name__}") from problem
            if answer.status in (202, 204) or n % 50 == 0:
                for who in (0, 1):
                    people.check(who)
            if n + 1 >= LEAST and time.monotonic() > until:
                break


def describe(server):
    with server.client() as client:
        return Description(client.get("/api/v1/openapi.json").json())


# ---- the cases ----

@on_each_store
def each_operation_answers_as_it_is_described_whatever_is_sent(store):
    words, problems = os.environ.get("KITH_TEST_OPERATIONS", "").split(), []
    with Server("kith", store=store, **LIGHT) as server:
        description = describe(server)
        chosen = [one for one in description.operations if not words or any(word in str(one) for word in words)]
        people, began = People(server), time.monotonic()
        for n, operation in enumerate(chosen, 1):
            try:
                attack(server, description, operation, people, began + LONGEST_S * n / len(chosen))
            except AssertionError as problem:
                problems.append(f"{operation}: {problem}")
    expect(not problems, "\n".join(problems))


@case
def other_methods_are_told_which_there_are():
    with Server("kith", store="sqlite", **LIGHT) as server, server.client() as client:
        description = describe(server)
        paths = {}
        for operation in description.operations:
            paths.setdefault(operation.path, set()).add(operation.method)
        for path, methods in paths.items():
            target = path.replace("{id}", "1").replace("{user_id}", "1").replace("{provider}", "none")
            allowed = set(client.ask("OPTIONS", target).get("allow", "").split(", "))
            expect(methods <= allowed, f"OPTIONS {target} tells {allowed}, not {methods}")
            for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"} - allowed:
                answer = client.ask(method, target)
                expect_equal(answer.status, 405, f"the status of {method} {target}")
                expect_problem(description, answer)
                expect_equal(set(answer.get("allow").split(", ")), allowed, f"what {method} {target} tells")


@case
def the_description_is_whole():
    with Server("kith", store="sqlite", **LIGHT) as server:
        description = describe(server)
    names = [operation.told["operationId"] for operation in description.operations]
    expect_equal(len(set(names)), len(names), "how many different names the operations have")
    for operation in description.operations:
        told = {one["name"] for one in operation.parameters_in("path")}
        expect_equal({part[1:-1] for part in operation.path.split("/") if part.startswith("{")}, told,
                     f"the parameters in the path of {operation}")
        expect(operation.told.get("summary") and operation.told.get("tags"), f"{operation} does not say what it is for")
    expect_equal(dangling(description, description.document), [], "references to what does not exist")


def dangling(description, node):
    """References that lead nowhere."""
    if isinstance(node, list):
        return [one for part in node for one in dangling(description, part)]
    if not isinstance(node, dict):
        return []
    if "$ref" not in node:
        return dangling(description, list(node.values()))
    try:
        description.resolve(node)
        return []
    except KeyError:
        return [node["$ref"]]


if __name__ == "__main__":
    main(sys.argv[1:])
