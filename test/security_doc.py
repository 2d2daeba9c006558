#!/usr/bin/env python3
"""The pages about security: what they cite exists, each requirement is listed once, and limits are those of the settings."""
import collections
import pathlib
import re
import sys

from kit.checks import case, expect, expect_equal, main

ROOT = pathlib.Path(__file__).resolve().parents[1]
TABLE, MODEL, SETTINGS = (ROOT / "docs" / name for name in ("security-asvs.md", "security.md", "settings.md"))

# Sections of ASVS 4.0.3 and the numbers in them of level 1 or 2.
LEVEL_2 = {
    "1.1": "1-7", "1.2": "1-4", "1.4": "1 4 5", "1.5": "1-4", "1.6": "1-4", "1.7": "1-2", "1.8": "1-2", "1.9": "1-2", "1.10": "1",
    "1.11": "1-2", "1.12": "2", "1.14": "1-6",
    "2.1": "1-12", "2.2": "1-3", "2.3": "1-3", "2.4": "1-5", "2.5": "1-7", "2.6": "1-3", "2.7": "1-6", "2.8": "1-7", "2.9": "1-3",
    "2.10": "1-4",
    "3.1": "1", "3.2": "1-4", "3.3": "1-4", "3.4": "1-5", "3.5": "1-3", "3.7": "1",
    "4.1": "1-3 5", "4.2": "1-2", "4.3": "1-3",
    "5.1": "1-5", "5.2": "1-8", "5.3": "1-10", "5.4": "1-3", "5.5": "1-4",
    "6.1": "1-3", "6.2": "1-6", "6.3": "1-2", "6.4": "1-2",
    "7.1": "1-4", "7.2": "1-2", "7.3": "1 3 4", "7.4": "1-3",
    "8.1": "1-4", "8.2": "1-3", "8.3": "1-8",
    "9.1": "1-3", "9.2": "1-4",
    "10.2": "1-2", "10.3": "1-3",
    "11.1": "1-8",
    "12.1": "1-3", "12.2": "1", "12.3": "1-6", "12.4": "1-2", "12.5": "1-2", "12.6": "1",
    "13.1": "1 3 4 5", "13.2": "1 2 3 5 6", "13.3": "1-2", "13.4": "1-2",
    "14.1": "1-4", "14.2": "1-6", "14.3": "2-3", "14.4": "1-7", "14.5": "1-4",
}

# How the files of each kind begin a case.
CASES = {
    ".c": r"^(?:TEST|CASE)\({name}[,)]",
    ".py": r"^@(?:case|on_each_store)\ndef {name}\(",
    ".mjs": r"^await holds\((?:'{name}'|\"{name}\"),",
    ".http": r"^== {name}$",
}


def required():
    for section, numbers in LEVEL_2.items():
        for piece in numbers.split():
            first, _, last = piece.partition("-")
            for number in range(int(first), int(last or first) + 1):
                yield f"{section}.{number}"


def rows(page):
    """The cells of each row of each table, without heads."""
    for line in page.read_text().splitlines():
        if line.startswith("| ") and not line.startswith("| ---"):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def requirements():
    return [row for row in rows(TABLE) if re.match(r"[0-9.]+[0-9](,|$)", row[0])]


def named(cell):
    """(file, case or "") of each that a cell names."""
    for text in re.findall(r"`([^`]+)`", cell):
        file, _, name = text.partition(": ")
        if "/" in file or name or file == "meson.build":
            yield file, name


def missing(file, name):
    path = ROOT / file
    if not path.is_file():
        return f"there is no {file}"
    if not name:
        return ""
    begins = CASES.get(path.suffix)
    if not begins or not re.search(begins.format(name=re.escape(name)), path.read_text(), re.M):
        return f"{file} has no case {name!r}"
    return ""


@case
def each_file_and_case_that_the_table_names_is_there():
    wrong = [f"{row[0]}: {why}" for row in requirements() for file, name in named(row[-1]) if (why := missing(file, name))]
    expect(not wrong, "\n  ".join(wrong))


@case
def each_requirement_is_there_once():
    told = collections.Counter(number for row in requirements() for number in row[0].split(", "))
    wanted = collections.Counter(required())
    expect_equal(sorted((told - wanted).elements()), [], "what the table lists too often")
    expect_equal(sorted((wanted - told).elements()), [], "what the table does not list")


@case
def each_is_shown_by_something_or_says_why_not():
    for number, *cells in requirements():
        if len(cells) == 1:
            expect(cells[0], f"{number} does not say why it does not apply")
            continue
        shown, why = cells[-1], re.match(r"(not met|in part|none)(?:, as [0-9.]+|: \w)", cells[-1])
        expect(why or list(named(shown)), f"{number} is shown by nothing: {shown!r}")
        expect(not why or why[1] != "in part" or list(named(shown)) or ", as " in why[0], f"{number} does not show its better part")


@case
def a_limit_is_what_its_setting_is_by_itself():
    defaults = {row[0].strip("`"): row[2] for row in rows(SETTINGS)}
    limits = [row for row in rows(MODEL) if len(row) == 3 and re.fullmatch(r"`[a-z_]+`", row[1])]
    expect(len(limits) > 20, "the table of limits is not found")
    for _, setting, value in limits:
        expect_equal(value, defaults.get(setting.strip("`")), f"the limit of {setting}")


@case
def a_name_that_is_not_there_is_noticed():
    expect_equal(missing("test/security_doc.py", "a_name_that_is_not_there_is_noticed"), "")
    expect("has no case" in missing("test/security_doc.py", "a_name_that_is_not_there"), "half a name counts")
    expect("has no case" in missing("src/net/tls/tls_test.c", "older_versions"), "half a name counts in C")
    expect("has no case" in missing("test/scenarios/signin.http", "devices are listed"), "half a name counts in a scenario")
    expect("there is no" in missing("test/no_such_file.py", ""), "any file counts")


if __name__ == "__main__":
    main(sys.argv[1:])
