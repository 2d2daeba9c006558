#!/usr/bin/env python3
"""
Signing in through providers, against real servers: an OpenID Connect provider by other people (npm's oidc-provider), whose
forms are filled in as a browser would; one that behaves like GitHub's API; and issuers that lie, each in one way.
"""
import contextlib
import functools
import hashlib
import json
import subprocess
import sys
import time
import urllib.parse

from kit import npm, totp
from kit.browser import Browser, form_of, fragment_of, query_of
from kit.checks import case, expect, expect_equal, main, on_each_store
from kit.post import Files, letter
from kit.providers import GitHub, Issuer, b64, rsa
from kit.server import Server

API = "/api/v1"
PASSWORD = "correct horse 9"
LIGHT = {"program": "kith", "password_memory": "64k", "password_passes": "1", "outgoing_inside": "127.0.0.1"}


# ---- other people's provider ----

AT_EXIT = contextlib.ExitStack()


@functools.cache
def packages():
    """Its program, installed once."""
    return AT_EXIT.enter_context(npm.installed("oauth"))


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
    server = Server(store=store, **LIGHT)
    with Provider(packages(), callback(server, "acme"), mode) as provider:
        server.settings["openid_providers"] = f"acme={provider.issuer};{client}"
        if client != "public":
            server.settings["openid_secrets"] = f"acme={client}-secret/+%"
        with server:
            yield server, provider


def at(server, path):
    return f"http://127.0.0.1:{server.port}{path}"


def walk(browser, server, who, url=None):
    """Goes to the provider and through its forms; returns our address that it sends the browser back to."""
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


def owner_of(server, name, address=None, password=PASSWORD):
    """Registers a person with a confirmed address: an unconfirmed one belongs to nobody."""
    made = register(server, name, address, password)
    token = letter(Files(server), address or f"{name}@example.org", "Confirm your e-mail").token
    expect_equal(ask(server, "POST", "/auth/email/confirm", {"token": token}, made["token"]).status, 200, "confirming")
    return made


def bearer(token):
    return ("Authorization", f"Bearer {token}")


def ask(server, method, path, body=None, token=None):
    with server.client() as client:
        return client.ask(method, API + path, [bearer(token)] if token else [], body)


def expect_problem(answer, status, code):
    expect(answer.status == status and answer.json()["code"] == code, f"this is not {status} {code}:", answer)
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
        expect_equal([first.json()[name] for name in ("user_id", "username", "email", "email_verified", "phone_verified")],
                     [user["id"], "ann", "ann@provider.example", True, False], "the same at the top")
        expect_equal(first.get("cache-control"), "no-store", "Cache-Control")
        expect_equal(ask(server, "GET", "/auth/validate", token=first.json()["token"]).status, 200, "the token")
        again = sign_in(Browser(), server, "ann")
        expect_equal(again.json()["user"]["id"], user["id"], "who came back")
        mine = ask(server, "GET", "/auth/identities", token=again.json()["token"]).json()
        expect_equal([(one["provider"], one["email"], one["email_verified"]) for one in mine], [("acme", "ann@provider.example", True)],
                     "identities")
        expect(mine[0]["last_used_at"] and mine[0]["linked_at"], "times are missing:", mine)


@case
def each_way_to_show_who_the_client_is_works():
    for mode, client in (("post-only", "post"), ("", "public"), ("no-userinfo", "basic")):
        with kith_and_provider(mode=mode, client=client) as (server, provider):
            answer = sign_in(Browser(), server, "bea")
            expect(answer.status == 200 and answer.json()["user"]["email"] == "bea@provider.example", f"{client} {mode}:", answer)


@case
def a_browser_is_sent_on_with_its_cookie():
    with kith_and_provider() as (server, provider):
        browser = Browser()
        answer = sign_in(browser, server, "cleo", json=False, url=at(server, f"{API}/auth/acme?return_to=/home%3Fa%3Db%23c"))
        expect_equal((answer.status, answer.get("location")), (302, "/home?a=b#c"), "where it is sent")
        expect("kith_session" in browser.cookies[server.port], "no session in a cookie:", answer)
        me = browser.json(at(server, f"{API}/auth/validate"), method="GET")
        expect_equal((me.status, me.json()["user"]["username"]), (200, "cleo"), "whose it is")
        answer = sign_in(Browser(), server, "dora", json=False)
        expect_equal(answer.get("location"), "/", "where it is sent")


@case
def what_a_provider_does_not_vouch_for_is_used_for_nothing():
    with kith_and_provider() as (server, provider):
        register(server, "oona", "liar@example.org")
        user = sign_in(Browser(), server, "liar").json()["user"]
        expect_equal((user["username"], user["email"], user["email_confirmed"]), ("liar", None, False), "who was made")
        nameless = sign_in(Browser(), server, "nameless").json()["user"]
        expect(nameless["username"].startswith("member") and nameless["email"] is None, "who was made:", nameless)


@case
def a_name_that_is_taken_gets_a_number():
    with kith_and_provider() as (server, provider):
        register(server, "edda")
        user = sign_in(Browser(), server, "edda").json()["user"]
        expect(user["username"].startswith("edda") and user["username"][4:].isdigit(), "the name:", user)
        user = sign_in(Browser(), server, "admin").json()["user"]
        expect_equal(user["username"], "admin_of_Provider", "the name of who is called as one that is reserved")


# ---- an address that belongs to an account ----

def linkable(server, browser):
    """The problem for a person whose address belongs to an account."""
    problem = expect_problem(sign_in(browser, server, "taken"), 409, "proof_required")
    expect(len(problem["link_token"]) > 40, "there is no link_token:", problem)
    return problem["link_token"]


def link(browser, server, token, *fields, **body):
    return browser.json(at(server, f"{API}/auth/link"), json.dumps({"link_token": token, **body}), "POST",
                        ("Content-Type", "application/json"), *fields)


