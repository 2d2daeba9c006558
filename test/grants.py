#!/usr/bin/env python3
"""
Everything that is begun now and used later ends with each event that should end it. Each kind of grant is begun, something
happens to the account, and the grant is used: GRANTS has the kinds, EVENTS what happens, and ENDS which of them end what. And
a thief of a token, whose session is no longer recent, cannot change how its account signs in.
"""
import base64
import contextlib
import json
import sqlite3
import subprocess
import sys
import urllib.parse

from kit import totp
from kit.browser import Browser
from kit.checks import case, expect, expect_equal, main, on_each_store
from kit.post import Files, letter
from kit.providers import Issuer
from kit.server import BUILD, Server

API = "/api/v1"
PASSWORD, ANOTHER = "correct horse 9", "another horse 8"
LIGHT = {"password_memory": "64k", "password_passes": "1", "outgoing_inside": "127.0.0.1", "registrations_per_address": "100000",
         "sign_ins_per_address": "100000", "resets_per_address": "100000", "resets_per_account": "1000",
         "rate_per_minute": "1000000", "rate_per_hour": "1000000"}


@contextlib.contextmanager
def a_server(store):
    with Issuer() as issuer, Server("kith", store=store, **LIGHT, openid_providers=f"acme={issuer.url};{issuer.client}",
                                    openid_secrets=f"acme={issuer.secret}") as server:
        server.issuer, server.office = issuer, Files(server)
        yield server


def kith(server, *words, said=""):
    done = subprocess.run([BUILD / "kith", *words, "--data", str(server.data), "--store", server.store], capture_output=True, text=True,
                          timeout=60, input=said)
    expect_equal(done.returncode, 0, done.stderr)


def ask(server, method, path, body=None, token=None):
    with server.client() as client:
        return client.ask(method, API + path, [("Authorization", f"Bearer {token}")] if token else [], body)


def good(answer, *statuses):
    expect(answer.status in (statuses or (200, 201, 202, 204)), "this went wrong:", answer)
    return answer.json() if answer.body else None


def code_of(answer):
    return "" if answer.status < 300 else answer.json()["code"]


class Person:
    """A person with a confirmed address and two devices: a grant begun on `mine` may be ended from `other`."""

    def __init__(self, server, name, confirmed=True):
        self.server, self.name, self.email, self.password, self.app, self.steps = server, name, f"{name}@example.org", PASSWORD, None, 0
        made = good(ask(server, "POST", "/auth/register", {"username": name, "email": self.email, "password": PASSWORD}))
        self.id = made["user"]["id"]
        if confirmed:
            self.answer(letter(server.office, self.email, "Confirm"), "email/confirm")
        self.mine, self.other = self.sign_in(), self.sign_in()

    def answer(self, written, path, **more):
        return ask(self.server, "POST", f"/auth/{path}", {"token": written.token, **more})

    def sign_in(self):
        more = {"code": self.app_code()} if self.app else {}
        return good(ask(self.server, "POST", "/auth/login", {"username": self.name, "password": self.password, **more}))["token"]

    def app_code(self):
        """Each works once: this step's; then the steps before and after count as later ones do."""
        self.steps += 1
        return totp.code(self.app, self.steps - 2)

    def has_app(self):
        self.app = good(ask(self.server, "POST", "/auth/totp", {"password": PASSWORD}, self.mine))["secret"]
        codes = good(ask(self.server, "POST", "/auth/totp/confirm", {"code": self.app_code()}, self.mine))["recovery_codes"]
        self.recovery = codes

    def sid(self, token):
        return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))["sid"]


# ---- grants: each returns a function that uses it, and the code of its refusal once it has ended ----

def a_link(who):
    browser, server = Browser(), who.server
    gone = ask_json(browser, server, f"{API}/auth/acme/link", {}, who.mine)
    code, state = server.issuer.code(gone.json()["url"], sub=f"link-{who.name}", email=f"{who.name}@issuer.example")
    query = urllib.parse.urlencode({"code": code, "state": state})
    return lambda: browser.json(f"http://127.0.0.1:{server.port}{API}/auth/acme/callback?{query}", method="GET"), "state_invalid"


def ask_json(browser, server, path, body, token=None):
    fields = [("Authorization", f"Bearer {token}")] if token else []
    return browser.json(f"http://127.0.0.1:{server.port}{path}", body, "POST", *fields)


