#!/usr/bin/env python3
"""Turns .sql files into typed C calls, and migrations into tables. It never parses SQL: it reads signatures.

A statement stands below its signature and ends with a semicolon:

    -- note_insert(id id, text str, created_at when) -> none
    -- Comments here are repeated beside the C call.
    INSERT INTO note (id, text, created_at) VALUES ($1, $2, $3);

    -- note_before(before id, most i64) -> page note
    SELECT id, text, created_at FROM note WHERE id < $1 ORDER BY id DESC LIMIT $2;

A list of columns that several statements share is named once, above them; {note} stands for it, and {n.note} for
the same columns of a table that the statement calls n:

    -- columns note: id, text, created_at

    -- note_get(id id) -> one note
    SELECT {note} FROM note WHERE id = $1;

A list of members of C (base/members.h) is one of columns too, which other lists may include, and a kind of parameter: the
struct of that name. {$2} stands for its values, and {note_words = $2} sets the columns to them:

    -- columns note_words: NOTE_WORDS in domain/note/note.h
    -- columns note: id, {note_words}, created_at

    -- note_set(id id, words note_words) -> one note
    UPDATE note SET {note_words = $2} WHERE id = $1 RETURNING {note};

Kinds are the C types of base/types.h: id i64 bool when str secret double, maybe_ of id i64 bool when str, and ids and
strs: arrays, which appear in a statement only as `IN ($n...)`.
Results: none, count (rows changed), one SHAPE, page SHAPE; columns land in members of the same name. `slow` after the
result sends a read straight to the reader pool. Where the engines need two forms, the first is SQLite's and the other
follows a line `-- @postgres`. A statement that begins with SELECT, or with WITH and changes nothing, reads: its call takes a
ctx or a tx; any other writes, and its call takes a tx.

The result `hope` is that of a read whose row is nearly always there, for transactions that hope (tx_hopes of ports/store.h):
nobody waits for it, and without a row PostgreSQL fails.

    err q_note_insert(tx *, id, str, when);
    err q_note_before(ctx * or tx *, id, i64, struct note_page *out);

Migrations are NNNN_name.sql, or the twins NNNN_name.sqlite.sql and NNNN_name.postgres.sql. One without a twin is written
with PostgreSQL's types: SQLite gets INTEGER for bigint and boolean, REAL for double precision, and its tables STRICT.

The build runs it once for each room or capability:

    sqlc.py ROOM DEPFILE FOLDER... X.sql... OUTPUT...

where the outputs are `x.sql.h` and `x.sql.c` for each file, and `ROOM_migrations.c` if the migrations of the last FOLDER are
the room's own. `x_statements` lists those of its file, and `ROOM_statements` those of all of the room's files. Nothing is written before every statement was prepared on an SQLite that has run those of all folders.
"""
import pathlib
import re
import sqlite3
import sys

# kind: the C type, its enum kind, how a struct value holds it
KINDS = {
    "id": ("id", "K_ID", ".i = {{ GIVEN, {}.v }}"),
    "i64": ("i64", "K_I64", ".i = {{ GIVEN, {} }}"),
    "bool": ("bool", "K_BOOL", ".i = {{ GIVEN, {} }}"),
    "when": ("when", "K_WHEN", ".i = {{ GIVEN, {}.ms }}"),
    "str": ("str", "K_STR", ".s = {{ GIVEN, {} }}"),
    "secret": ("struct secret", "K_SECRET", ".s = {{ GIVEN, {}.hidden }}"),
    "double": ("double", "K_F64", ".f = {}"),
    "maybe_id": ("maybe_id", "K_MAYBE_ID", ".i = {{ {0}.is, {0}.v.v }}"),
    "maybe_i64": ("maybe_i64", "K_MAYBE_I64", ".i = {}"),
    "maybe_bool": ("maybe_bool", "K_MAYBE_BOOL", ".i = {{ {0}.is, {0}.v }}"),
    "maybe_when": ("maybe_when", "K_MAYBE_WHEN", ".i = {{ {0}.is, {0}.v.ms }}"),
    "maybe_str": ("maybe_str", "K_MAYBE_STR", ".s = {}"),
    "ids": ("ids", "K_IDS", ".s = {{ GIVEN, ids_text(arena_, {}) }}"),
    "strs": ("strs", "K_STRS", ".s = {{ GIVEN, strs_text(arena_, {}) }}"),
}

