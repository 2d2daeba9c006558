#!/usr/bin/env python3
"""
Subscriptions of GraphQL, on both stores: graphql-transport-ws and graphql-sse as they stand on the wire, who hears what, and how a
connection ends.
"""
import hashlib
import json
import sys
import urllib.parse

from kit.checks import case, expect, expect_equal, main, on_each_store
from kit.people import CHEAP, PASSWORD, People
from kit.realtime import Events, Talk, bearer
from kit.server import Server
from kit.websocket import BINARY, TEXT, Gone, Refused, Socket

PUBLIC = "subscription { postCreated(timeline: PUBLIC) { content author { username } } }"
HOME = "subscription { postCreated { content } }"
SPOKEN = ("Sec-WebSocket-Protocol", "graphql-transport-ws")


class House:
    """with House() as house: house.post(house.ann, "Hello")"""

    def __init__(self, store="sqlite", **settings):
        self.server = Server("kith", store=store, **{**CHEAP, **settings})

    def __enter__(self):
        self.server.__enter__()
        self.people = People(self.server)
        self.ann, self.bob = self.people.join("ann"), self.people.join("bob")
        return self

    def __exit__(self, *told):
        return self.server.__exit__(*told)

    def call(self, method, path, body=None, who=None, wanted=None):
        return self.people.call(method, path, body, who and who["token"], wanted)

    def post(self, who, content, **more):
        return self.call("POST", "/posts", {"content": content, **more}, who, 201).json()["id"]

    def comment(self, who, post, content):
        return self.call("POST", f"/posts/{post}/comments", {"content": content}, who, 201).json()["id"]

    def graph(self, who=None, **more):
        """A socket that is acknowledged; `who` brings their token in the first message."""
        graph = Graph(self.server, **more)
        graph.say("connection_init", payload={"Authorization": f"Bearer {who['token']}"} if who else {})
        expect_equal(graph.hear(), {"type": "connection_ack"})
        return graph

    def ended(self, graph):
        with graph:
            return graph.ending()


class Graph(Talk, Socket):
    def __init__(self, server, path="/graphql", fields=(SPOKEN,), **more):
        Socket.__init__(self, server.port, path, fields=fields, timeout=15, **more)

    def ask(self, key, query, **more):
        self.say("subscribe", id=key, payload={"query": query, **more})

    def next(self, key):
        """The data of what comes next, which is that operation's."""
        heard = self.hear()
        expect_equal((heard["type"], heard["id"]), ("next", key), heard)
        expect("errors" not in heard["payload"], heard)
        return heard["payload"]["data"]

    def error(self, key):
        heard = self.hear()
        expect_equal((heard["type"], heard["id"]), ("error", key), heard)
        return [one["extensions"]["code"] for one in heard["payload"]]

    def settled(self):
        """Whatever was said before is served by now."""
        self.say("ping")
        expect_equal(self.hear(), {"type": "pong"})


