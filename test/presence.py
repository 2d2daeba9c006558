#!/usr/bin/env python3
"""Presence and typing on sockets, on both stores, as clients say and hear them. Who may know what is tested in the domain."""
import sys

from kit.checks import case, eventually, expect_equal, main, on_each_store
from kit.people import CHEAP, People
from kit.realtime import Events, Line
from kit.server import Server


class Friends:
    """Ann and Bob talk with each other; Eve knows neither."""

    def __init__(self, store, **settings):
        self.server = Server("kith", store=store, **{**CHEAP, **settings})

    def __enter__(self):
        self.server.__enter__()
        self.people = People(self.server)
        self.ann, self.bob, self.eve = (self.people.join(name) for name in ("ann", "bob", "eve"))
        self.bobs_id = self.bob["user"]["id"]
        self.talk = self.made("/conversations", participant_ids=[self.bobs_id])
        return self

    def __exit__(self, *told):
        return self.server.__exit__(*told)

    def made(self, path, **draft):
        """The id of what Ann makes."""
        return self.people.call("POST", path, draft, self.ann["token"], 201).json()["id"]

    def line(self, who, **query):
        line = Line(self.server, who["token"], **query)
        expect_equal(line.hear()["type"], "hello")
        return line

    def presence(self, viewer, of):
        answer = self.people.call("GET", f"/users/{of['user']['id']}/presence", token=viewer["token"], wanted=200).json()
        return answer["status"], answer["last_seen_at"] is not None


def listens(line, to):
    """How it is once after the answer."""
    line.say("subscribe", topic=f"presence:{to['user']['id']}", ref="s")
    expect_equal(line.hear_of("subscribed", "error")["type"], "subscribed")
    line.last = None
    return hears(line, to)


def hears(line, of):
    """What it hears next; that two people have begun to talk says the same once more, after a moment."""
    before = line.last
    while line.last == before:
        heard = line.hear_of("presence")
        expect_equal((heard["userId"], sorted(heard)), (of["user"]["id"], ["lastSeen", "status", "type", "userId"]))
        line.last = heard["status"], heard["lastSeen"] is not None
    return line.last


@on_each_store
def who_comes_and_goes_is_heard_by_those_who_may_know(store):
    with Friends(store) as f, f.line(f.bob) as bob, f.line(f.eve) as eve:
        expect_equal(listens(bob, f.ann), ("offline", False))
        with f.line(f.ann) as ann:
            expect_equal(hears(bob, f.ann), ("online", False))
            expect_equal(listens(eve, f.ann), ("offline", False))
            expect_equal(f.presence(f.bob, f.ann), ("online", False))
            expect_equal(f.presence(f.eve, f.ann), ("offline", False))
            expect_equal(ann.ask("presence", status="away")["type"], "ack")
            expect_equal(hears(bob, f.ann), ("away", False))
            with Events(f.server, f.ann["token"]):
                expect_equal(hears(bob, f.ann), ("online", False))
            expect_equal(hears(bob, f.ann), ("away", False))
            expect_equal(ann.ask("presence", status="invisible")["type"], "ack")
            expect_equal(hears(bob, f.ann), ("offline", False))
            expect_equal(f.presence(f.bob, f.ann), ("offline", False))
            settings = f.people.call("GET", "/users/me/messaging", token=f.ann["token"], wanted=200).json()
            expect_equal(settings["presence"], "invisible")
            expect_equal(ann.ask("presence", status="visible")["type"], "ack")
            expect_equal(hears(bob, f.ann), ("away", False))
            expect_equal(ann.ask("presence", status="asleep")["type"], "error")
        with f.line(f.bob, topics=f"presence:{f.ann['user']['id']}") as second:
            expect_equal(second.hear_of("presence")["status"], "away")   # for ten seconds
        expect_equal(f.presence(f.bob, f.ann), ("away", False))
        eventually(lambda: f.presence(f.bob, f.ann) == ("offline", True), 30, "she is offline")
        expect_equal(f.presence(f.eve, f.ann), ("offline", False))


@on_each_store
def typing_is_heard_by_the_others(store):
    with Friends(store) as f, f.line(f.ann) as ann, f.line(f.bob) as bob:
        channel = f.made("/channels", name="Birds", member_ids=[f.bobs_id])
        whole = {"type": "user_typing", "channelId": f.talk, "userId": f.ann["user"]["id"], "typing": True, "expiresMs": 6000}
        ann.say("typing", channelId=f.talk)
        expect_equal(bob.hear_of("user_typing"), whole)
        expect_equal(ann.ask("typing", channelId=f.talk, typing=False)["type"], "ack")
        expect_equal(bob.hear_of("user_typing")["typing"], False)
        f.people.call("POST", f"/channels/{f.talk}/typing", {"is_typing": True}, f.bob["token"], 204)
        expect_equal(ann.hear_of("user_typing")["userId"], f.bob["user"]["id"])
        with f.line(f.bob, topics=f"channel:{channel}") as listening:
            expect_equal(ann.ask("typing", channelId=channel)["type"], "ack")
            expect_equal(listening.hear_of("user_typing")["channelId"], channel)
        error = ann.ask("typing", channelId="123456")
        expect_equal((error["type"], error["code"]), ("error", "channel_not_found"))
        with f.line(f.eve) as eve:
            expect_equal(eve.ask("typing", channelId=channel)["code"], "not_a_member")
            expect_equal(eve.ask("typing", channelId=f.talk)["code"], "channel_not_found")
        f.people.call("POST", f"/users/{f.ann['user']['id']}/block", token=f.bob["token"])
        expect_equal(ann.ask("typing", channelId=f.talk)["code"], "cannot_message")


@case
def when_somebody_was_last_seen_outlives_a_stop():
    with Friends("sqlite") as f:
        with f.line(f.ann):
            eventually(lambda: f.presence(f.bob, f.ann) == ("online", False), 5, "she is online")
            f.server.restart()
        eventually(lambda: f.presence(f.bob, f.ann) == ("offline", True), 5, "it is known since when")


if __name__ == "__main__":
    main(sys.argv[1:])
