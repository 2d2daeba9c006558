"""A made-up community that is worth a look: long names, several scripts and directions, polls, warnings, quotes, a deep thread, a crowd behind it."""
import json
import subprocess
import urllib.parse

from kit.people import PASSWORD, People
from kit.pictures import given, png, wav
from kit.server import BUILD

FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
PEOPLE = {
    "ada": ("Ada Lovelace", "Numbers, looms and long walks. Keeper of the #walks list. https://example.org/ada"),
    "bob": ("Bob Marlowe", "Carpenter in Lübeck. I post what the workshop smells of, and now and then a chair. Talk to me about #wood, #walks and old tools; "
            "@ada knows the rest.\n\nhttps://example.org/workshop/a/rather/long/address/of/a/page/that/goes/on"),
    "eve": ("عمر الخيام", "شاعر وفلكي من نيسابور. أكتب عن النجوم والحدائق #حدائق"),
    "noa": ("נועה בן־דוד", "גרה בחיפה, קוראת לאט #ספרים"),
    "maximiliane": ("Maximiliane Freifrau von und zu Hohenlohe-Langenburg-Schillingsfürst, Nachbarschaftshilfe", "Alles braucht Zeit."),
    "mia": (f"Mia {FAMILY} \N{SEEDLING}\N{SPARKLES}", "Garden, bread, three children."),
    "yuki": ("山田 由紀", "京都の小さな本屋です。"),
    "extremely_long_username_that_takes_fifty_char_ok": ("Jo", ""),
    "ivo": ("Ivo", "Runs before breakfast."),
    "new_here": ("Nell", ""),
}
ASKING = ("ivo", "yuki", "maximiliane")
READERS = [name for name in PEOPLE if name not in ("ada", "bob", "new_here")]
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
LONG = "\n\n".join(f"{n}. The path leaves the village by the mill and keeps to the left bank. After the second gate it climbs through beeches, and one "
                   "hears the weir long before one sees it." for n in range(1, 8))
POSTS = [
    ("ivo", {"content": "Ten kilometres before anybody was up. The fog lay so low that only the church tower stood out of it."}),
    ("yuki", {"content": "雨の日は古い本がよく売れます。今日は三冊、どれも旅の本でした。 #読書"}),
    ("maximiliane", {"content": f"Das längste Wort der Woche: {WORD}. Und noch einmal ohne Leerzeichen: {WORD * 4}"}),
    ("extremely_long_username_that_takes_fifty_char_ok", {"content": "Short name, long handle."}),
    ("bob", {"content": LONG + "\n\n#walks #wood https://example.org/maps/the-mill-walk"}),
    ("noa", {"content": "קראתי היום את הפרק האחרון. יצאתי לגן בלי טלפון, וישבתי עד שהחשיך. #ספרים"}),
    ("mia", {"content": "The last slice was still warm. Nobody saw me.", "content_warning": "Bread, and a confession"}),
    ("eve", {"content": "صباح الخير من الحديقة. أزهرت شجرة اللوز هذا الأسبوع، وجلسنا تحتها حتى الظهر مع @ada و @bob. #حدائق"}),
    ("bob", {"content": "Which chair first?", "poll": {"options": ["The one with the broken leg", "The rocking chair of my aunt, which needs a new seat, two spindles "
             "and a lot of patience", "كرسي الحديقة", "None, go for a walk"], "expires_in": 200000}}),
    ("ivo", {"content": "Only for those who follow me: the race is on the 12th.", "visibility": "followers"}),
    ("bob", {"content": "Two hours along the river with @ada and @eve. The new bridge is open, and the heron has come back. #walks"}),
]
TALK = [
    ("eve", "كان الجسر جميلا في ضوء المساء.", None),
    ("mia", "Is it safe with a pram? The old one had those gaps between the planks.", None),
    ("ada", "Yes, the planks are close together now, and there is a ramp on both sides.", 1),
    ("mia", "Then we come on Sunday.", 2),
    ("ivo", "Bring something for the heron", 3),
    ("maximiliane", f"Er frisst keine {WORD}.", 4),
    ("mia", "He likes small ones.", 5),
    ("noa", "אולי נצטרף.", 6),
    ("yuki", "写真を見たいです。", None),
    ("ivo", "This was rude, sorry.", None),
]


def crowd(server):
    """Hundreds of people who posted thousands of things in the last month; before the server runs."""
    made = subprocess.run([BUILD / server.program, "seed", "--data", str(server.data), "--store", server.store, "--users", "400", "--posts", "4000", "--messages",
                           "3000"], capture_output=True, text=True, check=True)
    return made.stdout


