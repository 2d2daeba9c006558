#!/usr/bin/env python3
"""The kits of the tests, in C and here: a failing case reports its name and reason, wherever it fails, and the others run."""
import contextlib
import io
import subprocess
import sys

from kit import checks
from kit.checks import case, expect, expect_equal, main
from kit.server import BUILD


def trial(*words):
    done = subprocess.run([BUILD / "kit-trial", *words], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout.splitlines()


def line_of(lines, name):
    found = [line for line in lines if name in line]
    expect_equal(len(found), 1, f"the lines of {name} in {lines}")
    return found[0]


@case
def all_cases_run_and_are_counted():
    code, lines = trial()
    expect_equal((code, lines[-1]), (1, "3 passed, 3 failed"))
    expect(line_of(lines, "another_holds").startswith("ok "), lines)


@case
def a_failure_gives_its_reason_with_its_name():
    expect("apples" in (line := line_of(trial()[1], "one_fails_at_home")) and "pears" in line and "trial.c:" in line, line)


@case
def so_does_one_on_a_fiber():
    line = line_of(trial()[1], "one_fails_on_a_fiber")
    expect(line.startswith("not ok one_fails_on_a_fiber: 2 + 2 is 4, not 5 ("), line)


@case
def a_crash_is_a_failure_of_its_case():
    expect("signal 6" in (line := line_of(trial()[1], "one_crashes")) or "status" in line, line)


@case
def a_peer_that_has_gone_ends_no_case():
    expect_equal(trial("peer_that_has_gone"), (0, ["ok one_writes_to_a_peer_that_has_gone", "1 passed, 0 failed"]))


@case
def words_choose_cases():
    expect_equal(trial("one_holds"), (0, ["ok one_holds", "1 passed, 0 failed"]))
    code, lines = trial("there_is_no_such_case")
    expect_equal((code, lines[-1]), (1, "0 passed, 0 failed"))


@case
def a_failure_without_words_is_one_in_python_too():
    def wordless():
        raise AssertionError
    with contextlib.redirect_stdout(io.StringIO()) as said:
        held = checks.attempt("wordless", wordless)
    expect(not held and said.getvalue().startswith("not ok wordless\n") and "in wordless" in said.getvalue(), said.getvalue())


main(sys.argv[1:])
