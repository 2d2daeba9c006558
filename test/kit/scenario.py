"""
Scenarios: requests and the answers that are expected, as data.

    # a comment
    @ limits=on rate_per_minute=3           settings of this file's server (before the first scenario)

    == a note is created and read back      one scenario; it may use what it captured further up
    > POST /api/v1/notes                    a request, on one connection; Host and Content-Length are added
    > Content-Type: application/json
    >
    > {"text": "hello"}
    < 201                                   its answer: the status, or for a problem also its code: 404 note_not_found
    < Content-Type: application/json        fields; !Name: it has no such field
    <
    < {"id": "{{id}}", "...": "..."}        the body: JSON (with "..." others may be there too), text, or ~a part of it

A request may be preceded by
    @ within 2s          ask again until the answer is right
    @ times 5            ask this often, each answer is right
    @ anew               on a new connection
    @ let x {{y:code}}   name something that is computed once
    @ raw                send exactly this: each line with CRLF, \\x00 and the like as in Python, a final \\ drops the CRLF
and followed, after its answer, by `< closed`: then the server closes the connection.

{{name}} captures what it finds, and must find the same again; {{name:kind}} is checked by the KINDS below; {{*}} is
anything; {{x*500}} is 500 times x. In requests a captured name stands for its value; if it is an authenticator
app's secret, {{name:code}} for the code of now, {{name:codebefore}} and {{name:codeafter}} for those on either side of it.
"""
import json
import re

from kit import totp
from kit.checks import expect

KINDS = {
    "id": r"[1-9][0-9]{0,18}",
    "time": r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]\.[0-9]{3}Z",
    "hex32": r"[0-9a-f]{32}",
    "hex16": r"[0-9a-f]{16}",
    "number": r"-?[0-9]+(?:\.[0-9]+)?",
    "any": r".*",
    "": r".+?",
}
CODES = {"codebefore": -1, "code": 0, "codeafter": 1}
PLACE = re.compile(r"\{\{(?:(?P<name>[a-z_0-9]*)(?::(?P<kind>[a-z0-9]+))?|(?P<any>\*)|(?P<unit>.+?)\*(?P<times>[0-9]+))\}\}")


class Step:
    """One request and its answer, as written."""

    def __init__(self, line):
        self.line, self.request, self.answer, self.notes = line, [], [], {}


class Scenario:
    def __init__(self, name):
        self.name, self.steps = name, []


def parse(path):
    """The settings and scenarios of a file."""
    settings, scenarios, notes, step = {}, [], {}, None
    for n, line in enumerate(path.read_text().splitlines(), 1):
        mark, text = line[:1], line[2:]
        if not line.strip() or mark == "#":
            continue
        if line.startswith("== "):
            scenarios.append(Scenario(line[3:].strip()))
            notes, step = {}, None
        elif mark == "@" and not scenarios:
            settings.update(word.split("=", 1) for word in text.split())
        elif mark == "@":
            word, _, value = text.partition(" ")
            notes[word], step = value, None
        elif mark == ">":
            if not step or step.answer:
                step = Step(n)
                step.notes, notes = notes, {}
                scenarios[-1].steps.append(step)
            step.request.append(text)
        elif mark == "<":
            step.answer.append(text)
        else:
            raise ValueError(f"{path}:{n}: what is this? {line}")
    return settings, scenarios


def fill(text, known):
    """A request's text with known names filled in."""
    def value(m):
        if m["unit"]:
            return m["unit"] * int(m["times"])
        return totp.code(known[m["name"]], CODES[m["kind"]]) if m["kind"] in CODES else known[m["name"]]
    return PLACE.sub(value, text)


def match_text(wanted, found, known, what):
    pattern, at, names = "", 0, {}
    for m in PLACE.finditer(wanted):
        pattern += re.escape(wanted[at:m.start()])
        at = m.end()
        if m["unit"]:
            pattern += re.escape(m["unit"] * int(m["times"]))
        elif m["any"]:
            pattern += ".*"
        elif m["name"] in known:
            pattern += re.escape(known[m["name"]])
        else:
            pattern += f"({KINDS[m['kind'] or '']})"
            names[len(names) + 1] = m["name"]
    m = re.fullmatch(pattern + re.escape(wanted[at:]), found, re.S)
    expect(m, f"{what} is {found!r}, not {wanted!r}", f"(known: {known})" if known else "")
    known.update({name: m[n] for n, name in names.items() if name})


