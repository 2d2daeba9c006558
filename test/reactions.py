#!/usr/bin/env python3
"""
Reactions and pins over open connections, on each store: the commands `react` and `unreact`, what members hear and in which order, and
that nobody hears of a message from before they came.
"""
import urllib.parse

from kit.checks import expect_equal, main, on_each_store
from kit.people import CHEAP, People
from kit.realtime import Line
from kit.server import Server

KINDS = ("reaction_added", "reaction_removed", "message_pinned", "message_unpinned", "dm", "channel_message")
HEART = "❤\ufe0f"


class Room:
    """A group or a public channel of ann, with bob in it."""

    def __init__(self, server, kind):
        self.server, self.people = server, People(server)
        self.ann, self.bob, self.carl = (self.people.join(f"{kind}_{name}") for name in ("ann", "bob", "carl"))
        if kind == "group":
            self.id = self.call(self.ann, "POST", "/conversations", 201, participant_ids=[self.who(self.bob)], is_group=True)["id"]
        else:
            self.id = self.call(self.ann, "POST", "/channels", 201, name="Tea", history="since_joined")["id"]
            self.call(self.bob, "POST", f"/channels/{self.id}/join", 200)

    @staticmethod
    def who(person):
        return person["user"]["id"]

    def call(self, person, method, path, wanted, **members):
        answer = self.people.call(method, path, members or None, person["token"], wanted)
        return answer.json() if answer.body else None

    def said(self, text):
        return self.call(self.ann, "POST", f"/channels/{self.id}/messages", 201, content=text)["id"]

    def line(self, person, **query):
        line = Line(self.server, person["token"], **query)
        expect_equal(line.hear()["type"], "hello")
        return line


def heard(line, known=None):
    """The next event of these, without its cursor; not that `known` was sent, which may have got its place in the log only now."""
    while (event := line.hear_of(*KINDS)).get("messageId") == known and event["type"] in ("dm", "channel_message"):
        pass
    return {name: value for name, value in event.items() if name != "cursor"}


def deeds(room, line, first, emoji=HEART):
    """By ann on an open connection; and what others hear of it."""
    told = {"channelId": room.id, "messageId": first}
    by = {"userId": room.who(room.ann), "emoji": emoji}
    expect_equal(line.ask("react", messageId=first, emoji="❤")["type"], "ack")
    yield {"type": "reaction_added", **told, **by, "count": 1}
    expect_equal(line.ask("react", messageId=first, emoji=HEART)["type"], "ack", "a repeat, of which nobody hears")
    room.call(room.bob, "PUT", f"/messages/{first}/reactions/{urllib.parse.quote('❤')}", 200)
    yield {"type": "reaction_added", **told, "userId": room.who(room.bob), "emoji": emoji, "count": 2}
    expect_equal(line.ask("unreact", messageId=first, emoji="❤")["type"], "ack")
    yield {"type": "reaction_removed", **told, **by, "count": 1}
    room.call(room.ann, "PUT", f"/channels/{room.id}/pins/{first}", 204)
    yield {"type": "message_pinned", **told, "by": room.who(room.ann)}
    room.call(room.ann, "DELETE", f"/channels/{room.id}/pins/{first}", 204)
    yield {"type": "message_unpinned", **told, "by": room.who(room.ann)}


def without_subscribing_and_with(store, kind, query):
    with Server("kith", store=store, **CHEAP) as server:
        room = Room(server, kind)
        first = room.said("Tea?")
        if kind == "group":
            room.call(room.ann, "PUT", f"/channels/{room.id}/members/{room.who(room.carl)}", 200)
        else:
            room.call(room.carl, "POST", f"/channels/{room.id}/join", 200)
        topics = {"topics": f"channel:{room.id}"} if query else {}
        with room.line(room.ann) as ann, room.line(room.bob, **topics) as bob, room.line(room.carl, **topics) as carl:
            for expected in deeds(room, ann, first):
                expect_equal(heard(bob, first), expected, "what bob hears")
            after = room.said("Cake?")
            for line in (bob, carl):
                expect_equal(heard(line)["messageId"], after, "the first that carl hears of")
            for expected in deeds(room, ann, after):
                for line in (bob, carl):
                    expect_equal(heard(line), expected, "what both hear")


@on_each_store
def members_of_a_group_hear_of_reactions_and_pins(store):
    without_subscribing_and_with(store, "group", False)


@on_each_store
def subscribers_of_a_channel_hear_of_reactions_and_pins(store):
    without_subscribing_and_with(store, "public", True)


@on_each_store
def what_is_refused_is_an_error_with_its_code(store):
    with Server("kith", store=store, **CHEAP) as server:
        room = Room(server, "public")
        message = room.said("Tea?")
        with room.line(room.ann) as ann, room.line(room.carl) as carl:
            cases = ((ann, {"messageId": message, "emoji": "tea"}, "invalid_emoji"),
                     (ann, {"messageId": "7", "emoji": HEART}, "message_not_found"),
                     (carl, {"messageId": message, "emoji": HEART}, "not_a_member"), (ann, {"messageId": message}, "invalid_input"))
            for line, members, code in cases:
                for kind in ("react", "unreact"):
                    answer = line.ask(kind, **members)
                    expect_equal((answer["type"], answer.get("code")), ("error", code), f"{kind} {members}")
            room.call(room.ann, "DELETE", f"/messages/{message}", 204)
            expect_equal(ann.ask("react", messageId=message, emoji=HEART)["code"], "message_deleted")


if __name__ == "__main__":
    main()
