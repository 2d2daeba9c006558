#!/usr/bin/env python3
"""Uploads against whole servers: what several requests do to one, what kill -9 and lost connections leave, and memory."""
import concurrent.futures
import hashlib
import http.client
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import urllib.parse

from kit import postgres
from kit.bucket import Swift
from kit.checks import case, eventually, expect, expect_equal, main, on_each_store
from kit.people import CHEAP, People
from kit.server import Server
from kit.uploads import FORM, OCTETS, TUS, Uploader, blobs, checksum, form_of, png

MEGA = 1 << 20


def server(store="sqlite", **settings):
    return Server(program="kith", store=store, **{**CHEAP, "media_quota": "0", "uploads_per_hour": "100000", **settings})


def joined(running, name="ann"):
    return Uploader(running, People(running).join(name)["token"])


def nothing_comes(running, within=15, but=lambda: ()):
    """Everything that was on its way has arrived or is removed, but for media that are still being made."""
    left = ["?"]

    def gone():
        making = tuple(f"incoming/{media}" for media in but())
        left[:] = [key for key in blobs(running) if key.startswith("incoming/") and key not in making]
        return not left

    try:
        eventually(gone, within, "the end")
    except AssertionError:
        expect(False, "still coming in:", *left)


def ready(ann, media, within=20):
    return eventually(lambda: (m := ann.get(media).json())["state"] == "ready" and m, within, "a media that is ready")


@on_each_store
def one_that_stands_open_ends_when_its_upload_is_asked_for(store):
    file = png(300, 300, noise=True)
    with server(store) as running:
        ann = joined(running)
        for how in ("HEAD", "DELETE", "PATCH", "PATCH of the same"):
            where = ann.create(len(file)).get("location")
            half = len(file) // 2
            client = ann.patch_open(where, 0, len(file), file[:half])
            time.sleep(0.3)
            began = time.monotonic()
            if how == "HEAD":
                expect_equal(ann.offset(where), half, "what came counts")
                expect_equal(ann.patch(where, half, file[half:]).status, 204)
            elif how == "DELETE":
                expect_equal(ann.end(where).status, 204)
                expect(ann.head(where).status in (404, 410), "it is gone")
            elif how == "PATCH":
                expect_equal(ann.patch(where, half, file[half:]).status, 204)
            else:
                expect_equal(ann.patch(where, 0, file).status, 409, "what came counts, and the other is at the wrong place")
            expect(time.monotonic() - began < 2, how, "took", time.monotonic() - began)
            answer = client.answer("PATCH")
            expect(answer.status in (204, 404, 409, 410, 423), how, answer)
            if how == "PATCH of the same":
                expect_equal((answer.status, answer.get("upload-offset")), (204, str(half)))
            client.close()


@on_each_store
def of_two_at_once_for_one_offset_one_is_right(store):
    file = os.urandom(3 * MEGA)
    with server(store) as running, concurrent.futures.ThreadPoolExecutor(8) as pool:
        ann = joined(running)
        for n in range(6):
            where = ann.create(len(file), kind="file").get("location")
            answers = [a.result() for a in [pool.submit(ann.patch, where, 0, file[:2 * MEGA]) for _ in range(3)]]
            statuses = sorted(a.status for a in answers)
            expect(statuses[0] == 204 and all(status in (409, 423) for status in statuses[1:]), statuses)
            at = ann.offset(where)
            expect_equal(ann.patch(where, at, file[at:]).status, 204)
            media = ready(ann, where.rsplit("/", 1)[1])
            expect_equal(media["sha256"], hashlib.sha256(file).hexdigest())


@on_each_store
def completing_from_many_connections_makes_one(store):
    file = png(400, 300, noise=True)
    with server(store) as running, concurrent.futures.ThreadPoolExecutor(12) as pool:
        ann = joined(running)
        for _ in range(4):
            upload = ann.begin(file).json()
            expect_equal(ann.put(upload, file).status, 200)
            statuses = sorted(a.result().status for a in [pool.submit(ann.complete, upload) for _ in range(10)])
            expect(statuses[:9] == [200] * 9 and statuses[9] in (201, 202), statuses)
            ready(ann, upload["id"])
        expect_equal(ann.usage()["by_kind"]["image"]["count"], 4)
        nothing_comes(running)


