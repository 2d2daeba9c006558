#!/usr/bin/env python3
"""
Every field of the schema, as a running server describes it, on each store: a query that reaches it is answered, and takes as many
statements for many parents and long pages as for few and short ones. And every mutation does what it is for.
"""
import sys

from kit import graphql
from kit.checks import eventually, expect, expect_equal, main, on_each_store
from kit.people import CHEAP, People
from kit.server import Server
from kit.uploads import Uploader, png

FEW, MANY = 8, 24
OPEN = {**CHEAP, "graphql_max_cost": "1000000"}
TIMES = 3                            # the least of so many readings, or of more: what works in the background reads, too
PATIENCE = 40
UNIQUE = 0


class World:
    """Of everything that a field can show there are MANY, for ada."""

    def __init__(self, server):
        self.server, self.people = server, People(server)
        self.ada = self.people.join("ada", display_name="Ada")
        self.token = self.ada["token"]
        self.call("PATCH", "/users/me", {"locked": True, "bio": "Hello"})
        self.others = [self.people.join(f"person_{n}") for n in range(MANY)]
        self.befriend()
        self.posts, self.comments = [], []
        for n in range(MANY):
            self.write(n)
            self.call("POST", f"/posts/{self.posts[0]}/comments", {"content": f"Another thought, {n}"}, self.others[n]["token"])
        self.lists = [self.make_list(n) for n in range(MANY)]
        self.rooms, self.messages = [], []
        for n in range(MANY):
            self.talk(n)
        self.in_one_room()
        self.stories = [self.call("POST", "/stories", {"text": f"Look, {n}", "audience": "public"}, one["token"])["id"]
                        for n, one in enumerate(self.others)]
        mine = self.call("POST", "/stories", {"text": "Mine", "audience": "public"})["id"]
        self.highlight = self.call("POST", "/highlights", {"title": "Kept", "story_ids": [mine]})["id"]
        self.schema = graphql.Schema(server)
        self.ids = {"Post": self.posts, "Comment": self.comments, "User": [one["user"]["id"] for one in self.others], "List": self.lists,
                    "Channel": self.rooms, "Message": self.messages, "Story": self.stories}

    def call(self, method, path, body=None, token=None):
        answer = self.people.call(method, path, body, token or self.token)
        expect(answer.status < 300, method, path, answer)
        return answer.json() if answer.body else None

    def picture(self, token=None):
        """Somebody's, ada's if nobody is named, ready."""
        by = Uploader(self.server, token or self.token)
        made = by.form(png(40, 30)).json()["id"]
        eventually(lambda: by.get(made).json()["state"] == "ready", 20, "a picture that is ready")
        return made

    def befriend(self):
        """All follow their neighbours and are followed by ada, who is followed by half of them: the others wish to."""
        tokens = [one["token"] for one in self.others]
        for n, one in enumerate(self.others):
            who = one["user"]["id"]
            self.call("POST", f"/users/{who}/follow")
            for other in (1, 2, 3):
                self.call("POST", f"/users/{who}/follow", token=tokens[(n + other) % MANY])
            self.call("POST", f"/users/{self.ada['user']['id']}/follow", token=one["token"])
            if n % 2:
                self.call("POST", f"/follow_requests/{who}/accept")
            stranger = self.people.join(f"stranger_{n}")["user"]["id"]
            self.call("POST", f"/users/{stranger}/{('block', 'mute')[n // 2 % 2]}")

    def write(self, n):
        """A post with everything, a quote of it, and a thread."""
        token = self.others[n]["token"]
        told = {"content": f"Number {n} for @ada and @person_{(n + 1) % MANY}, #tag{n} #tag{(n + 1) % MANY} #all, "
                           f"see https://example.org/{n}",
                "poll": {"options": ["yes", "no"], "expires_in": 86400}, "media_ids": [self.picture(token)]}
        post = self.call("POST", "/posts", told, token)["id"]
        self.call("PATCH", f"/posts/{post}", {"content": told["content"] + " (edited)"}, token)
        for reader in (self.token, self.others[n - 1]["token"], self.others[n - 2]["token"]):
            self.call("POST", f"/posts/{post}/like", token=reader)
        self.call("PUT", f"/posts/{post}/reactions/save")
        self.call("POST", f"/posts/{post}/votes", {"choices": [0]})
        self.call("PUT", f"/posts/{post}/pin", token=token)
        self.call("POST", "/posts", {"content": "As I say", "boost_of": post, "poll": told["poll"]}, self.others[n - 1]["token"])
        self.call("PUT", f"/tags/tag{n}/follow")
        self.posts.append(post)
        above = None
        for depth in range(3):
            said = {"content": f"Thought {depth} of @ada #all https://example.org", **({"parent_comment_id": above} if above else {})}
            above = self.call("POST", f"/posts/{post}/comments", said, token)["id"]
            self.call("POST", f"/comments/{above}/like")
        self.comments.append(above)

    def talk(self, n):
        """A public channel, a direct conversation or a group, with messages that have everything."""
        others = [self.others[(n + more) % MANY] for more in range(4)]
        ids = [one["user"]["id"] for one in others]
        token = others[0]["token"]
        if n % 2 == 0:
            room = self.call("POST", "/channels", {"name": f"Room {n}", "member_ids": [*ids[1:], self.ada["user"]["id"]]}, token)["id"]
        elif n % 4 == 1:
            room = self.call("POST", "/conversations", {"participant_ids": [self.ada["user"]["id"]]}, token)["id"]
        else:
            room = self.call("POST", "/conversations", {"participant_ids": [*ids[1:], self.ada["user"]["id"]]}, token)["id"]
        root = self.say(room, f"Message {n} for @ada", token, media_ids=[self.picture(token)])
        for word in ("yes", "no", "perhaps"):
            said = self.say(room, word, token, reply_to_id=root, thread_root_id=root)
            self.call("PUT", f"/channels/{room}/pins/{said}", token=token)
        self.call("PUT", f"/messages/{said}/reactions/%F0%9F%91%8D")
        self.rooms.append(room)
        self.messages.append(said)

    def in_one_room(self):
        for one in self.others[4:]:
            self.call("POST", f"/channels/{self.rooms[0]}/join", token=one["token"])
        for n in range(MANY):
            self.say(self.rooms[0], f"Another message, {n}", self.token)
        eventually(lambda: len(self.found()) == MANY, 20, "messages are found")

    def found(self):
        return graphql.said(self.server, '{ searchMessages(query: "another", first: 100) { nodes { id } } }',
                            self.token)["data"]["searchMessages"]["nodes"]

    def say(self, room, content, token, **more):
        return self.call("POST", f"/channels/{room}/messages", {"content": content, **more}, token)["id"]

    def make_list(self, n):
        one = self.call("POST", "/lists", {"title": f"List {n}"})["id"]
        for other in (n, n - 1, n - 2):
            self.call("PUT", f"/lists/{one}/members/{self.others[other]['user']['id']}")
        return one