# What only one engine accepts, or both read differently, in a statement for both.
APART = [
    (r"::", "write CAST(x AS type)"),
    (r'"', "no name needs quotes: take another"),
    (r"\?", "parameters are $1, $2"),
    (r"\b(greatest|least)\s*\(|\bm(ax|in)\s*\([^()]*,", "write CASE"),
    (r"\bLATERAL\b|\bDISTINCT\s+ON\b|\bFOR\s+UPDATE\b|\bILIKE\b|\bGLOB\b", "only one engine knows that"),
    (r"\bnow\s*\(|\bCURRENT_TIME(STAMP)?\b", "bind the time"),
    (r"\browid\b|\bctid\b", "name a column"),
    (r"\bINSERT\s+OR\b|\bREPLACE\s+INTO\b", "write ON CONFLICT"),
]
# An array is passed as text, ids as "1,2,3", texts as ["a","b"]: what `IN ($n...)` becomes on each engine.
ARRAY = r"\bIN\s*\(\s*\$(\d+)\.\.\.\s*\)"
SQLITE_ARRAY = {"ids": "IN (SELECT value FROM json_each('[' || ?{} || ']'))", "strs": "IN (SELECT value FROM json_each(?{}))"}
SQLITE_ONE = {**SQLITE_ARRAY, "ids": "IN (CAST(?{} AS INTEGER))"}    # of one id, which is looked up without a table made for it
POSTGRES_ARRAY = {"ids": "= ANY (CAST(string_to_array(${}, ',') AS bigint[]))",
                  "strs": "= ANY (ARRAY(SELECT jsonb_array_elements_text(CAST(${} AS jsonb))))"}
SQLITE_TYPES = [(r"\bbigint\b", "INTEGER"), (r"\bboolean\b", "INTEGER"), (r"\bdouble\s+precision\b", "REAL")]

QUOTED = re.compile(r"('(?:[^']|'')*'|--[^\n]*|/\*.*?\*/)", re.S)
COLUMNS = re.compile(r"-- columns (\w+):(.*)")
NAMED = r"\{(?:(\w+)\.)?([a-z]\w*)\}"             # what stands for a list of columns
VALUES = r"\{(?:([a-z]\w*) = )?\$(\d+)\}"         # what stands for the members of a struct
MEMBERS = re.compile(r"([A-Z]\w*) in (\S+\.h)")
MEMBER = re.compile(r"\bX\(S,\s*(\w+),\s*(\w+)")
SIGNATURE = re.compile(r"(\w+)\(([^)]*)\)\s*->\s*(none|count|hope|one (\w+)|page (\w+))( slow)?")


class Wrong(Exception):
    """An error in a file."""

    def __init__(self, path, line, what):
        super().__init__(f"{path}:{line}: error: {what}")


def code_only(sql):
    """The text with quotes and comments blanked, each character still in its place."""
    return QUOTED.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), sql)


def rewrite(sql, pattern, by):
    """Replaces outside quotes and comments."""
    return "".join(part if i % 2 else re.sub(pattern, by, part, flags=re.I) for i, part in enumerate(QUOTED.split(sql)))


class Members:
    """A list of members of C, as base/members.h describes it."""
    def __init__(self, path, line, name, list_, header):
        self.name, self.header = name, header
        self.file = next((up / header for up in path.resolve().parents if (up / header).is_file()), None)
        found = self.file and re.search(rf"^#define {list_}\(X, S\)((?:.*\\\n)*.*)", self.file.read_text(), re.M)
        if not found:
            raise Wrong(path, line, f"there is no {header} with #define {list_}(X, S)")
        self.members = [(member, kind) for kind, member in MEMBER.findall(re.sub(r'"(?:[^"\\]|\\.)*"', "", found[1]))]
        for member, kind in self.members:
            if kind not in KINDS:
                raise Wrong(path, line, f"{list_}: no column is {kind}, as {member} is")


