#!/usr/bin/env python3
"""
Puts files into the program: embed.py OUTPUT.c HEADER FILE..., where HEADER declares them. A file `index.html` becomes
`const str index_html`, and if it brings style sheets, `index_html_styles` is how a Content-Security-Policy names them:
'sha256-...' of each. A style sheet that pages link to and that is among the files is copied into each of them, and so is
a piece that they name in a line of its own, `<!-- mark.html -->`.
"""
import base64
import hashlib
import pathlib
import re
import sys

LINK = re.compile(rb'<link rel="stylesheet" href="([^"]+)">')
PIECE = re.compile(rb"^<!-- ([\w.-]+) -->\n", re.MULTILINE)
STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


def literal(data):
    """The octets as a C string, a line for each of theirs. Octal, three digits: it cannot run into what follows."""
    plain = {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n", ord("?"): "\\?"}
    lines = data.splitlines(keepends=True) or [b""]
    return "\n".join('    "' + "".join(plain.get(c) or (chr(c) if 32 <= c < 127 else f"\\{c:03o}") for c in line) + '"' for line in lines)


def constant(name, data):
    return f"const str {name} = {{\n{literal(data)},\n    {len(data)}\n}};\n"


def source_of(path, parts):
    data = PIECE.sub(lambda piece: parts[piece[1].decode()], path.read_bytes())
    data = LINK.sub(lambda link: b"<style>\n" + parts[link[1].decode()] + b"</style>" if link[1].decode() in parts else link[0], data)
    name = re.sub(r"\W", "_", path.name)
    hashes = [b"'sha256-" + base64.b64encode(hashlib.sha256(style).digest()) + b"'" for style in STYLE.findall(data)]
    styles = constant(f"{name}_styles", b" ".join(hashes)) if path.suffix == ".html" else ""
    return constant(name, data) + styles


output, header, inputs = pathlib.Path(sys.argv[1]), sys.argv[2], [pathlib.Path(a) for a in sys.argv[3:]]
pieces = {piece.decode() for path in inputs if path.suffix == ".html" for piece in PIECE.findall(path.read_bytes())}
linked = {link.decode() for path in inputs if path.suffix == ".html" for link in LINK.findall(path.read_bytes())}
parts = {path.name: path.read_bytes() for path in inputs if path.name in linked or path.name in pieces}
output.write_text(f'#include "{header}"\n\n' + "\n".join(source_of(path, parts) for path in inputs if path.name not in parts))
