#!/usr/bin/env python3
"""The endpoint of GraphQL where time matters: what takes too long, a client that goes, and what the log and the metrics say."""
import contextlib
import json
import re
import socket
import struct
import subprocess
import sys

from kit.checks import case, eventually, expect, expect_equal, main
from kit.people import CHEAP, People
from kit.server import Server

TIMELINE = {"query": "query Timeline { publicTimeline { nodes { id } } }"}


@contextlib.contextmanager
def locked(server, table):
    """Nobody reads the table meanwhile."""
    with subprocess.Popen(["psql", "-XqAt", server.store], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        other.stdin.write(f"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE; SELECT 'locked';\n")
        other.stdin.flush()
        expect_equal(other.stdout.readline().strip(), "locked", "what psql says")
        try:
            yield
        finally:
            other.stdin.write("ROLLBACK;\n")
            other.stdin.close()


def somebody_waits(server):
    """For a lock."""
    told = subprocess.run(["psql", "-XqAt", server.store, "-c", "SELECT count(*) FROM pg_locks WHERE NOT granted"], check=True,
                          capture_output=True, text=True)
    return int(told.stdout)


def metric(server, name):
    with server.client() as client:
        text = client.get("/metrics").body.decode()
    found = re.search(rf"^{re.escape(name)} (\d+)$", text, re.M)
    return int(found[1]) if found else 0


@case
def what_takes_too_long_is_given_up_and_says_so():
    with Server("kith", store="postgres", statement_timeout="300ms", **CHEAP) as server, locked(server, "post"), \
            server.client() as client:
        answer = client.post("/graphql", TIMELINE)
        expect_equal(answer.status, 503, f"the status of {answer}")
        expect(answer.get("retry-after"), "there is no Retry-After:", answer)
        error, = answer.json()["errors"]
        expect_equal((set(answer.json()), error["extensions"]["code"]), ({"errors"}, "timeout"), "the refusal")


@case
def nothing_goes_on_for_a_client_that_has_gone():
    with Server("kith", store="postgres", statement_timeout="50s", request_timeout="60s", **CHEAP) as server, locked(server, "post"):
        body = json.dumps(TIMELINE).encode()
        with socket.create_connection(("127.0.0.1", server.port)) as gone:
            gone.sendall(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                         % (len(body), body))
            eventually(lambda: metric(server, "kith_graphql_documents_total") and somebody_waits(server), 10, "a read that waits")
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))       # it is reset
        eventually(lambda: metric(server, 'kith_http_requests_total{method="POST",route="/graphql",status="4xx"}'), 10, "its end")


@case
def operations_are_counted_and_logged_by_name_and_names_of_strangers_are_not_told_apart():
    with Server("kith", access_log="on", **CHEAP) as server, server.client() as client:
        token = People(server).join("ann")["token"]
        expect_equal(client.post("/graphql", {"query": "query Stranger { __typename }"}).status, 200, "a stranger's query")
        expect_equal(client.post("/graphql", {"query": "query Mine { me { id } }"}, ("Authorization", f"Bearer {token}")).status, 200,
                     "a member's query")
        expect_equal(metric(server, 'kith_graphql_operations_total{operation="Mine"}'), 1, "those of that name")
        expect_equal(metric(server, 'kith_graphql_operations_total{operation="other"}'), 1, "those of strangers")
        expect(metric(server, "kith_graphql_resolver_calls_total") >= 1, "no call of a resolver is counted")
        for name in ("Stranger", "Mine"):
            eventually(lambda name=name: f'"operation":"{name}"' in server.log_text(), 10, f"the log's line of {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
