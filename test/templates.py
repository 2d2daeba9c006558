#!/usr/bin/env python3
"""What tools/templates.py makes of templates, and what it refuses: each place where a value cannot be made safe."""
import pathlib
import subprocess
import sys
import tempfile

from kit.checks import case, expect, main
from kit.server import ROOT

CATALOGUE = "hello = Hello {name}\nbye = Bye\n"


def answer(body, head="{% template page(const struct page *p) %}\n"):
    """The exit status of templates.py, its output, and the C that it made."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "page.html").write_text(head + body, "utf-8")
        (folder / "en.txt").write_text(CATALOGUE)
        done = subprocess.run([sys.executable, ROOT / "tools/templates.py", folder / "page.h", folder / "page.c", folder / "en.txt",
                               folder / "page.html"], capture_output=True, text=True)
        made = folder / "page.c"
        return done.returncode, done.stdout + done.stderr, made.read_text() if made.exists() else ""


def made(words, body):
    code, said, c = answer(body)
    expect(code == 0, f"{body}: {said}")
    expect(words in c, f"{words} is not in {c}")


def refused(words, body):
    code, said, c = answer(body)
    expect(code != 0 and words in said and "page.html:2: error" in said, f"{body}: it should say {words!r}, and said: {said!r}")
    expect(not c, f"{body}: it made something all the same")


@case
def the_place_of_a_value_decides_its_escape():
    made("template_text(t, p->x)", "<p>{{p->x}}</p>")
    made("template_text(t, p->x)", '<p title="a {{p->x}} b">x</p>')
    made("template_text(t, p->x)", '<p data-x="{{p->x}}" aria-label="{{p->y}}">x</p>')
    made("template_text(t, p->x)", "<title>a {{p->x}} b</title>")
    made('template_literal(t, "<textarea>\\n", 11)', "<textarea>{{p->x}}</textarea>")
    made("template_address(t, p->x)", '<a href="{{p->x}}">x</a>')
    made("template_address(t, p->x)", '<video src="/film.mp4" poster="{{p->x}}"></video>')
    made("template_part(t, p->x)", '<a href="/@{{p->x}}">x</a>')
    made("template_part(t, p->y)", '<a href="{{p->x}}?next={{p->y}}">x</a>')
    made("template_path(t, p->x)", '<form action="{{p->x}}"></form>')
    made("template_path(t, p->x)", '<script src="{{p->x}}"></script>')
    made("template_path(t, p->x)", '<link rel="stylesheet" href="{{p->x}}">')
    made("template_address(t, p->x)", '<link rel="canonical" href="{{p->x}}">')
    made("template_data(t, p->x)", '<script type="application/ld+json">{{p->x}}</script>')


@case
def a_value_stands_in_no_code_and_in_no_tag():
    refused("in a script", "<script>{{p->x}}</script>")
    refused("in a script", '<script type="module">{{p->x}}</script>')
    refused("exactly one value", '<script type="application/json">[{{p->x}}]</script>')
    refused("exactly one value", '<script type="application/json">{{p->x}}{{p->x}}</script>')
    refused("in a style", "<style>a { b: {{p->x}} }</style>")
    refused("in a tag", "<p {{p->x}}>x</p>")
    refused("in a tag", "<{{p->x}}>x</p>")
    refused("in a tag", "<p{{p->x}}>x</p>")
    refused("in a tag", '<p title="a"{{p->x}}>x</p>')
    refused("in a tag", '<p {{p->x}}="y">x</p>')
    refused("not in \"quotes\"", "<p title={{p->x}}>x</p>")
    refused("not in \"quotes\"", "<p title='{{p->x}}'>x</p>")
    refused("in a tag", "<p>x</{{p->x}}>")
    refused("in an svg", '<svg viewBox="0 0 1 1"><path d="M0 0"/>{{p->x}}</svg>')


@case
def attributes_that_run_or_load_take_no_value():
    for name in ("style", "onclick", "srcdoc", "nonce"):
        refused("has no place in a page", f'<p {name}="{{{{p->x}}}}">x</p>')
    refused("has no place in a page", '<meta http-equiv="refresh" content="{{p->x}}">')
    for tag, name in (("img", "srcset"), ("input", "type"), ("a", "target"), ("a", "rel"), ("script", "integrity"), ("p", "is"),
                      ("button", "formmethod"), ("form", "method"), ("svg", "fill"), ("a", "ping"), ("p", "src")):
        refused(f"no value may stand in {name}", f'<{tag} {name}="{{{{p->x}}}}">')
    for tag in ("iframe", "object", "embed", "base", "math", "plaintext", "noembed"):
        refused("has no place in a page", f'<{tag} title="{{{{p->x}}}}">')


@case
def an_address_begins_where_it_can_lead_nowhere_else():
    refused("may lead anywhere", '<a href="javascript:{{p->x}}">x</a>')
    refused("may lead anywhere", '<a href="//{{p->x}}">x</a>')
    refused("may lead anywhere", '<a href="https://{{p->x}}">x</a>')
    refused("may lead anywhere", '<a href="x{{p->x}}">x</a>')
    refused("written at once", '<a href="/{% if p->x %}a{% end %}">x</a>')
    made("template_part(t, p->x)", '<a href="/{{p->x}}">x</a>')


@case
def the_html_is_whole():
    refused("</b> ends <p>", "<p>x</b></p>")
    refused("ends nothing", "x</p>")
    refused("ends in <p>", "<p>x")
    refused("not in \"quotes\"", "<p title=a>x</p>")
    refused("has title twice", '<p title="a" title="b">x</p>')
    refused("has title twice", '<p title="a"{% if p->x %} title="b"{% end %}>x</p>')
    refused("has title twice", '<p{% if p->x %} title="a"{% else %} lang="b"{% end %} title="b">x</p>')
    refused("does not end it", "<p/>x")
    refused("small letters", "<P>x</P>")
    refused("begins no tag", "a < b")
    refused("a comment is written", "<!-- x -->")
    refused("a tag stands in <title>", "<title>a <b>c</b></title>")
    refused("stands in the value", '<p title="<b">x</p>')
    refused("stands in an svg", "<svg><style>x</style></svg>")
    refused("has no partner", "<p>{{p->x}</p>")


@case
def branches_and_loops_end_where_they_began():
    made("if (template_is(p->x) && !template_is(p->y)) {", "{% if p->x and not p->y %}<p>x</p>{% end %}")
    made('template_literal(t, " required", 9)', '<p lang="a"{% if p->x %} required{% end %}>x</p>')
    made('template_literal(t, "<input required", 15)', '<input required{% if p->x %} title="a"{% end %}>')
    made("__typeof__(*p->all.at) *one", "{% for one in p->all %}{{one->x}}{% end %}")
    refused("does not end where it began", "{% if p->x %}<p>{% end %}")
    refused("does not end where it began", "<p>{% if p->x %}</p>{% end %}")
    refused("does not end where it began", '<p{% if p->x %} title="a{% end %}">x</p>')
    refused("does not end where it began", "<p>{% for one in p->all %}</p><p>{% end %}</p>")
    refused("stands in a tag", '<p title={% if p->x %}"a"{% end %}>x</p>')
    refused("follows", '<p{% if p->x %} title="a"{% end %}lang="b">x</p>')
    refused("has no {% end %}", "{% if p->x %}x")
    refused("belongs to no", "{% else %}")
    refused("ends nothing", "{% end %}")
    refused("stands in a tag", "<p {% use other(p) %}>x</p>")
    refused("there is no {% while %}", "{% while x %}")


@case
def texts_are_known_with_their_placeholders():
    made("template_said(t, TEXT_BYE, NULL)", "<p>{{t bye}}</p>")
    made("TEXT_HELLO, &(struct text_args){ .name = template_words(t, p->x) }", "<p>{{t hello name=p->x}}</p>")
    refused("there is no text goodbye", "<p>{{t goodbye}}</p>")
    refused("hello takes {name}", "<p>{{t hello}}</p>")
    refused("bye takes {}", "<p>{{t bye name=p->x}}</p>")


@case
def a_value_is_a_member_and_nothing_else():
    for value in ("p->x + 1", "f(p)", "p[0]", "1", "p->x; system", "*p", ""):
        refused("is no value", f"<p>{{{{{value}}}}}</p>")


if __name__ == "__main__":
    main(sys.argv[1:])
