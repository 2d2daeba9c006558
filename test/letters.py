#!/usr/bin/env python3
"""Letters, on whole servers: each flow end to end, in English and German, with a mail server that works, is down, or refuses."""
import json
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from kit import npm, totp
from kit.checks import case, eventually, expect, expect_equal, main, on_each_store
from kit.post import Files, Office, letter, letters
from kit.server import BUILD, SANITIZED, Server

PASSWORD, ANOTHER = "correct horse 9", "another horse 8"
GERMAN = ("Accept-Language", "de-AT,de;q=0.9,en;q=0.5")


def a_server(store="sqlite", **settings):
    return Server("kith", store=store, password_memory="64k", password_passes="1", **settings)


def post(server, path, body=None, token=None, *fields):
    fields = [*fields, *([("Authorization", f"Bearer {token}")] if token else [])]
    with server.client() as client:
        return client.ask("POST", f"/api/v1/auth/{path}", fields, body)


def good(answer, status):
    expect_equal(answer.status, status, f"the status of {answer}")
    return answer.json() if answer.body else None


def refused(answer, status, code):
    expect_equal((answer.status, answer.json().get("code")), (status, code), f"the refusal {answer}")


def registered(server, name, *fields, address=None):
    body = {"username": name, "email": address or f"{name}@example.org", "password": PASSWORD}
    return good(post(server, "register", body, None, *fields), 201)["token"]


def is_valid(server, token):
    with server.client() as client:
        return client.get("/api/v1/auth/validate", ("Authorization", f"Bearer {token}")).status == 200


def signs_in(server, name, password):
    return post(server, "login", {"identifier": name, "password": password}).status


def kith(server, *words):
    done = subprocess.run([BUILD / "kith", *words, "--data", str(server.data), "--store", server.store], capture_output=True, text=True,
                          timeout=60)
    expect_equal(done.returncode, 0, done.stderr)
    return done.stdout


def readable_everywhere(server, secret):
    """Where it is in the log, or in the data folder except letters."""
    files = [path for path in server.data.rglob("*") if path.is_file() and path.suffix != ".eml"]
    return [str(path) for path in [server.log, *files] if secret.encode() in path.read_bytes()]


# ---- each flow ----

@on_each_store
def an_address_is_confirmed_by_its_letter_once(store):
    with Office() as office, a_server(store, mail=office.open().setting, public_url="https://kith.example/", access_log="on") as server:
        token = registered(server, "ann")
        first = letter(office, "ann@example.org", "Confirm your e-mail address for kith.example")
        expect(first.link.startswith("https://kith.example/confirm#") and "Hello ann," in first.text and "48 hours" in first.text,
               first.text)
        refused(post(server, "email/confirm", {"token": first.token + "x"}), 403, "link_invalid")
        expect_equal(good(post(server, "email/resend", None, token), 202), {"expires_in": 172800})
        second = letter(office, "ann@example.org", "Confirm", 2)
        expect(first.token != second.token and first.identity != second.identity, "the second letter is the first")
        refused(post(server, "email/confirm", {"token": first.token}), 403, "link_invalid")
        expect(good(post(server, "email/confirm", {"token": second.token}), 200)["email_confirmed"], "it is not confirmed")
        refused(post(server, "email/confirm", {"token": second.token}), 403, "link_invalid")
        refused(post(server, "email/resend", None, token), 409, "email_confirmed")
        expect_equal(readable_everywhere(server, second.token), [], "where the token is written")


@case
def letters_speak_in_the_name_of_the_instance():
    with Office() as office, a_server(mail=office.open().setting, instance_name="Der Kreis") as server:
        registered(server, "ann")
        first = letter(office, "ann@example.org", "Confirm your e-mail address for Der Kreis")
        expect("Welcome to Der Kreis!" in first.text and "\nDer Kreis" in first.text.replace("\r", ""), first.text)
        expect_equal(first.sender, "Der Kreis <kith@localhost>", "who it is from")
        expect(first.link.startswith(f"http://127.0.0.1:{server.port}/confirm#"), first.link)
    with Office() as office, a_server(mail=office.open().setting, mail_from="Ada <ada@example.org>") as server:
        registered(server, "ann")
        first = letter(office, "ann@example.org", "Confirm your e-mail address for Kith")
        expect_equal((first.sender, str(server.port) in first.text.replace(first.link, "")), ("Ada <ada@example.org>", False))


