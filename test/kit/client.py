"""A small HTTP/1.1 client that hides nothing: what a test sends goes over the wire as it is, and so do answers."""
import json
import os
import socket
import uuid

KEYS = os.environ.get("KITH_TEST_KEYS")             # a file: each POST gets its own Idempotency-Key; the done ones are noted there


class Answer:
    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body

    def get(self, name, standard=None):
        """The first field of that name, ignoring case."""
        return next((value for field, value in self.fields if field == name.lower()), standard)

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        fields = "".join(f"\n  {name}: {value}" for name, value in self.fields)
        return f"{self.status}{fields}\n  {self.body[:2000].decode(errors='replace')}"


class Gone(Exception):
    """The server closed the connection, or broke it, before the whole answer was there."""


class Client:
    """One connection, made when first used and made again after the server has closed it."""

    heads_of_streams = False           # of a stream of events, which has no end, only the head is read

    def __init__(self, port, timeout=30):
        self.port, self.timeout = port, timeout
        self.socket, self.rest = None, b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket, self.rest = None, b""

    def send(self, raw):
        try:
            if not self.socket:
                self.socket = socket.create_connection(("127.0.0.1", self.port), self.timeout)
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.socket.sendall(raw)
        except (ConnectionError, BrokenPipeError) as problem:
            raise Gone(str(problem)) from problem

    def more(self):
        try:
            piece = self.socket.recv(65536)
        except ConnectionError as problem:
            self.close()
            raise Gone(str(problem)) from problem
        self.rest += piece
        return bool(piece)

    def closed(self):
        """Whether the server has closed its side and sent nothing more before that."""
        if self.socket:
            try:
                if self.rest or self.more():
                    return False
            except Gone:
                pass
            self.close()
        return True

    def until(self, mark):
        while mark not in self.rest:
            if not self.more():
                self.close()
                raise Gone("closed in the middle of an answer")
        head, self.rest = self.rest.split(mark, 1)
        return head

    def exactly(self, n):
        while len(self.rest) < n:
            if not self.more():
                self.close()
                raise Gone("closed in the middle of a body")
        piece, self.rest = self.rest[:n], self.rest[n:]
        return piece

    def chunks(self):
        body = b""
        while size := int(self.until(b"\r\n").split(b";")[0], 16):
            body += self.exactly(size)
            self.exactly(2)
        while self.until(b"\r\n"):
            pass
        return body

    def to_the_end(self):
        while self.more():
            pass
        body, self.rest = self.rest, b""
        return body

    def answer(self, method="GET"):
        """The next answer on the connection, including interim ones."""
        head = self.until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        status = int(head[0].split()[1])
        fields = [(name.lower(), value.strip()) for name, value in (line.split(":", 1) for line in head[1:])]
        answer = Answer(status, fields, b"")
        if method == "HEAD" or status < 200 or status in (204, 304):
            pass
        elif answer.get("content-type") == "text/event-stream" and self.heads_of_streams:
            self.close()
        elif answer.get("transfer-encoding", "").lower() == "chunked":
            answer.body = self.chunks()
        elif answer.get("content-length") is not None:
            answer.body = self.exactly(int(answer.get("content-length")))
        else:
            answer.body = self.to_the_end()
        if answer.get("connection", "").lower() == "close":
            self.close()
        return answer

    def ask(self, method, target, fields=(), body=None):
        """Sends a request as given, adding Host and Content-Length if they are missing; returns its final answer."""
        if isinstance(body, (dict, list)):
            body, fields = json.dumps(body), [("Content-Type", "application/json"), *fields]
        if isinstance(body, str):
            body = body.encode()
        told = {name.lower() for name, _ in fields}
        lines = [f"{method} {target} HTTP/1.1"]
        keyed = KEYS and method == "POST" and "idempotency-key" not in told
        if keyed:
            lines.append(f"Idempotency-Key: {uuid.uuid4()}")
        if "host" not in told:
            lines.append(f"Host: 127.0.0.1:{self.port}")
        lines += [f"{name}: {value}" for name, value in fields]
        if (body or method in ("POST", "PUT", "PATCH")) and not told & {"content-length", "transfer-encoding"}:
            lines.append(f"Content-Length: {len(body or b'')}")
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b""))
        while (answer := self.answer(method)).status < 200:
            pass
        if keyed and answer.status < 300:
            with open(KEYS, "a") as notes:
                notes.write(target + "\n")
        return answer

    def get(self, target, *fields):
        return self.ask("GET", target, fields)

    def post(self, target, body, *fields):
        return self.ask("POST", target, fields, body)

    def delete(self, target, *fields):
        return self.ask("DELETE", target, fields)