class Statement:
    """`args` are what its call takes, and `params` what is bound; an argument that is a struct is several of these."""
    def __init__(self, path, line, signature, structs):
        self.path, self.line, self.forms, self.notes = path, line, [], []
        found = SIGNATURE.fullmatch(signature)
        self.name, params, result, one, page, slow = found.groups()
        self.result, self.shape, self.slow = result.split()[0], one or page, bool(slow)
        self.args, self.params, self.structs = [], [], {}
        for text in params.split(",") if params.strip() else []:
            self.add_arg(text, structs)

    def add_arg(self, text, structs):
        words = text.split()
        if len(words) != 2 or words[1] not in {**KINDS, **structs}:
            raise Wrong(self.path, self.line, f'"{text.strip()}" is not a name and a kind ({" ".join([*KINDS, *structs])})')
        name, kind = words
        if kind in KINDS:
            bound = [(f"{name}_", *KINDS[kind])]
            self.args.append((f"{KINDS[kind][0]} {name}_", len(self.params)))
        else:
            self.structs[len(self.args) + 1] = structs[kind]
            bound = [(f"{name}_->{member}", *KINDS[of]) for member, of in structs[kind].members]
            self.args.append((f"const struct {kind} *{name}_", len(self.params)))
        self.params += bound

    def add_form(self, line, sql):
        if len(self.forms) == 2:
            raise Wrong(self.path, line, f"{self.name} has a third form")
        used, wanted = set(map(int, re.findall(r"\$(\d+)", code_only(sql)))), set(range(1, len(self.args) + 1))
        for n in sorted(used ^ wanted):
            raise Wrong(self.path, line, f"{self.name} {'has no parameter' if n in used else 'does not use its'} ${n}")
        self.forms.append((line, self.number(line, sql)))

    def number(self, line, sql):
        """The form with a parameter for each member of its structs."""
        def spread(m):
            struct, first = self.structs.get(int(m[2])), self.args[int(m[2]) - 1][1] + 1
            if not struct or m[1] not in (None, struct.name):
                raise Wrong(self.path, line, f"{self.name}: {m[0]} is not a struct of that name")
            set_ = [f"{member} = " if m[1] else "" for member, _ in struct.members]
            return ", ".join(f"{to}\0{first + i}" for i, to in enumerate(set_))

        def shift(m):
            if int(m[1]) in self.structs:
                raise Wrong(self.path, line, f"{self.name}: ${m[1]} is a struct; write {{${m[1]}}}")
            return f"\0{self.args[int(m[1]) - 1][1] + 1}"
        return rewrite(rewrite(sql, VALUES, spread), r"\$(\d+)", shift).replace("\0", "$")

    @property
    def sqlite(self):
        return rewrite(self.arrays(self.forms[0][1], SQLITE_ARRAY), r"\$(\d+)", r"?\1")

    @property
    def result_kind(self):
        return f"RESULT_{'NONE' if self.result == 'hope' else self.result.upper()}"

    @property
    def sqlite_one(self):
        """The form for lists of one id each; None: it has no list of ids."""
        if not any(kind == "ids" for _, kind, *_ in self.params):
            return None
        return rewrite(self.arrays(self.forms[0][1], SQLITE_ONE), r"\$(\d+)", r"?\1")

    @property
    def postgres(self):
        sql = self.arrays(self.forms[-1][1], POSTGRES_ARRAY)
        return f"SELECT 1 / CAST(COUNT(*) AS integer) FROM ({sql}) AS hoped" if self.result == "hope" else sql

    def arrays(self, sql, by):
        def unfold(m):
            n = int(m[1])
            kind = self.params[n - 1][1] if n <= len(self.params) else None
            if kind not in by:
                raise Wrong(self.path, self.line, f"{self.name}: ${n}... is no array")
            return by[kind].format(n)
        return rewrite(sql, ARRAY, unfold)

    @property
    def writes(self):
        words = re.findall(r"[A-Z]+", code_only(self.forms[0][1]).upper())
        return words[0] not in ("SELECT", "WITH") or bool({"INSERT", "UPDATE", "DELETE"} & set(words))

    def look(self):
        """Checks that need no knowledge of SQL."""
        if not self.forms:
            raise Wrong(self.path, self.line, f"{self.name} has a signature and no statement")
        if not self.writes and self.result in ("none", "count"):
            raise Wrong(self.path, self.line, f"{self.name} reads: its result is one SHAPE or page SHAPE")
        if self.writes and self.result == "hope":
            raise Wrong(self.path, self.line, f"{self.name} writes: only a read is hoped for")
        if self.writes and self.slow:
            raise Wrong(self.path, self.line, f"{self.name} writes: only reads go to the reader pool")
        if len(self.forms) == 1:
            refuse_apart(self.path, *self.forms[0], APART)


def refuse_apart(path, line, sql, table):
    for pattern, advice in table:
        found = re.search(pattern, code_only(sql), re.I)
        if found:
            at = line + sql[:found.start()].count("\n")
            raise Wrong(path, at, f'"{found[0]}" is not the same on both engines: {advice}')


