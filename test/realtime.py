#!/usr/bin/env python3
"""
The socket and the stream of events, on both stores: who may open one, what is said on it, and how it ends. What events become
is each capability's own test.
"""
import json
import re
import struct
import subprocess
import sys
import time

from kit.checks import case, eventually, expect, expect_equal, main, on_each_store
from kit.people import CHEAP, PASSWORD, People
from kit.realtime import Events, Line, Line2, address, bearer
from kit.server import BUILD, Server
from kit.websocket import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Gone, Refused, Socket, frame


class House:
    """with House() as house: Line(house.server, house.ann["token"])"""

    def __init__(self, store="sqlite", **settings):
        self.server = Server("kith", store=store, **{**CHEAP, **settings})

    def __enter__(self):
        self.server.__enter__()
        self.people = People(self.server)
        self.ann = self.people.join("ann")
        return self

    def __exit__(self, *told):
        return self.server.__exit__(*told)

    def line(self, who=None, carrier=Line, **query):
        """One that has said hello."""
        line = carrier(self.server, (who or self.ann)["token"], **query)
        line.hello = line.hear()
        expect_equal(line.hello["type"], "hello")
        return line

    def status(self, who=None):
        return self.people.call("GET", "/realtime/status", token=(who or self.ann)["token"], wanted=200).json()

    def kith(self, *words):
        subprocess.run([BUILD / "kith", *words, "--data", self.server.data, "--store", self.server.store], check=True, capture_output=True)

    def metric(self, series):
        with self.server.client() as client:
            found = re.search(rf"^{re.escape(series)} (\S+)$", client.get("/metrics").body.decode(), re.M)
        return float(found[1]) if found else 0.0


def refusal(server, path="/api/v1/ws", fields=()):
    """(status, code, head) of a handshake that is refused."""
    try:
        with Socket(server.port, path, fields=fields):
            raise AssertionError("it was opened")
    except Refused as refused:
        with server.client() as client:
            fields = [*fields, ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
                      ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]
            answer = client.get(path, *fields)
        return answer.status, answer.json()["code"], refused.head


def cookie(house, name="ann"):
    """A browser's, from a sign-in."""
    with house.server.client() as client:
        answer = client.ask("POST", "/api/v1/auth/login", [("Content-Type", "application/json")],
                            json.dumps({"username": name, "password": PASSWORD}).encode())
    return next(value.split(";")[0] for field, value in answer.fields if field == "set-cookie" and value.startswith("kith_session="))


# ---- opening ----

@on_each_store
def whoever_is_signed_in_may_open_one_and_nobody_else(store):
    with House(store) as house:
        server, token = house.server, house.ann["token"]
        for path in ("/api/v1/ws", "/api/ws"):
            expect_equal(refusal(server, path)[:2], (401, "not_signed_in"))
            expect_equal(refusal(server, path, bearer("nonsense"))[:2], (401, "token_invalid"))
            expect_equal(refusal(server, f"{path}?token={token}&access_token={token}")[:2], (401, "not_signed_in"), "a token in an address")
            with Socket(server.port, path, fields=bearer(token)):
                pass
        for path in ("/api/v1/events", "/api/events"):
            with server.client() as client:
                expect_equal(client.get(path).status, 401)
        with house.line() as line:
            expect_equal(line.hello["userId"], house.ann["user"]["id"])
            expect_equal(line.hello["heartbeatMs"], 30000)
            expect_equal(line.hello["resumed"], False)
            expect(re.fullmatch(r"[A-Za-z0-9._~-]{1,200}", line.hello["cursor"]), line.hello["cursor"])
            expect(line.hello["sessionId"].isdigit() and line.hello["node"], line.hello)