@on_each_store
def an_address_alone_joins_nothing_but_the_password_does(store):
    with kith_and_provider(store) as (server, provider):
        owner = owner_of(server, "oona", "owner@example.org")["user"]
        browser = Browser()
        token = linkable(server, browser)
        expect_problem(link(browser, server, token), 409, "proof_required")
        expect_problem(link(browser, server, token, password="wrong one 77"), 403, "bad_password")
        expect_problem(link(Browser(), server, token, password=PASSWORD), 403, "link_token_invalid")
        expect_problem(link(browser, server, token + "x", password=PASSWORD), 403, "link_token_invalid")
        proved = link(browser, server, token, password=PASSWORD)
        expect(proved.status == 200 and proved.json()["user"]["id"] == owner["id"], "it was not linked:", proved)
        expect_equal([proved.json()[name] for name in ("user_id", "username", "email", "email_verified", "phone_verified")],
                     [owner["id"], "oona", "owner@example.org", True, False], "the same at the top")
        expect_equal(proved.json()["identity"]["provider"], "acme", "the identity")
        expect_equal(ask(server, "GET", "/auth/validate", token=proved.json()["token"]).status, 200, "its token")
        expect_problem(link(browser, server, token, password=PASSWORD), 403, "link_token_invalid")
        expect_equal(sign_in(Browser(), server, "taken").json()["user"]["id"], owner["id"], "who signs in now")
        told = subprocess.run([*server.arguments()[:1], "audit", "list", "--data", str(server.data), "--store", server.store],
                              capture_output=True, text=True)
        expect("identity_linked" in told.stdout and "acme" in told.stdout, "the audit log does not tell of it:", told.stdout, told.stderr)


@case
def whoever_is_signed_in_to_it_needs_no_password():
    with kith_and_provider() as (server, provider):
        owner, other = owner_of(server, "oona", "owner@example.org"), register(server, "other")
        browser = Browser()
        token = linkable(server, browser)
        expect_problem(link(browser, server, token, bearer(other["token"])), 409, "proof_required")
        linked = link(browser, server, token, bearer(owner["token"]))
        expect(linked.status == 200 and "token" not in linked.json(), "it was not linked:", linked)
        expect_equal(sign_in(Browser(), server, "taken").json()["user"]["id"], owner["user"]["id"], "who signs in now")


@case
def an_account_without_a_password_is_not_joined_by_any():
    with Issuer() as one, Issuer() as two, kith_with(one=one, two=two) as server:
        expect_equal(come_back(server, one, "one")[1].status, 200, "the first")
        browser, answer = come_back(server, two, "two")
        token = expect_problem(answer, 409, "proof_required")["link_token"]
        expect_problem(link(browser, server, token, password=""), 409, "proof_required")
        expect_problem(link(browser, server, token, password="anything at all"), 409, "proof_required")


@case
def a_browser_gets_the_page_of_links():
    with kith_and_provider() as (server, provider):
        owner_of(server, "oona", "owner@example.org")
        browser = Browser()
        answer = sign_in(browser, server, "taken", json=False, url=at(server, f"{API}/auth/acme?return_to=/x"))
        told = fragment_of(answer.get("location"))
        expect(answer.status == 302 and answer.get("location").startswith("/link#"), "where it is sent:", answer)
        expect_equal((told["problem"], told["return_to"]), ("proof_required", "/x"), "what the page is told")
        expect_equal(link(browser, server, told["link_token"], password=PASSWORD).status, 200, "the link")
        page = browser.ask(at(server, "/link"))
        expect(page.status == 200 and page.get("content-security-policy"), "there is no page:", page)


# ---- linking ----

def go_link(browser, server, name, token):
    answer = browser.json(at(server, f"{API}/auth/{name}/link"), "{}", "POST", ("Content-Type", "application/json"), bearer(token))
    expect_equal(answer.status, 200, "the status")
    return answer.json()["url"]


@on_each_store
def who_is_signed_in_links_and_unlinks(store):
    with kith_and_provider(store) as (server, provider):
        owner, other = register(server, "oona"), register(server, "other")
        browser = Browser()
        url = walk(browser, server, "fay", url=go_link(browser, server, "acme", owner["token"]))
        done = browser.json(url, method="GET")
        expect_equal((done.status, done.json()), (200, {"linked": True}), "the answer")
        expect_equal(sign_in(Browser(), server, "fay").json()["user"]["id"], owner["user"]["id"], "who signs in")
        browser = Browser()
        again = browser.json(walk(browser, server, "fay", url=go_link(browser, server, "acme", other["token"])), method="GET")
        expect_problem(again, 409, "identity_taken")
        mine = ask(server, "GET", "/auth/identities", token=owner["token"]).json()
        expect_equal(len(mine), 1, "identities")
        expect_problem(ask(server, "DELETE", f"/auth/identities/{mine[0]['id']}", token=other["token"]), 404, "identity_not_found")
        expect_equal(ask(server, "DELETE", f"/auth/identities/{mine[0]['id']}", token=owner["token"]).status, 204, "unlinking")
        expect_problem(ask(server, "DELETE", f"/auth/identities/{mine[0]['id']}", token=owner["token"]), 404, "identity_not_found")
        told = subprocess.run([*server.arguments()[:1], "audit", "list", "--data", str(server.data), "--store", server.store],
                              capture_output=True, text=True)
        expect("identity_unlinked" in told.stdout, "the audit log does not tell of it:", told.stdout, told.stderr)