def an_offer(who):
    browser, server = Browser(), who.server
    gone = browser.ask(f"http://127.0.0.1:{server.port}{API}/auth/acme")
    code, state = server.issuer.code(gone.get("location"), sub=f"offer-{who.name}", email=who.email)
    query = urllib.parse.urlencode({"code": code, "state": state})
    refused = browser.json(f"http://127.0.0.1:{server.port}{API}/auth/acme/callback?{query}", method="GET")
    expect_equal(code_of(refused), "proof_required")
    offer = {"link_token": refused.json()["link_token"]}
    return lambda: ask_json(browser, server, f"{API}/auth/link", {**offer, "password": who.password}), "link_token_invalid"


def a_reset_letter(who):
    good(ask(who.server, "POST", "/auth/password/forgot", {"email": who.email}))
    written = letter(who.server.office, who.email, "Choose a new password")
    return lambda: who.answer(written, "password/reset", password="a third horse 7"), "link_invalid"


def another_address(who):
    good(ask(who.server, "POST", "/auth/email", {"email": f"new-{who.email}", "password": who.password}, who.mine))
    written = letter(who.server.office, f"new-{who.email}", "")
    return lambda: who.answer(written, "email/change"), "link_invalid"


def a_confirmation(who):
    written = letter(who.server.office, who.email, "Confirm")
    return lambda: who.answer(written, "email/confirm"), "link_invalid"


def an_app_that_waits(who):
    secret = good(ask(who.server, "POST", "/auth/totp", {"password": who.password}, who.mine))["secret"]
    return lambda: ask(who.server, "POST", "/auth/totp/confirm", {"code": totp.code(secret)}, who.sign_in()), "totp_not_found"


def a_passkey_that_is_made(who):
    """Only its challenge: a valid one is found, and then the credential is reported as wrong instead."""
    asked = good(ask(who.server, "POST", "/auth/passkeys/options", {"password": who.password}, who.mine))
    said = base64.urlsafe_b64encode(json.dumps(
        {"type": "webauthn.create", "challenge": asked["challenge"], "origin": "https://x"}).encode())
    credential = {"id": "AAAA", "rawId": "AAAA", "type": "public-key",
                  "response": {"clientDataJSON": said.rstrip(b"=").decode(), "attestationObject": "AAAA", "transports": []}}
    return lambda: ask(who.server, "POST", "/auth/passkeys", {"credential": credential}, who.sign_in()), "challenge_invalid"


def a_second_step(who):
    who.has_app()
    who.other = who.sign_in()
    first = ask(who.server, "POST", "/auth/login", {"username": who.name, "password": who.password})
    expect_equal(code_of(first), "second_factor_required")
    body = {"challenge": first.json()["challenge"], "code": who.recovery[0]}
    return lambda: ask(who.server, "POST", "/auth/login/second", body), "challenge_invalid"


# ---- events ----

def links(who, sub):
    """One more identity, at the provider."""
    browser = Browser()
    gone = ask_json(browser, who.server, f"{API}/auth/acme/link", {}, who.mine)
    code, state = who.server.issuer.code(gone.json()["url"], sub=sub, email=f"{sub}@issuer.example")
    query = urllib.parse.urlencode({"code": code, "state": state})
    good(browser.json(f"http://127.0.0.1:{who.server.port}{API}/auth/acme/callback?{query}", method="GET"))


def nothing(who):
    pass


def a_new_password(who):
    good(ask(who.server, "POST", "/auth/password", {"current_password": who.password, "password": ANOTHER}, who.other))
    who.password = ANOTHER


def a_reset(who):
    number = len([one for one in who.server.office.all() if one.to == who.email and one.subject.startswith("Choose")]) + 1
    good(ask(who.server, "POST", "/auth/password/forgot", {"email": who.email}))
    good(who.answer(letter(who.server.office, who.email, "Choose a new password", number), "password/reset", password=ANOTHER))
    who.password = ANOTHER


def an_operators_password(who):
    kith(who.server, "user", "reset-password", who.name, "--password-stdin", said=ANOTHER + "\n")
    who.password = ANOTHER


def signing_out_everywhere(who):
    good(ask(who.server, "DELETE", "/auth/sessions", {}, who.other))


def the_session_is_ended(who):
    good(ask(who.server, "DELETE", f"/auth/sessions/{who.sid(who.mine)}", None, who.other))


def a_logout(who):
    good(ask(who.server, "POST", "/auth/logout", None, who.mine))


def another_address_counts(who):
    good(ask(who.server, "POST", "/auth/email", {"email": f"other-{who.email}", "password": who.password}, who.other))
    good(who.answer(letter(who.server.office, f"other-{who.email}", ""), "email/change"))


def a_suspension(who):
    kith(who.server, "user", "suspend", who.name)
    kith(who.server, "user", "suspend", who.name, "--undo")


def a_farewell(who):
    good(ask(who.server, "DELETE", "/users/me", {"password": who.password}, who.other))
    good(ask(who.server, "POST", "/users/me/restore", None, who.sign_in()))


