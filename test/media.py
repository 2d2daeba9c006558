#!/usr/bin/env python3
"""Media against whole servers: what owners and staff see and do, exports, accounts that go, and what kill -9 leaves."""
import concurrent.futures
import json
import subprocess
import sys
import time

from kit.checks import case, eventually, expect, expect_equal, main, on_each_store
from kit.client import Gone
from kit.people import CHEAP, PASSWORD, People, exported
from kit.realtime import Line
from kit.server import BUILD, Server
from kit.uploads import Uploader, blobs, png

GONE_WITHIN = 15


def kith(running, *words):
    done = subprocess.run([BUILD / "kith", *words, "--data", str(running.data), "--store", running.store], capture_output=True, text=True,
                          timeout=60)
    expect_equal(done.returncode, 0, done.stdout + done.stderr)
    return done.stdout


def server(store="sqlite", **settings):
    return Server(program="kith", store=store, **{**CHEAP, **settings})


class Owner(Uploader):
    """Somebody with media."""

    def __init__(self, running, name):
        self.people = People(running)
        self.joined = self.people.join(name)
        self.token, self.id = self.joined["token"], self.joined["user"]["id"]
        super().__init__(running, self.token)

    def call(self, method, path, body=None, wanted=None):
        return self.people.call(method, path, body, self.token, wanted)

    def code(self, method, path, body=None):
        answer = self.call(method, path, body)
        return answer.status, answer.json().get("code") if answer.body else None

    def ready(self, file=None, **words):
        made = self.form(png(700, 500) if file is None else file, **words)
        expect(made.status in (201, 202), made.status, made.body[:300])
        which = made.json()["id"]
        return eventually(lambda: (m := self.get(which).json())["state"] == "ready" and m, 20, "a media that is ready")

    def post(self, *media, visibility="public"):
        return self.call("POST", "/posts", {"content": "look", "media_ids": list(media), "visibility": visibility}, 201).json()["id"]


def plain(running, url):
    with running.client() as client:
        return client.get("/" + url.split("://", 1)[1].split("/", 1)[1])


def left(running):
    return [key for key in blobs(running) if key.startswith(("media/", "incoming/"))]