def ends(sql):
    return code_only(sql).rstrip().endswith(";")


def columns_unfold(path, line, sql, columns):
    """The statement with its lists of columns written out; each stays on the line of its name."""
    def unfold(m):
        if m[2] not in columns:
            raise Wrong(path, line, f"no columns are called {m[2]} above this")
        return ", ".join(f"{m[1]}.{name}" if m[1] else name for name in columns[m[2]])
    return rewrite(sql, NAMED, unfold)


def columns_read(path, line, name, text, columns, structs):
    if name in columns:
        raise Wrong(path, line, f"the columns {name} are there twice")
    if members := MEMBERS.fullmatch(text.strip()):
        structs[name] = Members(path, line, name, *members.groups())
        columns[name] = [member for member, _ in structs[name].members]
        return
    names = [word.strip() for word in columns_unfold(path, line, text, columns).split(",")]
    for word in names:
        if not re.fullmatch(r"[a-z]\w*", word) or names.count(word) > 1:
            raise Wrong(path, line, f'"{word}" is not the name of one more column')
    columns[name] = names


def statements_of(path):
    """The statements of a file, in order, and the headers that they need."""
    found, columns, structs, lines, at = [], {}, {}, pathlib.Path(path).read_text().splitlines(), 0
    while at < len(lines):
        line, first = lines[at].strip(), at + 1
        at += 1
        if named := COLUMNS.fullmatch(line):
            text = named[2]
            while text.rstrip().endswith(",") and at < len(lines) and lines[at].startswith("--"):
                text += lines[at][2:]
                at += 1
            columns_read(path, first, named[1], text, columns, structs)
        elif re.match(r"-- \w+\(", line):
            signature = line[3:]
            while not SIGNATURE.fullmatch(signature):
                if at == len(lines) or not lines[at].startswith("--"):
                    raise Wrong(path, first, f'"{signature}" is not name(parameter kind, ...) -> result')
                signature += " " + lines[at][2:].strip()
                at += 1
            found.append(Statement(path, first, signature, structs))
        elif line.startswith("--"):
            if found and not found[-1].forms and line != "-- @postgres":
                found[-1].notes.append(line[2:].strip())
        elif line:
            sql = lines[at - 1]
            while not ends(sql):
                if at == len(lines):
                    raise Wrong(path, first, "this statement has no end (;)")
                sql += "\n" + lines[at]
                at += 1
            twin = first > 1 and lines[first - 2].strip() == "-- @postgres"
            if not found or (found[-1].forms and not twin):
                raise Wrong(path, first, "this statement has no signature")
            found[-1].add_form(first, columns_unfold(path, first, code_trim(sql), columns))
    for s in found:
        s.look()
    return found, list(structs.values())


def code_trim(sql):
    """Without the semicolon and a comment after it."""
    return sql[:code_only(sql).rstrip().rindex(";")].rstrip()


def c_text(text, indent="          "):
    """A C string literal, one line for each line."""
    escaped = [line.replace("\\", "\\\\").replace('"', '\\"') for line in text.split("\n")]
    return ("\n" + indent).join(f'"{line}{chr(92) + "n" if i + 1 < len(escaped) else ""}"' for i, line in enumerate(escaped))


OUT_TYPE = {"none": "", "hope": "", "count": "i64 *", "one": "struct {} *", "page": "struct {}_page *"}


ARENA_OF = {"ctx": "&on_->arena", "tx": "tx_arena(on_)"}


def c_function(s, name, on, run):
    """The typed call for one of the two places that a statement may run in."""
    out = OUT_TYPE[s.result].format(s.shape)
    params = "".join(f", {arg}" for arg, _ in s.args) + (f", {out}out" if out else "")
    lines = [f"static inline err {name}({on} *on_{params})", "{"]
    if any(c_type in SQLITE_ARRAY for _, c_type, *_ in s.params):
        lines.append(f"    struct arena *arena_ = {ARENA_OF[on]};")
    if s.params:
        lines.append("    const struct value values_[] = {")
        lines += [f"        {{ .kind = {kind}, {holds.format(value)} }}," for value, _, kind, holds in s.params]
        lines.append("    };")
    lines += [f"    return {run}(on_, &sql_{s.name}, {'values_' if s.params else 'NULL'}, {'out' if out else 'NULL'});", "}"]
    return lines


