#!/usr/bin/env python3
"""
Files of media as everybody gets them, on both stores: the head of each answer, ranges, names; who gets which, for everything that
refers to media and whatever becomes of it; a host that has media alone; and caches that are told to forget.
"""
import contextlib
import http.server
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
import zlib

from kit.bucket import KEY, SECRET, Swift
from kit.checks import case, eventually, expect, expect_equal, main, on_each_store
from kit.echo import certificate
from kit.people import CHEAP, People
from kit.postgres import free_port
from kit.server import BUILD, Server

SIDE = 200                                               # pixels of noise: about 120,000 octets


def png(side=SIDE):
    rows = b"".join(b"\0" + os.urandom(side * 3) for _ in range(side))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))  # noqa: E731
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


class Gallery(People):
    """People with pictures."""

    def upload(self, token, content=None, name="a.png", **words):
        mark = uuid.uuid4().hex
        body = b"".join(f'--{mark}\r\nContent-Disposition: form-data; name="{word}"\r\n\r\n{value}\r\n'.encode()
                        for word, value in words.items())
        body += f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        body += (content or png()) + f"\r\n--{mark}--\r\n".encode()
        with self.server.client() as client:
            answer = client.post("/api/v1/media", body, ("Authorization", f"Bearer {token}"),
                                 ("Content-Type", f"multipart/form-data; boundary={mark}"))
        expect(answer.status in (201, 202), answer)
        which = answer.json()["id"]
        return eventually(lambda: self.ready(token, which), 20, "a picture that is ready")

    def ready(self, token, which):
        media = self.call("GET", f"/media/{which}", token=token, wanted=200).json()
        return media if media["state"] == "ready" else None

    def get(self, path, *fields, method="GET"):
        with self.server.client() as client:
            return client.ask(method, path, fields)

    def post(self, token, media, **more):
        return self.call("POST", "/posts", {"content": "Look", "media_ids": [media["id"]], **more}, token, 201).json()


def path_of(url):
    return url[url.index("/media/"):]


def plain(media):
    return path_of(media["url"]).split("?")[0]


def fetched(*words):
    return subprocess.run(["curl", "-sk", *words], capture_output=True, check=True).stdout


def code(answer):
    return "" if answer.status < 400 else answer.json()["code"]