@case
def the_last_way_in_stays():
    with kith_and_provider() as (server, provider):
        token = sign_in(Browser(), server, "gus").json()["token"]
        mine = ask(server, "GET", "/auth/identities", token=token).json()
        expect_problem(ask(server, "DELETE", f"/auth/identities/{mine[0]['id']}", token=token), 409, "last_sign_in_method")
        browser = Browser()
        browser.json(walk(browser, server, "gus-two", url=go_link(browser, server, "acme", token)), method="GET")
        expect_equal(ask(server, "DELETE", f"/auth/identities/{mine[0]['id']}", token=token).status, 204, "one of two")
        left = ask(server, "GET", "/auth/identities", token=token).json()
        expect_problem(ask(server, "DELETE", f"/auth/identities/{left[0]['id']}", token=token), 409, "last_sign_in_method")


@case
def a_link_that_another_account_comes_back_from_is_refused():
    with kith_and_provider() as (server, provider):
        owner, other = register(server, "oona"), register(server, "other")
        browser = Browser()
        url = walk(browser, server, "hal", url=go_link(browser, server, "acme", owner["token"]))
        expect_problem(browser.ask(url, fields=(("Accept", "application/json"), bearer(other["token"]))), 403, "state_invalid")


# ---- a provider like GitHub ----

@contextlib.contextmanager
def kith_and_github(store="sqlite"):
    with GitHub() as hub, Server(store=store, **LIGHT, github_client_id=hub.client, github_client_secret=hub.secret, github_url=hub.url,
                                 github_api_url=hub.url) as server:
        yield server, hub


def come_back(server, provider, name, browser=None, more="", start="", **lies):
    """Goes there and comes back: (browser, what the callback answers)."""
    browser = browser or Browser()
    gone = browser.ask(at(server, f"{API}/auth/{name}{start}"))
    expect(gone.status == 302, "no way to the provider:", gone)
    code, state = provider.code(gone.get("location"), **lies)
    query = urllib.parse.urlencode({"code": code, "state": state})
    return browser, browser.json(f"{callback(server, name)}?{query}{more}", method="GET")


@on_each_store
def github_signs_in(store):
    with kith_and_github(store) as (server, hub):
        browser, answer = come_back(server, hub, "github")
        user = answer.json()["user"]
        expect_equal((user["username"], user["display_name"], user["email"], user["email_confirmed"]),
                     ("octo_cat", "octo_cat", "octo@example.org", True), "who was made")
        hub.user["login"] = "renamed"
        expect_equal(come_back(server, hub, "github")[1].json()["user"]["id"], user["id"], "the same number")
        hub.user["id"] += 1
        expect_problem(come_back(server, hub, "github")[1], 409, "proof_required")
        hub.emails[1]["verified"] = False
        stranger = come_back(server, hub, "github")[1].json()["user"]
        expect_equal((stranger["username"], stranger["email"]), ("renamed", None), "who was made")


LONG = "wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren"


@on_each_store
def a_name_that_is_too_long_is_asked_for_and_not_cut(store):
    with kith_and_github(store) as (server, hub):
        hub.user["login"] = LONG
        browser, answer = come_back(server, hub, "github")
        token = expect_problem(answer, 409, "username_required")["link_token"]
        other = Browser()
        other.cookies[server.port] = {"kith_browser": "A" * 43}
        name = lambda browser, word: browser.json(at(server, f"{API}/auth/link"), {"link_token": token, "username": word})
        register(server, "edda")
        expect_problem(name(other, "wolfe"), 403, "link_token_invalid")
        expect_problem(browser.json(at(server, f"{API}/auth/link"), {"link_token": token}), 403, "link_token_invalid")
        for word, status, code in [("a!", 422, "invalid_input"), ("", 422, "invalid_input"), (LONG, 422, "invalid_input"),
                                   ("edda", 409, "username_taken")]:
            expect_problem(name(browser, word), status, code)
        said = name(browser, "Wolfe").json()
        expect_equal((said["user"]["username"], said["user"]["email"], said["identity"]["provider"], said["username"]),
                     ("Wolfe", "octo@example.org", "github", "Wolfe"), "who was made")
        expect(said["token"] and "kith_session" in browser.cookies[server.port], said)
        expect_problem(name(browser, "again"), 403, "link_token_invalid")
        expect_equal(come_back(server, hub, "github")[1].json()["user"]["id"], said["user"]["id"], "who signs in from then on")
    with Server(store=store, **LIGHT) as server:
        expect_problem(Browser().json(at(server, f"{API}/auth/link"), {"link_token": "A" * 43, "username": "eve"}), 403,
                       "link_token_invalid")


@case
def providers_are_called_what_people_call_them():
    with Issuer() as issuer:
        settings = {"openid_providers": f"issuer={issuer.url};{issuer.client},b={issuer.url};x",
                    "openid_secrets": f"issuer={issuer.secret}"}
        with Server(**LIGHT, **settings, openid_titles="issuer = Unser Haus", google_client_id="g", google_client_secret="s") as server:
            told = {one["name"]: one["title"] for one in ask(server, "GET", "/auth/providers").json()}
            expect_equal(told, {"google": "Google", "issuer": "Unser Haus", "b": "b"})
            ann = register(server, "ann", "ann@example.org")
            browser = Browser()
            url = browser.json(at(server, f"{API}/auth/issuer/link"), {"password": PASSWORD}, "POST",
                               ("Authorization", f"Bearer {ann['token']}")).json()["url"]
            code, state = issuer.code(url)
            answer = browser.json(f"{callback(server, 'issuer')}?code={code}&state={state}", None, "GET")
            expect_equal(answer.json(), {"linked": True}, answer)
            letter(Files(server), "ann@example.org", "A new way to sign in")
            expect("Unser Haus" in letter(Files(server), "ann@example.org", "A new way to sign in").text,
                   "the letter has another name for it")


@case
def github_refuses_as_github_does():
    with kith_and_github() as (server, hub):
        browser = Browser()
        gone = browser.ask(at(server, f"{API}/auth/github"))
        state = query_of(gone.get("location"))["state"]
        expect_problem(browser.json(f"{callback(server, 'github')}?code=none&state={state}", method="GET"), 401, "code_refused")
        hub.secret = "another"
        expect_problem(come_back(server, hub, "github")[1], 503, "provider_away")
        hub.secret, hub.user = "hub-secret", {"id": "one", "login": "x"}
        expect_problem(come_back(server, hub, "github")[1], 401, "provider_answer_invalid")


