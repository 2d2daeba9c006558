#!/usr/bin/env python3
"""
The mutations of GraphQL beside the routes of REST that do the same, on a whole server and on both stores: the same mistake has
the same code, the same words and the same members; what one counts, the other counts too; a key repeats nothing.
"""
import random
import subprocess
import threading
import time

from kit.both import camel, mutation, town
from kit.checks import eventually, expect, expect_equal, main, on_each_store
from kit.client import Gone
from kit.people import CHEAP
from kit.server import BUILD, Server


@on_each_store
def the_same_mistake_is_refused_alike_in_rest_and_graphql(store):
    with Server("kith", store=store, **CHEAP) as server:
        both, token, who = town(server)
        ann, bob, eve = token["ann"], token["bob"], token["eve"]
        post = both.done("createPost", ann, content="one", poll={"options": ["a", "b"]})["post"]["id"]
        bare = both.done("createPost", ann, content="bare")["post"]["id"]
        narrow = both.done("createPost", ann, content="narrow", visibility="FOLLOWERS")["post"]["id"]
        secret = both.done("createPost", ann, content="secret", visibility="PRIVATE")["post"]["id"]
        boost = both.done("createPost", ann, boostOf=bare)["post"]["id"]
        comment = both.done("createComment", ann, postId=post, content="c")["comment"]["id"]
        other = both.done("createComment", ann, postId=bare, content="elsewhere")["comment"]["id"]
        lists = both.done("createList", ann, title="list")["list"]["id"]
        both.done("block", ann, userId=who["dan"])
        both.done("votePoll", bob, postId=post, choices=[0])
        long = "x" * 5001

        def posts(token, body, **members):
            both.alike(token, ("POST", "/posts", body), ("createPost", members))

        posts(ann, {}, **{})
        posts(ann, {"content": long}, content=long)
        posts(ann, {"content": "a\0b"}, content="a\0b")
        posts(ann, {"content": "x", "content_warning": long}, content="x", contentWarning=long)
        posts(ann, {"content": "x", "language": "?"}, content="x", language="?")
        posts(ann, {"content": "x", "type": "link"}, content="x", type="LINK")
        posts(ann, {"content": long, "type": "video", "language": "?"}, content=long, type="VIDEO", language="?")
        posts(ann, {"content": "x", "media_ids": ["7"]}, content="x", mediaIds=["7"])
        posts(ann, {"content": "x", "media_ids": ["7"] * 9}, content="x", mediaIds=["7"] * 9)
        posts(ann, {"poll": {"options": []}}, poll={"options": []})
        posts(ann, {"poll": {"options": ["a"] * 11}}, poll={"options": ["a"] * 11})
        posts(ann, {"poll": {"options": ["a", "a"]}}, poll={"options": ["a", "a"]})
        posts(ann, {"poll": {"options": ["a", ""]}}, poll={"options": ["a", ""]})
        posts(ann, {"poll": {"options": ["a", "b"], "expires_in": 1}}, poll={"options": ["a", "b"], "expiresIn": 1})
        posts(ann, {"poll": {"options": ["a", "b"], "expires_at": "2001-01-01T00:00:00Z"}},
              poll={"options": ["a", "b"], "expiresAt": "2001-01-01T00:00:00Z"})
        posts(ann, {"poll": {"options": ["a", "b"], "expires_in": 60, "expires_at": "2101-01-01T00:00:00Z"}},
              poll={"options": ["a", "b"], "expiresIn": 60, "expiresAt": "2101-01-01T00:00:00Z"})
        posts(bob, {"boost_of": secret}, boostOf=secret)
        posts(bob, {"boost_of": "x", "content": "q"}, boostOf="x", content="q")
        posts(ann, {"boost_of": narrow}, boostOf=narrow)
        posts(None, {"content": "x"}, content="x")

        for which, token_of, body, members in (
                (bare, ann, {"content": ""}, {"content": ""}), (post, bob, {"content": "x"}, {"content": "x"}),
                (secret, bob, {"content": "x"}, {"content": "x"}), ("7", ann, {"content": "x"}, {"content": "x"}),
                ("x", ann, {"content": "x"}, {"content": "x"}), (boost, ann, {"content": "x"}, {"content": "x"}),
                (post, ann, {"media_ids": ["7"]}, {"mediaIds": ["7"]}), (post, ann, {"type": "reel"}, {"type": "REEL"}),
                (post, ann, {"language": "?", "content_warning": long}, {"language": "?", "contentWarning": long}),
                (post, None, {"content": "x"}, {"content": "x"})):
            both.alike(token_of, ("PATCH", f"/posts/{which}", body), ("updatePost", {"id": which, **members}))
        for which, token_of in ((post, bob), (secret, bob), ("7", ann), ("x", ann), (post, None)):
            both.alike(token_of, ("DELETE", f"/posts/{which}", None), ("deletePost", {"id": which}))
        for which, token_of in ((post, bob), (secret, ann), (boost, ann), ("x", ann), (secret, bob)):
            both.alike(token_of, ("PUT", f"/posts/{which}/pin", None), ("pinPost", {"id": which}))
        both.alike(bob, ("DELETE", f"/posts/{post}/pin", None), ("unpinPost", {"id": post}))
        for which, choices in ((post, []), (post, [0] * 11), (post, [2]), (post, [-1]), (post, [1]), (post, [0, 0]), (post, [0, 1]),
                               (bare, [0]), (secret, [0]), ("x", [0])):
            both.alike(bob, ("POST", f"/posts/{which}/votes", {"choices": choices}), ("votePoll", {"postId": which, "choices": choices}))
        for which, kind in ((secret, "like"), ("7", "save"), ("x", "boost")):
            both.alike(bob, ("PUT", f"/posts/{which}/reactions/{kind}", None), ("react", {"subjectId": which, "type": kind.upper()}))
            both.alike(bob, ("DELETE", f"/posts/{which}/reactions/{kind}", None), ("unreact", {"subjectId": which, "type": kind.upper()}))
        both.alike(ann, ("PUT", f"/posts/{narrow}/reactions/boost", None), ("react", {"subjectId": narrow, "type": "BOOST"}))

        for which, body, members in (
                (post, {"content": ""}, {}), (post, {"content": long}, {}), ("x", {"content": "x"}, {}), (secret, {"content": "x"}, {}),
                (post, {"content": "x", "parent_comment_id": other}, {"parentId": other}),
                (post, {"content": "x", "parent_comment_id": "x"}, {"parentId": "x"})):
            both.alike(bob, ("POST", f"/posts/{which}/comments", body),
                       ("createComment", {"postId": which, "content": body["content"], **members}))
        for which, token_of, content in ((comment, ann, " "), (comment, ann, long), (comment, bob, "x"), (post, ann, "x"), ("x", ann, "x"),
                                         (comment, None, "x")):
            both.alike(token_of, ("PATCH", f"/comments/{which}", {"content": content}),
                       ("updateComment", {"id": which, "content": content}))
        for which, token_of in ((comment, bob), ("x", ann), (post, ann)):
            both.alike(token_of, ("DELETE", f"/comments/{which}", None), ("deleteComment", {"id": which}))

        for route, field in (("follow", "follow"), ("block", "block"), ("mute", "mute")):
            for which in (who["ann"], "7", "x", "@nobody_here"):
                both.alike(ann, ("POST", f"/users/{which}/{route}", {}), (field, {"userId": which}))
                both.alike(ann, ("DELETE", f"/users/{which}/{route}", None), ("un" + field, {"userId": which}))
            both.alike(None, ("POST", f"/users/{who['bob']}/{route}", {}), (field, {"userId": who["bob"]}))
        both.alike(ann, ("POST", f"/users/{who['dan']}/follow", {}), ("follow", {"userId": who["dan"]}))
        both.alike(token["dan"], ("POST", f"/users/{who['ann']}/follow", {}), ("follow", {"userId": who["ann"]}))
        for which in (who["bob"], who["ann"], "7", "x"):
            both.alike(ann, ("POST", f"/follow_requests/{which}/accept", {}), ("acceptFollowRequest", {"userId": which}))
            both.alike(ann, ("POST", f"/follow_requests/{which}/reject", {}), ("rejectFollowRequest", {"userId": which}))
        for spelling in ("a b", "7", ""):
            if spelling:
                both.alike(ann, ("PUT", f"/tags/{spelling.replace(' ', '%20')}/follow", None), ("followTag", {"name": spelling}))
                both.alike(ann, ("DELETE", f"/tags/{spelling.replace(' ', '%20')}/follow", None), ("unfollowTag", {"name": spelling}))
        for body in ({"display_name": ""}, {"display_name": "x" * 101, "bio": "x" * 1001}, {"avatar_url": "ftp://x", "banner_url": "x"},
                     {"display_name": "a\nb"}):
            both.alike(ann, ("PATCH", "/users/me", body), ("updateProfile", {camel(name): value for name, value in body.items()}))

        for title in ("", "x" * 101):
            both.alike(ann, ("POST", "/lists", {"title": title}), ("createList", {"title": title}))
            both.alike(ann, ("PATCH", f"/lists/{lists}", {"title": title}), ("updateList", {"id": lists, "title": title}))
        for which, token_of in ((lists, eve), ("7", ann), ("x", ann), (lists, None)):
            both.alike(token_of, ("PATCH", f"/lists/{which}", {"title": "x"}), ("updateList", {"id": which, "title": "x"}))
            both.alike(token_of, ("DELETE", f"/lists/{which}", None), ("deleteList", {"id": which}))
            both.alike(token_of, ("PUT", f"/lists/{which}/members/{who['bob']}", None),
                       ("addToList", {"listId": which, "userId": who["bob"]}))
        for which in (who["dan"], "7", "@nobody_here"):
            both.alike(ann, ("PUT", f"/lists/{lists}/members/{which}", None), ("addToList", {"listId": lists, "userId": which}))
        both.alike(ann, ("DELETE", f"/lists/{lists}/members/@nobody_here", None),
                   ("removeFromList", {"listId": lists, "userId": "@nobody_here"}))