@on_each_store
def what_is_refused_leaves_nothing(store):
    with server(store) as running:
        ann = joined(running)
        good = png(20, 20)
        for file, status in ((b"<svg/>", 415), (b"", 422), (good[:-20], 422), (png(20000, 1), 422)):
            expect_equal(ann.form(file).status, status)
            if file:
                upload = ann.begin(file).json()
                ann.put(upload, file)
                expect_equal(ann.complete(upload).status, status, "a PUT")
                answer = ann.create(len(file), body=file)
                expect(answer.status == status or (answer.status == 201 and status == 422), "tus", answer)
        expect_equal(ann.form(good, sha256="0" * 64).status, 422)
        wrong = ann.begin(good, sha256=hashlib.sha256(good).hexdigest()).json()
        expect_equal(ann.put(wrong, good[:-1] + b"x").status, 400)
        expect_equal(ann.complete(wrong).status, 409)
        ann.ask("DELETE", f"/api/v1/media/{wrong['id']}")
        eventually(lambda: all(m["state"] == "failed" for m in ann.ask("GET", "/api/v1/media").json()), 10, "the end of all")
        usage = ann.usage()
        expect_equal((usage["bytes"], usage["reserved"], usage["count"]), (0, 0, 0))
        eventually(lambda: blobs(running) == [], 15, "the end of all files")


def begun(ann, method, target, *fields):
    """A request whose body the server waits for; its connection."""
    client = ann.server.client(30)
    lines = [("Host", "a"), ("Expect", "100-continue"), *fields]
    client.send(f"{method} {target} HTTP/1.1\r\n".encode() + "".join(f"{n}: {v}\r\n" for n, v in lines).encode() + b"\r\n")
    expect_equal(client.answer(method).status, 100, f"{method} {target}")
    return client


@on_each_store
def an_account_brings_the_bytes_of_sixteen_requests_at_once(store):
    file = png(300, 300, noise=True)
    with server(store) as running:
        ann, bob = joined(running), joined(running, "bob")
        upload, where, size = ann.begin(file).json(), ann.create(len(file)).get("location"), ("Content-Length", len(file))
        path = "/" + upload["url"].split("://", 1)[1].split("/", 1)[1]
        held = [begun(ann, "POST", "/api/v1/media", *ann.bearer, *FORM, size) for _ in range(10)]
        held += [begun(ann, "PUT", path, *upload["headers"].items(), size) for _ in range(4)]
        expect_equal(ann.put(upload, file).status, 503, "a fifth of one upload")
        expect_equal(ann.form(file).status, 201, "of another")
        held.append(begun(ann, "POST", "/api/v1/media", *ann.bearer, *FORM, size))
        held.append(begun(ann, "PATCH", ann.create(len(file)).get("location"), *ann.bearer, *TUS, *OCTETS, ("Upload-Offset", "0"), size))
        for answer in (ann.form(file), ann.put(upload, file), ann.patch(where, 0, file)):
            expect_equal(answer.status, 503, answer)
            expect_equal((answer.json()["code"], answer.get("retry-after")), ("storage_unavailable", "1"))
        expect_equal(bob.form(file).status, 201)
        held.pop().close()
        eventually(lambda: ann.patch(where, 0, file).status == 204, 10, "that one more may come")
        for client in held:
            client.close()


