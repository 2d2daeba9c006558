#!/usr/bin/env python3
"""
The picture at the top of README.md: front.py FOLDER, for script/picture. A small town on a server of its own, whose clock begins some
hours ago; its home page, in both themes.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

from clock import Clock
from kit import npm
from kit.people import CHEAP, People
from kit.server import Server
from web_shell import cookies_of

NAMES = {
    "ada": "Ada Lindqvist", "grace": "Grace Okafor", "tomas": "Tomás Herrera", "mei": "Mei Tanaka", "omar": "عمر الخيام",
    "ruth": "Ruth Feldman", "jonas": "Jonas Weber", "priya": "Priya Nair", "ines": "Inês Duarte", "luca": "Luca Moretti",
    "noor": "Noor Haddad", "elin": "Elin Sund",
}
# (minutes ago, who, what, likes, boosts, comments)
POSTS = [
    (470, "jonas", {"content": "The oven at the bakery is fixed. Rye from seven tomorrow, and the first forty rolls are on us. #market"}, 9, 3, ["Finally!", "Seven it is."]),
    (300, "priya", {"content": "Counted 31 swifts over the mill this evening. Last year it was 19. #birds"}, 11, 3, ["The new boxes work, then."]),
    (184, "tomas", {"content": "Which evening for the lantern walk?", "poll": {"options": ["Friday", "Saturday", "Sunday"], "expires_in": 172800}}, 4, 2, []),
    (140, "omar", {"content": "ديوان الليلة في المكتبة، الساعة الثامنة. القهوة جاهزة. #reading"}, 6, 1, []),
    (96, "grace", {"content": "Thank you, everybody who came to mend things on Saturday: 14 lamps, 9 coats, 3 radios, and one accordion that has not "
                              "been played since 1988. It has now. Next one on the 12th. #repaircafe"}, 11, 3, ["It sounded wonderful.", "I can bring a soldering iron."]),
    (38, "mei", {"content": "The seed library is open again. Take what you will sow, bring back what you can spare: beans, kale, and far too many "
                            "tomatoes. #garden"}, 8, 2, ["Any chard?"]),
    (11, "ruth", {"content": "Fog so thick this morning that the ferry rang its bell all the way across. I could listen to that every day."}, 7, 1, ["Me too."]),
]
# What people whom she does not follow talk about.
ELSEWHERE = {"#garden": "Sowing kale", "#lanternwalk": "Glue, paper, patience", "#birds": "Two more boxes up"}
TALK = [("grace", "Are the lanterns still in the boathouse?"), ("grace", "Forty, if the mice left any."), ("tomas", "I have the key.")]


class Town:
    """Its people, and what they did and when."""

    def __init__(self, server, clock):
        self.people, self.server, self.clock = People(server), server, clock
        self.token = {name: self.people.join(name, display_name=shown)["token"] for name, shown in NAMES.items()}

    def call(self, who, method, path, body=None):
        answer = self.people.call(method, path, body, self.token[who])
        if answer.status >= 300:
            raise AssertionError(f"{method} {path}: {answer.status} {answer.body[:300]}")
        return answer.json() if answer.body else None

    def at(self, minutes):
        """So many minutes ago: a server that runs does not follow a clock that jumps, but one that starts believes it."""
        self.server.stop()
        self.clock.set_ahead(-60 * minutes)
        self.server.start()
        self.token = {name: self.people.sign_in(name)["token"] for name in NAMES}

    def lives(self):
        others = [name for name in NAMES if name != "ada"]
        for name in others[:8]:                       # who boosts is not among them
            self.call("ada", "POST", f"/users/@{name}/follow", {})
        for name in others:
            self.call(name, "POST", "/users/@ada/follow", {})
        for name in others[:7]:
            for other in others[8:]:
                self.call(name, "POST", f"/users/@{other}/follow", {})
        walks = self.call("grace", "POST", "/channels", {"name": "Lantern walk", "topic": "Who brings what", "kind": "public"})["id"]
        self.call("ada", "POST", f"/channels/{walks}/join")
        self.call("tomas", "POST", f"/channels/{walks}/join")
        for words in ELSEWHERE.items():
            for name in ("luca", "noor", "elin", "ines"):
                self.call(name, "POST", "/posts", {"content": " ".join(reversed(words))})
        for minutes, who, draft, likes, boosts, comments in POSTS:
            self.posts(minutes, who, draft, likes, boosts, comments)
        self.at(5)
        for who, words in TALK:
            self.call(who, "POST", f"/channels/{walks}/messages", {"content": words})
        chat = self.call("mei", "POST", "/conversations", {"participant_ids": ["@ada"]})["id"]
        self.call("ada", "POST", f"/channels/{chat}/messages", {"content": "Can I bring you some kale?"})
        self.call("mei", "POST", f"/channels/{chat}/messages", {"content": "Always!"})
        self.at(0)

    def posts(self, minutes, who, draft, likes, boosts, comments):
        others = [name for name in NAMES if name != who]
        self.at(minutes)
        post = self.call(who, "POST", "/posts", draft)
        path = f"/posts/{post['id']}"
        for name in others[:likes]:
            self.call(name, "PUT", f"{path}/reactions/like")
        for name in others[-boosts:]:
            self.call(name, "POST", "/posts", {"boost_of": post["id"]})
        for n, words in enumerate(comments):
            self.call(others[n + 2], "POST", f"{path}/comments", {"content": words})
        if "poll" in draft:
            for n, name in enumerate(others[:9]):
                self.call(name, "POST", f"{path}/votes", {"choices": [(1, 1, 0, 1, 2)[n % 5]]})


def main(out):
    with tempfile.TemporaryDirectory(prefix="kith-front-") as there, npm.installed("web_shell") as folder:
        clock = Clock(there)
        clock.set_ahead(-8 * 3600)
        with Server("kith", env=clock.env, **CHEAP) as server:
            town = Town(server, clock)
            town.lives()
            facts = json.dumps({"cookies": cookies_of(town.people, "ada")})
            subprocess.run(["node", "front.mjs", f"http://127.0.0.1:{server.port}", facts, str(pathlib.Path(out).resolve())], cwd=folder, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