@on_each_store
def each_answer_says_what_it_is_and_nothing_of_whose(store):
    with Server("kith", store=store, **CHEAP) as server:
        people = Gallery(server)
        ann = people.join("ann")["token"]
        content = png()
        media = people.upload(ann, content)
        signed = path_of(media["url"])
        whole = people.get(signed)
        expect_equal((whole.status, len(whole.body)), (200, media["size"]))
        wanted = {"content-type": "image/png", "x-content-type-options": "nosniff", "cross-origin-resource-policy": "cross-origin",
                  "content-security-policy": "default-src 'none'; sandbox", "accept-ranges": "bytes",
                  "content-length": str(media["size"])}
        expect_equal({name: whole.get(name) for name in wanted}, wanted)
        expect(re.fullmatch(r'"[a-z0-9]{26,64}"', whole.get("etag")), whole.get("etag"))
        expect(whole.get("content-disposition").startswith("inline; filename="), whole.get("content-disposition"))
        age = int(re.fullmatch(r"private, max-age=(\d+), immutable", whole.get("cache-control"))[1])
        expect(3600 * 11 / 12 - 5 <= age <= 3600, age)
        expect(re.fullmatch(r"/media/[a-z0-9]{26,64}\.png\?exp=\d+&sig=[\w-]+", signed), signed)
        expect(whole.get("set-cookie") is None and whole.get("ratelimit-limit") is None, whole)
        head = people.get(signed, method="HEAD")
        expect_equal([(name, value) for name, value in head.fields if name in wanted], [(name, value) for name, value in whole.fields
                                                                                         if name in wanted])
        people.post(ann, media)
        public = people.get(plain(media), ("Authorization", "Bearer rubbish"), ("Cookie", "kith_session=rubbish"))
        expect_equal((public.status, public.body, public.get("cache-control")),
                     (200, whole.body, "public, max-age=31536000, immutable"))
        expect_equal(people.get(signed + "x&%zz&a=b").status, 200, "public, with whatever query")
        expect(people.get(plain(media) + "?download=1").get("content-disposition").startswith("attachment; filename="), "download")
        tag = public.get("etag")
        for fields, status, body, length in (
                ([("Range", "bytes=10-19")], 206, whole.body[10:20], f"bytes 10-19/{media['size']}"),
                ([("Range", "bytes=-5")], 206, whole.body[-5:], f"bytes {media['size'] - 5}-{media['size'] - 1}/{media['size']}"),
                ([("Range", "bytes=50000-")], 206, whole.body[50000:], f"bytes 50000-{media['size'] - 1}/{media['size']}"),
                ([("Range", "bytes=10-19"), ("If-Range", tag)], 206, whole.body[10:20], f"bytes 10-19/{media['size']}"),
                ([("Range", "bytes=10-19"), ("If-Range", '"other"')], 200, whole.body, None),
                ([("Range", "bytes=10-19"), ("If-Range", "Mon, 30 Nov 2026 17:00:00 GMT")], 200, whole.body, None),
                ([("Range", "bytes=0-1,5-6")], 200, whole.body, None),
                ([("Range", "lines=0-1")], 200, whole.body, None),
                ([("If-None-Match", tag)], 304, b"", None), ([("If-None-Match", f'W/{tag}, "x"')], 304, b"", None),
                ([("If-None-Match", '"x"')], 200, whole.body, None)):
            answer = people.get(plain(media), *fields)
            expect_equal((answer.status, answer.body == body, answer.get("content-range"), answer.get("etag")), (status, True, length, tag),
                         fields)
            expect(answer.get("content-type") in ("image/png", None), answer.get("content-type"))
        beyond = people.get(plain(media), ("Range", f"bytes={media['size']}-"))
        expect_equal((beyond.status, beyond.get("content-range"), beyond.get("cache-control")),
                     (416, f"bytes */{media['size']}", "no-store"))
        expect_equal(people.get(plain(media), method="OPTIONS").get("allow"), "GET, HEAD, OPTIONS")
        expect_equal(people.get(plain(media), method="DELETE").status, 405)
        name = plain(media)[7:]
        for odd in ("", "x", "..", "../secret.key", "%2e%2e/secret.key", "a/b", name + "/", name.upper(), "%00", "%zz", name[:-4],
                    name[:-4] + ".jpg", "a" * 5000, "//etc/passwd", "..%2f..%2fetc%2fpasswd"):
            answer = people.get(f"/media/{odd}?download=1")
            expect_equal((answer.status, code(answer), answer.get("cache-control")), (404, "media_not_found", "no-store"), odd)
        for option in ("--http1.1", "--http2-prior-knowledge"):
            got = fetched(option, f"http://127.0.0.1:{server.port}{plain(media)}")
            expect(got == whole.body, f"curl {option} got {len(got)} octets")


@on_each_store
def a_file_is_only_ever_saved_and_under_its_own_name(store):
    names = {"report.html": 'filename="report.html"', "Größe 日本.pdf": "filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%E6%97%A5%E6%9C%AC.pdf",
             "a;b%22.svg": "filename*=UTF-8''a%3Bb"}
    with Server("kith", store=store, **CHEAP) as server:
        people = Gallery(server)
        ann = people.join("ann")["token"]
        for name, told in names.items():
            media = people.upload(ann, b"<script>alert(1)</script>", name, kind="file")
            for more in ("", "&download=0", "&download=1"):
                answer = people.get(path_of(media["url"]) + more)
                expect_equal((answer.status, answer.get("content-type"), answer.body), (200, "application/octet-stream",
                                                                                        b"<script>alert(1)</script>"))
                disposition = answer.get("content-disposition")
                expect(disposition.startswith("attachment; filename=") and "filename*=UTF-8''" in disposition and told in disposition,
                       disposition)


REFUSED = {"plain": (404, "media_not_found"), "forged": (403, "signature_invalid"), "later": (403, "signature_invalid"),
           "another's": (403, "signature_invalid"), "signed": (200, "")}


def expect_files(people, media, other, public, what):
    """The file by each sort of URL."""
    signed = media["signed"]
    exp = int(re.search(r"exp=(\d+)", signed)[1])
    urls = {"plain": plain(media), "signed": signed, "forged": signed[:-3] + ("AAA" if signed[-3:] != "AAA" else "BBB"),
            "later": signed.replace(f"exp={exp}", f"exp={exp + 60}"), "another's": plain(other) + "?" + signed.split("?")[1]}
    for sort, url in urls.items():
        if sort == "another's":
            continue                                     # of a name that is not public either
        answer = people.get(url)
        expect_equal((answer.status, code(answer)), (200, "") if public else REFUSED[sort], f"{what}: {sort}")
    answer = people.get(urls["another's"])
    expect_equal((answer.status, code(answer)), REFUSED["another's"], f"{what}: another's")