@on_each_store
def a_form_in_chunks_is_refused_once_it_is_larger_than_the_room(store):
    with server(store, media_quota="300k") as running:
        ann = joined(running)
        client = begun(ann, "POST", "/api/v1/media", *ann.bearer, *FORM, ("Transfer-Encoding", "chunked"))
        piece = form_of(os.urandom(400_000))[:350_000]
        client.send(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")        # and more would come
        answer = client.answer("POST")
        client.close()
        expect_equal((answer.status, answer.json()["code"]), (403, "quota_exceeded"))


@on_each_store
def a_form_that_is_sent_again_gets_its_answer_though_no_other_may_come(store):
    file, key = png(100, 100, noise=True), ("Idempotency-Key", "k1")
    with server(store, limits="on", uploads_per_hour="3", media_quota=str(len(file))) as running:
        ann = joined(running)
        first = ann.form(file, key)
        expect(first.status in (201, 202), first)
        expect_equal(ann.form(file).status, 403, "another")
        for _ in range(4):                       # none of them counts
            again = ann.form(file, key)
            expect_equal(again.status, first.status, again)
            expect_equal(again.json()["id"], first.json()["id"])
        expect_equal(ann.form(file + b"x", key).status, 422, "another by the same key, which counts")
        expect_equal(ann.form(file, key).status, 429)


def sound_of_days():
    """Six days of silence, in some megabytes: a minute of a processor for whoever looks at all of it."""
    with tempfile.TemporaryDirectory() as folder:
        hour, days = pathlib.Path(folder, "hour.flac"), pathlib.Path(folder, "days.flac")
        ffmpeg = ["ffmpeg", "-v", "error", "-y"]
        subprocess.run([*ffmpeg, "-f", "lavfi", "-i", "anullsrc", "-t", "3600", "-frame_size", "65535", hour], check=True)
        subprocess.run([*ffmpeg, "-stream_loop", "149", "-i", hour, "-c", "copy", days], check=True)
        return days.read_bytes()


@case
def long_sounds_of_one_account_keep_nobody_s_picture_waiting():
    file = sound_of_days()
    with server() as running, concurrent.futures.ThreadPoolExecutor(4) as pool:
        ann, bob = joined(running), joined(running, "bob")
        sounds = [a.result().json()["id"] for a in [pool.submit(ann.form, file) for _ in range(4)]]
        ready(bob, bob.form(png(300, 300)).json()["id"], 10)
        expect_equal([ann.get(sound).json()["state"] for sound in sounds], ["processing"] * 4)


def parts_of(file, sizes):
    at = 0
    while at < len(file):
        size = random.choice(sizes)
        yield at, file[at:at + size]
        at += size


@on_each_store
def many_small_requests_and_lost_connections_make_the_same_file(store):
    random.seed(7)
    with server(store) as running:
        ann = joined(running)
        file = os.urandom(6 * MEGA)
        where = ann.create(len(file), kind="file", sha256=hashlib.sha256(file).hexdigest()).get("location")
        at = 0
        while at < len(file):
            size = random.choice((1, 10, 5000, 300_000, 900_000, 2_000_000))
            piece = file[at:at + size]
            way = random.choice(("plain", "sum", "lost", "override"))
            if way == "lost":
                ann.patch_open(where, at, len(piece) + 1 if at + len(piece) < len(file) else len(piece), piece).close()
                time.sleep(0.05)                # it may come after what is sent later on another connection
            elif way == "override":
                fields = [*TUS, *OCTETS, ("Upload-Offset", str(at)), ("X-HTTP-Method-Override", "PATCH")]
                answer = ann.ask("POST", where, fields, piece)
                expect(answer.status in (204, 409), answer)
            else:
                fields = [checksum(random.choice(("sha1", "sha256")), piece)] if way == "sum" else []
                answer = ann.patch(where, at, piece, *fields)
                expect(answer.status in (204, 409), answer)
            at = ann.offset(where)
        media = ready(ann, where.rsplit("/", 1)[1])
        expect_equal(media["sha256"], hashlib.sha256(file).hexdigest())
        nothing_comes(running)


def uploading(ann, file, seen, stop):
    """Uploads by tus in steps; notes what was answered."""
    try:
        where = ann.create(len(file), kind="file").get("location")
        seen[where] = 0
        for at, piece in parts_of(file, (100_000, 400_000)):
            if stop():
                return
            answer = ann.patch(where, at, piece)
            if answer.status == 204:
                seen[where] = int(answer.get("upload-offset"))
    except Exception:
        return


def forming(ann, file, made, stop):
    try:
        while not stop():
            answer = ann.form(file)
            if answer.status in (201, 202):
                made.append(answer.json()["id"])
            upload = ann.begin(file).json()
            if ann.put(upload, file).status == 200 and (answer := ann.complete(upload)).status in (200, 201, 202):
                made.append(answer.json()["id"])
    except Exception:
        return


@on_each_store
def kill_9_takes_back_nothing_that_was_answered_and_leaves_nothing(store):
    file, big = png(200, 200, noise=True), os.urandom(5 * MEGA)
    with server(store, upload_url_ttl="1s") as running:
        ann = joined(running)
        seen, made = {}, []
        for n in range(4):
            ended = []
            with concurrent.futures.ThreadPoolExecutor(12) as pool:
                for _ in range(4):
                    pool.submit(uploading, ann, big, seen, lambda: ended)
                    pool.submit(forming, ann, file, made, lambda: ended)
                time.sleep(random.uniform(0.4, 1.2))
                running.kill()
                ended.append(True)
            running.start()
            for where, offset in seen.items():
                if (answer := ann.head(where)).status == 200:
                    expect(int(answer.get("upload-offset")) >= offset, "an offset was taken back:", offset, answer)
                else:
                    expect(False, "an upload is gone", answer)
        for where in seen:
            at = ann.offset(where)
            if at < len(big):
                expect_equal(ann.patch(where, at, big[at:]).status, 204)
            expect_equal(ready(ann, where.rsplit("/", 1)[1], 40)["sha256"], hashlib.sha256(big).hexdigest())
        for media in made:
            ready(ann, media)
        for waiting in ann.ask("GET", "/api/v1/media?state=waiting&limit=100").json():
            ann.ask("DELETE", f"/api/v1/media/{waiting['id']}")
        nothing_comes(running, 30, lambda: [m["id"] for m in ann.ask("GET", "/api/v1/media?state=processing&limit=100").json()])
        expect_equal(ann.usage()["reserved"], 0)
        expect(len(made) > 3, "few uploads were made", len(made))


def put_there(upload, file):
    """The PUT of a client that knows nothing but the URL and the headers."""
    place = urllib.parse.urlsplit(upload["url"])
    client = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    client.request("PUT", f"{place.path}?{place.query}", file, upload["headers"])
    return client.getresponse().status


@case
def a_bucket_takes_what_was_signed_and_parts():
    file, large = png(300, 200, noise=True), os.urandom(9 * MEGA)
    swift = Swift()
    try:
        facts = swift.environment()
        bucket = {"blob": facts["KITH_TEST_BLOB"], "blob_key": facts["KITH_TEST_BLOB_KEY"], "blob_secret": facts["KITH_TEST_BLOB_SECRET"]}
        with server(**bucket) as running:
            ann = joined(running)
            expect_equal(ann.form(file).status, 201)
            upload = ann.begin(file, sha256=hashlib.sha256(file).hexdigest()).json()
            expect("/api/v1/" not in upload["url"] and "X-Amz-Signature" in upload["url"], upload)
            expect_equal(ann.complete(upload).status, 409)
            expect_equal(put_there(upload, file[:-1]), 403)
            expect_equal(put_there(upload, file), 200)
            expect(ann.complete(upload).status in (201, 202), "completed")
            expect_equal(ready(ann, upload["id"])["sha256"], hashlib.sha256(file).hexdigest())
            put_there(upload, file[:-1] + b"x")
            expect_equal(ann.complete(upload).status, 200, "what came late changes nothing")
            wrong = ann.begin(file, sha256=hashlib.sha256(file).hexdigest()).json()
            if put_there(wrong, file[:-1] + b"x") == 200:
                expect_equal(ann.complete(wrong).json()["code"], "checksum_mismatch")
            where = ann.create(len(large), kind="file").get("location")
            expect_equal(ann.patch(where, 0, large[:6 * MEGA]).status, 204)
            expect_equal(ann.patch(where, 6 * MEGA, large[6 * MEGA:]).status, 204)
            expect_equal(ready(ann, where.rsplit("/", 1)[1])["sha256"], hashlib.sha256(large).hexdigest())
    finally:
        swift.close()


@case
def any_node_takes_any_request_of_an_upload():
    swift, url, file = Swift(), postgres.database(), os.urandom(3 * MEGA)
    facts = swift.environment()
    shared = {"store": url, "secret_key": "11" * 32, "blob": facts["KITH_TEST_BLOB"], "blob_key": facts["KITH_TEST_BLOB_KEY"],
              "blob_secret": facts["KITH_TEST_BLOB_SECRET"]}
    try:
        with server(**shared) as one, server(**shared) as two:
            here = joined(one)
            there = Uploader(two, here.bearer[0][1].split(" ", 1)[1])
            where = here.create(len(file), kind="file").get("location")
            expect_equal(there.patch(where, 0, file[:MEGA]).status, 204)
            client = here.patch_open(where, MEGA, 2 * MEGA, file[MEGA:2 * MEGA])
            time.sleep(0.5)
            began = time.monotonic()
            expect_equal(there.offset(where), 2 * MEGA, "what another node had received counts")
            expect(time.monotonic() - began < 3, "it took", time.monotonic() - began)
            expect_equal(client.answer("PATCH").status, 204)
            client.close()
            expect_equal(there.patch(where, 2 * MEGA, file[2 * MEGA:]).status, 204)
            expect_equal(ready(here, where.rsplit("/", 1)[1])["sha256"], hashlib.sha256(file).hexdigest())
            picture = png(50, 50)
            upload = here.begin(picture).json()
            expect_equal(put_there(upload, picture), 200)
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                answers = [pool.submit((here, there)[n % 2].complete, upload) for n in range(8)]
                statuses = sorted(a.result().status for a in answers)
            expect(statuses[:7] == [200] * 7 and statuses[7] in (201, 202), statuses)
    finally:
        swift.close()


def sent(ann, method, target, fields, total, piece):
    """A body of so many octets, made as it is sent."""
    with ann.server.client(300) as client:
        lines = [*ann.bearer, *fields, ("Content-Length", total), ("Host", "a")]
        client.send(f"{method} {target} HTTP/1.1\r\n".encode() + "".join(f"{n}: {v}\r\n" for n, v in lines).encode() + b"\r\n")
        left = total
        while left:
            client.send(piece[:left])
            left -= min(left, len(piece))
        return client.answer(method)


@case
def a_gigabyte_costs_the_memory_of_pieces():
    piece, total = os.urandom(MEGA), int(os.environ.get("KITH_TEST_UPLOAD_MEGA", "1024")) * MEGA
    with server() as running:
        ann = joined(running)
        expect_equal(ann.form(png(100, 100)).status, 201)
        before = running.resident()
        wish = {"size": total, "mime": "application/x-any", "kind": "file"}
        upload = ann.ask("POST", "/api/v1/media/uploads", [("Content-Type", "application/json")], json.dumps(wish).encode()).json()
        path = "/" + upload["url"].split("://", 1)[1].split("/", 1)[1]
        expect_equal(sent(ann, "PUT", path, list(upload["headers"].items()), total, piece).status, 200)
        after_put = running.resident()
        expect(ann.complete(upload).status in (201, 202), "completed")
        where = ann.create(total, kind="file").get("location")
        expect_equal(sent(ann, "PATCH", where, [*TUS, *OCTETS, ("Upload-Offset", "0")], total, piece).status, 204)
        ready(ann, where.rsplit("/", 1)[1], 60)
        grown = max(after_put, running.resident()) - before
        print(f"# {total // MEGA} MiB: memory grew by {grown / MEGA:.1f} MiB")
        expect(grown <= 16 * MEGA, "memory grew by", grown)


if __name__ == "__main__":
    main(sys.argv[1:])