def pages(args, first):
    return {"first": first} if "first" in args else {}


def written(args):
    """Arguments in a document; text is written as it is, not as a string."""
    return "(" + ", ".join(f"{name}: {value}" for name, value in args.items()) + ")" if args else ""


def quoted(values):
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"


def ways(schema):
    """{type: how a query comes from one of those that have ids to it}: fields with what stands around them."""
    found = {name: (name, ()) for name in ("Post", "Comment", "User", "List", "Channel", "Message", "Story")}
    waiting = list(found)
    while waiting:
        name = waiting.pop(0)
        for field, type, args in schema.fields(name):
            if type.kind == "OBJECT" and type.name not in found:
                root, path = found[name]
                found[type.name] = (root, (*path, (field, args)))
                waiting.append(type.name)
    return found


def document(world, way, field, type, args, count):
    """One that asks for a field of `count` parents, with pages of that size."""
    root, path = way
    text = field + written(pages(args, count)) + ("" if type.leaf else " " + world.schema.leaves(type.name))
    for above, around in reversed(path):
        text = f"{above}{written(pages(around, count))} {{ {text} }}"
    return f"{{ nodes(ids: {quoted(world.ids[root][:count])}) {{ ... on {root} {{ {text} }} }} }}"


def statements(world, text, enough=0, times=TIMES):
    """How many it takes, and what it is answered with."""
    least = None
    for turn in range(PATIENCE):
        before = graphql.reads(world.server)
        answer = graphql.said(world.server, text, world.token)
        taken = graphql.reads(world.server) - before
        least = taken if least is None else min(least, taken)
        expect("errors" not in answer, text, answer)
        if turn + 1 >= times and least <= enough:
            break
    return least, answer["data"]


