"""Programs of other people, from npm: a folder of test/ with its package-lock.json, installed into a copy of it."""
import contextlib
import pathlib
import shutil
import subprocess
import tempfile

TESTS = pathlib.Path(__file__).resolve().parents[1]


@contextlib.contextmanager
def installed(name):
    """A copy of test/NAME with its packages, at the versions that are pinned there."""
    with tempfile.TemporaryDirectory(prefix=f"kith-{name}-") as folder:
        shutil.copytree(TESTS / name, folder, dirs_exist_ok=True)
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, capture_output=True, text=True, timeout=300)
        if done.returncode:
            raise AssertionError(f"npm ci in test/{name}: {done.stdout}{done.stderr}")
        yield pathlib.Path(folder)
