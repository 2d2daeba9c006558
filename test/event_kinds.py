#!/usr/bin/env python3
"""An unknown kind of event, or another kind's payload, does not compile."""
import subprocess
import sys

from kit.checks import case, expect, main
from kit.server import ROOT

KINDS = """
#include "ports/event.h"
struct walk_told { i64 steps; };
struct talk_told { str words; };
EVENT(walked, walk_told);
EVENT(talked, talk_told);
"""
FLAGS = ["-std=gnu17", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", "-iquote", str(ROOT / "src"), "-xc", "-"]


def compiled(code):
    return subprocess.run(["cc", *FLAGS], input=KINDS + code, capture_output=True, text=True)


def passes(code):
    done = compiled(code)
    expect(done.returncode == 0, f"{code} does not compile: {done.stderr}")


def refused(code, because):
    done = compiled(code)
    expect(done.returncode != 0 and because in done.stderr, f"{code} compiles, or fails for another reason: {done.stderr}")


def telling(kind, payload, key="(id){ 7 }"):
    return f"err tell(tx *t);\nerr tell(tx *t) {{ return event_tell(t, {kind}, ({key}), {payload}); }}\n"


def reading(kind, out):
    head = "err hear(struct arena *a, const struct event *e)"
    return f"{head};\n{head}\n{{ {out}; return event_read(a, e, {kind}, &told); }}\n"


@case
def what_a_kind_declares_compiles():
    passes(telling("walked", "&(struct walk_told){ 5 }"))
    passes(telling("talked", '&(struct talk_told){ { "hello", 5 } }', '(str){ "ann", 3 }'))
    passes(reading("walked", "struct walk_told told"))


@case
def a_misspelt_kind_does_not_compile():
    refused(telling("walkd", "&(struct walk_told){ 5 }"), "walkd")
    refused(reading("walkd", "struct walk_told told"), "walkd")
    refused("extern const event_kinds heard;\nconst event_kinds heard = KINDS(&walkd);\n", "walkd")


@case
def a_payload_of_another_kind_does_not_compile():
    refused(telling("walked", "&(struct talk_told){ { 0 } }"), "incompatible")
    refused(reading("talked", "struct walk_told told"), "incompatible")


@case
def a_kind_is_what_its_header_says():
    passes('extern const struct shape walk_told_shape;\nEVENT_KIND(walked, "walked", walk_told);\n')
    refused('extern const struct shape talk_told_shape;\nEVENT_KIND(walked, "walked", talk_told);\n', "walked tells another struct")


@case
def a_key_is_an_id_or_a_text():
    refused(telling("walked", "&(struct walk_told){ 5 }", "7"), "_Generic")


if __name__ == "__main__":
    main(sys.argv[1:])
