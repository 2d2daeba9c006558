"""Offers sign-ins at a steady rate, whether or not they are answered; prints how many a second succeed in time."""
import asyncio
import json
import sys
import time

PATIENCE_S = 5


async def sign_in(port, name, password):
    body = json.dumps({"identifier": name, "password": password}).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n"
                     b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        return (await reader.readline()).split()[1:2] == [b"200"]
    finally:
        writer.close()


async def patient(port, name, password):
    try:
        return await asyncio.wait_for(sign_in(port, name, password), PATIENCE_S)
    except (OSError, asyncio.TimeoutError):
        return False


async def offer(port, rate, seconds, password, names):
    """Not counted: what begins before the warm-up is over, and a client that leaves late, since it is under way at the end."""
    begun, warm = time.monotonic(), seconds / 4
    tasks, counted = [], 0
    for i in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, begun + i / rate - time.monotonic()))
        tasks.append((i / rate >= warm, asyncio.ensure_future(patient(port, names[i % len(names)], password))))
    for counts, task in tasks:
        counted += await task and counts
    return counted / (seconds - warm)


if __name__ == "__main__":
    port, rate, seconds, file = sys.argv[1:]
    password, *names = open(file).read().split("\n")[:-1]
    print(asyncio.run(offer(int(port), float(rate), float(seconds), password, names)))
