#!/usr/bin/env python3
"""
Who sees and hears what of a channel: each kind and history, each standing of a person, each surface, on a whole server. And how soon
a connection ends with its session, its account or its token, also in another process.
"""
import subprocess
import sys
import time
import urllib.parse

from kit.checks import case, eventually, expect, expect_equal, main, on_each_store
from kit.people import CHEAP, PASSWORD, People
from kit.realtime import Events, Line
from kit.server import BUILD, Server

THUMB = urllib.parse.quote("👍")
KINDS = [("public", "full"), ("public", "since_joined"), ("private", "full"), ("private", "since_joined"), ("group", "since_joined"),
         ("group", "full")]
INSIDE = ("owner", "admin", "member", "blocker", "blocked")     # from the beginning to the end
GOERS = ("left", "removed", "banned", "back")                   # in it for the first message alone; the last comes back for the third
STANDINGS = (*INSIDE, *GOERS, "late", "stranger", "moderator")
ALL = {1, 2, 3}


def sees(kind, history, who):
    """The numbers of the messages that somebody may see at the end, by the contract alone."""
    member = who in INSIDE or who in ("late", "back")
    if who == "banned" or not member and kind != "public":
        return set()
    return {3} if who in ("late", "back") and history == "since_joined" else ALL


def hears_members(who):
    """Those that a member is told of as they are sent, by `channels`, or because groups come by themselves."""
    return ALL if who in INSIDE else {1, 3} if who == "back" else {1} if who in GOERS else {3} if who == "late" else set()


def hears_subscribed(kind, who):
    """Those that a connection is told of that subscribed to the channel at first: what leaving has ended is not begun again."""
    if kind == "group":
        return hears_members(who)
    if who in GOERS:
        return {1}
    return ALL if kind == "public" or who in INSIDE else set()


class Scene:
    """A channel with three messages, and people who came and went between them."""

    def __init__(self, people, kind, history):
        self.people, self.kind, self.history, self.tag = people, kind, history, f"{kind}{history}".replace("_", "")
        self.who = {name: people.join(f"{name}_{self.tag}"[:30]) for name in STANDINGS}
        people.server.kith("user", "promote", f"moderator_{self.tag}"[:30], "--role", "moderator")
        self.ids = {name: person["user"]["id"] for name, person in self.who.items()}
        self.before = self.do("owner", "GET", "/realtime/status")["cursor"]
        self.make()
        self.lines = {name: self.listening(name) for name in STANDINGS}
        self.member_lines = {name: self.listening(name, topics="channels") for name in STANDINGS}
        self.happen()

    def do(self, who, method, path, body=None):
        answer = self.people.call(method, path, body, self.who[who]["token"])
        expect(answer.status < 300, who, method, path, answer)
        return answer.json() if answer.body else None

    def make(self):
        inside = [self.ids[name] for name in (*INSIDE[1:], *GOERS)]
        if self.kind == "group":
            self.id = self.do("owner", "POST", "/conversations", {"is_group": True, "name": "g", "participant_ids": inside})["id"]
            if self.history == "full":
                self.do("owner", "PATCH", f"/channels/{self.id}", {"history": "full"})
        else:
            made = {"name": "c", "kind": self.kind, "history": self.history, "member_ids": inside}
            self.id = self.do("owner", "POST", "/channels", made)["id"]
        self.path = f"/channels/{self.id}"
        self.do("owner", "PUT", f"{self.path}/members/{self.ids['admin']}", {"role": "admin"})
        self.do("blocker", "POST", f"/users/{self.ids['owner']}/block", {})
        self.do("owner", "POST", f"/users/{self.ids['blocked']}/block", {})

    def listening(self, name, **more):
        line = Line(self.people.server, self.who[name]["token"], **{"topics": f"channel:{self.id}", "include": "content", **more})
        line.hello = line.hear_of("hello")
        return line

    def send(self, n, **more):
        message = self.do("owner", "POST", f"{self.path}/messages", {"content": f"quince{self.tag} number {n}", **more})["id"]
        self.do("owner", "PATCH", f"/messages/{message}", {"content": f"quince{self.tag} number {n} edited"})
        self.do("owner", "PUT", f"/messages/{message}/reactions/{THUMB}")
        self.do("owner", "PUT", f"{self.path}/pins/{message}")
        return message

    def happen(self):
        first = self.send(1)
        self.messages = {1: first}
        for name in ("left", "back"):
            self.do(name, "POST", f"{self.path}/leave", {})
        self.do("admin", "DELETE", f"{self.path}/members/{self.ids['removed']}")
        self.do("admin", "PUT", f"{self.path}/bans/{self.ids['banned']}")
        self.messages[2] = self.send(2, reply_to_id=first)
        for name in ("late", "back"):
            self.do("owner", "PUT", f"{self.path}/members/{self.ids[name]}", {})
        self.messages[3] = self.send(3, reply_to_id=first, thread_root_id=first)
        self.number = {message: n for n, message in self.messages.items()}

    # ---- surfaces: the messages that one shows to somebody ----

    def ask(self, who, path):
        return self.people.call("GET", path, token=self.who[who]["token"])

    def listed(self, who, path):
        """Of a list of messages; what is not there for somebody shows nothing, with the words for that."""
        answer = self.ask(who, path)
        if answer.status != 200:
            told = (answer.status, answer.json()["code"])
            expect(told in ((404, "channel_not_found"), (404, "message_not_found")), f"{path} for {who} is {told}")
            return set()
        return {self.number[m["id"]] for m in answer.json()}

    def single(self, who, path):
        """Of a page about one message: those of which it says anything."""
        shown = set()
        for n, message in self.messages.items():
            answer = self.ask(who, path.format(message))
            if answer.status == 200:
                expect(answer.json() != [], path, "of", n, "is empty for", who)
                shown.add(n)
            else:
                expect_equal((answer.status, answer.json()["code"]), (404, "message_not_found"), f"{path} of {n} for {who}")
        return shown

    def searched(self, who, more=""):
        return self.listed(who, f"/messages/search?q=quince{self.tag}{more}")

    def previews(self, who):
        """Messages that previews of replies show, of the replies that are seen."""
        page = self.ask(who, f"{self.path}/messages")
        told = page.json() if page.status == 200 else []
        previews = {self.number[m["reply_to"]["id"]] for m in told if m["reply_to"]}
        texts = [m["reply_to"]["content"] for m in told if m["reply_to"]]
        expect(all(f"number {n} " in text for n in previews for text in texts), texts)
        return previews

    def last(self, who):
        answer = self.ask(who, self.path)
        told = answer.json().get("last_message") if answer.status == 200 else None
        return {self.number[told["id"]]} if told else set()

    def replayed(self, who):
        """A connection that comes back with a cursor from before all of it."""
        with self.listening(who, cursor=self.before) as line:
            return self.told(line, "live")

    def streamed(self, who):
        heard = set()
        with Events(self.people.server, self.who[who]["token"], last=self.before, topics=f"channel:{self.id}") as events:
            while (told := events.hear())["type"] != "live":
                heard |= self.numbers(told)
        return heard

    def numbers(self, told):
        return {self.number[told["messageId"]]} if told.get("messageId") in self.number else set()

    def told(self, line, until):
        heard = set()
        while (told := line.hear())["type"] != until:
            heard |= self.numbers(told)
            expect("content" not in told or told["content"] is None or "quince" in told["content"], told)
        return heard

    def heard_live(self, line):
        line.say("ping")
        heard = self.told(line, "pong")
        line.socket.close()
        return heard


