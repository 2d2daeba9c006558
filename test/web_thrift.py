#!/usr/bin/env python3
"""How much of the API's limits an hour of lively use takes, by what the server counts: less than half of 1,000 an hour and 100 a minute."""
import json
import sys

from kit import npm
from kit.checks import case, main
from kit.people import CHEAP, People
from kit.server import Server

MANY = "1000000"
COUNTED = {**CHEAP, "limits": "on", "rate_per_minute": MANY, "rate_per_hour": MANY, "posts_per_hour": MANY, "messages_per_minute": MANY,
           "likes_per_hour": MANY, "comments_per_hour": MANY, "registrations_per_address": MANY, "sign_ins_per_address": MANY}
CROWD = 30                                               # in a group: the channel itself names only twenty


class Town:
    """Ada, who uses the client, and those whom she meets there."""

    def __init__(self, server):
        self.people = People(server)
        self.ada, self.bob = (self.people.join(name) for name in ("ada", "bob"))
        self.people.call("POST", f"/users/{self.bob['user']['id']}/follow", {}, self.ada["token"])
        self.posts(150)
        self.channels = [self.channel(f"Room {n}") for n in range(3)]
        self.group = self.crowded()

    def posts(self, count):
        for n in range(int(count)):
            self.people.call("POST", "/posts", {"content": f"Rain and number {n} of #weather"}, self.bob["token"], 201)

    def channel(self, name):
        channel = self.people.call("POST", "/channels", {"name": name}, self.ada["token"], 201).json()["id"]
        self.people.call("POST", f"/channels/{channel}/join", {}, self.bob["token"], 200)
        self.writes(channel, 60)
        return channel

    def writes(self, channel, count):
        for n in range(int(count)):
            self.people.call("POST", f"/channels/{channel}/messages", {"content": f"Word {n}"}, self.bob["token"], 201)

    def crowded(self):
        """A group all of whom have read what was said."""
        others = [self.people.join(f"carla{n}") for n in range(CROWD)]
        told = {"participant_ids": [one["user"]["id"] for one in others], "name": "The crowd"}
        group = self.people.call("POST", "/conversations", told, self.ada["token"], 201).json()["id"]
        for one in others:
            self.people.call("POST", f"/conversations/{group}/accept", {}, one["token"])
        said = self.people.call("POST", f"/channels/{group}/messages", {"content": "All here?"}, self.ada["token"], 201).json()["id"]
        for one in others:
            self.people.call("PUT", f"/channels/{group}/read", {"message_id": said}, one["token"], 200)
        return group


@case
def an_hour_of_lively_use_takes_less_than_half_of_the_limits():
    with npm.installed("passkeys", "web_thrift.mjs") as folder, Server("kith", **COUNTED) as server:
        town = Town(server)
        told = {"token": town.ada["token"], "channels": town.channels, "group": town.group, "cookies": town.people.cookies("ada")}
        orders = {"posts": town.posts, "writes": lambda rest: town.writes(*rest.split(" "))}
        npm.led(folder, "web_thrift.mjs", orders, f"http://127.0.0.1:{server.port}", json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
