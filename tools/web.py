#!/usr/bin/env python3
"""
The client as one C file: web.py MODE OUTPUT.c OUTPUT.bin QUERIES.json DEPFILE ROOT, MODE auto, enabled or disabled. The packages of
web/package-lock.json (npm checks their hashes; none of their own scripts is run) make it from web/ and the schema: generated types,
checked types, hashed files, and their brotli and gzip forms.

What was made is kept in build-web/, by the hash of all that it was made from: other build folders, and later builds, take it
from there. It is made from a copy, and named by that: what is edited meanwhile is for the next build, which sees old outputs.
Without npm, or where npm cannot get the packages, the program has no client and the next build tries again; with `enabled`
the build fails. What is wrong with the client's own source, or does not end in time, always fails it.
"""
import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys

from bundle import NoPackages, packages

SCHEMA = pathlib.Path("src/api/graphql/schema.graphql")
TOOL = pathlib.Path("tools/web.py")
MADE = {"node_modules", "generated", "dist", "out"}       # folders of web/ that builds make
RESULTS_MOST, PACKAGES_MOST = 4, 2
PATIENCE_S = 900


class Wrong(Exception):
    """Something in the client's source."""


# ---- what it is made from ----

def sources(root):
    """Folders and files of the client."""
    for folder, folders, files in os.walk(root / "web"):
        folders[:] = sorted(name for name in folders if name not in MADE)
        yield pathlib.Path(folder)
        yield from (pathlib.Path(folder) / name for name in sorted(files))


def hashed(root, names):
    sum = hashlib.sha256()
    for name in names:
        data = (root / name).read_bytes()
        sum.update(f"{name}\0{len(data)}\0".encode() + data)
    return sum.hexdigest()[:16]


def inputs(root):
    """Their paths in the project."""
    tests = (".test.ts", ".test.tsx")
    files = [path.relative_to(root) for path in sources(root) if path.is_file() and not path.name.endswith(tests)]
    return [*files, SCHEMA, TOOL]


def named(root):
    return f"site-{hashed(root, inputs(root))}"


# ---- what is kept ----

@contextlib.contextmanager
def locked(root):
    """One at a time in build-web/."""
    kept = root / "build-web"
    kept.mkdir(exist_ok=True)
    with open(kept / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield kept


def swept(kept, pattern, most):
    """All but the ones that were used last are removed."""
    found = sorted(kept.glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in found[most:]:
        shutil.rmtree(path, ignore_errors=True)


def kept_or_made(kept, name, make, most):
    """The folder `name`, which `make` fills if it is not there yet."""
    folder, fresh = kept / name, kept / f"making-{name}"
    if not folder.exists():
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        make(fresh)
        fresh.rename(folder)
    os.utime(folder)
    swept(kept, f"{name.split('-')[0]}-*", most)
    return folder


def installed(root, kept):
    """The folder of the client's packages."""
    pins = ["web/package.json", "web/package-lock.json"]

    def make(folder):
        for pin in pins:
            shutil.copy(root / pin, folder)
        packages(folder)

    return kept_or_made(kept, f"packages-{hashed(root, pins)}", make, PACKAGES_MOST) / "node_modules"


# ---- making it ----

def started(folder, *command):
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            env={**os.environ, "KITH_WEB_OUT": "dist"})


def ended(running):
    try:
        said = running.communicate(timeout=PATIENCE_S)[0]
    except subprocess.TimeoutExpired:
        running.kill()
        raise Wrong(f"web: {' '.join(running.args[1:3])} has not ended in {PATIENCE_S} s: the machine is busy; build again")
    if running.returncode:
        raise Wrong(f"web: {' '.join(running.args[1:3])}: {said.strip()[-6000:]}")


def ran(folder, *command):
    ended(started(folder, *command))


def copied(root, kept):
    """The sources as they are now."""
    work = kept / "work"              # always the same, so that what TypeScript knew of files that did not change still holds
    shutil.rmtree(work, ignore_errors=True)
    for name in inputs(root):
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, work / name)
    return work


def built(work, modules, folder):
    """`folder` with the client's files (site/) and what the server asks beforehand (queries.json)."""
    web = work / "web"
    (web / "node_modules").symlink_to(modules)
    for generator in ("build/codegen.mjs", "build/texts.mjs"):
        ran(web, "node", generator)
    checked = started(web, "node", "node_modules/typescript/bin/tsc", "-p", ".", "--incremental", "--tsBuildInfoFile", "../../types.json")
    try:
        ran(web, "node", "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")
        ended(checked)
    finally:
        checked.kill()
    ran(web, "node", "build/pack.mjs", "dist")
    (web / "dist").rename(folder / "site")
    shutil.copy(web / "src/generated/queries.json", folder)
    shutil.rmtree(work)


