#!/usr/bin/env python3
"""What tools/sqlc.py makes of .sql files and migrations, and what it refuses, by file and line."""
import pathlib
import re
import subprocess
import sys
import tempfile

from kit.checks import case, expect, expect_equal, main
from kit.server import ROOT

TABLE = """-- A note; its text is 'what it says'.
CREATE TABLE note (
    id bigint PRIMARY KEY,
    text text NOT NULL DEFAULT 'a bigint; not a boolean',
    pinned boolean NOT NULL DEFAULT false,
    weight double precision
);
CREATE INDEX note_text ON note (text);
"""
GOOD = """-- note_insert(id id, text str) -> none
INSERT INTO note (id, text) VALUES ($1, $2);
"""


def made_of(statements, migrations={"0001_note.sql": TABLE}, header=""):
    """The tool's status and output, the header, the source, the migrations."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "db").mkdir()
        for file, text in migrations.items():
            (folder / "db" / file).write_text(text)
        (folder / "x.sql").write_text(statements)
        (folder / "note.h").write_text(header)
        outputs = ("x.sql.h", "x.sql.c", "note_migrations.c")
        done = subprocess.run([sys.executable, ROOT / "tools/sqlc.py", "note", "x.d", "db", "x.sql", *outputs], cwd=folder,
                              capture_output=True, text=True)
        made = [(folder / path).read_text() if (folder / path).exists() else "" for path in outputs]
        expect(all(made) if done.returncode == 0 else not any(made), "it must write all outputs, or none")
        return done.returncode, done.stdout + done.stderr, *made


def refused(place, words, found):
    code, said = found[:2]
    expect(code != 0 and f"{place}: error:" in said and words in said, f"it says: {said}")


@case
def an_array_of_ids_is_unfolded_on_each_engine():
    code, words, header, source, _ = made_of("-- notes_of(which ids) -> page note\nSELECT id FROM note WHERE id IN ($1...);\n")
    expect_equal(code, 0, words)
    expect("IN (SELECT value FROM json_each('[' || ?1 || ']'))" in source, source)
    expect("= ANY (CAST(string_to_array($1, ',') AS bigint[]))" in source, source)
    expect(".one = \"SELECT id FROM note WHERE id IN (CAST(?1 AS INTEGER))\"" in source, source)
    refused("x.sql:1", "is no array", made_of("-- note_of(id id) -> one note\nSELECT id FROM note WHERE id IN ($1...);\n"))
    expect("ids which_" in header and "ids_text(arena_, which_)" in header, header)


@case
def parameters_are_numbered_for_sqlite_outside_of_quotes_and_comments():
    code, words, header, source, _ = made_of("-- note_get(text str, id id) -> one note\n"
                                          "SELECT id FROM note -- not $3\nWHERE id = $2 AND text <> '$4' AND text = $1;\n")
    expect_equal(code, 0, words)
    expect("?2 AND text <> '$4' AND text = ?1" in source and "$2 AND text <> '$4' AND text = $1" in source, source)
    expect("not $3" in source, source)
    expect("struct note *out" in header and "_Generic" in header, header)


HEADER = """#define NOTE_WORDS(X, S) \\
    X(S, str,        text,   .min = 1, .max = 500) \\
    X(S, maybe_bool, pinned, .doc = "X(S, i64, weight)")
