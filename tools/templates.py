#!/usr/bin/env python3
"""
Makes C of templates: templates.py OUTPUT.h OUTPUT.c CATALOGUE|- FILE...

A file begins with the headers that its values come from, and has templates, one after the other:

    {% include api/web/view.h %}
    {% template person_card(const struct person *p) %}
    <article class="person">
      <a href="/@{{p->username}}"><bdi>{{p->name}}</bdi></a>
      {% if p->bio and not p->hidden %}<p>{{p->bio}}</p>{% else %}<p>{{t web.no_bio name=p->name}}</p>{% end %}
      {% for one in p->tags %}<a href="/tag/{{one->name}}">{{one->name}}</a>{% end %}
      {% use follow_form(p, true) %}
    </article>

becomes `void person_card(struct template *, const struct person *p)`. Values are members of C's structs, so one that is not there does
not compile. A list is a struct with `at` and `n`; its variable is a pointer to each. A text is a key of the catalogue with its
placeholders. A template with {% slot %} goes around others: {% wrap layout(p) %} ... {% end %}.

The HTML is parsed (html_place.py): tags match, each branch ends where it began, and for each value it is known where it stands.
That decides its escape (src/template/template.h). Where none would help (a script, a style, a tag, an attribute without quotes,
one that runs or loads something), and where browsers disagree with what is written, the build stops.
"""
import dataclasses
import pathlib
import re
import sys

from html_place import ADDRESSES, PATHS, SPOKEN, Place, Wrong

ITEM = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}|\{#.*?#\}", re.S)
PATH = re.compile(r"[a-z_]\w*(?:(?:->|\.)[a-z_]\w*)*$")
SIGNATURE = re.compile(r"([a-z_]\w*)\((.*)\)$")


# ---- a file ----

@dataclasses.dataclass
class Template:
    name: str
    args: str
    nodes: list = dataclasses.field(default_factory=list)
    slot: int = -1                                  # where in its lines


def plain(text):
    """The text as C's, in octal what could be read as something else."""
    special = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "?": "\\?"}
    return "".join(special.get(c) or (c if " " <= c <= "~" else "".join(f"\\{o:03o}" for o in c.encode())) for c in text)