class Lively:
    def __init__(self, server):
        self.people = People(server)
        self.token = {name: self.people.join(name, display_name=shown)["token"] for name, (shown, _) in PEOPLE.items()}
        for name, (_, bio) in PEOPLE.items():
            self.call("PATCH", "/users/me", {"bio": bio}, name, 200)

    def call(self, method, path, body=None, who="ada", wanted=None):
        return self.people.call(method, path, body, self.token[who], wanted)

    def made(self, path, body, who="ada"):
        return self.call("POST", path, body, who, 201).json()

    def cookies(self, name):
        answer = self.people.call("POST", "/auth/login", {"username": name, "password": PASSWORD}, wanted=200)
        cookie, value = answer.get("set-cookie").split(";")[0].split("=", 1)
        return [{"name": cookie, "value": value}]

    def follow(self):
        for name in PEOPLE:
            for other in PEOPLE:
                if "new_here" not in (name, other) and name != other and not (other == "ada" and name in ASKING):
                    self.call("POST", f"/users/@{other}/follow", {}, name)
        self.call("PATCH", "/users/me", {"locked": True}, "ada", 200)
        for name in ("ivo", "yuki", "maximiliane"):
            self.call("POST", "/users/@ada/follow", {}, name)

    def picture(self, who, width=480, height=320, hue=0.45, **fields):
        return given(self.people, self.token[who], "picture.png", png(width, height, hue), **fields)

    def portray(self):
        for n, who in enumerate(("bob", "mia", "eve")):
            self.call("PATCH", "/users/me", {"avatar_media_id": self.picture(who, 200, 200, n / 3)}, who, 200)
        self.call("PATCH", "/users/me", {"banner_media_id": self.picture("bob", 800, 200, 0.6)}, "bob", 200)

    def illustrate(self):
        for who, words, shapes, more in (
                ("mia", "Three loaves, and what is left of the fourth", [(480, 320), (320, 480), (400, 400), (480, 270)], {}),
                ("eve", "ثلاث لقطات من الحديقة", [(320, 480), (480, 320), (400, 400)], {}),
                ("ivo", "Not for everybody", [(480, 320)], {"sensitive": True}),
                ("bob", "Before and after", [(400, 400), (400, 400)], {}), ("bob", "", [(240, 480)], {}),
                ("bob", "Six of the seven bridges, from the mill to the weir", [(360, 240)] * 6, {})):
            ids = [self.picture(who, *shape, (n + len(words)) / 9, description=f"Hills and a low sun, picture {n + 1}", focus="0.4,0.2")
                   for n, shape in enumerate(shapes)]
            self.call("POST", "/posts", {"content": words, "media_ids": ids, **more}, who, 201)
        sound = given(self.people, self.token["mia"], "song.wav", wav(), description="The kettle, singing")
        self.call("POST", "/posts", {"content": "Listen", "media_ids": [sound]}, "mia", 201)

    def tell(self):
        for who, body in (("bob", {"text": "The heron is back"}), ("mia", {"text": "خبز طازج", "background": "#8f2d56"}), ("eve", {"text": "Frost", "audience": "public"}),
                          ("ada", {"text": "Nine kilometres today", "background": "#20477a"})):
            self.made("/stories", body, who)
        picture = self.picture("bob", 300, 480, 0.1, description="The weir in the evening")
        story = self.made("/stories", {"media_id": picture, "text": "The weir, in the evening", "audience": "public"}, "bob")
        self.made("/highlights", {"title": "Along the river", "story_ids": [story["id"]]}, "bob")
        self.highlight()

    def highlight(self):
        pictures = [self.picture("ada", *shape, hue, description=said) for shape, hue, said in (((300, 480), 0.3, "The lower path"), ((480, 300), 0.7, "Home again"))]
        kept = [self.made("/stories", body, "ada")["id"] for body in (
            *({"media_id": one} for one in pictures), {"text": "Rain until noon, then two hours of sun, and nobody else on the whole way", "background": "#6b5a12"})]
        self.made("/highlights", {"title": "Walks of autumn", "story_ids": kept, "cover_story_id": kept[1]}, "ada")

    def post(self):
        posts = [self.made("/posts", body, who) for who, body in POSTS]
        poll, walk = posts[8], posts[-1]
        for n, name in enumerate(READERS):
            self.call("POST", f"/posts/{poll['id']}/votes", {"choices": [n % 3]}, name)
            for post in posts[n % 3:]:
                self.call("PUT", f"/posts/{post['id']}/reactions/like", {}, name)
        for post in posts[3:9:2]:
            self.call("PUT", f"/posts/{post['id']}/reactions/like", {})
            self.call("PUT", f"/posts/{post['id']}/reactions/save", {})
        self.call("PUT", f"/posts/{posts[4]['id']}/pin", {}, "bob")
        self.call("POST", "/posts", {"content": "This is how one writes about walking:", "boost_of": posts[4]["id"]}, "mia", 201)
        self.call("POST", "/posts", {"boost_of": posts[7]["id"]}, "ivo", 201)
        self.call("PATCH", f"/posts/{walk['id']}", {"content": walk["content"] + " https://example.org/the-heron"}, "bob", 200)
        self.comment(walk)
        return walk

    def comment(self, post):
        comments = []
        for who, words, under in TALK:
            parent = {"parent_comment_id": comments[under]["id"]} if under is not None else {}
            comments.append(self.made(f"/posts/{post['id']}/comments", {"content": words, **parent}, who))
        for comment in comments[:6:2]:
            self.call("PUT", f"/comments/{comment['id']}/reactions/like", {}, "bob")
        self.call("DELETE", f"/comments/{comments[1]['id']}", None, "mia")
        self.call("DELETE", f"/comments/{comments[-1]['id']}", None, "ivo")

    def talk(self):
        conversation = self.made("/conversations", {"participant_ids": ["@ada"]}, "bob")
        for n in range(40):
            self.made(f"/channels/{conversation['id']}/messages", {"content": ["Are you there?", "صباح الخير", "On my way. " * 12][n % 3]}, "bob" if n % 5 else "ada")
        for who in ("eve", "maximiliane"):
            other = self.made("/conversations", {"participant_ids": ["@ada"]}, who)
            self.made(f"/channels/{other['id']}/messages", {"content": "See you on Sunday?"}, who)
        channel = self.made("/channels", {"name": "Walks", "topic": "Where we go, when we meet, and what to bring along", "kind": "public"})
        self.made("/channels", {"name": WORD[:80], "topic": WORD * 2, "kind": "public"}, "maximiliane")
        self.made("/channels", {"name": "حديقة الحي", "topic": "كل ما ينمو", "kind": "public"}, "eve")
        for who in ("bob", "mia", "eve"):
            self.call("POST", f"/channels/{channel['id']}/join", {}, who)
            self.made(f"/channels/{channel['id']}/messages", {"content": "Sunday at nine, by the mill"}, who)
        seen = [self.picture("bob", *shape, description="By the mill") for shape in ((480, 320), (320, 320))]
        self.made(f"/channels/{conversation['id']}/messages", {"content": "From the walk", "media_ids": seen}, "bob")
        heard = [given(self.people, self.token["bob"], "voice.wav", wav(), kind="voice"), given(self.people, self.token["bob"], "map.pdf", b"%PDF-1.4 a map", kind="file")]
        self.made(f"/channels/{conversation['id']}/messages", {"media_ids": heard}, "bob")
        return {"conversation": conversation["id"], "channel": channel["id"], "invite": self.made(f"/channels/{channel['id']}/invites", {})["code"]}

    def keep(self):
        lists = [self.made("/lists", {"title": title}) for title in ("Friends", "Neighbours of the lane behind the mill, and those who come by on Sundays", "الأصدقاء")]
        for who in ("bob", "eve", "maximiliane"):
            self.call("PUT", f"/lists/{lists[0]['id']}/members/@{who}")
        self.call("PUT", f"/tags/{urllib.parse.quote('walks')}/follow", {})
        self.made("/drafts", {"content": "What I always wanted to say about bridges, and never finished:"})
        self.made("/drafts", {"content": "مسودة قصيرة"})
        return lists[0]["id"]


def community(server):
    """What the programs are told of it: one of each thing that has a screen, and the cookies of somebody in the middle of it and of somebody new."""
    lively = Lively(server)
    lively.follow()
    lively.portray()
    post = lively.post()
    lively.illustrate()
    lively.tell()
    return {"username": "bob", "post": post["id"], "tag": "walks", **lively.talk(), "list": lively.keep(), "cookies": lively.cookies("ada"),
            "newcomer": lively.cookies("new_here")}


def told(server):
    return json.dumps(community(server))
