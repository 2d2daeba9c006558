#!/usr/bin/env python3
"""The commands for operators: kith user, kith audit, and the link that makes the first admin."""
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from kit import totp
from kit.checks import case, eventually, expect, expect_equal, main, on_each_store
from kit.server import BUILD, Server

CHEAP = {"KITH_PASSWORD_MEMORY": "64k", "KITH_PASSWORD_PASSES": "1"}
PASSWORD = "correct horse 9"


def kith(*arguments, data, store="sqlite", said="", env=None):
    """Runs a command to its end: (exit status, standard output, standard error)."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KITH_") or name == "KITH_TEST_BUILD"}
    done = subprocess.run([BUILD / "kith", *arguments, "--data", str(data), "--store", store], capture_output=True, text=True, timeout=120,
                          env={**clean, **CHEAP, **(env or {})}, input=said)
    return done.returncode, done.stdout, done.stderr


def good(*arguments, **where):
    code, said, complaint = kith(*arguments, **where)
    expect(code == 0, f"{' '.join(arguments)}: {code} {complaint!r}")
    return said


def refused(words, *arguments, status=1, **where):
    code, said, complaint = kith(*arguments, **where)
    expect_equal(code, status, f"the exit status of {' '.join(arguments)} ({complaint})")
    for word in words:
        expect(word in complaint, f"{' '.join(arguments)} does not say {word!r}: {complaint!r}")
    expect(not said, f"{' '.join(arguments)} says {said!r}")


def an_account(name, data, *flags, said=PASSWORD, **where):
    return json.loads(good("user", "create", name, "--email", f"{name}@example.org", "--password-stdin", "--json", *flags, data=data,
                           said=said + "\n", **where))


def signed_in(server, name, password=PASSWORD):
    with server.client() as client:
        return client.ask("POST", "/api/v1/auth/login", body={"username": name, "password": password})


def is_valid(server, token):
    with server.client() as client:
        return client.ask("GET", "/api/v1/auth/validate", [("Authorization", f"Bearer {token}")]).status == 200


def actions(data, **where):
    return [entry["action"] for entry in json.loads(good("audit", "list", "--json", data=data, **where))]


def a_server(store, **settings):
    return Server("kith", store=store, password_memory="64k", password_passes="1", **settings)


def link_of(server):
    """The token of the last link that was printed."""
    found = eventually(lambda: re.findall(r"/first-admin#(\S+)", server.log_text()), 10, "a link for the first admin")
    return found[-1]


def become_first(server, token, name="ann", **more):
    body = {"token": token, "username": name, "email": f"{name}@example.org", "password": PASSWORD, **more}
    with server.client() as client:
        return client.ask("POST", "/api/v1/auth/first-admin", body=body)


# ---- kith user ----

@case
def the_first_account_may_be_made_before_the_first_start():
    with tempfile.TemporaryDirectory() as folder:
        said = good("user", "create", "Ann", "--email", "Ann@Example.org", "--admin", "--display-name", "Ann Lee", data=f"{folder}/data")
        password = re.search(r"^password: (\S+)$", said, re.M)
        expect("Ann is created" in said and "admin" in said and password, said)
        with Server("kith", folder=folder, password_memory="64k", password_passes="1") as server:
            answer = signed_in(server, "ann", password[1])
            expect_equal(answer.status, 200, "signing in with the password that was made")
            user = answer.json()["user"]
            expect_equal((user["username"], user["role"], user["email"]), ("Ann", "admin", "ann@example.org"))
            expect("/first-admin#" not in server.log_text(), "a link is printed though there is an account")


@on_each_store
def many_commands_at_once_make_as_many_accounts(store):
    with a_server(store) as server, ThreadPoolExecutor(8) as pool:
        for turn in range(4):
            names = [f"crowd{turn}n{i}" for i in range(8)]
            made = list(pool.map(lambda name: an_account(name, server.data, store=server.store)["id"], names))
            expect_equal(len(set(made)), len(names), "ids of their own")
        expect(json.loads(good("user", "list", "--json", data=server.data, store=server.store))[-1], "they are listed")


@case
def the_columns_of_the_list_stand_below_each_other_whatever_the_names():
    with tempfile.TemporaryDirectory() as folder:
        data = f"{folder}/data"
        for name in ("ann", "b" * 50):
            an_account(name, data)
        head, *rows, _ = good("user", "list", data=data).splitlines()
        expect_equal({row.index(" active ") for row in rows}, {head.index(" state ")}, "where the state begins")


@on_each_store
def commands_work_beside_a_running_server(store):
    with a_server(store) as server:
        where = {"store": server.store}
        made = an_account("bob", server.data, **where)
        expect_equal((made["username"], made["role"], made["state"], "password" in made), ("bob", "user", "active", False))
        token = signed_in(server, "bob").json()["token"]
        expect(is_valid(server, token), "a token of an account that was made beside")
        good("user", "promote", "BOB", "--role", "moderator", data=server.data, **where)
        with server.client() as client:
            ask = lambda: client.ask("GET", "/api/v1/auth/validate", [("Authorization", f"Bearer {token}")]).json()["user"]["role"]
            eventually(lambda: ask() == "moderator", what="the new role")
        good("user", "suspend", "@bob", data=server.data, **where)
        eventually(lambda: not is_valid(server, token), 1.5, "that a suspended one is out")
        expect_equal((signed_in(server, "bob").status, signed_in(server, "bob").json()["code"]), (403, "account_suspended"))
        good("user", "suspend", made["id"], "--undo", data=server.data, **where)
        token = signed_in(server, "bob").json()["token"]
        good("user", "reset-password", "bob", "--password-stdin", data=server.data, said="another horse 8\n", **where)
        eventually(lambda: not is_valid(server, token), 1.5, "that a new password signs out")
        expect_equal((signed_in(server, "bob").status, signed_in(server, "bob", "another horse 8").status), (401, 200))
        told = [action for action in actions(server.data, **where) if not action.startswith("sign")]
        expect_equal(told, ["account_created", "role_changed", "suspended", "unsuspended", "password_reset"])


@on_each_store
def who_lost_a_phone_gets_in_by_the_password_alone(store):
    with a_server(store) as server, server.client() as client:
        where = {"data": server.data, "store": server.store}
        an_account("bob", server.data, store=server.store)
        expect("had no second factors" in good("user", "reset-factors", "bob", **where), "nothing is there to be taken")
        token = signed_in(server, "bob").json()["token"]
        ask = lambda path, body: client.ask("POST", f"/api/v1/auth/{path}", [("Authorization", f"Bearer {token}")], body)
        secret = ask("totp", {"password": PASSWORD}).json()["secret"]
        expect_equal(ask("totp/confirm", {"code": totp.code(secret)}).status, 200)
        expect("token" not in signed_in(server, "bob").json(), "the password alone is not enough")
        expect("no second factors any more" in good("user", "reset-factors", "@bob", **where), "what was done")
        eventually(lambda: not is_valid(server, token), 1.5, "that it signs out")
        expect_equal(signed_in(server, "bob").status, 200)
        expect("token" in signed_in(server, "bob").json(), "the password is enough again")
        expect_equal([action for action in actions(**where) if "factor" in action], ["second_factor_added", "second_factor_removed"])


@on_each_store
def accounts_are_listed(store):
    with a_server(store) as server:
        where = {"data": server.data, "store": server.store}
        expect_equal(json.loads(good("user", "list", "--json", **where)), [])
        for name in ("ann", "bob"):
            an_account(name, server.data, store=server.store)
        good("user", "suspend", "bob", **where)
        said = good("user", "list", **where)
        expect(re.search(r"^\d+ +ann +user +active +\S+ +ann@example.org$", said, re.M), said)
        expect(re.search(r"^\d+ +bob +user +suspended ", said, re.M) and said.endswith("2 users\n"), said)
        rows = json.loads(good("user", "list", "--json", **where))
        expect_equal([(row["username"], row["state"]) for row in rows], [("ann", "active"), ("bob", "suspended")])
        expect(not any("hash" in key or "password" in key for row in rows for key in row), rows)


@case
def a_long_list_is_whole():
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(folder, "data")
        good("user", "create", "user_0", "--email", "user_0@example.org", data=data)
        with sqlite3.connect(data / "kith.db") as db:
            names = [row[1] for row in db.execute("PRAGMA table_info(account)")]
            row = dict(zip(names, db.execute("SELECT * FROM account").fetchone()))
            for i in range(1, 250):
                more = {**row, "id": row["id"] + i, "email": None,
                        **{name: f"user_{i}x" for name in ("username", "username_key", "username_look")}}
                db.execute(f"INSERT INTO account VALUES ({','.join('?' * len(names))})", [more[name] for name in names])
        rows = json.loads(good("user", "list", "--json", data=data))
        expect_equal(len({row["username"] for row in rows}), 250)
        expect(good("user", "list", data=data).endswith("\n250 users\n"))


@case
def what_is_wrong_with_an_account_is_said():
    with tempfile.TemporaryDirectory() as folder:
        data = f"{folder}/data"
        an_account("ann", data)
        create = ["user", "create"]
        refused(["username", "reserved"], *create, "adm1n", "--email", "a@example.org", data=data)
        refused(["This user name, or one that looks like it, is taken"], *create, "ANN", "--email", "a@example.org", data=data)
        refused(["e-mail"], *create, "bob", "--email", "ann@example.org", data=data)
        refused(["email", "e-mail address"], *create, "bob", "--email", "nowhere", data=data)
        refused(["phone"], *create, "bob", "--phone", "12", data=data)
        refused(["email"], *create, "bob", data=data)
        refused(["password", "at least 8"], *create, "bob", "--email", "b@example.org", "--password-stdin", data=data, said="short\n")
        refused(["password", "first that anyone would try"], *create, "bob", "--email", "b@example.org", "--password-stdin", data=data,
                said="password123\n")
        refused(["no password"], *create, "bob", "--email", "b@example.org", "--password-stdin", data=data, status=2)
        for words in (["promote", "zoe", "--role", "user"], ["suspend", "zoe"], ["reset-password", "zoe"], ["reset-factors", "zoe"],
                      ["suspend", "@zoe"], ["suspend", "17"]):
            refused(["There is no user", words[1]], "user", *words, data=data)
        expect_equal([row["username"] for row in json.loads(good("user", "list", "--json", data=data))], ["ann"])


@case
def a_line_that_is_wrong_is_told_and_does_nothing():
    with tempfile.TemporaryDirectory() as folder:
        data = f"{folder}/data"
        for words, line in ((["what?"], []), (["'promot'", "promote"], ["promot", "ann"]), (["needs a USERNAME"], ["create"]),
                            (["takes no 'bob'"], ["suspend", "ann", "bob"]), (["list takes no 'ann'"], ["list", "ann"]),
                            (["needs --role"], ["promote", "ann"]), (['"king"', "moderator"], ["promote", "ann", "--role", "king"]),
                            (["list takes no '--admin'"], ["list", "--admin"]),
                            (["'--emial'", "--email"], ["create", "ann", "--emial", "x"]),
                            (["takes no value"], ["create", "ann", "--admin=yes"])):
            refused(words, "user", *line, data=data, status=2)
        refused(["what?"], "audit", data=data, status=2)
        refused(["'verfy'", "verify"], "audit", "verfy", data=data, status=2)
        refused(["--after", '"x"'], "audit", "list", "--after", "x", data=data, status=2)
        expect(not pathlib.Path(data).exists(), "a line that is wrong has made a store")


@case
def only_making_an_account_makes_a_store():
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(folder, "data")
        for line in (["user", "list"], ["user", "promote", "ann", "--role", "admin"], ["user", "suspend", "ann"],
                     ["user", "reset-password", "ann"], ["audit", "list"], ["audit", "verify"]):
            refused(["no store", str(data)], *line, data=data)
        expect(not data.exists(), "it was made")


# ---- kith audit ----

@on_each_store
def the_audit_log_is_listed_and_checked(store):
    with a_server(store) as server:
        where = {"data": server.data, "store": server.store}
        expect(good("audit", "verify", **where).startswith("0 entries"), "an empty log")
        an_account("ann", server.data, store=server.store)
        expect_equal((signed_in(server, "ann").status, signed_in(server, "ann", "wrong").status), (200, 401))
        rows = json.loads(good("audit", "list", "--json", **where))
        expect_equal([(row["number"], row["action"], row["actor"] is None) for row in rows],
                     [(1, "account_created", True), (2, "signed_in", False), (3, "sign_in_failed", True)])
        expect_equal(rows[1]["address"], "127.0.0.1")
        expect(not any(PASSWORD in json.dumps(row) for row in rows), "a password stands in the log")
        rest = json.loads(good("audit", "list", "--after", "2", "--json", **where))
        expect_equal([row["number"] for row in rest], [3])
        said = good("audit", "list", **where)
        expect(re.search(r"^ +2 +\S+ +signed_in +\d+ +\d+ +127.0.0.1 +by password$", said, re.M) and said.endswith("3 entries\n"), said)
        said = good("audit", "verify", **where)
        expect(said.startswith("3 entries, all as they were written") and rows[2]["hash"] in said, said)


@case
def an_entry_that_was_changed_is_named():
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(folder, "data")
        for name in ("ann", "bob", "cid"):
            an_account(name, data)
        for change, number in (("UPDATE audit SET detail = 'nothing' WHERE number = 2", 2), ("DELETE FROM audit WHERE number = 1", 1),
                               ("DELETE FROM audit WHERE number = 3", 3)):
            with sqlite3.connect(data / "kith.db") as db:
                kept = db.execute("SELECT * FROM audit").fetchall()
                db.execute(change)
            refused([f"entry {number} "], "audit", "verify", data=data)
            with sqlite3.connect(data / "kith.db") as db:
                db.execute("DELETE FROM audit")
                db.executemany("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", kept)
            good("audit", "verify", data=data)


@case
def a_log_that_was_emptied_is_found_out_also_after_a_restart():
    reset = "DELETE FROM audit; UPDATE audit_head SET number = 0, link = ''"
    for more in ("", ", instance = ''", ", instance = '', kept = 0, seal = ''"):
        with tempfile.TemporaryDirectory() as folder:
            data = pathlib.Path(folder, "data")
            an_account("ann", data)
            with sqlite3.connect(data / "kith.db") as db:
                db.executescript(reset + more)
            refused(["entry 1 "], "audit", "verify", data=data)
            an_account("bob", data)
            with a_server("sqlite", folder=folder):
                refused(["entry 1 "], "audit", "verify", data=data)


@case
def a_log_that_was_put_back_is_found_out_by_a_head_that_was_kept():
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(folder, "data")
        an_account("ann", data)
        before = (data / "kith.db").read_bytes()
        an_account("bob", data)
        with a_server("sqlite", folder=folder) as server:
            heads = eventually(lambda: re.findall(r'"message":"the head of the audit log","head":"([0-9]+:[0-9a-f]{64})"',
                                                  server.log_text()), 5, "the head")
        expect(heads[0] in good("audit", "verify", data=data), "verify says the head that the log told")
        good("audit", "verify", "--since", heads[0], data=data)
        for path in data.glob("kith.db-*"):
            path.unlink()
        (data / "kith.db").write_bytes(before)
        good("audit", "verify", data=data)
        refused(["entry 2 ", "restored from a backup"], "audit", "verify", "--since", heads[0], data=data)
        an_account("cid", data)
        refused(["entry 2 ", "restored from a backup"], "audit", "verify", "--since", heads[0], data=data)
        refused(["--since"], "audit", "verify", "--since", "yesterday", status=2, data=data)


@on_each_store
def a_crowd_that_signs_in_is_told_of_whole(store):
    """64 at once: each is in the log, and none was refused."""
    with a_server(store, loops="2") as server:
        where = {"data": server.data, "store": server.store}
        an_account("ann", server.data, store=server.store)
        began = time.monotonic()
        with ThreadPoolExecutor(64) as crowd:
            statuses = list(crowd.map(lambda _: signed_in(server, "ann").status, range(256)))
        took = time.monotonic() - began
        expect_equal(set(statuses), {200}, "the statuses")
        expect_equal(actions(server.data, store=server.store).count("signed_in"), 256)
        good("audit", "verify", **where)
        print(f"  256 sign-ins by 64 clients in {took:.2f} s")


# ---- the first admin ----

@on_each_store
def the_first_admin_comes_by_the_link_that_is_printed(store):
    with a_server(store) as server:
        token = link_of(server)
        with server.client() as client:
            page = client.get("/first-admin")
            expect(page.status == 200 and b"<form" in page.body, page)
        for wrong in ("", "x", token[:-1], token + "x", token.swapcase()):
            answer = become_first(server, wrong)
            expect(answer.status in (403, 422), answer)
        answer = become_first(server, token, name="admin")
        expect_equal((answer.status, answer.json()["errors"][0]["code"]), (422, "reserved"))
        answer = become_first(server, token)
        expect_equal((answer.status, answer.json().get("user", {}).get("role")), (201, "admin"))
        expect("kith_session=" in answer.get("set-cookie", ""), answer)
        expect(answer.get("cache-control") == "no-store", answer)
        expect(is_valid(server, answer.json()["token"]), "its token")
        again = become_first(server, token, name="bob")
        expect_equal((again.status, again.json()["code"]), (403, "first_admin_link_invalid"))
        expect_equal(actions(server.data, store=server.store), ["account_created"])
        server.restart()
        expect_equal(len(re.findall("/first-admin#", server.log_text())), 1, "links after the first admin")


@case
def a_new_link_is_printed_at_each_start_until_there_is_an_account():
    with a_server("sqlite") as server:
        first = link_of(server)
        server.restart()
        second = eventually(lambda: (token := link_of(server)) != first and token, 10, "another link")
        with server.client() as client:
            answer = client.ask("POST", "/api/v1/auth/register", body={"username": "bob", "email": "bob@example.org", "password": PASSWORD})
        expect_equal((answer.status, answer.json()["user"]["role"]), (201, "user"))
        for token in (first, second):
            expect_equal(become_first(server, token).status, 403, "the status of a link once there is an account")


@case
def a_link_names_the_address_that_the_server_is_known_by():
    with a_server("sqlite", public_url="https://kith.example/") as server:
        link_of(server)
        expect("https://kith.example/first-admin#" in server.log_text(), server.log_text())


if __name__ == "__main__":
    main()
