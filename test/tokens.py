#!/usr/bin/env python3
"""The rules of tokens, sessions and passwords, on real servers: forged, confused, replayed, racing and old ones."""
import base64
import contextlib
import hashlib
import hmac
import json
import os
import pathlib
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from kit import postgres
from kit.checks import case, eventually, expect, expect_equal, main, on_each_store
from kit.server import BUILD, SANITIZED, Server

API = "/api/v1"
PASSWORD = "correct horse 9"
LIGHT = {"program": "kith", "password_memory": "64k", "password_passes": "1"}      # hashes that cost almost nothing
KEY = "5e" * 32


# ---- people ----

class Person:
    """A signed-in person, with their own connections."""

    def __init__(self, server, answer, password=PASSWORD):
        expect(answer.status in (200, 201), "nobody was signed in:", answer)
        self.server, self.password = server, password
        self.take(answer.json())
        self.user = answer.json()["user"]
        self.cookie = re.match(r"kith_session=([^;]+)", answer.get("set-cookie"))[1]

    def take(self, tokens):
        self.token, self.refresh_token = tokens["token"], tokens["refresh_token"]

    def again(self):
        return login(self.server, self.user["username"], self.password)

    def refresh(self):
        answer = refresh(self.server, self.refresh_token)
        expect_equal(answer.status, 200, "the status of a refresh")
        self.take(answer.json())


def ask(server, method, path, body=None, token=None, cookie=None):
    fields = [("Authorization", f"Bearer {token}")] if token else []
    fields += [("Cookie", f"kith_session={cookie}")] if cookie else []
    with server.client() as client:
        return client.ask(method, API + path, fields, body)


def register(server, name, password=PASSWORD):
    return Person(server, ask(server, "POST", "/auth/register", {"username": name, "email": f"{name}@example.org", "password": password}),
                  password)


def login_answer(server, name, password=PASSWORD):
    return ask(server, "POST", "/auth/login", {"identifier": name, "password": password})


def login(server, name, password=PASSWORD):
    return Person(server, login_answer(server, name, password), password)


def refresh(server, token):
    return ask(server, "POST", "/auth/refresh", {"refresh_token": token})


def logout(person):
    expect_equal(ask(person.server, "POST", "/auth/logout", token=person.token).status, 204, "the status of a sign-out")


def status(server, token):
    return ask(server, "GET", "/auth/validate", token=token).status


def expect_valid(server, token):
    answer = ask(server, "GET", "/auth/validate", token=token)
    expect(answer.status == 200 and answer.json()["valid"] is True, "a good token is refused:", answer)


def expect_refused(server, token, code="token_invalid", what="it"):
    """Asks both routes."""
    answer = ask(server, "POST", "/validate/token", {"token": token})
    expect(answer.status == 401 and answer.json()["valid"] is False and answer.json()["code"] == code, f"{what} is accepted:", answer)
    answer = ask(server, "GET", "/auth/validate", token=token)
    expect(answer.status == 401 and answer.get("www-authenticate", "").startswith("Bearer"), f"{what} is accepted:", answer)


def at_once(n, run):
    """The results of run(i) on n threads that start together."""
    ready, results = threading.Barrier(n), [None] * n

    def body(i):
        ready.wait()
        try:
            results[i] = run(i)
        except BaseException as problem:
            results[i] = problem

    threads = [threading.Thread(target=body, args=(i,)) for i in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return results


# ---- JSON Web Tokens by hand ----

def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def parts(token):
    head, claims, signature = token.split(".")
    return json.loads(unb64(head)), json.loads(unb64(claims)), unb64(signature)


def join(head, claims, signature):
    return ".".join([b64(json.dumps(head).encode()), b64(json.dumps(claims).encode()),
                     signature if isinstance(signature, str) else b64(signature)])


def signed_with(key, head, claims):
    text = join(head, claims, "").rstrip(".")
    done = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key], input=text.encode(), capture_output=True, check=True)
    return f"{text}.{b64(done.stdout)}"


