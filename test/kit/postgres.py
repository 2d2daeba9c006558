"""A PostgreSQL of one's own: made in a folder, started, stopped as roughly as one likes, started again."""
import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import urllib.parse

lock, shared, made = threading.Lock(), None, 0


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def programs():
    """Where Debian keeps the server's programs, newest version first; else they are looked for in PATH."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    return found[-1] + "/" if found else ""


class Postgres:
    SETTINGS = {"unix_socket_directories": "", "listen_addresses": "127.0.0.1", "max_connections": "300", "fsync": "off"}

    def __init__(self, **settings):
        self.folder = tempfile.mkdtemp(prefix="kith-postgres-")
        os.chmod(self.folder, 0o755)
        self.data, self.port = self.folder + "/data", free_port()
        self.settings = {**self.SETTINGS, **settings, "port": str(self.port)}
        os.mkdir(self.data, 0o700)
        self.user = self.owner()
        self.run("initdb", "-D", self.data, "-U", "kith", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        with open(self.data + "/postgresql.conf", "a") as conf:
            conf.writelines(f"{name} = '{value}'\n" for name, value in self.settings.items())
        self.start()

    def owner(self):
        """PostgreSQL refuses to run as root: then it runs as the user that its package made."""
        if os.getuid() != 0:
            return None
        user = pwd.getpwnam("postgres")
        for path in (self.folder, self.data):
            os.chown(path, user.pw_uid, user.pw_gid)
        return "postgres"

    def run(self, program, *arguments):
        done = subprocess.run([programs() + program, *arguments], user=self.user, cwd="/", stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}")
        return done.stdout

    def start(self):
        # A log file, since the server would hold a pipe open that run() waits for.
        self.run("pg_ctl", "-D", self.data, "-w", "-l", self.folder + "/log", "-s", "start")

    def stop(self, how="immediate"):
        self.run("pg_ctl", "-D", self.data, "-w", "-m", how, "-s", "stop")

    def url(self, database="postgres"):
        return f"postgres://kith@127.0.0.1:{self.port}/{database}"

    def close(self):
        try:
            self.stop()
        except RuntimeError:
            pass
        shutil.rmtree(self.folder, ignore_errors=True)


def sql(url, statement):
    """Runs one statement; the rows, as text."""
    done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, url],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout)
    return done.stdout.strip()


def database():
    """A new empty database: of the server that KITH_TEST_STORE names, else of one that this program keeps."""
    global shared, made
    with lock:
        made += 1
        name = f"kith_{os.getpid()}_{made}"
        url = os.environ.get("KITH_TEST_STORE")
        if not url and not shared:
            import atexit
            shared = Postgres()
            atexit.register(shared.close)
    url = url or shared.url()
    sql(url, f"CREATE DATABASE {name}")
    return urllib.parse.urlsplit(url)._replace(path="/" + name).geturl()