@on_each_store
def letters_are_in_the_language_that_was_registered_with(store):
    with Office() as office, a_server(store, mail=office.open().setting, public_url="https://kith.example") as server:
        token = registered(server, "uwe", GERMAN)
        first = letter(office, "uwe@example.org", "Bitte bestätige deine E-Mail-Adresse für kith.example")
        expect("Hallo uwe," in first.text and "48 Stunden" in first.text, first.text)
        expect(good(post(server, "email/confirm", {"token": first.token}), 200)["email_confirmed"], "it is not confirmed")
        good(post(server, "password/forgot", {"email": "Uwe@Example.org"}), 202)
        reset = letter(office, "uwe@example.org", "Neues Passwort")
        expect("1 Stunde " in reset.text, reset.text)
        good(post(server, "password/reset", {"token": reset.token, "password": ANOTHER}), 204)
        letter(office, "uwe@example.org", "Dein Passwort für kith.example wurde geändert")
        expect(not is_valid(server, token), "a session outlives the reset")
        token = good(post(server, "login", {"identifier": "uwe", "password": ANOTHER}), 200)["token"]
        good(post(server, "email", {"email": "uwe@kith.example", "password": ANOTHER}, token), 202)
        expect("uwe@kith.example" in letter(office, "uwe@example.org", "soll sich ändern").text, "the notice does not name the address")
        change = letter(office, "uwe@kith.example", "neue E-Mail-Adresse")
        expect_equal(good(post(server, "email/change", {"token": change.token}), 200)["email"], "uwe@kith.example")


@on_each_store
def a_password_is_chosen_anew_by_letter_and_all_sessions_end(store):
    with Office() as office, a_server(store, mail=office.open().setting) as server:
        tokens = [registered(server, "ann"), good(post(server, "login", {"username": "ann", "password": PASSWORD}), 200)["token"]]
        for n, who in enumerate([{"identifier": "@Ann"}, {"identifier": "ann@example.org"}, {"email": "ANN@example.org"}], 1):
            expect_equal(good(post(server, "password/forgot", who), 202), {"expires_in": 3600})
            reset = letter(office, "ann@example.org", "Choose a new password", n)
        older = letters(office, "ann@example.org", "Choose a new password")[0]
        refused(post(server, "password/reset", {"token": older.token, "password": ANOTHER}), 403, "link_invalid")
        weak = post(server, "password/reset", {"token": reset.token, "password": "short"})
        refused(weak, 422, "invalid_input")
        expect_equal(weak.json()["errors"][0]["field"], "password")
        expect(is_valid(server, tokens[0]), "a session has ended before the reset")
        good(post(server, "password/reset", {"token": reset.token, "password": ANOTHER}), 204)
        expect_equal([is_valid(server, token) for token in tokens], [False, False], "the sessions")
        expect_equal((signs_in(server, "ann", PASSWORD), signs_in(server, "ann", ANOTHER)), (401, 200), "signing in")
        user = good(post(server, "login", {"username": "ann", "password": ANOTHER}), 200)["user"]
        expect(user["email_confirmed"], "the person who read the letter has that address")
        refused(post(server, "password/reset", {"token": reset.token, "password": PASSWORD}), 403, "link_invalid")
        letter(office, "ann@example.org", "was changed")
        entries = [one for one in json.loads(kith(server, "audit", "list", "--json")) if one["action"] == "password_reset"]
        expect_equal(len(entries), 1, "entries of the audit log")
        expect_equal(readable_everywhere(server, reset.token), [], "where the token is written")