def jwks(server):
    with server.client() as client:
        return {key["kid"]: key for key in client.get("/.well-known/jwks.json").json()["keys"]}


def number(text):
    return int.from_bytes(unb64(text), "big")


def verifies(token, key):
    """RSASSA-PKCS1-v1_5 with SHA-256, from the published key only."""
    text, signature = token.rsplit(".", 1)
    size = len(unb64(key["n"]))
    found = pow(int.from_bytes(unb64(signature), "big"), number(key["e"]), number(key["n"])).to_bytes(size, "big")
    digest = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(text.encode()).digest()
    return found == b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest


def pem_of(key):
    """The public key, as an attacker would use it as a shared secret."""
    def der(tag, body):
        length = bytes([len(body)]) if len(body) < 128 else bytes([0x80 + (len(body).bit_length() + 7) // 8]) + \
            len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
        return bytes([tag]) + length + body

    def integer(value):
        return der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))

    rsa = der(0x30, integer(number(key["n"])) + integer(number(key["e"])))
    info = der(0x30, bytes.fromhex("300d06092a864886f70d0101010500") + der(3, b"\0" + rsa))
    text = base64.encodebytes(info).decode().replace("\n", "")
    lines = "\n".join(text[i:i + 64] for i in range(0, len(text), 64))
    return f"-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n".encode()


# ---- the content of a token ----

@on_each_store
def a_token_says_what_the_contract_says_and_its_published_key_verifies_it(store):
    with Server(store=store, **LIGHT) as server:
        ann = register(server, "ann")
        head, claims, _ = parts(ann.token)
        key = jwks(server)[head["kid"]]
        expect_equal(head["alg"], "RS256", "alg")
        expect(verifies(ann.token, key) and not verifies(ann.token[:-8] + "AAAAAAAA", key), "the published key does not verify it")
        expect_equal(claims["sub"], ann.user["id"], "sub")
        expect_equal((claims["iss"], claims["aud"]), ("Kith", "Kith"), "the issuer and the audience")
        expect_equal(claims["exp"] - claims["iat"], 900, "its life")
        expect(abs(claims["iat"] - time.time()) < 5, "iat is not now")
        sessions = ask(server, "GET", "/auth/sessions", token=ann.token).json()
        expect_equal([one["id"] for one in sessions], [claims["sid"]], "the sessions")
        expect("d" not in key and "p" not in key, "a private member is published")
        ann.refresh()
        expect_equal(parts(ann.token)[1]["sid"], claims["sid"], "sid after a refresh")


@case
def a_token_names_the_address_or_the_instance_and_counts_there_alone():
    with Server(**LIGHT, public_url="https://kith.example/") as server:
        ann = register(server, "ann")
        claims = parts(ann.token)[1]
        expect_equal((claims["iss"], claims["aud"]), ("https://kith.example", "https://kith.example"), "the issuer and the audience")
        del server.settings["public_url"]
        server.settings["instance_name"] = 'Our "Kith"'
        server.restart()
        expect_refused(server, ann.token, what="a token of before, when it was called something else")
        ann.refresh()
        claims = parts(ann.token)[1]
        expect_equal((claims["iss"], claims["aud"]), ('Our "Kith"', 'Our "Kith"'), "the issuer and the audience")
        expect_valid(server, ann.token)


@case
def whoever_asks_for_public_keys_and_providers_is_not_asked_who_they_are():
    with Server(**LIGHT, bad_tokens_per_address="3", limits="on") as server, server.client() as client:
        for path in ("/.well-known/jwks.json", "/api/v1/auth/providers", "/api/v1/health", "/api/v1/openapi.json", "/metrics"):
            for fields in ([("Authorization", "Bearer dead")], [("Authorization", "Basic eDp5")], [("Cookie", "kith_session=dead")]):
                answer = client.get(path, *fields)
                expect(answer.status == 200 and not answer.get("set-cookie"), f"{path} with {fields}:", answer)
                expect("private" not in answer.get("cache-control", ""), f"{path} with {fields} is kept for one alone:", answer)


