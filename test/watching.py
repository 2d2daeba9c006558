#!/usr/bin/env python3
"""A server's logs, metrics and contract: one JSON line for each request, valid Prometheus text, a complete description."""
import json
import os
import pty
import re
import subprocess
import sys

from kit.checks import case, expect, expect_equal, main
from kit.client import Client
from kit.load import NOTES
from kit.postgres import free_port
from kit.server import Server

TRACE = "0af7651916cd43dd8448eb211c80319c"
METRICS_TOKEN = "0123456789abcdef"
BEARER = ("Authorization", f"Bearer {METRICS_TOKEN}")
SAMPLE = re.compile(r'^([a-z_][a-z0-9_]*)(\{[a-z_]+="(?:[^"\\\n]|\\.)*"(?:,[a-z_]+="(?:[^"\\\n]|\\.)*")*\})? (-?[0-9.e+-]+|\+Inf|NaN)$')


def requests_logged(server):
    lines = [json.loads(line) for line in server.log_text().splitlines() if line.startswith("{")]
    return [line for line in lines if line.get("message") == "request"]


@case
def each_request_is_one_json_line_with_its_trace_route_and_time():
    with Server(access_log="on") as server:
        with server.client() as client:
            note = client.post(NOTES, {"text": "a \"secret\" text"}, ("traceparent", f"00-{TRACE}-b7ad6b7169203331-01")).json()["id"]
            client.get(f"{NOTES}/{note}?token=hidden")
            client.get('/api/v1/"quoted"\\path')
            client.get("/api/v1/nothing\x7f")
        server.stop()
        lines = [line for line in requests_logged(server) if "health" not in line["path"]]
        expect(len(lines) >= 3, f"{len(lines)} lines: {lines}")
        expect_equal((lines[0]["method"], lines[0]["route"], lines[0]["status"], lines[0]["trace_id"]),
                     ("POST", NOTES, 201, TRACE), "the first line")
        expect_equal(lines[1]["route"], f"{NOTES}/{{id}}", "the second line's route")
        expect(all(line["ms"] >= 0 for line in lines), "a request took less than no time")
        expect("secret" not in server.log_text() and "hidden" not in server.log_text(), "the log shows what was sent")


@case
def the_access_log_may_be_off():
    with Server(access_log="off") as server:
        with server.client() as client:
            client.get(NOTES)
        server.stop()
        expect_equal(requests_logged(server), [], "the lines")


class AtTerminal(Server):
    """The same with a terminal as standard output and error, as a person sees it."""

    def start(self, ready=True):
        self.master, slave = pty.openpty()
        env = {**os.environ, **{f"KITH_{name.upper()}": value for name, value in self.settings.items()}}
        self.process = subprocess.Popen(self.arguments(), env=env, stdin=subprocess.DEVNULL, stdout=slave, stderr=slave, cwd=self.folder)
        os.close(slave)
        self.wait("/api/v1/health/ready")
        return self

    def seen(self):
        """Everything sent to the terminal; call it once, after the stop."""
        text = b""
        try:
            while piece := os.read(self.master, 65536):
                text += piece
        except OSError:
            pass                                        # the other end is closed
        os.close(self.master)
        return text.decode(errors="replace")


@case
def a_person_at_a_terminal_gets_no_lines_unless_asked():
    for word, json_lines, short_lines in [("auto", False, False), ("on", True, False), ("short", False, True)]:
        with AtTerminal(access_log=word) as server:
            with server.client() as client:
                client.get("/api/v1/a\x1b[2J%1b%0ab")
                client.get(NOTES)
            server.stop()
        seen = server.seen()
        expect("listens on" in seen, seen)
        expect_equal('"message":"request"' in seen, json_lines, word)
        expect_equal(bool(re.search(rf"(?m)^\d\d:\d\d:\d\d\.\d+ GET {NOTES} 200 \d+\.\d+ ms", seen)), short_lines, word)
        expect("\x1b" not in seen, f"{word}: a stranger moves the cursor: {seen!r}")


@case
def where_nobody_watches_each_request_is_told():
    with Server(access_log="auto") as server:
        with server.client() as client:
            client.get(NOTES)
        server.stop()
        expect(requests_logged(server), "there is no line")


def samples(server):
    """{name and labels: value}, after a look at the form of each line."""
    found, kinds = {}, {}
    with server.client() as client:
        text = client.get("/metrics", BEARER).body.decode()
    expect(text.endswith("\n"), "the last line has no end")
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            name, kind = line[7:].split()
            expect(name not in kinds, f"{name} is declared twice")
            kinds[name] = kind
        elif not line.startswith("# HELP "):
            sample = SAMPLE.match(line)
            expect(sample, f"this is not a sample: {line!r}")
            base = re.sub(r"_(bucket|sum|count)$", "", sample[1])
            expect(sample[1] in kinds or kinds.get(base) == "histogram", f"{sample[1]} has no type")
            expect(sample[1] + (sample[2] or "") not in found, f"a sample is repeated: {line}")
            found[sample[1] + (sample[2] or "")] = float(sample[3])
    return found


@case
def metrics_are_well_formed_and_count_what_happens():
    with Server(limits="on", rate_per_minute="40", metrics_token=METRICS_TOKEN) as server:
        before = samples(server)
        with server.client() as client:
            for n in range(10):
                client.post(NOTES, {"text": f"{n}"})
            for _ in range(40):
                client.get(NOTES)
        after = samples(server)

    def rise(word):
        return sum(value - before.get(name, 0) for name, value in after.items() if word in name)

    expect(rise("kith_http_requests_total") >= 50, "requests are not counted")
    expect_equal(rise("kith_http_requests_total"), rise("kith_http_request_seconds_count"),
                 "the number of times and the number of requests")
    expect(rise("kith_store_commits_total") >= 10, "commits are not counted")
    expect(rise("kith_rate_limited_total") >= 10, "refusals by a limit are not counted")
    expect(after["process_resident_memory_bytes"] > 1 << 20, "no memory is resident")