def header_of(path, statements):
    lines = [f"/* Made from {path.name} by tools/sqlc.py. */", "#pragma once", '#include "ports/store.h"']
    lines += [f'#include "{header}"' for header in sorted({of.header for s in statements for of in s.structs.values()})] + [""]
    for shape in sorted({s.shape for s in statements if s.shape}):
        lines += [f"struct {shape};", f"struct {shape}_page;", f"extern const struct shape {shape}_shape;"]
    for s in statements:
        lines += ["", *(f"/* {note} */" for note in s.notes), f"extern const struct statement sql_{s.name};"]
        if s.writes or s.result == "hope":
            lines += c_function(s, f"q_{s.name}", "tx", "tx_run")
        else:
            lines += c_function(s, f"q_{s.name}_in_ctx", "ctx", "store_read") + c_function(s, f"q_{s.name}_in_tx", "tx", "tx_run")
            lines.append(f"#define q_{s.name}(on, ...) \\")
            lines.append(f"    _Generic((on), ctx *: q_{s.name}_in_ctx, tx *: q_{s.name}_in_tx)((on), __VA_ARGS__)")
    stem = path.stem
    return lines + ["", "/* All of them, ended by NULL; of the file with its room's name, those of all of the room's files. */", f"extern const struct statement *const {stem}_statements[];"]


def source_of(path, statements, listed):
    """`listed`: the statements of each file that its list has."""
    lines = [f"/* Made from {path.name} by tools/sqlc.py. */", *(f'#include "{file.name}.h"' for file in listed)]
    for s in statements:
        kinds = f"(const u8[]){{ {', '.join(kind for _, _, kind, _ in s.params)} }}" if s.params else "NULL"
        lines += ["", f"const struct statement sql_{s.name} = {{", f'    .name = "{s.name}",',
                  f"    .sql = {{ {c_text(s.sqlite)},", f"          {c_text(s.postgres)} }},",
                  f"    .param_kinds = {kinds}, .params = {len(s.params)},", f"    .result = {s.result_kind},"]
        lines += [f"    .one = {c_text(s.sqlite_one)},"] if s.sqlite_one else []
        lines += [f"    .row = &{s.shape}_shape,"] if s.shape else []
        lines += [f"    .writes = {str(s.writes).lower()}, .slow = {str(s.slow).lower()},", "};"]
    names = "".join(f"    &sql_{s.name},\n" for all_ in listed.values() for s in all_)
    return lines + ["", f"const struct statement *const {path.stem}_statements[] = {{", names + "    NULL", "};"]


def sqlite_form(path, sql):
    """A migration with PostgreSQL's types, as SQLite wants it: its own types, and STRICT tables."""
    refuse_apart(path, 1, sql, [(r"\b(int|integer|serial|bigserial|real|varchar|timestamptz|timestamp|bytea|blob)\b",
                                 "the types are bigint, boolean, text and double precision")])
    for pattern, by in SQLITE_TYPES:
        sql = rewrite(sql, pattern, by)
    made = ""
    for statement in split_script(sql):
        if re.match(r"\s*CREATE\s+TABLE\b", code_only(statement), re.I):
            at = code_only(statement).rindex(";")
            statement = statement[:at] + " STRICT" + statement[at:]
        made += statement
    return made


def split_script(sql):
    """The statements of a script, each with its semicolon; together they are the script."""
    parts, start = [], 0
    for m in re.finditer(";", code_only(sql)):
        if sqlite3.complete_statement(sql[start:m.end()]):
            parts.append(sql[start:m.end()])
            start = m.end()
    return parts + [sql[start:]]


def migrations_of(folder):
    """(number, name, SQLite's form, PostgreSQL's form, the path of SQLite's) of each, in order."""
    found = {}
    if not pathlib.Path(folder).is_dir():
        raise Wrong(folder, 1, "there is no such folder of migrations")
    for path in sorted(pathlib.Path(folder).glob("*.sql")):
        parts = re.fullmatch(r"(\d{4})_(\w+?)(?:\.(sqlite|postgres))?\.sql", path.name)
        if not parts:
            raise Wrong(path, 1, "a migration is called NNNN_name.sql, NNNN_name.sqlite.sql or NNNN_name.postgres.sql")
        found.setdefault((int(parts[1]), parts[2]), {})[parts[3]] = path
    for key, forms in sorted(found.items()):
        if set(forms) not in ({None}, {"sqlite", "postgres"}):
            raise Wrong(next(iter(forms.values())), 1, "it stands alone, or has both twins")
        if sum(number == key[0] for number, _ in found) > 1:
            raise Wrong(next(iter(forms.values())), 1, f"there are two migrations {key[0]:04}")
        if None in forms:
            text = forms[None].read_text()
            yield *key, sqlite_form(forms[None], text), text, forms[None]
        else:
            yield *key, forms["sqlite"].read_text(), forms["postgres"].read_text(), forms["sqlite"]