def forgeries(server, ann, bea, key, stranger):
    """(what, token): none of them signs anybody in."""
    head, claims, signature = parts(ann.token)
    text, own = ann.token.rsplit(".", 1)
    secret = pem_of(key)
    yield "no algorithm, no signature", join({"alg": "none", "typ": "JWT"}, claims, "")
    yield "no algorithm, but the kid", join({**head, "alg": "none"}, claims, "")
    yield "None in capitals", join({**head, "alg": "NONE"}, claims, own)
    for shared in (secret, secret.strip(), b"", unb64(key["n"])):
        forged = join({**head, "alg": "HS256"}, claims, "").rstrip(".")
        yield "HMAC with the public key", f"{forged}.{b64(hmac.new(shared, forged.encode(), hashlib.sha256).digest())}"
    yield "another key under the kid", signed_with(stranger, head, claims)
    yield "another key under another kid", signed_with(stranger, {**head, "kid": "mine"}, claims)
    yield "another key without a kid", signed_with(stranger, {"alg": "RS256"}, claims)
    yield "a key that the token brings", signed_with(stranger, {**head, "jwk": key}, claims)
    yield "an unknown kid", join({**head, "kid": "../../dev/null"}, claims, signature)
    yield "another's subject", join(head, {**claims, "sub": bea.user["id"]}, signature)
    yield "a longer life", join(head, {**claims, "exp": claims["exp"] + 86400}, signature)
    yield "another's signature", f"{text}.{bea.token.rsplit('.', 1)[1]}"
    yield "another algorithm of the key", join({**head, "alg": "RS512"}, claims, signature)
    yield "PSS", join({**head, "alg": "PS256"}, claims, signature)
    yield "no signature", text + "."
    yield "two parts", text
    yield "four parts", ann.token + "." + own
    yield "a part that is empty", "." + ann.token.split(".", 1)[1]
    yield "padding", ann.token + "=="
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    yield "trailing bits", ann.token[:-1] + last[last.index(ann.token[-1]) ^ 1]
    for cut in (1, 2, 40, len(own) - 1):
        yield "cut off", ann.token[:-cut]
    for at in (5, len(text) - 5, len(text) + 5, len(ann.token) - 5):
        yield "a letter changed", ann.token[:at] + ("A" if ann.token[at] != "A" else "B") + ann.token[at + 1:]
    yield "one's cookie", ann.cookie
    yield "one's refresh token", ann.refresh_token


@on_each_store
def what_is_forged_stripped_or_confused_is_nobody(store):
    with tempfile.TemporaryDirectory() as folder, Server(store=store, **LIGHT) as server:
        stranger = pathlib.Path(folder, "key.pem")
        subprocess.run(["openssl", "genrsa", "-out", stranger, "2048"], check=True, capture_output=True)
        ann, bea = register(server, "ann"), register(server, "bea")
        key = jwks(server)[parts(ann.token)[0]["kid"]]
        for what, token in forgeries(server, ann, bea, key, stranger):
            expect_refused(server, token, what=what)
        expect_valid(server, ann.token)
        expect_valid(server, bea.token)


@case
def a_token_is_no_cookie_and_no_refresh_token():
    with Server(**LIGHT) as server:
        ann = register(server, "ann")
        expect_equal(ask(server, "GET", "/auth/validate", cookie=ann.cookie).status, 200, "by cookie")
        for wrong in (ann.token, ann.refresh_token, ann.cookie[:-1], ann.cookie + "A"):
            expect_equal(ask(server, "GET", "/auth/validate", cookie=wrong).status, 401, "by a wrong cookie")
        for wrong in (ann.token, ann.cookie, ann.refresh_token + "A", ann.refresh_token.swapcase()):
            answer = refresh(server, wrong)
            expect(answer.status == 401 and answer.json()["code"] == "refresh_token_invalid", "it refreshes:", answer)
        ann.refresh()


# ---- time ----