@on_each_store
def owners_see_change_and_delete_their_media(store):
    with server(store) as running:
        ann, bob = Owner(running, "ann"), Owner(running, "bob")
        first = ann.ready(description="a wall", focus="0.5,-0.25")
        second = ann.ready(b"anything at all", kind="file", filename="a/b\\notes.txt")
        expect_equal(sorted(first), sorted([
            "id", "kind", "mime", "size", "width", "height", "duration", "animated", "description", "focus", "blurhash", "url", "preview_url",
            "sizes", "waveform", "filename", "url_expires_at", "state", "error", "bytes", "sha256", "references", "created_at", "expires_at"]))
        expect_equal((first["kind"], first["mime"], first["width"], first["height"]), ("image", "image/png", 700, 500))
        expect_equal((first["description"], first["focus"], first["duration"], first["waveform"], first["filename"], first["error"]),
                     ("a wall", {"x": 0.5, "y": -0.25}, None, None, None, None))
        expect_equal([(size["width"], size["height"], size["mime"]) for size in first["sizes"]], [(320, 229, "image/jpeg"), (640, 457, "image/jpeg")])
        expect_equal(first["preview_url"], first["sizes"][1]["url"])
        expect_equal(first["bytes"], first["size"] + sum(size["size"] for size in first["sizes"]))
        expect_equal((second["kind"], second["filename"], second["focus"], second["sizes"]), ("file", "notes.txt", None, []))
        listed = lambda query="": [m["id"] for m in ann.call("GET", "/media" + query, wanted=200).json()]
        expect_equal(listed(), [second["id"], first["id"]])
        expect_equal(listed("?kind=image"), [first["id"]])
        expect_equal(listed("?state=failed"), [])
        expect_equal(listed("?attached=true"), [])
        expect_equal(listed("?limit=1"), [second["id"]])
        expect_equal(ann.code("GET", "/media?kind=tree"), (422, "invalid_input"))
        for lead, to in ("thumbnail", "preview_url"), ("file", "url"):
            answer = ann.call("GET", f"/media/{first['id']}/{lead}", wanted=302)
            expect_equal(answer.get("location").split("?")[0], first[to].split("?")[0])
        expect_equal(ann.code("GET", f"/media/{second['id']}/thumbnail"), (404, "media_not_found"))
        for method, path, body in [("GET", "", None), ("PATCH", "", {"description": "x"}), ("DELETE", "", None), ("GET", "/file", None)]:
            expect_equal(bob.code(method, f"/media/{first['id']}{path}", body), (404, "media_not_found"))
            expect_equal(People(running).call(method, f"/media/{first['id']}{path}", body).status, 401)
        changed = ann.call("PATCH", f"/media/{first['id']}", {"description": None, "focus": {"x": -1, "y": 1}}, 200).json()
        expect_equal((changed["description"], changed["focus"]), (None, {"x": -1, "y": 1}))
        expect_equal(ann.call("PATCH", f"/media/{first['id']}", {"focus": None}, 200).json()["focus"], {"x": 0, "y": 0})
        for wrong in {"focus": {"x": 2, "y": 0}}, {"focus": {"x": 0}}, {"focus": "left"}, {"description": "x" * 1501}:
            expect_equal(ann.code("PATCH", f"/media/{first['id']}", wrong), (422, "invalid_input"))
        post = ann.post(first["id"])
        expect_equal(listed("?attached=true"), [first["id"]])
        now = ann.get(first["id"]).json()
        expect_equal((now["references"], now["expires_at"], now["url_expires_at"]), (1, None, None))
        expect_equal(ann.code("DELETE", f"/media/{first['id']}"), (409, "media_in_use"))
        ann.call("PATCH", f"/media/{first['id']}", {"description": "a door"}, 200)
        shown = bob.call("GET", f"/posts/{post}", wanted=200).json()["media"][0]
        expect_equal((shown["description"], shown["url"], shown.get("state")), ("a door", now["url"], None))
        ann.call("DELETE", f"/media/{second['id']}", wanted=204)
        expect_equal(ann.code("DELETE", f"/media/{second['id']}"), (404, "media_not_found"))
        expect_equal(plain(running, second["url"]).status, 404)
        ann.call("DELETE", f"/posts/{post}", wanted=204)
        expect_equal(ann.code("GET", f"/media/{first['id']}"), (404, "media_not_found"))
        expect_equal(plain(running, now["url"]).status, 404)
        eventually(lambda: not left(running), GONE_WITHIN, "that nothing is left")
        kith(running, "check")


@on_each_store
def usage_is_exact_and_quotas_hold(store):
    with server(store, media_quota="2k") as running:
        ann, admin = Owner(running, "ann"), Owner(running, "rosa")
        expect_equal(ann.code("GET", "/admin/usage"), (403, "not_allowed"))
        kith(running, "user", "promote", "rosa", "--role", "admin")
        eventually(lambda: admin.call("GET", "/admin/usage").status == 200, 5, "the role")
        file = ann.ready(b"x" * 1500, kind="file")
        usage = ann.usage()
        expect_equal((usage["bytes"], usage["reserved"], usage["quota"], usage["count"]), (1500, 0, 2048, 1))
        expect_equal(usage["by_kind"], {kind: {"count": int(kind == "file"), "bytes": 1500 * (kind == "file")}
                                        for kind in ("image", "video", "audio", "voice", "file")})
        expect_equal(usage["unattached"], {"count": 1, "bytes": 1500})
        refused = ann.form(b"x" * 600, kind="file")
        expect_equal((refused.status, refused.json()["code"]), (403, "quota_exceeded"))
        expect_equal(ann.usage()["bytes"], 1500)
        path = f"/admin/users/{ann.id}/quota"
        for wrong in {"bytes": -1}, {"bytes": "much"}, {}:
            expect_equal(admin.code("PUT", path, wrong), (422, "invalid_input"))
        expect_equal(admin.code("PUT", "/admin/users/1/quota", {"bytes": 1}), (404, "user_not_found"))
        expect_equal(admin.call("PUT", path, {"bytes": 4096}, 200).json()["quota"], 4096)
        ann.ready(b"x" * 600, kind="file")
        expect_equal(admin.call("PUT", path, {"bytes": 0}, 200).json()["bytes"], 2100)
        expect_equal(ann.form(b"x", kind="file").status, 403)
        expect_equal(admin.call("PUT", path, {"bytes": None}, 200).json()["quota"], 2048)
        whole = admin.call("GET", "/admin/usage", wanted=200).json()
        expect_equal((whole["bytes"], whole["count"], whole["accounts"], whole["blob"]["kind"]), (2100, 2, 1, "disk"))
        expect(whole["blob"]["free"] > 0)
        expect_equal(admin.call("GET", f"/admin/users/{ann.id}/usage", wanted=200).json(), ann.usage())
        expect_equal(admin.call("GET", "/admin/usage/accounts", wanted=200).json(),
                     [{"user": {"id": ann.id, "username": "ann"}, "bytes": 2100, "count": 2, "quota": 2048}])
        ann.call("DELETE", f"/media/{file['id']}", wanted=204)
        expect_equal(ann.usage()["bytes"], 600)
        expect("quota_changed" in kith(running, "audit", "list"))