def a_way_is_removed(who):
    links(who, f"other-{who.name}")
    first = good(ask(who.server, "GET", "/auth/identities", None, who.other))[0]
    good(ask(who.server, "DELETE", f"/auth/identities/{first['id']}", {}, who.other))


def an_operator_takes_the_factors(who):
    kith(who.server, "user", "reset-factors", who.name)
    who.app = None


GRANTS = (a_link, an_offer, a_reset_letter, another_address, a_confirmation, an_app_that_waits, a_passkey_that_is_made, a_second_step)
OF_A_SESSION = (a_link, another_address, an_app_that_waits, a_passkey_that_is_made)
EVENTS = (nothing, a_new_password, a_reset, an_operators_password, signing_out_everywhere, the_session_is_ended, a_logout,
          another_address_counts, a_way_is_removed, an_operator_takes_the_factors, a_suspension, a_farewell)
ENDS = {nothing: (), the_session_is_ended: OF_A_SESSION, a_logout: OF_A_SESSION}       # all others end them all
# A second step is between two sign-ins; events that need a code have none left, and send no letter of their own.
NOT_TRIED = {(a_second_step, a_farewell)}


def tried(server, grant, event, number):
    who = Person(server, f"somebody{number}", confirmed=grant is not a_confirmation)
    use, ended = grant(who)
    event(who)
    code = code_of(use())
    if grant in ENDS.get(event, GRANTS):
        return code == ended, f"{grant.__name__} after {event.__name__}: {code or 'it works still'}, not {ended}"
    return code != ended and (not code or grant is a_passkey_that_is_made), f"{grant.__name__} after {event.__name__} is over: {code}"


@on_each_store
def what_is_under_way_ends_with_what_should_end_it(store):
    pairs = [(grant, event) for grant in GRANTS for event in EVENTS if (grant, event) not in NOT_TRIED]
    with a_server(store) as server:
        wrong = [why for number, (grant, event) in enumerate(pairs) for right, why in [tried(server, grant, event, number)] if not right]
    expect(not wrong, "\n  ".join(wrong))


@on_each_store
def a_first_step_with_a_key_leaves_no_challenge_behind(store):
    with a_server(store) as server:
        ann = Person(server, "ann")
        ann.has_app()
        body = {"username": "ann", "password": PASSWORD}
        with server.client() as client:
            steps = [client.ask("POST", f"{API}/auth/login", [("Idempotency-Key", "one")], body) for _ in range(2)]
        challenges = [step.json()["challenge"] for step in steps]
        expect(challenges[0] != challenges[1] and not steps[1].get("idempotency-replayed"), "a challenge was kept:", *steps)
        good(ask(server, "POST", "/auth/login/second", {"challenge": challenges[1], "code": ann.recovery[0]}), 200)


# ---- a thief of a token ----

def by_provider(server):
    """An account without a password: (its name, its token)."""
    browser = Browser()
    gone = browser.ask(f"http://127.0.0.1:{server.port}{API}/auth/acme")
    code, state = server.issuer.code(gone.get("location"), sub="pia", email="pia@example.org", name="Pia")
    query = urllib.parse.urlencode({"code": code, "state": state})
    return good(browser.json(f"http://127.0.0.1:{server.port}{API}/auth/acme/callback?{query}", method="GET"))["token"]


def sessions_grow_old(server):
    """A quarter of an hour later: access tokens of a live session still work, but it is no longer recent."""
    server.stop()
    with sqlite3.connect(server.database_file()) as store:
        store.execute("UPDATE session SET created_at = created_at - 901000")
    server.start()


def deeds(server, token):
    identities = good(ask(server, "GET", "/auth/identities", None, token))
    return [("POST", "/auth/acme/link", {}), ("POST", "/auth/totp", {}), ("DELETE", "/auth/totp", {}), ("POST", "/auth/recovery-codes", {}),
            ("POST", "/auth/passkeys/options", {}), ("DELETE", "/auth/passkeys/7", {}),
            ("POST", "/auth/email", {"email": "thief@example.org"}), ("POST", "/auth/password", {"password": "a thief's horse 9"}),
            ("DELETE", "/auth/sessions", {}),
            ("DELETE", f"/auth/identities/{identities[0]['id'] if identities else 7}", {}), ("DELETE", "/users/me", {})]


