#!/usr/bin/env python3
"""Passwords and keys: no message about a setting shows its secret."""
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

from kit.checks import case, expect, expect_equal, main
from kit.postgres import free_port
from kit.server import BUILD

CANARY = "QzXj7Canary"
SECRETS = ["secret_key", "google_client_secret", "github_client_secret", "openid_secrets", "blob_secret", "media_purge_secret"]
ADDRESSES = ["store", "mail", "public_url", "google_url", "github_url", "github_api_url", "blob", "blob_public_url", "media_url",
             "media_purge"]
LISTS = ["cors_origins", "webauthn_origins", "openid_providers"]
VALUES = {
    "secret": [CANARY, f"work={CANARY}", f"{CANARY}=x", f"work={CANARY},{CANARY}=y", f"work=a,{CANARY}", f"{CANARY}\x01",
               f"{CANARY} {CANARY}"],
    "address": [f"{scheme}{rest}" for scheme in ("postgres://", "postgresql://", "smtp://", "https://", "postgres:/", "postgres:", "")
                for rest in (f"kith:{CANARY}@127.0.0.1:1/kith", f"kith:a@{CANARY}@127.0.0.1:1/kith", f"kith:a/{CANARY}@127.0.0.1:1/kith",
                             f"kith:1/{CANARY}@127.0.0.1:1/kith", f"kith:1?{CANARY}=x@127.0.0.1:1/kith",
                             f"kith:1#{CANARY}@127.0.0.1:1/kith", f"kith:%zz{CANARY}@127.0.0.1:1/kith",
                             f"kith:[{CANARY}@127.0.0.1:1/kith", f"127.0.0.1:1/kith?password={CANARY}",
                             f"127.0.0.1:1/kith?password={CANARY}&nonsense=1", f"127.0.0.1:1/kith?sslpassword={CANARY}", f"kith:{CANARY}@",
                             f"kith:{CANARY}@127.0.0.1:port/kith", f"kith:{CANARY}@127.0.0.1:1/kith?nonsense=1",
                             f"kith:{CANARY}\x02@127.0.0.1:1/")]
               + [f"host=127.0.0.1 password={CANARY}", f"password={CANARY}", CANARY],
    "list": [f"https://kith:{CANARY}@127.0.0.1:1", f"https://a.example, https://kith:x@{CANARY}@b.example",
             f"https://kith:x/{CANARY}@b.example",
             f"work=https://kith:{CANARY}@127.0.0.1;1", f"work=https://sso.example;1;{CANARY}", f"work=https://sso.example {CANARY}"],
}


def clean():
    return {name: value for name, value in os.environ.items() if not name.startswith("KITH_")}


def run(*arguments, env=None, seconds=20):
    """What a command printed, on both outputs; one that does not end is stopped."""
    process = subprocess.Popen([BUILD / "kith", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               env={**clean(), **(env or {})}, text=True, errors="replace")
    try:
        return process.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        process.terminate()
        return process.communicate(timeout=30)[0]


def silent(said, what):
    expect(CANARY.lower() not in said.lower(), f"{what!r} is told: {said[:600]!r}")


def kinds():
    return [(name, "secret") for name in SECRETS] + [(name, "address") for name in ADDRESSES] + [(name, "list") for name in LISTS]


@case
def the_table_and_this_test_name_the_same_settings():
    told = {one["name"]: one for one in json.loads(run("config", "--json"))}
    for name, _ in kinds():
        expect(name in told, f"there is no {name}")
    suspicious = {name for name in told if any(word in name for word in ("secret", "url", "origins", "store", "mail", "providers"))}
    expect_equal(suspicious - {name for name, _ in kinds()}, {"mail_from", "media_url_ttl", "upload_url_ttl"}, "what this test does not try")


@case
def config_shows_none_of_them():
    for name, kind in kinds():
        variable = f"KITH_{name.upper()}"
        for value in VALUES[kind]:
            silent(run("config", f"--{name.replace('_', '-')}", value), (name, value))
            silent(run("config", "--json", env={variable: value}), (variable, value))


@case
def a_file_that_is_wrong_is_told_without_them():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "kith.conf")
        for line in (f"secret_key: {CANARY}", f"secret_key {CANARY}", f'secret_key = "{CANARY}', f"{CANARY} = 1",
                     f"postgres://kith:{CANARY}@db/k?a=b", f"secret_kye = {CANARY}",
                     f"store = postgres://kith:{CANARY}@db/k\nstore = sqlite", f"google_client_secret = '{CANARY}' x"):
            path.write_text(line + "\n")
            silent(run("config", "--config", str(path)), line)


@case
def a_command_line_that_is_wrong_is_told_without_them():
    address = f"postgres://kith:{CANARY}@db/kith"
    for arguments in ([address], ["serve", address], [f"--store={address}", "serve"], ["serve", f"-store={address}"],
                      ["serve", f"--{address}"], ["serve", f"--stroe={address}"], ["serve", "--secret-key=", CANARY], [CANARY],
                      ["user", CANARY], ["user", "list", CANARY], [f"--secret-key={CANARY}"], ["serve", "--limits", "on", address],
                      ["help", address], ["config", f"--json={CANARY}"]):
        silent(run(*arguments), arguments)


@case
def a_start_tells_none_of_them():
    """A sample of all, since a start takes time; it has each kind of mistake in the store's address."""
    tries = [(name, value) for name, kind in kinds() for value in VALUES[kind]]
    drawn = random.Random(1).sample(tries, 60) + [("store", value) for value in VALUES["address"][:15]]
    with tempfile.TemporaryDirectory() as folder:
        for name, value in drawn:
            more = (["--google-client-id", "1"] if name.startswith("google")
                    else ["--github-client-id", "1"] if name.startswith("github") else [])
            said = run("serve", "--data", f"{folder}/data", "--listen", f"127.0.0.1:{free_port()}", *more,
                       f"--{name.replace('_', '-')}", value, seconds=1.5)
            silent(said, (name, value))


@case
def a_command_tells_none_of_the_stores():
    with tempfile.TemporaryDirectory() as folder:
        for value in VALUES["address"]:
            silent(run("user", "list", "--data", folder, "--store", value), value)


if __name__ == "__main__":
    main(sys.argv[1:])
