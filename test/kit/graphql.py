"""Questions to /graphql, and what its introspection says."""
import json
import re

from kit.checks import expect

TYPES = """{ __schema { queryType { name } mutationType { name } subscriptionType { name }
  types { kind name possibleTypes { name } enumValues { name }
    fields { name args { name defaultValue type { ...T } } type { ...T } }
    inputFields { name defaultValue type { ...T } } } } }
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }"""


def post(server, query, token=None, variables=None, fields=(), timeout=30):
    """The answer to a document."""
    body = {"query": query, **({"variables": variables} if variables else {})}
    fields = [*fields, ("Content-Type", "application/json"), *([("Authorization", f"Bearer {token}")] if token else [])]
    with server.client(timeout) as client:
        return client.ask("POST", "/graphql", fields, json.dumps(body).encode())


def said(server, query, token=None, variables=None):
    """What a document that is right is answered with."""
    answer = post(server, query, token, variables)
    expect(answer.status == 200, query, answer)
    return answer.json()


def reads(server):
    """Statements that have read so far."""
    with server.client() as client:
        text = client.get("/metrics").body.decode()
    return sum(int(number) for number in re.findall(r"^kith_store_reads_total\S* (\d+)", text, re.M))


class Type:
    """A type as an element has it: non-null, list or named, from outside to inside."""

    def __init__(self, told):
        self.list = self.required = False
        self.required = told["kind"] == "NON_NULL"
        while told["kind"] in ("NON_NULL", "LIST"):
            self.list |= told["kind"] == "LIST"
            told = told["ofType"]
        self.kind, self.name = told["kind"], told["name"]

    @property
    def leaf(self):
        return self.kind in ("SCALAR", "ENUM")


class Schema:
    """What a running server says of itself."""

    def __init__(self, server):
        told = said(server, TYPES)["data"]["__schema"]
        self.types = {one["name"]: one for one in told["types"] if not one["name"].startswith("__")}
        self.query, self.mutation = told["queryType"]["name"], told["mutationType"]["name"]
        self.roots = {self.query, self.mutation, (told["subscriptionType"] or {}).get("name")}

    def objects(self):
        return [name for name, one in self.types.items() if one["kind"] == "OBJECT" and name not in self.roots]

    def fields(self, name):
        """(name, type, {argument: type}) of each field."""
        return [(field["name"], Type(field["type"]), {arg["name"]: Type(arg["type"]) for arg in field["args"]})
                for field in self.types[name]["fields"] or []]

    def inputs(self, name):
        return {field["name"]: Type(field["type"]) for field in self.types[name]["inputFields"]}

    def leaves(self, name, unlike=()):
        """A selection of all of a type that has no fields itself, of each type that it may be."""
        one = self.types[name]
        if one["kind"] in ("INTERFACE", "UNION"):
            others = [other["name"] for other in one["possibleTypes"]]
            unlike = self.unlike(others)
            parts = [f"... on {other} {self.leaves(other, unlike)}" for other in others]
            return "{ __typename " + " ".join(parts) + " }"
        words = [f"{name}_{field}: {field}" if field in unlike else field for field, type, args in self.fields(name)
                 if type.leaf and not args]
        return "{ __typename " + " ".join(words) + " }"

    def unlike(self, names):
        """Leaves that several types have, of different types themselves."""
        kinds = {}
        for name in names:
            for field, type, _ in self.fields(name):
                kinds.setdefault(field, set()).add((type.name, type.required, type.list))
        return {field for field, found in kinds.items() if len(found) > 1}