class Stream(Events):
    """What answers a document that is asked as a stream: `status`, and (event, data) by `event`."""

    def __init__(self, server, query, who=None, method="POST", accept="text/event-stream", fields=()):
        from kit.client import Client
        self.client, self.ids = Client(server.port), []
        body = json.dumps({"query": query}).encode() if method == "POST" else b""
        path = "/graphql" if body else "/graphql?" + urllib.parse.urlencode({"query": query})
        fields = [("Accept", accept), *fields, *(bearer(who["token"]) if who else [])]
        fields += [("Content-Type", "application/json"), ("Content-Length", len(body))] if body else []
        head = [f"{method} {path} HTTP/1.1", "Host: localhost", *(f"{n}: {v}" for n, v in fields)]
        self.client.send("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        while b"\r\n\r\n" not in self.client.rest:
            if not self.client.more():
                raise Gone("closed")
        head, self.client.rest = self.client.rest.split(b"\r\n\r\n", 1)
        self.status, self.head, self.text, self.over = int(head.split()[1]), head.decode().lower(), b"", False
        expect(self.status == 200 and "\r\ncontent-type: text/event-stream" in self.head, self.head, self.client.rest)

    def event(self):
        while (block := self.block()) is not None:
            lines = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
            if lines:
                return lines["event"], json.loads(lines["data"]) if lines["data"] else None
        return None


def asked(server, query, who=None, method="POST", accept="text/event-stream", fields=()):
    """An answer that ends."""
    fields = [("Accept", accept), *fields, *(bearer(who["token"]) if who else [])]
    with server.client() as client:
        if method != "POST":
            return client.ask(method, "/graphql?" + urllib.parse.urlencode({"query": query}), fields, None)
        return client.ask("POST", "/graphql", [*fields, ("Content-Type", "application/json")], json.dumps({"query": query}).encode())


def codes(answer):
    return answer.status, [one["extensions"]["code"] for one in answer.json()["errors"]]


# ---- what is heard ----

@on_each_store
def posts_come_to_those_in_whose_timeline_they_stand(store):
    with House(store) as house, house.graph() as nobody, house.graph(house.ann) as ann:
        nobody.ask("p", PUBLIC)
        ann.ask("h", HOME)
        ann.ask("p", PUBLIC)
        nobody.settled()
        ann.settled()
        house.post(house.bob, "for all")
        expect_equal(nobody.next("p"), {"postCreated": {"content": "for all", "author": {"username": "bob"}}})
        expect_equal(ann.next("p")["postCreated"]["content"], "for all")
        house.call("POST", f"/users/{house.bob['user']['id']}/follow", {}, house.ann)
        house.post(house.bob, "for followers", visibility="followers")
        expect_equal(ann.next("h"), {"postCreated": {"content": "for followers"}})
        house.post(house.ann, "my own", visibility="followers")
        expect_equal(ann.next("h"), {"postCreated": {"content": "my own"}})
        ann.say("complete", id="h")
        ann.settled()
        house.post(house.bob, "at last")
        expect_equal(ann.next("p")["postCreated"]["content"], "at last")
        expect_equal(nobody.next("p")["postCreated"]["content"], "at last")


@on_each_store
def comments_come_until_the_post_is_out_of_sight(store):
    with House(store) as house, house.graph(house.bob) as bob, house.graph() as nobody:
        post = house.post(house.ann, "Say something")
        for graph in (bob, nobody):
            graph.ask("c", "subscription ($id: ID!) { added: commentAdded(postId: $id) { content author { username } } }",
                      variables={"id": post})
            graph.settled()
        for n in range(20):
            house.comment(house.ann, post, f"number {n}")
        for graph in (bob, nobody):
            for n in range(20):
                expect_equal(graph.next("c"), {"added": {"content": f"number {n}", "author": {"username": "ann"}}})
        house.call("POST", f"/users/{house.bob['user']['id']}/block", {}, house.ann)
        expect_equal(bob.hear(), {"id": "c", "type": "complete"})
        house.comment(house.ann, post, "without bob")
        expect_equal(nobody.next("c")["added"]["content"], "without bob")
        bob.settled()
        house.call("DELETE", f"/posts/{post}", None, house.ann, 204)
        expect_equal(nobody.hear(), {"id": "c", "type": "complete"})
        for graph in (bob, nobody):
            graph.ask("c", f'subscription {{ commentAdded(postId: "{post}") {{ id }} }}')
            expect_equal(graph.error("c"), ["post_not_found"])


@on_each_store
def messages_come_to_those_who_may_read_the_channel(store):
    with House(store) as house, house.graph(house.ann) as ann, house.graph(house.bob) as bob, house.graph() as nobody:
        def ask(graph, key, channel):
            wanted = "{ seq content sender { username } channel { id } }"
            graph.ask(key, f'subscription {{ messageAdded(channelId: "{channel}") {wanted} }}')
        def send(who, channel, content):
            house.call("POST", f"/channels/{channel}/messages", {"content": content}, who, 201)
        def added(graph, key):
            heard = graph.next(key)["messageAdded"]
            return heard["seq"], heard["content"], heard["sender"]["username"], heard["channel"]["id"]
        them = house.bob["user"]["id"]
        private = house.call("POST", "/channels", {"name": "ours", "kind": "private"}, house.ann, 201).json()["id"]
        direct = house.call("POST", "/conversations", {"participant_ids": [them]}, house.ann, 201).json()["id"]
        ask(nobody, "m", private)
        expect_equal(nobody.error("m"), ["not_signed_in"])
        ask(bob, "m", private)
        expect_equal(bob.error("m"), ["channel_not_found"])
        house.call("PUT", f"/channels/{private}/members/{them}", {}, house.ann, 200)
        for graph in (ann, bob):
            ask(graph, "m", private)
            ask(graph, "d", direct)
            graph.settled()
        for n in range(1, 4):
            send(house.ann, private, f"number {n}")
            for graph in (ann, bob):
                expect_equal(added(graph, "m"), (n, f"number {n}", "ann", private))
        send(house.bob, direct, "to you")
        for graph in (ann, bob):
            expect_equal(added(graph, "d"), (1, "to you", "bob", direct))
        house.call("DELETE", f"/channels/{private}/members/{them}", None, house.ann, 204)
        expect_equal(bob.hear(), {"id": "m", "type": "complete"})
        send(house.ann, private, "without bob")
        expect_equal(added(ann, "m")[1], "without bob")
        bob.settled()


@case
def a_request_is_heard_where_it_was_sent_alone():
    with House() as house, house.graph(house.ann) as ann, house.graph(house.bob) as bob:
        house.call("PATCH", "/users/me/messaging", {"direct_messages_from": "following"}, house.bob, 200)
        other = house.call("POST", "/channels", {"name": "other"}, house.ann, 201).json()["id"]
        direct = house.call("POST", "/conversations", {"participant_ids": [house.bob["user"]["id"]]}, house.ann, 201).json()["id"]
        for graph in (ann, bob):
            for key in (other, direct):
                graph.ask(key, f'subscription {{ messageAdded(channelId: "{key}") {{ content }} }}')
        for graph in (ann, bob):
            graph.settled()
        house.call("POST", f"/channels/{direct}/messages", {"content": "may I?"}, house.ann, 201)
        expect_equal(ann.next(direct), {"messageAdded": {"content": "may I?"}})
        house.call("POST", f"/channels/{other}/messages", {"content": "elsewhere"}, house.ann, 201)
        for graph in (ann, bob):
            expect_equal(graph.next(other), {"messageAdded": {"content": "elsewhere"}})


@case
def queries_and_mutations_are_answered_on_a_socket():
    with House() as house, house.graph(house.ann) as ann:
        ann.ask("q", "query A { me { username } } query B { __typename }", operationName="A")
        expect_equal(ann.next("q"), {"me": {"username": "ann"}})
        expect_equal(ann.hear(), {"id": "q", "type": "complete"})
        ann.ask("q", "mutation ($i: CreatePostInput!) { createPost(input: $i) { post { content } } }",
                variables={"i": {"content": "hello"}})
        expect_equal(ann.next("q"), {"createPost": {"post": {"content": "hello"}}})
        expect_equal(ann.hear(), {"id": "q", "type": "complete"})
        for query, wanted in [("{", "GRAPHQL_PARSE_FAILED"), ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
                              ("query A { me { id } } query B { me { id } }", "OPERATION_RESOLUTION_FAILURE"),
                              ("query ($n: Int!) { trendingTags(first: $n) { name } }", "BAD_USER_INPUT"),
                              ("subscription { postCreated { id } commentAdded(postId: 1) { id } }", "GRAPHQL_VALIDATION_FAILED"),
                              ("subscription { commentAdded(postId: 12345) { id } }", "post_not_found"),
                              ('subscription { commentAdded(postId: "what") { id } }', "post_not_found")]:
            ann.ask("e", query)
            expect_equal(ann.error("e")[0], wanted, query)
    with House() as house, house.graph() as nobody:
        nobody.ask("e", HOME)
        expect_equal(nobody.error("e"), ["not_signed_in"])


@case
def a_document_is_run_by_its_hash_on_a_socket_as_over_http():
    query = "query Me { me { username } }"
    def by(text, version=1):
        return {"persistedQuery": {"version": version, "sha256Hash": hashlib.sha256(text.encode()).hexdigest()}}
    with House() as house, house.graph(house.ann) as ann:
        def ask(**payload):
            ann.say("subscribe", id="q", payload=payload)
            heard = ann.hear()
            if heard["type"] == "next":
                expect_equal(ann.hear(), {"id": "q", "type": "complete"})
                return heard["payload"]["data"]
            return [(one["extensions"]["code"], one["message"]) for one in heard["payload"]]
        unknown = [("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")]
        expect_equal(ask(extensions=by(query)), unknown)
        expect_equal(ask(query=query + " ", extensions=by(query)), [("BAD_USER_INPUT", "provided sha does not match query")])
        expect_equal(ask(query=query, extensions=by(query, 2)), [("PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")])
        expect_equal(ask(query="{ nothing }", extensions=by("{ nothing }"))[0][0], "GRAPHQL_VALIDATION_FAILED")
        for text in (query, "{ nothing }"):
            expect_equal(ask(extensions=by(text)), unknown)
        expect_equal(ask(query=query, extensions=by(query)), {"me": {"username": "ann"}})
        for more in ({}, {"query": ""}, {"query": None}):
            expect_equal(ask(extensions=by(query), **more), {"me": {"username": "ann"}}, more)
        expect_equal(ask(extensions={"persistedQuery": 1})[0][0], "invalid_input")
        with house.server.client() as client:
            answer = client.ask("POST", "/graphql", [("Content-Type", "application/json"), *bearer(house.ann["token"])],
                                json.dumps({"extensions": by(query)}).encode())
        expect_equal(answer.json(), {"data": {"me": {"username": "ann"}}})
        ann.ask("p", PUBLIC, extensions=by(PUBLIC))
        ann.settled()
        with house.graph() as nobody:
            nobody.say("subscribe", id="p", payload={"extensions": by(PUBLIC)})
            nobody.settled()
            house.post(house.bob, "by its hash")
            for graph in (ann, nobody):
                expect_equal(graph.next("p")["postCreated"]["content"], "by its hash")


# ---- how it opens and ends ----

@case
def what_breaks_the_protocol_has_its_close_code():
    with House() as house:
        server = house.server
        def after(*messages, opcode=TEXT, **more):
            with Graph(server, **more) as graph:
                for message in messages:
                    graph.send(opcode, message if isinstance(message, bytes) else json.dumps(message).encode())
                return graph.ending()[0]
        init, ask = {"type": "connection_init"}, {"type": "subscribe", "id": "a", "payload": {"query": PUBLIC}}
        for bad in (b"nonsense", [], {"type": "what"}, {"type": 1}, {"id": "a"}, {"type": "connection_init", "payload": 1},
                    {"type": "ping", "payload": 1}):
            expect_equal(after(bad), 4400, bad)
        for bad in ({**ask, "id": ""}, {**ask, "id": 1}, {**ask, "payload": {}}, {"type": "subscribe", "id": "a"}, {"type": "complete"},
                    {**ask, "payload": {"query": PUBLIC, "variables": 1}}, {**ask, "payload": {"query": PUBLIC, "extensions": []}},
                    {**ask, "payload": {"query": None}}):
            expect_equal(after(init, bad), 4400, bad)
        expect_equal(after(init, opcode=BINARY), 4400)
        expect_equal(after(ask), 4401)
        expect_equal(after(init, init), 4429)
        expect_equal(after(init, ask, ask), 4409)
        for bad in ({"authorization": "Bearer nonsense"}, {"token": "nonsense"}, {"AUTHORIZATION": house.ann["token"] + "x"}):
            expect_equal(after({**init, "payload": bad}), 4403, bad)
        for fields in ((), [("Sec-WebSocket-Protocol", "graphql-ws")]):
            with Graph(server, fields=fields) as graph:
                expect_equal(graph.ending()[0], 4406)
        with Graph(server) as graph:
            expect_equal(graph.ending()[0], 4408)


@on_each_store
def a_socket_is_signed_in_by_header_cookie_ticket_or_its_first_message(store):
    with House(store, cors_origins="https://app.example") as house:
        def who(graph, payload=None):
            with graph:
                graph.say("connection_init", payload=payload)
                expect_equal(graph.hear(), {"type": "connection_ack"})
                graph.ask("w", "{ me { username } }")
                return (graph.next("w")["me"] or {"username": None})["username"]
        token = house.ann["token"]
        with house.server.client() as client:
            answer = client.ask("POST", "/api/v1/auth/login", [("Content-Type", "application/json")],
                                json.dumps({"username": "ann", "password": PASSWORD}).encode())
        cookie = ("Cookie", next(v.split(";")[0] for f, v in answer.fields if f == "set-cookie" and v.startswith("kith_session=")))
        ticket = house.call("POST", "/realtime/ticket", None, house.ann, 201).json()["ticket"]
        expect_equal(who(Graph(house.server)), None)
        expect_equal(who(Graph(house.server, fields=[SPOKEN, *bearer(token)])), "ann")
        expect_equal(who(Graph(house.server, fields=[SPOKEN, cookie, ("Origin", "https://app.example")])), "ann")
        expect_equal(who(Graph(house.server, f"/graphql?ticket={ticket}")), "ann")
        for path in ("/graphql", "/api/v1/graphql", "/query"):
            expect_equal(who(Graph(house.server, path), {"AuthoriZation": f"bearer {token}"}), "ann")
        expect_equal(who(Graph(house.server), {"token": token, "more": {"authorization": [1, "\\\""]}}), "ann")
        for fields, wanted in (([cookie, ("Origin", "https://evil.example")], 403), (bearer("nonsense"), 401)):
            try:
                Graph(house.server, fields=[SPOKEN, *fields])
                expect(False, "it was opened")
            except Refused as refused:
                expect_equal(int(refused.head.split()[1]), wanted)


@on_each_store
def a_socket_ends_with_the_session(store):
    with House(store) as house:
        session = house.people.sign_in("ann")
        with house.graph(session) as graph, Stream(house.server, HOME, session) as stream:
            graph.ask("h", HOME)
            graph.settled()
            house.call("POST", "/auth/logout", {}, session, 204)
            expect_equal(graph.ending(), (4001, "session_ended"))
            expect_equal(stream.event(), None)
        with house.graph(house.bob) as graph:
            house.call("DELETE", "/users/me", {"password": PASSWORD}, house.bob)
            expect_equal(graph.ending()[0], 4003)
    with House(store, token_ttl="2s") as house, house.graph(house.people.sign_in("ann")) as graph:
        expect_equal(graph.ending(), (4002, "token_expired"))


@case
def a_socket_has_so_many_operations_at_once():
    with House(graphql_max_subscriptions="2") as house, house.graph() as graph:
        for key in "ab":
            graph.ask(key, PUBLIC)
        graph.ask("c", PUBLIC)
        expect_equal(graph.error("c"), ["too_many_subscriptions"])
        graph.say("complete", id="a")
        graph.ask("c", PUBLIC)
        graph.settled()
        house.post(house.ann, "one")
        expect_equal({graph.hear()["id"] for _ in range(2)}, {"b", "c"})


@case
def what_is_wrong_counts_as_a_request_as_over_http():
    with House(rate_per_minute="20", limits="on") as house, house.graph() as graph:
        for n in range(21):
            graph.ask(str(n), "{ nothing }")
        heard = [graph.error(str(n)) for n in range(21)]
        expect("too_many_requests" not in heard[0], heard)
        expect_equal(heard[-1], ["too_many_requests"])


@case
def what_is_asked_on_a_socket_is_bounded_together():
    with House(graphql_subscriptions_size="64k") as house, house.graph() as graph:
        long = PUBLIC + " " * 40000
        graph.ask("a", long)
        graph.ask("b", long)
        expect_equal(graph.error("b"), ["too_many_subscriptions"])
        graph.say("complete", id="a")
        graph.ask("b", long)
        graph.settled()
        house.post(house.ann, "one")
        expect_equal(graph.next("b")["postCreated"]["content"], "one")


@case
def events_cost_as_their_documents_do():
    # cost 2 an event, of 5 in a minute: the third waits, and others go on
    with House(graphql_events_cost="5", limits="on") as house, house.graph(house.bob) as graph, house.graph(house.ann) as other:
        for one in (graph, other):
            one.ask("s", "subscription { postCreated(timeline: PUBLIC) { content author { username } } }")
            one.settled()
        for content in ("one", "two"):
            house.post(house.ann, content)
            for one in (graph, other):
                expect_equal(one.next("s")["postCreated"]["content"], content)
        graph.ask("again", PUBLIC)
        graph.settled()
        with house.graph() as nobody:
            nobody.ask("s", PUBLIC)
            nobody.settled()
            house.post(house.ann, "three")
            expect_equal(nobody.next("s")["postCreated"]["content"], "three")
        graph.settled()              # nothing came


@case
def a_reader_that_lags_is_dropped():
    with House(ws_buffer="64k") as house:
        with house.graph(receive_buffer=4096) as graph:
            for n in range(60):
                graph.ask(str(n), PUBLIC)
            graph.settled()
            for n in range(40):
                house.post(house.ann, "x" * 4000)
            expect_equal(graph.ending(), (1013, "slow_reader"))


# ---- streams of events ----

@on_each_store
def a_subscription_is_a_stream_where_it_is_asked_for(store):
    with House(store) as house:
        post = house.post(house.ann, "Say something")
        query = f'subscription {{ commentAdded(postId: "{post}") {{ content }} }}'
        with Stream(house.server, query, house.bob) as by_post, Stream(house.server, query, method="GET") as by_get:
            house.comment(house.ann, post, "first")
            for stream in (by_post, by_get):
                expect_equal(stream.event(), ("next", {"data": {"commentAdded": {"content": "first"}}}))
                expect("\r\ncache-control: no-store" in stream.head, stream.head)
            house.call("DELETE", f"/posts/{post}", None, house.ann, 204)
            for stream in (by_post, by_get):
                expect_equal(stream.event(), ("complete", None))
                expect_equal(stream.event(), None)
        for accept in ("application/json, text/event-stream", "text/event-stream;q=0.5, */*"):
            with Stream(house.server, PUBLIC, accept=accept) as stream:
                house.post(house.ann, "again")
                expect_equal(stream.event()[1]["data"]["postCreated"]["content"], "again")


@case
def what_has_one_result_is_a_stream_of_one():
    with House() as house:
        for method in ("POST", "GET"):
            answer = asked(house.server, "{ me { username } }", house.ann, method)
            expect_equal((answer.status, answer.get("content-type")), (200, "text/event-stream; charset=utf-8"))
            expect_equal(answer.body.decode(), 'event: next\ndata: {"data":{"me":{"username":"ann"}}}\n\nevent: complete\ndata: \n\n')


@case
def what_fails_before_it_is_executed_has_its_status():
    with House() as house:
        server = house.server
        for query, wanted in [("subscription { nothing }", (400, ["GRAPHQL_VALIDATION_FAILED"])), ("{", (400, ["GRAPHQL_PARSE_FAILED"])),
                              (HOME, (401, ["not_signed_in"])),
                              ("subscription { commentAdded(postId: 1) { id } }", (404, ["post_not_found"]))]:
            answer = asked(server, query)
            expect_equal(codes(answer), wanted, query)
            expect_equal(answer.get("content-type"), "application/json; charset=utf-8")
        for accept in ("application/json", "*/*", "application/graphql-response+json"):
            answer = asked(server, PUBLIC, accept=accept)
            expect_equal(codes(answer), (406, ["not_acceptable"]), accept)
            message = answer.json()["errors"][0]["message"]
            expect("text/event-stream" in message and "graphql-transport-ws" in message, message)
        answer = asked(server, PUBLIC, method="GET", accept="*/*")
        expect_equal((answer.status, answer.get("allow")), (405, "POST"))
        expect_equal(asked(server, "mutation { deletePost(input: {id: 1}) { deletedId } }", method="GET").status, 405)
        for answer in (asked(server, PUBLIC, method="PUT"), asked(server, PUBLIC, fields=[("X-GraphQL-Event-Stream-Token", "t")])):
            expect_equal(answer.status, 405)


if __name__ == "__main__":
    main(sys.argv[1:])
