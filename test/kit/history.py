"""
What is true of a history: of what clients asked and heard, beside the log and the state of the store at the end. The model of who
is entitled to what is made of the log alone, and of nothing that the server computes by itself.
"""
import json

SENT = ("from", "channelId", "messageId", "seq", "threadRootId", "replyToId")
MEMBERS = {
    "dm": (*SENT, "kind"), "channel_message": SENT, "message_edited": ("channelId", "messageId", "seq", "from"),
    "message_deleted": ("channelId", "messageId", "seq", "by"),
    "reaction_added": ("channelId", "messageId", "emoji", "userId", "count"),
    "reaction_removed": ("channelId", "messageId", "emoji", "userId", "count"),
    "message_pinned": ("channelId", "messageId", "by"), "message_unpinned": ("channelId", "messageId", "by"),
    "member_joined": ("channelId", "userId", "role", "by"), "member_left": ("channelId", "userId", "role", "by"),
    "member_changed": ("channelId", "userId", "role", "by"), "channel_changed": ("channelId", "changed", "by"),
    "request_accepted": ("channelId", "userId"),
}
LATER = ("content", "messageType", "mediaIds", "createdAt", "deleted", "cursor")     # what is asked when an event is delivered
FUZZY = 1.5             # seconds after an opening in which memberships count as of then or as of now


def place(cursor):
    position, part = cursor.split(".")
    return int(position), int(part)


class Saying:
    """One event as clients should get it: to a person, or to those in a channel who see the message."""

    def __init__(self, cursor, event, channel=None, seq=None, to=None):
        self.cursor, self.event, self.channel, self.seq, self.to = cursor, event, channel, seq, to
        self.members, self.optional, self.payload = frozenset(), frozenset(), {}

    def of(self, who):
        """Its JSON for one of its hearers."""
        event = dict(self.event)
        if event["type"] in ("dm", "channel_message"):
            sender = event["from"] == who
            event["mention"] = who in self.payload.get("mentions", ())
            if sender:
                event["clientRef"] = self.payload.get("clientRef")
        return event


class Stay:
    """A membership: after one position, up to another; it sees messages from its floor on, all once its channel's history is opened."""

    def __init__(self, begin, floor):
        self.begin, self.end, self.floor, self.opened = begin, float("inf"), floor, float("inf")

    def sees(self, seq, at):
        return seq is None or self.floor <= seq or self.opened < at

    def touches(self, begin, end):
        return self.begin <= end and begin <= self.end


