#!/usr/bin/env python3
"""
Another server, for calls that leave the process: http_peer.py FOLDER. Speaks HTTP and HTTPS on ports of its own on
127.0.0.1; its first line says `HTTP-PORT HTTPS-PORT`, and FOLDER/ca.pem is the certificate to trust. It ends when its input does.
"""
import collections
import http.server
import os
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

SEEN = collections.Counter()
LOCK = threading.Lock()


class Peer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def say(self, status, body=b"", *headers):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do(self):
        url = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with LOCK:
            SEEN[self.path] += 1
            self.times = SEEN[self.path]
        act = getattr(self, "act_" + url.path.strip("/"), None)
        act() if act else self.say(404)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do

    def act_echo(self):
        head = "".join(f"{name.lower()}: {value}\n" for name, value in self.headers.items())
        self.say(200, f"{self.command} {self.path}\n{head}\n".encode() + self.body, ("X-Peer", "  yes "), ("Content-Type", "text/plain"))

    def act_status(self):
        self.say(int(self.query["of"]))

    def act_slow(self):
        time.sleep(float(self.query["s"]))
        self.say(200, b"at last")

    def act_trickle(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        while True:
            self.wfile.write(b".")
            time.sleep(0.05)

    def act_big(self):
        self.say(200, b"x" * int(self.query["n"]))

    def act_endless(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        while True:
            self.wfile.write(b"x" * 65536)

    def act_heads(self):
        self.say(200, b"", *[(f"X-{i}", "y" * 1000) for i in range(90)])

    def act_flaky(self):
        bad = self.times <= int(self.query["fails"])
        self.say(int(self.query.get("status", 503)) if bad else 200, str(self.times).encode())

    def act_drop(self):
        if self.times <= int(self.query.get("fails", 1000)):
            self.close_connection = True
            self.connection.shutdown(2)
        else:
            self.say(200, str(self.times).encode())

    def act_redirect(self):
        self.say(int(self.query.get("status", 302)), b"moved", ("Location", self.query["to"]))

    def act_circle(self):
        self.say(302, b"", ("Location", "/circle"))

    def act_count(self):
        with LOCK:
            self.say(200, str(SEEN[self.query["path"]]).encode())


def certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-keyout", f"{folder}/key.pem", "-out", f"{folder}/ca.pem"], check=True, capture_output=True)


def serve(folder=None):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Peer)
    server.handle_error = lambda *_: None
    server.daemon_threads = True
    if folder:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{folder}/ca.pem", f"{folder}/key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def main(folder):
    certificate(folder)
    print(serve(), serve(folder), flush=True)
    sys.stdin.read()
    os._exit(0)


main(sys.argv[1])