@case
def an_origin_of_another_site_may_not_use_a_cookie():
    with House(cors_origins="https://app.example") as house:
        sent = ("Cookie", cookie(house))
        own, configured, other = f"http://localhost", "https://app.example", "https://evil.example"
        for origin in (own, configured):
            with Socket(house.server.port, "/api/v1/ws", fields=[sent, ("Origin", origin)]) as s:
                expect_equal(json.loads(s.message()[1])["type"], "hello")
        for origin in (other, "null"):
            expect_equal(refusal(house.server, fields=[sent, ("Origin", origin)])[:2], (403, "cross_site"))
            with house.server.client() as client:
                answer = client.get("/api/v1/events", sent, ("Origin", origin))
            expect_equal((answer.status, answer.json()["code"]), (403, "cross_site"))
        with Socket(house.server.port, "/api/v1/ws", fields=[*bearer(house.ann["token"]), ("Origin", other)]):
            pass
        ticket = house.people.call("POST", "/realtime/ticket", token=house.ann["token"], wanted=201).json()["ticket"]
        with Socket(house.server.port, f"/api/v1/ws?ticket={ticket}", fields=[sent, ("Origin", other)]):
            pass


@on_each_store
def a_ticket_opens_one_connection_once(store):
    with House(store) as house:
        def ticket():
            made = house.people.call("POST", "/realtime/ticket", token=house.ann["token"], wanted=201)
            expect_equal(made.get("cache-control"), "no-store")
            return made.json()["ticket"]
        house.people.call("POST", "/realtime/ticket", wanted=401)
        first, second = ticket(), ticket()
        with Line(house.server, ticket=first) as line:
            expect_equal(line.hear()["userId"], house.ann["user"]["id"])
        with Events(house.server, ticket=second) as events:
            expect_equal(events.hear()["userId"], house.ann["user"]["id"])
        for used in (first, second, "made-up"):
            expect_equal(refusal(house.server, f"/api/v1/ws?ticket={used}")[:2], (401, "token_invalid"))
            with house.server.client() as client:
                expect_equal(client.get(f"/api/v1/events?ticket={used}").status, 401)
        expect(first not in house.server.log_text(), "a ticket in the log")


@case
def a_request_that_asks_for_no_upgrade_is_told_of_it():
    with House() as house, house.server.client() as client:
        answer = client.get("/api/v1/ws", *bearer(house.ann["token"]))
        expect_equal((answer.status, answer.get("upgrade"), answer.json()["code"]), (426, "websocket", "upgrade_required"))
        expect_equal(client.get("/api/v1/ws").status, 401, "first of all somebody has to be signed in")


@case
def a_query_that_cannot_be_read_is_refused():
    with House() as house:
        token = bearer(house.ann["token"])
        many = ",".join(f"tag:t{i}" for i in range(501))
        for query in ("channels=x", "channels=1,,2", "include=everything", f"topics={many}", "topics=feed&topics=public",
                      "channels=" + ",".join(str(i) for i in range(1, 502))):
            for path in ("ws", "events"):
                if path == "ws":
                    expect_equal(refusal(house.server, f"/api/v1/ws?{query}", token)[:2], (422, "invalid_input"), query[:40])
                else:
                    with house.server.client() as client:
                        expect_equal(client.get(f"/api/v1/events?{query}", *token).status, 422, query[:40])
        expect_equal(house.status()["sockets"], 0)


@case
def the_subprotocol_and_compression_are_chosen_if_they_are_offered():
    with House() as house:
        token = bearer(house.ann["token"])
        with Socket(house.server.port, "/api/v1/ws", True, [*token, ("Sec-WebSocket-Protocol", "other, kith")]) as s:
            expect("Sec-WebSocket-Protocol: kith\r\n" in s.head and "permessage-deflate" in s.head, s.head)
            expect_equal(json.loads(s.message()[1])["type"], "hello")
        with Socket(house.server.port, "/api/v1/ws", fields=token) as s:
            expect("Sec-WebSocket-Protocol" not in s.head and "permessage-deflate" not in s.head, s.head)


@case
def one_account_has_so_many_connections_and_no_more():
    with House(limits="on", sockets_per_user="3") as house:
        lines = [house.line(), house.line(), Events(house.server, house.ann["token"])]
        expect_equal({k: v for k, v in house.status().items() if k != "cursor"}, {"sockets": 2, "streams": 1})
        expect_equal(refusal(house.server, fields=bearer(house.ann["token"]))[:2], (429, "too_many_sockets"))
        with house.server.client() as client:
            answer = client.get("/api/v1/events", *bearer(house.ann["token"]))
            expect_equal((answer.status, answer.json()["code"], bool(answer.get("retry-after"))), (429, "too_many_sockets", True))
        bob = house.people.join("bob")
        house.line(bob).socket.close()
        lines[0].socket.close()
        eventually(lambda: house.status()["sockets"] == 1, 10, "the closed one to be forgotten")
        house.line().socket.close()
        lines[2].client.close()
        eventually(lambda: house.status() ["streams"] == 0, 10, "the closed stream to be forgotten")