@on_each_store
def each_is_done_and_a_repeat_is_harmless_or_says_why_not(store):
    with Server("kith", store=store, **CHEAP) as server:
        both, token, who = town(server)
        ann, bob = token["ann"], token["bob"]
        post = both.done("createPost", ann, content="one", poll={"options": ["a", "b"]})["post"]["id"]
        gone = both.done("createPost", ann, content="two")["post"]["id"]
        comment = both.done("createComment", ann, postId=post, content="c")["comment"]["id"]
        lists = both.done("createList", ann, title="l")["list"]["id"]
        both.done("updateProfile", ann, locked=True)
        for name in ("bob", "eve"):
            both.done("follow", token[name], userId=who["ann"])
        member = {"listId": lists, "userId": who["bob"]}
        for token_of, field, members, told in (
                (ann, "updatePost", {"id": post, "content": "other"}, None), (ann, "pinPost", {"id": post}, None),
                (ann, "unpinPost", {"id": post}, None), (bob, "createComment", {"postId": post, "content": "b"}, None),
                (ann, "acceptFollowRequest", {"userId": who["bob"]}, "follow_request_not_found"),
                (ann, "rejectFollowRequest", {"userId": who["eve"]}, "follow_request_not_found"),
                (bob, "votePoll", {"postId": post, "choices": [1]}, None), (bob, "react", {"subjectId": post}, None),
                (bob, "react", {"subjectId": comment}, None), (bob, "react", {"subjectId": post, "type": "BOOST"}, None),
                (bob, "unreact", {"subjectId": post, "type": "BOOST"}, None), (bob, "unreact", {"subjectId": comment}, None),
                (ann, "updateComment", {"id": comment, "content": "other"}, None), (ann, "follow", {"userId": who["eve"]}, None),
                (ann, "unfollow", {"userId": who["eve"]}, None), (ann, "mute", {"userId": who["eve"]}, None),
                (ann, "unmute", {"userId": who["eve"]}, None), (ann, "block", {"userId": who["dan"]}, None),
                (ann, "unblock", {"userId": who["dan"]}, None), (ann, "followTag", {"name": "tea"}, None),
                (ann, "unfollowTag", {"name": "#TEA"}, None), (ann, "updateList", {"id": lists, "title": "m"}, None),
                (ann, "addToList", member, None), (ann, "removeFromList", member, None),
                (ann, "deleteList", {"id": lists}, "list_not_found"), (ann, "deleteComment", {"id": comment}, "comment_not_found"),
                (ann, "deletePost", {"id": gone}, "post_not_found")):
            first = both.done(field, token_of, **members)
            if field == "createComment":             # a second one is another
                expect(both.done(field, token_of, **members) != first, field)
            elif told:
                expect_equal(both.refused(field, token_of, **members)["extensions"]["code"], told, field)
            else:
                expect_equal(both.done(field, token_of, **members), first, field)
        seen = both.call("GET", f"/posts/{post}", token=bob, wanted=200).json()
        expect_equal((seen["content"], seen["like_count"], seen["boost_count"], seen["comment_count"], seen["poll"]["voter_count"]),
                     ("other", 1, 0, 2, 1))