@on_each_store
def a_token_expires_and_its_session_goes_on(store):
    with Server(store=store, **LIGHT, token_ttl="5") as server:
        ann = register(server, "ann")
        expect_equal(parts(ann.token)[1]["exp"] - parts(ann.token)[1]["iat"], 5, "its life")
        old = ann.token
        expect_valid(server, old)
        time.sleep(5.2)
        expect_refused(server, old, "token_expired")
        ann.refresh()
        expect_valid(server, ann.token)
        expect_equal(ask(server, "GET", "/auth/validate", cookie=ann.cookie).status, 200, "by cookie")


@on_each_store
def a_session_without_use_ends(store):
    with Server(store=store, **LIGHT, refresh_ttl="2") as server:
        ann = register(server, "ann")
        time.sleep(2.2)
        answer = refresh(server, ann.refresh_token)
        expect(answer.status == 401 and answer.json()["code"] == "refresh_token_expired", "it refreshes:", answer)
        expect_equal(ask(server, "GET", "/auth/validate", cookie=ann.cookie).status, 401, "by cookie")
        expect_refused(server, ann.token)


# ---- single use ----

@on_each_store
def of_those_who_refresh_at_once_one_wins_and_the_session_ends(store):
    with Server(store=store, **LIGHT) as server:
        for round in range(5):
            ann = register(server, f"ann{round}")
            other = ann.again()
            answers = at_once(6, lambda i: refresh(server, ann.refresh_token))
            won = [a for a in answers if a.status == 200]
            expect_equal(len(won), 1, "those who won")
            expect_equal({a.json()["code"] for a in answers if a.status != 200}, {"refresh_token_reused"}, "what the others got")
            expect_refused(server, won[0].json()["token"])
            expect_refused(server, ann.token)
            expect_equal(refresh(server, won[0].json()["refresh_token"]).status, 401, "the winner's refresh")
            expect_valid(server, other.token)


@on_each_store
def a_sign_out_races_checks_and_none_gets_through_after_it(store):
    with Server(store=store, **LIGHT) as server:
        for round in range(3 if SANITIZED else 10):
            ann = register(server, f"ann{round}")
            over, late = threading.Event(), []

            def body(i):
                if i == 0:
                    time.sleep(0.05)
                    logout(ann)
                    over.set()
                with server.client() as client:
                    for _ in range(60):
                        was_over = over.is_set()
                        answer = client.get(API + "/auth/validate", ("Authorization", f"Bearer {ann.token}"))
                        if was_over and answer.status != 401:
                            late.append(answer)

            at_once(5, body)
            expect(not late, "a token got through after its sign-out:", late[:1])


# ---- several processes ----

def two_nodes(**more):
    """Two processes on one PostgreSQL."""
    url = postgres.database()
    return (Server(store=url, **LIGHT, secret_key=KEY, **more.pop("first", {})),
            Server(store=url, **LIGHT, secret_key=KEY, **more.pop("second", {})))


@case
def another_node_hears_of_a_sign_out_within_a_second():
    here, there = two_nodes()
    with here, there:
        for round in range(5):
            ann = register(here, f"ann{round}")
            expect_valid(there, ann.token)
            expect_equal(ask(there, "GET", "/auth/validate", cookie=ann.cookie).status, 200, "by cookie")
            logout(ann)
            eventually(lambda: status(there, ann.token) == 401, within=1.0, what="the end of a session")
            expect_equal(ask(there, "GET", "/auth/validate", cookie=ann.cookie).status, 401, "by cookie")
            time.sleep(0.2)
            expect_refused(there, ann.token)


@case
def a_node_that_hears_nothing_asks_within_five_seconds():
    here, there = two_nodes(second={"env": {"KITH_FAULTS": "bus.hear"}})
    with here, there:
        ann = register(here, "ann")
        end = time.monotonic() + 4
        while time.monotonic() < end:                        # in use all the time
            expect_valid(there, ann.token)
            time.sleep(0.1)
        logout(ann)
        eventually(lambda: status(there, ann.token) == 401, within=5.0, what="the end of a session")