def expect_as_many(world, name, few, many):
    """The same number of statements; returns it."""
    less, some = statements(world, few, enough=1000)
    more, all = statements(world, many, enough=less)
    expect(len(str(all)) > len(str(some)) or name in ONE, name, "shows no more of many:", many, all)
    expect(more <= less, f"{name} takes {less} statements for few, {more} for many: {many}")
    return more


# There is one of these, however many are asked for.
ONE = {"Query.node", "Query.me", "Query.user", "Query.post", "Query.comment", "Query.tag", "Query.channel", "Query.message", "Query.unread",
       "Query.story", "Query.highlight"}


def fields_cost(world):
    """{field: statements} of all types that can be reached from something that has an id."""
    found, told = ways(world.schema), {}
    for name in world.schema.objects():
        if name.endswith("Payload"):
            continue
        expect(name in found or name in UNREACHED, name, "cannot be reached")
        for field, type, args in world.schema.fields(name) if name in found else ():
            texts = [document(world, found[name], field, type, args, count) for count in (FEW, MANY)]
            told[f"{name}.{field}"] = expect_as_many(world, f"{name}.{field}", *texts)
    return told


# Of Query alone: asked for below.
UNREACHED = {"FeedConnection", "FeedEdge", "Reason", "SearchConnection", "SearchEdge", "TagConnection", "TagEdge", "ListConnection",
             "ListEdge", "ChannelConnection", "ChannelEdge", "Unread", "StoryGroup", "StoryGroupEdge", "StoryGroupConnection"}


def roots(world, count):
    """{field of Query: its arguments} that have an answer."""
    post, comment, who = world.posts[0], world.comments[0], world.others[0]["user"]["id"]
    return {"node": {"id": f'"{post}"'}, "nodes": {"ids": quoted((world.posts + world.comments)[:count])}, "user": {"id": f'"{who}"'},
            "users": {"by": "[" + ", ".join(f'{{username: "{one["user"]["username"]}"}}' for one in world.others[:count]) + "]"},
            "post": {"id": f'"{post}"'}, "comment": {"id": f'"{comment}"'}, "comments": {"postId": f'"{post}"'}, "tag": {"name": '"all"'},
            "search": {"query": '"number"'}, "channel": {"id": f'"{world.rooms[0]}"'}, "message": {"id": f'"{world.messages[0]}"'},
            "story": {"id": f'"{world.stories[0]}"'}, "highlight": {"id": f'"{world.highlight}"'},
            "channels": {"filter": "MINE"}, "searchMessages": {"query": '"another"'}}


def root_document(world, field, type, args, count):
    """A field of Query with all that is below it, connections with their edges."""
    given = {**roots(world, count).get(field, {}), **pages(args, count)}
    if type.name.endswith("Connection"):
        below = {one: kind for one, kind, _ in world.schema.fields(type.name)}
        edges = world.schema.leaves(below["edges"].name)[:-1]
        node = next(kind for one, kind, _ in world.schema.fields(below["edges"].name) if one == "node")
        below = f"{{ pageInfo {{ hasNextPage endCursor }} edges {edges} node {world.schema.leaves(node.name)} }} }}"
    else:
        below = world.schema.leaves(type.name)
    return f"{{ {field}{written(given)} {below} }}"


def roots_cost(world):
    told = {}
    for field, type, args in world.schema.fields(world.schema.query):
        texts = [root_document(world, field, type, args, count) for count in (FEW, MANY)]
        told[f"Query.{field}"] = expect_as_many(world, f"Query.{field}", *texts)
    ranked = [f"{{ feed(order: RANKED, first: {count}) {{ edges {{ score reasons {{ reason score }} node {{ id }} }} }} }}"
              for count in (FEW, MANY - 2)]              # those after these are quotes, of which there is more to read
    told["Query.feed(order: RANKED)"] = expect_as_many(world, "Query.feed(order: RANKED)", *ranked)
    return told


