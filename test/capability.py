#!/usr/bin/env python3
"""
A capability is a folder and two lines: the example's note, taken into a copy of the tree as a capability `memo` of the product.
It has routes, a table, events, a consumer, a problem and tests, and gets a setting, a rate, a permission and an action of the
audit log; the program built from it has all of them.
"""
import os
import pathlib
import shutil
import subprocess
import sys

from kit.checks import case, eventually, expect, expect_equal, main
from kit.server import BUILD, ROOT, Server

TREE = BUILD / "capability"                         # always the same path, so that the compiler's cache works
FOLDERS = ("src", "tools", "web", "example", "test", "bench", "db", "script", "helper")
MEMO = TREE / "src/domain/memo"

OWN = """/* What a memo's rules keep to themselves. */
#pragma once
#include "domain/audit/audit.h"
#include "domain/permit/permit.h"
#include "ports/rate.h"
#include "runtime/setting.h"

#define MEMO_SETTINGS(X) X(memos_per_minute, INT, "100", 1, 1000, "Memos that one address may leave in a minute")
SETTINGS_DECLARE(memo_settings, MEMO_SETTINGS);

#define MEMO_RATES(X) X(memos_left, "memos", 60, "memos_per_minute")
RATES_DECLARE(memo_rates, MEMO_RATES);

#define MEMO_PERMISSIONS(X) X(may_tear, "tear", MODERATORS, UNTIL_LEAVING, "Tear memos")
PERMISSIONS_DECLARE(memo_permissions, MEMO_PERMISSIONS);

#define MEMO_ACTIONS(X) X(memo_left)
AUDIT_DECLARE(memo_actions, MEMO_ACTIONS);
"""
DEFINED = """SETTINGS_DEFINE(memo_settings, MEMO_SETTINGS);
RATES_DEFINE(memo_rates, MEMO_RATES);
PERMISSIONS_DEFINE(memo_permissions, MEMO_PERMISSIONS);
AUDIT_DEFINE(memo_actions, MEMO_ACTIONS);

"""
ROW = """    .settings = &memo_settings_group,
    .rates = memo_rates,
    .permissions = memo_permissions,
    .audit_actions = memo_actions,
"""
TAKEN = """    struct rate_client from = rate_client_text(c->world, ctx_request(c)->address);
    struct rate r = rate_take_client(c->world, &memos_left, &from, ctx_now(c).ms / 1000);

    TRY(rate_refuse(c, &r, "memos"));
"""


def change(file, old, new):
    text = file.read_text()
    expect(text.count(old) == 1, f"{file} has {old!r} {text.count(old)} times")
    file.write_text(text.replace(old, new))


def renamed(text):
    for old, new in (("example/note", "domain/memo"), ("example_root, ", ""), ("note", "memo"), ("NOTE", "MEMO")):
        text = text.replace(old, new)
    return text


def memo_make():
    for file in (path for path in (ROOT / "example/note").rglob("*") if path.is_file()):
        place = MEMO / renamed(str(file.relative_to(ROOT / "example/note")))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(renamed(file.read_text()))
    (MEMO / "memo_own.h").write_text(OWN)
    build = MEMO / "meson.build"
    build.write_text("meets = ['audit', 'permit']\n" + build.read_text().replace("[root, work]", "[root, work, audit, permit]"))
    change(MEMO / "memo.c", '#include "domain/memo/memo.sql.h"\n', '#include "domain/memo/memo.sql.h"\n#include "domain/memo/memo_own.h"\n')
    change(MEMO / "memo.c", "    *out = (struct memo){ .text", f"{TAKEN}    *out = (struct memo){{ .text")
    change(MEMO / "memo.c", "    TRY(q_memo_insert(",
           '    TRY(audit_add(t, &(struct audit_note){ .action = &audit_memo_left, .address = S(""), .detail = S("") }));\n'
           "    TRY(q_memo_insert(")
    change(MEMO / "stats.c", '#include "domain/memo/memo.sql.h"\n',
           '#include "domain/memo/memo.sql.h"\n#include "domain/memo/memo_own.h"\n')
    change(MEMO / "stats.c", "const struct capability memo_capability", f"{DEFINED}const struct capability memo_capability")
    change(MEMO / "stats.c", '    .name = "memo",\n', f'    .name = "memo",\n{ROW}')
    change(MEMO / "memo_test.c", "{ &work_capability, &memo_capability, NULL }",
           "{ &work_capability, &audit_capability, &memo_capability, NULL }")
    change(MEMO / "memo_test.c", '#include "domain/memo/memo.h"\n', '#include "domain/audit/audit.h"\n#include "domain/memo/memo.h"\n')
    change(MEMO / "routes.c", '#include "domain/memo/memo.h"\n', '#include "domain/memo/memo.h"\n#include "domain/permit/permit.h"\n\n'
           "extern const struct permission may_tear;\n")
    change(MEMO / "routes.c", "drop_entry,        &anyone,", "drop_entry,        &may_tear,")


