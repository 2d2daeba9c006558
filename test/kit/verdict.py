"""Whether a history is whole: the record of a trial, and the store at its end, beside the model of its log."""
import re

from kit.deeds import EMOJI
from kit.history import Hearing, Model
from kit.restless import call

ONES_OWN = {"mention", "clientRef", "content", "deleted", "messageType", "mediaIds", "createdAt"}     # not the same to everybody, or later


def of_person(message):
    return message["sender"]["id"] if message["sender"] else None


def names_in(content, people):
    return {people[name] for name in re.findall(r"@(\w+)", content or "") if name in people}


def texts_possible(sent, edits):
    """What a message may say at the end: its last edit that was answered, and any that is in doubt."""
    sure = [e for e in edits if e.done]
    return {sure[-1].content if sure else sent.content} | {e.content for e in edits if e.doubt}


def deeds_possible(deeds, otherwise):
    """Whether something that is put and taken away may be there at the end."""
    sure = [d for d in deeds if d.done]
    return {sure[-1].put if sure else otherwise} | {d.put for d in deeds if d.doubt}


class Verdict:
    """For a trial that is over, with the log and the state of its time."""

    def verdict(self):
        before, self.wrong = self.wrong, []
        model = self.model = Model(self.log)
        self.wrong += model.wrong
        self.judge_sends(model, self.state)
        self.judge_counts(model, self.state)
        self.judge_blocks()
        self.judge_request(model, self.state)
        self.judge_clears(self.state)
        self.judge_mentions(model)
        self.judge_hearing(model)
        found, self.wrong = self.wrong, before
        return found

    def judge_hearing(self, model):
        same = {}
        for stretch in (stretch for ear in self.ears for stretch in ear.stretches):
            self.wrong += [f"{stretch}: {told}" for told in Hearing(model, stretch, self.public, self.pauses, self.clears).judge()]
            for event in stretch.heard:
                facts = {k: v for k, v in event.items() if k not in ONES_OWN}
                if same.setdefault(event["cursor"], facts) != facts:
                    self.wrong.append(f"one cursor, two events: {facts} and {same[event['cursor']]}")
                self.judge_content(event)

    def judge_content(self, event):
        sent = next((s for s in self.seen if s.message == event.get("messageId")), None)
        if sent and "content" in event:
            texts = {sent.content, *(e.content for e in self.edits.get(sent.message, []))}
            if event["content"] not in texts and not (event["content"] is None and event.get("deleted")):
                self.wrong.append(f"{event} says what was never written")

    async def get(self, who, path):
        status, told = await call(self.nodes[-1], self.token[who], "GET", path, within=20)
        return told if status == 200 else None

    async def state_now(self):
        state = {"messages": {}, "shown": {}, "unread": {}, "left": {}}
        for channel in self.channels:
            who, found = self.maker if channel == self.request else self.directs[channel][0] if channel in self.directs else self.root, []
            while page := await self.get(who, f"/channels/{channel}/messages?limit=100" + (f"&before={found[-1]['id']}" if found else "")):
                found += page
            state["messages"][channel] = found[::-1]
        for who in self.ids:
            for channel in self.channels:
                state["shown"][channel, who] = await self.get(who, f"/channels/{channel}")
            state["unread"][who] = await self.get(who, "/unread")
        for clear in self.clears:
            state["left"][clear.channel, clear.who] = await self.get(clear.who, f"/channels/{clear.channel}/messages?limit=100")
        return state

    def judge_sends(self, model, state):
        kept = {m["id"]: m for page in state["messages"].values() for m in page}
        for channel, page in state["messages"].items():
            if [m["seq"] for m in page] != list(range(1, model.count.get(channel, 0) + 1)):
                self.wrong.append(f"{channel} has {[m['seq'] for m in page]}, the log {model.count.get(channel, 0)}")
        for m in kept.values():
            logged = model.messages.get(m["id"])
            if not logged or (logged["channel"], logged["seq"], logged["from"]) != (m["channel_id"], m["seq"], of_person(m)):
                self.wrong.append(f"message {m['id']} stands as {logged} in the log")
                continue
            replies = [r for r in model.messages.values() if r["root"] == m["id"] and not r["deleted"]]
            if (m["thread"] or {"reply_count": 0})["reply_count"] != len(replies):
                self.wrong.append(f"message {m['id']} has {m['thread']}, by the log {len(replies)} replies")
            sent = self.sent.get(logged["ref"])
            if not sent or (sent.who, sent.channel) != (logged["from"], logged["channel"]):
                self.wrong.append(f"message {m['id']} of {logged} was never sent: {sent}")
            elif m["deleted"]:
                if not self.deletes.get(m["id"]):
                    self.wrong.append(f"message {m['id']} was deleted by nobody")
            else:
                self.judge_kept(m, sent)
        for ref, sent in self.sent.items():
            if sent.done and (sent.message not in kept or kept[sent.message]["seq"] != sent.seq):
                self.wrong.append(f"acknowledged, and lost: {sent}")
        doubles = [m["ref"] for m in model.messages.values()]
        if len(doubles) != len(set(doubles)):
            self.wrong.append(f"one client_ref, several messages: {sorted(r for r in doubles if doubles.count(r) > 1)}")

    def judge_kept(self, m, sent):
        if m["content"] not in texts_possible(sent, self.edits.get(m["id"], [])):
            self.wrong.append(f"message {m['id']} says {m['content']!r}: {sent}; {[str(e) for e in self.edits.get(m['id'], [])]}")
        if any(d.done for d in self.deletes.get(m["id"], [])):
            self.wrong.append(f"deleted, and there: {m['id']}")
        counts = {r["emoji"]: r["count"] for r in m["reactions"]}
        for emoji in EMOJI:
            sure = maybe = 0
            for who in self.ids:
                possible = deeds_possible(self.reactions.get((m["id"], who, emoji), []), False)
                sure, maybe = sure + (possible == {True}), maybe + (True in possible)
            if not sure <= next((n for e, n in counts.items() if e.startswith(emoji)), 0) <= maybe:
                self.wrong.append(f"{emoji} of {m['id']} counts {counts}, should be {sure} to {maybe}")

    def judge_counts(self, model, state):
        for channel in (c for c in self.channels if c != self.request or c in model.accepted):
            last, members = model.count.get(channel, 0), model.now[channel]
            open_to_all = channel == self.public and model.is_public(channel, self.log[-1][0])
            for who in self.ids:
                shown = state["shown"][channel, who]
                if shown and who not in members and not open_to_all:
                    self.wrong.append(f"{who} is not in {channel} by the log, and sees it")
                if not shown:
                    if who in members:
                        self.wrong.append(f"{who} is in {channel} by the log, and does not see it")
                    continue
                facts = (shown["is_member"], shown["last_seq"], shown["member_count"])
                if facts != (who in members, last, len(members)):
                    self.wrong.append(f"{channel} is to {who} {facts}, by the log {(who in members, last, len(members))}")
                elif who in members:
                    self.judge_unread(model, channel, who, shown, state["unread"][who])

    def judge_unread(self, model, channel, who, shown, unread):
        reads = self.reads.get((channel, who), [])
        own = [m["seq"] for m in model.messages.values() if (m["channel"], m["from"]) == (channel, who)]
        clears = [c for c in self.clears if (c.channel, c.who) == (channel, who)]
        sure = max([model.joined_at[channel, who], *own, *(r.answer["last_read_seq"] for r in reads if r.done)])
        last, at = model.count.get(channel, 0), shown["last_read_seq"]
        most = last if clears else min(last, max([sure, *(r.seq for r in reads if r.doubt)]))
        if not sure <= at <= most:
            self.wrong.append(f"{who} has read {channel} up to {at}, by the log {sure} to {most}")
        mentions = [m["seq"] for m in model.messages.values()
                    if m["channel"] == channel and m["seq"] > at and who in m["mentions"] and m["from"] != who]
        found = (shown["unread_count"], shown["mention_count"])
        if found != (last - at, len(mentions)):
            self.wrong.append(f"{who} has {found} unread and mentions in {channel}, by the log {(last - at, len(mentions))}: {mentions}")
        listed = next(((c["unread_count"], c["mention_count"]) for c in unread["channels"] if c["channel_id"] == channel), (0, 0))
        if listed != found:
            self.wrong.append(f"/unread of {who} has {listed} for {channel}, the channel {found}")

    def judge_request(self, model, state):
        """Who wants no letters of strangers has none of them until they take one: three at most wait."""
        waiting = [p for p in model.sayings.values() if p.channel == self.request and p.to and p.event["type"] == "dm"]
        if len(waiting) > 3:
            self.wrong.append(f"{len(waiting)} messages were sent into the request {self.request}")
        taken = [a for a in self.answers if a.deed == "accept"] + [
            s for s in self.sent.values() if (s.who, s.channel) == (self.receiver, self.request)]
        accepted = self.request in model.accepted
        if accepted and not any(t.done or t.doubt for t in taken):
            self.wrong.append(f"nobody accepted the request {self.request}")
        if not accepted and any(t.done for t in taken):
            self.wrong.append(f"the request {self.request} was accepted, and is not")
        words = [(state["shown"][self.request, who] or {"request": "hidden"})["request"] for who in (self.maker, self.receiver)]
        if accepted and words != [None, None] or not accepted and (words[0] != "sent" or words[1] not in ("received", "hidden")):
            self.wrong.append(f"the request {self.request} is {words}, by the log accepted at {model.accepted.get(self.request)}")
        listed = any(c["channel_id"] == self.request for c in state["unread"][self.receiver]["channels"])
        if listed and not accepted:
            self.wrong.append(f"the request {self.request} counts as unread")

    def judge_clears(self, state):
        for clear in self.clears:
            older = [m["seq"] for m in state["left"][clear.channel, clear.who] or [] if m["seq"] <= clear.top]
            if clear.done and older and clear.channel != self.group:
                self.wrong.append(f"deleted, and seen: {older} after {clear}")

    def judge_blocks(self):
        for sent in self.sent.values():
            pair = self.directs.get(sent.channel)
            for block in self.blocks:
                if pair and {block.who, block.other} == set(pair) and sent.done and not sent.doubt and block.done and \
                        sent.begin > block.end and sent.end < block.until:
                    self.wrong.append(f"sent across a block: {sent}; {block}")

    def judge_mentions(self, model):
        """Names are looked up before a message has its place, so who has just come in may not be mentioned yet."""
        apart = {frozenset((b.who, b.other)) for b in self.blocks}
        for m in model.messages.values():
            sent = self.sent.get(m["ref"])
            if not sent or m["deleted"] or self.edits.get(sent.__dict__.get("message")):
                continue
            named = names_in(sent.content, self.names)
            if not set(m["mentions"]) <= named:
                self.wrong.append(f"{m} mentions whom it does not name: {sent}")
            for who in named - {m["from"]}:
                inside = any(s.begin < m["position"] <= s.end and model.written[s.begin] < sent.begin - 1
                             for s in model.stays.get((m["channel"], who), []))
                away = self.was_out(who, sent.begin, sent.end) or frozenset((who, m["from"])) in apart
                if inside and not away and who not in m["mentions"]:
                    self.wrong.append(f"{m} does not mention {who}: {sent}")
