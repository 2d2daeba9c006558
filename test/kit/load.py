"""Writers that keep count of what was acknowledged, what was refused, and what is uncertain."""
import itertools
import threading
import time

from kit.checks import expect
from kit.client import Gone

NOTES = "/api/v1/notes"
numbers = itertools.count(1)


class Load:
    """Threads that write notes, each text once, and delete some. `with Load(server): ...` stops them at its end."""

    def __init__(self, server, writers=16, delete_every=7, pause=0.0):
        self.server, self.delete_every, self.pause = server, delete_every, pause
        self.acknowledged = {}              # id: text; each must be there
        self.deleted = set()                # ids; none may be there
        self.unsure = set()                 # texts of requests that were not answered, or with a 503
        self.refusals = []                  # answers that refused
        self.problems = []                  # what should never be
        self.ended = threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.write, daemon=True) for _ in range(writers)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.ended.set()
        for thread in self.threads:
            thread.join()
        if self.problems:
            raise self.problems[0]

    def write(self):
        with self.server.client(timeout=60) as client:
            while not self.ended.is_set():
                try:
                    self.write_one(client)
                except (Gone, OSError):
                    client.close()
                    time.sleep(0.005)
                except Exception as problem:
                    self.problems.append(problem)
                    return
                if self.pause:
                    time.sleep(self.pause)

    def write_one(self, client):
        n = next(numbers)
        text = f"note {n}"
        self.unsure.add(text)
        answer = client.post(NOTES, {"text": text})
        if self.settle(answer, text) != 201:
            return
        made = answer.json()["id"]
        with self.lock:
            expect(made not in self.acknowledged and made not in self.deleted, f"the id {made} was given twice")
            self.acknowledged[made] = text
        if self.delete_every and n % self.delete_every == 0:
            self.delete_one(client, made, text)

    def delete_one(self, client, made, text):
        del self.acknowledged[made]
        self.unsure.add(text)
        answer = client.delete(f"{NOTES}/{made}")
        if self.settle(answer, text) == 204:
            self.deleted.add(made)
        elif text not in self.unsure:
            self.acknowledged[made] = text

    def settle(self, answer, text):
        """An answer settles whether the text was written. Only a 503 may leave it open: the store went away in the middle."""
        if answer.status != 503:
            self.unsure.discard(text)
        if answer.status >= 400:
            self.refusals.append(answer)
            time.sleep(0.01)
        return answer.status

    def wait_for(self, n, within=30):
        """Waits until n more have been acknowledged."""
        goal, end = len(self.acknowledged) + n, time.monotonic() + within
        while len(self.acknowledged) < goal:
            expect(time.monotonic() < end, f"only {len(self.acknowledged)} of {goal} writes were acknowledged within {within} s;",
                   self.refusals[-1] if self.refusals else "none was refused")
            time.sleep(0.005)


def listed(server):
    """Every note, by paging: {id: text}."""
    found, target = {}, f"{NOTES}?limit=100"
    with server.client() as client:
        while target:
            answer = client.get(target)
            expect(answer.status == 200, answer)
            for note in answer.json():
                expect(note["id"] not in found, f"the note {note['id']} is listed twice")
                found[note["id"]] = note["text"]
            target = next_page(answer)
    return found


def next_page(answer):
    """The target of the next page, or None."""
    for part in (answer.get("link") or "").split(","):
        if 'rel="next"' in part:
            return "/" + part[part.index("<") + 1:part.index(">")].split("://")[-1].split("/", 1)[1]
    return None


def nothing_lost(server, *loads):
    """What was acknowledged is there, once; what is there was acknowledged or is uncertain; the counts match the table."""
    there = listed(server)
    texts = set(there.values())
    expect(len(texts) == len(there), "a text is there twice")
    unsure = set().union(*(load.unsure for load in loads))
    for load in loads:
        lost = [made for made, text in load.acknowledged.items() if there.get(made) != text]
        expect(not lost, f"{len(lost)} acknowledged notes are lost, of {len(load.acknowledged)}: {lost[:5]}")
        risen = load.deleted & set(there)
        expect(not risen, f"{len(risen)} deleted notes are back: {list(risen)[:5]}")
    known = set().union(*(load.acknowledged for load in loads))
    strange = [text for made, text in there.items() if made not in known and text not in unsure]
    expect(not strange, f"{len(strange)} notes are there that were refused or deleted: {strange[:5]}")
    return there


def stats_follow(server, there, within=2.0):
    """The counts match the table soon."""
    end = time.monotonic() + within
    while True:
        with server.client() as client:
            stats = client.get(f"{NOTES}/stats").json()
        if stats["total"] == len(there) and sum(hour["count"] for hour in stats["hours"]) == len(there):
            return
        expect(time.monotonic() < end, f"{within} s later the counts say {stats['total']}, the table {len(there)}: {stats}")
        time.sleep(0.02)
