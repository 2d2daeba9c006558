"""A real, strict S3: OpenStack's Swift with its s3api, from Debian's packages, in one process and a temporary folder.

As a program: bucket.py FOLDER PORT MEMCACHED-PORT; it serves until its input ends.
"""
import contextlib
import http.client
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from kit.postgres import free_port

KEY, SECRET = "kith:tester", "guess-what"
BUCKET = "kith-test"

SWIFT = """
[swift-hash]
swift_hash_path_suffix = kith
swift_hash_path_prefix = kith
[storage-policy:0]
name = gold
default = yes
"""

STORAGE = """
[DEFAULT]
devices = {folder}/devices
mount_check = false
swift_dir = {folder}
log_level = WARNING
fallocate_reserve = 0
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""

PROXY = """
[DEFAULT]
swift_dir = {folder}
log_level = WARNING
[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats s3api tempauth slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:{memcached}
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
s3_acl = false
check_bucket_owner = false
[filter:tempauth]
use = egg:swift#tempauth
user_kith_tester = {secret} .admin
[filter:slo]
use = egg:swift#slo
"""


def configure(folder, memcached):
    (folder / "devices/one").mkdir(parents=True)
    (folder / "swift.conf").write_text(SWIFT)
    for kind in ("account", "container", "object"):
        (folder / f"{kind}.conf").write_text(STORAGE.format(folder=folder, kind=kind))
    (folder / "proxy.conf").write_text(PROXY.format(folder=folder, memcached=memcached, secret=SECRET))


def rings_make(folder, ports):
    from array import array
    from swift.common.ring import RingData
    for kind, port in ports.items():
        device = {"id": 0, "zone": 1, "region": 1, "device": "one", "weight": 1, "meta": "", "ip": "127.0.0.1", "port": port,
                  "replication_ip": "127.0.0.1", "replication_port": port}
        RingData([array("H", [0] * 4)], [device], 30).save(str(folder / f"{kind}.ring.gz"))


def serve(folder, port):
    """The modules of Swift read their configuration when they are imported."""
    import eventlet
    eventlet.monkey_patch()
    import eventlet.wsgi
    from swift.common import utils
    utils.set_swift_dir(str(folder))
    from swift.common import storage_policy, wsgi
    storage_policy.reload_storage_policies()
    sockets = {kind: eventlet.listen(("127.0.0.1", 0), backlog=512) for kind in ("account", "container", "object")}
    rings_make(folder, {kind: listener.getsockname()[1] for kind, listener in sockets.items()})
    sockets["proxy"] = eventlet.listen(("127.0.0.1", port), backlog=512)
    for kind, listener in sockets.items():
        app = wsgi.loadapp(str(folder / f"{kind}.conf"), global_conf={"log_custom_handlers": None})
        eventlet.spawn(eventlet.wsgi.server, listener, app, utils.NullLogger(), custom_pool=eventlet.GreenPool(256),
                       protocol=wsgi.SwiftHttpProtocol, capitalize_response_headers=False)
    print("ready", flush=True)
    eventlet.tpool.execute(sys.stdin.read)


class Swift:
    """Runs until close(). It has one bucket."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="kith-swift-"))
        self.port, self.memcached_port = free_port(), free_port()
        self.memcached = self.server = None
        try:
            configure(self.folder, self.memcached_port)
            self.memcached = subprocess.Popen(["memcached", "-l", "127.0.0.1", "-p", str(self.memcached_port), "-U", "0", "-u", "nobody"],
                                              stdin=subprocess.DEVNULL)
            self.start()
        except BaseException:
            self.close()
            raise

    def start(self):
        self.log = open(self.folder / "log", "a+")
        self.server = subprocess.Popen(["/usr/bin/python3", __file__, str(self.folder), str(self.port)], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, stderr=self.log, text=True)
        if self.server.stdout.readline() != "ready\n":
            raise RuntimeError(f"Swift did not start: {self.log_text()}")
        self.bucket_make()

    def ask(self, method, path, headers):
        """In Swift's own words."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"Swift: {method} {path}: {answer.status} {self.log_text()}")
        return answer.headers

    def bucket_make(self):
        token = self.ask("GET", "/auth/v1.0", {"X-Storage-User": KEY, "X-Storage-Pass": SECRET})["X-Auth-Token"]
        self.ask("PUT", f"/v1/AUTH_{KEY.split(':')[0]}/{BUCKET}", {"X-Auth-Token": token, "Content-Length": "0"})

    def stop(self):
        self.server.kill()
        self.server.wait()

    def log_text(self):
        return (self.folder / "log").read_text(errors="replace")[-16000:]

    def address(self, prefix=""):
        return f"s3://127.0.0.1:{self.port}/{BUCKET}{prefix}?region=us-east-1&style=path&tls=off"

    def environment(self):
        return {"KITH_TEST_BLOB": self.address(), "KITH_TEST_BLOB_KEY": KEY, "KITH_TEST_BLOB_SECRET": SECRET}

    def close(self):
        for process in (self.server, self.memcached):
            if process:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def counting():
    """(settings, a question to it): s3_peer.py, which counts, and fails as told."""
    program = pathlib.Path(__file__).parent / "s3_peer.py"
    with subprocess.Popen([sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as peer:
        port = int(peer.stdout.readline())

        def ask(question):
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("GET", f"/control?{question}")
            return int(connection.getresponse().read() or 0)

        yield {"blob": f"s3://127.0.0.1:{port}/bucket?tls=off", "blob_key": "a", "blob_secret": "b"}, ask
        peer.stdin.close()


if __name__ == "__main__":
    serve(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
