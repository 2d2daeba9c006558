"""Uploads of an account: by a form, by a signed PUT, by tus. And pictures to upload."""
import base64
import hashlib
import json
import os
import struct
import zlib

TUS = [("Tus-Resumable", "1.0.0")]
OCTETS = [("Content-Type", "application/offset+octet-stream")]
EDGE = "----kith-test-edge"


def png(width, height, noise=False):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + (os.urandom(3 * width) if noise else b"\x10\x80\xf0" * width) for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def form_of(file, filename="a", **fields):
    body = b""
    for name, value in fields.items():
        body += f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    body += f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n\r\n'.encode()
    return body + file + f"\r\n--{EDGE}--\r\n".encode()


FORM = [("Content-Type", f"multipart/form-data; boundary={EDGE}")]


def said(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def checksum(kind, data):
    return ("Upload-Checksum", f"{kind} {said(hashlib.new(kind, data).digest())}")


class Uploader:
    """One account's uploads."""

    def __init__(self, server, token):
        self.server, self.bearer = server, [("Authorization", f"Bearer {token}")]

    def ask(self, method, target, fields=(), body=None, timeout=60):
        with self.server.client(timeout) as client:
            return client.ask(method, target, [*self.bearer, *fields], body)

    def form(self, file, *fields, **words):
        return self.ask("POST", "/api/v1/media", [*FORM, *fields], form_of(file, **words))

    def get(self, media):
        return self.ask("GET", f"/api/v1/media/{media}")

    def usage(self):
        return self.ask("GET", "/api/v1/users/me/usage").json()

    # by a PUT

    def begin(self, file, mime="image/png", **words):
        wish = {"size": len(file), "mime": mime, **words}
        return self.ask("POST", "/api/v1/media/uploads", [("Content-Type", "application/json")], json.dumps(wish).encode())

    def put(self, upload, file):
        path = "/" + upload["url"].split("://", 1)[1].split("/", 1)[1]
        with self.server.client(60) as client:
            return client.ask("PUT", path, list(upload["headers"].items()), file)

    def complete(self, upload):
        return self.ask("POST", f"/api/v1/media/uploads/{upload['id']}/complete")

    # by tus

    def create(self, size, *fields, body=None, **metadata):
        told = ",".join(f"{key} {said(value)}" for key, value in metadata.items())
        fields = [*TUS, *fields, ("Upload-Length", str(size))] + ([("Upload-Metadata", told)] if told else [])
        return self.ask("POST", "/api/v1/media/tus", fields + (OCTETS if body is not None else []), body)

    def patch(self, where, offset, body, *fields):
        return self.ask("PATCH", where, [*TUS, *OCTETS, ("Upload-Offset", str(offset)), *fields], body)

    def head(self, where):
        return self.ask("HEAD", where, TUS)

    def offset(self, where):
        return int(self.head(where).get("upload-offset"))

    def end(self, where):
        return self.ask("DELETE", where, TUS)

    def patch_open(self, where, offset, length, body, *fields):
        """A PATCH of which only the beginning is sent; the connection."""
        lines = [*self.bearer, *TUS, *OCTETS, ("Upload-Offset", offset), ("Content-Length", length), ("Host", "a"), *fields]
        client = self.server.client(30)
        head = f"PATCH {where} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines) + "\r\n"
        client.send(head.encode() + body)
        return client


def blobs(server):
    """The keys of a server's blobs on disk, and how many files are half written."""
    folder = server.data / "blobs"
    names = [path.name.replace("+", "/") for path in folder.rglob("*") if path.is_file()]
    return sorted(names)