struct note_words { MEMBERS(NOTE_WORDS) };
"""
WORDS = "-- columns note_words: NOTE_WORDS in note.h\n-- columns note: id, {note_words}\n\n"


@case
def a_list_of_members_is_columns_and_a_struct_that_a_statement_takes():
    code, words, header, source, _ = made_of(WORDS
        + "-- note_set(pinned bool, words note_words, id id) -> one note\n"
        "UPDATE note SET {note_words = $2} WHERE id = $3 AND pinned = $1 AND text <> '{$2}' RETURNING {note};\n\n"
        "-- note_add(id id, words note_words) -> none\nINSERT INTO note ({note}) VALUES ($1, {$2});\n", header=HEADER)
    expect_equal(code, 0, words)
    expect("SET text = ?2, pinned = ?3 WHERE id = ?4 AND pinned = ?1 AND text <> '{$2}' RETURNING id, text, pinned" in source, source)
    expect("INSERT INTO note (id, text, pinned) VALUES ($1, $2, $3)" in source, source)
    expect("K_BOOL, K_STR, K_MAYBE_BOOL, K_ID }, .params = 4" in source, source)
    expect('#include "note.h"' in header, header)
    expect("q_note_set(tx *on_, bool pinned_, const struct note_words *words_, id id_, struct note *out)" in header, header)
    expect(".s = { GIVEN, words_->text }" in header and ".i = { words_->pinned.is, words_->pinned.v }" in header, header)


@case
def a_struct_is_bound_as_a_whole_and_its_list_must_be_there():
    add = WORDS + "-- note_add(id id, words note_words) -> none\n"
    refused("x.sql:5", "$2 is a struct", made_of(add + "INSERT INTO note (id, text) VALUES ($1, $2);\n", header=HEADER))
    refused("x.sql:5", "{$1} is not a struct", made_of(add + "INSERT INTO note ({note}) VALUES ({$1}, {$2});\n", header=HEADER))
    refused("x.sql:5", "{note = $2} is not", made_of(add + "UPDATE note SET {note = $2} WHERE id = $1;\n", header=HEADER))
    refused("x.sql:5", "does not use its $2", made_of(add + "INSERT INTO note (id) VALUES ($1);\n", header=HEADER))
    refused("x.sql:1", "there is no note.h with #define NOTE_WORDS", made_of(WORDS + GOOD, header="#define WORDS(X, S)\n"))
    refused("x.sql:1", "no column is raw_json, as text is", made_of(WORDS + GOOD, header=HEADER.replace("str, ", "raw_json, ")))


@case
def a_list_of_columns_is_named_once_and_unfolded_in_its_order_for_both_engines():
    named = "-- columns note: id, text,\n--   pinned\n\n"
    code, words, _, source, _ = made_of(named + "-- note_get(id id) -> one note\nSELECT {note} FROM note WHERE id = $1;\n\n"
        "-- note_twin(id id) -> one note\nSELECT {n.note}\nFROM note AS n WHERE n.id = $1;\n"
        "-- @postgres\nSELECT {n.note} FROM note AS n WHERE n.id = $1 AND n.text <> '{note}';\n\n"
        "-- note_add(id id, text str, pinned bool) -> one note\nINSERT INTO note ({note}) VALUES ($1, $2, $3) RETURNING {note};\n")
    expect_equal(code, 0, words)
    expect_equal(source.count('"SELECT id, text, pinned FROM note WHERE id = '), 2)
    expect_equal(source.count('"SELECT n.id, n.text, n.pinned'), 2)
    expect("AND n.text <> '{note}'" in source, source)
    expect_equal(source.count("INSERT INTO note (id, text, pinned) VALUES"), 2)
    expect_equal(source.count("RETURNING id, text, pinned"), 2)


@case
def a_list_of_columns_that_is_not_there_or_not_one_is_refused():
    statement = "-- note_get(id id) -> one note\nSELECT {note} FROM note WHERE id = $1;\n"
    refused("x.sql:2", "no columns are called note above this", made_of(statement))
    refused("x.sql:2", "no columns are called note above this", made_of(statement + "-- columns note: id, text\n"))
    refused("x.sql:2", "the columns note are there twice", made_of("-- columns note: id\n-- columns note: text\n" + statement))
    for text in ("id, id", "id text", "id,", "", "n.id"):
        refused("x.sql:1", "is not the name of one more column", made_of(f"-- columns note: {text}\n\n" + statement))
    refused("x.sql:4", "no such column", made_of("-- columns note: id, txet\n\n" + statement))


@case
def a_write_takes_only_a_transaction():
    header = made_of(GOOD)[2]
    expect("q_note_insert(tx *" in header and "_Generic" not in header, header)
    header = made_of("-- note_move(id id) -> one note\nWITH v AS (SELECT 1) UPDATE note SET id = $1 RETURNING id;\n")[2]
    expect("q_note_move(tx *" in header, header)


@case
def a_signature_may_take_several_lines_and_a_statement_a_second_form():
    source = made_of("-- note_set(id id,\n--   text maybe_str) -> count\n-- A remark.\nUPDATE note SET text = $2\n  WHERE id = $1;\n"
                     "-- @postgres\nUPDATE note SET text = $2 WHERE id = $1 AND true;\n")[3]
    expect("WHERE id = ?1\"" in source and "AND true\"" in source and "RESULT_COUNT" in source, source)


@case
def a_row_that_is_hoped_for_fails_postgresql_when_it_is_not_there():
    code, words, header, source, _ = made_of("-- note_hope(id id) -> hope\nSELECT id FROM note WHERE id = $1;\n")
    expect_equal(code, 0, words)
    expect("SELECT 1 / CAST(COUNT(*) AS integer) FROM (SELECT id FROM note WHERE id = $1) AS hoped" in source, source)
    expect("RESULT_NONE" in source and "q_note_hope(tx *on_, id id_)" in header and "_Generic" not in header, header)
    refused("x.sql:1", "only a read is hoped for", made_of("-- note_drop(id id) -> hope\nDELETE FROM note WHERE id = $1;\n"))


@case
def what_a_statement_lacks_is_told_by_line():
    refused("x.sql:1", "a name and a kind", made_of("-- note_get(id text) -> one note\nSELECT id FROM note WHERE id = $1;\n"))
    refused("x.sql:2", "has no parameter $2", made_of("-- note_get(id id) -> one note\nSELECT id FROM note WHERE id = $1 AND id < $2;\n"))
    refused("x.sql:2", "does not use its $2", made_of("-- note_get(id id, n i64) -> one note\nSELECT id FROM note WHERE id = $1;\n"))
    refused("x.sql:1", "no signature", made_of("SELECT id FROM note;\n"))
    refused("x.sql:2", "no end", made_of("-- note_all() -> page note\nSELECT id FROM note\n"))
    refused("x.sql:1", "its result is", made_of("-- note_all() -> none\nSELECT id FROM note;\n"))
    refused("x.sql:1", "no statement", made_of("-- note_all() -> page note\n"))
    refused("x.sql:1", "name(parameter", made_of("-- note_all() returns note\nSELECT id FROM note;\n"))


@case
def what_only_one_engine_knows_is_refused_unless_there_is_a_twin():
    refused("x.sql:3", "write CAST", made_of("-- note_all() -> page note\nSELECT id\n, text::bigint FROM note;\n"))
    refused("x.sql:2", "bind the time", made_of("-- note_all() -> page note\nSELECT now() AS at FROM note;\n"))
    code, words, *_ = made_of("-- note_all() -> page note\nSELECT id FROM note;\n-- @postgres\nSELECT id::bigint FROM note;\n")
    expect_equal(code, 0, words)


@case
def a_misspelt_column_stops_the_build_at_its_line():
    expect_equal(made_of(GOOD)[0], 0)
    refused("x.sql:4", "no such column: txt", made_of("\n-- note_all() -> page note\nSELECT id,\n  txt FROM note;\n"))
    refused("x.sql:2", "no such table: nowt", made_of("-- note_all() -> page note\nSELECT id FROM nowt;\n"))


@case
def a_migration_in_one_form_gives_sqlite_its_types_and_strict_tables():
    made = made_of(GOOD)[4]
    sqlite, postgres = made.split("CREATE TABLE")[1:]
    expect("id INTEGER PRIMARY KEY" in sqlite and "pinned INTEGER" in sqlite and "weight REAL" in sqlite and ") STRICT;" in sqlite, made)
    expect("'a bigint; not a boolean'" in sqlite and "note_text ON note (text);" in sqlite, made)
    expect("id bigint PRIMARY KEY" in postgres and "STRICT" not in postgres, made)


@case
def migrations_are_numbered_once_and_twins_come_in_pairs():
    refused("db/0001_b.sql:1", "two migrations 0001", made_of(GOOD, {"0001_b.sql": TABLE, "0001_note.sql": TABLE}))
    refused("db/0001_note.sqlite.sql:1", "both twins", made_of(GOOD, {"0001_note.sqlite.sql": TABLE}))
    refused("db/one.sql:1", "is called", made_of(GOOD, {"one.sql": TABLE}))
    refused("db/0001_note.sql:2", "the types are", made_of(GOOD, {"0001_note.sql": "CREATE TABLE note (\n  id integer);\n"}))
    again = {"0001_note.sql": TABLE, "0002_more.sql": "\nCREATE TABLE note (id bigint);\n"}
    refused("db/0002_more.sql:2", "already exists", made_of(GOOD, again))


@case
def the_list_of_the_file_with_the_rooms_name_has_those_of_all_its_files():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "db").mkdir()
        (folder / "db" / "0001_note.sql").write_text(TABLE)
        for file, statement in (("note", "note_all"), ("more", "note_more")):
            (folder / f"{file}.sql").write_text(f"-- {statement}() -> page note\nSELECT id FROM note;\n")
        outputs = ("note.sql.h", "more.sql.h", "note.sql.c", "more.sql.c", "note_migrations.c")
        subprocess.run([sys.executable, ROOT / "tools/sqlc.py", "note", "x.d", "db", "note.sql", "more.sql", *outputs], cwd=folder,
                       check=True)
        listed = {file: re.findall(r"    &sql_(\w+),", (folder / f"{file}.sql.c").read_text()) for file in ("note", "more")}
        expect_equal(listed, {"note": ["note_all", "note_more"], "more": ["note_more"]})


if __name__ == "__main__":
    main(sys.argv[1:])
