"""A private PostgreSQL: in a temporary folder, on a free port, stopped as roughly as a test wants and started again."""
import atexit
import functools
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import urllib.parse

CONFIGURATION = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
fsync = {durable}
full_page_writes = {durable}
log_line_prefix = '%m [%p] '
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def programs():
    """The folder of the newest version that Debian's packages have installed."""
    versions = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if not versions:
        raise FileNotFoundError("there is no PostgreSQL in /usr/lib/postgresql; script/bootstrap test installs it")
    return versions[-1]


@functools.cache
def becoming_postgres():
    """The server refuses to run as root: as root, the words before a command that run it as the package's user.

    That user keeps root's way through folders closed to others, where root may give it: the temporary folder, or even /,
    may be such a one.
    """
    if os.geteuid() != 0:
        return []
    become = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    through = [*become, "--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup", "--"]
    may = subprocess.run([*through, "true"], stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
    return through if may else [*become, "--"]


class Postgres:
    """Runs until close(). Unless it is durable, acknowledged data survives a crash of the server, but not of the machine."""

    def __init__(self, durable=True):
        self.bin, self.folder = programs(), pathlib.Path(tempfile.mkdtemp(prefix="kith-postgres-"))
        self.log = self.folder / "log"
        try:
            if os.geteuid() == 0:
                shutil.chown(self.folder, "postgres", "postgres")
            self.run("initdb", "-D", "data", "-U", "kith", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
            with open(self.folder / "data/postgresql.conf", "a") as conf:
                conf.write(CONFIGURATION.format(durable="on" if durable else "off"))
            self.start_somewhere()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def run(self, program, *arguments):
        # Not a pipe: the server that pg_ctl starts would hold it open.
        with tempfile.TemporaryFile("w+") as said:
            code = subprocess.run([*becoming_postgres(), self.bin / program, *arguments], cwd=self.folder,
                                  stdin=subprocess.DEVNULL, stdout=said, stderr=said).returncode
            said.seek(0)
            if code:
                raise RuntimeError(f"{program} failed: {said.read()}{self.log_text()}")

    def start_somewhere(self):
        """Another process may take the port before the start, so a few are tried."""
        for more in (True, True, True, True, False):
            self.port = free_port()
            (self.folder / "data/postgresql.auto.conf").write_text(f"port = {self.port}\n")
            try:
                return self.start()
            except RuntimeError:
                if not more:
                    raise

    def start(self):
        self.run("pg_ctl", "-D", "data", "-l", "log", "-w", "start")

    def stop(self, how="immediate"):
        self.run("pg_ctl", "-D", "data", "-m", how, "-w", "stop")

    def control(self):
        """pg_ctl as a script of one word, for tests in C that stop their server and start it again."""
        script = self.folder / "ctl"
        become = " ".join(becoming_postgres())
        script.write_text(f'#!/bin/sh\ncd {self.folder}\n'
                          f'exec {become} {self.bin}/pg_ctl -D {self.folder}/data -l {self.log} -w "$@" >/dev/null 2>&1 </dev/null\n')
        script.chmod(0o755)
        return str(script)

    def log_text(self):
        return self.log.read_text(errors="replace")[-16000:] if self.log.exists() else ""

    def url(self, database="postgres"):
        return f"postgres://kith@127.0.0.1:{self.port}/{database}"

    def close(self):
        try:
            self.stop()
        except RuntimeError:
            pass                            # it was stopped already
        shutil.rmtree(self.folder, ignore_errors=True)


def sql(url, statement):
    """Runs one statement; the rows, as text."""
    done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, url],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout)
    return done.stdout.strip()


lock, shared, made = threading.Lock(), None, 0


def database():
    """The URL of a new, empty database: on the server that KITH_TEST_STORE names, or on one that this program keeps."""
    global shared, made
    with lock:
        made += 1
        name = f"kith_{os.getpid()}_{made}"
        url = os.environ.get("KITH_TEST_STORE")
        if not url and not shared:
            shared = Postgres(durable=False)
            atexit.register(shared.close)
    url = url or shared.url()
    sql(url, f"CREATE DATABASE {name}")
    return urllib.parse.urlsplit(url)._replace(path="/" + name).geturl()
