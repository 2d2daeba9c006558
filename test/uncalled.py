#!/usr/bin/env python3
"""What tools/uncalled.py finds: functions that only tests call. The tree has none."""
import pathlib
import subprocess
import sys
import tempfile

from kit.checks import case, expect, expect_equal, main
from kit.server import ROOT

HEADER = """/* Verbs: hall_open opens. */
#pragma once
struct hall;

/* used() */
struct hall *hall_open(void);
void hall_air(struct hall *,
              int windows);
static inline int hall_seats(const struct hall *h) { return hall_rows(h) * 7; }
int hall_rows(const struct hall *);
"""
SOURCE = """#include "hall.h"
struct hall *hall_open(void)
{
    return 0; /* hall_air(h, 1) */
}

void hall_air(struct hall *h,
              int windows)
{
    log("hall_air");
}

int hall_rows(const struct hall *h)
{
    return 9;
}
"""
TEST = "TEST(all) { hall_air(hall_open(), hall_seats(0)); }\n"


def found(files, *kept):
    """The exit status and the lines of uncalled.py about a tree of these files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        done = subprocess.run([sys.executable, ROOT / "tools/uncalled.py", folder, *kept], capture_output=True, text=True)
        return done.returncode, (done.stderr + done.stdout).splitlines()


FILES = {"src/hall/hall.h": HEADER, "src/hall/hall.c": SOURCE, "src/hall/hall_test.c": TEST, "src/hall/testbed.c": TEST}


@case
def what_only_tests_call_is_refused_with_its_line():
    code, lines = found(FILES)
    expect_equal([line.split(":")[1] for line in lines], ["6", "7", "9"], "lines")
    expect(code == 1 and "only tests call hall_open" in lines[0] and "hall_air" in lines[1] and "hall_seats" in lines[2], lines)


@case
def a_caller_in_the_product_is_enough_even_in_the_same_file_a_macro_or_generated_code():
    own = SOURCE + "\nstatic int full(void)\n{\n    return hall_seats(hall_open());\n}\n"
    for call in ({"src/hall/hall.c": own + "static int air(void)\n{\n    return hall_air;\n}\n"},
                 {"src/hall/hall.c": own, "src/other.h": "#define AIR(h) hall_air(h, 1)\n"},
                 {"src/hall/hall.c": own, "tools/made.py": 'print("hall_air(h)")\n'}):
        expect_equal(found(FILES | call), (0, []), call)


@case
def the_header_of_a_library_waits_for_its_first_user():
    library = {name.replace("src/hall", "src/base"): text for name, text in FILES.items()}
    expect_equal(found(library), (0, []), "nobody else includes it")
    expect_equal(found(library | {"src/net/net.c": '#include "base/hall.h"\n'})[0], 1, "somebody does")


@case
def what_waits_is_named_and_pointed_out_once_it_is_called():
    expect_equal(found(FILES, "hall_open", "hall_air", "hall_seats")[0], 0, "three are kept")
    code, lines = found(FILES, "hall_open", "hall_air", "hall_seats", "hall_rows", "hall_gone")
    expect(code == 0 and len(lines) == 2 and "hall_gone is called, or is gone" in lines[0] and "hall_rows" in lines[1], lines)


@case
def nothing_in_the_tree_is_there_for_tests_alone():
    done = subprocess.run([sys.executable, ROOT / "tools/uncalled.py"], cwd=ROOT, capture_output=True, text=True)
    expect_equal(done.stderr, "", "what it finds")


if __name__ == "__main__":
    main(sys.argv[1:])