@case
def a_token_alone_changes_no_way_in():
    with a_server("sqlite") as server:
        ann = Person(server, "ann")
        pia = by_provider(server)
        sessions_grow_old(server)
        for token, codes in ((ann.mine, ("proof_needed", "bad_password", "invalid_input")), (pia, ("proof_needed",))):
            renewed = good(ask(server, "POST", "/auth/refresh", {}, token))["token"]
            for method, path, body in deeds(server, token):
                answer = ask(server, method, path, body, renewed)
                expect(answer.status in (403, 422) and code_of(answer) in codes, f"{method} {path} is not refused:", answer)
            expect_equal(good(ask(server, "GET", "/auth/factors", None, token)),
                         {"totp_since": None, "passkeys": [], "recovery_codes_left": 0})
        expect_equal(len(good(ask(server, "GET", "/auth/identities", None, pia))), 1, "identities")
        expect_equal(len(good(ask(server, "GET", "/auth/sessions", None, ann.mine))), 3, "sessions")


@case
def the_password_or_a_fresh_sign_in_is_enough():
    with a_server("sqlite") as server:
        ann = Person(server, "ann")
        sessions_grow_old(server)
        good(ask(server, "POST", "/auth/acme/link", {"password": PASSWORD}, ann.mine))
        expect_equal(code_of(ask(server, "POST", "/auth/acme/link", {"password": PASSWORD + "!"}, ann.mine)), "bad_password")
        good(ask(server, "POST", "/auth/passkeys/options", {"password": PASSWORD}, ann.mine))
        good(ask(server, "POST", "/auth/acme/link", {}, ann.sign_in()))
        pia = by_provider(server)
        good(ask(server, "POST", "/auth/password", {"password": "her first horse 9"}, pia))
        expect_equal(code_of(ask(server, "POST", "/auth/password", {"password": "another horse 9"}, pia)), "bad_password")


@case
def signing_out_everywhere_leaves_the_session_that_asks():
    with a_server("sqlite") as server:
        ann = Person(server, "ann")
        good(ask(server, "DELETE", "/auth/sessions", None, ann.other))
        expect_equal([one["current"] for one in good(ask(server, "GET", "/auth/sessions", None, ann.other))], [True])
        expect_equal(ask(server, "GET", "/auth/validate", None, ann.mine).status, 401)


# ---- other ways to sign in ----

def others(who, written):
    return {one["way"]: (one["kind"], one["name"], one["needs_code"]) for one in good(who.answer(written, "password/reset/ways"), 200)}


@on_each_store
def a_reset_shows_what_else_opens_the_account_and_drops_what_is_asked(store):
    with a_server(store) as server:
        ann = Person(server, "ann")
        links(ann, "mine")
        links(ann, "a-thief")
        good(ask(server, "POST", "/auth/password/forgot", {"email": ann.email}))
        written = letter(server.office, ann.email, "Choose a new password")
        expect_equal(code_of(ask(server, "POST", "/auth/password/reset/ways", {"token": "none"})), "link_invalid")
        mine, thief = [one["id"] for one in good(ask(server, "GET", "/auth/identities", None, ann.mine))]
        expect_equal(others(ann, written), {f"identity:{one}": ("identity", "acme", False) for one in (mine, thief)})
        for bad in ("identity:", "identity:x", "totp:1", "all"):
            expect_equal(code_of(who := ann.answer(written, "password/reset", password=ANOTHER, drop=[bad])), "invalid_input", who)
        good(ann.answer(written, "password/reset", password=ANOTHER, drop=[f"identity:{thief}", "identity:999"]), 204)
        ann.password = ANOTHER
        expect_equal([one["id"] for one in good(ask(server, "GET", "/auth/identities", None, ann.sign_in()))], [mine])
        expect_equal(code_of(ann.answer(written, "password/reset/ways")), "link_invalid")


@on_each_store
def a_mailbox_alone_drops_no_second_factor(store):
    with a_server(store) as server:
        ann = Person(server, "ann")
        ann.has_app()
        good(ask(server, "POST", "/auth/password/forgot", {"email": ann.email}))
        written = letter(server.office, ann.email, "Choose a new password")
        expect_equal(others(ann, written), {"totp": ("totp", None, True), "recovery_codes": ("recovery_codes", None, True)})
        for drop in (["totp"], ["recovery_codes"], ["totp", "recovery_codes"]):
            expect_equal(code_of(ann.answer(written, "password/reset", password=ANOTHER, drop=drop)), "proof_needed")
            expect_equal(code_of(ann.answer(written, "password/reset", password=ANOTHER, drop=drop, code="000000")), "second_factor_wrong")
        first = ask(server, "POST", "/auth/login", {"username": "ann", "password": PASSWORD})
        expect_equal(code_of(first), "second_factor_required")
        good(ann.answer(written, "password/reset", password=ANOTHER, drop=["totp"], code=ann.recovery[0]), 204)
        good(ask(server, "POST", "/auth/login", {"username": "ann", "password": ANOTHER}), 200)


if __name__ == "__main__":
    main(sys.argv[1:])