def tell(costs):
    for name, taken in sorted(costs.items(), key=lambda one: (-one[1], one[0])):
        print(f"    {taken:3} {name}")


def all_fields(store, **settings):
    with Server("kith", store=store, **OPEN, **settings) as server:
        world = World(server)
        tell({**roots_cost(world), **fields_cost(world)})


@on_each_store
def fields_take_as_many_statements_for_many_parents_as_for_few(store):
    all_fields(store, cache_size="0")


@on_each_store
def so_they_do_with_what_they_read_kept_in_memory(store):
    all_fields(store)


# What stands in the input of a mutation; `%` is a text that none has had yet.
GIVEN = {
    "content": '"Said by a mutation, %"', "title": '"List %"', "name": '"tag%"', "displayName": '"Ada %"', "bio": '"Bio %"',
    "choices": "[1]", "sensitive": "true", "language": '"en"', "contentWarning": '"Words"', "avatarUrl": '"https://example.org/%"',
    "bannerUrl": '"https://example.org/b%"', "locked": "false",
}


def fresh(text):
    global UNIQUE
    UNIQUE += 1
    return text.replace("%", str(UNIQUE))


def inputs(world):
    """{mutation: its input's members}: what is there, made for it alone where it is used up."""
    mine = lambda: f'"{world.call("POST", "/posts", {"content": fresh("Mine %")})["id"]}"'             # noqa: E731
    said = lambda: f'"{world.call("POST", f"/posts/{world.posts[0]}/comments", {"content": fresh("Mine %")})["id"]}"'       # noqa: E731
    poll = f'"{world.call("POST", "/posts", {"content": "Mine", "poll": {"options": ["a", "b"], "expires_in": 3600}})["id"]}"'
    pin, post, who = mine(), f'"{world.posts[1]}"', f'"{world.others[0]["user"]["id"]}"'
    asks = iter(f'"{one["user"]["id"]}"' for one in world.others[2::2])
    user = {"userId": who}
    member = {"listId": f'"{world.lists[0]}"', "userId": f'"{world.others[5]["user"]["id"]}"'}
    plain = {name: GIVEN[name] for name in ("content", "sensitive", "language", "contentWarning")}
    return {
        "createPost": plain, "updatePost": {"id": mine(), **plain}, "deletePost": {"id": mine()},
        "createComment": {"postId": post, "content": GIVEN["content"]}, "updateComment": {"id": said(), "content": GIVEN["content"]},
        "deleteComment": {"id": said()}, "react": {"subjectId": post}, "unreact": {"subjectId": f'"{world.comments[0]}"'},
        "votePoll": {"postId": poll, "choices": "[1]"}, "pinPost": {"id": pin}, "unpinPost": {"id": pin},
        **{name: user for name in ("follow", "unfollow", "block", "unblock", "mute", "unmute")},
        "acceptFollowRequest": {"userId": next(asks)}, "rejectFollowRequest": {"userId": next(asks)},
        "followTag": {"name": '"all"'}, "unfollowTag": {"name": '"all"'},
        "updateProfile": {name: GIVEN[name] for name in ("displayName", "bio", "avatarUrl", "bannerUrl", "locked")},
        "createList": {"title": GIVEN["title"]}, "updateList": {"id": f'"{world.lists[1]}"', "title": GIVEN["title"]},
        "deleteList": {"id": f'"{world.lists[2]}"'}, "addToList": member, "removeFromList": member,
        "updateMedia": {"id": f'"{world.picture()}"', "description": GIVEN["content"]}, "deleteMedia": {"id": f'"{world.picture()}"'},
        "createStory": {"text": GIVEN["content"]}, "viewStory": {"id": f'"{world.stories[0]}"'},
        "reactToStory": {"id": f'"{world.stories[0]}"', "emoji": '"\U0001F44D"'},
        "deleteStory": {"id": f'"{world.call("POST", "/stories", {"text": "Mine"})["id"]}"'},
        **talk_inputs(world),
    }