def line_add(file, after, line):
    change(TREE / file, after, after + line)


def tree_make():
    """The copy, with a memo in it."""
    for folder in FOLDERS:
        shutil.rmtree(TREE / folder, ignore_errors=True)
        shutil.copytree(ROOT / folder, TREE / folder, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    for file in ("meson.build", "meson_options.txt"):
        shutil.copy(ROOT / file, TREE / file)
    memo_make()
    line_add("src/domain/meson.build", "  'audit',\n", "  'memo',\n")
    line_add("src/main.c", "    ALONE(audit)                         \\\n", "    WITH_ROUTES(memo)                    \\\n")


def build(*targets):
    command = [["meson", "setup", "build"]] if not (TREE / "build/build.ninja").exists() else []
    for words in (*command, ["ninja", "-C", "build", "--quiet", *targets]):
        done = subprocess.run(words, cwd=TREE, capture_output=True, text=True)
        expect(done.returncode == 0, f"{words}: {done.stdout[-3000:]}{done.stderr[-1000:]}")


def kith(*words):
    return subprocess.run([TREE / "build/kith", *words], check=True, capture_output=True, text=True).stdout


@case
def a_folder_and_two_lines_are_a_capability():
    tree_make()
    build("kith", "src/domain/memo/memo_test")
    done = subprocess.run([TREE / "build/src/domain/memo/memo_test"], capture_output=True, text=True)
    expect(done.returncode == 0, done.stdout, done.stderr)


@case
def its_setting_and_its_permission_are_the_programs():
    expect("memos_per_minute" in kith("config") and "KITH_MEMOS_PER_MINUTE" in kith("config"), "kith config knows no memos_per_minute")
    expect("--memos-per-minute" in kith("serve", "--help"), "there is no flag for it")
    expect("| `tear` | Tear memos |  |  | yes | yes |  |" in kith("docs", "permissions"), "the page about permissions has none for memos")
    expect('"/api/v1/memos/{id}"' in kith("openapi") and '"x-permission":"tear"' in kith("openapi"), "the description has no memos")


@case
def its_routes_rate_consumer_problem_and_log_work():
    with Server(str(TREE / "build/kith"), limits="on", memos_per_minute="2") as server:
        client = server.client()
        left = [client.post("/api/v1/memos", {"text": f"memo {i}"}) for i in range(3)]
        expect_equal([reply.status for reply in left], [201, 201, 429])
        number = left[0].json()["id"]
        expect_equal(client.get(f"/api/v1/memos/{number}").json()["text"], "memo 0")
        expect_equal(client.get("/api/v1/memos/1").json()["code"], "memo_not_found")
        expect_equal(client.delete(f"/api/v1/memos/{number}").status, 401)
        eventually(lambda: client.get("/api/v1/memos/stats").json()["total"] == 2, 10, "the count of memos")
        log = subprocess.run([TREE / "build/kith", "audit", "list", "--data", server.data], check=True, capture_output=True,
                             text=True).stdout
        expect_equal(log.count("memo_left"), 2)


if __name__ == "__main__":
    os.environ.pop("KITH_TEST_WRITE", None)
    main(sys.argv[1:])
