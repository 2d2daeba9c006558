"""What people do in a history: a trial has this, and kit/verdict.py judges it."""
import asyncio
import time
import urllib.parse

from kit.people import PASSWORD
from kit.restless import TROUBLE, Attempt, call, until_answered

EMOJI = ("👍", "🎉", "❤")
DEEDS = 30                          # of each person, at most


class Deeds:
    """For a trial with nodes, people, and what was sent, edited, ... so far."""

    # ---- before ----

    async def make(self, path, body, who=None):
        status, told = await call(self.nodes[0], self.token[who or self.root], "POST", path, body, 10)
        assert status in (200, 201), (path, status, told)
        return told["id"]

    async def prepare(self):
        """The plaza is a group in which everybody stays; of the others all but the first person come and go."""
        some = self.ids[:4]
        self.plaza = await self.make("/conversations", {"is_group": True, "name": "plaza", "participant_ids": self.ids[1:]})
        self.public = await self.make("/channels", {"name": "public", "member_ids": some[1:]})
        self.private = await self.make("/channels", {"name": "private", "kind": "private", "member_ids": some[1:]})
        self.group = await self.make("/conversations", {"is_group": True, "name": "group", "participant_ids": some[1:]})
        pairs = [(self.ids[n], self.ids[n + 1]) for n in range(1, len(self.ids) - 1)]
        self.directs = {await self.make("/conversations", {"participant_ids": [b]}, a): (a, b) for a, b in pairs}
        self.shared = [self.public, self.private, self.group]
        self.maker, self.receiver = self.ids[1], self.ids[-1]
        quiet = {"direct_messages_from": "following"}
        status, told = await call(self.nodes[0], self.token[self.receiver], "PATCH", "/users/me/messaging", quiet, 10)
        assert status == 200, told
        self.request = await self.make("/conversations", {"participant_ids": [self.receiver]}, self.maker)
        self.channels = [self.plaza, *self.shared, *self.directs, self.request]

    # ---- what people do ----

    def wire_of(self, who):
        wires = [ear.wire for ear in self.ears if ear.who == who and ear.wire and ear.wire.stretch.greeted]
        return self.chance.choice(wires) if wires else None

    @staticmethod
    def status_of(told):
        if told["type"] == "ack":
            return 200
        return 503 if told["code"] in ("store_unavailable", "internal") else 400

    def where(self, who):
        mine = [c for c, pair in self.directs.items() if who in pair]
        mine += [self.request] if who == self.maker or who == self.receiver and self.chance.random() < 0.2 else []
        return self.chance.choice([self.plaza, *self.shared, *self.shared, *mine])

    async def write(self, who):
        channel, ref = self.where(who), f"{self.seed}-{len(self.sent)}"
        names = self.chance.sample(sorted(self.names), self.chance.choice([0, 0, 1, 2]))
        content = " ".join([ref, *(f"@{name}" for name in names)])
        attempt = self.sent[ref] = Attempt(deed="send", who=who, channel=channel, ref=ref, content=content)
        before = [m for m in self.seen if m.channel == channel and m.message not in self.deletes]
        root = self.chance.choice(before).message if before and self.chance.random() < 0.2 else None
        await until_answered(self, attempt, who, ("POST", f"/channels/{channel}/messages",
                                                  {"content": content, "client_ref": ref, "thread_root_id": root}),
                             ("send", {"channelId": channel, "content": content, "clientRef": ref, "threadRootId": root}),
                             ("sendMessage", {"channelId": channel, "content": content, "clientRef": ref, "threadRootId": root}))
        if attempt.done:
            told = attempt.answer
            attempt.message, attempt.seq = told.get("messageId") or told["id"], told["seq"]
            self.seen.append(attempt)
            self.heights[channel] = max(self.heights.get(channel, 0), attempt.seq)
        elif channel == self.plaza and not root and not self.was_out(who, attempt.begin, attempt.end):
            self.wrong.append(f"a member of the plaza was refused: {attempt} {attempt.answer}")

    def one_seen(self, who=None):
        found = [m for m in self.seen if who in (None, m.who)]
        return self.chance.choice(found[-20:]) if found else None

    async def edit(self, who):
        if m := self.one_seen(who):
            n = len(self.edits.setdefault(m.message, []))
            content = f"{m.ref} edited {n}" + self.chance.choice(["", f" @{self.chance.choice(sorted(self.names))}"])
            attempt = Attempt(deed="edit", who=who, message=m.message, content=content)
            self.edits[m.message].append(attempt)
            await until_answered(self, attempt, who, ("PATCH", f"/messages/{m.message}", {"content": content}),
                                 ("edit", {"messageId": m.message, "content": content}),
                                 ("updateMessage", {"id": m.message, "content": content}))

    async def delete(self, who):
        if m := self.one_seen(who):
            attempt = Attempt(deed="delete", who=who, message=m.message)
            self.deletes.setdefault(m.message, []).append(attempt)
            await until_answered(self, attempt, who, ("DELETE", f"/messages/{m.message}", None), ("delete", {"messageId": m.message}),
                                 ("deleteMessage", {"id": m.message}))

    async def react(self, who):
        if m := self.one_seen():
            emoji, put = self.chance.choice(EMOJI), self.chance.random() < 0.7
            attempt = Attempt(deed="react", who=who, message=m.message, emoji=emoji, put=put)
            self.reactions.setdefault((m.message, who, emoji), []).append(attempt)
            path = f"/messages/{m.message}/reactions/{urllib.parse.quote(emoji)}"
            await until_answered(self, attempt, who, ("PUT" if put else "DELETE", path, None),
                                 ("react" if put else "unreact", {"messageId": m.message, "emoji": emoji}),
                                 ("addMessageReaction" if put else "removeMessageReaction", {"messageId": m.message, "emoji": emoji}))

    async def read(self, who):
        channel = self.where(who)
        seq = self.chance.randint(0, self.heights.get(channel, 0) + 1)
        attempt = Attempt(deed="read", who=who, channel=channel, seq=seq)
        self.reads.setdefault((channel, who), []).append(attempt)
        await until_answered(self, attempt, who, ("PUT", f"/channels/{channel}/read", {"seq": seq}))

    def coming(self, who, channel, into, **told):
        attempt = Attempt(who=who, channel=channel, into=into, **told)
        self.comings.append(attempt)
        return attempt

    async def go(self, who):
        """Oneself comes into the public channel, or leaves any but the plaza and direct ones."""
        if who == self.root:
            return
        channel = self.chance.choice(self.shared)
        into = channel == self.public and self.chance.random() < 0.6
        await until_answered(self, self.coming(who, channel, into, deed="join" if into else "leave"), who,
                             ("POST", f"/channels/{channel}/{'join' if into else 'leave'}", {}))

    async def govern(self, _):
        """The owner brings somebody in, takes them out, bans them, lifts the ban; pins messages, opens and closes histories, channels."""
        if self.chance.random() < 0.4:
            return await self.arrange()
        whom, channel = self.chance.choice(self.ids[1:]), self.chance.choice(self.shared)
        deed, method, path = self.chance.choice([("add", "PUT", "members"), ("add", "PUT", "members"), ("remove", "DELETE", "members"),
                                                 ("ban", "PUT", "bans"), ("lift", "DELETE", "bans")])
        attempt = self.coming(whom, channel, deed == "add", deed=deed) if deed != "lift" else Attempt(deed=deed, who=whom)
        await until_answered(self, attempt, self.root, (method, f"/channels/{channel}/{path}/{whom}", {} if deed == "add" else None))

    async def arrange(self):
        if (m := self.one_seen()) and m.channel in self.shared and self.chance.random() < 0.5:
            attempt, method = Attempt(deed="pin", message=m.message), self.chance.choice(["PUT", "PUT", "DELETE"])
            await until_answered(self, attempt, self.root, (method, f"/channels/{m.channel}/pins/{m.message}", None))
            return
        if self.chance.random() < 0.4:
            attempt = Attempt(deed="kind", channel=self.public, to=self.chance.choice(["public", "private"]))
            self.changes.append(attempt)
            await until_answered(self, attempt, self.root, ("PATCH", f"/channels/{self.public}", {"kind": attempt.to}))
            return
        channel, history = self.chance.choice(self.shared), self.chance.choice(["full", "since_joined"])
        attempt = Attempt(deed="history", channel=channel, to=history)
        await until_answered(self, attempt, self.root, ("PATCH", f"/channels/{channel}", {"history": history}))

    async def block(self, who):
        """The first of a pair blocks the other for a while."""
        mine = [pair for pair in self.directs.values() if pair[0] == who]
        if not mine:
            return
        other = mine[0][1]
        attempt = Attempt(deed="block", who=who, other=other, until=float("inf"))
        self.blocks.append(attempt)
        await until_answered(self, attempt, who, ("POST", f"/users/{other}/block", {}))
        await asyncio.sleep(self.chance.uniform(0, 0.3))
        attempt.until = time.time()
        await until_answered(self, Attempt(deed="unblock", who=who, other=other), who, ("DELETE", f"/users/{other}/block", None))

    async def answer(self, who):
        """The receiver of a request takes it, or does not yet."""
        if who != self.receiver:
            return
        deed = self.chance.choice(["accept", "decline", "decline"])
        attempt = Attempt(deed=deed, who=who, channel=self.request)
        self.answers.append(attempt)
        await until_answered(self, attempt, who, ("POST", f"/conversations/{self.request}/{deed}", {}))

    async def clear(self, who):
        """A conversation goes out of one's list, and its history out of one's sight."""
        mine = [c for c, pair in self.directs.items() if who == pair[1]] + [self.plaza, self.group]
        channel = self.chance.choice(mine)
        if who == self.root:
            return
        attempt = Attempt(deed="clear", who=who, channel=channel, top=self.heights.get(channel, 0))
        self.clears.append(attempt)
        await until_answered(self, attempt, who, ("DELETE", f"/conversations/{channel}", None))

    def was_out(self, who, begin, end):
        return any(out.who == who and out.begin < end + 1 and begin - 1 < out.until for out in self.outs)

    async def suspend(self, _):
        """Somebody is shut out for a while, and comes back with another token."""
        whom = self.chance.choice(self.ids[1:])
        name = next(name for name, one in self.names.items() if one == whom)
        if any(out.until == float("inf") for out in self.outs):
            return
        out = Attempt(deed="suspend", who=whom, until=float("inf"))
        self.outs.append(out)
        await self.house.staff("user", "suspend", f"@{name}")
        await asyncio.sleep(self.chance.uniform(0, 0.4))
        await self.house.staff("user", "suspend", f"@{name}", "--undo")
        back = Attempt(deed="sign in", who=whom)
        await until_answered(self, back, whom, ("POST", "/auth/login", {"username": name, "password": PASSWORD}))
        if back.done:
            self.token[whom] = back.answer["token"]
        else:
            self.wrong.append(f"one who may come back does not: {back} {back.answer}")
        out.until = time.time()

    async def look(self, who):
        """A page of history, at once or never: what it shows is judged by who was in the channel meanwhile."""
        channel, begin = self.chance.choice([self.private, self.group]), time.time()
        look = self.look_by_graphql if self.chance.random() < 0.3 else self.look_by_rest
        try:
            numbers = await look(self.chance.choice(self.nodes), who, channel)
        except TROUBLE:
            return
        if numbers is not None:
            self.looked(who, channel, begin, time.time(), numbers)

    async def look_by_rest(self, node, who, channel):
        status, told = await call(node, self.token[who], "GET", f"/channels/{channel}/messages?limit=50")
        return [m["seq"] for m in told] if status == 200 else None

    async def look_by_graphql(self, node, who, channel):
        question = {"query": f'{{ channel(id: "{channel}") {{ messages(first: 50) {{ nodes {{ seq }} }} }} }}'}
        status, told = await call(node, self.token[who], "POST", "/graphql", question)
        seen = status == 200 and told["data"]["channel"]
        return [m["seq"] for m in seen["messages"]["nodes"]] if seen and seen["messages"] else None

    def looked(self, who, channel, begin, end, numbers):
        outs = [a for a in self.comings if (a.who, a.channel, a.into) == (who, channel, False) and a.done and a.end < begin]
        for out in outs:
            back = [a for a in self.comings if (a.who, a.channel, a.into) == (who, channel, True) and a.begin < end
                    and (a.end is None or a.doubt or a.end > out.begin)]
            if not back:
                self.wrong.append(f"{who} read {channel} after this: {out}")
        if numbers != sorted(set(numbers), reverse=True):
            self.wrong.append(f"{who} read {channel} in this order: {numbers}")

    WEIGHTS = (("write", 10), ("edit", 2), ("delete", 1), ("react", 3), ("read", 3), ("go", 2), ("govern", 0), ("suspend", 0),
               ("block", 1), ("look", 2), ("answer", 0.5), ("clear", 0.5))

    async def live(self, who):
        words, weights = zip(*self.WEIGHTS)
        roots = {"govern": 6, "suspend": 0.7} if who == self.root else {}
        weights = [roots.get(w, n) for w, n in zip(words, weights)]
        for _ in range(self.chance.randint(DEEDS // 2, DEEDS)):
            await getattr(self, self.chance.choices(words, weights)[0])(who)
            await asyncio.sleep(self.chance.expovariate(1 / 0.03))
