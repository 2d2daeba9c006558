"""
Offers sign-ins at a steady rate, whether or not they are answered.

    offered.py PORT RATE SECONDS NAMES      prints how many a second succeed in time, once all has warmed up and as long as more
                                            are offered; and the processor time a second that this program takes for it
"""
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


async def counted(port, name, password, times):
    if await patient(port, name, password):
        times.append(time.monotonic())


async def offer(port, rate, seconds, password, names):
    """What is answered after the last offer does not count: without more to refuse, the server does better."""
    begun, warm, used, times, tasks = time.monotonic(), seconds / 4, None, [], []
    for i in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, begun + i / rate - time.monotonic()))
        if used is None and i / rate >= warm:
            used = time.process_time()
        tasks.append(asyncio.ensure_future(counted(port, names[i % len(names)], password, times)))
    used = time.process_time() - used
    await asyncio.gather(*tasks)
    took = seconds - warm
    return sum(begun + warm <= at < begun + seconds for at in times) / took, used / took


if __name__ == "__main__":
    port, rate, seconds, file = sys.argv[1:]
    password, *names = open(file).read().split("\n")[:-1]
    print(*asyncio.run(offer(int(port), float(rate), float(seconds), password, names)))
