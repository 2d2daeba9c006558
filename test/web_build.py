#!/usr/bin/env python3
"""How the client gets into the program (tools/web.py), with programs in the places of npm and node that only pretend."""
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import textwrap

from kit.checks import case, expect, expect_equal, main

ROOT = pathlib.Path(__file__).resolve().parents[1]

NODE = """
    import json, os, pathlib, sys
    if "build/codegen.mjs" in sys.argv:
        pathlib.Path("src/generated").mkdir()
        pathlib.Path("src/generated/queries.json").write_text('{}')
        exec(os.environ.get("MEANWHILE", ""))
    if "build/pack.mjs" in sys.argv:
        dist = pathlib.Path("dist")
        dist.mkdir()
        (dist / "main.js").write_text(pathlib.Path("src/main.ts").read_text())
        (dist / "shell.html").write_text("<!doctype html>")
        files = [{"path": "/main.js", "type": "text/javascript", "name": "main.js", "hashed": False, "coded": False}]
        page = {"styles": [], "modules": [], "languages": [], "first": "", "later": "/main.js", "script": "/main.js"}
        (dist / "pack.json").write_text(json.dumps({"files": files, "page": page}))
    """

NPM = """
    import os, pathlib, sys, time
    pathlib.Path(os.environ["CALLS"]).open("a").write("npm ")
    exec(os.environ["NPM"])
    pathlib.Path("node_modules").mkdir()
    """


class Project:
    """A client of one file, and what a build makes of it."""

    def __init__(self, root):
        self.root = root
        for name, text in {"web/package.json": "{}", "web/package-lock.json": "{}", "web/src/main.ts": "first", "build/.keep": "",
                           "src/api/graphql/schema.graphql": ""}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        (root / "tools").mkdir()
        for tool in ("web.py", "bundle.py"):
            (root / "tools" / tool).write_text((ROOT / "tools" / tool).read_text().replace("PATIENCE_S = 600", "PATIENCE_S = 1"))
        for name, program in {"node": NODE, "npm": NPM}.items():
            file = root / "bin" / name
            file.parent.mkdir(exist_ok=True)
            file.write_text(f"#!{sys.executable}\n{textwrap.dedent(program)}")
            file.chmod(0o755)

    def build(self, mode, npm="pass", path=None, meanwhile=""):
        """How it ended, and what it said."""
        env = {**os.environ, "PATH": path or f"{self.root}/bin", "NPM": npm, "MEANWHILE": meanwhile, "CALLS": str(self.root / "calls")}
        command = [sys.executable, "tools/web.py", mode, "build/client.c", "build/client.bin", "build/queries.json", "build/client.d", "."]
        done = subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    @property
    def source(self):
        return (self.root / "build/client.c").read_text()

    @property
    def embedded(self):
        return (self.root / "build/client.bin").read_text()

    @property
    def is_old(self):
        return (self.root / "build/client.c").stat().st_mtime == 0

    @property
    def calls(self):
        file = self.root / "calls"
        return file.read_text().split() if file.exists() else []


@contextlib.contextmanager
def project():
    with tempfile.TemporaryDirectory(prefix="kith-web-build-") as folder:
        yield Project(pathlib.Path(folder))


@case
def a_build_without_the_client_asks_npm_for_nothing():
    with project() as one:
        expect_equal(one.build("disabled"), (0, ""), "the build")
        expect("client = { 0 }" in one.source and not one.embedded and not one.is_old, one.source)
        expect_equal(one.calls, [], "calls of npm")


@case
def the_client_is_made_once_and_taken_from_what_is_kept_afterwards():
    with project() as one:
        for _ in range(2):
            expect_equal(one.build("enabled"), (0, ""), "the build")
        expect("first" in one.embedded and "/main.js" in one.source and not one.is_old, one.source)
        expect_equal(one.calls, ["npm"], "calls of npm")


@case
def without_npm_or_out_of_its_reach_the_program_goes_without_it_and_says_so():
    for how in ({"path": "/nonexistent"}, {"npm": "sys.exit('ENOTFOUND registry')"}):
        with project() as one:
            status, said = one.build("auto", **how)
            expect_equal(status, 0, "the status")
            expect("goes without its client" in said and "client = { 0 }" in one.source, said)
            expect(one.is_old, "the next build tries again")
            expect_equal(one.build("auto"), (0, ""), "the build when npm is back")
            expect("first" in one.embedded, "the client is there then")


@case
def where_the_client_is_wanted_its_absence_fails_the_build():
    with project() as one:
        status, said = one.build("enabled", npm="sys.exit('ENOTFOUND registry')")
        expect(status == 1 and "ENOTFOUND" in said, status, said)


@case
def an_npm_that_does_not_end_fails_the_build_whatever_is_wanted():
    for mode in ("auto", "enabled"):
        with project() as one:
            status, said = one.build(mode, npm="time.sleep(30)")
            expect(status == 1 and "npm ci has not ended" in said, status, said)
            expect(not (one.root / "build/client.c").exists(), "nothing is taken for made")


@case
def what_is_edited_while_it_is_made_is_for_the_next_build():
    with project() as one:
        edit = f"pathlib.Path({str(one.root)!r}, 'web/src/main.ts').write_text('second')"
        status, said = one.build("enabled", meanwhile=edit)
        expect(status == 0 and "edited while it was made" in said, status, said)
        expect("first" in one.embedded and one.is_old, one.embedded)
        expect_equal(one.build("enabled"), (0, ""), "the next build")
        expect("second" in one.embedded and not one.is_old, one.embedded)


if __name__ == "__main__":
    main(sys.argv[1:])