def result(root):
    with locked(root) as kept:
        name = named(root)
        if (kept / name).exists():
            return kept_or_made(kept, name, None, RESULTS_MOST)
        work = copied(root, kept)
        modules = installed(work, kept)
        return kept_or_made(kept, named(work), lambda folder: built(work, modules, folder), RESULTS_MOST)


# ---- as C ----

FORMS = {"identity": "", "gzip": ".gz", "brotli": ".br"}


class Blob:
    """All octets in one file, and where in it each part is."""

    def __init__(self):
        self.data = bytearray()

    def part(self, octets):
        self.data += octets
        return f"{{ blob + {len(self.data) - len(octets)}, {len(octets)} }}"


def texts(names):
    return "".join(f'S("{name}"), ' for name in names)


def languages(found):
    rows = "".join(f'    {{ S("{part["name"]}"), S("{part["module"]}") }},\n' for part in found)
    return f"static const struct client_language languages[] = {{\n{rows}    {{ {{ NULL, 0 }}, {{ NULL, 0 }} }}\n}};\n\n"


def constants(site, blob):
    """The C text for a client's files, and its octets into the blob."""
    told = json.loads((site / "pack.json").read_text())
    lines = []
    for file in sorted(told["files"], key=lambda file: file["path"].encode()):
        forms = ", ".join(f"[CODING_{coding.upper()}] = {blob.part((site / (file['name'] + suffix)).read_bytes())}"
                          for coding, suffix in FORMS.items() if not suffix or file["coded"])
        lines.append(f'    {{ S("{file["path"]}"), S("{file["type"]}"), {str(file["hashed"]).lower()}, {{ {forms} }} }},\n')
    page = told["page"]
    return (f"static const struct client_file files[] = {{\n{''.join(lines)}}};\n\n"
            f"static const str styles[] = {{ {texts(page['styles'])}{{ NULL, 0 }} }}, "
            f"modules[] = {{ {texts(page['modules'])}{{ NULL, 0 }} }};\n\n"
            f"{languages(page['languages'])}"
            f'const struct client client = {{\n    files, {len(lines)}, S("{page["later"]}"), S("{page["script"]}"), styles, modules,\n    languages,\n'
            f"    {blob.part((site / 'shell.html').read_bytes())}, "
            f"{blob.part((site.parent / 'queries.json').read_bytes())}\n}};\n")


def written(folder, source, binary, queries):
    """The outputs, of a client's folder or of none."""
    blob = Blob()
    said = constants(folder / "site", blob) if folder else "const struct client client = { 0 };\n"
    seal = hashlib.sha256(blob.data).hexdigest()           # a cache of compilers does not see the blob, but this
    binary.write_bytes(blob.data)
    head = (f'#include "api/web/client.h"\n#include "base/str.h"\n\n/* {seal} */\nextern const char blob[] __asm__("client_blob_{seal[:16]}");\n'
            f'__asm__(".section .rodata\\nclient_blob_{seal[:16]}:\\n.incbin \\"{binary.resolve()}\\"\\n.byte 0\\n.previous");\n\n'
            if folder else '#include "api/web/client.h"\n\n')
    source.write_text(head + said)
    if folder:
        shutil.copy(folder / "queries.json", queries)
    else:
        queries.write_text("{}")


def main(mode, source, binary, queries, depfile, root):
    root, outputs = pathlib.Path(root).resolve(), [pathlib.Path(path) for path in (source, binary, queries)]
    folder, problem = None, None
    if mode != "disabled":
        try:
            folder = result(root)
        except Wrong as wrong:
            sys.exit(str(wrong))
        except NoPackages as error:
            problem = error
    if problem and mode == "enabled":
        sys.exit(f"no packages for the client: {problem}")
    written(folder, *outputs)
    watched = " ".join(str(path).replace(" ", "\\ ") for path in [*sources(root), root / SCHEMA])
    pathlib.Path(depfile).write_text(f"{source}: {watched}\n")
    if problem:
        print(f"no packages, so the program goes without its client: {problem}", file=sys.stderr)
    edited = folder and folder.name != named(root)
    if edited:
        print("the client was edited while it was made: build again", file=sys.stderr)
    for output in outputs if problem or edited else ():
        os.utime(output, (0, 0))


if __name__ == "__main__":
    main(*sys.argv[1:])
