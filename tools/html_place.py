"""Where in a page of HTML a parser is, as tools/templates.py needs to know it: stricter than browsers, so that all agree."""
import dataclasses
import re

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
REFUSED = {"applet", "base", "embed", "frame", "frameset", "iframe", "math", "noembed", "noframes", "object", "plaintext", "portal", "xmp"}
RAW = {"script", "style"}
SPOKEN = {"title", "textarea"}                      # they have text, but no tags
DATA = {"application/json", "application/ld+json"}

# Where a value may stand; `content` is only free where the tag has no http-equiv, and none may have it.
TEXTS = {"abbr", "alt", "class", "cols", "content", "datetime", "dir", "for", "headers", "height", "hreflang", "id", "label", "lang", "max",
         "maxlength", "min", "minlength", "name", "placeholder", "role", "rows", "title", "value", "width"}
ADDRESSES = {"cite", "href", "poster"}
PATHS = {"action", "formaction"}                    # what is sent to
IMAGES = {"img", "source", "video", "audio"}


class Wrong(Exception):
    pass


@dataclasses.dataclass
class Place:
    """Where the parser is: between tags, or in which part of which one."""
    at: str = "text"                                # text tag end name equals value after markup raw
    stack: tuple = ()                               # open elements
    tag: str = ""
    names: tuple = ()                               # of the tag's attributes
    name: str = ""
    said: str = ""                                  # what is written of a tag's name, a value, a raw text
    values: int = 0                                 # how many stand in that
    kind: str = ""                                  # a script's type
    rel: str = ""
    floor: int = 0                                  # elements that the branch, or loop, found open: they are not its own to end
    line: int = 0                                   # of what is being fed

    def copy(self):
        return dataclasses.replace(self)

    # ---- what is written ----

    def feed(self, text):
        self.line = 0
        for c in text:
            self.line += c == "\n"
            getattr(self, "in_" + self.at)(c)

    def in_text(self, c):
        if c == "<":
            self.at, self.said = "open", ""
        elif self.stack and self.stack[-1] in ("svg",) and not c.isspace():
            raise Wrong("there is text in an svg")

    def in_open(self, c):
        if c == "!":
            self.at, self.said = "markup", ""
        elif c == "/":
            self.at, self.tag = "end", ""
        elif c.isascii() and c.islower():
            self.at, self.tag, self.names, self.kind, self.rel = "tag", c, (), "", ""
        else:
            raise Wrong(f"<{c} begins no tag; the character is written &lt;, and tags are written in small letters")

    def in_markup(self, c):
        self.said += c
        if c == ">" and not self.said.startswith("--"):
            if self.said.lower() != "doctype html>":
                raise Wrong("a comment is written {# ... #}")
            self.at = "text"
        elif self.said.startswith("--"):
            raise Wrong("a comment is written {# ... #}")

    def in_tag(self, c):
        if c.isalnum() or c == "-":
            self.tag += c
        elif c.isspace() or c in ">/":
            if self.tag in REFUSED:
                raise Wrong(f"<{self.tag}> has no place in a page")
            self.at = "attributes"
            self.in_attributes(c)
        else:
            raise Wrong(f"{c} stands in the name of a tag")

    def in_attributes(self, c):
        if c == ">":
            self.begin()
        elif c == "/":
            self.at = "closing"
        elif c.isascii() and (c.islower() or c == "-"):
            self.at, self.name = "name", c
        elif not c.isspace():
            raise Wrong(f"{c} begins an attribute of <{self.tag}>")

    def in_closing(self, c):
        if c != ">":
            raise Wrong(f"/ stands in <{self.tag}>")
        if self.tag not in VOID and "svg" not in self.stack:
            raise Wrong(f"<{self.tag}/> does not end it: only elements without content are written so")
        self.at = "text"

    def in_name(self, c):
        if (c.isascii() and c.isalnum()) or c in "-:":
            self.name += c
            return
        if self.name in self.names:
            raise Wrong(f"<{self.tag}> has {self.name} twice")
        if self.name.startswith("on") or self.name in ("style", "srcdoc", "http-equiv", "nonce"):
            raise Wrong(f"{self.name} has no place in a page: the policy forbids what it does")
        self.names += (self.name,)
        if c == "=":
            self.at = "equals"
        elif c.isspace() or c in ">/":
            self.at = "attributes"
            self.in_attributes(c)
        else:
            raise Wrong(f"{c} stands in the name of an attribute")

    def in_equals(self, c):
        if c != '"':
            raise Wrong(f'the value of {self.name} is not in "quotes"')
        self.at, self.said, self.values = "value", "", 0

    def in_value(self, c):
        if c == "<":
            raise Wrong(f"< stands in the value of {self.name}")
        if c != '"':
            self.said += c
            return
        if self.name == "type":
            self.kind = self.said
        if self.name == "rel":
            self.rel = self.said
        self.at = "after"

    def in_after(self, c):
        if not c.isspace() and c not in ">/":
            raise Wrong(f"{c} follows the value of {self.name}")
        self.at = "attributes"
        self.in_attributes(c)

    def in_end(self, c):
        if c != ">":
            self.tag += c
            return
        if not self.stack or self.stack[-1] != self.tag:
            raise Wrong(f"</{self.tag}> ends {'<' + self.stack[-1] + '>' if self.stack else 'nothing'}")
        if len(self.stack) == self.floor:
            raise Wrong(f"</{self.tag}> does not end where it began: outside of the branch")
        self.stack = self.stack[:-1]
        self.at = "text"

    def begin(self):
        self.at = "text"
        if self.tag in VOID:
            return
        self.stack += (self.tag,)
        if self.tag in RAW | SPOKEN and "svg" not in self.stack:
            self.at, self.said, self.values = "raw", "", 0
        elif self.tag in RAW | SPOKEN:
            raise Wrong(f"<{self.tag}> stands in an svg, where browsers read it in another way")

    def in_raw(self, c):
        self.said += c
        tag = self.stack[-1]
        if c == "<" and tag == "script" and self.values:
            self.said = c
        if not self.said.endswith(f"</{tag}>"):
            tail = self.said[self.said.index("<"):] if "<" in self.said else ""
            if self.said.count("<") > 1 or (tag in SPOKEN and not f"</{tag}>".startswith(tail)):
                raise Wrong(f"a tag stands in <{tag}>")
            return
        if tag == "script" and self.kind in DATA and (self.values != 1 or self.said != f"</{tag}>"):
            raise Wrong("a script of data is exactly one value")
        self.stack, self.at = self.stack[:-1], "text"

    # ---- a value ----

    def escape(self):
        """The function for a value here."""
        if self.at == "text":
            if "svg" in self.stack:
                raise Wrong("a value stands in an svg")
            return "template_text"
        if self.at == "raw":
            return self.raw_escape()
        if self.at == "value":
            self.values += 1
            return self.value_escape()
        if self.at == "equals":
            raise Wrong(f'the value of {self.name} is not in "quotes"')
        raise Wrong("a value stands in a tag")

    def raw_escape(self):
        tag = self.stack[-1]
        if tag in SPOKEN:
            self.values += 1
            return "template_text"
        if tag == "style":
            raise Wrong("a value stands in a style")
        if self.kind not in DATA:
            raise Wrong("a value stands in a script: only one of data (type application/json) takes it")
        if self.said.strip():
            raise Wrong("a script of data is exactly one value")
        self.values, self.said = self.values + 1, ""
        return "template_data"

    def value_escape(self):
        name = self.name
        if name in TEXTS or name.startswith(("aria-", "data-")) or (name == "type" and self.tag == "link"):
            return "template_text"
        if name not in ADDRESSES | PATHS and not (name == "src" and self.tag in IMAGES | {"script"}):
            raise Wrong(f"no value may stand in {name} of <{self.tag}>")
        if self.said:
            if re.match(r"/(?![/\\])|https://[a-z0-9.-]+/|mailto:", self.said + "x") or self.values > 1:
                return "template_part"
            raise Wrong(f"{self.said} is the beginning of an address that may lead anywhere")
        if self.values > 1:
            raise Wrong(f"two values stand side by side in {name}")
        loads = name in PATHS or self.tag in ("script", "link") and ("rel" not in self.names or self.rel in
                                                                     ("stylesheet", "modulepreload", "preload", "manifest", "icon"))
        self.said = "x"
        return "template_path" if loads else "template_address"