@on_each_store
def staff_remove_any_media_from_everything(store):
    with server(store) as running:
        ann, mod = Owner(running, "ann"), Owner(running, "moritz")
        media = ann.ready()
        post = ann.post(media["id"])
        url = ann.get(media["id"]).json()["url"]
        expect_equal(plain(running, url).status, 200)
        expect_equal(mod.code("GET", f"/admin/media/{media['id']}"), (403, "not_allowed"))
        kith(running, "user", "promote", "moritz", "--role", "moderator")
        eventually(lambda: mod.call("GET", f"/admin/media/{media['id']}").status == 200, 5, "the role")
        expect_equal(mod.call("GET", f"/admin/media/{media['id']}").json()["owner"], {"id": ann.id, "username": "ann"})
        expect_equal(mod.code("DELETE", f"/admin/media/{media['id']}", {}), (422, "invalid_input"))
        expect_equal(mod.code("DELETE", "/admin/media/1", {"reason": "spam"}), (404, "media_not_found"))
        mod.call("DELETE", f"/admin/media/{media['id']}", {"reason": "spam"}, 204)
        expect_equal(plain(running, url).status, 404)
        shown = ann.call("GET", f"/posts/{post}", wanted=200).json()
        expect_equal((shown["media"], shown["type"], shown["content"]), ([], "text", "look"))
        shown = ann.call("PATCH", f"/posts/{post}", {"content": "gone"}, 200).json()
        expect_equal((shown["media"], shown["type"], shown["content"]), ([], "text", "gone"))
        expect_equal(ann.code("GET", f"/media/{media['id']}"), (404, "media_not_found"))
        expect_equal(ann.usage()["bytes"], 0)
        expect("media_removed" in kith(running, "audit", "list"))
        eventually(lambda: not left(running), GONE_WITHIN, "that nothing is left")


@on_each_store
def staff_remove_media_from_drafts_too(store):
    with server(store) as running:
        ann, mod = Owner(running, "ann"), Owner(running, "moritz")
        kith(running, "user", "promote", "moritz", "--role", "moderator")
        first, second = ann.ready(), ann.ready(png(30, 20))
        draft = ann.call("POST", "/drafts", {"content": "", "media_ids": [first["id"], second["id"]]}, 201).json()["id"]
        eventually(lambda: mod.call("DELETE", f"/admin/media/{first['id']}", {"reason": "spam"}).status == 204, 5, "the role")
        expect_equal(ann.call("GET", f"/drafts/{draft}", wanted=200).json()["media_ids"], [second["id"]])
        listed, = ann.call("GET", "/drafts", wanted=200).json()
        expect_equal(listed["media_ids"], [second["id"]])
        edited = ann.call("PATCH", f"/drafts/{draft}", {"content": "without it"}, 200).json()
        expect_equal((edited["content"], edited["media_ids"]), ("without it", [second["id"]]))
        post = ann.call("POST", f"/drafts/{draft}/publish", wanted=201).json()
        expect_equal([media["id"] for media in post["media"]], [second["id"]])
        due = ann.ready(png(31, 20))
        soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 4))
        ann.call("POST", "/posts", {"content": "soon", "media_ids": [due["id"]], "publish_at": soon}, 202)
        mod.call("DELETE", f"/admin/media/{due['id']}", {"reason": "spam"}, 204)
        post = eventually(lambda: (last := ann.call("GET", "/users/@ann/posts").json()[0])["content"] == "soon" and last, 15, "the post")
        expect_equal((post["content"], post["type"], post["media"]), ("soon", "text", []))
        expect("media: all right" in kith(running, "check"))


