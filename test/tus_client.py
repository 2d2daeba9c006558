#!/usr/bin/env python3
"""npm's tus-js-client, as it comes, against a real server that is killed meanwhile."""
from kit import npm
from kit.checks import STORES, attempt, verdict
from kit.people import CHEAP, People
from kit.server import Server


def runs(store):
    with Server(program="kith", store=store, uploads_per_hour="1000", **CHEAP) as server, npm.installed("tus_client") as folder:
        token = People(server).join("ann")["token"]

        def restart():
            server.kill()
            server.start()

        npm.led(folder, "tus.mjs", {"restart": restart}, f"http://127.0.0.1:{server.port}", token)


results = [attempt(f"tus-js-client uploads ({store})", lambda store=store: runs(store)) for store in STORES]
verdict(results.count(True), results.count(False))