@case
def two_nodes_that_begin_at_once_sign_with_one_key():
    here, there = two_nodes()
    with contextlib.ExitStack() as stack:
        for node in (here, there):
            stack.push(node)
            node.start(ready=False)
        here.wait(API + "/health/ready")
        there.wait(API + "/health/ready")
        expect_equal(jwks(here).keys(), jwks(there).keys(), "the keys")
        expect_equal(len(jwks(here)), 1, "how many there are")
        expect_valid(there, register(here, "ann").token)
        expect_valid(here, register(there, "bea").token)


# ---- keys ----

def keys(server, *words):
    done = subprocess.run([BUILD / "kith", "keys", *words, "--data", server.data, "--store", server.store],
                          env={**os.environ, **({"KITH_SECRET_KEY": KEY} if "secret_key" in server.settings else {})},
                          capture_output=True, text=True)
    expect_equal(done.returncode, 0, f"the status of kith keys ({done.stderr})")
    return done.stdout


@on_each_store
def keys_are_replaced_beside_a_running_server_and_old_tokens_stay_good(store):
    with Server(store=store, **LIGHT) as server:
        ann = register(server, "ann")
        old = parts(ann.token)[0]["kid"]
        expect(old in keys(server, "list"), "the key is not listed")
        made = re.search(r"[\w-]{43}", keys(server, "rotate"))[0]
        eventually(lambda: set(jwks(server)) == {old, made}, within=5, what="the new key among the published ones")
        expect_valid(server, ann.token)
        bea = register(server, "bea")
        expect_equal(parts(bea.token)[0]["kid"], made, "what signs")
        expect(verifies(bea.token, jwks(server)[made]), "the new key does not verify")
        ann.refresh()
        expect_equal(parts(ann.token)[0]["kid"], made, "what signs a refreshed token")
        listed = json.loads(keys(server, "list", "--json"))
        expect_equal([one["kid"] for one in listed], [made, old], "the list")
        expect(listed[0]["retired_at"] is None and listed[1]["retired_at"] and listed[1]["verifies_until"], "its times:", listed)
        server.restart()
        expect_valid(server, bea.token)
        expect_valid(server, ann.token)


@case
def what_is_kept_of_tokens_and_keys_is_of_no_use_to_who_steals_it():
    with Server(**LIGHT) as server:
        ann = register(server, "ann")
        ann.refresh()
        server.stop()
        with contextlib.closing(sqlite3.connect(server.database_file())) as db:
            dump = "\n".join(db.iterdump())
        for what in (ann.token, ann.refresh_token, ann.cookie, PASSWORD, "PRIVATE KEY", b64(b"-----BEGIN PRIVATE")):
            expect(what not in dump, f"the store holds {what[:20]}...")
        expect("argon2id" in dump, "no hash is there: this looks in the wrong place")
        code, said = Server(folder=server.folder, **LIGHT, secret_key="77" * 32).run_to_the_end()
        expect(code == 1 and "secret_key" in said, f"with another key it begins: {code} {said}")
        server.start()
        expect_valid(server, ann.token)


# ---- passwords ----

def hash_of(server, name):
    with contextlib.closing(sqlite3.connect(f"file:{server.database_file()}?mode=ro", uri=True)) as db:
        return db.execute("SELECT password_hash FROM account WHERE username = ?", (name,)).fetchone()[0]


@case
def a_hash_changes_over_at_sign_in_and_either_kind_counts():
    with Server(**LIGHT, password_hash="bcrypt", password_cost="5") as server:
        ann = register(server, "ann")
        expect("$2b$05$" in hash_of(server, "ann"), "it is no bcrypt:", hash_of(server, "ann"))
        server.settings["password_hash"] = "argon2id"
        server.restart()
        expect_equal(login_answer(server, "ann", "wrong horse 9").status, 401, "a wrong password")
        expect("$2b$" in hash_of(server, "ann"), "a wrong password changed the hash")
        ann = login(server, "ann")
        expect(hash_of(server, "ann").startswith("$argon2id$"), "it has not changed over:", hash_of(server, "ann"))
        expect_valid(server, ann.token)
        before = hash_of(server, "ann")
        login(server, "ann")
        expect_equal(hash_of(server, "ann"), before, "a hash that is as it should be")