@on_each_store
def a_budget_is_one_whichever_surface_asks(store):
    with Server("kith", store=store, **{**CHEAP, "limits": "on"}, posts_per_hour=2, comments_per_hour=2, likes_per_hour=2) as server:
        both, token, _ = town(server)
        ann = token["ann"]
        post = both.call("POST", "/posts", {"content": "one"}, ann, 201).json()["id"]
        both.done("createPost", ann, content="two")
        both.done("createComment", ann, postId=post, content="one")
        both.call("POST", f"/posts/{post}/comments", {"content": "two"}, ann, 201)
        both.call("PUT", f"/posts/{post}/reactions/like", None, ann, 200)
        both.done("react", ann, subjectId=post, type="SAVE")
        both.done("react", ann, subjectId=post, type="SAVE")         # a repeat needs nothing
        for field, members, path, body in (("createPost", {"content": "three"}, "/posts", {"content": "three"}),
                                           ("createComment", {"postId": post, "content": "three"}, f"/posts/{post}/comments",
                                            {"content": "x"}),
                                           ("react", {"subjectId": post, "type": "BOOST"}, "/posts", {"boost_of": post})):
            wanted, error = both.call("POST", path, body, ann, 429), both.refused(field, ann, **members)
            expect_equal(error["extensions"]["code"], wanted.json()["code"])
            expect(abs(error["extensions"]["retryAfter"] - int(wanted.get("retry-after"))) <= 2, error)
        answer = both.asked(mutation("createPost", "follow"), {"a": {"content": "x"}, "b": {"userId": "@bob"}}, ann).json()
        expect_equal(([one["path"] for one in answer["errors"]], answer["data"]["a"]), ([["a"]], None), answer)
        expect(answer["data"]["b"], answer)


