#!/usr/bin/env python3
"""What is said of an error where it happens is a sentence: it ends with a full stop. The texts of tables are checked when a
program starts."""
import re
import sys

from kit.checks import case, expect, main
from kit.server import ROOT

SAYS = re.compile(r"\b(?:(?:tx_)?fail|failure)_(?:(field_)?saying|with)\(|\bfinding_saying\(")
TEXT = r'"(?:[^"\\]|\\.)*"'
ON = re.compile(r'(?:"%s"|STR_FMT)$')               # it passes on what somebody else has said


def arguments(text, at):
    """What stands between the brackets, split at its commas."""
    depth, found, begun = 1, [], at
    for part in re.finditer(TEXT + r"|'(?:[^'\\]|\\.)'|[(\[{]|[)\]}]|,", text[at:]):
        here = part[0]
        depth += here in "([{" if len(here) == 1 else 0
        depth -= here in ")]}" if len(here) == 1 else 0
        if depth == 0 or (depth == 1 and here == ","):
            found.append(" ".join(text[begun:at + part.start()].split()))
            begun = at + part.end()
        if depth == 0:
            return found
    return found


def unfinished():
    for path in sorted([*(ROOT / "src").rglob("*.c"), *(ROOT / "example").rglob("*.c")]):
        text = path.read_text()
        for said in SAYS.finditer(text):
            words = arguments(text, said.end())
            at = 3 if said[1] or "finding" in said[0] else 2
            if len(words) <= at or '"' not in words[at] or ON.search(words[at]):
                continue
            if not re.search(r'[.?]"$|[^ ]%s"$', words[at]):
                yield f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, said.start()) + 1}: {words[at]}"


@case
def what_is_said_of_an_error_ends_with_a_full_stop():
    found = list(unfinished())
    expect(not found, "these are no sentences:\n" + "\n".join(found))


if __name__ == "__main__":
    main(sys.argv[1:])
