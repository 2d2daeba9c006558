#!/usr/bin/env python3
"""The commands of README.md's tour, of docs/api.md and of docs/graphql.md, in order, against a fresh server."""
import re
import subprocess
import sys

from kit.checks import case, eventually, expect, expect_equal, main
from kit.server import BUILD, ROOT, Server


def commands(path, after="", before="\0"):
    """The shell blocks of a page, in one script."""
    text = (ROOT / path).read_text()
    part = text[text.index(after):].split(before)[0]
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", part, re.M | re.S))


class Visited(Server):
    """A server with its data where `script/server` has it, for commands run beside it."""

    def __enter__(self):
        (self.folder / "build").symlink_to(BUILD)
        (self.folder / "docs").symlink_to(ROOT / "docs")
        return super().__enter__()

    def link(self):
        return eventually(lambda: re.search(r"http://\S+/first-admin#\S+", self.log_text()), 20, "the link")[0]

    def run(self, script, typed=""):
        """The output of the commands; none may fail, except within a pipe."""
        script = script.replace("127.0.0.1:8080", f"127.0.0.1:{self.port}")
        done = subprocess.run(["bash", "-c", script], cwd=self.folder, input=typed, capture_output=True, text=True, timeout=120)
        expect("command not found" not in done.stderr and "jq: error" not in done.stderr and "No such file" not in done.stderr, done.stderr)
        return done.stdout


@case
def the_tour_of_the_readme_ends_with_an_admin_and_nothing_lost():
    with Visited("kith", limits="on") as server:
        said = server.run(commands("README.md", "## A tour", "A crowd to play with"), server.link() + "\n")
        server.process.wait(10)                          # the tour pulls the plug
        server.process = None
        expect('"admin"' in said, said)
        expect("cannot_follow_yourself" in said and "bad_credentials" in said and "Grace Hopper" in said, said)
        expect('"Kith, in the light"' in said and '"of": "grace"' in said and '"count": 1' in said, said)
        expect('"Tea at four?"' in said and re.search(r'data: .*"type":"dm"', said), said)
        expect(re.search(r"(?m)^.*\bgrace\b.*\bmoderator\b", said) and re.search(r"(?m)^.*\blinus\b.*$", said), said)
        server.start()
        with server.client() as client:
            expect_equal(client.get("/api/v1/users/@linus").status, 200, "the status of who came last")


@case
def the_commands_for_client_developers_work_in_their_order():
    with Visited("kith", limits="on") as server:
        said = server.run(commands("docs/api.md"))
        for word in ("refresh_token_reused", "cross_site", "user_not_found", "invalid_input", '"Nest"', '"mention_count": 1', "grey heron",
                     '"emoji": "👍"', "Only its sender"):
            expect(word in said, f"{word} is not in the output: {said}")


@case
def the_requests_of_the_page_on_graphql_are_answered():
    with Visited("kith", limits="on") as server:
        with server.client() as client:
            body = {"username": "ada", "email": "ada@example.org", "password": "correct horse 9"}
            expect_equal(client.post("/api/v1/auth/register", body).status, 201, "the status of the registration")
        said = server.run(commands("docs/graphql.md"))
        expect('{"data":{"feed":{"nodes":[]}}}' in said and '"content":"Hello"' in said, said)


@case
def registering_before_the_link_is_opened_is_told_with_what_to_do_instead():
    with Visited("kith") as server:
        server.link()
        with server.client() as client:
            body = {"username": "eve", "email": "eve@example.org", "password": "correct horse 9"}
            expect_equal(client.post("/api/v1/auth/register", body).status, 201, "the status of the registration")
        line = eventually(lambda: re.search(r".*first admin's link.*", server.log_text()), 10, "the line")[0]
        expect("kith user promote eve --role admin" in line, line)
        with server.client() as client:
            client.post("/api/v1/auth/register", {**body, "username": "bob", "email": "bob@example.org"})
        done = subprocess.run([BUILD / "kith", *"user promote eve --role admin --data".split(), str(server.data)], capture_output=True,
                              text=True, timeout=60)
        expect_equal(done.returncode, 0, done.stderr)
        server.stop()
        expect_equal(server.log_text().count("first admin's link"), 1, "the lines")


@case
def who_comes_by_the_link_hears_of_nothing():
    with Visited("kith") as server:
        body = {"token": server.link().partition("#")[2], "username": "ada", "email": "ada@example.org", "password": "correct horse 9"}
        with server.client() as client:
            expect_equal(client.post("/api/v1/auth/first-admin", body).status, 201, "the status")
            expect_equal(client.post("/api/v1/auth/register",
                                     {"username": "bob", "email": "bob@example.org", "password": "correct horse 9"}).status, 201)
            eventually(lambda: len(client.get("/api/v1/users/search?q=bob").json()["results"]), 10, "bob in the index")
        server.stop()
        expect("first admin's link" not in server.log_text(), server.log_text())


if __name__ == "__main__":
    main(sys.argv[1:])