# ---- issuers that lie ----

@contextlib.contextmanager
def kith_with(store="sqlite", env=None, **issuers):
    """A kith that knows issuers of this program by these names."""
    providers = ",".join(f"{name}={one.url};{one.client}" for name, one in issuers.items())
    keys = ",".join(f"{name}={one.secret}" for name, one in issuers.items())
    with Server(store=store, env=env, **{**LIGHT, "openid_providers": providers, "openid_secrets": keys}) as server:
        yield server


def lies_of(issuer):
    """(what, how): each is an ID token that nobody may sign in by."""
    now = int(time.time())
    modulus = rsa("one")[1]
    yield "another issuer", {"iss": "https://evil.example"}
    yield "a slash at the issuer's end", {"iss": issuer.url + "/"}
    yield "another audience", {"aud": "somebody"}
    yield "no audience of ours among several", {"aud": ["a", "b"]}
    yield "several audiences and no azp", {"aud": [issuer.client, "b"]}
    yield "another azp", {"azp": "somebody"}
    yield "an audience that is a number", {"aud": 7}
    yield "another nonce", {"nonce": "n"}
    yield "no nonce", {"without": ("nonce",)}
    yield "no expiry", {"without": ("exp",)}
    yield "no time of issue", {"without": ("iat",)}
    yield "no subject", {"without": ("sub",)}
    yield "an empty subject", {"sub": ""}
    yield "a subject that is a number", {"sub": 7}
    yield "expired", {"exp": now - 3600, "iat": now - 7200}
    yield "of the future", {"iat": now + 3600, "exp": now + 7200}
    yield "another access token", {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}
    yield "no algorithm", {"head": {"alg": "none"}, "signature": ""}
    yield "no algorithm, a signature", {"head": {"alg": "none"}}
    yield "HS256 with our secret", {"head": {"alg": "HS256"}, "hmac_with": issuer.secret.encode()}
    yield "HS256 with our secret, no kid", {"head": {"alg": "HS256", "kid": None}, "hmac_with": issuer.secret.encode()}
    yield "HS256 with the public key", {"head": {"alg": "HS256"}, "hmac_with": modulus}
    yield "another key under that name", {"key": "two"}
    yield "a key that is not published", {"key": "two", "head": {"kid": "two"}}
    yield "a key that the token brings", {"key": "two", "head": {"kid": "two", "jwk": {"kty": "RSA", "n": b64(rsa("two")[1]), "e": "AQAB"}}}
    yield "no signature", {"signature": ""}
    yield "a signature of nothing", {"signature": b64(b"x" * 256)}


@on_each_store
def no_lie_of_an_issuer_is_believed(store):
    with Issuer() as issuer, kith_with(store, issuer=issuer) as server:
        for what, lie in lies_of(issuer):
            browser, answer = come_back(server, issuer, "issuer", **lie)
            expect(answer.status == 401 and answer.json()["code"] == "provider_answer_invalid", f"{what}:", answer)
            expect("kith_session" not in browser.cookies.get(server.port, {}), f"{what}: it is signed in")
        good = come_back(server, issuer, "issuer", aud=[issuer.client, "b"], azp=issuer.client)[1]
        expect_equal(good.status, 200, "an honest one")
        access = b64(hashlib.sha256(b"access-1").digest()[:16])
        expect_equal(come_back(server, issuer, "issuer", at_hash=access)[1].status, 200, "one with the right at_hash")


@case
def what_is_no_address_is_kept_as_none():
    with Issuer() as issuer, kith_with(acme=issuer) as server:
        odd = (f"{'x' * 5000}@example.org", "a\u202eb@example.org", "ann@example.org\nBcc: bob@example.org", "<b>", "ann@")
        for n, email in enumerate(odd):
            for verified in (True, False):
                _, got = come_back(server, issuer, "acme", sub=f"odd {n} {verified}", email=email, email_verified=verified)
                [one] = ask(server, "GET", "/auth/identities", token=got.json()["token"]).json()
                expect_equal((one["email"], one["email_verified"], got.json()["email"]), (None, False, None), email[:50])


@case
def a_new_key_is_fetched_once():
    with Issuer() as issuer, kith_with(issuer=issuer) as server:
        expect_equal(come_back(server, issuer, "issuer")[1].status, 200, "the first")
        expect_equal(come_back(server, issuer, "issuer")[1].status, 200, "the second")
        expect_equal((issuer.times("/keys"), issuer.times("/.well-known/openid-configuration")), (1, 1), "how often it was asked")
        issuer.published = ["two"]
        expect_equal(come_back(server, issuer, "issuer", key="two", head={"kid": "two"})[1].status, 200, "with the new key")
        expect_equal(issuer.times("/keys"), 2, "how often it was asked")
        expect_problem(come_back(server, issuer, "issuer", key="three", head={"kid": "three"})[1], 401, "provider_answer_invalid")
        expect_equal(issuer.times("/keys"), 3, "how often it was asked")


@case
def a_discovery_that_is_not_the_issuers_own_is_not_used():
    for lie in ({"issuer": "https://evil.example"}, {"token_endpoint": "http://192.0.2.1/token"}, {"jwks_uri": "file:///etc/passwd"},
                {"authorization_endpoint": "javascript:alert(1)"}, {"token_endpoint": None}):
        with Issuer() as issuer:
            issuer.discovery = lie
            with kith_with(issuer=issuer) as server:
                answer = Browser().json(at(server, f"{API}/auth/issuer"), method="GET")
                expect_problem(answer, 503, "provider_away")
                expect(int(answer.get("retry-after")) > 0, "no Retry-After:", answer)
                expect("does not follow its protocol" in server.log_text(), "the log says nothing")


