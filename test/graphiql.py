#!/usr/bin/env python3
"""GraphiQL, opened in a real browser; and a server that does not have it."""
import sys

from kit import npm
from kit.checks import case, expect, expect_equal, main
from kit.server import Server


@case
def graphiql_runs_queries_under_its_policy():
    with (npm.installed("passkeys", "graphiql.mjs") as folder, Server("kith", limits="off") as server):
        npm.all_hold(folder, "graphiql.mjs", f"http://127.0.0.1:{server.port}")


@case
def a_server_whose_setting_is_off_has_no_such_page():
    with Server("kith", graphiql="off") as server, server.client() as client:
        for path in ("/graphiql", "/graphiql.js", "/graphiql.css"):
            expect_equal(client.get(path).status, 404, path)
        expect(b"/graphiql" not in client.get("/").body, "the front page leads to it")
        expect_equal(client.get("/graphql?query=%7B__typename%7D").json(), {"data": {"__typename": "Query"}}, "a query")


if __name__ == "__main__":
    main(sys.argv[1:])