class Model:
    """The log, read once in its order."""

    def __init__(self, rows):
        self.sayings, self.messages, self.stays, self.now, self.kinds, self.closed = {}, {}, {}, {}, {}, {}
        self.count, self.joined_at, self.times, self.positions, self.written = {}, {}, [], [], {}
        self.private, self.accepted = {}, {}
        self.wrong = []
        for position, subject, payload, at in rows:
            self.positions.append(position)
            self.times.append(at / 1000)
            self.written[position] = at / 1000
            if subject.startswith("channel."):
                self.read(position, json.loads(payload))

    def read(self, position, p):
        channel = p["channelId"]
        self.kinds[channel] = p.get("channelKind", self.kinds.get(channel))
        self.now.setdefault(channel, {})
        if p["type"] == "request_accepted":
            self.acceptance(position, channel, p)
        elif p["type"] in ("member_joined", "member_left", "member_changed"):
            self.membership(position, channel, p)
        elif p["type"] == "channel_changed":
            self.say(position, 1, p, channel)
            self.change(position, channel, p)
        elif p["type"] in MEMBERS:
            self.message(position, channel, p)

    def say(self, position, part, p, channel=None, seq=None, to=None, type=None):
        type = type or p["type"]
        names = MEMBERS.get(type) or ("channelId", "kind", "role" if type == "channel_joined" else "reason", "by")
        facts = {**p, "kind": p.get("channelKind", p.get("kind"))}
        saying = Saying((position, part), {"type": type, **{name: facts.get(name) for name in names}}, channel, seq, to)
        saying.payload = p
        saying.members = frozenset(who for who, stay in self.now.get(channel, {}).items() if stay.sees(seq, position))
        self.sayings[saying.cursor] = saying
        return saying

    def change(self, position, channel, p):
        """A group begins with a closed history, others with an open one, and each change turns it around; as one does the kind."""
        if "kind" in p["changed"]:
            self.private.setdefault(channel, []).append(position)
        if "history" in p["changed"]:
            closed = self.closed[channel] = not self.closed.get(channel, self.kinds[channel] == "group")
            for stay in self.now[channel].values() if not closed else ():
                stay.opened = min(stay.opened, position)

    def is_public(self, channel, position):
        """Of one that began as a public channel: whether it is one after the event there."""
        return sum(1 for change in self.private.get(channel, []) if change <= position) % 2 == 0

    def acceptance(self, position, channel, p):
        """Its maker is told; its receiver is in it from then on, and has all of it."""
        who = p["userId"]
        self.say(position, 1, p, to=p["maker"])
        self.say(position, 2, p, to=who, type="channel_joined")
        if channel in self.accepted:
            self.wrong.append(f"the request {channel} is accepted twice, again at {position}")
        self.accepted[channel] = position
        stay = self.now[channel][who] = Stay(position, p["visibleFrom"])
        self.stays.setdefault((channel, who), []).append(stay)
        self.joined_at[channel, who] = 0

    def membership(self, position, channel, p):
        """Who is brought with a channel's making hears of themselves alone."""
        who, heard = p["userId"], p["channelKind"] != "direct" and not p.get("brought")
        if p["type"] == "member_joined":
            self.say(position, 1, p, to=who, type="channel_joined")
            if heard:
                self.say(position, 2, p, channel).optional = frozenset([who])
            if who in self.now[channel]:
                self.wrong.append(f"{who} joined {channel} twice, at {position}")
            stay = self.now[channel][who] = Stay(position, p["visibleFrom"])
            self.stays.setdefault((channel, who), []).append(stay)
            self.joined_at[channel, who] = self.count.get(channel, 0)
        elif p["type"] == "member_left":
            stay = self.now[channel].pop(who, None)
            if not stay:
                self.wrong.append(f"{who} left {channel} without being in it, at {position}")
            else:
                stay.end = position
            self.say(position, 1, p, to=who, type="channel_left")
            self.say(position, 2, p, channel).optional = frozenset([who])
        elif heard:
            self.say(position, 1, p, channel)

    def message(self, position, channel, p):
        if p["type"] in ("dm", "channel_message"):
            self.count[channel] = self.count.get(channel, 0) + 1
            if p["seq"] != self.count[channel]:
                self.wrong.append(f"seq {p['seq']} of {channel} stands at {position}, where {self.count[channel]} is due")
            if p["messageId"] in self.messages:
                self.wrong.append(f"message {p['messageId']} stands in the log twice, again at {position}")
            self.messages[p["messageId"]] = {"channel": channel, "seq": p["seq"], "from": p["from"], "ref": p.get("clientRef"),
                                             "mentions": p.get("mentions", []), "deleted": False, "position": position,
                                             "root": p.get("threadRootId")}
        message = self.messages.get(p["messageId"])
        if not message:
            self.wrong.append(f"{p['type']} at {position} is of no message")
            return
        if p["type"] == "message_edited":
            message["mentions"] = p["mentions"]
        if p["type"] == "message_deleted":
            message["mentions"], message["deleted"] = [], True
        to = (p.get("from") or p.get("by")) if p.get("request") else None        # what is not accepted is its sender's alone
        self.say(position, 1, p, channel, message["seq"], to)

    # ---- who may hear what ----

    def first_after(self, moment):
        """The first position that was written after that moment."""
        return next((p for p, time in zip(self.positions, self.times) if time > moment), float("inf"))

    def between(self, begin, end):
        return [begin, end, *(p for changes in self.private.values() for p in changes if begin <= p <= end)]

    def last_until(self, moment):
        """From this position on, all was written after that moment."""
        return max((p for p, time in zip(self.positions, self.times) if time <= moment), default=0) + 1

    def unbroken(self, channel, who, begin, end):
        return any(stay.begin < begin and end < stay.end for stay in self.stays.get((channel, who), []))

    def member_between(self, channel, who, begin, end, seq):
        return any(stay.touches(begin, end) and stay.sees(seq, end) for stay in self.stays.get((channel, who), []))

    def left_between(self, channel, who, begin, end):
        return any(begin <= stay.end <= end for stay in self.stays.get((channel, who), []))