@on_each_store
def a_story_goes_with_the_media_that_staff_remove(store):
    with server(store) as running:
        ann, bob, mod = Owner(running, "ann"), Owner(running, "bob"), Owner(running, "moritz")
        kith(running, "user", "promote", "moritz", "--role", "moderator")
        shown, other = ann.ready(), ann.ready(png(31, 20))
        story, stays = [ann.call("POST", "/stories", {"media_id": media["id"], "audience": "public"}, 201).json() for media in (shown, other)]
        both, alone = [ann.call("POST", "/highlights", {"title": "x", "story_ids": ids}, 201).json()["id"]
                       for ids in ([story["id"], stays["id"]], [story["id"]])]
        eventually(lambda: mod.call("DELETE", f"/admin/media/{shown['id']}", {"reason": "spam"}).status == 204, 5, "the role")
        eventually(lambda: bob.call("GET", f"/stories/{story['id']}").status == 404, 5, "that the story is gone")
        expect_equal(bob.call("GET", f"/highlights/{both}", wanted=200).json()["cover_story_id"], stays["id"])
        expect_equal(ann.call("GET", f"/highlights/{alone}").status, 404)
        expect_equal(ann.call("GET", f"/media/{other['id']}").json()["references"], 2)
        expect("story: all right" in kith(running, "check"))


@on_each_store
def what_staff_remove_is_gone_from_profiles_and_messages_too(store):
    with server(store) as running:
        ann, bob, mod = Owner(running, "ann"), Owner(running, "bob"), Owner(running, "moritz")
        kith(running, "user", "promote", "moritz", "--role", "moderator")
        talk = ann.call("POST", "/conversations", {"participant_ids": [bob.id]}).json()["id"]
        face, shown = ann.ready(), ann.ready()
        ann.call("PATCH", "/users/me", {"avatar_media_id": face["id"]}, 200)
        message = ann.call("POST", f"/channels/{talk}/messages", {"content": "look", "media_ids": [shown["id"]]}, 201).json()
        urls = [bob.call("GET", "/users/@ann", wanted=200).json()["avatar_url"], message["media"][0]["url"]]
        expect_equal([plain(running, url).status for url in urls], [200, 200])
        eventually(lambda: mod.call("GET", f"/admin/media/{face['id']}").status == 200, 5, "the role")
        for media in (face, shown):
            mod.call("DELETE", f"/admin/media/{media['id']}", {"reason": "spam"}, 204)
        eventually(lambda: bob.call("GET", "/users/@ann", wanted=200).json()["avatar_url"] is None, 5, "that others see no avatar")
        expect_equal(ann.call("GET", "/users/me", wanted=200).json()["avatar_media_id"], None)
        seen = lambda: bob.call("GET", f"/channels/{talk}/messages", wanted=200).json()[0]  # noqa: E731
        eventually(lambda: seen()["media"] == [], 5, "that the message has no media")
        expect_equal((seen()["id"], seen()["content"]), (message["id"], "look"), "it stays")
        expect_equal([plain(running, url).status for url in urls], [404, 404])
        expect_equal(kith(running, "audit", "list").count("media_removed"), 2)
        eventually(lambda: not left(running), GONE_WITHIN, "that nothing is left")


@on_each_store
def an_export_has_the_files(store):
    with server(store) as running:
        ann = Owner(running, "ann")
        media = ann.ready(description="a wall", focus="0.5,-1")
        _, files = exported(ann.people, ann.token)
        row, = json.loads(files["media.json"])
        seen = {member: value for member, value in ann.call("GET", f"/media/{media['id']}").json().items() if "url" not in member}
        expect_equal([size["width"] for size in seen["sizes"]], [320, 640])
        for size in seen["sizes"]:
            del size["url"]
        expect_equal(row, seen, "what its owner sees, without URLs")
        expect_equal(files[f"media/{media['id']}.png"], plain(running, media["url"]).body)


