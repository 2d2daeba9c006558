#!/usr/bin/env python3
"""
`kith simulate` against real servers, on each store: people over both protocols and their sockets, what it says of them, its targets
and its exit statuses.
"""
import json
import subprocess
import sys

from kit.checks import case, eventually, expect, expect_equal, main, on_each_store
from kit.postgres import free_port
from kit.server import BUILD, Server

FREE = {"password_memory": "64k", "password_passes": "1", "limits": "off"}


def simulate(url, *flags, status=0):
    done = subprocess.run([BUILD / "kith", "simulate", url, *flags], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    expect_equal(done.returncode, status, f"the status of kith simulate {' '.join(flags)} ({done.stdout}{done.stderr})")
    return done


def as_json(server, *flags, **more):
    return json.loads(simulate(f"http://127.0.0.1:{server.port}/", "--json", *flags, **more).stdout)


def patterns(server):
    """The routes of the description."""
    with server.client() as client:
        paths = client.get("/api/v1/openapi.json").json()["paths"]
    return {f"{method.upper()} {path.removeprefix('/api/v1')}" for path, methods in paths.items() for method in methods}


@on_each_store
def people_use_a_server_over_both_protocols(store):
    with Server("kith", store=store, **FREE) as server:
        said = as_json(server, "--users", "20", "--seconds", "6", "--rate", "60")
        routes = said["routes"]
        expect_equal([said[name] for name in ("users", "seconds", "errors", "limited", "error_rate")], [20, 6, 0, 0, 0], "what it says")
        expect_equal(said["url"], f"http://127.0.0.1:{server.port}", "the URL")
        expect_equal(sum(route["requests"] for route in routes), said["requests"], "the requests of all routes")
        expect({route["protocol"] for route in routes} == {"h1", "h2"}, "not both protocols:", routes)
        expect({route["route"] for route in routes} <= patterns(server), "a route that the description does not have:", routes)
        registered = sum(route["requests"] for route in routes if route["route"] == "POST /auth/register")
        expect_equal(registered, 20, "registrations")
        expect(said["requests"] > 60 and abs(said["requests_per_second"] - said["requests"] / 6) < 0.01, "too few requests:", said)
        for route in routes:
            expect(0 < route["p50_ms"] <= route["p90_ms"] <= route["p99_ms"] <= route["max_ms"], "percentiles that do not rise:", route)
        expect_equal([target["name"] for target in said["targets"]], ["api_p99_ms", "timeline_p99_ms", "error_ratio", "delivery_p99_ms"],
                     "the targets")
        for target in said["targets"]:
            expect_equal(target["met"], target["seen"] < target["goal"], f"whether {target['name']} is met")
        with server.client() as client:
            expect(client.get("/api/v1/timeline/public").json(), "nobody has posted")


@on_each_store
def people_talk_over_sockets(store):
    with Server("kith", store=store, **FREE) as server:
        said = as_json(server, "--users", "15", "--seconds", "6", "--rate", "150")
        sockets, deliveries = said["sockets"], said["deliveries"]
        expect_equal([sockets[name] for name in ("opened", "resumed", "lost", "failed", "errors")], [15, 0, 0, 0, 0], f"sockets: {sockets}")
        expect(sockets["sends"] > 10 and deliveries["count"] > sockets["sends"], "too little was heard:", said)
        expect(0 < deliveries["p50_ms"] <= deliveries["p90_ms"] <= deliveries["p99_ms"] <= deliveries["max_ms"], "percentiles:", deliveries)
        target = next(target for target in said["targets"] if target["name"] == "delivery_p99_ms")
        expect_equal((target["goal"], target["seen"]), (50, deliveries["p99_ms"]), "the target of deliveries")
        talked = {route["route"] for route in said["routes"]}
        expect({"POST /channels", "POST /channels/{id}/join", "POST /conversations"} <= talked, "what nobody did:", talked)
        server.stop()
        kept = subprocess.run([BUILD / "kith", "check", "--data", server.data, "--store", server.store], capture_output=True, text=True)
        expect(kept.returncode == 0 and "0 messages of" not in kept.stdout, "the check finds:", kept.stdout)


@case
def sockets_come_back_and_go_on():
    with Server("kith", **FREE) as server:
        running = subprocess.Popen([BUILD / "kith", "simulate", f"http://127.0.0.1:{server.port}", "--users", "6", "--seconds", "15",
                                    "--rate", "60", "--json"], stdout=subprocess.PIPE, text=True)
        def all_there():
            with server.client() as client:
                return len(client.get("/api/v1/timeline/public").json()) > 3
        eventually(all_there, within=8, what="some posts")
        server.kill()
        server.start()
        said = json.loads(running.communicate(timeout=60)[0])
        sockets = said["sockets"]
        expect(sockets["lost"] > 0 and sockets["resumed"] > 0, "no socket was lost, or none came back:", sockets)
        expect(sockets["opened"] >= sockets["lost"] and sockets["resumed"] <= sockets["lost"], "more came back than were lost:", sockets)
        expect_equal(sockets["errors"], 0, "errors")


@case
def one_protocol_can_be_asked_for():
    with Server("kith", **FREE) as server:
        for word, protocol in (("1", "h1"), ("2", "h2")):
            said = as_json(server, "--users", "4", "--seconds", "2", "--rate", "20", "--http", word)
            expect_equal({route["protocol"] for route in said["routes"]}, {protocol}, f"the protocols with --http {word}")


@case
def a_table_is_for_people():
    with Server("kith", **FREE) as server:
        said = simulate(f"http://127.0.0.1:{server.port}", "--users", "3", "--seconds", "2", "--rate", "10").stdout
        for words in ("POST /auth/register", "p99 ms", "error_ratio", "sockets: 3 opened"):
            expect(words in said, words, "is not in the table:", said)


@case
def a_missed_target_ends_with_3_if_it_is_asserted():
    with Server("kith", **FREE) as server:
        running = subprocess.Popen([BUILD / "kith", "simulate", f"http://127.0.0.1:{server.port}", "--users", "4", "--seconds", "5",
                                    "--rate", "20", "--json", "--assert"], stdout=subprocess.PIPE, text=True)
        def posted():
            with server.client() as client:
                return client.get("/api/v1/timeline/public").json()
        eventually(posted, within=5, what="a post")
        server.kill()
        said = json.loads(running.communicate(timeout=60)[0])
        expect_equal(running.returncode, 3, f"the status ({said})")
        expect(said["errors"] > 0 and [target["met"] for target in said["targets"]][2] is False, "no error was seen:", said)


@case
def limits_are_counted_apart():
    with Server("kith", password_memory="64k", password_passes="1", limits="on", registrations_per_address="2") as server:
        said = as_json(server, "--users", "4", "--seconds", "3")
        expect(said["limited"] > 0, "nobody was limited:", said)
        expect_equal(said["errors"], 0, "errors")


@case
def a_dead_server_ends_with_1():
    said = simulate(f"http://127.0.0.1:{free_port()}", "--json", status=1)
    expect(not said.stdout and "127.0.0.1" in said.stderr, "it says why:", said.stderr)


@case
def what_makes_no_sense_ends_with_2():
    for flags in (["--users", "0"], ["--seconds", "x"], ["--http", "3"], ["--rate", "-1"]):
        simulate("http://127.0.0.1:1", *flags, status=2)
    simulate("127.0.0.1:1", status=2)
    expect("URL" in subprocess.run([BUILD / "kith", "simulate"], capture_output=True, text=True).stderr, "it asks for a URL")


if __name__ == "__main__":
    main(sys.argv[1:])
