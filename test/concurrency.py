#!/usr/bin/env python3
"""Many at once, on each store, with checkers: own writes are read, pages neither skip nor repeat, keys hold, counts are exact."""
import json
import random
import sys
import threading

from kit.checks import expect, expect_equal, main, on_each_store
from kit.load import NOTES, Load, listed, next_page, nothing_lost, stats_follow
from kit.server import Server


def all_at_once(n, run):
    """Runs run(i) on n threads that begin together; the first failure is raised."""
    ready, problems, results = threading.Barrier(n), [], [None] * n

    def body(i):
        ready.wait()
        try:
            results[i] = run(i)
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=body, args=(i,)) for i in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    return results


@on_each_store
def what_was_acknowledged_is_read_on_any_connection(store):
    """The writer and the reader have their own connections, so they may be on different loops."""
    def run(i):
        with server.client() as writer, server.client() as reader:
            for n in range(150):
                note = writer.post(NOTES, {"text": f"{i} {n}"}).json()["id"]
                expect_equal(reader.get(f"{NOTES}/{note}").status, 200, f"one's own note, read at once ({i} {n})")
                first = [one["id"] for one in reader.get(f"{NOTES}?limit=100").json()]
                expect(note in first or int(first[-1]) > int(note), "one's own note is not on its page")
                if n % 5 == 0:
                    expect_equal(writer.delete(f"{NOTES}/{note}").status, 204, "the deletion")
                    expect_equal(reader.get(f"{NOTES}/{note}").status, 404, "one's own deleted note")

    with Server(store=store) as server:
        all_at_once(8, run)


@on_each_store
def pages_neither_skip_nor_repeat_what_is_present_throughout(store):
    with Server(store=store) as server:
        with server.client() as client:
            kept = {client.post(NOTES, {"text": f"kept {n}"}).json()["id"] for n in range(300)}
        with Load(server, writers=6, delete_every=2) as load:
            for _ in range(12):
                target, seen = f"{NOTES}?limit={random.choice((3, 7, 50, 100))}", []
                with server.client() as client:
                    while target:
                        answer = client.get(target)
                        expect_equal(answer.status, 200, f"{target}")
                        seen += [note["id"] for note in answer.json()]
                        target = next_page(answer)
                expect_equal(len(set(seen)), len(seen), "the number of different notes seen")
                expect(kept <= set(seen), f"{len(kept - set(seen))} notes were skipped")
                expect(seen == sorted(seen, key=int, reverse=True), "the order is not newest first")
            load.wait_for(10)
        expect(not load.refusals, "a write was refused:", *load.refusals[:1])


@on_each_store
def the_consumers_counts_are_exact(store):
    with Server(store=store) as server:
        with Load(server, writers=24, delete_every=3) as load:
            load.wait_for(1500)
        expect(not load.refusals, "a write was refused:", *load.refusals[:1])
        stats_follow(server, nothing_lost(server, load), within=5)


@on_each_store
def one_key_has_one_effect_however_many_come_at_once(store):
    def ask(i):
        with server.client() as client:
            return client.post(NOTES, {"text": "one"}, ("Idempotency-Key", f"key-{attempt}"))

    with Server(store=store) as server:
        for attempt in range(15):
            answers = all_at_once(12, ask)
            made = {answer.json()["id"] for answer in answers if answer.status == 201}
            expect_equal(len(made), 1, f"the number of notes of one key (of {[answer.status for answer in answers]})")
            for answer in answers:
                expect(answer.status in (201, 409), "a repeat is neither the answer nor a conflict:", answer)
                expect(answer.status != 409 or int(answer.get("retry-after", 0)) > 0, "no Retry-After:", answer)
        expect_equal(len(listed(server)), 15, "the number of notes")


@on_each_store
def a_key_of_nobody_is_bound_to_its_body(store):
    """Nobody is signed in: another body is another request, and the key keeps the first body's answer."""
    with Server(store=store) as server, server.client() as client:
        key = ("Idempotency-Key", "shared")
        first = client.post(NOTES, {"text": "first"}, key).json()
        other = client.post(NOTES, {"text": "other"}, key)
        expect(other.status in (201, 422), other)
        expect(other.status != 201 or other.json()["id"] != first["id"], "another body got the first one's answer")
        expect_equal(client.post(NOTES, {"text": "first"}, key).json(), first, "the answer given again")
        client.close()
        server.restart()
        expect_equal(client.post(NOTES, {"text": "first"}, key).json(), first, "the answer given again after a restart")


@on_each_store
def deleting_one_note_from_all_sides_deletes_it_once(store):
    def delete(i):
        with server.client() as client:
            return client.delete(f"{NOTES}/{note}").status

    with Server(store=store) as server:
        for n in range(20):
            with server.client() as client:
                note = client.post(NOTES, {"text": f"contested {n}"}).json()["id"]
            expect_equal(sorted(all_at_once(8, delete)), [204] + [404] * 7, "the answers")
        stats_follow(server, {}, within=5)


@on_each_store
def two_thousand_connections_are_served(store):
    with Server(store=store) as server:
        clients = [server.client() for _ in range(2000)]
        for client in clients:
            client.send(b"GET /api/v1/notes/stats HTTP/1.1\r\nHost: a\r\n\r\n")
        for client in clients:
            answer = client.answer()
            expect(answer.status == 200 and json.loads(answer.body)["total"] == 0, answer)
        for client in clients:
            client.close()


if __name__ == "__main__":
    main(sys.argv[1:])