def expect_none(people, media, what):
    for url in (plain(media), media["signed"]):
        answer = people.get(url)
        expect_equal((answer.status, code(answer)), (404, "media_not_found"), f"{what}: {url}")


def things(people, ann, bob):
    """What refers to a picture of Ann's: its name, whether all may see it, what puts it there, and what takes it away."""
    call = people.call
    channels = {name: call("POST", "/channels", {"name": name, **more}, ann["token"], 201).json()["id"] for name, more in
                (("open", {"kind": "public"}), ("closed", {"kind": "private"}))}
    group = call("POST", "/conversations", {"participant_ids": ["@bob", "@cyd"], "is_group": True}, ann["token"]).json()["id"]
    direct = call("POST", "/conversations", {"participant_ids": ["@bob"]}, ann["token"]).json()["id"]

    def post(visibility, **more):
        return (lambda media: people.post(ann["token"], media, visibility=visibility, **more)["id"],
                lambda post: call("DELETE", f"/posts/{post}", token=ann["token"], wanted=204))

    def message(channel):
        return (lambda media: call("POST", f"/channels/{channel}/messages", {"content": "", "media_ids": [media["id"]]}, ann["token"],
                                   201).json()["id"],
                lambda which: call("DELETE", f"/messages/{which}", token=ann["token"], wanted=204))

    def picture(member):
        return (lambda media: call("PATCH", "/users/me", {member: media["id"]}, ann["token"], 200) and None,
                lambda _: call("PATCH", "/users/me", {member: None}, ann["token"], 200))

    return [
        ("a public post", True, *post("public")), ("an unlisted post", True, *post("unlisted")),
        ("a followers' post", False, *post("followers")), ("a private post", False, *post("private")),
        ("a draft", False,
         lambda media: call("POST", "/drafts", {"content": "x", "media_ids": [media["id"]]}, ann["token"], 201).json()["id"],
         lambda draft: call("DELETE", f"/drafts/{draft}", token=ann["token"], wanted=204)),
        ("a message of a public channel", True, *message(channels["open"])),
        ("one of a private channel", False, *message(channels["closed"])),
        ("one of a group", False, *message(group)), ("a direct one", False, *message(direct)),
        ("an avatar", True, *picture("avatar_media_id")), ("a banner", True, *picture("banner_media_id")),
        ("a story", False, lambda media: call("POST", "/stories", {"media_id": media["id"]}, ann["token"], 201).json()["id"],
         lambda story: call("DELETE", f"/stories/{story}", token=ann["token"], wanted=204)),
    ]


def suspend(server, name, *undo):
    subprocess.run([str(BUILD / "kith"), "user", "suspend", name, *undo, "--data", str(server.data), "--store", server.store], check=True,
                   capture_output=True)


@on_each_store
def what_anybody_may_see_has_plain_urls_and_all_else_signed_ones(store):
    with Server("kith", store=store, **CHEAP) as server:
        people = Gallery(server)
        ann, bob = people.join("ann"), people.join("bob")
        people.join("cyd")
        other = people.upload(ann["token"])
        made = []
        for what, public, attach, detach in things(people, ann, bob):
            media = people.upload(ann["token"], png(60))
            media["signed"] = path_of(media["url"])
            expect_files(people, media, other, False, f"before {what}")
            made.append((what, public, media, attach(media), detach))
            expect_files(people, media, other, public, what)
            shown = people.call("GET", f"/media/{media['id']}", token=ann["token"], wanted=200).json()
            expect_equal(("?" not in shown["url"], shown["url_expires_at"] is None), (public, public), f"{what}: its URL")
        suspend(server, "ann")
        for what, public, media, _, _ in made:
            expect_files(people, media, other, False, f"{what} of somebody suspended")
        suspend(server, "ann", "--undo")
        ann["token"] = people.sign_in("ann")["token"]
        for what, public, media, thing, detach in made:
            expect_files(people, media, other, public, f"{what} of somebody who is back")
            detach(thing)
            expect_none(people, media, f"after {what}")