@on_each_store
def of_many_who_bring_one_token_at_a_time_one_gets_in(store):
    with a_server(store) as server:
        registered(server, "ann")
        good(post(server, "password/forgot", {"identifier": "ann"}), 202)
        reset = letter(Files(server), "ann@example.org", "Choose a new password")
        words = [f"another horse {n}" for n in range(8)]
        with ThreadPoolExecutor(len(words)) as crowd:
            answers = list(crowd.map(lambda word: post(server, "password/reset", {"token": reset.token, "password": word}).status, words))
        expect_equal(sorted(answers), [204] + [403] * 7)
        expect_equal([signs_in(server, "ann", word) == 200 for word in words], [status == 204 for status in answers],
                     "whose password counts")


@on_each_store
def an_address_changes_once_the_new_one_answers(store):
    with Office() as office, a_server(store, mail=office.open().setting) as server:
        token = registered(server, "ann")
        refused(post(server, "email", {"email": "new@example.org", "password": "wrong horse 7"}, token), 403, "bad_password")
        refused(post(server, "email", {"email": "new@example.org"}, token), 403, "bad_password")
        refused(post(server, "email", {"email": "new", "password": PASSWORD}, token), 422, "invalid_input")
        expect_equal(good(post(server, "email", {"email": "New@example.org", "password": PASSWORD}, token), 202), {"expires_in": 86400})
        change = letter(office, "new@example.org", "Confirm your new e-mail address")
        expect("new@example.org" in letter(office, "ann@example.org", "about to change").text,
               "the letter to the old address does not name the new one")
        expect_equal(signs_in(server, "new@example.org", PASSWORD), 401, "signing in by an address that is not yet theirs")
        good(post(server, "password/forgot", {"identifier": "ann"}), 202)
        reset = letter(office, "ann@example.org", "Choose a new password")
        user = good(post(server, "email/change", {"token": change.token}), 200)
        expect_equal((user["email"], user["email_confirmed"]), ("new@example.org", True))
        expect_equal((signs_in(server, "new@example.org", PASSWORD), signs_in(server, "ann@example.org", PASSWORD)), (200, 401))
        refused(post(server, "password/reset", {"token": reset.token, "password": ANOTHER}), 403, "link_invalid")
        refused(post(server, "email/change", {"token": change.token}), 403, "link_invalid")


@on_each_store
def an_address_that_is_somebodys_by_then_is_a_conflict(store):
    with a_server(store) as server:
        files, token = Files(server), registered(server, "ann")
        registered(server, "bob")
        good(post(server, "email", {"email": "bob@example.org", "password": PASSWORD}, token), 202)
        change = letter(files, "bob@example.org", "Confirm your new")
        good(post(server, "email/confirm", {"token": letter(files, "bob@example.org", "Confirm your e-mail").token}), 200)
        refused(post(server, "email/change", {"token": change.token}), 409, "email_taken")
        expect_equal((signs_in(server, "ann@example.org", PASSWORD), signs_in(server, "bob@example.org", PASSWORD)), (200, 200))


@on_each_store
def a_new_password_stops_a_change_of_address_that_is_under_way(store):
    with a_server(store) as server:
        files, token = Files(server), registered(server, "ann")
        good(post(server, "email", {"email": "thief@example.org", "password": PASSWORD}, token), 202)
        change = letter(files, "thief@example.org", "Confirm your new")
        good(post(server, "password", {"current_password": PASSWORD, "password": ANOTHER}, token), 204)
        letter(files, "ann@example.org", "was changed")
        refused(post(server, "email/change", {"token": change.token}), 403, "link_invalid")


