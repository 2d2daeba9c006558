"""A server's own description, read as a client reads it: its operations, values for a schema, and whether an answer fits."""
import datetime
import re

METHODS = ("get", "post", "put", "patch", "delete")
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


class Operation:
    """One method at one path, with its parameters and body resolved."""

    def __init__(self, description, path, method, told):
        self.path, self.method, self.told = path, method.upper(), told
        self.parameters = [description.resolve(one) for one in told.get("parameters", [])]
        body = told.get("requestBody", {}).get("content", {})
        self.body = next(iter(body.values()))["schema"] if body else None
        self.open = {} in (told.get("security") or [{}])

    def parameters_in(self, place):
        return [one for one in self.parameters if one["in"] == place]

    def answer(self, status):
        return self.told["responses"].get(str(status))

    def __str__(self):
        return f"{self.method} {self.path}"


class Description:
    def __init__(self, document):
        self.document = document
        self.operations = [Operation(self, path, method, told) for path, methods in document["paths"].items()
                           for method, told in methods.items() if method in METHODS]

    def resolve(self, schema):
        while "$ref" in schema:
            found = self.document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            schema = found
        return schema

    # ---- what is wrong with a value ----

    def misfits(self, schema, value, at="it"):
        """How a value violates its schema, one line each."""
        schema = self.resolve(schema)
        kinds = schema.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if kinds and not any(is_a(kind, value) for kind in kinds):
            yield f"{at} is {value!r:.100}, not {' or '.join(kinds)}"
        elif "enum" in schema and value is not None and value not in schema["enum"]:
            yield f"{at} is {value!r}, none of {schema['enum']}"
        elif isinstance(value, dict):
            yield from self.misfits_of_members(schema, value, at)
        elif isinstance(value, list):
            for n, one in enumerate(value):
                yield from self.misfits(schema.get("items", {}), one, f"{at}[{n}]")
        elif isinstance(value, str):
            yield from misfits_of_text(schema, value, at)

    def misfits_of_members(self, schema, value, at):
        for name in schema.get("required", []):
            if name not in value:
                yield f"{at} has no {name}"
        for name, one in value.items():
            if name in schema.get("properties", {}):
                yield from self.misfits(schema["properties"][name], one, f"{at}.{name}")

    # ---- values ----

    def example(self, schema, choose, hint=""):
        """A value that fits, or nearly: a schema cannot say everything."""
        schema = self.resolve(schema)
        kind = schema.get("type", "object")
        kind = choose.choice(kind) if isinstance(kind, list) else kind
        if "enum" in schema and kind != "null":
            return choose.choice(schema["enum"])
        if kind == "object":
            return {name: self.example(one, choose, name) for name, one in schema.get("properties", {}).items()
                    if name in schema.get("required", []) or choose.random() < 0.7}
        if kind == "array":
            return [self.example(schema.get("items", {}), choose) for _ in range(choose.randrange(3))]
        if kind == "integer":
            return choose.randint(schema.get("minimum", 0), min(schema.get("maximum", 1000), 1000))
        return {"boolean": choose.random() < 0.5, "null": None}.get(kind, text_for(schema, choose, hint))


def is_a(kind, value):
    if kind in ("integer", "number"):
        return isinstance(value, (int, float) if kind == "number" else int) and not isinstance(value, bool)
    return isinstance(value, TYPES[kind])


def misfits_of_text(schema, value, at):
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        yield f"{at} has {len(value)} characters"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at} is {value!r}, not like {schema['pattern']}"
    if schema.get("format") == "date-time":
        try:
            datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
        except ValueError:
            yield f"{at} is {value!r}, not a time"


def text_for(schema, choose, hint):
    word = "".join(choose.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(12))
    if schema.get("format") == "email" or hint == "email":
        return f"{word}@example.org"
    if schema.get("format") == "uri":
        return f"https://example.org/{word}"
    return {"phone": f"+49{choose.randrange(10 ** 8, 10 ** 9)}", "password": f"{word} {word}"}.get(hint, word)
