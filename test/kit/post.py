"""The mail of a server under test: files in its data folder, or a mail server that comes and goes; and letters as people see them."""
import email
import email.policy
import pathlib
import re
import subprocess
import tempfile

from kit.checks import eventually, expect
from kit.postgres import free_port

PYTHON = "/usr/bin/python3"          # Debian's, which has the package of the mail server


class Letter:
    def __init__(self, to, sender, subject, identity, text):
        self.to, self.sender, self.subject, self.identity, self.text = to, sender, subject, identity, text

    @property
    def link(self):
        return re.search(r"https?://\S+", self.text)[0]

    @property
    def token(self):
        return self.link.partition("#")[2]


class Files:
    """Where a server without a mail server puts letters."""

    def __init__(self, server):
        self.folder = server.data / "mail"

    def all(self):
        for path in sorted(self.folder.glob("*.eml")):
            letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            yield Letter(letter["to"].strip("<>"), letter["from"], letter["subject"], letter["message-id"], letter.get_content())


class Office:
    """A mail server on a port of its own: opened, closed, opened again."""

    def __init__(self):
        self.port, self.process, self.folders = free_port(), None, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def setting(self):
        return f"smtp://127.0.0.1:{self.port}?tls=off"

    def open(self):
        self.folders.append(tempfile.TemporaryDirectory(prefix="kith-post-"))
        peer = pathlib.Path(__file__).with_name("smtp_peer.py")
        self.process = subprocess.Popen([PYTHON, str(peer), self.folders[-1].name, str(self.port)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        expect(self.process.stdout.readline().split()[:1] == [str(self.port)], "the mail server does not listen")
        return self

    def close(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait(10)
            self.process.stdout.close()
        self.process = None

    def paths(self, pattern):
        return [path for folder in self.folders for path in sorted(pathlib.Path(folder.name).glob(pattern))]

    def asked(self):
        return "".join(path.read_text() for path in self.paths("asked")).split()

    def all(self):
        for path in self.paths("letter-[0-9]*"):
            head, _, text = path.read_text("utf-8").partition("\n\n")
            fields = dict(line.split(": ", 1) for line in head.split("\n") if ": " in line)
            yield Letter(fields["to"].strip("<>"), fields["from"], fields["subject"], fields["message-id"], text)


def letters(post, to, about=""):
    return [letter for letter in post.all() if letter.to == to and about in letter.subject]


def letter(post, to, about, number=1, within=15):
    """The `number`-th letter to an address with those words in its subject."""
    found = eventually(lambda: letters(post, to, about)[number - 1:number], within, f"letter {number} to {to}: {about}")
    return found[0]