def match_json(wanted, found, known, what="the body"):
    if isinstance(wanted, dict):
        expect(isinstance(found, dict), f"{what} is {found!r}, not an object")
        open_end = "..." in wanted
        for name, value in wanted.items():
            if name != "...":
                expect(name in found, f"{what} has no member {name!r}: {found!r}")
                match_json(value, found[name], known, f"{what}.{name}")
        others = set(found) - set(wanted)
        expect(open_end or not others, f"{what} has the members {sorted(others)} too")
    elif isinstance(wanted, list):
        open_end = wanted[-1:] == ["..."]
        wanted = wanted[:-1] if open_end else wanted
        expect(isinstance(found, list) and (len(found) == len(wanted) or open_end and len(found) > len(wanted)),
               f"{what} is {found!r}, not {len(wanted)} things")
        for n, value in enumerate(wanted):
            match_json(value, found[n], known, f"{what}[{n}]")
    elif isinstance(wanted, str) and PLACE.search(wanted):
        loose = re.fullmatch(r"\{\{[a-z_0-9]*:(number|any)\}\}", wanted)
        expect(isinstance(found, str) or loose, f"{what} is {found!r}, not text like {wanted!r}")
        match_text(wanted, found if isinstance(found, str) else json.dumps(found), known, what)
    else:
        expect(type(wanted) is type(found) and wanted == found, f"{what} is {found!r}, not {wanted!r}")


def match_body(wanted, answer, known):
    text = answer.body.decode("utf-8", "replace")
    if wanted.startswith("~"):
        expect(wanted[1:] in text, f"the body has no {wanted[1:]!r}: {text[:2000]}")
        return
    try:
        value = json.loads(wanted)
    except ValueError:
        match_text(wanted, text, known, "the body")
        return
    match_json(value, json.loads(text), known)


def match_errors(answer, code):
    """Is it an answer of GraphQL? Then its errors are complete, and the first has the code."""
    kind = answer.get("content-type", "").split(";")[0]
    errors = answer.json().get("errors", []) if kind in ("application/json", "application/graphql-response+json") else []
    if not errors:
        return False
    for one in errors:
        expect(one["message"] and {"code", "traceId"} <= set(one["extensions"]), "an error is not complete:", one)
    expect(not code or errors[0]["extensions"]["code"] == code, f"the code is {errors[0]['extensions']['code']!r}, not {code!r}")
    return "data" not in answer.json()


def match_problem(answer, code):
    """Every refusal is a problem document (RFC 9457), complete and with its code; or, of GraphQL, one error or more."""
    if match_errors(answer, code):
        return
    expect(answer.get("content-type", "").startswith("application/problem+json"), "a refusal is not a problem document:", answer)
    problem = answer.json()
    expect(problem.get("status") == answer.status and {"type", "title", "detail", "code", "trace_id"} <= set(problem),
           "the problem document is not complete:", answer)
    details = [problem["detail"], *(error["detail"] for error in problem.get("errors", []))]
    expect(all(detail.endswith(".") for detail in details), "a detail is not a sentence:", answer)
    expect(not code or problem["code"] == code, f"the code is {problem['code']!r}, not {code!r}")


def match(wanted, answer, known, head_only):
    """Checks that an answer is what the lines say."""
    status, _, code = wanted[0].partition(" ")
    expect(answer.status == int(status), f"the status is not {status}:", answer)
    fields, _, body = "\n".join(wanted[1:]).partition("\n\n") if "" in wanted[1:] else ("\n".join(wanted[1:]), "", "")
    if wanted[1:2] == [""]:
        fields, body = "", "\n".join(wanted[2:])
    if answer.status >= 400 and not head_only:
        match_problem(answer, code)
    for line in filter(None, fields.split("\n")):
        if line.startswith("!"):
            expect(answer.get(line[1:]) is None, f"there is a field {line[1:]}:", answer)
            continue
        name, value = line.split(":", 1)
        expect(answer.get(name) is not None, f"there is no field {name}:", answer)
        match_text(value.strip(), answer.get(name), known, name)
    if body:
        match_body(body, answer, known)


def request_of(step, known):
    """The request's method, target, fields and body."""
    lines = [fill(line, known) for line in step.request]
    end = lines.index("") if "" in lines else len(lines)
    method, _, target = lines[0].partition(" ")
    fields = [(name, value.strip()) for name, value in (line.split(":", 1) for line in lines[1:end])]
    return method, re.sub(r"^https?://[^/]*", "", target), fields, "\n".join(lines[end + 1:]) or None


def raw_of(step, known):
    raw = ""
    for line in step.request:
        line = fill(line, known)
        raw += line[:-1] if line.endswith("\\") else line + "\\r\\n"
    return raw.encode("latin-1", "backslashreplace").decode("unicode_escape").encode("latin-1")


def ask(step, client, known):
    if "let" in step.notes:
        name, _, text = step.notes["let"].partition(" ")
        known[name] = fill(text, known)
    if "raw" in step.notes:
        client.send(raw_of(step, known))
        method = step.request[0].split(" ")[0]
        return client.answer(method), method
    method, target, fields, body = request_of(step, known)
    return client.ask(method, target, fields, body), method
