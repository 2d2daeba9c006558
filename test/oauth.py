#!/usr/bin/env python3
"""
Signing in by others, against real servers: a provider of OpenID Connect by other people (npm's oidc-provider), whose forms
are filled in as a browser would; one in the shape of GitHub's API; and issuers that lie, each in one way.
"""
import contextlib
import re
import subprocess
import urllib.parse

from kit import npm
from kit.browser import Browser, form_of, fragment_of, query_of
from kit.checks import case, expect, expect_equal, main, on_each_store
from kit.server import Server

API = "/api/v1"
PASSWORD = "correct horse 9"
LIGHT = {"program": "kith", "password_memory": "64k", "password_passes": "1", "outgoing_inside": "127.0.0.1"}


# ---- a provider by other people ----

class Provider:
    def __init__(self, folder, redirect, mode=""):
        self.process = subprocess.Popen(["node", "provider.mjs", redirect, mode], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=open(folder / "log", "a"), text=True)
        line = self.process.stdout.readline()
        expect(line, "the provider did not start:", (folder / "log").read_text())
        self.port = int(line)
        self.issuer = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(10)


def callback(server, name):
    return f"http://127.0.0.1:{server.port}{API}/auth/{name}/callback"


@contextlib.contextmanager
def kith_and_provider(store="sqlite", mode="", client="basic"):
    """A kith that knows the provider as `acme`."""
    with npm.installed("oauth") as folder:
        server = Server(store=store, **LIGHT)
        with Provider(folder, callback(server, "acme"), mode) as provider:
            server.settings["openid_providers"] = f"acme={provider.issuer};{client}"
            if client != "public":
                server.settings["openid_secrets"] = f"acme={client}-secret/+%"
            with server:
                yield server, provider


def at(server, path):
    return f"http://127.0.0.1:{server.port}{path}"


def walk(browser, server, who, url=None):
    """To the provider, through its forms, and to the address of ours that it sends the browser back to."""
    back = at(server, "")
    answer = browser.ask(url or at(server, f"{API}/auth/acme"))
    expect(answer.status in (302, 303), "no way to the provider:", answer)
    answer = browser.follow(answer, lambda to: to.startswith(back))
    while not hasattr(answer, "goes_to"):
        expect(answer.status == 200, "the provider shows no form:", answer)
        action, hidden = form_of(answer)
        members = {**hidden, "login": who, "password": "any"} if hidden.get("prompt") == "login" else hidden
        answer = browser.follow(browser.form(action, **members), lambda to: to.startswith(back))
    return answer.goes_to


def sign_in(browser, server, who, json=True, **how):
    """What the callback answers."""
    url = walk(browser, server, who, **how)
    return browser.json(url, method="GET") if json else browser.ask(url)


def register(server, name, email=None, password=PASSWORD):
    with server.client() as client:
        answer = client.post(f"{API}/auth/register", {"username": name, "email": email or f"{name}@example.org", "password": password})
    expect_equal(answer.status, 201, "the status of a registration")
    return answer.json()


def bearer(token):
    return ("Authorization", f"Bearer {token}")


def ask(server, method, path, body=None, token=None):
    with server.client() as client:
        return client.ask(method, API + path, [bearer(token)] if token else [], body)


def expect_problem(answer, status, code):
    expect(answer.status == status and answer.json()["code"] == code, f"this is no {status} {code}:", answer)
    return answer.json()


# ---- signing in ----

@on_each_store
def a_stranger_gets_an_account_and_comes_back_to_it(store):
    with kith_and_provider(store) as (server, provider):
        browser = Browser()
        first = sign_in(browser, server, "ann")
        expect_equal(first.status, 200, "the status")
        user = first.json()["user"]
        expect_equal((user["username"], user["display_name"], user["email"], user["email_confirmed"]),
                     ("ann", "ann of Provider", "ann@provider.example", True), "who was made")
        expect_equal(first.get("cache-control"), "no-store", "Cache-Control")
        expect_equal(ask(server, "GET", "/auth/validate", token=first.json()["token"]).status, 200, "the token")
        again = sign_in(Browser(), server, "ann")
        expect_equal(again.json()["user"]["id"], user["id"], "who came back")
        mine = ask(server, "GET", "/auth/identities", token=again.json()["token"]).json()
        expect_equal([(one["provider"], one["email"], one["email_verified"]) for one in mine], [("acme", "ann@provider.example", True)], "identities")
        expect(mine[0]["last_used_at"] and mine[0]["linked_at"], "times are missing:", mine)


main()
