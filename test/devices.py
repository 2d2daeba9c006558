#!/usr/bin/env python3
"""Strangers' guesses do not lock out a device where the account signed in before; nor can a device guess for free."""
import sys

from kit.checks import case, expect, expect_equal, main, on_each_store
from kit.server import Server
from kit.totp import code

PASSWORD, WRONG = "correct horse 9", "wrong horse 8"
FEW = {"program": "kith", "password_memory": "64k", "password_passes": "1", "limits": "on", "failed_sign_ins": "3", "wrong_codes": "4",
       "sign_ins_per_address": "10000", "rate_per_minute": "100000", "rate_per_hour": "100000"}


def ask(server, method, path, body=None, *fields):
    with server.client() as client:
        return client.ask(method, f"/api/v1{path}", fields, body)


def register(server, name):
    answer = ask(server, "POST", "/auth/register", {"username": name, "email": f"{name}@example.org", "password": PASSWORD})
    expect_equal(answer.status, 201, "a registration")
    answer.device = device_cookie(answer)[1].split("=")[1]
    return answer


def login(server, name, password=PASSWORD, *fields, **more):
    return ask(server, "POST", "/auth/login", {"identifier": name, "password": password, **more}, *fields)


def device_cookie(answer):
    line = next(value for field, value in answer.fields if field == "set-cookie" and value.startswith("kith_device="))
    expect("HttpOnly" in line and "SameSite=Lax" in line, line)
    return ("Cookie", line.split(";")[0])


def lock(server, name):
    for _ in range(3):
        expect_equal(login(server, name, WRONG).status, 401, "a guess")
    expect_equal(login(server, name).status, 429, "a sign-in after too many guesses")


@on_each_store
def strangers_do_not_lock_the_owner_out_where_the_account_signed_in_before(store):
    with Server(store=store, **FEW) as server:
        answer = register(server, "ann")
        cookie, token, session = device_cookie(answer), answer.device, answer.json()["token"]
        lock(server, "ann")
        lock(server, "ann@example.org")
        expect_equal(login(server, "ann", PASSWORD, cookie).status, 200, "with the cookie")
        expect_equal(login(server, "ann@example.org", PASSWORD, device_token=token).status, 200, "with the token")
        expect_equal(login(server, "ann", PASSWORD, ("Authorization", f"Bearer {session}")).status, 200, "with a live session")
        expect_equal(ask(server, "POST", "/auth/logout", None, ("Authorization", f"Bearer {session}")).status, 204, "a sign-out")
        expect_equal(login(server, "ann", PASSWORD, cookie).status, 200, "with the cookie, after signing out")
        expect_equal(login(server, "ann").status, 429, "a stranger still")


@case
def a_device_has_a_count_of_its_own_that_signing_in_does_not_multiply():
    with Server(**FEW) as server:
        first = register(server, "ann")
        token = first.device
        again = device_cookie(login(server, "ann", device_token=token))[1].split("=")[1]
        for i in range(3):
            expect_equal(login(server, "ann", WRONG, device_token=(token, again)[i % 2]).status, 401, "a guess")
        expect_equal(login(server, "ann", device_token=token).status, 429, "a device that guessed")
        expect_equal(login(server, "ann", device_token=again).status, 429, "its newer token")
        expect_equal(login(server, "ann").status, 200, "others are not locked out by it")


@case
def many_sign_ins_save_up_no_guesses():
    with Server(**FEW) as server:
        register(server, "ann")
        tokens = [device_cookie(login(server, "ann"))[1].split("=")[1] for _ in range(40)]
        wrong = [login(server, "ann", WRONG, device_token=token).status for token in tokens for _ in range(3)]
        expect(wrong.count(401) <= 8 * 3, f"{wrong.count(401)} guesses by {len(tokens)} devices of one account")
        expect_equal(set(wrong), {401, 429})


@case
def a_device_counts_for_its_own_account_alone_and_a_forged_one_for_none():
    with Server(**FEW) as server:
        register(server, "ann")
        other = register(server, "bea").device
        lock(server, "ann")
        for token in (other, other[:-2] + "AA", "", "x" * 400, "A" * 100, "."):
            expect_equal(login(server, "ann", device_token=token).status, 429, f"the token {token[:20]}")
            expect_equal(login(server, "ann", PASSWORD, ("Cookie", f"kith_device={token}")).status, 429, f"the cookie {token[:20]}")
        expect_equal(login(server, "bea").status, 200, "another account")


@case
def one_browser_is_known_to_some_accounts():
    with Server(**FEW) as server:
        cookie = ("Cookie", "kith_device=")
        for name in ("ann", "bea", "cid", "dan", "eve"):
            register(server, name)
            cookie = device_cookie(login(server, name, PASSWORD, cookie))
        for name in ("bea", "eve"):
            lock(server, name)
            expect_equal(login(server, name, PASSWORD, cookie).status, 200, "a browser that knows the account")
        lock(server, "ann")
        expect_equal(login(server, "ann", PASSWORD, cookie).status, 429, "one that has known four others since")


@case
def somebody_who_knows_the_password_does_not_lock_the_second_step_or_the_settings_of_the_owner():
    with Server(**FEW) as server:
        made = register(server, "ann")
        answer = made.json()
        bearer, device = ("Authorization", f"Bearer {answer['token']}"), made.device
        begun = ask(server, "POST", "/auth/totp", {"password": PASSWORD}, bearer)
        expect(begun.status in (200, 201), begun)
        secret = begun.json()["secret"]
        done = ask(server, "POST", "/auth/totp/confirm", {"code": code(secret)}, bearer)
        expect(done.status in (200, 201), done)
        recovery = done.json()["recovery_codes"]
        for _ in range(4):
            challenge = login(server, "ann").json().get("challenge", "gone")
            for _ in range(3):
                ask(server, "POST", "/auth/login/second", {"challenge": challenge, "code": "000000"})
        challenge = login(server, "ann", device_token=device).json()["challenge"]
        expect_equal(ask(server, "POST", "/auth/login/second",
                         {"challenge": challenge, "code": recovery[0], "device_token": device}).status, 200, "the owner's second step")
        challenge = login(server, "ann").json()["challenge"]
        guess = ask(server, "POST", "/auth/login/second", {"challenge": challenge, "code": recovery[1]})
        expect_equal(guess.status, 429, "a stranger's next guess")
        changed = ask(server, "POST", "/auth/password", {"current_password": PASSWORD, "password": "another horse 7"}, bearer)
        expect_equal(changed.status, 204, "the owner's change of password")


@case
def a_first_step_that_is_right_is_no_failed_attempt():
    with Server(**{**FEW, "sign_ins_per_address": "4"}) as server:
        answer = register(server, "ann").json()
        bearer = ("Authorization", f"Bearer {answer['token']}")
        secret = ask(server, "POST", "/auth/totp", {"password": PASSWORD}, bearer).json()["secret"]
        recovery = ask(server, "POST", "/auth/totp/confirm", {"code": code(secret)}, bearer).json()["recovery_codes"]
        for one in recovery[:8]:
            first = login(server, "ann")
            expect_equal(first.status, 401, "a first step")
            second = ask(server, "POST", "/auth/login/second", {"challenge": first.json()["challenge"], "code": one})
            expect_equal(second.status, 200, "its second")


if __name__ == "__main__":
    main(sys.argv[1:])