@case
def a_long_file_comes_whole_over_each_protocol_and_in_parts():
    with tempfile.TemporaryDirectory() as folder:
        secure = free_port()
        chain, key = certificate(pathlib.Path(folder))
        with Server("kith", tls=f"{chain}:{key}", tls_listen=f"127.0.0.1:{secure}", **CHEAP) as server:
            people = Gallery(server)
            content = os.urandom(9_000_001)
            path = path_of(people.upload(people.join("ann")["token"], content, "a.bin", kind="file")["url"])
            for origin in (f"http://127.0.0.1:{server.port}", f"https://127.0.0.1:{secure}"):
                for option in ("--http1.1", "--http2" if origin.startswith("https") else "--http2-prior-knowledge"):
                    for part, wanted in ((None, content), ("3000000-8999999", content[3_000_000:9_000_000]),
                                         ("8999000-", content[8_999_000:])):
                        got = fetched(option, *(["-r", part] if part else []), origin + path)
                        expect(got == wanted, f"curl {option} {part} {origin}: {len(got)} octets")
            expect(fetched("--limit-rate", "4M", f"http://127.0.0.1:{server.port}{path}") == content, "a slow reader")


@on_each_store
def a_signed_url_ends(store):
    with Server("kith", store=store, media_url_ttl="2s", **CHEAP) as server:
        people = Gallery(server)
        ann = people.join("ann")["token"]
        media = people.upload(ann, png(60))
        media = people.call("GET", f"/media/{media['id']}", token=ann, wanted=200).json()
        began = time.monotonic()
        expect_equal(people.get(path_of(media["url"])).status, 200)
        eventually(lambda: people.get(path_of(media["url"])).status == 403, 4, "its end")
        took = time.monotonic() - began
        expect(1.2 < took < 2.6, f"a URL of 2 s ended after {took} s")
        expect_equal(code(people.get(path_of(media["url"]))), "url_expired")


@on_each_store
def a_host_of_its_own_has_media_and_nothing_else(store):
    host = ("Host", "media.kith.example")
    with Server("kith", store=store, media_url="https://media.kith.example/", public_url="https://kith.example", **CHEAP) as server:
        people = Gallery(server)
        ann = people.join("ann")["token"]
        media = people.upload(ann, png(60))
        expect(media["url"].startswith("https://media.kith.example/media/"), media["url"])
        expect_equal(people.get(path_of(media["url"]), host).status, 200)
        expect_equal(people.get(path_of(media["url"]), ("Host", "kith.example")).status, 200)
        for path in ("/", "/api/v1/health", "/api/v1/users/@ann", "/graphql", "/favicon.svg", "/mediax", "/media", "/metrics", "/login"):
            for name in ("media.kith.example", "MEDIA.kith.example:443"):
                for method in ("GET", "POST", "OPTIONS"):
                    answer = people.get(path, ("Host", name), method=method)
                    expect_equal((answer.status, code(answer)), (404, "no_route"), f"{method} {path} of {name}")
        for path in ("/media/x", "/media/x/y", "/media/", "/media/" + "x/" * 70):
            expect_equal(code(people.get(path, host, ("Accept", "text/html"))), "media_not_found", path)
        policy = people.get("/", ("Host", "kith.example"), ("Accept", "text/html")).get("content-security-policy")
        for part in ("img-src", "media-src"):
            expect("https://media.kith.example" in re.search(rf"{part} ([^;]*)", policy)[1], policy)