@case
def what_comes_with_a_token_is_checked_too():
    with Issuer() as issuer, kith_with(issuer=issuer) as server:
        issuer.claims.pop("email")
        issuer.user = {"sub": "somebody else", "email": "x@example.org", "email_verified": True}
        expect_problem(come_back(server, issuer, "issuer")[1], 401, "provider_answer_invalid")
        issuer.user = {"email": "X@Example.org", "email_verified": "true", "preferred_username": "xenia"}
        user = come_back(server, issuer, "issuer")[1].json()["user"]
        expect_equal((user["username"], user["email_confirmed"]), ("xenia", True), "who was made")
        for answers in ((200, {}), (200, "[]"), (200, "{"), (200, {"id_token": 5}), (200, {"id_token": "a.b.c"}), (200, {"id_token": ""})):
            issuer.answers = answers
            expect_problem(come_back(server, issuer, "issuer")[1], 401, "provider_answer_invalid")
        issuer.answers = (400, {"error": "invalid_grant"})
        expect_problem(come_back(server, issuer, "issuer")[1], 401, "code_refused")
        for answers in ((401, {"error": "invalid_client"}), (302, {}), (500, {})):
            issuer.answers = answers
            expect_problem(come_back(server, issuer, "issuer")[1], 503, "provider_away")


@case
def an_answer_of_another_issuer_is_refused():
    with Issuer() as issuer, kith_with(issuer=issuer) as server:
        expect_problem(come_back(server, issuer, "issuer", more="&iss=https://evil.example")[1], 401, "provider_answer_invalid")
        expect_equal(come_back(server, issuer, "issuer", more="&iss=" + urllib.parse.quote(issuer.url, safe=""))[1].status, 200, "its own")


# ---- states ----

@on_each_store
def a_state_works_once_and_in_its_own_browser(store):
    with Issuer() as issuer, Issuer() as other, kith_with(store, issuer=issuer, other=other) as server:
        ann, eve = Browser(), Browser()
        gone = ann.ask(at(server, f"{API}/auth/issuer"))
        code, state = issuer.code(gone.get("location"))
        eve.ask(at(server, f"{API}/auth/issuer"))
        back = f"{callback(server, 'issuer')}?code={code}&state={state}"
        expect_problem(eve.json(back, method="GET"), 403, "state_invalid")
        expect_problem(Browser().json(back, method="GET"), 403, "state_invalid")
        expect_problem(ann.json(back.replace("/issuer/", "/other/"), method="GET"), 403, "state_invalid")
        expect_problem(ann.json(back.replace(state, state[::-1]), method="GET"), 403, "state_invalid")
        expect_problem(ann.json(f"{callback(server, 'issuer')}?code={code}", method="GET"), 403, "state_invalid")
        expect_equal(ann.json(back, method="GET").status, 200, "its own browser")
        expect_problem(ann.json(back, method="GET"), 403, "state_invalid")
        gone = ann.ask(at(server, f"{API}/auth/issuer"))
        _, state = issuer.code(gone.get("location"))
        expect_problem(ann.json(f"{callback(server, 'issuer')}?code={code}&state={state}", method="GET"), 401, "code_refused")


@case
def two_windows_of_a_browser_do_not_disturb_each_other():
    with Issuer() as issuer, kith_with(issuer=issuer) as server:
        browser = Browser()
        ways = [issuer.code(browser.ask(at(server, f"{API}/auth/issuer")).get("location")) for _ in range(2)]
        for code, state in ways:
            expect_equal(browser.json(f"{callback(server, 'issuer')}?code={code}&state={state}", method="GET").status, 200, "a window")


@case
def the_cookie_of_a_browser_is_its_own():
    with Issuer() as issuer, kith_with(issuer=issuer) as server:
        answer = Browser().ask(at(server, f"{API}/auth/issuer"))
        cookie = answer.get("set-cookie")
        expect("HttpOnly" in cookie and "SameSite=Lax" in cookie and "Max-Age=1800" in cookie, "the cookie:", cookie)
        expect_equal(answer.get("cache-control"), "no-store", "Cache-Control")
        told = query_of(answer.get("location"))
        expect_equal((told["response_type"], told["code_challenge_method"], told["redirect_uri"], told["scope"]),
                     ("code", "S256", callback(server, "issuer"), "openid email profile"), "what the provider is asked")
        chosen = Browser()
        chosen.cookies[server.port] = {"kith_browser": "chosen"}
        expect("kith_browser=chosen" not in chosen.ask(at(server, f"{API}/auth/issuer")).get("set-cookie"), "another person's name is kept")


@case
def what_the_provider_refuses_is_told_politely():
    with Issuer() as issuer, kith_with(issuer=issuer) as server:
        for error, status, code in (("access_denied", 403, "sign_in_refused"), ("login_required", 403, "sign_in_refused"),
                                    ("<script>", 403, "sign_in_refused"), ("server_error", 503, "provider_away")):
            browser = Browser()
            state = query_of(browser.ask(at(server, f"{API}/auth/issuer?return_to=/a")).get("location"))["state"]
            url = f"{callback(server, 'issuer')}?{urllib.parse.urlencode({'error': error, 'state': state})}"
            answer = browser.json(url, method="GET")
            expect_problem(answer, status, code)
            expect("script" not in answer.body.decode(), "it repeats what it was told:", answer)
            expect_problem(browser.json(url, method="GET"), 403, "state_invalid")
        browser = Browser()
        state = query_of(browser.ask(at(server, f"{API}/auth/issuer?return_to=/a")).get("location"))["state"]
        answer = browser.ask(f"{callback(server, 'issuer')}?error=access_denied&state={state}")
        expect_equal((answer.status, answer.get("location")), (302, "/link#problem=sign_in_refused&return_to=/a"), "a browser")