# ---- messages ----

@case
def what_is_wrong_is_said_and_nothing_is_closed():
    with House() as house:
        for carrier in (Line, Line2):
            with house.line(carrier=carrier) as line:
                def told(raw, **wanted):
                    line.send(TEXT, raw.encode())
                    heard = line.hear()
                    expect_equal(heard["type"], "error", raw[:60])
                    expect(heard["detail"].endswith("."), heard)
                    expect_equal({k: heard[k] for k in wanted}, wanted, raw[:60])
                told("{", code="malformed_json", ref=None)
                told("", code="malformed_json", ref=None)
                told('{"type":"ping","type":"ping"}', code="malformed_json", ref=None)
                told("[]", code="invalid_input", ref=None)
                told("{}", code="unknown_type", ref=None)
                told('{"ref":"a"}', code="unknown_type", ref="a")
                told('{"type":"dance","ref":"b"}', code="unknown_type", ref="b")
                told('{"type":7,"ref":"c"}', code="invalid_input", ref="c")
                told('{"type":"ping","ref":7}', code="invalid_input", ref=None)
                told(json.dumps({"type": "ping", "ref": "x" * 65}), code="invalid_input", ref=None)
                told('{"type":"subscribe","ref":"d"}', code="unknown_topic", ref="d",
                     detail="Name a topic, such as feed or channel:45, or a channelId.")
                told('{"type":"subscribe","topic":"nope:1","ref":"e"}', code="unknown_topic", ref="e", topic="nope:1")
                told('{"type":"auth","ref":"f"}', code="invalid_input", ref="f")
                told('{"type":"resume","ref":"g"}', code="invalid_input", ref="g")
                expect_equal(line.ask("ping", more={"unknown": [1, 2]}), {"type": "pong", "ref": "r1"})
                line.say("ping")
                expect_equal(line.hear(), {"type": "pong", "ref": None})
                line.say("ping", ref="x" * 64, traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                expect_equal(line.hear(), {"type": "pong", "ref": "x" * 64})


@case
def messages_of_one_socket_are_answered_in_order():
    with House() as house, house.line() as line:
        line.raw(b"".join(frame(TEXT, json.dumps({"type": "ping", "ref": str(i)}).encode()) for i in range(500)))
        expect_equal([line.hear()["ref"] for _ in range(500)], [str(i) for i in range(500)])


@case
def more_messages_than_a_socket_takes_have_no_effect_and_a_flood_ends_it():
    with House(limits="on", rate_per_minute="100000", rate_per_hour="100000") as house, house.line() as line:
        refused = 0
        for i in range(599 + 30):
            line.say("ping", ref=str(i))
        taken = []
        try:
            for i in range(599 + 30):
                heard = line.hear()
                if heard["type"] == "pong":
                    taken.append(heard["ref"])
                    continue
                refused += 1
                expect_equal((heard["code"], heard["ref"]), ("too_many_messages", str(i)))
                expect(0 < heard["retryMs"] <= 50, heard)
        except Gone:
            pass
        expect_equal(taken[:100], [str(i) for i in range(100)])
        expect(len(taken) < 160, len(taken))
        expect_equal(line.said if hasattr(line, "said") else line.ending(), (4008, "too_many_messages"))
        expect_equal(refused, 499)
        eventually(lambda: house.metric('kith_sockets_dropped_total{reason="protocol"}') == 1, 10, "it is counted")


@case
def without_limits_any_number_of_messages_is_taken():
    with House() as house, house.line() as line:
        line.raw(b"".join(frame(TEXT, b'{"type":"ping"}') for _ in range(2000)))
        expect(all(line.hear()["type"] == "pong" for _ in range(2000)), "a message was refused")


# ---- how it ends ----

@case
def what_breaks_the_protocol_ends_it_with_its_code():
    with House() as house:
        for carrier in (Line, Line2):
            for sent, code, reason in [
                (frame(BINARY, b"{}"), 1003, "text_only"),
                (frame(TEXT, b"\xff\xfe"), 1007, None),
                (frame(3, b""), 1002, None),
                (frame(CONTINUATION, b"x"), 1002, None),
                (b"\x81\x02{}", 1002, None),
                (struct.pack("!BBQ", 0x81, 0xff, (64 << 10) + 1) + b"mask", 1009, "too_big"),
                (frame(CLOSE, struct.pack("!H", 1000)), 1000, ""),
            ]:
                with house.line(carrier=carrier) as line:
                    line.raw(sent)
                    ended = line.ending()
                    expect_equal(ended[0], code, repr(sent[:20]))
                    expect(reason in (None, ended[1]), ended)
            with house.line(carrier=carrier) as line:
                line.send(TEXT, json.dumps({"type": "ping"}).encode().ljust(64 << 10))
                expect_equal(line.hear()["type"], "pong", "64 KiB are taken")
        with house.line(deflate=True) as line:
            line.send(TEXT, json.dumps({"type": "ping", "pad": "x" * (70 << 10)}).encode())
            expect_equal(line.ending(), (1009, "too_big"), "what is too big once inflated")
        eventually(lambda: house.metric('kith_sockets_dropped_total{reason="protocol"}') >= 13, 10, "they are counted")
        eventually(lambda: house.status()["sockets"] == 0, 10, "all to be forgotten")


@case
def after_its_close_frame_the_server_reads_on():
    with House() as house, house.line() as line:
        line.raw(frame(BINARY, b"x"))
        for _ in range(40):                        # none of it resets the connection, on which the code is still to be read
            line.raw(frame(TEXT, b"x" * 60000))
        expect_equal(line.ending()[0], 1003)
        began = time.monotonic()
        try:
            while True:
                line.more()
        except Gone:
            pass
        expect(time.monotonic() - began < 10, "it waits for a client that says nothing")


@on_each_store
def the_end_of_a_session_ends_its_connections_within_a_second(store):
    with House(store) as house:
        people = house.people
        for end in (lambda who: people.call("POST", "/auth/logout", {}, who["token"]),
                    lambda who: people.call("DELETE", f"/auth/sessions/{house.hello['sessionId']}", token=house.ann["token"], wanted=204)):
            who = people.sign_in("ann")
            lines = [house.line(who), house.line(who, Line2)]
            house.hello = lines[0].hello
            events = Events(house.server, who["token"])
            expect_equal(events.hear()["type"], "hello")
            other = house.line()
            end(who)
            began = time.monotonic()
            expect_equal([line.ending() for line in lines], [(4001, "session_ended")] * 2)
            expect_equal(events.hear(), {"type": "close", "code": 4001, "reason": "session_ended"})
            expect_equal(events.hear(), None, "what follows its last event")
            expect(time.monotonic() - began < 1, "it took too long")
            expect_equal(other.ask("ping")["type"], "pong", "another session's")
            other.socket.close()
        eventually(lambda: house.metric('kith_sockets_dropped_total{reason="session"}') == 6, 10, "they are counted")


@on_each_store
def a_changed_password_ends_the_connections_of_other_sessions(store):
    with House(store) as house:
        other = house.people.sign_in("ann")
        with house.line() as mine, house.line(other) as theirs:
            answer = house.people.call("POST", "/auth/password", {"current_password": PASSWORD, "password": "another horse 10"},
                                       house.ann["token"])
            expect(answer.status in (200, 204), answer)
            expect_equal(theirs.ending(), (4001, "session_ended"))
            expect_equal(mine.ask("ping")["type"], "pong")


@on_each_store
def a_new_role_counts_on_what_is_open(store):
    with House(store) as house:
        channel = house.people.call("POST", "/channels", {"name": "square"}, house.ann["token"], 201).json()["id"]
        sent = house.people.call("POST", f"/channels/{channel}/messages", {"content": "hello"}, house.ann["token"], 201).json()["id"]
        with house.line(house.people.join("bob")) as line:
            expect_equal(line.ask("delete", messageId=sent)["type"], "error")
            house.kith("user", "promote", "bob", "--role", "moderator")
            eventually(lambda: line.ask("delete", messageId=sent)["type"] == "ack", 10, "the new role to count")


@on_each_store
def suspending_and_deleting_an_account_end_its_connections(store):
    with House(store) as house:
        bob = house.people.join("bob")
        lines = [house.line(bob), house.line(bob, Line2)]
        events = Events(house.server, bob["token"])
        events.hear()
        house.kith("user", "suspend", "bob")
        expect_equal([line.ending() for line in lines], [(4003, "account_suspended")] * 2)
        expect_equal(events.hear(), {"type": "close", "code": 4003, "reason": "account_suspended"})
        expect_equal(refusal(house.server, fields=bearer(bob["token"]))[0], 401)
        eve = house.people.join("eve")
        with house.line(eve) as line:
            answer = house.people.call("DELETE", "/users/me", {"password": PASSWORD}, eve["token"])
            expect(answer.status in (200, 202, 204), answer)
            expect_equal(line.ending(), (4003, "account_deleted"))


@case
def a_token_is_replaced_before_it_ends_or_the_connection_ends_with_it():
    with House(token_ttl="4s") as house:
        bob = house.people.join("bob")
        who = house.people.sign_in("ann")
        with house.line(who) as kept, house.line(who) as ends, Events(house.server, who["token"]) as events:
            expect_equal(sorted(ends.hear()), ["expiresAt", "type"])
            expect_equal(kept.hear()["type"], "auth_expiring")
            expect_equal([events.hear()["type"] for _ in range(2)], ["hello", "auth_expiring"])
            expect_equal(kept.ask("auth", token="nonsense")["code"], "token_invalid")
            expect_equal(kept.ask("auth", token=house.people.sign_in("bob")["token"])["code"], "not_allowed")
            time.sleep(2)
            renewed = kept.ask("auth", token=house.people.sign_in("ann")["token"])
            expect_equal((renewed["type"], "expiresAt" in renewed), ("auth_ok", True))
            expect_equal(ends.ending(), (4002, "token_expired"))
            expect_equal(events.hear(), {"type": "close", "code": 4002, "reason": "token_expired"})
            expect_equal(kept.hear_of("auth_expiring")["type"], "auth_expiring")
            expect_equal(kept.ending(), (4002, "token_expired"))
        ticket = house.people.call("POST", "/realtime/ticket", token=house.people.sign_in("ann")["token"], wanted=201).json()["ticket"]
        with Line(house.server, ticket=ticket) as line:
            line.hear()
            time.sleep(4.5)
            expect_equal(line.ask("ping")["type"], "pong", "a ticket's lives with its session")


@case
def a_stop_says_goodbye():
    with House() as house:
        lines = [house.line(), house.line(carrier=Line2)]
        events = Events(house.server, house.ann["token"])
        events.hear()
        house.server.process.terminate()
        expect_equal([line.ending() for line in lines], [(1001, "going_away")] * 2)
        expect_equal(events.hear(), {"type": "close", "code": 1001, "reason": "going_away"})
        for line in lines:
            line.raw(frame(CLOSE, struct.pack("!H", 1001)))
        house.server.process.wait(20)
        house.server.start()


@case
def a_client_that_answers_no_ping_is_dropped():
    with House(ws_ping="300ms") as house, house.line() as silent, house.line() as answers:
        expect_equal(silent.hello["heartbeatMs"], 300)
        heard = [silent.message()[0]]
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            opcode, payload = answers.message()
            expect_equal(opcode, PING)
            answers.raw(frame(PONG, payload))
        while (told := silent.message())[0] == PING:
            heard.append(told[0])
        expect_equal((heard[0], told[0]), (PING, CLOSE))
        expect_equal(answers.ask("ping")["type"], "pong")
        eventually(lambda: house.metric('kith_sockets_dropped_total{reason="silent"}') == 1, 10, "it is counted")


# ---- streams ----

@case
def a_stream_is_text_of_events():
    with House(sse_heartbeat="200ms") as house, Events(house.server, house.ann["token"], topics="nope:1") as events:
        expect_equal(events.status, 200)
        for line in ("Content-Type: text/event-stream", "Cache-Control: no-store"):
            expect(line.lower() in events.head.lower(), events.head)
        expect_equal(events.block(), "retry: 3000")
        first = events.block().split("\n")
        hello = json.loads(first[1][6:])
        expect_equal((first[0], hello["type"], hello["heartbeatMs"]), (f"id: {hello['cursor']}", "hello", 200))
        refused = json.loads(events.block()[6:])
        expect_equal((refused["type"], refused["code"], refused["topic"], refused["ref"]), ("error", "unknown_topic", "nope:1", None))
        expect_equal(events.block(), ":")
        with Events(house.server, house.ann["token"], last=hello["cursor"]) as again:
            live = [again.block() for _ in range(3)][2].split("\n")
            expect_equal((live[0], json.loads(live[1][6:])["type"]), (f"id: {json.loads(live[1][6:])['cursor']}", "live"))


@case
def a_head_of_a_stream_opens_none():
    with House() as house, house.server.client() as client:
        answer = client.ask("HEAD", "/api/v1/events", bearer(house.ann["token"]))
        expect_equal((answer.status, answer.get("content-type")), (200, "text/event-stream"))
        expect_equal(house.status()["streams"], 0)


# ---- what operators see ----

@case
def operators_see_sockets_in_metrics_and_the_log():
    with House() as house:
        with house.line() as line, Events(house.server, house.ann["token"]) as events:
            events.hear()
            line.ask("ping")
            line.say("dance")
            line.hear()
            expect_equal(house.metric('kith_sockets{kind="ws"}'), 1)
            expect_equal(house.metric('kith_sockets{kind="sse"}'), 1)
            expect_equal(house.metric('kith_socket_commands_total{type="ping"}'), 1)
            expect_equal(house.metric('kith_socket_commands_total{type="other"}'), 1)
            expect_equal(house.metric('kith_socket_events_total{type="hello"}'), 2)
            line.raw(frame(CLOSE, struct.pack("!H", 1000)))
            line.ending()
        eventually(lambda: house.metric('kith_sockets{kind="sse"}') == 0, 10, "the stream to be forgotten")
        log = [json.loads(row) for row in house.server.log_text().splitlines() if "socket_" in row]
        expect_equal(sorted(row["msg" if "msg" in row else "message"] for row in log),
                     ["socket_closed", "socket_closed", "socket_opened", "socket_opened"])
        expect(any(row.get("code") == 1000 for row in log), log)


@case
def how_long_events_take_to_each_connection_is_measured():
    with House() as house:
        with house.line(topics="public") as line, house.line(house.people.join("bob"), topics="public") as other:
            house.people.call("POST", "/posts", {"content": "Hello"}, token=house.ann["token"], wanted=201)
            for one in (line, other):
                while one.hear()["type"] != "post_created":
                    pass
            eventually(lambda: house.metric("kith_delivery_seconds_count") >= 2, 10, "both to be measured")
            told = house.metric("kith_delivery_seconds_count")
            with house.line(topics="public", cursor=line.hello["cursor"]) as back:
                while back.hear()["type"] != "live":
                    pass
            expect_equal(house.metric("kith_delivery_seconds_count"), told, "a replay is not")


@case
def sockets_of_an_address_share_what_they_may_send():
    with House(realtime_messages_per_minute="6", limits="on") as house:
        with house.line() as line, house.line(house.people.join("bob")) as other:
            for one in (line, other):
                for _ in range(3):
                    expect_equal(one.ask("ping")["type"], "pong")
            refused = other.ask("ping")
            expect_equal((refused["type"], refused["code"]), ("error", "too_many_requests"))
            expect(refused["retryMs"] > 0, refused)


@case
def a_process_without_the_role_has_no_sockets():
    with House(roles="api,worker") as house, house.server.client() as client:
        expect_equal(client.get("/api/v1/ws").status, 404)
        expect_equal(client.get("/api/v1/events").status, 404)
    with Server("kith", roles="realtime,worker", **CHEAP) as server, server.client() as client:
        expect_equal(client.get("/api/v1/ws").status, 401)
        expect_equal(client.get("/api/v1/posts/1").status, 404)


if __name__ == "__main__":
    main(sys.argv[1:])
