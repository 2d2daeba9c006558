#!/usr/bin/env python3
"""
The GraphQL engine beside the reference implementation (npm's graphql, in the version of graphql/package-lock.json): verdicts on
documents made by chance, schemas printed and looked into, execution on the same data.
"""
import os
import pathlib
import sys

from kit import npm
from kit.checks import case, main

ROOT = pathlib.Path(__file__).resolve().parents[1]
DRIVER = ROOT / os.environ.get("KITH_TEST_BUILD", "build") / "test/graphql/graphql-driver"


@case
def documents_are_judged_as_by_the_reference():
    with npm.installed("graphql") as folder:
        npm.all_hold(folder, "verdicts.mjs", DRIVER)


@case
def texts_are_refused_where_the_reference_refuses_them():
    with npm.installed("graphql") as folder:
        npm.all_hold(folder, "texts.mjs", DRIVER)


@case
def schemas_are_as_the_reference_has_them():
    with npm.installed("graphql") as folder:
        npm.all_hold(folder, "schemas.mjs", DRIVER)


@case
def documents_are_answered_as_by_the_reference():
    with npm.installed("graphql") as folder:
        npm.all_hold(folder, "execution.mjs", DRIVER)


if __name__ == "__main__":
    main(sys.argv[1:])
