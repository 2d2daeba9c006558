#!/usr/bin/env python3
"""Points out long functions and files, and refuses what has no place in the tree: long lines, tabs, blanks at the end, unfinished work."""
import pathlib
import re
import sys

FUNCTION, FILE, WIDTH = 60, 400, 140
FOLDERS = ("src", "web", "example", "test", "bench", "tools", "script", "docs", "db")
TEXTS = (".c", ".h", ".py", ".sql", ".md", ".http", ".build", ".ts", "")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")


def files():
    for folder in FOLDERS:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.is_file() and path.suffix in TEXTS and not {"corpus", "__pycache__", "node_modules", "out"} & set(path.parts):
                yield path


def functions(lines):
    """(first line, length) of each function of a C file: it opens and closes in the first column."""
    began = None
    for n, line in enumerate(lines, 1):
        if line == "{":
            began = n
        elif line == "}" and began:
            yield began - 1, n - began + 1
            began = None


def long(lines):
    if len(lines) > FILE:
        yield 1, f"a file of {len(lines)} lines"
    for n, length in functions(lines):
        if length > FUNCTION:
            yield n, f"a function of {length} lines"


def is_wide(path, line):
    """Whether a line of code or prose is too long; tables and addresses in prose may be."""
    if path.suffix not in (".c", ".h", ".py", ".sql", ".build", ".md") or len(line) <= WIDTH:
        return False
    return path.suffix != ".md" or not (line.startswith("|") or "://" in line)


def wrong(path, lines):
    for n, line in enumerate(lines, 1):
        if is_wide(path, line):
            yield n, f"a line of {len(line)} characters"
        if "\t" in line:
            yield n, "a tab"
        if line != line.rstrip():
            yield n, "blanks at the end"
        if UNFINISHED.search(line):
            yield n, "a mark of unfinished work"


def main():
    bad = 0
    for path in files():
        lines = path.read_text().splitlines()
        for n, what in wrong(path, lines):
            print(f"{path}:{n}: {what}")
            bad += 1
        if path.suffix in (".c", ".h"):
            for n, what in long(lines):
                print(f"{path}:{n}: {what}: look twice")
    return 1 if bad else 0


sys.exit(main())
