#!/usr/bin/env python3
"""
The pages that the server renders, as a browser without scripts has them: reading, paging, signing in, joining, posting, commenting, liking
and following by links and forms; what programs read of them; and that nothing which people write breaks out of its place.
"""
import base64
import gzip
import hashlib
import html.parser
import http.client
import json
import re
import subprocess
import sys
import urllib.parse

from kit.checks import case, expect, expect_equal, main
from kit.people import People
from kit.pictures import given, png
from kit.server import Server

PASSWORD = "correct horse battery"
STORES = ("sqlite", "postgres")


class Page(html.parser.HTMLParser):
    """What a page says: its elements with their attributes, and its text."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.words, self.raw = [], [], {}
        self.inside = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.inside = (tag, dict(attrs)) if tag in ("script", "style", "title") else None

    def handle_endtag(self, tag):
        self.inside = None

    def handle_data(self, data):
        if self.inside:
            self.raw.setdefault(self.inside[0] + ":" + self.inside[1].get("type", ""), []).append(data)
        else:
            self.words.append(data)

    def all(self, tag, **attrs):
        return [a for t, a in self.elements if t == tag and all(a.get(k.rstrip("_").replace("_", "-")) == v for k, v in attrs.items())]

    def one(self, tag, **attrs):
        found = self.all(tag, **attrs)
        expect(len(found) == 1, f"{len(found)} elements {tag} {attrs}")
        return found[0]

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    @property
    def title(self):
        return "".join(self.raw["title:"])


class Answer:
    def __init__(self, answer):
        self.status, self.heads, self.text = answer.status, answer.headers, answer.read().decode(errors="replace")

    def header(self, name):
        return self.heads.get(name)

    def json(self):
        return json.loads(self.text)


class Browser:
    """Follows redirects, keeps cookies, sends forms with its Origin."""

    def __init__(self, server, language="en"):
        self.server, self.cookies, self.language = server, {}, language
        self.origin = f"http://127.0.0.1:{server.port}"

    def headers(self, more=()):
        jar = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        return [("Accept", "text/html"), ("Accept-Language", self.language), *([("Cookie", jar)] if jar else []), *more]

    def ask(self, method, path, body=None, more=()):
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        line.request(method, path.split("#")[0], body, dict(self.headers(more)))
        answer = Answer(line.getresponse())
        line.close()
        for value in answer.heads.get_all("set-cookie") or []:
            name, value = value.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer

    def get(self, path, status=200):
        answer = self.ask("GET", path)
        while answer.status in (301, 302, 303):
            answer = self.ask("GET", answer.header("location").split("#")[0])
        expect_equal(answer.status, status, f"GET {path}: {answer.text[:300]}")
        return Page(answer.text)

    def form(self, path, status=200, origin=None, **fields):
        more = [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", origin or self.origin)]
        answer = self.ask("POST", path, urllib.parse.urlencode(fields), more)
        if answer.status == 303:
            where = answer.header("location")
            return where if status == 303 else self.get(where, status)
        expect_equal(answer.status, status, f"POST {path}: {answer.text[:300]}")
        return Page(answer.text)


def joined(server, name):
    browser = Browser(server)
    browser.form("/join", username=name, email=f"{name}@example.org", password=PASSWORD)
    return browser


def on_both(run):
    def each():
        for store in STORES:
            with Server("kith", store=store) as server:
                run(server)
    each.__name__ = run.__name__
    return case(each)


@on_both
def people_join_sign_in_post_comment_like_and_follow_by_forms(server):
    ann, bob = joined(server, "ann"), joined(server, "bob")
    page = ann.form("/new", content="Hello #tea and @bob\r\nhttps://example.org/x", visibility="public")
    expect_equal(page.all("a", rel="nofollow noopener ugc")[0]["href"], "https://example.org/x", "the link")
    expect(page.all("a", href="/tag/tea") and page.all("a", href="/@bob"), "a tag and a mention lead somewhere")
    address = page.all("a", class_="when")[0]["href"]
    page = bob.form(address + "/comments", content="Well said")
    expect("Well said" in page.text, page.text)
    page = bob.form(address + "/like", back=address)
    page.one("button", class_="deed liked", aria_label="Unlike, 1 like")
    page = bob.form(address + "/unlike", back=address)
    expect(page.all("button", aria_label="Like, 0 likes"), "unliked")
    page = bob.form("/@ann/follow", back="/@ann")
    expect("Unfollow" in page.text and "1 follower" in page.text, page.text)
    expect("Hello" in bob.get("/").text, "the feed has the post")
    expect("Follow" in bob.form("/@ann/unfollow", back="/@ann").text, "unfollowed")
    ann.form("/logout")
    expect("Newest posts" in ann.get("/").text, "signed out")
    page = ann.form("/login", 401, identifier="ann", password="wrong password")
    expect("Wrong name or password" in page.text and page.one("input", id="name")["value"] == "ann", page.text)
    page = ann.form("/login", identifier="ann", password=PASSWORD, next=address)
    expect("Hello" in page.text and page.all("form", action="/logout"), "led back, signed in")


@on_both
def what_was_wrong_is_said_in_its_place_and_what_was_typed_stays(server):
    ann = joined(server, "ann")
    page = Browser(server).form("/join", 422, username="a!", email="nonsense", password="short")
    expect_equal(page.one("input", id="username")["value"], "a!", "the name stays")
    expect(page.one("input", id="username")["aria-invalid"] and page.one("input", id="email")["aria-invalid"], "both are marked")
    page = Browser(server).form("/join", 409, username="ann", email="x@example.org", password=PASSWORD)
    expect("taken" in page.text, page.text)
    page = ann.form("/new", 422, content="x" * 5001, visibility="followers")
    expect(page.all("p", role="alert") and page.all("option", value="followers")[0].get("selected", 0) is None, "typed stays")
    page = Browser(server, "ar").form("/login", 401, identifier="ann", password="wrong password")
    expect_equal(page.one("html")["dir"], "rtl", "Arabic is right to left")
    expect("كلمة المرور" in page.text, page.text)


@on_both
def a_form_of_another_site_is_refused_signed_in_or_not(server):
    ann, stranger = joined(server, "ann"), Browser(server)
    for browser, path, fields in ((ann, "/new", {"content": "x"}), (stranger, "/login", {"identifier": "ann", "password": PASSWORD}),
                                  (stranger, "/join", {"username": "eve", "email": "e@example.org", "password": PASSWORD}),
                                  (ann, "/@ann/follow", {}), (ann, "/logout", {})):
        browser.form(path, 403, origin="https://evil.example", **fields)
        browser.form(path, 403, origin="null", **fields)
    expect(ann.get("/").all("form", action="/logout"), "still signed in")
    expect(not stranger.cookies.get("kith_session"), "nobody was signed in")


@on_both
def who_must_sign_in_is_led_there_and_back(server):
    stranger = Browser(server)
    answer = stranger.ask("GET", "/new")
    expect_equal((answer.status, answer.header("location")), (303, "/login?next=%2Fnew"), "led to the door")
    for next_ in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        page = stranger.get("/login?next=" + urllib.parse.quote(next_, safe=""))
        expect_equal(page.one("input", name="next")["value"], "/", f"{next_} is none of this site's")


@on_both
def pages_are_paged_and_nothing_is_there_twice(server):
    ann = joined(server, "ann")
    for i in range(25):
        ann.form("/new", 303, content=f"post number {i:02}")
    for path in ("/@ann", "/"):
        seen, at = [], path
        while at:
            page = Browser(server).get(at)
            seen += re.findall(r"post number (\d\d)", page.text)
            older = page.all("a", rel="next")
            expect(not older or "Older posts" in page.text, page.text)
            at = older and older[0]["href"]
        expect_equal(seen, [f"{i:02}" for i in range(24, -1, -1)], f"the posts of {path}")
    post = Browser(server).get("/@ann").all("a", class_="when")[0]["href"]
    for i in range(25):
        ann.form(post + "/comments", 303, content=f"comment number {i:02}")
    page = Browser(server).get(post)
    first = re.findall(r"comment number (\d\d)", page.text)
    rest = re.findall(r"comment number (\d\d)", Browser(server).get(page.one("a", rel="next")["href"]).text)
    expect_equal(sorted(first + rest), [f"{i:02}" for i in range(25)], "all comments, once")


def a_film(folder):
    path = folder / "film.mp4"
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x180:duration=1:rate=5", "-pix_fmt", "yuv420p", path], check=True)
    return path.read_bytes()


@on_both
def films_have_their_posters_and_what_is_sensitive_says_so(server):
    ann = People(server)
    token = ann.join("ann")["token"]
    film, picture = given(ann, token, "film.mp4", a_film(server.folder)), given(ann, token, "garden.png", png(300, 200))
    for words, media, sensitive in (("A film", film, False), ("With care", picture, True)):
        ann.call("POST", "/posts", {"content": words, "media_ids": [media], "sensitive": sensitive}, token, 201)
    page = Browser(server).get("/@ann")
    poster = page.one("video")["poster"]
    shown = Browser(server).ask("GET", "/" + poster.split("://", 1)[1].split("/", 1)[1])
    expect_equal((shown.status, shown.heads["content-type"]), (200, "image/jpeg"), poster)
    expect("Sensitive media" in page.text, page.text)


@on_both
def programs_read_what_a_page_is(server):
    ann = joined(server, "ann")
    where = ann.form("/new", 303, content="Tea is served #tea")
    page, origin = Browser(server).get(where), f"http://127.0.0.1:{server.port}"
    expect_equal(page.one("link", rel="canonical")["href"], origin + where, "canonical")
    expect_equal(page.one("meta", property="og:type")["content"], "article", "OpenGraph")
    expect("Tea is served" in page.title and page.one("meta", name="twitter:card"), page.title)
    image = page.one("meta", property="og:image")["content"]
    picture = Browser(server).ask("GET", image.removeprefix(origin))
    expect_equal((picture.status, picture.heads["content-type"]), (200, "image/png"), image)
    linked = json.loads(page.raw["script:application/ld+json"][0])
    expect_equal((linked["@type"], linked["author"]["name"], linked["url"]), ("SocialMediaPosting", "ann", origin + where), "JSON-LD")
    profile = Browser(server).get("/@ann")
    expect_equal(json.loads(profile.raw["script:application/ld+json"][0])["@type"], "ProfilePage", "JSON-LD")
    feeds = {a["type"]: a["href"] for a in profile.all("link", rel="alternate")}
    for kind in ("rss", "atom"):
        body = Browser(server).ask("GET", feeds[f"application/{kind}+xml"].removeprefix(origin)).text
        expect("Tea is served" in body and where in body, body)
    expect("Tea is served" in Browser(server).ask("GET", "/tag/tea.rss").text, "the feed of a tag")
    embed = json.loads(Browser(server).ask("GET", page.one("link", type="application/json+oembed")["href"].removeprefix(origin)).text)
    expect("Tea is served" in embed["html"] and embed["author_name"] == "ann", embed)
    expect("Sitemap: " + origin in Browser(server).ask("GET", "/robots.txt").text, "robots.txt")
    parts = re.findall(r"<loc>(.*?)</loc>", Browser(server).ask("GET", "/sitemap.xml").text)
    found = Browser(server).ask("GET", parts[0].removeprefix(origin)).text
    expect(origin + where in found and origin + "/@ann<" in found, found)


@on_both
def who_wishes_so_is_not_in_search_engines(server):
    ann = joined(server, "ann")
    where = ann.form("/new", 303, content="quiet")
    answer = ann.ask("PATCH", "/api/v1/users/me", json.dumps({"noindex": True}),
                     [("Content-Type", "application/json"), ("Origin", ann.origin)])
    expect(answer.status == 200 and answer.json()["noindex"] is True, answer.text)
    for path in (where, "/@ann"):
        Browser(server).get(path).one("meta", name="robots", content="noindex")
    part = re.findall(r"<loc>(.*?)</loc>", Browser(server).ask("GET", "/sitemap.xml").text)[0]
    expect("/@ann" not in Browser(server).ask("GET", part.removeprefix(ann.origin)).text, "the map leaves them out")


@on_both
def what_is_not_there_or_not_for_the_viewer_is_page_not_found(server):
    ann = joined(server, "ann")
    hidden = ann.form("/new", 303, content="for few", visibility="followers")
    for path in ("/nowhere", "/@nobody", "/@ann/1", "/@ann/x", hidden, "/tag/%20", "/settings/x/y/z"):
        page = Browser(server).get(path, 404)
        expect("Page not found" in page.text and len(page.all("h1")) == 1, page.text)
        expect(page.all("a", href="/explore"), "a way on")
    expect_equal(Browser(server).ask("GET", "/api/nowhere").header("content-type"), "application/problem+json", "the API's own")
    expect("for few" in ann.get(hidden).text, "their author sees it")


@on_both
def nothing_that_people_write_breaks_out(server):
    ann = joined(server, "ann")
    evil = ["</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"'><b>", "<!--", "</title></textarea>",
            "\u202e\u2066abc", "x" * 4000]
    ann.ask("PATCH", "/api/v1/users/me", json.dumps({"display_name": "<b>\"Ann\"</b>", "bio": "</script><!--"}),
            [("Content-Type", "application/json"), ("Origin", ann.origin)])
    for words in evil:
        where = ann.form("/new", 303, content=words + " #tea")
        for path in (where, "/@ann", "/", "/explore?q=" + urllib.parse.quote(words[:60]), "/tag/tea"):
            for browser in (ann, Browser(server)):
                page = browser.get(path) if "?q=" not in path else Page(browser.ask("GET", path).text)
                expect(not page.all("img") and not page.all("b"), f"{words} at {path}")
                expect(all(a.get("type") or a.get("src") for a in page.all("script")), "no script but data and files")
                for data in page.raw.get("script:application/ld+json", []):
                    json.loads(data)
                names = [name for _, attrs in page.elements for name in attrs]
                expect(not any(name.startswith("on") or name == "style" for name in names), names)


@on_both
def nothing_of_somebody_stays_in_a_cache(server):
    ann, bob = joined(server, "ann"), joined(server, "bob")
    where = ann.form("/new", 303, content="Hello", visibility="followers")
    for path in ("/", "/@ann", where, "/nowhere", "/explore?q=hello", "/messages", "/settings/profile"):
        kept = [ann.ask("GET", path).header("cache-control"), Browser(server).ask("GET", path).header("cache-control")]
        expect_equal(kept[0], "no-store", f"{path} of somebody")
        expect(kept[1] in ("no-cache", "no-store"), kept)
    ann.ask("POST", "/api/v1/users/@bob/block", "{}", [("Content-Type", "application/json"), ("Origin", ann.origin)])
    for path in ("/@ann.rss", "/@ann.atom"):
        expect_equal(bob.ask("GET", path).status, 200, "a feed is everybody's, whoever asks")
    expect_equal(bob.ask("GET", "/@ann").status, 404, "a page is not")


@on_both
def a_long_address_is_not_said_again_at_each_form(server):
    ann = joined(server, "ann")
    for n in range(18):
        ann.form("/new", 303, content=f"post number {n}")
    for browser in (ann, Browser(server)):
        usual, long = (len(browser.ask("GET", "/@ann" + query).text) for query in ("", "?x=" + "'" * 8000))
        expect(long < usual + 2000, f"{usual} octets become {long}")
        page = browser.get("/@ann?x=//evil.example")
        expect(all(one.get("value") == "/" for one in page.all("input", name="back")), "only a path of this site is come back to")
    expect_equal(ann.get("/@ann?cursor=").all("input", name="back")[0]["value"], "/@ann?cursor=", "a short one is")


@on_both
def one_votes_by_a_form(server):
    ann, bob = joined(server, "ann"), joined(server, "bob")
    said = [("Content-Type", "application/json"), ("Origin", ann.origin)]
    body = {"content": "Tea or rain?", "poll": {"options": ["Tea", "Rain"], "expires_in": 3600}}
    where = "/@ann/" + ann.ask("POST", "/api/v1/posts", json.dumps(body), said).json()["id"]
    for choices in ("", "choice=2", "choice=-1", "choice=x", "choice=0&choice=1", "choice=0&" * 20):
        answer = bob.ask("POST", where + "/vote", choices, [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", bob.origin)])
        expect_equal(answer.status, 422, choices)
    page = bob.form(where + "/vote", choice="1", back=where)
    expect("Your vote" in page.text and "1 vote" in page.text and not page.all("form", action=where + "/vote"), page.text)
    bob.form(where + "/vote", 409, choice="0")
    expect(not Browser(server).get(where).all("form", action=where + "/vote"), "a stranger has no vote")


@case
def searching_by_pages_is_no_cheaper_than_by_the_api():
    with Server("kith", rate_per_minute="20", limits="on") as server:
        asked = [Browser(server).ask("GET", "/explore?q=tea").status for _ in range(22)]
        expect_equal((asked.count(200), asked.count(429)), (20, 2), asked)


@on_both
def every_place_has_one_heading_landmarks_and_a_policy(server):
    ann = joined(server, "ann")
    where = ann.form("/new", 303, content="Hello")
    for browser in (ann, Browser(server)):
        for path in ("/", where, "/@ann", "/@ann/comments", "/tag/tea", "/explore", "/explore?q=hello", "/login", "/join", "/forgot",
                     "/forgot/link", "/about", "/about/rules", *(["/new"] if browser is ann else [])):
            page = browser.get(path)
            expect_equal(len(page.all("h1")), 1, f"headings of {path}")
            ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
            expect_equal(len(ids), len(set(ids)), f"each id of {path} is there once: {ids}")
            expect(page.one("main") and page.one("nav", aria_label="Main") and page.one("a", class_="skip"), path)
            policy = browser.ask("GET", path).header("content-security-policy")
            expect("default-src 'none'" in policy and "unsafe" not in policy, policy)
    faces = [a["class"] for a in ann.get("/").all("span", aria_hidden="true") if a.get("class", "").startswith("avatar")]
    expect(len(faces) >= 2 and len(set(faces)) == 1, f"a face has one colour everywhere: {faces}")
    style = re.search("<style>(.*?)</style>", Browser(server).ask("GET", "/").text, re.DOTALL)[1]
    named = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    expect("--accent" in style and f"style-src 'self' 'sha256-{named}';" in policy, "the style sheet")


@on_both
def a_page_looks_as_its_reader_chose_in_the_browser(server):
    ann = joined(server, "ann")
    where = ann.form("/new", 303, content="Tea").split("#")[0]
    for _ in range(3):
        for chosen, theme, density, language in (("dark.compact.de", "dark", "compact", "de"), ("light..ar", "light", None, "ar"),
                                                 ("..", None, None, "en"), ("pink.wide.xx", None, None, "en"), ('"><b>', None, None, "en")):
            reader = Browser(server)
            reader.cookies["kith_look"] = chosen
            html = reader.get(where).one("html")
            expect_equal((html.get("data-theme"), html.get("data-density"), html["lang"]), (theme, density, language), chosen)


@on_both
def nothing_stands_before_the_text_of_a_page(server):
    """No script or style sheet holds up what is to be read, and a page that is read signed out starts no client by itself."""
    ann = joined(server, "ann")
    where = ann.form("/new", 303, content="Tea").split("#")[0]
    for browser in (ann, Browser(server)):
        for path in ("/", where, "/@ann", "/login"):
            page = browser.get(path)
            held = [one for one in page.all("script") if "src" in one and "async" not in one and one.get("type") != "module"]
            expect_equal(held, [], f"scripts that {path} waits for")
            expect(all(one.get("media") == "print" for one in page.all("link", rel="stylesheet")), f"style sheets that {path} waits for")
            expect(page.one("meta", name="description")["content"], path)


@on_both
def what_the_client_takes_over_is_in_the_page(server):
    ann = joined(server, "ann")
    where = ann.form("/new", 303, content="Tea #tea")
    for browser, viewer in ((ann, "ann"), (Browser(server), None)):
        for path, query in (("/", "HomePage" if viewer else "WelcomePage"), ("/tag/tea", "TagPage"), (where, None), ("/nowhere", None)):
            page = browser.get(path, 404 if path == "/nowhere" else 200)
            if not page.all("script", id="kith-page"):
                expect(not page.all("script", type="module"), "a program without the client gives it nothing")
                return
            taken = json.loads("".join(page.raw["script:application/json"]))
            expect_equal((taken["viewer"] or {}).get("username"), viewer, f"who looks at {path}")
            expect_equal((taken["language"], taken["instance"]["name"], taken["instance"]["open"]), ("en", "Kith", True), "the instance")
            if query:
                expect(taken["queries"][0]["name"] == query and "Tea" in json.dumps(taken["queries"][0]["data"]), taken)


def seen_by_all(server, where, coding):
    """The page as it is for somebody who is not signed in, asked often enough to be kept."""
    for _ in range(3):
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        line.request("GET", where, headers={"Accept": "text/html", "Accept-Encoding": coding})
        answer = line.getresponse()
        octets, head = answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        line.close()
    expect_equal(head.get("content-encoding", "identity"), coding, "its coding")
    text = (gzip.decompress(octets) if coding == "gzip" else octets).decode()
    return text, head["etag"], answer.status


@on_both
def a_page_that_was_kept_is_never_older_than_what_it_shows(server):
    people = People(server)
    ann, bob = joined(server, "ann"), joined(server, "bob")
    tokens = {name: people.call("POST", "/auth/login", {"username": name, "password": PASSWORD}, wanted=200).json()["token"]
              for name in ("ann", "bob")}

    def does(name, method, path, body=None, wanted=None):
        return people.call(method, path, body, tokens[name], wanted)

    quoted = does("bob", "POST", "/posts", {"content": "Rain all day"}, 201).json()["id"]
    post = does("ann", "POST", "/posts", {"content": "Which tea?", "boost_of": quoted,
                                          "poll": {"options": ["green", "black"], "expires_in": 3600}}, 201).json()
    where, comments = f"/@ann/{post['id']}", f"/posts/{post['id']}/comments"
    first = does("bob", "POST", comments, {"content": "Any at all"}, 201).json()["id"]
    below = does("ann", "POST", comments, {"content": "Even cold", "parent_comment_id": first}, 201).json()["id"]
    changes = [
        ("a like", lambda: does("bob", "POST", f"/posts/{post['id']}/like"), None),
        ("an edit", lambda: does("ann", "PATCH", f"/posts/{post['id']}", {"content": "Which cup?"}, 200), "Which cup?"),
        ("an edit of what it quotes", lambda: does("bob", "PATCH", f"/posts/{quoted}", {"content": "Sun all day"}, 200), "Sun all day"),
        ("a vote", lambda: does("bob", "POST", f"/posts/{post['id']}/votes", {"choices": [0]}, 200), None),
        ("a comment", lambda: does("bob", "POST", comments, {"content": "Another one"}, 201), "Another one"),
        ("a reply", lambda: does("bob", "POST", comments, {"content": "Cold it is", "parent_comment_id": below}, 201), "Cold it is"),
        ("a like of a reply", lambda: does("bob", "POST", f"/comments/{below}/like"), None),
        ("an edit of a reply", lambda: does("ann", "PATCH", f"/comments/{below}", {"content": "Even hot"}, 200), "Even hot"),
        ("a name", lambda: does("bob", "PATCH", "/users/me", {"display_name": "Robert"}, 200), "Robert"),
        ("another author's name", lambda: does("ann", "PATCH", "/users/me", {"display_name": "Anna"}, 200), "Anna"),
        ("a wish", lambda: does("ann", "PATCH", "/users/me", {"noindex": True}, 200), 'content="noindex"'),
        ("a deleted comment", lambda: does("bob", "DELETE", f"/comments/{first}", None, 204), None),
        ("a deleted post that it quotes", lambda: does("bob", "DELETE", f"/posts/{quoted}", None, 204), None),
    ]
    before = {coding: seen_by_all(server, where, coding) for coding in ("identity", "gzip")}
    for what, change, says in changes:
        done = change()
        expect(done.status < 300, f"{what}: {done.status} {done.body}")
        for coding, (text, tag, _) in before.items():
            now, now_tag, _ = before[coding] = seen_by_all(server, where, coding)
            expect(now != text and now_tag != tag, f"{what} does not show in {coding}")
            expect(not says or says in now, f"{what} is not said in {coding}")
    does("ann", "DELETE", f"/posts/{post['id']}", None, 204)
    for coding in before:
        expect_equal(ann.ask("GET", where).status, 404, "a deleted post")
        expect_equal(bob.ask("GET", where, more=[("Accept-Encoding", coding)]).status, 404, "for bob")
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    line.request("GET", where)
    expect_equal(line.getresponse().status, 404, "for anybody")


@case
def one_page_is_kept_once_however_its_address_is_written():
    with Server("kith") as server:
        ann = joined(server, "ann")
        where = ann.form("/new", 303, content="Tea for all").split("#")[0]
        number = where.rsplit("/", 1)[1]
        seen_by_all(server, where, "identity")
        for n in range(1, 1 << 6):
            spelt = "".join(f"%{ord(digit):x}" if n >> place & 1 else digit for place, digit in enumerate(number))
            expect("Tea for all" in seen_by_all(server, where.replace(number, spelt), "identity")[0], spelt)
        with server.client() as client:
            taken = int(re.search(r"^kith_cache_bytes (\d+)$", client.get("/metrics").body.decode(), re.M)[1])
        expect(taken < 400_000, f"the cache has {taken} octets of one page")


@on_both
def a_page_that_was_kept_is_in_the_language_and_for_the_place_that_is_asked(server):
    ann = joined(server, "ann")
    where = ann.form("/new", 303, content="Tea for all").split("#")[0]
    for _ in range(3):
        for language, word in (("en", "Sign in"), ("de", "Anmelden")):
            for query, back in (("", where), ("?from=here", where + "%3Ffrom%3Dhere")):
                text = Browser(server, language).ask("GET", where + query).text
                expect(word in text and f'lang="{language}"' in text, f"{language} {query}")
                expect(f'next={back.replace("/", "%2F")}"' in text, f"the way back from {query}")
        expect("Sign out" in ann.ask("GET", where).text, "one's own page")


if __name__ == "__main__":
    main(sys.argv[1:])
