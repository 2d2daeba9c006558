#!/usr/bin/env python3
"""The command line: what each command says, and how it refuses."""
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile

from kit.checks import case, eventually, expect, expect_equal, main
from kit.client import Client, Gone
from kit import postgres
from kit.postgres import free_port
from kit.server import BUILD, Server

COMMANDS = ["serve", "migrate", "config", "openapi", "version", "help", "events", "user", "audit", "check", "keys", "clock", "seed",
            "simulate"]


def kith(*arguments, program="kith", env=None, cwd=None):
    """Runs a command to its end: (exit status, standard output, standard error)."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KITH_") or name == "KITH_TEST_BUILD"}
    done = subprocess.run([BUILD / program, *arguments], capture_output=True, text=True, timeout=60, cwd=cwd,
                          env={**clean, **(env or {})}, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


def refused(words, *arguments, status=2, **where):
    """It exits with that status, and its complaint has each of the words."""
    code, said, complaint = kith(*arguments, **where)
    expect_equal(code, status, f"the exit status of {' '.join(arguments)} ({complaint})")
    for word in words:
        expect(word in complaint, f"{' '.join(arguments)} does not say {word!r}: {complaint!r}")
    expect(not said, f"{' '.join(arguments)} complains on standard output: {said!r}")


@case
def each_command_has_its_help():
    for arguments in ([], ["help"], ["--help"]):
        code, said, complaint = kith(*arguments)
        expect(code == (0 if arguments else code), complaint)
        for command in COMMANDS:
            expect(command in said + complaint, f"{arguments} does not name {command}")
    for command in COMMANDS:
        for arguments in ([command, "--help"], ["help", command]):
            code, said, complaint = kith(*arguments)
            expect(code == 0 and command in said, f"{arguments}: {code} {said!r} {complaint!r}")
    code, said, _ = kith("serve", "--help")
    for flag in ("--listen", "--data", "--store", "--roles", "--limits", "--config"):
        expect(flag in said, f"serve --help does not name {flag}")


@case
def an_overflow_stops_the_program_and_finds_no_table_to_write_to():
    read = lambda what: subprocess.run(["readelf", "--wide", what, BUILD / "kith"], capture_output=True, text=True, check=True).stdout
    expect("Type:                              DYN" in read("--file-header"), "the program is always loaded at the same address")
    stack = re.search(r"GNU_STACK.* (\S+) +0x\w+$", read("--program-headers"), re.M)
    expect(stack and stack[1] == "RW", f"stacks are executable: {stack and stack[0]}")
    expect("GNU_RELRO" in read("--program-headers") and "NOW" in read("--dynamic"), "the table of functions is writable")
    symbols = read("--symbols")
    expect("__stack_chk_fail" in symbols and "__memcpy_chk" in symbols, "stacks or copies are not guarded")


@case
def an_unknown_word_is_named_and_the_near_one_suggested():
    refused(["'srve'", "serve"], "srve")
    refused(["'--lisen'", "--listen"], "serve", "--lisen", "127.0.0.1:1")
    refused(["'replya'", "replay"], "events", "replya")
    refused(["'zzzzzzzz'"], "zzzzzzzz")
    refused(["'zzzzzzzz'", "events --help"], "events", "zzzzzzzz")
    refused(["'-p'", "serve --help"], "serve", "-p", "80")
    refused(["'--verion'", "--version"], "--verion")
    refused(["'--listen'", "before a command"], "--listen", "127.0.0.1:1")
    refused(["--zzzzzzzz"], "serve", "--zzzzzzzz")
    refused(["-x"], "serve", "-x")
    refused(["extra"], "version", "extra")
    refused(["extra"], "serve", "extra")


@case
def a_wrong_value_is_named():
    for flag, value in (("listen", "nonsense"), ("listen", "127.0.0.1:99999"), ("listen", "999.0.0.1:80"), ("listen", ""),
                        ("store", "mysql://a@b/c"), ("limits", "perhaps"), ("loops", "-1"), ("loops", "many"),
                        ("roles", "api,cook"), ("max_body", "1x"), ("idle_timeout", "soon"), ("log_level", "loud"),
                        ("trusted_proxies", "10.0.0.0/99"), ("secret_key", "abc")):
        with tempfile.TemporaryDirectory() as folder:
            code, said, complaint = kith("serve", "--data", f"{folder}/data", "--listen", f"127.0.0.1:{free_port()}",
                                         f"--{flag.replace('_', '-')}", value)
            expect(code in (1, 2) and flag.replace("_", "-") in complaint.replace("_", "-"), f"{flag}={value}: {code} {complaint!r}")
            expect(not value or flag == "secret_key" or value.split(",")[-1] in complaint, f"{flag}={value} is not named: {complaint!r}")


@case
def a_wrong_value_of_the_environment_or_a_file_is_named_with_its_place():
    code, _, complaint = kith("config", env={"KITH_LOOPS": "many"})
    expect(code and "KITH_LOOPS" in complaint or "loops" in complaint, complaint)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "kith.conf")
        path.write_text("listen = 127.0.0.1:1\nlopps = 2\n")
        code, _, complaint = kith("config", "--config", str(path))
        expect(code and "lopps" in complaint and "loops" in complaint, complaint)
        code, _, complaint = kith("config", "--config", f"{folder}/missing")
        expect(code and "missing" in complaint, complaint)


@case
def config_tells_every_setting_with_its_source():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "kith.conf")
        path.write_text("# a comment\nloops = 3\ncache_size = 1m\n\n")
        code, said, complaint = kith("config", "--config", str(path), "--cache-size", "2m", "--secret-key", "ab" * 32,
                                     env={"KITH_LOG_LEVEL": "warn"})
    expect_equal(code, 0, complaint or "the exit status")
    for name, value, source in (("loops", "3", "file"), ("cache_size", "2m", "flag"), ("log_level", "warn", "environment"),
                                ("listen", "127.0.0.1:8080", "default")):
        expect(re.search(rf"^{name}\b.*{re.escape(value)}.*{source}", said, re.M), f"{name} is not shown as {value} from {source}:\n{said}")
    expect("ab" * 32 not in said, "a secret is shown")
    expect("Rate limits" in said, "settings are not explained")


@case
def version_and_openapi_print_and_end():
    code, said, _ = kith("version")
    expect(code == 0 and re.search(r"kith \d+\.\d+", said), said)
    code, said, _ = kith("openapi")
    expect(code == 0 and '"openapi"' in said and "/api/v1/health" in said, said[:300])
    code, said, _ = kith("openapi", program="kith-example")
    expect("/api/v1/notes" in said, "the example's routes are not in its contract")
    code, said, _ = kith("openapi")
    expect("/notes" not in said, "the example's routes are in the product's contract")


@case
def serve_says_in_three_lines_what_it_does_and_in_a_fourth_how_to_begin():
    with Server("kith") as server:
        lines = eventually(lambda: len(found := [line for line in server.log_text().splitlines() if line.strip()]) == 4 and found,
                           what="a fourth line")
        expect(f"http://127.0.0.1:{server.port}/first-admin#" in lines[3], lines)
        expect(str(server.port) in server.log_text() and str(server.data) in server.log_text(), server.log_text())


@case
def a_port_in_use_is_named():
    with socket.socket() as taken, tempfile.TemporaryDirectory() as folder:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused([port], "serve", "--listen", f"127.0.0.1:{port}", "--data", f"{folder}/data", status=1)
        expect_equal(os.listdir(folder), [], "what a start that failed has left")


@case
def a_start_that_fails_for_a_setting_leaves_nothing():
    for wrong in (["--cors-origins", "nonsense"], ["--trusted-proxies", "10.0.0.0/99"], ["--web-root", "/nowhere"], ["--tls", "/nowhere"]):
        with tempfile.TemporaryDirectory() as folder:
            refused([wrong[1]], "serve", "--listen", f"127.0.0.1:{free_port()}", "--data", f"{folder}/data", *wrong, status=1)
            expect_equal(os.listdir(folder), [], f"what a start with {wrong} has left")


@case
def a_data_folder_in_use_is_named():
    with Server("kith") as server:
        refused([str(server.data)], "serve", "--listen", f"127.0.0.1:{free_port()}", "--data", str(server.data), status=1)


@case
def a_data_folder_that_cannot_be_made_is_named():
    refused(["/proc/nowhere"], "serve", "--listen", f"127.0.0.1:{free_port()}", "--data", "/proc/nowhere/data", status=1)


@case
def migrate_prepares_a_store_and_is_harmless_again():
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            code, said, complaint = kith("migrate", "--data", f"{folder}/data")
            expect_equal(code, 0, f"the exit status of migrate ({complaint})")


@case
def a_command_makes_no_store():
    for word in ("dead", "replay"):
        with tempfile.TemporaryDirectory() as folder:
            refused([f"{folder}/data", "migrate"], "events", word, "--data", f"{folder}/data", status=1)
            refused([folder, "migrate"], "events", word, "--data", folder, status=1)
            expect_equal(os.listdir(folder), [], "what a command has left")


@case
def a_server_with_another_secret_key_says_what_it_needs():
    with Server("kith", store="postgres") as first, Server("kith", store="sqlite") as second:
        second.stop()
        second.store = first.store
        code, said = second.run_to_the_end()
        expect(code == 1 and "all servers of a store need the same one" in said, code, said)


@case
def a_command_makes_no_tables_in_postgres():
    store = postgres.database()
    with tempfile.TemporaryDirectory() as folder:
        refused([f"{folder}/data", "migrate"], "events", "dead", "--data", f"{folder}/data", "--store", store, status=1)
        expect_equal(os.listdir(folder), [], "what a command has left")
        expect_equal(kith("migrate", "--data", f"{folder}/data", "--store", store)[0], 0, "the exit status of migrate")
        expect_equal(kith("events", "dead", "--data", f"{folder}/data", "--store", store)[0], 0, "the exit status of events")
        other = postgres.database()
        refused(["no tables", "migrate"], "events", "dead", "--data", f"{folder}/data", "--store", other, status=1)
        expect("no tables" in kith("events", "dead", "--data", f"{folder}/data", "--store", other)[2], "the first refusal made tables")


@case
def a_store_that_is_away_is_told_in_one_line():
    with tempfile.TemporaryDirectory() as folder:
        kith("migrate", "--data", f"{folder}/data")
        _, _, complaint = kith("check", "--data", f"{folder}/data", "--store", f"postgres://kith@127.0.0.1:{free_port()}/kith")
        lines = complaint.splitlines()
        expect(lines and all(line.startswith('{"time"') for line in lines[:-1]), complaint)
        expect(re.fullmatch(r"kith: The database cannot be reached \(PostgreSQL cannot be reached: .*\S\)", lines[-1]), complaint)


@case
def dead_letters_are_listed_and_replayed():
    with tempfile.TemporaryDirectory() as folder:
        expect_equal(kith("migrate", "--data", f"{folder}/data")[0], 0, "the exit status of migrate")
        for arguments in (["events", "dead"], ["events", "replay"]):
            code, said, complaint = kith(*arguments, "--data", f"{folder}/data")
            expect_equal(code, 0, f"the exit status of {arguments} ({complaint})")
        refused(["events"], "events")


@case
def serve_without_flags_makes_what_is_missing_and_stops_on_ctrl_c():
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "KITH_LISTEN": f"127.0.0.1:{(port := free_port())}"}
        process = subprocess.Popen([BUILD / "kith", "serve"], cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            while process.poll() is None:
                try:
                    with Client(port) as client:
                        expect_equal(client.get("/api/v1/health/live").status, 200, "live")
                    break
                except (OSError, Gone):
                    continue
            expect(pathlib.Path(folder, "data").is_dir(), "there is no ./data")
            process.send_signal(signal.SIGINT)
            expect_equal(process.wait(15), 0, "the exit status")
        finally:
            process.kill()
            process.stderr.close()


def json_check(text):
    return subprocess.run([BUILD / "json-check"], input=text, capture_output=True, timeout=60).returncode


@case
def json_check_takes_json_and_nothing_else():
    for good in (b"{}", b"[]", b'"a"', b"1", b"null", b' {"a": [1, -0.5e+3, "\\u00e9", true]} \n', b"9" * 400, b"[" * 20 + b"]" * 20):
        expect_equal(json_check(good), 0, f"json-check of {good[:40]!r}")
    for bad in (b"", b" ", b"{", b"[1,]", b"{'a':1}", b"01", b"1.", b".5", b"+1", b"NaN", b'"\x01"', b'"\xff"', b'"\\ud800"', b'"\\x"',
                b"{} {}", b'{"a":1,"a":2}', b"\xef\xbb\xbf{}", b"[1}", b"nul", b'"a', b"[" * 100000):
        expect_equal(json_check(bad), 1, f"json-check of {bad[:40]!r}")


if __name__ == "__main__":
    main(sys.argv[1:])
