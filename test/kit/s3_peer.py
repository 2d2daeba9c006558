#!/usr/bin/env python3
"""
A bucket that fails as it is told to: s3_peer.py. Speaks as much of S3 as Kith does, without looking at signatures, on a port of
its own on 127.0.0.1, which its first line says. It ends when its input does.

GET /control?how=HOW&times=N&method=M makes the next N requests of method M fail:

  a number   that status, with an error in XML
  drop       the connection ends without an answer
  cut        half of the answer's body comes, then the connection ends
  stall      the same, but the connection stays and nothing more comes
  trickle    the answer comes slowly, but never stops for long
  garbage    200 with a body that is no XML
  late       200 with an error in the body, as S3 joins parts
  done       it is done, but the connection ends without an answer
  slow       it takes a fifth of a second
  endless    200 with octets that do not end
  all        a list has every key there is, whatever was asked for
  flood      a list has five thousand keys
  hollow     a list has none, and says that there is more

GET /control?count=M says how many requests of method M there were since the last such question, ?octets how many octets of files were
answered; ?uploads how many uploads were begun and are neither finished nor aborted. ?locked=KEY: that one is not removed,
neither by itself nor with others. ?kill=PID&at=N kills that process at the N-th step, and ?away=SECONDS&at=N drops all connections
for that long from then on; each request that changes something has two steps: before it is done and after, before it is answered.
?steps says how many there were.
"""
import base64
import email.utils
import hashlib
import http.server
import os
import re
import signal
import sys
import threading
import time
import urllib.parse
import xml.sax.saxutils

LOCK = threading.Lock()
FILES, UPLOADS, ORDERS, COUNTS, LOCKED, FATE = {}, {}, [], {}, set(), {"steps": 0}
ENDLESS = 64 << 20


def locked(key):
    return any(one and key.endswith(one) for one in LOCKED)


def error(code):
    return f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>as told</Message></Error>".encode()


