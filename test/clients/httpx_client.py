"""Clients of Debian's Python on net-echo: httpx over HTTP/1.1 and HTTP/2. httpx_client.py PORT TLS_PORT"""
import asyncio
import sys

import httpx

PORT, TLS_PORT = sys.argv[1:]
PLAIN, SECURE = f"http://127.0.0.1:{PORT}", f"https://127.0.0.1:{TLS_PORT}"


def check_bodies(client, base, version):
    large = bytes(range(256)) * 40000
    for method, body in (("GET", b""), ("POST", b"hello"), ("PUT", large)):
        answer = client.request(method, f"{base}/a?b=c", content=body)
        assert (answer.status_code, answer.http_version) == (200, version), answer
        assert answer.content == f"{method} /a?b=c\n".encode() + body
    assert client.post(f"{base}/", content=(large[:100000] for _ in range(10))).content == b"POST /\n" + large[:100000] * 10
    assert client.head(f"{base}/bytes/1000").content == b""
    assert len(client.get(f"{base}/bytes/5000000").content) == 5000000
    assert client.post(f"{base}/", files={"file": ("a.bin", large)}).status_code == 200


async def check_many(base, http2):
    async with httpx.AsyncClient(verify=False, http1=not http2, http2=http2) as client:
        answers = await asyncio.gather(*(client.post(f"{base}/{n}", content=f"body {n}") for n in range(100)))
    assert all(answer.text == f"POST /{n}\nbody {n}" for n, answer in enumerate(answers))


with httpx.Client(verify=False) as client:
    check_bodies(client, PLAIN, "HTTP/1.1")
    check_bodies(client, SECURE, "HTTP/1.1")
with httpx.Client(verify=False, http2=True) as client:
    check_bodies(client, SECURE, "HTTP/2")
with httpx.Client(http1=False, http2=True) as client:
    check_bodies(client, PLAIN, "HTTP/2")
for base, http2 in ((PLAIN, False), (PLAIN, True), (SECURE, True)):
    asyncio.run(check_many(base, http2))
