#!/usr/bin/env python3
"""
A folder of the client as one module for other people's programs: module.py OUTPUT.js OUTPUT.d.ts INDEX.ts, where a folder above has the package-lock.json. TypeScript makes the declarations, which are put together into one file that exports
what the index does. Without npm both are empty, as in bundle.py.
"""
import pathlib
import re
import shutil
import sys

from bundle import bundled, run, temporary
from web import installed, locked

TYPES_ONLY = re.compile(r"^export type \{([^}]*)\} from", re.M)
IMPORT = re.compile(r"^(?:import|export(?: type)?(?: \*| \{[^}]*\}) from)\b.*?;\n", re.M | re.S)
EXPORTS = re.compile(r"^export (?:type )?(\*|\{[^}]*\}) from '\./([\w-]+)\.js';$", re.M)
DECLARED = re.compile(r"^export (?=(?:declare )?(class|interface|type|const|function) (\w+))", re.M)


def exported(index):
    """{module: names that are exported, or * for all}"""
    return {module: {"*"} if names == "*" else set(re.findall(r"\w+", names)) for names, module in EXPORTS.findall(index)}


def declarations(folder):
    """All modules' declarations as those of one, of which nothing is exported but by the index: of some classes only the type."""
    index = (folder / "index.d.ts").read_text()
    public, types = exported(index), set(re.findall(r"\w+", " ".join(TYPES_ONLY.findall(index))))
    classes = []

    def kept(found, names):
        if found[1] == "class" and found[2] in types:
            classes.append(found[2])
            return ""
        return found[0] if {"*", found[2]} & names else ""

    for path in sorted(folder.glob("*.d.ts")):
        names = public.get(path.name.removesuffix(".d.ts"), set())
        if path.name == "index.d.ts":
            continue
        text = IMPORT.sub("", path.read_text().replace("export {};\n", ""))
        yield DECLARED.sub(lambda found: kept(found, names), text)
    yield f"export type {{ {', '.join(classes)} }};\n"


def main(script, types, index):
    outputs = [pathlib.Path(script).resolve(), pathlib.Path(types).resolve()]
    source = pathlib.Path(index).resolve().parent
    root = next(parent for parent in source.parents if (parent / "package-lock.json").exists())
    inside = source.relative_to(root)
    with temporary(outputs[0].name, outputs) as folder:
        for name in ("package.json", "package-lock.json", "tsconfig.realtime.json"):
            shutil.copy(root / name, folder)
        shutil.copytree(source, folder / inside, ignore=shutil.ignore_patterns("*.test.ts", "testing"))
        with locked(root.parent) as kept:
            (folder / "node_modules").symlink_to(installed(root.parent, kept))
        bundled(folder, inside / "index.ts", outputs[0], "--format=esm", "--target=es2022")
        run(folder, "node", "node_modules/typescript/bin/tsc", "-p", "tsconfig.realtime.json", "--emitDeclarationOnly", "--rootDir", inside, "--outDir", "types")
        outputs[1].write_text("".join(declarations(folder / "types")))


if __name__ == "__main__":
    main(*sys.argv[1:])
