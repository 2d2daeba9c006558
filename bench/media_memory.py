"""What a file of a gigabyte costs the server's memory on its way in, by each way, and on its way out to clients fast and slow."""
import json
import socket
import threading
import time
import uuid

from media_serve import FREE, signed_in, someone
from people import HASH
from rig import SMALL, below, benchmark, kith, resident

SIZE = (64 << 20) if SMALL else 1_000_000_000
PIECE = bytes(range(256)) * 4096                         # a MiB that is nothing known
MOST = 16 << 20
TUS = ("Tus-Resumable", "1.0.0")


class Peak:
    """By how many octets the memory of a process rises meanwhile, at most."""

    def __init__(self, process):
        self.pid, self.most, self.over = process.pid, 0, threading.Event()
        self.before = resident(self.pid)
        self.watch = threading.Thread(target=self.look)

    def look(self):
        while not self.over.wait(0.02):
            self.most = max(self.most, resident(self.pid) - self.before)

    def __enter__(self):
        self.watch.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.watch.join()


def streamed(client, method, target, fields, before, after):
    """Sends a body of SIZE octets of a file between two pieces of text."""
    told = [*fields, ("Content-Length", str(SIZE + len(before) + len(after))), ("Host", "127.0.0.1")]
    client.send("\r\n".join([f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in told)]).encode() + b"\r\n\r\n" + before)
    for at in range(0, SIZE, len(PIECE)):
        client.send(PIECE[:SIZE - at])
    client.send(after)
    answer = client.answer(method)
    if answer.status >= 300:
        raise RuntimeError(answer)
    return answer


def by_form(client, token):
    mark = uuid.uuid4().hex
    part = f'--{mark}\r\nContent-Disposition: form-data; name='.encode()
    streamed(client, "POST", "/api/v1/media", [signed_in(token), ("Content-Type", f"multipart/form-data; boundary={mark}")],
             part + b'"kind"\r\n\r\nfile\r\n' + part + b'"file"; filename="a.bin"\r\n\r\n', f"\r\n--{mark}--\r\n".encode())


def by_put(client, token):
    wish = {"size": SIZE, "mime": "application/octet-stream", "kind": "file"}
    upload = client.post("/api/v1/media/uploads", wish, signed_in(token)).json()
    target = upload["url"][upload["url"].index("/api/"):]
    streamed(client, "PUT", target, [*upload["headers"].items()], b"", b"")
    client.post(f"/api/v1/media/uploads/{upload['id']}/complete", b"", signed_in(token))


def by_tus(client, token):
    made = client.post("/api/v1/media/tus", b"", signed_in(token), TUS, ("Upload-Length", str(SIZE)), ("Upload-Metadata", "kind ZmlsZQ=="))
    streamed(client, "PATCH", made.get("location"), [signed_in(token), TUS, ("Upload-Offset", "0"),
                                                     ("Content-Type", "application/offset+octet-stream")], b"", b"")


def newest(client, token):
    while True:
        media = client.get("/api/v1/media?limit=1", signed_in(token)).json()[0]
        if media["state"] == "ready":
            return media
        time.sleep(0.05)


def read(port, target, pause, most):
    """Reads so many octets of an answer, with a pause after each MiB."""
    with socket.create_connection(("127.0.0.1", port)) as s:
        s.sendall(f"GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        got = 0
        while got < most and (piece := s.recv(1 << 20)):
            got += len(piece)
            time.sleep(pause)


@benchmark
def media_memory():
    """A gigabyte in by a form, a signed PUT and tus; and out to one fast reader and to a hundred slow ones."""
    with kith(**HASH, **FREE, media_max="2g", media_quota="0") as server, server.client() as client:
        token = someone(client)
        client.get("/api/v1/users/me", signed_in(token))
        for way, upload in (("a form", by_form), ("a signed PUT", by_put), ("tus", by_tus)):
            with Peak(server.process) as peak:
                upload(client, token)
                media = newest(client, token)
            if media["size"] != SIZE:
                raise RuntimeError(json.dumps(media))
            yield below(f"memory of {SIZE / 1e9:.2g} GB by {way}", max(peak.most, 1), MOST, " octets")
        target = media["url"][media["url"].index("/media/"):]
        with Peak(server.process) as peak:
            read(server.port, target, 0, SIZE)
        yield below(f"memory of {SIZE / 1e9:.2g} GB for a fast reader", max(peak.most, 1), MOST, " octets")
        with Peak(server.process) as peak:
            readers = [threading.Thread(target=read, args=(server.port, target, 0.05, 16 << 20)) for _ in range(100)]
            for reader in readers:
                reader.start()
            for reader in readers:
                reader.join()
        yield below("memory of it for 100 slow readers", max(peak.most, 1), MOST, " octets")
