"""net-echo, the small program of the lower rooms, on a free port: with Echo(header_timeout="2s") as echo: echo.port"""
import pathlib
import re
import subprocess
import tempfile

from kit.server import BUILD, REPORTS

ENDS_WITHIN = 60


def certificate(folder):
    """A key and a self-signed certificate for localhost."""
    pair = folder / "crt.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-out", pair[0], "-keyout", pair[1]], check=True, capture_output=True)
    return [str(path) for path in pair]


class Echo:
    def __init__(self, tls=False, program=None, **settings):
        self.folder = tempfile.TemporaryDirectory(prefix="kith-echo-")
        flags = [word for name, value in settings.items() for word in (f"--{name.replace('_', '-')}", value)]
        secure = ["--tls", *certificate(pathlib.Path(self.folder.name))] if tls else []
        self.command = [program or str(BUILD / "net-echo"), "--listen", "127.0.0.1:0", *secure, *flags]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        found = re.search(r"port (\d+)", line)
        if not found:
            raise AssertionError(f"net-echo did not start: {line}{self.process.stderr.read()}")
        self.port = int(found[1])
        return self

    def __exit__(self, kind, *_):
        self.process.terminate()
        told, code = self.process.stderr.read(), self.process.wait(ENDS_WITHIN)
        self.folder.cleanup()
        if kind is None and (code or any(word in told for word in REPORTS)):
            raise AssertionError(f"net-echo ended with {code}:\n{told}")

    def resident(self):
        """Octets of its resident memory."""
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmRSS"):
                return int(line.split()[1]) * 1024
        raise AssertionError("no VmRSS")
