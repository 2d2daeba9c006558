"""
Programs for node with packages from npm: a folder with its package-lock.json, installed into a copy of it, where
the modules of this kit (cases.mjs, pages.mjs) are beside them.
"""
import contextlib
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parents[1]
ROOT = TESTS.parent
sys.path.append(str(ROOT / "tools"))
import web  # noqa: E402


@contextlib.contextmanager
def installed(name, *more, under=TESTS):
    """A copy of test/NAME, or of another folder's, with its packages, at the pinned versions, and with more programs of test/."""
    with tempfile.TemporaryDirectory(prefix=f"kith-{name}-") as folder:
        shutil.copytree(under / name, folder, dirs_exist_ok=True)
        for path in (*TESTS.glob("kit/*.mjs"), *(TESTS / one for one in more)):
            shutil.copy(path, folder)
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, capture_output=True,
                              text=True, timeout=300)
        if done.returncode:
            raise AssertionError(f"npm ci in {under.name}/{name}: {done.stdout}{done.stderr}")
        yield pathlib.Path(folder)


@contextlib.contextmanager
def client():
    """A copy of web/ with the packages that the build installed."""
    with tempfile.TemporaryDirectory(prefix="kith-web-") as folder:
        copy = pathlib.Path(folder) / "web"
        shutil.copytree(ROOT / "web", copy, ignore=shutil.ignore_patterns(*web.MADE))
        schema = pathlib.Path(folder) / web.SCHEMA
        schema.parent.mkdir(parents=True)
        shutil.copy(ROOT / web.SCHEMA, schema)
        with web.locked(ROOT) as kept:
            (copy / "node_modules").symlink_to(web.installed(ROOT, kept))
        yield copy


def led(folder, program, orders, *told):
    """As all_hold; a line `> word ...` of the program is an order, which is carried out with the rest, and answered by a line."""
    command = ["node", program, *map(str, told)]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        try:
            said = ""
            for line in running.stdout:
                if line.startswith("> "):
                    word, *rest = line[2:].rstrip("\n").split(" ", 1)
                    orders[word](*rest)
                    running.stdin.write("\n")
                    running.stdin.flush()
                    continue
                said += line
                print(line, end="", flush=True)
        finally:
            running.kill()
    if not re.search(r"^[1-9]\d* passed, 0 failed$", said, re.M):
        raise AssertionError(said[-12000:])


def all_hold(folder, program, *told):
    """Runs a program's cases, shows what they say, and fails unless all of them hold."""
    done = subprocess.run(["node", program, *map(str, told)], cwd=folder, capture_output=True, text=True, timeout=900)
    print(done.stdout, end="")
    if not re.search(r"^[1-9]\d* passed, 0 failed$", done.stdout, re.M) or done.returncode:
        raise AssertionError(done.stdout[-12000:] + done.stderr[-3000:])
