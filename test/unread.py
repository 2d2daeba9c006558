#!/usr/bin/env python3
"""
Clients that do not read their answers: what the server holds for them is bounded, for one connection and for all, and
a client that reads in the end gets everything.
"""
import contextlib
import json
import socket
import subprocess
import sys
import time

from kit import graphql
from kit.checks import case, eventually, expect, expect_equal, main
from kit.frames import RST_STREAM, Frames, frame
from kit.load import NOTES
from kit.people import CHEAP, People
from kit.server import SANITIZED, Server

DESCRIPTION = "/api/v1/openapi.json"
MOST = 64 << 20                      # octets that the server may hold for all clients of a case together
STREAMS = range(1, 256, 2)           # as many as a connection may have


def certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-keyout", folder / "a.key", "-out", folder / "a.crt", "-subj", "/CN=a"], check=True, capture_output=True)
    return f"{folder}/a.crt:{folder}/a.key"


def a_server(secure=False, program="kith", **settings):
    server = Server(program, **settings)
    server.folder.mkdir(exist_ok=True)
    if secure:
        server.settings |= {"tls": certificate(server.folder), "tls_listen": "127.0.0.1:0"}
    return server


def secure_port(server):
    """The server's port, from its first line."""
    return int(server.log_text().split("https://127.0.0.1:")[1].split()[0])


def grown(server, before):
    return server.resident() - before


def bounded(server, before, most=MOST):
    """Watches long enough to see that memory does not grow past the bound."""
    end = time.monotonic() + 1
    while time.monotonic() < end:
        if not SANITIZED:
            expect(grown(server, before) < most, f"the server grew by {grown(server, before) >> 20} MiB")
        time.sleep(0.05)
    server.wait("/api/v1/health/ready", within=10)


def with_notes(server, n=100, octets=490):
    """A list of notes of about 100 KiB."""
    with server.client() as client:
        for _ in range(n):
            expect_equal(client.post(NOTES, {"text": "é" * octets}).status, 201)
        return len(client.get(f"{NOTES}?limit={n}").body)


def description_without_window(secure):
    with a_server(secure) as server, contextlib.ExitStack() as stack:
        port = secure_port(server) if secure else server.port
        with server.client() as client:
            whole = len(client.get(DESCRIPTION).body)
        before = server.resident()
        lazy = [stack.enter_context(Frames(port, window=0, secure=secure)) for _ in range(20)]
        for client in lazy:
            client.send(b"".join(client.request(stream, DESCRIPTION) for stream in STREAMS))
        for client in lazy:
            client.heads(len(STREAMS))
        bounded(server, before)
        lazy[0].open_windows()
        expect_equal(set(lazy[0].bodies(STREAMS).values()), {whole}, "what a client gets that reads in the end")


@case
def the_description_is_lent_to_clients_of_http2_that_take_nothing():
    description_without_window(secure=False)


@case
def the_description_is_lent_to_clients_of_http2_over_tls_that_take_nothing():
    description_without_window(secure=True)


@case
def the_description_is_lent_to_clients_of_http1_that_read_nothing():
    with a_server() as server, contextlib.ExitStack() as stack:
        with server.client() as client:
            whole = len(client.get(DESCRIPTION).body)
        before = server.resident()
        lazy = []
        for _ in range(600):
            s = stack.enter_context(socket.socket())
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            s.settimeout(30)
            s.connect(("127.0.0.1", server.port))
            s.sendall(f"GET {DESCRIPTION} HTTP/1.1\r\nHost: a\r\n\r\n".encode() * 16)
            lazy.append(s)
        for s in lazy:
            expect(s.recv(1), "no answer begins")
        bounded(server, before)
        got = 0
        while got < 16 * whole:
            piece = lazy[0].recv(1 << 18)
            expect(piece, f"the connection ended after {got} octets")
            got += len(piece)


@case
def answers_made_for_one_client_wait_when_it_leaves_them_lying():
    with a_server(program="kith-example") as server, contextlib.ExitStack() as stack:
        whole = with_notes(server)
        path = f"{NOTES}?limit=100"
        before = server.resident()
        lazy = [stack.enter_context(Frames(server.port, window=0)) for _ in range(20)]
        for client in lazy:
            client.send(b"".join(client.request(stream, path) for stream in STREAMS))
        for client in lazy:
            client.heads(1)
        bounded(server, before)
        for client in lazy[:2]:
            client.open_windows()
            expect_equal(set(client.bodies(STREAMS).values()), {whole}, "what a client gets that reads in the end")


