"""Packages from PyPI: a folder of test/ with its requirements.txt, which pins each by hash."""
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


def pip(home, *words):
    run(sys.executable, "-m", "venv", home)
    run(home / "bin/pip", *words[:1], "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", *words[1:])


def kept(home, name, make):
    """A folder below build/, made anew when test/NAME/requirements.txt changes."""
    wanted = ROOT / "test" / name / "requirements.txt"
    home.parent.mkdir(exist_ok=True)
    with open(home.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = home / "requirements.txt"
        if not made.exists() or made.read_text() != wanted.read_text():
            shutil.rmtree(home, ignore_errors=True)
            make(home, wanted)
            shutil.copy(wanted, made)
    return home


def installed(name):
    """The folder of the programs that test/NAME/requirements.txt installs, in a virtual environment."""
    return kept(ROOT / "build" / f"venv-{name}", name, lambda home, wanted: pip(home, "install", "-r", wanted)) / "bin"


def sources(name):
    """The folder with the sources of the packages, as they were published: what is in them but is not installed, too."""
    def make(home, wanted):
        pip(home, "download", "--no-binary", ":all:", "--dest", home, "-r", wanted)
        for archive in home.glob("*.tar.gz"):
            shutil.unpack_archive(archive, home)

    return kept(ROOT / "build" / f"source-{name}", name, make)