class Compiler:
    def __init__(self, path, texts):
        self.path, self.texts = path, texts
        self.includes, self.templates = [], []
        self.place, self.blocks, self.lines = None, [], []
        self.text, self.variables, self.lead, self.commanded = "", 0, 0, False

    def fault(self, at, lead, why):
        line = self.source.count("\n", 0, at) + lead + (self.place.line if self.place else 0) + 1
        sys.exit(f"{self.path}:{line}: error: {why}")

    def run(self):
        self.source = self.path.read_text("utf-8")
        at = 0
        try:
            for item in ITEM.finditer(self.source):
                self.literal(self.source[at:item.start()])
                at, self.lead, self.commanded = item.end(), 0, item[1] is None
                if item[1] is not None:
                    self.value(item[1].strip())
                elif item[2] is not None:
                    self.command(item[2].strip())
            self.literal(self.source[at:])
            self.end_template()
        except Wrong as why:
            self.fault(at, self.lead, why)
        return self

    # Blanks at the beginnings of lines are only for who reads the template.
    def literal(self, text):
        if not self.place:
            if text.strip():
                raise Wrong("this stands before the first template")
            return
        if self.place.at in ("text", "attributes"):
            text = re.sub(r"\n\s*", "\n", text)
            if self.blocks or self.lines or self.text:
                text = re.sub(r"^\n", "", text) if self.commanded else text
                text = text if not text.isspace() or self.place.at == "attributes" else text[:0] if "\n" in text else text
            else:
                self.lead = text[:len(text) - len(text.lstrip())].count("\n")
                text = text.lstrip()
        if re.search(r"[{%#]\}|\{[{%#]", text):
            raise Wrong("a brace has no partner")
        self.place.feed(text)
        self.place.line = 0
        self.text += text

    def flush(self):
        if self.text:
            size = len(self.text.encode())
            rows = [row for row in re.split(r"(?<=\n)", self.text) if row]
            words = ("\n" + self.indent() + "    ").join(f'"{plain(row)}"' for row in rows)
            self.lines.append(f"{self.indent()}template_literal(t, {words}, {size});")
        self.text = ""

    def indent(self):
        return "    " * (len(self.blocks) + 1)

    def put(self, line):
        self.flush()
        self.lines.append(self.indent() + line)

    # ---- values ----

    def path_of(self, text):
        if not PATH.match(text):
            raise Wrong(f"{text} is no value: it is written as in C, p->name.first")
        return text

    def value(self, text):
        if not self.place:
            raise Wrong("a value stands before the first template")
        if self.place.at == "raw" and self.place.stack[-1] == "textarea" and not self.place.said and not self.place.values:
            self.text += "\n"                       # HTML drops the first newline there
        escape = self.place.escape()
        words = re.match(r"t ([a-z0-9_.]+)(.*)$", text, re.S)
        self.put(f"{escape}(t, {self.words(words[1], words[2].split()) if words else self.path_of(text)});")

    def words(self, key, args):
        given = dict(arg.split("=", 1) for arg in args if "=" in arg)
        if len(given) != len(args):
            raise Wrong(f"{key}: a placeholder is given as name=value")
        if key not in self.texts:
            raise Wrong(f"there is no text {key}")
        if set(given) != self.texts[key]:
            raise Wrong(f"{key} takes {{{', '.join(sorted(self.texts[key]))}}}")
        constant = "TEXT_" + re.sub(r"\W", "_", key).upper()
        if not given:
            return f"template_said(t, {constant}, NULL)"
        members = ", ".join(f".{name} = template_words(t, {self.path_of(value)})" for name, value in sorted(given.items()))
        return f"template_said(t, {constant}, &(struct text_args){{ {members} }})"

    # ---- commands ----

    def command(self, text):
        word, _, rest = text.partition(" ")
        do = getattr(self, "do_" + word, None)
        if not do:
            raise Wrong(f"there is no {{% {word} %}}")
        if not self.place and word not in ("template", "include"):
            raise Wrong(f"{{% {word} %}} stands before the first template")
        do(rest.strip())

    def do_include(self, header):
        self.includes.append(header)

    def do_template(self, text):
        self.end_template()
        signature = SIGNATURE.match(text)
        if not signature:
            raise Wrong("a template is written name(const struct x *x)")
        self.place, self.template = Place(), Template(signature[1], signature[2])
        self.lines, self.text, self.blocks = [], "", []

    def end_template(self):
        if not self.place:
            return
        self.text = self.text.rstrip("\n")
        self.flush()
        if self.blocks:
            raise Wrong(f"{self.template.name}: {{% {self.blocks[-1][0]} %}} has no {{% end %}}")
        if self.place.at != "text" or self.place.stack:
            raise Wrong(f"{self.template.name} ends in {'<' + self.place.stack[-1] + '>' if self.place.stack else 'a tag'}")
        self.template.nodes = self.lines
        self.templates.append(self.template)
        self.place = None

    def condition(self, text):
        parts = [part.strip() for part in re.split(r"\band\b", text)]
        made = [f"!template_is({self.path_of(part[4:].strip())})" if part.startswith("not ") else f"template_is({self.path_of(part)})"
                for part in parts]
        return " && ".join(made)

    def in_address(self):
        return self.place.at == "value" and self.place.name in ADDRESSES | PATHS | {"src"}

    def open(self, kind, line):
        if self.in_address():
            raise Wrong("an address is written at once")
        if self.place.at in ("tag", "name"):
            self.place.feed(" ")
            self.place.at = "after"
        spoken = self.place.at == "raw" and self.place.stack[-1] in SPOKEN
        if self.place.at not in ("text", "attributes", "value", "after") and not spoken:
            raise Wrong(f"{{% {kind} %}} stands in a tag")
        self.put(line)
        self.blocks.append([kind, self.place.copy(), None])
        self.place.floor = len(self.place.stack)

    def same(self, one, other):
        """Does the page go on in the same way? An attribute that one branch has cannot be given again."""
        keys = [(p.at if p.at != "after" else "attributes", p.stack, p.tag if p.at not in ("text", "raw") else "",
                 p.name if p.at == "value" else "") for p in (one, other)]
        return keys[0] == keys[1]

    def branch_end(self):
        kind, began, ended = self.blocks[-1]
        if self.place.at == "name":
            self.place.feed(" ")
        if not self.same(began, self.place):
            raise Wrong(f"{{% {kind} %}} does not end where it began: a tag is open")
        return ended or self.place

    def do_if(self, text):
        self.open("if", f"if ({self.condition(text)}) {{")

    def do_else(self, text):
        if not self.blocks or self.blocks[-1][0] != "if":
            raise Wrong("{% else %} belongs to no {% if %}")
        self.flush()
        ended = self.branch_end().copy()
        block = self.blocks.pop()
        self.put(f"}} else if ({self.condition(text[3:])}) {{" if text.startswith("if ") else "} else {")
        self.place = block[1].copy()
        self.place.floor = len(self.place.stack)
        self.blocks.append([block[0], block[1], self.merged(ended, block[2])])

    def merged(self, one, other):
        one = one.copy()
        if other:
            one.names = tuple(dict.fromkeys(one.names + other.names))
        return one

    def do_for(self, text):
        loop = re.match(r"([a-z_]\w*) in (\S+)$", text)
        if not loop:
            raise Wrong("a loop is written {% for one in list %}")
        path, i = self.path_of(loop[2]), f"i{self.variables}"
        self.variables += 1
        self.open("for", f"for (size_t {i} = 0; {i} < {path}.n; {i}++) {{")
        self.put(f"const __typeof__(*{path}.at) *{loop[1]} = &{path}.at[{i}];")

    def do_end(self, _):
        if not self.blocks:
            raise Wrong("{% end %} ends nothing")
        self.flush()
        kind, began, other = self.blocks[-1]
        if kind == "wrap":
            self.wrap_end()
            return
        self.branch_end()
        self.place.names = self.merged(self.place, other).names
        self.place.at = "after" if began.at == "after" else self.place.at
        self.place.floor = began.floor
        self.blocks.pop()
        self.put("}")

    def between_tags(self, word):
        if self.place.at != "text":
            raise Wrong(f"{{% {word} %}} stands in a tag")

    def call_of(self, text):
        call = SIGNATURE.match(text)
        if not call or not all(re.match(r"(\w+|&?[\w>.-]+)$", arg.strip()) for arg in call[2].split(",") if arg.strip()):
            raise Wrong(f"{text} is no template with its values")
        return call[1], ", ".join(["t", *(arg.strip() for arg in call[2].split(",") if arg.strip())])

    def do_use(self, text):
        self.between_tags("use")
        name, args = self.call_of(text)
        self.put(f"{name}({args});")

    def do_wrap(self, text):
        self.between_tags("wrap")
        name, args = self.call_of(text)
        self.put(f"{name}_begin({args});")
        self.blocks.append(["wrap", self.place.copy(), (name, args)])

    def wrap_end(self):
        _, began, (name, args) = self.blocks.pop()
        if not self.same(began, self.place):
            raise Wrong("{% wrap %} does not end where it began: a tag is open")
        self.put(f"{name}_end({args});")

    def do_slot(self, _):
        self.between_tags("slot")
        if self.blocks or self.template.slot >= 0:
            raise Wrong("{% slot %} stands once, in no condition and no loop")
        self.flush()
        self.template.slot = len(self.lines)