class Cache(http.server.ThreadingHTTPServer):
    """What a cache is told; it refuses the first."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Told)
        self.told, self.refusals = [], 2
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def urls(self):
        return sorted(url for _, urls in self.told for url in urls)


class Told(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        refused = self.server.refusals > 0
        self.server.refusals -= refused
        if not refused:
            self.server.told.append((self.headers["Authorization"], body["urls"]))
        self.send_response(500 if refused else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


@on_each_store
def caches_are_told_what_is_public_no_longer(store):
    with Cache() as cache, Server("kith", store=store, public_url="https://kith.example", media_purge_secret="a secret",
                                  media_purge=f"http://127.0.0.1:{cache.server_address[1]}/purge", **CHEAP) as server:
        people = Gallery(server)
        ann = people.join("ann")["token"]
        public, followers, kept, photo = (people.upload(ann, png(side)) for side in (60, 60, 60, 700))
        posts = [people.post(ann, public), people.post(ann, followers, visibility="followers"), people.post(ann, photo)]
        people.call("PATCH", "/users/me", {"avatar_media_id": kept["id"]}, ann, 200)
        files = lambda media: [f"https://kith.example{path_of(url).split('?')[0]}"                          # noqa: E731
                               for url in (media["url"], *(size["url"] for size in media["sizes"]))]
        for post in posts:
            people.call("DELETE", f"/posts/{post['id']}", token=ann)
        gone = sorted([*files(public), *files(photo)])
        expect(len(gone) == 4, gone)
        eventually(lambda: cache.urls() == gone, 20, f"{gone} instead of what was told")
        expect_equal({proof for proof, _ in cache.told}, {"Bearer a secret"})
        suspend(server, "ann")
        eventually(lambda: cache.urls() == sorted([*gone, *files(kept)]), 20, "what is told of somebody suspended")


@contextlib.contextmanager
def a_bucket():
    swift = Swift()
    try:
        yield swift, {"blob": swift.address("/serving"), "blob_key": KEY, "blob_secret": SECRET}
    finally:
        swift.close()


@case
def files_in_a_bucket_are_served_in_ranges_or_by_the_bucket_itself():
    with a_bucket() as (swift, place):
        with Server("kith", **CHEAP, **place) as server:
            people = Gallery(server)
            ann = people.join("ann")["token"]
            media = people.upload(ann, os.urandom(3_000_000), "a.bin", kind="file")
            path = path_of(media["url"])
            whole = people.get(path)
            expect_equal((whole.status, len(whole.body), whole.get("content-type")), (200, 3_000_000, "application/octet-stream"))
            for field, first, last in (("bytes=10-19", 10, 19), ("bytes=1048000-2200000", 1048000, 2200000),
                                       ("bytes=-5", 2999995, 2999999)):
                answer = people.get(path, ("Range", field))
                expect_equal((answer.status, answer.get("content-range"), answer.body == whole.body[first:last + 1]),
                             (206, f"bytes {first}-{last}/3000000", True), field)
            expect_equal(people.get(path, ("If-None-Match", whole.get("etag"))).status, 304)
            head = people.get(path, method="HEAD")
            expect_equal((head.status, head.get("content-length")), (200, "3000000"))
            policy = people.get("/", ("Accept", "text/html")).get("content-security-policy")
            for part in ("img-src", "media-src", "connect-src"):
                expect(f"http://127.0.0.1:{swift.port}" in re.search(rf"{part} ([^;]*)", policy)[1], policy)
        with Server("kith", media_delivery="redirect", **CHEAP, **place) as server:
            people = Gallery(server)
            ann = people.join("ann")["token"]
            for content, name, words, mime in ((png(60), "a.png", {}, "image/png"),
                                               (b"<script>", "Größe.html", {"kind": "file"}, "application/octet-stream")):
                media = people.upload(ann, content, name, **words)
                answer = people.get(path_of(media["url"]))
                expect_equal((answer.status, answer.body), (302, b""))
                age = int(re.fullmatch(r"private, max-age=(\d+), immutable", answer.get("cache-control"))[1])
                expect(0 < age <= 3000, age)
                got = urllib.request.urlopen(answer.get("location"))
                expect_equal((got.status, got.headers["Content-Type"], len(got.read())), (200, mime, media["size"]))
                disposition = got.headers["Content-Disposition"]
                expect(disposition.startswith("attachment; filename=" if words else "inline; filename="), disposition)
                expect_equal(people.get(plain(media)).status, 404)
                head = people.get(path_of(media["url"]), method="HEAD")
                expect_equal((head.status, head.get("content-length")), (200, str(media["size"])))
            expect_equal(people.get("/media/" + "a" * 40 + ".png").status, 404)
        with Server("kith", media_delivery="redirect", media_url_ttl="10m", **CHEAP, **place) as server:
            people = Gallery(server)
            answer = people.get(path_of(people.upload(people.join("ann")["token"], png(60))["url"]))
            age = int(re.fullmatch(r"private, max-age=(\d+), immutable", answer.get("cache-control"))[1])
            expect(0 < age <= 600, age)
            expect(f"X-Amz-Expires={age}&" in answer.get("location"), "the bucket's URL ends with the one that led to it", age, answer)


if __name__ == "__main__":
    main(sys.argv[1:])