# ---- one connection ----

class Hearing:
    """A stretch of a client's record, judged by the model."""

    def __init__(self, model, stretch, public, pauses, clears):
        self.model, self.stretch, self.who, self.public = model, stretch, stretch.who, public
        self.clears = [clear for clear in clears if clear.who == self.who]
        settled = max(stretch.live or 0, stretch.greeted or 0) + FUZZY
        still = sum(end - begin for begin, end in pauses if end > stretch.opened - 1 and begin < settled)
        self.since = model.first_after(stretch.opened - 1 - still)
        self.settled = model.last_until(settled + still)
        self.wrong = []

    def listens_itself(self, saying):
        """A subscription of its own to a public channel lasts until the first leaving after it."""
        at, public = saying.cursor[0], self.model.is_public
        open_then = public(self.public, at) or public(self.public, at - 1)
        open_now = at <= self.settled and any(public(self.public, p) for p in self.model.between(self.since - 1, self.settled))
        return saying.channel == self.public and f"channel:{self.public}" in self.stretch.topics and (open_then or open_now) and \
            not self.model.left_between(self.public, self.who, self.settled, saying.cursor[0] - 1)

    def may(self, saying):
        """What is older than the opening, or about as old, comes to whoever sees it now."""
        if saying.to:
            return saying.to == self.who
        position = saying.cursor[0]
        then = self.who in saying.members or self.who in saying.optional
        now = position <= self.settled and \
            self.model.member_between(saying.channel, self.who, self.since, self.settled, saying.seq)
        return now or (then and position >= self.since) or self.listens_itself(saying)

    def is_cleared(self, saying):
        """It is of a message that may have been out of their sight: nobody knows to the millisecond when a history was deleted."""
        message = self.model.messages.get(saying.payload.get("messageId"))
        return message and any(clear.channel == saying.channel and self.model.written[message["position"]] < clear.end + 1
                               for clear in self.clears)

    def must(self, saying):
        if saying.to:
            return saying.to == self.who
        if self.is_cleared(saying) or self.who not in saying.members or self.who in saying.optional:
            return False
        return saying.cursor[0] > self.settled or self.model.unbroken(saying.channel, self.who, saying.cursor[0], self.settled)

    def judge(self):
        s, last = self.stretch, (0, 0)
        self.wrong += s.wrong
        if not s.begin:
            return self.wrong
        begin, heard = place(s.begin), {}
        for event in s.heard:
            cursor = place(event["cursor"])
            if cursor <= max(last, begin if begin[1] else (begin[0], -1)):
                self.wrong.append(f"{event} comes after {last}, and after {begin}")
            last = max(last, cursor)
            heard[cursor] = event
        for cursor, event in heard.items():
            self.judge_heard(cursor, event)
        for cursor, saying in self.model.sayings.items():
            if begin < cursor < last and cursor not in heard and self.must(saying):
                self.wrong.append(f"{cursor} was not heard: {saying.event}; its rights settle at {self.settled}")
        return self.wrong

    def judge_heard(self, cursor, event):
        saying = self.model.sayings.get(cursor)
        if event["type"] in MEMBERS or event["type"] in ("channel_joined", "channel_left"):
            if not saying:
                self.wrong.append(f"{event} is not in the log")
            elif {k: v for k, v in event.items() if k not in LATER} != saying.of(self.who):
                self.wrong.append(f"{event} should be {saying.of(self.who)}")
            elif not self.may(saying):
                self.wrong.append(f"{event} is not for {self.who}; rights from {self.since}, settled at {self.settled}")
        elif saying:
            self.wrong.append(f"{event} has the cursor of {saying.event}")