@case
def the_bound_of_the_process_counts_all_connections():
    """Each of these connections alone is within its own bound."""
    with a_server(program="kith-example", output_budget="4m") as server, contextlib.ExitStack() as stack:
        whole = with_notes(server)
        path = f"{NOTES}?limit=100"
        before = server.resident()
        lazy = [stack.enter_context(Frames(server.port, window=0)) for _ in range(100)]
        for client in lazy:
            client.send(b"".join(client.request(stream, path) for stream in STREAMS[:5]))
        for client in lazy:
            client.heads(1)
        bounded(server, before, MOST)
        with Frames(server.port) as other:
            other.open_windows()
            other.send(other.request(1, path))
            expect_equal(other.bodies([1]), {1: whole}, "what a client gets that reads")
        for client in lazy:
            client.open_windows()
        for client in lazy:
            expect_equal(set(client.bodies(STREAMS[:5]).values()), {whole}, "what a client gets that reads in the end")


def unread_mutation(server, token, document):
    """The status of a mutation's answer, of which no more is read; and the connection."""
    body = json.dumps({"query": document}).encode()
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.settimeout(30)
    s.connect(("127.0.0.1", server.port))
    s.sendall(f"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\n"
              f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
    return int(s.recv(12).split()[1]), s


@case
def long_answers_to_mutations_count_and_what_comes_then_is_not_done():
    with a_server(output_budget="4m", **CHEAP) as server, contextlib.ExitStack() as stack:
        token = People(server).join("ada")["token"]
        text = "\N{GRINNING FACE}" * 4900
        for _ in range(5):
            graphql.said(server, "mutation($c: String) { createPost(input: { content: $c }) { post { id } } }", token, {"c": text})
        pages = " ".join(f"a{n}: posts {{ nodes {{ content }} }}" for n in range(40))
        before, statuses = server.resident(), []
        for n in range(30):
            status, lazy = unread_mutation(server, token, f'mutation {{ updateProfile(input: {{ bio: "{n}" }}) {{ user {{ {pages} }} }} }}')
            stack.enter_context(lazy)
            statuses.append(status)
        bounded(server, before, 2 * MOST)
        expect_equal(set(statuses), {200, 503}, "the statuses")
        told = graphql.said(server, "{ me { bio } }", token)["data"]["me"]
        expect_equal(told, {"bio": str(max(n for n, status in enumerate(statuses) if status == 200))}, "what was done last")
        stack.close()
        eventually(lambda: graphql.post(server, 'mutation { updateProfile(input: { bio: "again" }) { user { id } } }', token).status == 200,
                   20, "a mutation once the others are gone")


@case
def heads_of_streams_that_wait_are_bounded_and_the_client_may_ask_again():
    with a_server(program="kith-example") as server, contextlib.ExitStack() as stack:
        with_notes(server)
        before = server.resident()
        lazy = [stack.enter_context(Frames(server.port, window=0)) for _ in range(40)]
        fields = {f"x_{i}": "y" * 1000 for i in range(15)}
        for client in lazy:
            client.send(b"".join(client.request(stream, f"{NOTES}?limit=100", **fields) for stream in STREAMS))
        for client in lazy:
            kind, code = 0, b""
            while kind != RST_STREAM:
                kind, _, _, code = client.hear()
            expect_equal(int.from_bytes(code, "big"), 7, "the code of a stream that was refused")        # REFUSED_STREAM: not processed
        bounded(server, before)


@case
def downloads_that_are_not_read_hold_up_no_other_request():
    server = a_server()
    (server.folder / "big.bin").write_bytes(bytes(1 << 20))
    server.settings["web_root"] = server.folder
    with server, Frames(server.port, window=1000) as client:
        for stream in STREAMS[:40]:
            client.get(stream, "/big.bin")
        client.heads(40)
        client.get(999, "/api/v1/health/live")
        client.heads(1)
        expect_equal(client.bodies([999]).popitem()[0], 999)


@case
def a_stream_that_its_client_resets_without_an_error_lets_go_of_its_handler():
    """A file is lent piece by piece: its handler waits for the client."""
    server = a_server(max_fibers="60", loops="1")
    (server.folder / "big.bin").write_bytes(bytes(1 << 20))
    server.settings["web_root"] = server.folder
    with server, Frames(server.port, window=0) as client:
        for stream in STREAMS[:90]:
            client.get(stream, "/big.bin")
            client.heads(1)
            client.send(frame(RST_STREAM, 0, stream, bytes(4)))
        server.wait("/api/v1/health/ready", within=10)


if __name__ == "__main__":
    main(sys.argv[1:])
