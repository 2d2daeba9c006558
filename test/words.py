#!/usr/bin/env python3
"""Searches texts in SQLite's FTS5 and in PostgreSQL by the tokens and expressions of src/text, and compares both with a search of its own.

Usage: words.py TEXT_CHECK, beside a PostgreSQL (test/kit/with-postgres)

The search of its own cuts a text into words with spaces between them, and looks for a phrase with a regular expression.
"""
import os
import random
import re
import sqlite3
import subprocess
import sys

DOCUMENTS, QUESTIONS, SEED = 600, 500, 20261129
AUTHORS = ["ann", "b_b", "carl"]
UNSPACED = "東京都กิ"
LETTERS = ["a", "b", "ab", "é", "1", "ж", "ß", "Ａ"]
SPACES = [" ", " ", ", ", "-", "、", "\u3000", "."]
ODD_PHRASES = ["a b ab", "a a a", "東京", "東", "東東東京", "京", "東京 a1", "ab 東", "x" * 5000, "a" * 170, "a " * 250, "ab-" * 160]
MANY_GAPS = ['"東 京 都 東 京 都 東"', '"東京 都東 京都 東京 都 東京"', '"東 京 都 東 京 東 a"']         # more than are found joined
FOLDED = str.maketrans({"é": "e", "ß": "ss", "Ａ": "a"})


def word(choose):
    if choose.random() < 0.5:
        return "".join(choose.choices(UNSPACED, k=choose.choice([1, 1, 2, 2, 3, 5])))
    return "".join(choose.choices(LETTERS, k=choose.choice([1, 1, 2])))


def text(choose, most):
    said = [word(choose) for _ in range(choose.randint(0, most))]
    return "".join(w + choose.choice([*SPACES, ""]) for w in said)


def cut(said):
    """The words of a text."""
    return re.findall(f"[{UNSPACED}]+|(?:(?![{UNSPACED}])\\w)+", said.translate(FOLDED))


def is_unspaced(said):
    return said[0] in UNSPACED


def pattern(words):
    """What finds a phrase among words with spaces between them."""
    found = "" if is_unspaced(words[0]) else "(?<![^ ])"
    for n, said in enumerate(words):
        if n:
            found += " ?" if is_unspaced(words[n - 1]) and is_unspaced(said) else " "
        found += re.escape(said)
    return found + ("" if is_unspaced(words[-1]) else "(?![^ ])")


def asked_for(choose, documents):
    """A phrase: of a text, mostly, so that it is found."""
    said = choose.choice(choose.choice(documents)) if choose.random() < 0.7 else text(choose, 4)
    at = choose.randrange(len(said) + 1)
    return said[at:at + choose.randint(1, 12)]


def question(choose, documents):
    """[(negated, phrase)], an author or None, and how it is asked."""
    parts = []
    while not any(not negated and cut(phrase) for negated, phrase in parts):
        parts = [(choose.random() < 0.2, asked_for(choose, documents)) for _ in range(choose.choice([1, 1, 2, 3]))]
    author = choose.choice(AUTHORS) if choose.random() < 0.3 else None
    asked = [f'{"-" if negated else ""}"{phrase}"' for negated, phrase in parts]
    return parts, author, " ".join([f"from:{author}", *asked] if author else asked)


def author_of(n):
    return AUTHORS[n % len(AUTHORS)]


def expected(documents, parts, author):
    """The numbers of the documents that a question finds; `documents` are cut already."""
    wanted = [(negated, re.compile(pattern(cut(phrase)))) for negated, phrase in parts if cut(phrase)]
    return [n for n, document in enumerate(documents) if author in (None, author_of(n))
            and all(any(phrase.search(said) for said in document) != negated for negated, phrase in wanted)]


def checked(program, lines):
    """What the program says of each line."""
    told = subprocess.run([program], input="".join(line + "\n" for line in lines), stdout=subprocess.PIPE, text=True, check=True).stdout
    return [line.split("\t") for line in told.splitlines()]


def literal(said):
    return "'" + said.replace("'", "''") + "'"


