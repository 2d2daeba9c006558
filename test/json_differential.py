#!/usr/bin/env python3
"""Compares json-check with Python's json on documents that are generated and then damaged.

Usage: json_differential.py JSON_CHECK [COUNT [SEED]]

Python is made as strict as Kith where it is not by default: NaN and Infinity, repeated keys, halves of surrogate pairs, and
the depth limit. Any other difference is a bug in one of the two, and fails.
"""
import json
import random
import subprocess
import sys

DEPTH = 64
SPACE = ["", "", "", " ", "\n", "\t", "\r\n  "]
PIECES = [b'"', b"\\", b"\\u", b"\\ud83d", b"\\ude00", b"[", b"]", b"{", b"}", b",", b":", b"0", b"-", b".", b"e", b"+", b"\x00", b"\x1f",
          b"\x7f", b"\x80", b"\xc3", b"\xa9", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\xef\xbb\xbf", b" ", b"null", b"true", b"NaN",
          b"Infinity", b"1e5", b'"a":1,', b'{"a":1}', b"/**/", b"'"]


def once(pairs):
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key is repeated")
    return dict(pairs)


def constant(name):
    raise ValueError(name + " is not a number")


def depth(value):
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inside is None else 1 + max(map(depth, inside), default=0)


def is_document(text):
    try:
        value = json.loads(text.decode("utf-8"), object_pairs_hook=once, parse_constant=constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        return False
    return depth(value) <= DEPTH


def string(r):
    out = []
    for _ in range(r.choice([0, 1, 3, 8, 20])):
        kind = r.randrange(6)
        if kind < 3:
            out.append(r.choice("abc xyz/'#"))
        elif kind == 3:
            out.append(r.choice(['\\"', "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t"]))
        elif kind == 4:
            out.append(r.choice(["\\u0061", "\\u00e9", "\\u20AC", "\\ud83d\\ude00", "\\u0000", "\\uFFFF"]))
        else:
            out.append(r.choice(["é", "€", "😀", "\u2028", "\x7f", "日"]))
    return '"' + "".join(out) + '"'


def number(r):
    whole = r.choice(["0", "-0", "7", "-12", "9223372036854775808", "123456789012345678901234567890"])
    return whole + r.choice(["", "", ".0", ".25", ".000001"]) + r.choice(["", "", "e5", "E-5", "e+400"])


def document(r, below=5):
    def space():
        return r.choice(SPACE)

    kind = r.randrange(8 if below else 5)
    if kind == 0:
        return r.choice(["true", "false", "null"])
    if kind < 3:
        return number(r)
    if kind < 5:
        return string(r)
    n = r.choice([0, 1, 2, 3, 5])
    if kind < 7:
        members = [string(r) + space() + ":" + space() + document(r, below - 1) for _ in range(n)]
        return "{" + space() + (space() + "," + space()).join(members) + space() + "}"
    return "[" + space() + (space() + "," + space()).join(document(r, below - 1) for _ in range(n)) + space() + "]"


def damaged(r, text):
    text = bytearray(text)
    for _ in range(r.choice([0, 1, 1, 2, 4])):
        at = r.randrange(len(text) + 1)
        kind = r.randrange(5)
        if kind == 0:
            del text[at:at + r.choice([1, 1, 3])]
        elif kind == 1:
            text[at:at] = r.choice(PIECES)
        elif kind == 2:
            text[at:at + 1] = r.choice(PIECES)
        elif kind == 3:
            other = r.randrange(len(text) + 1)
            text[at:at] = text[other:other + r.randrange(20)]
        else:
            del text[at:]
    return bytes(text)


def main():
    check = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    r = random.Random(seed)
    accepted = 0
    for i in range(count):
        text = damaged(r, (r.choice(SPACE) + document(r) + r.choice(SPACE)).encode("utf-8"))
        want = is_document(text)
        said = subprocess.run([check], input=text, stderr=subprocess.PIPE, check=False)
        if said.returncode not in (0, 1) or (said.returncode == 0) != want:
            print(f"not ok document {i} of seed {seed}: json-check exits {said.returncode}, Python says {want}")
            print(repr(text), said.stderr.decode("utf-8", "replace"))
            print("0 passed, 1 failed")
            return 1
        accepted += want
    print(f"ok {count} documents compared, {accepted} of them accepted")
    print("1 passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
