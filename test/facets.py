#!/usr/bin/env python3
"""Compares the links, mentions and tags that src/text finds with a search by regular expressions, in texts made of what they are made of.

Usage: facets.py TEXT_CHECK
"""
import random
import re
import subprocess
import sys
import unicodedata

TEXTS, SEED = 20000, 20261129
PIECES = ["http://", "HTTPS://", "http", "://", "@", "#", "ann", "bob_1", "x", "7", "_", "é", "e\u0301", "日本",
          "한", "हिं", " ", " ", " @", " @ann", " #", " #x", "\u3000", ".", ",",
          ")", "(", "]", "'", '"', "<", ">", "/", "&", "-", ":", "?", "😀", "ß", "²", "A" * 49, "é" * 99]
NAME = re.compile("[A-Za-z0-9_]+")
LINK = re.compile('https?://[^ \u3000<>"]*', re.I)


def kind(text, at):
    """The class of the character before this one: L, M, N and so on; empty at the beginning."""
    return unicodedata.category(text[at - 1])[0] if at else ""


def without_trailing(url):
    """A link without the punctuation after it; a bracket that closes one of its own stays."""
    while url[-1] in ".,;:!?')]":
        depth = 0
        for c in url[:-1]:
            depth = max(0, depth + (c == "(") - (c == ")"))
        if url[-1] == ")" and depth:
            break
        url = url[:-1]
    return url


def links(text):
    at, found = 0, []
    while match := LINK.search(text, at):
        url = without_trailing(match[0])
        at = match.start() + 1
        if url.endswith("//") and url.count("/") == 2 or kind(text, match.start()) in tuple("LN"):
            continue
        at = match.start() + len(url)
        found.append((match.start(), at))
    return found


def is_free(start, end, taken):
    return all(end <= begin or start >= finish for begin, finish in taken)


def mentions(text, taken):
    for at in (n for n, c in enumerate(text) if c == "@"):
        name = NAME.match(text, at + 1)
        if not name or not 3 <= len(name[0]) <= 50 or text[name.end():name.end() + 1] == "@":
            continue
        if kind(text, at) not in tuple("LN") and text[at - 1:at] not in tuple("_@/.") and is_free(at, name.end(), taken):
            yield at, name.end()


def tags(text, taken):
    for at in (n for n, c in enumerate(text) if c == "#"):
        end = at + 1
        while end < len(text) and (text[end] == "_" or unicodedata.category(text[end])[0] in "LMN"):
            end += 1
        letters = any(unicodedata.category(c)[0] == "L" for c in text[at + 1:end])
        if not letters or end - at - 1 > 100 or kind(text, at) in tuple("LN") or text[at - 1:at] in tuple("_#/&"):
            continue
        if is_free(at, end, taken):
            yield at, end


def expected(text):
    taken = links(text)
    return [taken[:50], list(mentions(text, taken)), list(tags(text, taken))[:50]]


def found(program, texts):
    told = subprocess.run([program], input="".join(f"F {text}\n" for text in texts), stdout=subprocess.PIPE, text=True, check=True).stdout
    return [[[tuple(map(int, place.split("-"))) for place in part.split()] for part in line.split("\t")] for line in told.split("\n")[:-1]]


def main(program):
    choose = random.Random(SEED)
    texts = ["".join(choose.choices(PIECES, k=choose.randint(1, 14))) for _ in range(TEXTS)]
    wanted = [expected(text) for text in texts]
    wrong = [(text, is_, want) for text, is_, want in zip(texts, found(program, texts), wanted, strict=True) if is_ != want]
    for text, is_, want in wrong[:5]:
        print(f"# {text!r}: found {is_}, not {want}")
    counts = [sum(len(want[n]) for want in wanted) for n in range(3)]
    print(f"{'not ok' if wrong or min(counts) < TEXTS / 20 else 'ok'} {len(texts)} texts with {counts} links, mentions, tags")
    print("0 passed, 1 failed" if wrong or min(counts) < TEXTS / 20 else "1 passed, 0 failed")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main(sys.argv[1])
