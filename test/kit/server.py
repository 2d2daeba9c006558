"""A server program of this project, started as an operator starts it, on a free port with a data folder of its own."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from kit import postgres
from kit.client import Client, Gone

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("KITH_TEST_BUILD", "build")
SANITIZED = "-" in BUILD.name
REPORTS = ("AddressSanitizer", "LeakSanitizer", "ThreadSanitizer", "runtime error:", "Assertion")


def resident(pid):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmRSS")


class Server:
    """with Server("kith-example", store="sqlite", limits="on") as server: server.client().get("/api/v1/health")"""

    def __init__(self, program="kith-example", store="sqlite", env=None, folder=None, wrapper=(), **settings):
        self.kept = folder is not None
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="kith-test-"))
        self.program, self.wrapper = program, list(wrapper)
        self.store = postgres.database() if store == "postgres" else store
        self.settings = {"limits": "off", "access_log": "off", "loops": "2", **settings}
        self.env = env or {}
        self.port = postgres.free_port()
        self.process, self.log = None, self.folder / "log"

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        try:
            if self.process:
                self.stop(check=kind is None)
        finally:
            if not self.kept:
                shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def data(self):
        return self.folder / "data"

    def arguments(self):
        return [*self.wrapper, str(BUILD / self.program), "serve", "--listen", f"127.0.0.1:{self.port}",
                "--data", str(self.data), "--store", self.store]

    def start(self, ready=True):
        env = {**os.environ, **self.env, **{f"KITH_{name.upper()}": str(value) for name, value in self.settings.items()}}
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.arguments(), env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            cwd=self.folder)
        if ready:
            self.wait("/api/v1/health/ready")
        return self

    def run_to_the_end(self, within=30):
        """A start that should fail: the exit status, and the output."""
        before = len(self.log_text())
        code = self.start(ready=False).process.wait(within)
        self.process = None
        return code, self.log_text()[before:]

    def wait(self, path, status=200, within=60):
        """Waits until the path is answered with that status."""
        end = time.monotonic() + within
        answer = None
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended with {self.process.returncode}:\n{self.log_tail()}")
            try:
                with self.client() as client:
                    answer = client.get(path)
                if answer.status == status:
                    return answer
            except (Gone, OSError):
                pass
            time.sleep(0.01)
        raise AssertionError(f"{path} did not answer {status} within {within} s, but {answer}\n{self.log_tail()}")

    def client(self, timeout=30):
        return Client(self.port, timeout)

    def log_text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def log_tail(self):
        return self.log_text()[-6000:]

    def kill(self):
        """Like a power cut, for the process."""
        self.process.kill()
        self.process.wait()
        self.process = None

    def stop(self, check=True, within=60 if SANITIZED else 15):
        """SIGTERM; it drains and ends with 0, and no sanitizer has found anything."""
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"it did not end within {within} s of SIGTERM:\n{self.log_tail()}") from None
        self.process = None
        if check and (code or any(word in self.log_text() for word in REPORTS)):
            raise AssertionError(f"the server ended with {code}:\n{self.log_tail()}")
        return code

    def restart(self):
        if self.process:
            self.stop()
        return self.start()

    def resident(self):
        """Octets of the process's resident memory."""
        return resident(self.process.pid)

    def database_file(self):
        """The SQLite database in the data folder, whatever its name."""
        for path in self.data.rglob("*"):
            if path.is_file() and path.open("rb").read(15) == b"SQLite format 3":
                return path
        raise AssertionError(f"no SQLite database in {self.data}")