def verdicts(scene):
    """(surface, who, what it shows, what it should)."""
    k, h = scene.kind, scene.history
    eventually(lambda: scene.searched("owner") == ALL, 20, "a search that finds all")
    time.sleep(0.2)                       # what was sent is with every connection, if it is to be there at all
    lists = {"list": "/messages", "list around": "/messages?around=seq:2", "list after": "/messages?after=seq:1",
             "list without replies": "/messages?threads=hide", "pins": "/pins"}
    pages = {"message": "/messages/{}", "history": "/messages/{}/history", "reactions": "/messages/{}/reactions"}
    for who in STANDINGS:
        may = sees(k, h, who)
        for surface, path in lists.items():
            wanted = may - {"list after": {1}, "list without replies": {3}}.get(surface, set())
            yield surface, who, scene.listed(who, scene.path + path) if may or "seq:" not in path else set(), wanted
        for surface, path in pages.items():
            yield surface, who, scene.single(who, path), may
        yield "search", who, scene.searched(who), may
        yield "search of a channel", who, scene.searched(who, f"&channel_id={scene.id}"), may
        yield "previews of replies", who, scene.previews(who), may & {1}
        yield "last message", who, scene.last(who), may & {3}
        yield "thread", who, scene.listed(who, f"/messages/{scene.messages[3]}/thread"), may & {3}
        yield "replay", who, scene.replayed(who), may
        yield "stream", who, scene.streamed(who), may
        yield "subscription", who, scene.heard_live(scene.lines[who]), hears_subscribed(k, who)
        yield "channels", who, scene.heard_live(scene.member_lines[who]), hears_members(who)
        reads = scene.ask(who, f"{scene.path}/reads")
        yield "receipts", who, reads.status, 200 if may and k == "group" else 404


@on_each_store
def each_surface_shows_each_person_what_is_theirs(store):
    with Server("kith", store=store, **CHEAP) as server:
        people = People(server)
        server.kith = lambda *words: operate(server, *words)
        wrong = []
        for kind, history in KINDS:
            for surface, who, found, wanted in verdicts(Scene(people, kind, history)):
                if found != wanted:
                    wrong.append(f"{kind}, {history}: {surface} shows {found} to {who}, should {wanted}")
        expect(not wrong, "\n".join(wrong))