@case
def one_returns_to_this_server_only():
    with Issuer() as issuer, kith_with(issuer=issuer) as server:
        for to in ("//evil.example", "https:evil.example", "https://evil.example", "\\\\evil.example", "/\\evil.example", "\\/evil",
                   "evil", "/\t/evil", "/a\r\nSet-Cookie: x=y", "/\x7f", " /", "javascript:alert(1)", "/" + "a" * 3000, "@evil.example",
                   ".evil.example", "/.//evil.example/x", "/a/..//evil.example", "/%2e//evil.example", "/%5cevil.example",
                   "/%2fevil.example", "/a//b", "/./a", "/\n/evil.example", "/?to=//evil.example"):
            answer = Browser().json(at(server, f"{API}/auth/issuer?return_to={urllib.parse.quote(to, safe='')}"), method="GET")
            expect(answer.status == 422 and answer.json()["errors"][0]["field"] == "return_to", f"{to!r}:", answer)


# ---- accounts that may not sign in, or not yet ----

@case
def who_is_suspended_stays_out():
    with Issuer() as issuer, kith_with(issuer=issuer) as server:
        name = come_back(server, issuer, "issuer")[1].json()["user"]["username"]
        done = subprocess.run([*server.arguments()[:1], "user", "suspend", name, "--data", str(server.data), "--store", server.store],
                              capture_output=True, text=True)
        expect(done.returncode == 0, done.stdout, done.stderr)
        expect_problem(come_back(server, issuer, "issuer")[1], 403, "account_suspended")


def with_totp(server, token):
    """Sets up an authenticator app; returns its secret."""
    secret = ask(server, "POST", "/auth/totp", {"password": PASSWORD}, token).json()["secret"]
    done = ask(server, "POST", "/auth/totp/confirm", {"code": totp.code(secret), "password": PASSWORD}, token)
    expect(done.status in (200, 201, 204), "the app was not confirmed:", done)
    return secret


@case
def a_second_factor_is_asked_for_behind_a_provider_too():
    with Issuer() as issuer, kith_with(issuer=issuer) as server:
        owner = owner_of(server, "oona", issuer.claims["email"])
        secret = with_totp(server, owner["token"])
        browser, answer = come_back(server, issuer, "issuer")
        token = expect_problem(answer, 409, "proof_required")["link_token"]
        expect_problem(link(browser, server, token, password=PASSWORD), 401, "second_factor_required")
        expect_problem(link(browser, server, token, password=PASSWORD, code="000000"), 401, "second_factor_wrong")
        expect_equal(ask(server, "GET", "/auth/identities", token=owner["token"]).json(), [], "what was linked without the factor")
        linked = link(browser, server, token, password=PASSWORD, code=totp.code(secret, 1))
        expect(linked.status == 200 and linked.json()["user"]["id"] == owner["user"]["id"], "it was not linked:", linked)
        problem = expect_problem(come_back(server, issuer, "issuer")[1], 401, "second_factor_required")
        browser = Browser()
        code, state = issuer.code(browser.ask(at(server, f"{API}/auth/issuer?return_to=/x")).get("location"))
        told = fragment_of(browser.ask(f"{callback(server, 'issuer')}?code={code}&state={state}").get("location"))
        expect_equal((told["problem"], told["return_to"], json.loads(told["factors"])),
                     ("second_factor_required", "/x", problem["factors"]), "what the page is told")
        expect("kith_session" not in browser.cookies[server.port], "it is signed in already")
        codes = ask(server, "POST", "/auth/recovery-codes", {"password": PASSWORD}, owner["token"]).json()["recovery_codes"]
        second = browser.json(at(server, f"{API}/auth/login/second"), json.dumps({"challenge": told["challenge"], "code": codes[0]}),
                              "POST", ("Content-Type", "application/json"))
        expect(second.status == 200 and second.json()["user"]["id"] == owner["user"]["id"], "the second step:", second)


def sent_back(server, issuer):
    """Where a provider sends a browser, and the cookie that it went there with."""
    browser = Browser()
    code, state = issuer.code(browser.ask(at(server, f"{API}/auth/issuer?return_to=/favicon.svg")).get("location"))
    return {"url": f"{callback(server, 'issuer')}?code={code}&state={state}", "cookie": browser.cookies[server.port]["kith_browser"]}


@case
def the_page_of_links_works_in_a_browser():
    with npm.installed("passkeys", "oauth.mjs") as folder, Issuer() as issuer, kith_with(issuer=issuer) as server:
        owner_of(server, "oona", "oona@issuer.example")
        pia = owner_of(server, "pia", "pia@issuer.example")
        with_totp(server, pia["token"])
        recovery = ask(server, "POST", "/auth/recovery-codes", {"password": PASSWORD}, pia["token"]).json()["recovery_codes"]
        password, factor, astray = (sent_back(server, issuer) for _ in range(3))
        claims = [{"sub": "1", "email": "oona@issuer.example"}, {"sub": "2", "email": "pia@issuer.example"},
                  {"sub": "3", "email": "oona@issuer.example"}]
        for one, told in zip((password, factor, astray), claims):
            issuer.codes[query_of(one["url"])["code"]][1].update(told)
        returning = Browser()
        returning.cookies[server.port] = {"kith_browser": astray["cookie"]}
        answer = returning.ask(astray["url"])
        nameless = sent_back(server, issuer)
        issuer.codes[query_of(nameless["url"])["code"]][1].update({"sub": "4", "email": "wolfe@issuer.example", "preferred_username": LONG})
        told = json.dumps({"nameless": nameless, "password": password, "factor": factor,
                           "astray": {**astray, "url": at(server, answer.get("location"))}, "word": PASSWORD, "recovery": recovery})
        npm.all_hold(folder, "oauth.mjs", server.port, told)
        linked = ask(server, "GET", "/auth/identities", token=pia["token"]).json()
        expect_equal([one["email"] for one in linked], ["pia@issuer.example"], "what was linked behind the second factor")