def time_of(server, name):
    began = time.perf_counter()
    answer = login_answer(server, name, "wrong horse 9")
    took = time.perf_counter() - began
    expect_equal(answer.status, 401, "the status of a wrong password")
    return took


def undisturbed(times):
    """What others on this machine add to a time comes in bursts: the fastest sixth has little of it."""
    return statistics.mean(sorted(times)[:max(5, len(times) // 6)])


@case
def the_time_of_a_refusal_does_not_tell_whether_there_is_such_an_account():
    """In turns, so that other load on this machine affects both."""
    if SANITIZED:
        return
    with Server("kith") as server:
        register(server, "ann")
        known, unknown = [], []
        for n in range(60):
            known.append(time_of(server, "ann"))
            unknown.append(time_of(server, f"nobody{n}"))
        ratio = undisturbed(known) / undisturbed(unknown)
        expect(0.85 < ratio < 1.18, f"an existing account takes {ratio:.2f} times as long: {undisturbed(known)*1000:.1f} ms")


@case
def after_a_change_of_hash_the_time_tells_nothing_either():
    with Server("kith", password_hash="bcrypt", password_cost="10") as server:
        for name in ("ann", "bea", "cid"):
            register(server, name)
        server.settings.update(password_hash="argon2id", password_memory="64k", password_passes="1")
        server.restart()
        known, unknown = [], []
        for n in range(30):
            known.append(time_of(server, "ann"))
            unknown.append(time_of(server, f"nobody{n}"))
        ratio = undisturbed(known) / undisturbed(unknown)
        expect(0.8 < ratio < 1.25, f"an account with the old kind of hash takes {ratio:.2f} times as long")
        slowest = statistics.median(known)
        for name in ("ann", "bea", "cid"):
            login(server, name)
        eventually(lambda: time_of(server, "nobody") < slowest / 3, within=10, what="the new way for names that nobody has")


@case
def too_many_who_sign_in_at_once_are_told_early_to_come_back():
    with Server("kith", password_wait="100ms") as server:
        register(server, "ann")
        answers = at_once(40, lambda i: login_answer(server, "ann"))
        found = [a.status for a in answers]
        expect(set(found) == {200, 503}, f"the answers are {sorted(set(found))}")
        expect(all(a.get("retry-after") for a in answers if a.status == 503), "one has no Retry-After")
        login(server, "ann")


@case
def who_was_told_to_come_back_has_made_no_attempt():
    with Server("kith", limits="on", failed_sign_ins="3", password_wait="100ms", rate_per_minute="10000") as server:
        register(server, "ann")
        for _ in range(4):
            found = {a.status for a in at_once(12, lambda i: login_answer(server, "ann"))}
            expect(found <= {200, 503, 429}, f"the answers are {sorted(found)}")
        login(server, "ann")


@case
def a_suspension_by_command_shuts_out_within_a_second():
    with Server(**LIGHT) as server:
        ann, bea = register(server, "ann"), register(server, "bea")
        expect_valid(server, ann.token)
        done = subprocess.run([BUILD / "kith", "user", "suspend", "ann", "--data", server.data], capture_output=True, text=True)
        expect_equal(done.returncode, 0, f"the status of kith user ({done.stderr})")
        eventually(lambda: status(server, ann.token) == 401, within=1.0, what="the end of a session")
        expect_equal(refresh(server, ann.refresh_token).status, 401, "a refresh")
        answer = login_answer(server, "ann")
        expect(answer.status == 403 and answer.json()["code"] == "account_suspended", "a suspended account gets:", answer)
        expect_equal(login_answer(server, "ann", "wrong horse 9").json()["code"], "bad_credentials", "with a wrong password")
        expect_valid(server, bea.token)


if __name__ == "__main__":
    main(sys.argv[1:])
