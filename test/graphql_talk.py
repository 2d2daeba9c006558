#!/usr/bin/env python3
"""
Channels and messages by GraphQL beside their routes of REST, on a whole server and on both stores: the same mistake has the same
code and the same members, what one counts the other counts too, a key repeats nothing, and each change shows at once.
"""
import sys

from kit.both import mutation, town
from kit.checks import expect, expect_equal, main, on_each_store
from kit.people import CHEAP
from kit.server import Server

THUMB = "%F0%9F%91%8D"


def hall(server):
    """Ann's public, announcing and private channels, her conversation with bob, and a message in the first."""
    both, token, who = town(server)
    rooms = {kind: both.call("POST", "/channels", {"name": kind, "kind": kind}, token["ann"], 201).json()["id"] for kind in
             ("public", "private")}
    rooms["direct"] = both.call("POST", "/conversations", {"participant_ids": [who["bob"]]}, token["ann"], 201).json()["id"]
    said = both.call("POST", f"/channels/{rooms['public']}/messages", {"content": "one"}, token["ann"], 201).json()["id"]
    return both, token, who, rooms, said


def channels_alike(both, token, who, rooms):
    ann, bob, eve = token["ann"], token["bob"], token["eve"]
    for body, members in (
            ({"name": ""}, {"name": ""}), ({"name": "x" * 81}, {"name": "x" * 81}), ({"name": " "}, {"name": " "}),
            ({"name": "x", "topic": "x" * 251, "description": "x" * 1001}, {"name": "x", "topic": "x" * 251, "description": "x" * 1001}),
            ({"name": "x", "kind": "group"}, {"name": "x", "kind": "GROUP"}),
            ({"name": "x", "member_ids": ["7"]}, {"name": "x", "memberIds": ["7"]}),
            ({"name": "x", "member_ids": [who["dan"]]}, {"name": "x", "memberIds": [who["dan"]]}),
            ({"name": "x", "member_ids": ["7"] * 101}, {"name": "x", "memberIds": ["7"] * 101})):
        both.alike(ann, ("POST", "/channels", body), ("createChannel", members))
    both.alike(None, ("POST", "/channels", {"name": "x"}), ("createChannel", {"name": "x"}))
    for room, token_of in ((rooms["private"], eve), ("7", ann), ("x", ann), (rooms["public"], None)):
        both.alike(token_of, ("POST", f"/channels/{room}/join", {}), ("joinChannel", {"channelId": room}))
    both.alike(bob, ("POST", f"/channels/{rooms['direct']}/leave", {}), ("leaveChannel", {"channelId": rooms["direct"]}))
    for others, more in ((["@ann"], {}), (["7"], {}), (["x"], {}), ([], {}), ([who["dan"]], {}), (["@nobody_here"], {}),
                         (["@bob", "@eve"], {"is_group": False}), (["@bob", "@eve"], {"name": "x" * 81})):
        both.alike(ann, ("POST", "/conversations", {"participant_ids": others, **more}),
                   ("createConversation", {"participantIds": others, **({"isGroup": False} if "is_group" in more else more)}))


def messages_alike(both, token, rooms, said):
    ann, bob, eve, room = token["ann"], token["bob"], token["eve"], rooms["public"]
    for where, token_of, body, members in (
            (room, ann, {}, {}), (room, ann, {"content": ""}, {"content": ""}),
            (room, ann, {"content": "x" * 5001}, {"content": "x" * 5001}),
            (room, bob, {"content": "x"}, {"content": "x"}), (rooms["private"], bob, {"content": "x"}, {"content": "x"}),
            ("7", ann, {"content": "x"}, {"content": "x"}), (room, None, {"content": "x"}, {"content": "x"}),
            (rooms["direct"], eve, {"content": "x"}, {"content": "x"}),
            (room, ann, {"content": "x", "message_type": "payment"}, {"content": "x", "messageType": "PAYMENT"}),
            (room, ann, {"content": "x", "media_ids": ["7"]}, {"content": "x", "mediaIds": ["7"]}),
            (room, ann, {"content": "x", "reply_to_id": "7"}, {"content": "x", "replyToId": "7"}),
            (room, ann, {"content": "x", "thread_root_id": "7"}, {"content": "x", "threadRootId": "7"}),
            (room, ann, {"forward_of": "7"}, {"forwardOf": "7"}),
            (room, ann, {"content": "x", "client_ref": "x" * 65}, {"content": "x", "clientRef": "x" * 65})):
        both.alike(token_of, ("POST", f"/channels/{where}/messages", body), ("sendMessage", {"channelId": where, **members}))
    for which, token_of, content in ((said, ann, ""), (said, bob, "x"), ("7", ann, "x"), ("x", ann, "x"), (said, None, "x")):
        both.alike(token_of, ("PATCH", f"/messages/{which}", {"content": content}), ("updateMessage", {"id": which, "content": content}))
    for which, token_of in ((said, bob), ("7", ann), ("x", ann)):
        both.alike(token_of, ("DELETE", f"/messages/{which}", None), ("deleteMessage", {"id": which}))
    for which, token_of, emoji, written in ((said, ann, "x", "x"), (said, bob, THUMB, "\U0001F44D"), ("7", ann, THUMB, "\U0001F44D")):
        both.alike(token_of, ("PUT", f"/messages/{which}/reactions/{emoji}", None),
                   ("addMessageReaction", {"messageId": which, "emoji": written}))
        both.alike(token_of, ("DELETE", f"/messages/{which}/reactions/{emoji}", None),
                   ("removeMessageReaction", {"messageId": which, "emoji": written}))
    for where, which, token_of in ((room, "7", ann), (room, said, bob), (rooms["private"], said, ann), ("7", said, ann),
                                   (rooms["private"], said, eve)):
        both.alike(token_of, ("PUT", f"/channels/{where}/read", {"message_id": which}),
                   ("markRead", {"channelId": where, "messageId": which}))