@on_each_store
def a_direct_conversation_is_for_its_two(store):
    with Server("kith", store=store, **CHEAP) as server:
        people = People(server)
        ann, bob, eve = people.join("ann"), people.join("bob"), people.join("eve")
        operate(server, "user", "promote", "eve", "--role", "moderator")
        before = people.call("GET", "/realtime/status", token=ann["token"]).json()["cursor"]
        direct = people.call("POST", "/conversations", {"participant_ids": [bob["user"]["id"]]}, ann["token"], 201).json()["id"]
        told = people.call("POST", f"/channels/{direct}/messages", {"content": "quincedirect"}, ann["token"], 201).json()["id"]
        people.call("PUT", f"/messages/{told}/reactions/{THUMB}", None, bob["token"], 200)
        eventually(lambda: people.call("GET", "/messages/search?q=quincedirect", token=bob["token"]).json(), 20, "a search that finds it")
        paths = [f"/channels/{direct}", f"/conversations/{direct}", f"/channels/{direct}/messages", f"/channels/{direct}/members",
                 f"/channels/{direct}/reads", f"/channels/{direct}/pins", f"/messages/{told}", f"/messages/{told}/history",
                 f"/messages/{told}/reactions", f"/messages/{told}/thread"]
        for path in paths:
            for who, status in ((ann, 200), (bob, 200), (eve, 404)):
                expect_equal(people.call("GET", path, token=who["token"]).status, status, f"{path} for {who['user']['username']}")
        expect_equal(people.call("GET", "/messages/search?q=quincedirect", token=eve["token"]).json(), [])
        for who, wanted in ((ann, True), (bob, True), (eve, False)):
            with Line(server, who["token"], topics=f"channel:{direct}", cursor=before) as line:
                kinds = set()
                while (heard := line.hear())["type"] != "live":
                    kinds.add(heard["type"])
            expect_equal({"dm", "reaction_added", "channel_joined"} <= kinds, wanted, "a replay")
            expect_equal("error" in kinds, not wanted, "the topic")


# ---- how soon it ends ----

def operate(server, *words):
    """A command of an operator."""
    done = subprocess.run([BUILD / "kith", *words, "--data", server.data, "--store", server.store], capture_output=True, text=True)
    expect_equal(done.returncode, 0, done.stdout + done.stderr)


def ends_within(servers, home, end, code, seconds=1.0):
    """A socket and a stream at each server end with that code, soon after `end` was answered; somebody else's stay."""
    people = People(servers[0])
    name = f"ann{time.monotonic_ns()}"
    people.join(name)
    who, other = people.sign_in(name), people.join(f"bob{time.monotonic_ns()}")
    lines = [Line(server, who["token"]) for server in servers]
    streams = [Events(server, who["token"]) for server in servers]
    others = [Line(server, other["token"]) for server in servers]
    for open_one in (*lines, *streams, *others):
        open_one.hear_of("hello")
    end(people, home, who, name)
    began = time.monotonic()
    for line in lines:
        expect_equal(line.ending()[0], code)
    for stream in streams:
        expect_equal(stream.hear_of("close")["code"], code)
    took = time.monotonic() - began
    expect(took < seconds, f"it took {took:.1f} s")
    for line in others:
        expect_equal(line.ask("ping")["type"], "pong")
        line.socket.close()
    for server in servers:
        expect_equal(people.call("GET", "/realtime/status", token=who["token"]).status, 401)


def log_out(people, _, who, __):
    people.call("POST", "/auth/logout", {}, who["token"])


def suspend(_, home, __, name):
    operate(home, "user", "suspend", name)


def leave(people, _, who, __):
    expect(people.call("DELETE", "/users/me", {"password": PASSWORD}, who["token"]).status < 300, "the deletion")


ENDS = ((log_out, 4001), (suspend, 4003), (leave, 4003))


@on_each_store
def connections_end_with_their_session_and_account(store):
    with Server("kith", store=store, **CHEAP) as server:
        for end, code in ENDS:
            ends_within([server], server, end, code)


@case
def they_end_in_every_process():
    with Server("kith", store="postgres", **CHEAP) as first:
        key = (first.data / "secret.key").read_text().strip()
        with Server("kith", store=first.store, secret_key=key, **CHEAP) as second:
            for servers in ([first, second], [second, first]):
                for end, code in ENDS:
                    ends_within(servers, first, end, code)


@on_each_store
def connections_end_when_their_token_does(store):
    with Server("kith", store=store, token_ttl="3s", **CHEAP) as server:
        people = People(server)
        people.join("ann")
        began = time.monotonic()
        who = people.sign_in("ann")
        with Line(server, who["token"]) as line, Events(server, who["token"]) as events:
            expect_equal(line.ending(), (4002, "token_expired"))
            expect_equal(events.hear_of("close")["code"], 4002)
            took = time.monotonic() - began
            expect(1.5 < took < 4.5, f"it took {took:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