@case
def the_error_rate_of_a_route_can_be_asked_for():
    with Server(limits="off") as server:
        with server.client() as client:
            note = client.post(NOTES, {"text": "a note"}).json()["id"]
            for target in (f"{NOTES}/{note}", f"/api/notes/{note}", f"{NOTES}/7", "/nowhere", "/else/where"):
                client.get(target)
            client.ask("HEAD", f"{NOTES}/{note}")
            client.ask("PUT", NOTES)
            client.ask("BREW", NOTES)
        found = samples(server)

    def requests(method, route, status):
        return found.get(f'kith_http_requests_total{{method="{method}",route="{route}",status="{status}"}}', 0)

    expect_equal(requests("POST", NOTES, "2xx"), 1, "notes left")
    expect_equal(requests("GET", f"{NOTES}/{{id}}", "2xx"), 2, "notes read, with a version in the path and without")
    expect_equal(requests("GET", f"{NOTES}/{{id}}", "4xx"), 1, "notes that are not there")
    expect_equal(requests("HEAD", f"{NOTES}/{{id}}", "2xx"), 1, "HEAD of a note")
    expect_equal(requests("GET", "none", "4xx"), 2, "unknown paths, which share one label")
    expect_equal((requests("PUT", "none", "4xx"), requests("other", "none", "4xx")), (1, 1), "methods that are not taken")
    named = [name for name in found if name.startswith("kith_http_requests_total") and ("nowhere" in name or "BREW" in name)]
    expect(not named, f"what a client sends is a label: {named}")


@case
def metrics_with_a_token_are_for_those_who_have_it_and_not_limited():
    with Server(limits="on", rate_per_minute="5", metrics_token=METRICS_TOKEN) as server, server.client() as client:
        for _ in range(20):
            answer = client.get("/metrics", BEARER)
            expect_equal((answer.status, answer.get("ratelimit-limit")), (200, None), "metrics by their token")
        for fields in ([], [("Authorization", "Bearer 0123456789abcdeF")], [("Authorization", "Bearer ")],
                       [("Authorization", "Basic YTpi")], [BEARER, BEARER]):
            answer = client.get("/metrics", *fields)
            expect_equal((answer.status, answer.json()["code"]), (401, "not_signed_in"), f"metrics with {fields}")
            expect("Bearer" in answer.get("www-authenticate", ""), "it does not say how", answer)
            expect(b"kith_" not in answer.body, "metrics were sent without the token")


@case
def metrics_with_an_address_of_their_own_are_nowhere_else_and_nothing_else_is_there():
    port = free_port()
    with Server("kith", limits="on", rate_per_minute="5", metrics_listen=f"127.0.0.1:{port}") as server:
        with server.client() as client, Client(port) as watcher:
            for _ in range(20):
                expect_equal(watcher.get("/metrics").status, 200)
                expect_equal(watcher.get("/api/v1/health/ready").status, 200)
            expect_equal(watcher.ask("HEAD", "/metrics").status, 200)
            for path in ("/api/v1/openapi.json", "/api/v1/users/@ada", "/", "/first-admin", "/.well-known/jwks.json", "/nothing"):
                for method in ("GET", "POST", "OPTIONS"):
                    answer = watcher.ask(method, path)
                    expect_equal((answer.status, answer.json()["code"]), (404, "no_route"), f"{method} {path} at the address of metrics")
            for method in ("GET", "POST", "OPTIONS"):
                answer = client.ask(method, "/metrics")
                expect_equal((answer.status, answer.json()["code"]), (404, "no_route"), f"{method} /metrics at the usual address")
            expect_equal(client.get("/api/v1/health/ready").status, 200)


@case
def metrics_with_both_settings_ask_for_the_token_at_their_address():
    port = free_port()
    with Server(metrics_listen=f"127.0.0.1:{port}", metrics_token=METRICS_TOKEN), Client(port) as watcher:
        expect_equal(watcher.get("/metrics").status, 401)
        expect_equal(watcher.get("/metrics", BEARER).status, 200)
        expect_equal(watcher.get("/api/v1/health/live").status, 200)


def references(value):
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


@case
def the_contract_is_whole_and_is_what_the_server_does():
    with Server() as server, server.client() as client:
        contract = client.get("/api/v1/openapi.json").json()
        for reference in set(references(contract)):
            at = contract
            for part in reference.removeprefix("#/").split("/"):
                expect(part in at, f"{reference} leads nowhere")
                at = at[part]
        names = [operation["operationId"] for path in contract["paths"].values() for operation in path.values()
                 if "operationId" in operation]
        expect_equal(len(set(names)), len(names), "the number of different operation ids")
        for path, operations in contract["paths"].items():
            base = contract["servers"][0]["url"].rstrip("/") if "servers" in contract and not path.startswith(("/api", "/metrics")) else ""
            allowed = client.ask("OPTIONS", (base + path).replace("{id}", "1"))
            expect(allowed.status == 204, f"{path} is in the contract and not served:", allowed)
            for method in operations:
                expect(method.upper() in allowed.get("allow"), f"{method} {path} is in the contract and not accepted")
            for method, operation in operations.items():
                expect(operation.get("responses"), f"{method} {path} has no answers")


if __name__ == "__main__":
    main(sys.argv[1:])