@on_each_store
def the_same_mistake_is_refused_alike_in_rest_and_graphql(store):
    with Server("kith", store=store, **CHEAP) as server:
        both, token, who, rooms, said = hall(server)
        both.done("block", token["ann"], userId=who["dan"])
        channels_alike(both, token, who, rooms)
        messages_alike(both, token, rooms, said)
        both.done("deleteMessage", token["ann"], id=said)
        both.alike(token["ann"], ("PATCH", f"/messages/{said}", {"content": "x"}), ("updateMessage", {"id": said, "content": "x"}))
        both.call("PATCH", f"/channels/{rooms['public']}", {"archived": True}, token["ann"], 200)
        both.alike(token["ann"], ("POST", f"/channels/{rooms['public']}/messages", {"content": "x"}),
                   ("sendMessage", {"channelId": rooms["public"], "content": "x"}))


@on_each_store
def the_budget_of_messages_is_one_whichever_surface_asks(store):
    with Server("kith", store=store, **{**CHEAP, "limits": "on"}, messages_per_minute=3) as server:
        both, token, _, rooms, _ = hall(server)
        ann, room = token["ann"], rooms["public"]
        both.done("sendMessage", ann, channelId=room, content="two")
        both.call("POST", f"/channels/{room}/messages", {"content": "three"}, ann, 201)
        wanted = both.call("POST", f"/channels/{room}/messages", {"content": "four"}, ann, 429)
        error = both.refused("sendMessage", ann, channelId=room, content="four")
        expect_equal(error["extensions"]["code"], wanted.json()["code"])
        expect(abs(error["extensions"]["retryAfter"] - int(wanted.get("retry-after"))) <= 2, error)


@on_each_store
def a_key_does_nothing_twice(store):
    with Server("kith", store=store, **CHEAP) as server:
        both, token, _, rooms, said = hall(server)
        ann, room = token["ann"], rooms["public"]
        for field, members in (("sendMessage", {"channelId": room, "content": "once"}), ("createChannel", {"name": "once"}),
                               ("createConversation", {"participantIds": ["@bob", "@eve"]}), ("joinChannel", {"channelId": room}),
                               ("addMessageReaction", {"messageId": said, "emoji": "\U0001F44D"}),
                               ("markRead", {"channelId": room, "messageId": said}),
                               ("updateMessage", {"id": said, "content": "other"}), ("deleteMessage", {"id": said})):
            first, again = (both.asked(mutation(field), {"a": members}, ann, f"k-{field}") for _ in range(2))
            expect("errors" not in first.json() and first.json()["data"]["a"], field, first.body)
            expect_equal((again.json(), again.get("idempotency-replayed")), (first.json(), "true"), field)
        heard = both.call("GET", f"/channels/{room}/messages", token=ann, wanted=200).json()
        expect_equal([one["content"] for one in heard], ["once", None])
        expect_equal(len(both.call("GET", "/channels", token=ann, wanted=200).json()), 3)
        expect_equal(len(both.call("GET", "/conversations", token=ann, wanted=200).json()), 2)


@on_each_store
def what_rest_says_of_a_channel_and_its_messages_graphql_says_too(store):
    with Server("kith", store=store, **CHEAP) as server:
        both, token, who, rooms, said = hall(server)
        room = rooms["public"]
        both.done("joinChannel", token["bob"], channelId=room)
        both.done("sendMessage", token["bob"], channelId=room, content="see @ann", replyToId=said, threadRootId=said, clientRef="r")
        document = f"""{{ channel(id: {room}) {{ id name memberCount lastSeq membership {{ role unreadCount mentionCount lastReadSeq }}
            messages {{ nodes {{ id seq content clientRef isRead threadReplyCount sender {{ username }} replyTo {{ id }} }} }}
            members {{ edges {{ role node {{ username }} }} }} }} unread {{ unreadCount mentionCount }} }}"""
        for name in ("ann", "bob", "eve"):
            kept = both.call("GET", f"/channels/{room}", token=token[name], wanted=200).json()
            heard = both.call("GET", f"/channels/{room}/messages", token=token[name], wanted=200).json()
            total = both.call("GET", "/unread", token=token[name], wanted=200).json()
            told = both.asked(document, token=token[name]).json()["data"]
            one = told["channel"]
            expect_equal((one["id"], one["name"], one["memberCount"], one["lastSeq"]),
                         (kept["id"], kept["name"], kept["member_count"], kept["last_seq"]))
            expect_equal(one["membership"], {"role": kept["role"].upper(), "unreadCount": kept["unread_count"],
                                             "mentionCount": kept["mention_count"], "lastReadSeq": kept["last_read_seq"]}
                         if kept["is_member"] else None, name)
            expect_equal([(m["id"], m["seq"], m["content"], m["clientRef"], m["isRead"], m["threadReplyCount"], m["sender"]["username"],
                           m["replyTo"] and m["replyTo"]["id"]) for m in one["messages"]["nodes"]],
                         [(m["id"], m["seq"], m["content"], m["client_ref"], m["is_read"],
                           (m["thread"] or {"reply_count": 0})["reply_count"], m["sender"]["username"], m["reply_to_id"])
                          for m in heard], name)
            expect_equal([(m["role"], m["node"]["username"]) for m in one["members"]["edges"]], [("OWNER", "ann"), ("MEMBER", "bob")])
            expect_equal(told["unread"], {"unreadCount": total["unread_count"], "mentionCount": total["mention_count"]})


if __name__ == "__main__":
    main(sys.argv[1:])
