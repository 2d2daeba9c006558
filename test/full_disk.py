#!/usr/bin/env python3
"""A disk that is full, or fails: writes are refused, reads continue, nothing acknowledged is lost, and all resumes by itself."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from kit.checks import case, eventually, expect, expect_equal, main
from kit.load import NOTES, Load, listed, nothing_lost, stats_follow
from kit.server import BUILD, Server


class Disk:
    """A folder on a disk that fails on demand (kit/faultfs.c)."""

    library = BUILD / "test/libfaultfs.so"

    def __init__(self):
        expect(self.library.exists(), f"{self.library} is not built; no disk can fail without it")
        self.folder = tempfile.mkdtemp(prefix="kith-disk-")
        self.order = pathlib.Path(self.folder, "order")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def server(self, **settings):
        env = {"LD_PRELOAD": str(self.library), "FAULTFS": str(self.order),
               "FAULTFS_BELOW": f"{self.folder}/data"}
        return Server(folder=self.folder, env=env, **settings)

    def fail(self, error, kind):
        written = self.order.with_suffix(".new")
        written.write_text(f"{error} {kind}")
        written.rename(self.order)

    def mend(self):
        self.order.unlink()


def write(server, text="probe"):
    with server.client() as client:
        return client.post(NOTES, {"text": text})


def note_before(server):
    return write(server, "written before").json()["id"]


def reads_go_on(server, note):
    with server.client() as client:
        for target in (f"{NOTES}/{note}", f"{NOTES}?limit=5", "/api/v1/health/live"):
            answer = client.get(target)
            expect_equal(answer.status, 200, f"{target} meanwhile")


def fails_and_resumes(server, statuses, fail, mend):
    """Under load: refusals during the failure have one of the statuses, and afterwards everything works as before."""
    note = note_before(server)
    with Load(server, writers=12) as load:
        load.wait_for(50)
        fail()
        eventually(lambda: len(load.refusals) > 20, 20, "refusal of writes")
        reads_go_on(server, note)
        mend()
        load.wait_for(50)
    found = {answer.status for answer in load.refusals}
    expect(found <= statuses, f"refusals are {found}, not {statuses}:", load.refusals[0])
    load.unsure.add("written before")
    stats_follow(server, nothing_lost(server, load), within=10)
    server.kill()
    server.start()
    stats_follow(server, nothing_lost(server, load), within=10)


@case
def on_a_full_disk_writes_are_507_and_reads_go_on():
    with Disk() as disk, disk.server() as server:
        fails_and_resumes(server, {507}, lambda: disk.fail("ENOSPC", "write"), disk.mend)


@case
def a_disk_that_does_not_sync_acknowledges_nothing():
    with Disk() as disk, disk.server() as server:
        fails_and_resumes(server, {503}, lambda: disk.fail("EIO", "sync"), disk.mend)


@case
def a_disk_that_does_not_write_acknowledges_nothing():
    with Disk() as disk, disk.server() as server:
        fails_and_resumes(server, {503}, lambda: disk.fail("EIO", "write"), disk.mend)


@case
def a_full_disk_is_told_by_the_health_check_and_does_not_stop_the_server():
    with Disk() as disk, disk.server() as server:
        note = note_before(server)
        disk.fail("ENOSPC", "write")
        answer = eventually(lambda: (a := write(server)).status == 507 and a, 10, "a refusal")
        expect_equal(answer.json()["code"], "storage_full", "the code")
        server.wait("/api/v1/health/live")
        server.wait("/api/v1/health/ready", 503, within=5)
        reads_go_on(server, note)
        disk.mend()
        eventually(lambda: write(server).status == 201, 10, "a write")
        server.wait("/api/v1/health/ready", 200, within=5)


@case
def a_start_on_a_full_disk_says_so_and_harms_nothing():
    with Disk() as disk, disk.server() as server:
        note = note_before(server)
        server.stop()
        disk.fail("ENOSPC", "write")
        code, said = server.run_to_the_end()
        expect_equal(code, 1, "the exit status")
        expect("full" in said.lower() or "no space" in said.lower(), f"the start does not say what is wrong: {said}")
        disk.mend()
        server.start()
        reads_go_on(server, note)
        expect_equal(write(server).status, 201, "a write")


def private_mounts():
    """How this user may mount a private file system, or None."""
    for wrapper in (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"]):
        if subprocess.run([*wrapper, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode == 0:
            return wrapper
    return None


def on_a_small_file_system():
    """A real file system of a few megabytes, filled by a file and emptied again."""
    with tempfile.TemporaryDirectory(prefix="kith-small-") as folder:
        wrapper = [*private_mounts(), "sh", "-c", 'mount -t tmpfs -o size=6m none "$0" && exec "$@"', f"{folder}/data"]
        os.mkdir(f"{folder}/data")
        with Server(folder=folder, wrapper=wrapper) as server:
            inside = pathlib.Path(f"/proc/{server.process.pid}/root{folder}/data")
            filler = inside / "filler"
            fails_and_resumes_small(server, filler)


def fill(filler):
    with open(filler, "wb", buffering=0) as f:
        try:
            while True:
                f.write(b"x" * 4096)
        except OSError:
            pass


def fails_and_resumes_small(server, filler):
    note = note_before(server)
    with Load(server, writers=12, delete_every=0) as load:
        load.wait_for(50)
        end = time.monotonic() + 30
        while len(load.refusals) < 20:
            expect(time.monotonic() < end, "the file system never became full")
            fill(filler)
            time.sleep(0.1)
        reads_go_on(server, note)
        filler.unlink()
        load.wait_for(20)
    found = {answer.status for answer in load.refusals}
    expect(found <= {507}, f"refusals are {found}, not 507:", load.refusals[0])
    load.unsure.add("written before")
    expect(len(listed(server)) > len(load.acknowledged), "a listing is short")
    nothing_lost(server, load)


if private_mounts():
    case(on_a_small_file_system)

if __name__ == "__main__":
    main(sys.argv[1:])