class Bucket(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def say(self, status, body=b"", headers=()):
        how, self.how = self.how, None
        if how == "done" or not self.path.startswith("/control") and self.step():
            return self.end()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if not any(name == "Content-Length" for name, _ in headers):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if how in ("cut", "stall"):
            self.wfile.write(body[:len(body) // 2])
            self.wfile.flush()
            time.sleep(60 if how == "stall" else 0)
            return self.end()
        if how == "trickle":
            for at in range(0, len(body), len(body) // 8 + 1):
                self.wfile.write(body[at:at + len(body) // 8 + 1])
                time.sleep(0.4)
            return
        self.wfile.write(body)

    def end(self):
        self.close_connection = True
        try:
            self.connection.shutdown(2)
        except OSError:
            pass

    def endless(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for _ in range(ENDLESS >> 10):
                self.wfile.write(b"400\r\n" + bytes(1024) + b"\r\n")
        except OSError:
            pass
        self.end()

    def step(self):
        """Is the connection to be dropped?"""
        with LOCK:
            changes = self.command not in ("GET", "HEAD")
            FATE["steps"] += changes
            if changes and FATE["steps"] == FATE.get("at"):
                FATE["until"] = time.monotonic() + FATE.get("away", 0)
                if "kill" in FATE:
                    os.kill(int(FATE["kill"]), signal.SIGKILL)
        return time.monotonic() < FATE.get("until", 0)

    def order(self):
        with LOCK:
            COUNTS[self.command] = COUNTS.get(self.command, 0) + 1
            for one in ORDERS:
                if one["method"] == self.command and one["times"] > 0:
                    one["times"] -= 1
                    return one["how"]
        return None

    def control(self, query):
        with LOCK:
            if "count" in query:
                return self.say(200, str(COUNTS.pop(query["count"], 0)).encode())
            if "steps" in query:
                return self.say(200, str(FATE["steps"]).encode())
            if "at" in query:
                FATE.clear()
                FATE.update({name: float(value) for name, value in query.items()}, steps=0)
                return self.say(200)
            if "octets" in query:
                return self.say(200, str(COUNTS.pop("octets", 0)).encode())
            if "locked" in query:
                LOCKED.clear()
                LOCKED.add(query["locked"])
                return self.say(200)
            if "uploads" in query:
                return self.say(200, str(len(UPLOADS)).encode())
            ORDERS[:] = [{"how": query["how"], "times": int(query["times"]), "method": query["method"]}]
        self.say(200)

    def do(self):
        self.how = None
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        if url.path == "/control":
            return self.control(query)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.how = self.order()
        if self.step() or self.how == "drop":
            return self.end()
        if self.how and self.how.isdigit():
            return self.say(int(self.how), error("AsTold"))
        if self.how == "garbage":
            return self.say(200, b"<html><p>It works!</html>")
        if self.how == "endless":
            return self.endless()
        if self.how == "slow":
            time.sleep(0.2)
        if self.how == "late":
            return self.say(200, error("InternalError"))
        getattr(self, "act_" + self.command)(url.path, query, body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do

    def act_GET(self, path, query, _):
        if "uploads" in query:
            return self.say(200, ("<ListMultipartUploadsResult>" + "".join(
                f"<Upload><Key>{key.split('/', 2)[2]}</Key><UploadId>{number}</UploadId></Upload>"
                for number, (key, _) in UPLOADS.items()) + "</ListMultipartUploadsResult>").encode())
        if "list-type" in query:
            return self.list(query)
        file = FILES.get(path)
        if file is None:
            return self.say(404, error("NoSuchKey"))
        tag = '"' + hashlib.md5(file).hexdigest() + '"'
        if self.headers.get("If-Match", tag) != tag:
            return self.say(412, error("PreconditionFailed"))
        told = [("ETag", tag), ("Last-Modified", email.utils.formatdate(usegmt=True))]
        asked = self.headers.get("Range")
        if self.command == "HEAD" or not asked:
            COUNTS["octets"] = COUNTS.get("octets", 0) + (self.command == "GET") * len(file)
            return self.say(200, file, told + [("Content-Length", str(len(file)))])
        first, last = (int(part) for part in asked.removeprefix("bytes=").split("-"))
        if first >= len(file):
            return self.say(416, error("InvalidRange"))
        part = file[first:last + 1]
        COUNTS["octets"] = COUNTS.get("octets", 0) + len(part)
        self.say(206, part, told + [("Content-Range", f"bytes {first}-{first + len(part) - 1}/{len(file)}")])

    act_HEAD = act_GET

    def list(self, query):
        if self.how == "hollow":
            return self.say(200, b"<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken>"
                                 b"</ListBucketResult>")
        if self.how in ("all", "flood"):
            keys = [query["prefix"] + str(n) for n in range(5000)] if self.how == "flood" else [key.split("/", 2)[2] for key in FILES]
            told = "".join(f"<Contents><Key>{key}</Key><Size>1</Size></Contents>" for key in sorted(keys))
            return self.say(200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{told}</ListBucketResult>".encode())
        after = query.get("continuation-token") or query.get("start-after", "")
        keys = sorted(key.split("/", 2)[2] for key in FILES)
        keys = [key for key in keys if key.startswith(query.get("prefix", "")) and key > after]
        most = min(int(query["max-keys"]), 3)
        more = len(keys) > most
        told = "".join(f"<Contents><Key>{xml.sax.saxutils.escape(key)}</Key><Size>{len(FILES['/bucket/' + key])}</Size>"
                       f"<LastModified>2026-11-21T09:30:00.000Z</LastModified></Contents>" for key in keys[:most])
        further = f"<NextContinuationToken>{keys[most - 1]}</NextContinuationToken>" if more else ""
        self.say(200, f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>{further}{told}</ListBucketResult>".encode())

    def act_PUT(self, path, query, body):
        if "X-Amz-Signature" not in query and hashlib.sha256(body).hexdigest() != self.headers.get("X-Amz-Content-Sha256"):
            return self.say(400, error("XAmzContentSHA256Mismatch"))
        with LOCK:
            if "uploadId" in query:
                UPLOADS[query["uploadId"]][1][int(query["partNumber"])] = body
            else:
                FILES[path] = body
        self.say(200, b"", [("ETag", '"' + hashlib.md5(body).hexdigest() + '"')])

    def act_POST(self, path, query, body):
        if "delete" in query:
            return self.delete(path, body)
        if "uploads" in query:
            number = os.urandom(8).hex()
            with LOCK:
                UPLOADS[number] = (path, {})
            return self.say(200, f"<InitiateMultipartUploadResult><UploadId>{number}</UploadId></InitiateMultipartUploadResult>".encode())
        with LOCK:
            upload = UPLOADS.pop(query["uploadId"], None)
        if not upload:
            return self.say(404, error("NoSuchUpload"))
        FILES[path] = b"".join(part for _, part in sorted(upload[1].items()))
        self.say(200, b"<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>")

    def delete(self, path, body):
        if base64.b64encode(hashlib.md5(body).digest()).decode() != self.headers.get("Content-MD5"):
            return self.say(400, error("BadDigest"))
        stay = ""
        for key in (xml.sax.saxutils.unescape(found) for found in re.findall(r"<Object><Key>([^<]*)</Key></Object>", body.decode())):
            if locked(key):
                stay += f"<Error><Key>{xml.sax.saxutils.escape(key)}</Key><Code>AccessDenied</Code></Error>"
            else:
                FILES.pop(f"{path}/{key}", None)
        self.say(200, f"<DeleteResult>{stay}</DeleteResult>".encode())

    def act_DELETE(self, path, query, _):
        if locked(path) and "uploadId" not in query:
            return self.say(403, error("AccessDenied"))
        with LOCK:
            if "uploadId" in query:
                UPLOADS.pop(query["uploadId"], None)
            else:
                FILES.pop(path, None)
        self.say(204)


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    server.handle_error = lambda *_: None
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
    os._exit(0)


main()