# ---- C ----

def prototypes(template):
    args = f"struct template *t, {template.args}" if template.args else "struct template *t"
    names = [template.name] if template.slot < 0 else [template.name + "_begin", template.name + "_end"]
    return [f"void {name}({args})" for name in names]


def bodies(template):
    lines = template.nodes
    return [lines] if template.slot < 0 else [lines[:template.slot], lines[template.slot:]]


def function(prototype, lines):
    unused = re.findall(r"(\w+)(?:,|\)$)", prototype)
    marks = ", ".join(f"(void){name}" for name in unused)
    return f"{prototype}\n{{\n    {marks};\n" + "\n".join(lines) + "\n}\n"


def texts_of(catalogue):
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    import texts
    return {key: texts.names(texts.pieces(catalogue, key, text)) for key, text in texts.entries(catalogue).items()}


def main(header, source, catalogue, *paths):
    texts = {} if catalogue == "-" else texts_of(pathlib.Path(catalogue))
    files = [Compiler(pathlib.Path(path), texts).run() for path in paths]
    includes = sorted({include for file in files for include in file.includes} | {"template/template.h"})
    templates = [template for file in files for template in file.templates]
    names = " ".join(pathlib.Path(path).name for path in paths)
    pathlib.Path(header).write_text(f"/* Made by tools/templates.py of {names}. */\n#pragma once\n" +
                                    "".join(f'#include "{include}"\n' for include in includes) + "\n" +
                                    "".join(f"{one};\n" for template in templates for one in prototypes(template)))
    parts = [function(one, lines) for template in templates for one, lines in zip(prototypes(template), bodies(template))]
    pathlib.Path(source).write_text(f'/* Made by tools/templates.py of {names}. */\n#include "{pathlib.Path(header).name}"\n\n' +
                                    "\n".join(parts))


if __name__ == "__main__":
    main(*sys.argv[1:])