@on_each_store
def second_factors_that_come_and_go_are_told_of(store):
    with a_server(store) as server:
        files, token = Files(server), registered(server, "ann", GERMAN)
        secret = good(post(server, "totp", {"password": PASSWORD}, token), 201)["secret"]
        good(post(server, "totp/confirm", {"code": totp.code(secret)}, token), 200)
        expect("Authenticator-App" in letter(files, "ann@example.org", "Eine neue Anmeldemöglichkeit").text, "the letter does not name it")
        with server.client() as client:
            body = {"password": PASSWORD, "code": totp.code(secret, 1)}
            good(client.ask("DELETE", "/api/v1/auth/totp", [("Authorization", f"Bearer {token}")], body), 204)
        expect("Authenticator-App" in letter(files, "ann@example.org", "wurde entfernt").text, "the letter does not name it")


@on_each_store
def a_deletion_and_a_copy_of_the_data_are_told_of(store):
    with a_server(store) as server, server.client() as client:
        files, token = Files(server), registered(server, "ann")
        mine = [("Authorization", f"Bearer {token}")]
        good(client.ask("POST", "/api/v1/users/me/exports", mine), 202)
        ready = letter(files, "ann@example.org", "Your data from")
        expect_equal(client.get(ready.link.partition(str(server.port))[2], *mine).status, 200, "the link of the letter")
        until = good(client.ask("DELETE", "/api/v1/users/me", mine, {"password": PASSWORD}), 202)["deletes_at"]
        told = letter(files, "ann@example.org", "will be deleted")
        expect(f"deleted on {int(until[8:10])} " in told.text.replace("\n", " ") and until[:4] in told.text, told.text)


# ---- a mail server that is down, or refuses ----

@on_each_store
def a_letter_waits_for_a_mail_server_that_is_away(store):
    with Office() as office, a_server(store, mail=office.setting) as server:
        registered(server, "ann")
        eventually(lambda: server.log_text().count("a job failed") >= 2, 30, "two tries")
        office.open()
        found = letter(office, "ann@example.org", "Confirm", within=60)
        time.sleep(1)
        expect_equal({one.identity for one in letters(office, "ann@example.org")}, {found.identity}, "the Message-IDs")
        expect(good(post(server, "email/confirm", {"token": found.token}), 200)["email_confirmed"], "it is not confirmed")


@case
def word_for_an_address_that_nobody_confirmed_outlasts_a_mail_server_that_is_away():
    with Office() as office, a_server(mail=office.setting, limits="on", resets_per_address="2") as server:
        token = registered(server, "ann")
        good(post(server, "password", {"current_password": PASSWORD, "password": ANOTHER}, token), 204)
        eventually(lambda: server.log_text().count("a job failed") >= 6, 30, "more tries than there may be letters")
        office.open()
        letter(office, "ann@example.org", "was changed", within=60)


@case
def a_recipient_who_is_refused_is_asked_for_once():
    with Office() as office, a_server(mail=office.open().setting) as server:
        registered(server, "ann", address="refused@example.org")
        eventually(lambda: "a letter was refused" in server.log_text(), 15, "the refusal")
        registered(server, "bob", address="later@example.org")
        eventually(lambda: office.asked().count("later@example.org") >= 3, 30, "tries of one who is told to come back")
        expect_equal(office.asked().count("refused@example.org"), 1, "tries of one who was refused")
        expect("refused@example.org" not in server.log_text(), "the log shows the address")


@on_each_store
def a_server_that_is_killed_before_it_has_sent_sends_after_its_restart(store):
    with Office() as office, a_server(store, mail=office.setting) as server:
        for n in range(5):
            registered(server, f"ann{n}")
        good(post(server, "password/forgot", {"identifier": "ann0"}), 202)
        server.kill()
        office.open()
        server.start()
        for n in range(5):
            found = letter(office, f"ann{n}@example.org", "Confirm", within=90)
            expect_equal({one.identity for one in letters(office, f"ann{n}@example.org", "Confirm")}, {found.identity}, "the Message-IDs")
            good(post(server, "email/confirm", {"token": found.token}), 200)
        reset = letter(office, "ann0@example.org", "Choose a new password", within=90)
        good(post(server, "password/reset", {"token": reset.token, "password": ANOTHER}), 204)


