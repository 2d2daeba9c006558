#!/usr/bin/env python3
"""
Refuses functions that a header of src declares and only tests call: they are code that nobody needs, and tests of nothing.

It reads words, not C: a function counts as called if its name is anywhere in the product but at the head of its declaration and
definition, which begin in the first column. That is enough for names that are not also those of members.
"""
import collections
import pathlib
import re
import sys

from layers import LIBRARIES

PRODUCT = ("src", "example", "tools")              # tools: what they write into generated code is called by it
# What may be without a caller in the product, and why.
KEPT = {
    "how tests look inside, or move time":
        "failure_code fake_clock_init fake_clock_move feeds_settle_in fiber_stack_left "
        "loop_turns metric_value",
    "forms of routes that no capability uses yet: streams, sockets, uploads, pages, answers of pieces":
        "body_trailers form_next form_read_all html_number request_last_event_id sse_end ws_arg "
        "ws_frame_drop ws_frame_hold ws_frame_new ws_send_shared ws_serve",
    "what people see of each other, for capabilities above profiles": "marks_get",
    "made-up channels and messages, for kith seed": "channels_plant messages_plant",
}

NOISE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)+\'', re.S)
TAG = re.compile(r"\{%.*?%\}", re.S)              # of a template, which is compiled to calls
HEAD = re.compile(r"^(?!typedef|return)[a-z][\w \t*]*?\b(\w+)\(", re.M)


def is_test(path):
    return path.stem.endswith(("_test", "testbed")) or path.stem == "contract"


def product(root):
    """The text of each file, by its path."""
    for folder in PRODUCT:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".c", ".h", ".py", ".html") and not is_test(path) and path != pathlib.Path(__file__).resolve():
                yield path.relative_to(root), path.read_text()


def code_of(path, text):
    """Without comments and texts, on the same lines."""
    if path.suffix == ".html":
        return " ".join(TAG.findall(text))
    return text if path.suffix == ".py" else NOISE.sub(lambda m: " " + "\n" * m[0].count("\n"), text)


def uses(code):
    """How often each word is anything but the head of a declaration or definition."""
    count = collections.Counter()
    for text in code.values():
        count.update(re.findall(r"\w+", text))
        count.subtract(HEAD.findall(text))
    return count


def waits(path, texts):
    """Is this the header of a library or a capability that no other code includes yet? It waits for its first user."""
    own = path.parts[:3] if path.parts[1] == "domain" else path.parts[:2]
    line = f'#include "{path.relative_to("src")}"'
    return (path.parts[1] in LIBRARIES or own != path.parts[:2]) and not any(
        line in text for other, text in texts.items() if other.parts[:len(own)] != own)


def uncalled(root):
    """(place, name) of each."""
    texts = dict(product(root))
    code = {path: code_of(path, text) for path, text in texts.items()}
    count = uses(code)
    for path, text in code.items():
        if path.suffix == ".h" and path.parts[0] == "src" and not waits(path, texts):
            for m in HEAD.finditer(text):
                if count[m[1]] <= 0:
                    yield f"{path}:{text[:m.start()].count(chr(10)) + 1}", m[1]


def wrong(root, kept):
    for place, name in uncalled(root):
        if name not in kept:
            yield f"{place}: error: only tests call {name}, or nobody does: remove it, or say in tools/uncalled.py what it waits for"


def outdated(root, kept):
    waiting = {name for _, name in uncalled(root)}
    return sorted(f"tools/uncalled.py: {name} is called, or is gone: it need not be in KEPT" for name in kept - waiting)


if __name__ == "__main__":
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    kept = set(sys.argv[2:]) if len(sys.argv) > 1 else set(" ".join(KEPT.values()).split())
    print("".join(f"{line}\n" for line in outdated(root, kept)), end="")          # only pointed out
    sys.exit("\n".join(wrong(root, kept)) or 0)