@on_each_store
def one_that_fails_stops_and_undoes_nothing(store):
    with Server("kith", store=store, **CHEAP) as server:
        both, token, _ = town(server)
        answer = both.asked(mutation("createPost", "createPost", "createPost"),
                            {"a": {"content": "one"}, "b": {"content": ""}, "c": {"content": "three"}}, token["ann"])
        told = answer.json()
        expect_equal((answer.status, [one["path"] for one in told["errors"]]), (200, [["b"]]))
        expect(told["data"]["a"] and told["data"]["b"] is None and told["data"]["c"], told)
        posts = both.call("GET", "/users/@ann/posts", token=token["ann"], wanted=200).json()
        expect_equal([one["content"] for one in posts], ["three", "one"])


@on_each_store
def a_key_does_nothing_twice(store):
    with Server("kith", store=store, **CHEAP) as server:
        both, token, who = town(server)
        ann = token["ann"]
        document = "mutation ($a: CreatePostInput!) { createPost(input: $a) { post { id content author { username postCount } } } }"
        first = both.asked(document, {"a": {"content": "one"}}, ann, "k1")
        again = both.asked(document, {"a": {"content": "one"}}, ann, "k1")
        expect_equal((first.status, again.status, again.json()), (200, 200, first.json()))
        expect_equal((first.get("idempotency-replayed"), again.get("idempotency-replayed")), (None, "true"))
        reused = both.asked(document, {"a": {"content": "two"}}, ann, "k1")
        expect_equal(reused.json()["errors"][0]["extensions"]["code"], "idempotency_key_reused")
        for wrong in range(2):
            error = both.mutate("createPost", ann, "k2", content="")["errors"][0]
            expect_equal(error["extensions"]["code"], "invalid_input")
        several = both.asked(mutation("createPost", "createPost"), {"a": {"content": "x"}, "b": {"content": "x"}}, ann, "k3")
        expect_equal(several.json()["errors"][0]["extensions"]["code"], "idempotency_needs_one_mutation")
        for field, members in (("follow", {"userId": "@bob"}), ("followTag", {"name": "tea"}), ("createList", {"title": "l"}),
                               ("react", {"subjectId": first.json()["data"]["createPost"]["post"]["id"]})):
            answers = [both.mutate(field, ann, f"k-{field}", **members) for _ in range(2)]
            expect("errors" not in answers[0], answers[0])
            expect_equal(answers[1], answers[0], field)
        posts = both.call("GET", "/users/@ann/posts", token=ann, wanted=200).json()
        expect_equal([one["content"] for one in posts], ["one"])
        expect_equal(len(both.call("GET", "/lists", token=ann, wanted=200).json()), 1)


