"""People on a server, the exports of their accounts, and what of a word is left in its store."""
import io
import json
import sqlite3
import zipfile

from kit import postgres
from kit.checks import eventually, expect, expect_equal

CHEAP = {"password_memory": "64k", "password_passes": "1", "limits": "off"}
PASSWORD = "correct horse 9"


class People:
    """People's calls to a server."""

    def __init__(self, server):
        self.server = server

    def call(self, method, path, body=None, token=None, wanted=None, key=None):
        fields = [("Content-Type", "application/json")] if body is not None else []
        fields += [("Authorization", f"Bearer {token}")] if token else []
        fields += [("Idempotency-Key", key)] if key else []
        with self.server.client() as client:
            answer = client.ask(method, "/api/v1" + path, fields, json.dumps(body).encode() if body is not None else None)
        if wanted:
            expect_equal(answer.status, wanted, f"{method} {path}: {answer.body[:300]}")
        return answer

    def join(self, name, **more):
        told = {"username": name, "email": f"{name}@example.org", "password": PASSWORD, **more}
        return self.call("POST", "/auth/register", told, wanted=201).json()

    def sign_in(self, name):
        return self.call("POST", "/auth/login", {"username": name, "password": PASSWORD}, wanted=200).json()

    def cookies(self, name):
        """What a browser in which this person signed in has."""
        answer = self.call("POST", "/auth/login", {"username": name, "password": PASSWORD}, wanted=200)
        cookie, value = answer.get("set-cookie").split(";")[0].split("=", 1)
        return [{"name": cookie, "value": value}]


def exported(people, token):
    """The files of an export, by name."""
    export = people.call("POST", "/users/me/exports", {}, token, 202).json()
    path = f"/users/me/exports/{export['id']}"
    eventually(lambda: people.call("GET", path, token=token, wanted=200).json()["state"] == "ready", 20, "the export")
    facts = people.call("GET", path, token=token).json()
    archive = people.call("GET", path + "/file", token=token, wanted=200)
    expect_equal(facts["progress"], 100)
    expect_equal(facts["size"], len(archive.body))
    expect_equal(archive.get("content-type"), "application/zip")
    expect("attachment" in archive.get("content-disposition"), archive.get("content-disposition"))
    with people.server.client() as client:
        rest = client.get("/api/v1" + path + "/file", ("Authorization", f"Bearer {token}"), ("Range", "bytes=100-"),
                          ("If-Range", archive.get("etag")))
        expect_equal((rest.status, rest.body), (206, archive.body[100:]), "the rest of a download that broke off")
    with zipfile.ZipFile(io.BytesIO(archive.body)) as files:
        expect_equal(files.testzip(), None)
        return facts, {name: files.read(name) if name.startswith("media/") else files.read(name).decode() for name in files.namelist()}


# The first three keep an erased account's id; SQLite's full-text index drops the words of a deleted row when it next merges.
KEPT = ("audit", "events", "event_position", "search_post_data", "search_message_data")


def tables(server, store):
    """The rows of each table as text, except the tables that are kept."""
    if store == "sqlite":
        with sqlite3.connect(f"file:{server.database_file()}?mode=ro", uri=True) as db:
            names = [name for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: [str(row) for row in db.execute(f'SELECT * FROM "{name}"')] for name in names if name not in KEPT}
    names = postgres.sql(server.store, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'").split()
    return {name: postgres.sql(server.store, f'SELECT * FROM "{name}"').splitlines() for name in names if name not in KEPT}


def traces(server, store, *words):
    """The rows that still contain one of the words."""
    return [f"{name}: {row}" for name, rows in tables(server, store).items() for row in rows if any(word in row.lower() for word in words)]