@on_each_store
def an_account_that_leaves_hides_its_media(store):
    with server(store, deletion_grace="4s") as running:
        ann = Owner(running, "ann")
        media = ann.ready()
        ann.post(media["id"])
        url = ann.get(media["id"]).json()["url"]
        expect_equal(plain(running, url).status, 200)
        ann.call("DELETE", "/users/me", {"password": PASSWORD}, 202)
        expect_equal(plain(running, url).status, 404)
        back = ann.people.sign_in("ann")["token"]
        ann.people.call("POST", "/users/me/restore", {}, back, 204)
        expect_equal(plain(running, url).status, 200)
        ann.people.call("DELETE", "/users/me", {"password": PASSWORD}, back, 202)
        eventually(lambda: not left(running), 40, "that its files go with it")
        expect_equal(plain(running, url).status, 404)


@on_each_store
def its_owner_hears_once_what_became_of_each(store):
    with server(store) as running:
        ann, bob = Owner(running, "ann"), Owner(running, "bob")
        with Line(running, ann.token) as line, Line(running, bob.token) as other:
            whole = png(900, 700, noise=True)
            wanted = {}
            for file in whole, whole[:-4000]:
                answer = ann.form(file)
                if answer.status in (201, 202):
                    wanted[answer.json()["id"]] = "ready" if file is whole else "failed"
            heard = {}
            for _ in wanted:
                said = line.hear_of("media_state")
                expect_equal(ann.get(said["mediaId"]).json()["state"], said["state"], "GET says the same by then")
                heard[said["mediaId"]] = said["state"]
                expect(said["cursor"])
            expect_equal(heard, wanted)
            other.say("ping", ref="end")
            while (said := other.hear()).get("ref") != "end":
                expect(said["type"] != "media_state", "another hears nothing of it:", said)


@on_each_store
def many_at_once_are_all_made(store):
    with server(store, media_quota="0") as running, concurrent.futures.ThreadPoolExecutor(8) as pool:
        ann = Owner(running, "ann")
        made = [answer.json()["id"] for answer in pool.map(lambda _: ann.form(png(400, 300, noise=True)), range(30))]
        for which in made:
            eventually(lambda: ann.get(which).json()["state"] == "ready", 60, "that all are made")
        expect_equal(ann.usage()["count"], 30)
        kith(running, "check")


@on_each_store
def kill_minus_nine_while_files_are_made_leaves_nothing_behind(store):
    with server(store, media_quota="0") as running, concurrent.futures.ThreadPoolExecutor(4) as pool:
        ann = Owner(running, "ann")
        acknowledged = []
        for round_ in range(4):
            asked = [pool.submit(ann.form, png(900, 700, noise=True)) for _ in range(4)]
            time.sleep(0.15 + 0.2 * round_)
            running.kill()
            for one in asked:
                try:
                    answer = one.result()
                except (OSError, Gone):
                    continue
                if answer.status in (201, 202):
                    acknowledged.append(answer.json()["id"])
            running.start()
        for which in acknowledged:
            eventually(lambda: ann.get(which).json()["state"] == "ready", 330 if store != "sqlite" else 40, "what was acknowledged")
        for media in ann.call("GET", "/media?limit=100", wanted=200).json():
            eventually(lambda: ann.get(media["id"]).json().get("state") not in ("waiting", "processing"), 330, "the rest")
        named = {url.split("/media/")[1].split("?")[0] for m in ann.call("GET", "/media?limit=100").json() if m["url"]
                 for url in [m["url"], *(size["url"] for size in m["sizes"])]}
        eventually(lambda: {key.removeprefix("media/") for key in left(running)} == named, 20, "that files and media agree")
        kith(running, "check")


@case
def a_helper_that_is_missing_is_said_at_the_start_and_to_who_uploads():
    with server(media_helper="/nowhere/kith-media") as running:
        expect("cannot be taken" in running.log_text() and "/nowhere/kith-media" in running.log_text(), running.log_text())
        ann = Owner(running, "ann")
        answer = ann.form(png(20, 20))
        expect_equal((answer.status, answer.json()["code"]), (415, "unsupported_media"))
        expect("at the moment" in answer.json()["detail"], answer.json())
        expect_equal(ann.form(png(20, 20), kind="file").status, 201)
        expect_equal(ann.usage()["count"], 1)


if __name__ == "__main__":
    main(sys.argv[1:])