def talk_inputs(world):
    room, other = world.rooms[0], world.rooms[2]
    said = [f'"{world.say(room, "Mine", world.token)}"' for _ in range(2)]
    reaction = {"messageId": said[0], "emoji": '"\U0001F44D"'}
    return {
        "createChannel": {"name": GIVEN["title"], "memberIds": f'["{world.others[0]["user"]["id"]}"]'},
        "joinChannel": {"channelId": f'"{other}"'}, "leaveChannel": {"channelId": f'"{other}"'},
        "createConversation": {"participantIds": f'["{world.others[1]["user"]["id"]}"]'},
        "sendMessage": {"channelId": f'"{room}"', "content": GIVEN["content"], "replyToId": said[0], "clientRef": '"r%"'},
        "updateMessage": {"id": said[0], "content": GIVEN["content"]}, "deleteMessage": {"id": said[1]},
        "addMessageReaction": reaction, "removeMessageReaction": reaction,
        "markRead": {"channelId": f'"{room}"', "messageId": said[0]},
    }


def mutation(world, field, type, members):
    """It, with all leaves of its payload and of what that has."""
    below = " ".join(name + ("" if kind.leaf else " " + world.schema.leaves(kind.name)) for name, kind, _ in world.schema.fields(type.name))
    return fresh(f"mutation {{ {field}(input: {{{written(members)[1:-1]}}}) {{ {below} }} }}")


JUNK = ('"0"', '"9223372036854775807"', '""', '"\\u0000"', '"' + "x" * 3000 + '"', "[]", "[-1]", "null", "-1", "true", "{}")


def nonsense(kinds):
    """Inputs that are wrong in one member each."""
    usual = {name: "[]" if kind.list else '"1"' if kind.name in ("ID", "String", "URL") else "true"
             for name, kind in kinds.items() if kind.required}
    for name in kinds:
        for value in JUNK:
            yield {**usual, name: value}


@on_each_store
def no_query_has_a_fault_whatever_its_arguments_say(store):
    with Server("kith", store=store, **OPEN) as server:
        world = World(server)
        for name in (world.schema.query, "User", "Post", "Comment", "Tag", "List", "Channel", "Message"):
            for field, type, args in world.schema.fields(name):
                for given in nonsense(args):
                    text = f"{field}{written(given)}{'' if type.leaf else ' ' + world.schema.leaves(type.name)}"
                    if name != world.schema.query:
                        text = around(world, name, text)
                    answer = graphql.post(server, f"{{ {text} }}", world.token)
                    expect(answer.status in (200, 429) and b"internal_error" not in answer.body, text, answer)


def around(world, name, text):
    """That selection of a type, from one that has an id."""
    if name == "Tag":
        return f'tag(name: "all") {{ {text} }}'
    return f'node(id: "{world.ids[name][0]}") {{ ... on {name} {{ {text} }} }}'


@on_each_store
def every_mutation_does_what_it_is_for(store):
    with Server("kith", store=store, **OPEN) as server:
        world = World(server)
        given = inputs(world)
        expect_equal(sorted(given), sorted(name for name, _, _ in world.schema.fields("Mutation")), "the mutations of this test")
        fields = {name: type for name, type, _ in world.schema.fields("Mutation")}
        for name, members in given.items():
            text = mutation(world, name, fields[name], members)
            answer = graphql.said(server, text, world.token)
            expect("errors" not in answer and answer["data"][name], text, answer)


@on_each_store
def no_mutation_has_a_fault_whatever_its_input_says(store):
    with Server("kith", store=store, **OPEN) as server:
        world = World(server)
        for name, type, args in world.schema.fields("Mutation"):
            for members in nonsense(world.schema.inputs(args["input"].name)):
                text = mutation(world, name, type, members)
                answer = graphql.post(server, text, world.token)
                expect(answer.status in (200, 429) and b"internal_error" not in answer.body, text, answer)


if __name__ == "__main__":
    main(sys.argv[1:])
