"""What is asked of REST and of GraphQL alike, and a few people who ask."""
import json
import re

from kit.checks import expect, expect_equal
from kit.people import People

RENAMED = {"parentCommentId": "parentId"}            # members whose names are not REST's in camelCase
GIVES = {"Post": "post { id }", "Comment": "comment { id }", "List": "list { id }", "Tag": "tag { name }", "Poll": "post { id }",
         "FollowRequest": "user { id }", "Profile": "user { id }"}


def camel(name):
    return re.sub(r"_([a-z])", lambda letter: letter[1].upper(), name)


def selection(field):
    if "Message" in field:
        return "message { id }"
    if field.endswith(("Channel", "Conversation")) or field == "markRead":
        return "channel { id }"
    if field.startswith("delete"):
        return "deletedId"
    if field in ("react", "unreact"):
        return "subject { id }"
    if field in ("addToList", "removeFromList"):
        return "list { id }"
    return next((gives for word, gives in GIVES.items() if field.endswith(word)), "user { id }")


def mutation(*fields):
    inputs = [f"${letter}: {field[0].upper()}{field[1:]}Input!" for letter, field in zip("abcdef", fields)]
    asked = [f"{letter}: {field}(input: ${letter}) {{ {selection(field)} }}" for letter, field in zip("abcdef", fields)]
    return f"mutation Many({', '.join(inputs)}) {{ {' '.join(asked)} }}"


class Both(People):
    def asked(self, document, variables=None, token=None, key=None):
        fields = [("Content-Type", "application/json"), *([("Authorization", f"Bearer {token}")] if token else []),
                  *([("Idempotency-Key", key)] if key else [])]
        with self.server.client() as client:
            return client.ask("POST", "/graphql", fields, json.dumps({"query": document, "variables": variables}).encode())

    def mutate(self, field, token, key=None, **members):
        answer = self.asked(mutation(field), {"a": members}, token, key)
        expect_equal(answer.status, 200, f"{field}: {answer.body[:300]}")
        return answer.json()

    def done(self, field, token, **members):
        answer = self.mutate(field, token, **members)
        expect("errors" not in answer, f"{field} {members}: {answer}")
        return answer["data"]["a"]

    def refused(self, field, token, **members):
        answer = self.mutate(field, token, **members)
        expect_equal((answer["data"], len(answer.get("errors", []))), ({"a": None}, 1), f"{field} {members}: {answer}")
        expect_equal(answer["errors"][0]["path"], ["a"])
        return answer["errors"][0]

    def alike(self, token, rest, graphql):
        """Both refuse, and say the same."""
        (method, path, body), (field, members) = rest, graphql
        wanted = self.call(method, path, body, token)
        expect(wanted.status >= 400, f"{method} {path} is not refused: {wanted}")
        problem, error = wanted.json(), self.refused(field, token, **members)
        told = error["extensions"]
        what = f"{method} {path} {body} as {field} {members}"
        expect_equal(told["code"], problem["code"], what)
        named = [(RENAMED.get(camel(one["field"]), camel(one["field"])), one["code"]) for one in problem.get("errors", [])]
        if not named:
            expect_equal(error["message"], problem["detail"], what)
        expect_equal([(one["field"].removeprefix("input."), one["code"]) for one in told.get("errors", [])], named, what)


def town(server):
    people = Both(server)
    tokens = {name: people.join(name) for name in ("ann", "bob", "eve", "dan")}
    return people, {name: one["token"] for name, one in tokens.items()}, {name: one["user"]["id"] for name, one in tokens.items()}