# ---- who owns an address ----

def stranger(server, issuer, address):
    """A stranger who named another person's address, and added their own ways to sign in: (the registration's answer, the app's secret)."""
    made = register(server, "stranger", address)
    browser = Browser()
    code, state = issuer.code(go_link(browser, server, "issuer", made["token"]), sub="stranger", email="stranger@evil.example")
    linked = browser.json(f"{callback(server, 'issuer')}?code={code}&state={state}", method="GET")
    expect_equal((linked.status, linked.json()), (200, {"linked": True}), "the stranger's own identity")
    return made, with_totp(server, made["token"])


def identity_opens(server, issuer, account):
    """Does the stranger's identity still open that account?"""
    answer = come_back(server, issuer, "issuer", sub="stranger", email="stranger@evil.example", email_verified=False)[1]
    return answer.json().get("user", {}).get("id") == account or answer.json().get("code") == "second_factor_required"


def login(server, name, password):
    return ask(server, "POST", "/auth/login", {"identifier": name, "password": password})


def post_letter(server, address, about):
    return letter(Files(server), address, about).token


@on_each_store
def a_reset_that_confirms_an_address_leaves_nothing_of_a_stranger_who_named_it(store):
    with Issuer() as issuer, kith_with(store, issuer=issuer) as server:
        made, _ = stranger(server, issuer, "owner@example.org")
        expect(identity_opens(server, issuer, made["user"]["id"]), "the stranger's identity does not work to begin with")
        begun = go_link(browser := Browser(), server, "issuer", made["token"])
        expect_equal(ask(server, "POST", "/auth/password/forgot", {"email": "owner@example.org"}).status, 202, "asking")
        reset = {"token": post_letter(server, "owner@example.org", "Choose a new password"), "password": "owner horse 77"}
        expect_equal(ask(server, "POST", "/auth/password/reset", reset).status, 204, "the reset")
        mine = login(server, "owner@example.org", "owner horse 77")
        expect_equal((mine.status, mine.json()["email_verified"]), (200, True), "the owner comes in, and no second factor is asked for")
        expect(not identity_opens(server, issuer, made["user"]["id"]), "the stranger's identity still opens the account")
        expect_equal(ask(server, "GET", "/auth/validate", token=made["token"]).status, 401, "the stranger's session")
        expect_problem(login(server, "stranger", PASSWORD), 401, "bad_credentials")
        code, state = issuer.code(begun, sub="another")
        expect_problem(browser.json(f"{callback(server, 'issuer')}?code={code}&state={state}", method="GET"), 403, "state_invalid")
        factors = ask(server, "GET", "/auth/factors", token=mine.json()["token"]).json()
        expect_equal((factors["totp_since"], factors["passkeys"], factors["recovery_codes_left"]), (None, [], 0), "what is left of factors")
        expect_equal(ask(server, "GET", "/auth/identities", token=mine.json()["token"]).json(), [], "what is left of identities")


@case
def who_confirms_decides_what_stays():
    with Issuer() as issuer, kith_with(issuer=issuer) as server:
        made, _ = stranger(server, issuer, "owner@example.org")
        token = post_letter(server, "owner@example.org", "Confirm your e-mail")
        expect_equal(ask(server, "POST", "/auth/email/confirm", {"token": token}).status, 200, "by the mailbox alone")
        expect(not identity_opens(server, issuer, made["user"]["id"]), "a way in of before still opens the account")
        expect_equal(ask(server, "GET", "/auth/identities", token=made["token"]).json(), [], "identities")
        expect_equal(login(server, "owner@example.org", PASSWORD).status, 200, "the password, and no second factor")
    with Issuer() as issuer, kith_with(issuer=issuer) as server:
        made, secret = stranger(server, issuer, "own@example.org")
        token = post_letter(server, "own@example.org", "Confirm your e-mail")
        other = register(server, "other")
        expect_equal(ask(server, "POST", "/auth/email/confirm", {"token": token}, made["token"]).status, 200,
                     "in the account's own session")
        expect(identity_opens(server, issuer, made["user"]["id"]), "what is one's own went")
        expect_problem(login(server, "own@example.org", PASSWORD), 401, "second_factor_required")
        expect_problem(ask(server, "POST", "/auth/email/confirm", {"token": token}, other["token"]), 403, "link_invalid")


@on_each_store
def a_provider_that_vouches_gets_the_owner_in_although_an_account_named_the_address_first(store):
    with Issuer() as issuer, kith_with(store, issuer=issuer) as server:
        made, _ = stranger(server, issuer, "ann@issuer.example")
        void = post_letter(server, "ann@issuer.example", "Confirm your e-mail")
        mine = come_back(server, issuer, "issuer")[1]
        expect_equal((mine.status, mine.json()["email"], mine.json()["email_verified"]), (200, "ann@issuer.example", True), "the owner")
        expect(mine.json()["user_id"] != made["user_id"], "it is the stranger's account")
        expect_problem(ask(server, "POST", "/auth/email/confirm", {"token": void}), 403, "link_invalid")
        expect_equal(ask(server, "GET", "/users/me", token=made["token"]).json().get("email"), None, "what the stranger's account has")
        expect_problem(login(server, "ann@issuer.example", PASSWORD), 401, "bad_credentials")
        expect_problem(login(server, "stranger", PASSWORD), 401, "second_factor_required")
        again = ask(server, "POST", "/auth/register", {"username": "late", "email": "Ann@issuer.example", "password": PASSWORD})
        expect_problem(again, 409, "email_taken")


