"""A private PostgreSQL: in a temporary folder, on a free port, stopped as roughly as a test wants and started again."""
import atexit
import fcntl
import functools
import os
import pathlib
import random
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


PORTS = range(10000, 30000)             # below those that the kernel gives to connections, which come and go all the time
taken = []                              # locks of ports, held until this program ends


def port_lock(port):
    """False: another program of tests has it. Files that are left are empty, and serve again."""
    folder = pathlib.Path("/tmp", f"kith-ports-{os.geteuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = open(folder / str(port), "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return False
    taken.append(lock)
    return True


def free_port():
    """A port on which nothing listens, and that no other program of tests chooses as long as this one runs."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                s.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port_lock(port):
            return port


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


def database_made(url):
    """Makes a new, empty database on a server, and returns its name. Copying files costs a fraction of writing a log of them."""
    global made
    with lock:
        made += 1
        name = f"kith_{os.getpid()}_{made}"
    sql(url, f"CREATE DATABASE {name} STRATEGY file_copy")
    return name


def url_of(url, name):
    """The URL of another database on the same server."""
    return urllib.parse.urlsplit(url)._replace(path="/" + name).geturl()


def database_dropped(url, name):
    sql(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def database():
    """The URL of a new, empty database: on a server that there is already, or on one that this program keeps.

    KITH_TEST_STORE is the store of the test; KITH_TEST_POSTGRES is a server that lasts longer than this program, and is left as
    it was.
    """
    global shared
    url, lasting = os.environ.get("KITH_TEST_STORE"), os.environ.get("KITH_TEST_POSTGRES")
    with lock:
        if not url and not lasting and not shared:
            shared = Postgres(durable=False)
            atexit.register(shared.close)
    url = url or lasting or shared.url()
    name = database_made(url)
    if url == lasting:
        atexit.register(database_dropped, url, name)
    return url_of(url, name)
