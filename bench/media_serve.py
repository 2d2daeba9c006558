"""Files of media over plain HTTP/1.1, against nginx that sends the same file from the same disk by sendfile."""
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile
import time
import uuid
import zlib

from people import HASH
from rig import SERVER_CORE, Client, Gone, benchmark, frugal, free_port, interleaved, kith, wrk

FREE = {"limits": "off"}
CONNECTIONS = (16, 64)
SIZE = 100 * 1024


class FileNginx:
    """One worker on the server's core with a folder, as its manual says for files: sendfile, tcp_nopush, descriptors that stay open."""

    CONF = """daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    access_log off; keepalive_requests 1000000000; default_type image/jpeg;
    sendfile on; tcp_nopush on; open_file_cache max=1000 inactive=20s;
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d;
    scgi_temp_path {folder}/e;
    server {{ listen 127.0.0.1:{port} backlog=1024; root {root}; }}
}}
"""

    def __init__(self, root):
        self.folder, self.port = tempfile.mkdtemp(prefix="kith-nginx-"), free_port()
        conf = pathlib.Path(self.folder, "conf")
        conf.write_text(self.CONF.format(folder=self.folder, port=self.port, root=root))
        self.process = subprocess.Popen([*SERVER_CORE, shutil.which("nginx", path="/usr/sbin:/usr/bin"), "-p", self.folder,
                                         "-c", str(conf)], stderr=subprocess.DEVNULL)

    def __enter__(self):
        for _ in range(200):
            try:
                with Client(self.port) as client:
                    client.get("/")
                return self
            except (OSError, Gone):
                time.sleep(0.02)
        raise RuntimeError("nginx does not answer")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def photo(size):
    """A PNG of so many octets, whose pixels are noise: a server that keeps every pixel serves about as many."""
    side = int((size / 3) ** 0.5)
    rows = b"".join(b"\0" + os.urandom(side * 3) for _ in range(side))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))  # noqa: E731
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


def uploaded(client, token, content, name="a.png"):
    """The media of such a file, when it is ready."""
    mark = uuid.uuid4().hex
    body = (f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + content +
            f"\r\n--{mark}--\r\n".encode())
    answer = client.post("/api/v1/media", body, signed_in(token), ("Content-Type", f"multipart/form-data; boundary={mark}"))
    media = answer.json()
    while media.get("state") == "processing":
        time.sleep(0.1)
        media = client.get(f"/api/v1/media/{media['id']}", signed_in(token)).json()
    if media.get("state") != "ready":
        raise RuntimeError(f"{answer}: {media}")
    return media


def signed_in(token):
    return "Authorization", f"Bearer {token}"


def someone(client):
    client.post("/api/v1/auth/register", {"username": "ada", "email": "ada@example.org", "password": "correct horse 9"})
    return client.post("/api/v1/auth/login", {"username": "ada", "password": "correct horse 9"}).json()["token"]


@benchmark
def media_serve():
    """A picture of 100 KB that is public, and one that is not."""
    root = tempfile.mkdtemp(prefix="kith-media-")
    os.chmod(root, 0o755)                                # nginx's worker is another user
    with kith(**HASH, **FREE) as server, FileNginx(root) as nginx:
        with server.client() as client:
            token = someone(client)
            media = uploaded(client, token, photo(SIZE))
            signed = media["url"][media["url"].index("/media/"):]
            client.post("/api/v1/posts", {"content": "Look", "media_ids": [media["id"]]}, signed_in(token))
            plain = signed[:signed.index("?")]
            body = client.get(plain).body
            pathlib.Path(root, "photo.jpg").write_bytes(body)
        for connections in CONNECTIONS:
            ours, theirs = lambda: wrk(server.port, plain, connections), lambda: wrk(nginx.port, "/photo.jpg", connections)  # noqa: E731
            yield interleaved(f"a public picture of {len(body) // 1024} KiB, {connections} connections, of nginx", 0.8, ours, theirs)
        yield frugal("the same", 0.8, (server.process, ours), (nginx.process, theirs))
        with server.client() as client:
            media = uploaded(client, token, photo(SIZE))
        signed = media["url"][media["url"].index("/media/"):]
        yield interleaved("one by a signed URL, of nginx", 0.8, lambda: wrk(server.port, signed, 64), theirs)
    shutil.rmtree(root, ignore_errors=True)