# ---- what answers reveal ----

def forgotten(client, name):
    began = time.perf_counter()
    answer = client.post("/api/v1/auth/password/forgot", {"identifier": name})
    return time.perf_counter() - began, answer


@on_each_store
def asking_for_a_new_password_tells_nothing_in_words_or_in_time(store):
    rounds = 60 if SANITIZED else 300
    with a_server(store, resets_per_account="1000000", resets_per_address="1000000") as server, server.client() as client:
        registered(server, "known")
        times, said = {"known": [], "nobody": []}, {}
        for n in range(rounds):
            for name in (("known", "nobody"), ("nobody", "known"))[n % 2]:
                took, answer = forgotten(client, name)
                times[name].append(took)
                fields = {field for field, _ in answer.fields}
                said.setdefault(name, (answer.status, answer.body, fields))
                expect_equal((answer.status, answer.body, fields), said[name], "the answer")
        expect_equal(said["known"], said["nobody"], "the answer of an account that there is")
        middle = {name: statistics.median(found) for name, found in times.items()}
        spread = statistics.quantiles(times["nobody"], n=4)
        expect(abs(middle["known"] - middle["nobody"]) < max(spread[2] - spread[0], 0.0005),
               f"the times differ: {middle}, quartiles {spread}")


@on_each_store
def letters_are_bounded_alike_for_accounts_that_there_are_and_are_not(store):
    with a_server(store, limits="on", resets_per_account="3", resets_per_address="1000") as server:
        files, token = Files(server), registered(server, "ann")
        for name in ("ann", "nobody"):
            for n in range(1, 4):
                good(post(server, "password/forgot", {"identifier": name}), 202)
                letter(files, "ann@example.org", "Choose a new password", n)
            last = post(server, "password/forgot", {"identifier": name})
            refused(last, 429, "too_many_requests")
            expect(last.get("retry-after"), "no Retry-After")
        for name in ("@ANN", "ann@example.org"):
            good(post(server, "password/forgot", {"identifier": name}), 202)
        time.sleep(0.5)
        expect_equal(len(letters(files, "ann@example.org", "Choose")), 3, "letters to one account, by whatever name")
        answers = [post(server, "email/resend", None, token).status for _ in range(4)]
        expect_equal(answers, [202, 202, 202, 429], "letters to confirm by")


@case
def one_address_cannot_have_letters_sent_to_many():
    with a_server(limits="on", resets_per_address="3") as server:
        answers = [post(server, "password/forgot", {"identifier": f"somebody_{n}"}).status for n in range(4)]
        expect_equal(answers, [202, 202, 202, 429])


@case
def a_link_leads_to_this_server_whatever_a_request_says():
    with a_server(trusted_proxies="127.0.0.1") as server:
        registered(server, "ann")
        lies = [("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https")]
        good(post(server, "password/forgot", {"identifier": "ann"}, None, *lies), 202)
        reset = letter(Files(server), "ann@example.org", "Choose a new password")
        expect(reset.link.startswith(f"http://127.0.0.1:{server.port}/reset#") and "evil" not in reset.text, reset.text)


@case
def people_who_are_made_up_get_no_letters():
    with a_server() as server:
        server.stop()
        kith(server, "seed", "--users", "20")
        server.start()
        registered(server, "ann")
        letter(Files(server), "ann@example.org", "Confirm")
        expect_equal({one.to for one in Files(server).all()}, {"ann@example.org"}, "who got letters")


# ---- the pages, in a browser ----

def pages(store):
    """The browser's cases: node opens this server's pages, with tokens from letters."""
    with npm.installed("passkeys", "letters.mjs") as folder, a_server(store) as server:
        npm.all_hold(folder, "letters.mjs", server.port, server.data / "mail")


@case
def the_pages_of_links_work_in_a_browser():
    pages("sqlite")


if __name__ == "__main__":
    import sys
    main(sys.argv[1:])
