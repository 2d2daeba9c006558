#!/usr/bin/env python3
"""
A page's script and styles from packages of npm: bundle.py OUTPUT.js OUTPUT.css PROGRAM.mjs LOCK. The packages are those of
package-lock.json beside the program, whose hashes npm checks; none of their own scripts is run. esbuild, one of them, makes
one file of each kind of all that is used.

Without npm, or where npm cannot get the packages, both are made empty, the program has no such page, and the next build tries
again. A command that does not end in time is no such answer: it fails the build.
"""
import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

PATIENCE_S = 600          # of a machine that has much else to do


class NoPackages(Exception):
    """npm is not there, or says that it cannot get them."""


def run(folder, *command):
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        sys.exit(f"{' '.join(map(str, command[:2]))} has not ended in {PATIENCE_S} s: the machine is busy, or something hangs; build again")
    if done.returncode:
        raise RuntimeError((done.stdout + done.stderr).strip()[-2000:])


def packages(folder):
    try:
        run(folder, "npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1",
            "--fetch-retry-mintimeout=1000", "--fetch-timeout=30000")
    except (RuntimeError, FileNotFoundError) as error:
        raise NoPackages(error) from error


def bundled(folder, program, output, *options):
    run(folder, "node", "node_modules/esbuild/bin/esbuild", program, "--bundle", "--minify", "--charset=utf8", "--legal-comments=eof",
        f"--outfile={output}", *options)


@contextlib.contextmanager
def temporary(name, outputs):
    """A folder to make them in. Without packages they are left empty and old."""
    with tempfile.TemporaryDirectory(prefix="kith-bundle-") as folder:
        try:
            yield pathlib.Path(folder)
        except NoPackages as error:
            print(f"no packages, so the program goes without {name}: {error}", file=sys.stderr)
            for output in outputs:
                output.write_bytes(b"")
                os.utime(output, (0, 0))


def main(script, styles, program, lock):
    outputs = [pathlib.Path(script).resolve(), pathlib.Path(styles).resolve()]
    with temporary(pathlib.Path(program).stem, outputs) as folder:
        for file in (program, lock, pathlib.Path(lock).with_name("package.json")):
            shutil.copy(file, folder)
        packages(folder)
        made = folder / "made.js"
        bundled(folder, pathlib.Path(program).name, made, "--format=iife", "--target=es2020", '--define:process.env.NODE_ENV="production"')
        for output, file in zip(outputs, (made, made.with_suffix(".css"))):
            output.write_bytes(file.read_bytes())


if __name__ == "__main__":
    main(*sys.argv[1:])
