#!/usr/bin/env python3
"""Files of a whole server, on the disk and in a real bucket (kit/bucket.py): made, found again, gone, checked, and moved."""
import http.client
import json
import os
import struct
import subprocess
import sys
import time
import urllib.parse
import zlib

from kit.bucket import KEY, SECRET, Swift, counting
from kit.checks import case, eventually, expect, expect_equal, main
from kit.people import CHEAP, People
from kit.server import BUILD, Server

swift = None


def bucket(prefix):
    """The settings of a server whose files are in the bucket."""
    global swift
    swift = swift or Swift()
    return {"blob": swift.address(prefix), "blob_key": KEY, "blob_secret": SECRET}


def picture(red=200, side=40):
    return png_of(side, b"".join(b"\0" + bytes((red, x * 255 // side, y * 255 // side)[k] for x in range(side) for k in range(3))
                                 for y in range(side)))


def png_of(side, rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class Owner:
    """Somebody with files."""

    def __init__(self, server, name="ada"):
        self.server, self.people = server, People(server)
        self.token = self.people.join(name)["token"]

    def call(self, method, path, body=None, wanted=None):
        return self.people.call(method, path, body, self.token, wanted)

    def send(self, data):
        edge = "kith-edge"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
        body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
        with self.server.client() as client:
            return client.ask("POST", "/api/v1/media", [("Authorization", f"Bearer {self.token}"),
                                                        ("Content-Type", f"multipart/form-data; boundary={edge}")], body)

    def upload(self, data):
        answer = self.send(data)
        expect(answer.status in (201, 202), f"the upload: {answer}")
        return self.ready(answer.json()["id"])

    def ready(self, which):
        def look():
            media = self.call("GET", f"/media/{which}", wanted=200).json()
            expect(media["state"] != "failed", f"it failed: {media}")
            return media if media["state"] == "ready" else None

        return eventually(look, 20, "the processing")

    def bytes_of(self, url):
        parts = urllib.parse.urlsplit(url)
        with self.server.client() as client:
            return client.get(parts.path + ("?" + parts.query if parts.query else ""))


def kith(server, *words, wanted=0):
    env = {**os.environ, **{f"KITH_{name.upper()}": str(value) for name, value in server.settings.items()}}
    done = subprocess.run([BUILD / "kith", *words, "--data", server.data, "--store", server.store], env=env, capture_output=True, text=True)
    expect_equal(done.returncode, wanted, f"kith {' '.join(map(str, words))} ended with: {done.stdout}{done.stderr}")
    return done.stdout


def found(server, wanted=0):
    return json.loads(kith(server, "blob", "check", "--json", wanted=wanted))


def goes_through(settings, kind):
    with Server("kith", **CHEAP, **settings) as server:
        ada = Owner(server)
        media = ada.upload(picture())
        answer = ada.bytes_of(media["url"])
        expect_equal((answer.status, answer.get("content-type"), answer.body[:4]), (200, "image/png", b"\x89PNG"), "the picture")
        told = found(server)
        expect_equal((told["store"], told["strays"], told["missing"]), (kind, 0, 0), "the check")
        expect(told["needed"] == 1 + len(media["sizes"]), f"what is needed: {told}")
        eventually(lambda: found(server)["files"] == told["needed"], 15, "the end of what came")
        expect("media: all right" in kith(server, "check"), "the check of all")
        ada.call("DELETE", f"/media/{media['id']}", wanted=204)
        expect_equal(ada.bytes_of(media["url"]).status, 404, "its address then")
        eventually(lambda: found(server)["files"] == 0, 15, "the end of its bytes")


@case
def a_picture_on_the_disk_is_made_and_served_and_goes():
    goes_through({}, "disk")


@case
def a_picture_in_a_bucket_is_made_and_served_and_goes():
    goes_through(bucket("/goes"), "s3")


@case
def a_client_puts_its_bytes_into_the_bucket_itself():
    with Server("kith", **CHEAP, **bucket("/presigned")) as server:
        ada, data = Owner(server), picture(10)
        begun = ada.call("POST", "/media/uploads", {"size": len(data), "mime": "image/png"}, 201).json()
        url = urllib.parse.urlsplit(begun["url"])
        expect_equal(url.port, swift.port, "where it goes")
        connection = http.client.HTTPConnection("127.0.0.1", url.port)
        connection.request("PUT", f"{url.path}?{url.query}", data, begun["headers"])
        expect_equal(connection.getresponse().status, 200, "the PUT")
        expect(ada.call("POST", f"/media/uploads/{begun['id']}/complete").status in (200, 201, 202), "the end of the upload")
        ada.ready(begun["id"])
        eventually(lambda: found(server)["files"] == found(server)["needed"], 15, "only what is needed")


@case
def no_more_is_fetched_from_a_bucket_than_a_client_asks_for():
    with counting() as (place, ask), Server("kith", **CHEAP, **place) as server:
        ada, side = Owner(server), 700
        rows = b"".join(b"\0" + os.urandom(side * 3) for _ in range(side))
        media = ada.upload(png_of(side, rows))
        url = urllib.parse.urlsplit(media["url"])
        path, size = url.path + (f"?{url.query}" if url.query else ""), media["size"]
        window = 256 << 10
        expect(size > 4 * window, f"a large one: {size}")
        ask("octets")
        for method, asked, status, octets in (
                ("HEAD", None, 200, 0), ("GET", "bytes=0-0", 206, 1), ("GET", f"bytes={size - 7}-", 206, 7), ("GET", "bytes=-5", 206, 5),
                ("GET", "bytes=5-260", 206, 256), ("GET", f"bytes={size}-", 416, 0), ("HEAD", "bytes=0-0", 200, 0),
                ("GET", f"bytes=1000-{window + 1999}", 206, window + 1000)):
            with server.client() as client:
                answer = client.ask(method, path, [("Range", asked)] if asked else [])
            expect_equal((answer.status, ask("octets")), (status, octets), f"{method} of {asked}")


@case
def while_the_bucket_is_away_only_files_are_refused_and_all_resumes():
    with Server("kith", **CHEAP, outgoing_timeout="1s", **bucket("/away")) as server:
        ada = Owner(server)
        media = ada.upload(picture())
        swift.stop()
        try:
            server.restart()
            eventually(lambda: "the store of files does not answer" in server.log_text(), 15, "a line in the log")
            answer = ada.send(picture(7))
            expect_equal((answer.status, answer.json()["code"]), (503, "storage_unavailable"), "an upload")
            expect(int(answer.get("retry-after")) > 0, "it says when to come back")
            with server.client() as client:
                health = eventually(lambda: (h := client.get("/api/v1/health")).json()["checks"]["blob"]["status"] == "failing" and h, 10,
                                    "the failure in /health")
            expect_equal((health.status, health.json()["status"]), (200, "ok"), "the server's health")
            ada.call("POST", "/posts", {"content": "still here"}, 201)
            ada.call("DELETE", f"/media/{media['id']}", wanted=204)
        finally:
            swift.start()
        eventually(lambda: ada.send(picture(8)).status in (201, 202) or time.sleep(0.5), 30, "the next upload")
        with server.client() as client:
            eventually(lambda: client.get("/api/v1/health").json()["checks"]["blob"]["status"] == "ok", 10, "its health")
        eventually(lambda: not found(server)["strays"] and found(server)["files"] == found(server)["needed"], 30, "the end of the bytes")


@case
def files_that_nothing_names_and_those_that_are_missing_are_found():
    with Server("kith", **CHEAP) as server:
        ada = Owner(server)
        media = ada.upload(picture())
        name = urllib.parse.urlsplit(media["url"]).path.rsplit("/", 1)[1]
        file = next(server.data.glob(f"blobs/*/media+{name}"))
        other = file.with_name("media+" + "a" * 40 + ".png")
        file.rename(other)
        told = found(server, wanted=1)
        expect_equal((told["stray_keys"], told["missing_keys"]), ([f"media/{'a' * 40}.png"], [f"media/{name}"]), "what is wrong")
        said = kith(server, "check", wanted=1)
        expect("media: wrong: 1 files that nothing names" in said and "media: wrong: 1 files are missing" in said, said)
        other.rename(file)
        expect_equal(found(server)["needed"], 1 + len(media["sizes"]), "the files")


@case
def files_are_copied_to_a_bucket_while_the_server_runs():
    place = bucket("/moved")
    with Server("kith", **CHEAP) as server:
        ada = Owner(server)
        first = [ada.upload(picture(red)) for red in (1, 2, 3)]
        keys = {name: place[name] for name in ("blob_key", "blob_secret")}
        server.settings.update(keys)
        said = kith(server, "blob", "move", "--to", place["blob"])
        expect(f"blob = {place['blob']}" in said and SECRET not in said, said)
        second = ada.upload(picture(4))
        said = kith(server, "blob", "move", "--to", place["blob"])
        expect(", 1 of them copied now" in said, said)
        server.stop()
        server.settings.update(place)
        server.start()
        for media in [*first, second]:
            media = ada.call("GET", f"/media/{media['id']}", wanted=200).json()
            expect_equal(ada.bytes_of(media["url"]).status, 200, "a picture in the new store")
        expect_equal(found(server)["missing"], 0, "what is missing")
        kith(server, "blob", "move", "--to", place["blob"], wanted=2)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    finally:
        if swift:
            swift.close()