@on_each_store
def a_key_holds_over_a_kill(store):
    """The server dies at any moment of a mutation: a client that asks again with the key finds it done once."""
    with Server("kith", store=store, **CHEAP) as server:
        both, token, _ = town(server)

        def ask(n):
            try:
                answer = both.asked(mutation("createPost"), {"a": {"content": f"number {n}"}}, token["ann"], f"k{n}")
            except (Gone, OSError):
                return None
            return answer.json() if answer.status == 200 else None

        for n in range(5):
            asking = threading.Thread(target=ask, args=(n,))
            asking.start()
            time.sleep(random.uniform(0, 0.02))
            server.kill()
            asking.join()
            server.start()
            said = eventually(lambda: ask(n), 30, "an answer")
            expect(said["data"]["a"]["post"]["id"], said)
        posts = both.call("GET", "/users/@ann/posts", token=token["ann"], wanted=200).json()
        expect_equal([one["content"] for one in posts], [f"number {n}" for n in reversed(range(5))])


@on_each_store
def who_is_suspended_has_no_surface_left(store):
    with Server("kith", store=store, **CHEAP) as server:
        both, token, _ = town(server)
        bob = token["bob"]
        post = both.done("createPost", bob, content="one")["post"]["id"]
        command = [str(BUILD / "kith"), "user", "suspend", "@bob", "--data", str(server.data), "--store", server.store]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        expect_equal(done.returncode, 0, done.stderr)
        eventually(lambda: both.call("GET", "/users/me", token=bob).status == 401, 10, "a token that is dead")
        for field, members in (("createPost", {"content": "x"}), ("updatePost", {"id": post, "content": "x"}),
                               ("follow", {"userId": "@ann"})):
            answer, rest = both.asked(mutation(field), {"a": members}, bob), both.call("POST", "/posts", {"content": "x"}, bob)
            expect_equal((answer.status, answer.json()["errors"][0]["extensions"]["code"]), (rest.status, rest.json()["code"]), field)
        document = f'{{ post(id: {post}) {{ id }} user(username: "bob") {{ id }} }}'
        eventually(lambda: both.asked(document).json()["data"] == {"post": None, "user": None}, 10, "that nobody sees them")


@on_each_store
def a_repeat_shows_what_may_be_seen_by_then(store):
    with Server("kith", store=store, **CHEAP) as server:
        both, token, who = town(server)
        document = "mutation ($a: CreatePostInput!) { createPost(input: $a) { post { content } } }"
        bob = token["bob"]
        both.asked(document, {"a": {"content": "zanzibar"}}, bob, "k")
        mine = both.call("GET", "/users/@bob/posts", token=bob, wanted=200).json()[0]["id"]
        both.done("updatePost", bob, id=mine, content="other words")
        again = both.asked(document, {"a": {"content": "zanzibar"}}, bob, "k").json()
        expect_equal(again["data"]["createPost"]["post"]["content"], "other words")
        both.done("deletePost", bob, id=mine)
        again = both.asked(document, {"a": {"content": "zanzibar"}}, bob, "k").json()
        expect_equal((again["data"]["createPost"], again["errors"][0]["extensions"]["code"]), (None, "post_not_found"))


if __name__ == "__main__":
    main(__import__("sys").argv[1:])
