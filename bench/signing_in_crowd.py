"""
Clients that each sign in again and again, and wait as asked when the server refuses (503, Retry-After).

    signing_in_crowd.py PORT CLIENTS SECONDS NAMES      prints how many a second were signed in and
                                                        refused, and the total signed in
"""
import asyncio
import json
import random
import sys
import time

WARM_S, JITTER = 1, 0.2


class Client:
    """One connection, made again after the server has closed it."""

    def __init__(self, port):
        self.port, self.reader, self.writer = port, None, None

    async def answer(self):
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
        fields = dict(line.split(": ", 1) for line in head[1:] if line)
        await self.reader.readexactly(int(fields.get("content-length", 0)))
        if fields.get("connection") == "close":
            self.writer = None
        return int(head[0].split()[1]), int(fields.get("retry-after", 1))

    async def sign_in(self, name, password):
        """The status, and after how many seconds to retry."""
        body = json.dumps({"identifier": name, "password": password}).encode()
        if not self.writer:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                          % (len(body), body))
        return await self.answer()


async def again_and_again(port, begun, end, names, password, count):
    client = Client(port)
    while time.monotonic() < end:
        status, after = await client.sign_in(random.choice(names), password)
        if status not in (200, 503):
            raise RuntimeError(f"a sign-in was answered with {status}")
        count["all"] += status == 200
        if begun + WARM_S <= time.monotonic() < end:
            count[status] += 1
        if status == 503:
            await asyncio.sleep(after * random.uniform(1, 1 + JITTER))


async def crowd(port, clients, seconds, names, password):
    begun, count = time.monotonic(), {200: 0, 503: 0, "all": 0}
    end = begun + WARM_S + seconds
    await asyncio.gather(*(again_and_again(port, begun, end, names, password, count) for _ in range(clients)))
    return count[200] / seconds, count[503] / seconds, count["all"]


if __name__ == "__main__":
    port, clients, seconds, file = sys.argv[1:]
    password, *names = open(file).read().split("\n")[:-1]
    print(*asyncio.run(crowd(int(port), int(clients), float(seconds), names, password)))
