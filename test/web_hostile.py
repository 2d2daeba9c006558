#!/usr/bin/env python3
"""
A community of hostile people, in a real browser: markup, templates, addresses that run, marks of direction, invisible characters, towers
of accents, endless words, floods of emoji and of lines, wherever people may write. On every screen nothing breaks out, and nothing
breaks the layout.
"""
import json
import sys

from kit import npm
from kit.checks import case, expect, main
from kit.people import CHEAP, People
from kit.server import Server

RUN = "window.broken=1"
EVIL = {
    "markup": f"</script></title></textarea><script>{RUN}</script><img src=x onerror=\"{RUN}\"><svg onload={RUN}><b>bold</b><!--",
    "quotes": f"\"'><a href=\"javascript:{RUN}\" onclick='{RUN}'>x</a>`",
    "template": "{{7*7}} ${7*7} {% if 1 %} <%= 7 %> #{7} {{constructor.constructor('" + RUN + "')()}} {name} {count:one|other}",
    "address": f"javascript:{RUN} data:text/html,<script>{RUN}</script> https://evil.example/\"onmouseover=\"{RUN} //evil.example",
    "turned": "a\u202eb\u2066c\u2067d\u2068e\u202af\u202bg\u2069\u2069\u2069\u202c\u202c h",
    "leftward": "مرحبا بكم (12",
    "invisible": "no\u200bthing\u200c\u200d\ufeff\u2060\u00ad \u3164\u2800",
    "tower": "Z" + "".join(chr(0x300 + n % 0x70) for n in range(60)),
    "wide": "﷽" * 20,
}
LONG = {
    "word": "x" * 5000, "emoji": "🏳️‍🌈" * 800, "towers": ("Z" + "\u0300\u0316" * 20) * 100, "lines": "line\n" * 900 + "the end",
    "link": "https://evil.example/" + "a/" * 900, "tags": "#tea " * 900, "turned": "\u202e" * 2000 + "end", "wide": "﷽" * 1000,
}
KNOWN = ("markup", "leftward", "tower", "wide")          # as members, their names are shown in most places


class Hostile:
    def __init__(self, server):
        self.people = People(server)
        self.token = {"ada": self.people.join("ada", display_name="Ada Lovelace")["token"]}
        self.refused = []

    def made(self, path, body, who, method="POST"):
        """What was made; what the server refuses does no harm, so None."""
        answer = self.people.call(method, path, body, self.token[who])
        expect(answer.status < 300 or answer.status == 422, f"{method} {path}: {answer.status} {answer.body[:300]}")
        if answer.status == 422:
            self.refused.append((path, answer.body[:200]))
        return json.loads(answer.body) if answer.body and answer.status < 300 else None

    def join(self, name, shown):
        self.token[name] = self.people.join(name, display_name=name)["token"]
        self.made("/users/me", {"display_name": shown[:100]}, name, "PATCH")
        for bio in (shown * 10)[:1000], "line\n" * 150 + shown[:100]:
            self.made("/users/me", {"bio": bio}, name, "PATCH")


def hostile(server):
    h = Hostile(server)
    for name, words in EVIL.items():
        h.join(f"eve_{name}", words)
    h.join("eve_word", "x" * 100)
    h.join("eve_emoji", "🏳️‍🌈" * 16)
    posts = {}
    for name, words in {**{f"long_{k}": v for k, v in LONG.items()}, **EVIL}.items():
        who = f"eve_{name}" if f"eve_{name}" in h.token else "eve_markup"
        posts[name] = h.made("/posts", {"content": (words + " #tea")[:5000]}, who)
        h.made("/posts", {"content": words[:5000], "content_warning": words[:500]}, who)
        h.made("/posts", {"content": words[:200], "poll": {"options": [words[:50], "x" * 50], "expires_in": 3600}}, who)
    made = [post for post in posts.values() if post]
    target = posts["markup"]["id"]
    h.made("/posts", {"content": "Look", "boost_of": posts["long_lines"]["id"]}, "eve_word")
    for words in (*EVIL.values(), *LONG.values()):
        comment = h.made(f"/posts/{target}/comments", {"content": words[:5000]}, "eve_tower")
        if comment:
            h.made(f"/posts/{target}/comments", {"content": words[:300], "parent_id": comment["id"]}, "eve_word")
    channel = h.made("/channels", {"name": EVIL["markup"][:50], "topic": EVIL["template"][:200], "kind": "public"}, "ada")
    for name, words in (*EVIL.items(), *LONG.items()):
        who = f"eve_{name}" if f"eve_{name}" in h.token else "eve_tower"
        h.made(f"/channels/{channel['id']}/join", {}, who)
        h.made(f"/channels/{channel['id']}/messages", {"content": words[:5000]}, who)
        h.made("/channels", {"name": words[:100], "topic": words[:200], "kind": "public"}, "ada")
    conversation = h.made("/conversations", {"participant_ids": ["@ada"]}, "eve_markup")
    for words in (*LONG.values(), *EVIL.values()):
        h.made(f"/channels/{conversation['id']}/messages", {"content": words[:5000]}, "eve_markup")
    lists = [h.made("/lists", {"title": words[:100]}, "ada") for words in EVIL.values()]
    a_list = next(one for one in lists if one)
    for name in h.token:
        if name != "ada":
            h.made(f"/users/@{name}/follow", {}, "ada")
            h.made(f"/lists/{a_list['id']}/members/@{name}", {}, "ada", "PUT")
    h.made("/users/me", {"locked": True}, "ada", "PATCH")
    for name in h.token:
        if name != "ada":
            h.made(f"/users/@ada/follow", {}, name)
    for post in made:
        h.people.call("PUT", f"/posts/{post['id']}/reactions/save", {}, h.token["ada"])
    for words in EVIL.values():
        h.made("/drafts", {"content": words, "content_warning": words[:500]}, "ada")
    invite = h.made(f"/channels/{channel['id']}/invites", {}, "ada")
    expect(len(made) > 12, f"most of it is taken: {h.refused}")
    return {"username": "eve_markup", "post": target, "tag": "tea", "conversation": conversation["id"], "channel": channel["id"],
            "invite": invite["code"], "list": a_list["id"], "cookies": h.people.cookies("ada"),
            "people": [name for name in h.token if name != "ada"], "posts": [[post["author"]["username"], post["id"]] for post in made]}


@case
def nothing_breaks_out_and_nothing_breaks_the_layout():
    with npm.installed("web_shell", "web_hostile.mjs") as folder, Server("kith", **CHEAP) as server:
        npm.all_hold(folder, "web_hostile.mjs", f"http://127.0.0.1:{server.port}", json.dumps(hostile(server)))


if __name__ == "__main__":
    main(sys.argv[1:])
