"""Python programs with packages from PyPI: a folder of test/ with its requirements.txt, which pins each package by hash."""
import fcntl
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, command))}: {done.stdout[-3000:]}{done.stderr[-3000:]}")


def installed(name):
    """The folder of the programs that test/NAME/requirements.txt installs, in a virtual environment below build/."""
    wanted, home = ROOT / "test" / name / "requirements.txt", ROOT / "build" / f"venv-{name}"
    home.parent.mkdir(exist_ok=True)
    with open(home.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = home / "requirements.txt"
        if not made.exists() or made.read_text() != wanted.read_text():
            shutil.rmtree(home, ignore_errors=True)
            run(sys.executable, "-m", "venv", home)
            run(home / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", "-r", wanted)
            shutil.copy(wanted, made)
    return home / "bin"
