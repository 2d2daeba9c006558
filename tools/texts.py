#!/usr/bin/env python3
"""
Makes the program's texts from the catalogues: texts.py texts.h texts.c en.txt de.txt...

The first catalogue says which keys and placeholders there are. A key that another lacks or adds, a placeholder
missing or unknown in one language, a brace that is not a placeholder: each stops the build. A plural, {posts:# post|# posts}, has
the forms of its language, in CLDR's order; # in a form is the number.
"""
import pathlib
import re
import sys

ENTRY = re.compile(r"([a-z][a-z0-9_.]*) =(?: (.*))?$")
BRACE = re.compile(r"\{([^{}]*)\}|[{}]")
PLACEHOLDER = re.compile(r"([a-z_]+)(?::(.+))?$")
FORMS = {                                           # of a number; src/i18n/plural.c chooses among them
    "en": ("one", "other"),
    "de": ("one", "other"),
    "ar": ("zero", "one", "two", "few", "many", "other"),
}
RIGHT_TO_LEFT = {"ar"}


def entries(path):
    """{key: text} of a catalogue, in its order. Lines that are indented by four continue a text, including empty ones between them."""
    texts, key = {}, None
    for n, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith("    ") and key:
            texts[key].append(line[4:])
        elif not line.strip():
            if key:
                texts[key].append("")
        elif not line.startswith("#"):
            entry = ENTRY.match(line)
            if not entry:
                sys.exit(f"{path}:{n}: error: neither `key = text` nor indented by four spaces: {line}")
            key = entry[1]
            if key in texts:
                sys.exit(f"{path}:{n}: error: {key} occurs twice")
            texts[key] = [entry[2]] if entry[2] else []
        else:
            key = None
    return {key: finished(path, key, lines) for key, lines in texts.items()}


def finished(path, key, lines):
    while lines and not lines[-1]:
        lines.pop()
    if not lines:
        sys.exit(f"{path}: error: {key} has no text")
    return lines[0] if len(lines) == 1 else "\n".join(lines) + "\n"


def pieces(path, key, text):
    """[(words, placeholder, forms)]; the last may have no placeholder."""
    found, at = [], 0
    for brace in BRACE.finditer(text):
        placeholder = PLACEHOLDER.match(brace[1]) if brace[1] else None
        if not placeholder:
            sys.exit(f"{path}: error: {key}: {brace[0]} is not a placeholder such as {{name}} or {{hours:# hour|# hours}}")
        found.append((text[at:brace.start()], placeholder[1], forms_of(path, key, placeholder)))
        at = brace.end()
    return found + ([(text[at:], None, [])] if text[at:] else [])


def forms_of(path, key, placeholder):
    forms = placeholder[2].split("|") if placeholder[2] else []
    wanted = FORMS.get(pathlib.Path(path).stem, FORMS["en"])
    if forms and len(forms) != len(wanted):
        sys.exit(f"{path}: error: {key}: {placeholder[0]} has {len(forms)} forms: this language has {'|'.join(wanted)}")
    if "" in forms:
        sys.exit(f"{path}: error: {key}: a form of {placeholder[0]} is empty")
    return forms


def names(parts):
    return {name for _, name, _ in parts if name}


def compare(first, path, texts, parts, wanted):
    for key in wanted:
        if key not in texts:
            sys.exit(f"{path}: error: {key} is missing: {first} has it")
        if lacking := names(wanted[key]) - names(parts[key]):
            sys.exit(f"{path}: error: {key} lacks {{{min(lacking)}}}, which {first} has")
        if besides := names(parts[key]) - names(wanted[key]):
            sys.exit(f"{path}: error: {key} has {{{min(besides)}}}, which {first} does not have")
    if unknown := [key for key in texts if key not in wanted]:
        sys.exit(f"{path}: error: {unknown[0]} is not in {first}")


def constant(key):
    return "TEXT_" + re.sub(r"\W", "_", key).upper()


def string(text):
    """A str in C: octal for what is not plain ASCII, three digits, so that it cannot run into what follows."""
    data = text.encode()
    plain = {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n", ord("?"): "\\?"}
    return '{ "' + "".join(plain.get(c) or (chr(c) if 32 <= c < 127 else f"\\{c:03o}") for c in data) + f'", {len(data)} }}'


def header(languages, keys, args):
    yield "/* Made by tools/texts.py from the catalogues in src/i18n. */\n#pragma once\n#include \"base/types.h\"\n"
    yield "enum language { " + ", ".join(f"LANGUAGE_{code.upper()}" for code in languages) + ", LANGUAGES };"
    yield "enum text {\n" + "".join(f"    {constant(key)},\n" for key in keys) + "    TEXTS\n};"
    yield "struct text_args { str " + ", ".join(args) + "; };"


def rows(parts, args):
    for words, name, forms in parts:
        made = ", ".join(string(form) for form in forms)
        yield f"{{ {string(words)}, {args.index(name) if name else -1}, {len(forms)}, {{ {made or '{0}'} }} }}"


def source(languages, args):
    yield '#include "i18n/text_own.h"\n'
    yield "const size_t text_args_at[] = {" + ", ".join(f"offsetof(struct text_args, {name})" for name in args) + "};\n"
    for code, parts in languages.items():
        for n, found in enumerate(parts.values()):
            yield f"static const struct text_piece {code}_{n}[] = {{ {', '.join(rows(found, args))} }};"
        yield f"static const struct text_pieces {code}_texts[TEXTS] = {{"
        yield "".join(f"    [{constant(key)}] = {{ {code}_{n}, {len(found)} }},\n" for n, (key, found) in enumerate(parts.items())) + "};\n"
    yield "const struct catalogue catalogues[LANGUAGES] = {"
    yield "".join(f"    [LANGUAGE_{code.upper()}] = {{ {string(code)}, {str(code in RIGHT_TO_LEFT).lower()}, {code}_texts }},\n"
                  for code in languages) + "};"


def main(header_path, source_path, *catalogues):
    paths = [pathlib.Path(path) for path in catalogues]
    languages = {}
    for path in paths:
        texts = entries(path)
        parts = {key: pieces(path, key, text) for key, text in texts.items()}
        compare(paths[0].name, path, texts, parts, languages[paths[0].stem] if languages else parts)
        languages[path.stem] = parts
    first = languages[paths[0].stem]
    args = sorted({name for found in first.values() for name in names(found)})
    pathlib.Path(header_path).write_text("\n".join(header(languages, first, args)) + "\n")
    pathlib.Path(source_path).write_text("\n".join(source(languages, args)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