class Sqlite:
    def __init__(self, tokens):
        self.base = sqlite3.connect(":memory:")
        self.base.execute("CREATE VIRTUAL TABLE post USING fts5 (words, tokenize = 'ascii')")
        self.base.executemany("INSERT INTO post (rowid, words) VALUES (?, ?)", ((n, column) for n, (column, _) in enumerate(tokens)))

    def found(self, asked):
        return [sorted(n for n, in self.base.execute("SELECT rowid FROM post WHERE post MATCH ?", (match,))) for _, match, *_ in asked]


class Postgres:
    def __init__(self, tokens):
        rows = ", ".join(f"({n}, {literal(vector)})" for n, (_, vector) in enumerate(tokens))
        self.run(f"CREATE TABLE post (id bigint, words tsvector); INSERT INTO post VALUES {rows}; CREATE INDEX ON post USING gin (words);")

    def run(self, statements):
        command = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", os.environ["KITH_TEST_STORE"]]
        return subprocess.run(command, input=statements, stdout=subprocess.PIPE, text=True, check=True).stdout

    def found(self, asked):
        one = "SELECT coalesce(string_agg(id::text, ' ' ORDER BY id), '') FROM post WHERE words @@ {}::tsquery;"
        told = self.run("SET enable_seqscan = off;" + "".join(one.format(literal(ask[3])) for ask in asked))
        return [[int(n) for n in line.split()] for line in told.split("\n")[:len(asked)]]


def documents(choose):
    """Many short ones of one to three texts, and some in which a word stands more often than tsvector remembers, or that are long."""
    made = [[text(choose, 12) for _ in range(choose.randint(1, 3))] for _ in range(DOCUMENTS)]
    return [*made, ["a " * 700 + "b ab"], ["東" * 600 + "京"], ["ab " * 300 + "東京 " * 300 + "a1"], ["x" * 5000], ["x" * 4999], ["a" * 170],
            ["東京都東京都東"], ["東、京、都、東、京、都、東"], ["東京都東京、都、東"], ["東京都東京 東 a"], ["東京都東 京都東京 都 東京"]]


def compared(name, questions, is_found, is_expected):
    wrong = [(asked, found, wanted) for asked, found, wanted in zip(questions, is_found, is_expected, strict=True) if found != wanted]
    for asked, found, wanted in wrong[:3]:
        print(f"# {asked!r}: found {found}, not {wanted}")
    print(f"{'not ok' if wrong else 'ok'} {name}: {len(questions)} questions")
    return not wrong


def main(program):
    choose = random.Random(SEED)
    written = documents(choose)
    tokens = checked(program, ["\t".join(["D", author_of(n), *document]) for n, document in enumerate(written)])
    made = [question(choose, written) for _ in range(QUESTIONS)]
    made += [([(False, phrase)], None, f'"{phrase}"') for phrase in ODD_PHRASES]
    made += [([(False, "a"), (False, "b")], None, "a b " * 120), ([(False, "a"), (True, "ж1")], None, "a " + "-ж1 " * 120)]
    asked = checked(program, ["Q\t" + said for *_, said in made])
    spaced = [[" ".join(cut(said)) for said in document] for document in written]
    wanted = [expected(spaced, parts, author) for parts, author, _ in made]
    said = [said for *_, said in made]
    sqlite, postgres, gaps = Sqlite(tokens), Postgres(tokens), checked(program, ["Q\t" + said for said in MANY_GAPS])
    passed = [compared("SQLite finds what is there", said, sqlite.found(asked), wanted),
              compared("PostgreSQL finds what is there", said, postgres.found(asked), wanted),
              compared("both find the same where there are many gaps", MANY_GAPS, postgres.found(gaps), sqlite.found(gaps)),
              compared("the verdicts are good", said, [ask[0] for ask in asked], ["0"] * len(asked)),
              compared("questions find something", ["all"], [sum(map(bool, wanted)) > QUESTIONS / 2], [True])]
    print(f"{sum(passed)} passed, {len(passed) - sum(passed)} failed")
    sys.exit(not all(passed))


if __name__ == "__main__":
    main(sys.argv[1])