def migrations_source(room, folder):
    lines = ["/* Made from the migrations by tools/sqlc.py. */", '#include "ports/store.h"', "",
             f"extern const struct migration {room}_migrations[];", f"const struct migration {room}_migrations[] = {{"]
    for number, word, sqlite, postgres, _ in migrations_of(folder):
        lines += [f'    {{ "{room}", {number}, "{word}",', f"        {{ {c_text(sqlite)},", f"          {c_text(postgres)} }} }},"]
    return lines + ["    {0}", "};"]


def apply_migrations(db, folder):
    for *_, sqlite, _, path in migrations_of(folder):
        line = 1
        for statement in split_script(sqlite):
            try:
                db.execute(statement)
            except sqlite3.Error as problem:
                blank = len(statement) - len(statement.lstrip())
                raise Wrong(path, line + statement[:blank].count("\n"), problem)
            line += statement.count("\n")


def line_of(s, problem):
    """Where in the statement the word is that SQLite complains about."""
    line, sql = s.forms[0]
    words = re.findall(r"(?:no such \w+: |near \")(?:\w+\.)?(\w+)", problem)
    found = words and re.search(rf"\b{words[0]}\b", code_only(sql))
    return line + sql[:found.start()].count("\n") if found else line


def prepare(db, s):
    """Prepares the statement; the authorizer tells whether it would change anything."""
    changes = []

    def authorize(action, table, *_):
        own = table == "sqlite_master"               # json_each is set up as a table when it is first named
        if not own and action in (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE):
            changes.append(action)
        return sqlite3.SQLITE_OK

    db.set_authorizer(authorize)
    try:
        for form in filter(None, (s.sqlite, s.sqlite_one)):
            db.execute("EXPLAIN " + form, [None] * len(s.params))
    except sqlite3.Error as problem:
        raise Wrong(s.path, line_of(s, str(problem)), f"{s.name}: {problem}")
    finally:
        db.set_authorizer(None)
    if s.writes != bool(changes):
        raise Wrong(s.path, s.line, f"{s.name} {'changes nothing' if s.writes else 'is written as a read and changes something'}")


def check(folders, statements):
    """Exits with the errors of all of them."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    for folder in folders:
        apply_migrations(db, folder)
    problems = []
    for s in statements:
        try:
            prepare(db, s)
        except Wrong as problem:
            problems.append(str(problem))
    if problems:
        sys.exit("\n".join(problems))


def write_lines(path, lines):
    pathlib.Path(path).write_text("\n".join(lines) + "\n")


def make(room, depfile, *paths):
    paths = [pathlib.Path(path) for path in paths]
    inputs = [path for path in paths if path.suffix == ".sql"]
    folders, outputs = paths[:paths.index(inputs[0])], paths[paths.index(inputs[-1]) + 1:]
    read = {path: statements_of(path) for path in inputs}
    statements = {path: found for path, (found, _) in read.items()}
    check(folders, [s for all_ in statements.values() for s in all_])
    made = {f"{room}_migrations.c": migrations_source(room, folders[-1])}
    for path, all_ in statements.items():
        listed = statements if path.stem == room else {path: all_}
        made |= {f"{path.name}.h": header_of(path, all_), f"{path.name}.c": source_of(path, all_, listed)}
    for path in outputs:
        write_lines(path, made[path.name])
    headers = {str(members.file) for _, found in read.values() for members in found}
    needs = [*inputs, *folders, *(path for folder in folders for path in sorted(folder.glob("*.sql"))), *sorted(headers)]
    write_lines(depfile, [f"{outputs[0]}: {' '.join(map(str, needs))}"])         # a folder tells of a new file


if __name__ == "__main__":
    if len(sys.argv) < 6:
        sys.exit("usage: sqlc.py ROOM DEPFILE FOLDER... X.sql... OUTPUT...")
    try:
        make(*sys.argv[1:])
    except Wrong as problem:
        sys.exit(str(problem))
