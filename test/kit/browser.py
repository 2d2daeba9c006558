"""A browser without a screen: cookies by server, redirects step by step, forms. Servers differ by their port on 127.0.0.1."""
import html
import re
import urllib.parse

from kit.checks import expect
from kit.client import Client

PAGE = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")


class Browser:
    def __init__(self):
        self.cookies = {}                               # by port: {name: value}

    def keep(self, port, answer):
        for name, value in answer.fields:
            if name != "set-cookie":
                continue
            cookie, *marks = [part.strip() for part in value.split(";")]
            key, _, word = cookie.partition("=")
            gone = any(mark.lower() in ("max-age=0",) or mark.lower().startswith("expires=thu, 01 jan 1970") for mark in marks)
            self.cookies.setdefault(port, {}).pop(key, None)
            if not gone:
                self.cookies[port][key] = word

    def ask(self, url, method="GET", body=None, fields=(PAGE,)):
        """One request; redirects are not followed."""
        parts = urllib.parse.urlsplit(url)
        port = parts.port
        jar = self.cookies.get(port, {})
        fields = [*fields, *([("Cookie", "; ".join(f"{name}={value}" for name, value in jar.items()))] if jar else [])]
        with Client(port) as client:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            answer = client.ask(method, target, fields, body)
        answer.url = url
        self.keep(port, answer)
        return answer

    def form(self, url, **members):
        body = urllib.parse.urlencode(members)
        return self.ask(url, "POST", body, (PAGE, ("Content-Type", "application/x-www-form-urlencoded")))

    def json(self, url, body=None, method="POST", *fields):
        return self.ask(url, method, body, (("Accept", "application/json"), *fields))

    def follow(self, answer, until=lambda url: False, most=12):
        """Follows redirects, up to an answer that is not one, or to an address at which to stop."""
        for _ in range(most):
            to = answer.get("location")
            if answer.status not in (301, 302, 303, 307) or not to:
                return answer
            to = urllib.parse.urljoin(answer.url, to)
            if until(to):
                answer.goes_to = to
                return answer
            answer = self.ask(to)
        raise AssertionError(f"too many redirects, the last of them to {to}")


def form_of(answer):
    """(url, hidden members) of the first form of a page."""
    text = answer.body.decode()
    action = re.search(r'<form[^>]*action="([^"]+)"', text)
    expect(action, "the page has no form:", answer)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
    return urllib.parse.urljoin(answer.url, html.unescape(action[1])), hidden


def query_of(url):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query, keep_blank_values=True))


def fragment_of(url):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).fragment, keep_blank_values=True))