@case
def one_moves_to_an_address_that_another_account_only_named():
    with Issuer() as issuer, kith_with(issuer=issuer) as server:
        made, mine = register(server, "stranger", "owner@example.org"), owner_of(server, "oona", "old@example.org")
        wish = {"email": "owner@example.org", "password": PASSWORD}
        expect_equal(ask(server, "POST", "/auth/email", wish, mine["token"]).status, 202, "asking")
        token = post_letter(server, "owner@example.org", "Confirm your new e-mail")
        moved = ask(server, "POST", "/auth/email/change", {"token": token})
        expect_equal((moved.status, moved.json()["email"], moved.json()["email_confirmed"]), (200, "owner@example.org", True),
                     "the address")
        expect_equal(ask(server, "GET", "/users/me", token=made["token"]).json().get("email"), None, "what the other account has")
        owner_of(server, "third", "third@example.org")
        expect_equal(ask(server, "POST", "/auth/email", {"email": "third@example.org", "password": PASSWORD}, mine["token"]).status, 202,
                     "asking")
        token = post_letter(server, "third@example.org", "Confirm your new e-mail")
        expect_problem(ask(server, "POST", "/auth/email/change", {"token": token}), 409, "email_taken")


# ---- a provider that is slow, or down ----

@case
def a_provider_that_is_gone_holds_up_nobody_else():
    with Issuer() as issuer, Issuer() as slow, kith_with(issuer=issuer, slow=slow) as server:
        expect_equal(come_back(server, issuer, "issuer")[1].status, 200, "while it is there")
        browser = Browser()
        code, state = issuer.code(browser.ask(at(server, f"{API}/auth/issuer")).get("location"))
        issuer.down = True
        answer = browser.json(f"{callback(server, 'issuer')}?code={code}&state={state}", method="GET")
        expect_problem(answer, 503, "provider_away")
        expect(int(answer.get("retry-after")) > 0, "no Retry-After:", answer)
        for _ in range(6):
            browser = Browser()
            code, state = issuer.code(browser.ask(at(server, f"{API}/auth/issuer")).get("location"))
            expect_problem(browser.json(f"{callback(server, 'issuer')}?code={code}&state={state}", method="GET"), 503, "provider_away")
        asked = issuer.times("/token")
        expect(asked <= 6, f"it was asked {asked} times: nobody left it alone")
        began = time.monotonic()
        register(server, "ann")
        expect_equal(come_back(server, slow, "slow")[1].status, 409 if slow.claims["email"] == issuer.claims["email"] else 200,
                     "the other one")
        expect(time.monotonic() - began < 5, "the others wait")


@case
def a_slow_provider_is_given_up():
    with Issuer() as issuer:
        issuer.delay = 3
        server = Server(**LIGHT, openid_providers=f"issuer={issuer.url};{issuer.client}", openid_secrets=f"issuer={issuer.secret}",
                        outgoing_timeout="300ms")
        with server:
            began = time.monotonic()
            answer = Browser().json(at(server, f"{API}/auth/issuer"), method="GET")
            expect_problem(answer, 503, "provider_away")
            expect(time.monotonic() - began < 2, "it took", time.monotonic() - began)


# ---- settings ----

@case
def a_wrong_setting_stops_the_start_and_is_named():
    good = "https://sso.example"
    wrong = [
        ({"openid_providers": f"register={good};kith"}, "openid_providers", "register"),
        ({"openid_providers": f"identities={good};kith"}, "openid_providers", "identities"),
        ({"openid_providers": f"first-admin={good};kith"}, "openid_providers", "first-admin"),
        ({"openid_providers": f"google={good};kith"}, "openid_providers", "google"),
        ({"openid_providers": f"Acme={good};kith"}, "openid_providers", "Acme"),
        ({"openid_providers": f"a={good};kith,a={good};kith"}, "openid_providers", "twice"),
        ({"openid_providers": "acme"}, "openid_providers", "acme"),
        ({"openid_providers": f"acme={good}"}, "openid_providers", "client"),
        ({"openid_providers": "acme=http://sso.example;kith"}, "openid_providers", "http://sso.example"),
        ({"openid_providers": "acme=https://u:p@sso.example;kith"}, "openid_providers", "address"),
        ({"openid_providers": "acme=http://localhost.evil.example;kith"}, "openid_providers", "address"),
        ({"openid_secrets": "acme=hidden-one"}, "openid_secrets", "acme"),
        ({"openid_providers": f"acme={good};kith", "openid_secrets": "hidden-one"}, "openid_secrets", "name=secret"),
        ({"openid_secrets": "hidden-one=="}, "openid_secrets", "***"),
        ({"openid_secrets": "Hidden/9=hidden-one"}, "openid_secrets", "***"),
        ({"openid_titles": "acme=Acme"}, "openid_titles", "acme"),
        ({"openid_providers": f"acme={good};kith", "openid_titles": "acme="}, "openid_titles", "acme"),
        ({"google_client_id": "x"}, "google_client_secret", "google_client_id"),
        ({"github_client_secret": "hidden-one"}, "github_client_id", "github_client_secret"),
        ({"github_client_id": "x", "github_client_secret": "y", "github_api_url": "nowhere"}, "github_api_url", "nowhere"),
    ]
    for settings, *words in wrong:
        with Server(**LIGHT) as server:
            server.stop()
            server.settings.update(settings)
            code, told = server.run_to_the_end()
            expect(code != 0 and all(word in told for word in words), f"{settings}: {code}", told)
            expect("hidden" not in told.lower(), "a secret is told:", told)
            server.process = None


@case
def the_providers_are_listed():
    with Server(**LIGHT, google_client_id="g", google_client_secret="s",
                openid_providers="acme=https://sso.example;kith, b2=https://b.example/x;y") as server:
        told = ask(server, "GET", "/auth/providers").json()
        expect_equal(told, [{"name": "google", "title": "Google"}, {"name": "acme", "title": "acme"}, {"name": "b2", "title": "b2"}],
                     "the list")


with AT_EXIT:
    main(sys.argv[1:])
