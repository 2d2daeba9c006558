#!/usr/bin/env python3
"""
The whole suite, one verdict: builds what each part needs, runs every test program, and adds up their counts.

A test program ends with `N passed, N failed`; without that line it counts as one more failure. The unit tests and the
fuzzers' corpora are those of the build; the other tests are in `jobs` below.

A job that failed runs once more, alone, after all others. If it passes then, it counts as passed, and the output names it.
"""
import concurrent.futures
import contextlib
import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from kit.postgres import Postgres

ROOT = pathlib.Path(__file__).resolve().parents[1]
PLAIN, ADDRESS, THREAD = "build", "build-address", "build-thread"
SANITIZE = {PLAIN: [], ADDRESS: ["--sanitize", "address"], THREAD: ["--sanitize", "thread"]}
LOGS = ROOT / "build" / "test-log"
LONGEST = 30 * 60
JOBS_PER_CORE, LOOK_SECONDS, IDLE_PART = 4, 0.5, 0.25   # when a core has how little to do for how long, another job begins
MEMORY_FILES_NEED = 4 << 30
AGAIN_MOST = 20
WATCHFUL = {
    "ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=0",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    "TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1",
}
STORED = ("ports", "work", "domain", "api", "example")          # rooms whose unit tests use a store
STORES = ("ports", "work")                                      # those that differ from store to store themselves
THREADED = ("crypto", "graphql", "runtime", "net", "ports", "work")        # rooms whose unit tests use threads


@dataclasses.dataclass
class Job:
    name: str
    build: str
    command: list
    env: dict = dataclasses.field(default_factory=dict)
    targets: list = dataclasses.field(default_factory=lambda: ["programs"])     # what it needs to have built
    passed: int = 0
    failed: int = 0
    seconds: float = 0
    again: bool = False

    @property
    def log(self):
        return LOGS / (re.sub(r"[^a-z0-9-]+", "-", self.name.lower()) + (".again" if self.again else "") + ".log")


def built_tests(folder):
    """(suite, room, name, command, the programs in it) of each test of the build."""
    told = subprocess.run(["meson", "introspect", "--tests", folder], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    base = ROOT / folder
    for test in json.loads(told):
        words = [word for word in test["cmd"] if not word.startswith("-")]
        programs = [str((base / word).relative_to(base)) for word in words if (base / word).is_relative_to(base)]
        parts = pathlib.PurePath(programs[0]).parts
        room = parts[1] if parts[0] == "src" else parts[0].replace("..", "tools")
        built = [program for program in programs if not program.startswith("..")]        # the others are files of the tree
        built += [target.split("@")[0] for target in test["depends"] if target.startswith("kith-media@")]        # it starts that itself
        yield test["suite"][0].split(":")[-1], room, test["name"], test["cmd"], built


def unit_jobs(folder, rooms=None, label="", suites=("unit", "postgres", "bucket"), **env):
    """The tests in C of some rooms, or of all; those of the suites `postgres` and `bucket` run on one."""
    for suite, room, name, command, programs in built_tests(folder):
        if suite in suites and (rooms is None or room in rooms):
            yield Job(f"{room}/{name}{label}", folder, command, {"WITH_POSTGRES_FSYNC": "off", **env}, programs)


def corpus_jobs():
    for suite, _, name, command, programs in built_tests(ADDRESS):
        if suite == "fuzz":
            yield Job(f"corpus/{name.removesuffix('_corpus')}, address sanitizer", ADDRESS, command, targets=programs)


def whole(name, *arguments, build=PLAIN, label="", **env):
    """A program of test/ that starts whole servers."""
    return Job(f"{name}{label}", build, [sys.executable, str(ROOT / f"test/{name}.py"), *arguments],
               {"KITH_TEST_BUILD": build, **env})


def jobs(sanitized):
    yield whole("layers")
    yield whole("uncalled")
    yield whole("event_kinds")
    yield whole("sqlc")
    yield whole("texts")
    yield whole("templates")
    yield whole("pages")
    yield whole("web_build")
    yield whole("web_pages")
    yield whole("web_posts")
    yield whole("web_thrift")
    yield whole("web_write")
    yield whole("web_media")
    yield whole("web_people")
    yield whole("web_door")
    yield whole("web_settings")
    yield whole("web_session")
    yield whole("web_hostile")
    yield whole("web_plain")
    yield whole("web_keys")
    yield whole("sentences")
    yield whole("capability")
    yield whole("security_doc")
    yield whole("unit_cases")
    yield whole("full_disk")
    yield whole("clock")
    yield whole("postgres_away")
    yield whole("crash", "6")
    yield whole("crowd")
    yield whole("devices")
    yield whole("drain")
    yield whole("cli")
    yield whole("people_cli")
    yield whole("seed")
    yield whole("talk_costs")
    yield whole("media")
    yield whole("stories")
    yield whole("uploads")
    yield whole("tus_client")
    yield whole("simulate")
    yield whole("secret_settings")
    yield whole("https")
    yield whole("websocket")
    yield whole("clients")
    yield whole("passkeys")
    yield whole("first_admin")
    yield whole("graphiql")
    yield whole("realtime")
    yield whole("realtime_client")
    yield whole("realtime_hostile")
    yield whole("web_units")
    yield whole("web_sizes")
    yield whole("web_offline")
    yield whole("web_shell")
    yield whole("web_chat")
    yield whole("presence")
    yield whole("tour")
    yield whole("letters")
    yield whole("graphql")
    yield whole("graphql_mutations")
    yield whole("graphql_talk")
    yield whole("graphql_endpoint")
    yield whole("graphql_surface")
    yield whole("graphql_subscriptions")
    yield whole("graphql_fields")
    yield whole("graphql_clients")
    yield whole("contract")
    yield whole("description")
    yield whole("concurrency")
    yield whole("graph")
    yield whole("timelines")
    yield whole("search")
    yield whole("hostile")
    yield whole("slow_clients")
    yield whole("unread")
    yield whole("wire/hostile_test")
    yield whole("wire/differential")
    yield whole("oauth")
    yield whole("watching")
    yield whole("posts")
    yield whole("messages")
    yield whole("history")
    yield whole("who_hears")
    yield whole("reactions")
    yield whole("privacy")
    yield whole("buckets")
    yield whole("kills", "step (sqlite", "helper")
    yield whole("kills", "step (postgres", label=", PostgreSQL")
    yield whole("kills", "request", label=", a bucket")
    yield whole("pictures")
    yield whole("media_serving")
    yield whole("grants")
    yield whole("tokens")
    yield whole("scenarios")
    yield whole("keys")
    yield from unit_jobs(PLAIN)
    if not sanitized:
        return
    for name in ("scenarios", "tokens", "contract", "concurrency", "hostile", "slow_clients", "unread", "crowd", "drain", "websocket",
                 "realtime", "realtime_hostile"):
        yield whole(name, build=ADDRESS, label=", address sanitizer")
    yield from unit_jobs(ADDRESS, label=", address sanitizer", suites=("unit",))
    yield from unit_jobs(ADDRESS, STORES, ", address sanitizer", ("postgres",))
    yield from unit_jobs(ADDRESS, STORED, ", chaos 1", KITH_TEST_CHAOS="1")
    yield from unit_jobs(ADDRESS, STORED, ", chaos 20260101", ("unit",), KITH_TEST_CHAOS="20260101")
    yield from corpus_jobs()
    yield whole("concurrency", build=THREAD, label=", thread sanitizer")
    yield from unit_jobs(THREAD, THREADED, ", thread sanitizer")


QUICK = re.compile(r"^(layers|event_kinds|sqlc|security_doc|unit_cases|cli|scenarios|watching|[a-z]+/[a-z0-9_]+)$")


def build(folder, targets):
    """Builds the targets, or everything; returns whether that worked."""
    began = time.monotonic()
    done = subprocess.run([ROOT / "script/build", *SANITIZE[folder], *targets], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {folder}/ is built  {time.monotonic() - began:.1f} s", flush=True)
    if done.returncode:
        print(done.stdout[-8000:], flush=True)
    return done.returncode == 0


def configured(folders):
    """Only set up, so that they can list their tests."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        return all(pool.map(lambda folder: build(folder, ["build.ninja"]), folders))


def without_randomized_addresses():
    """The thread sanitizer of gcc 12 cannot place its shadow on kernels that randomize addresses widely."""
    wrapper = ["setarch", "--addr-no-randomize"]
    return wrapper if subprocess.run([*wrapper, "true"], capture_output=True).returncode == 0 else []


def memory_folder():
    """Where temporary files are in memory, if there is enough of it: on a disk, tests wait for it most of the time."""
    shm = pathlib.Path("/dev/shm")
    available = int(re.search(r"MemAvailable: *(\d+)", pathlib.Path("/proc/meminfo").read_text())[1]) * 1024
    return shm if shm.is_dir() and min(shutil.disk_usage(shm).free, available) >= MEMORY_FILES_NEED else None


class Leave:
    """Leave to begin: for as many jobs as there are cores, and for one more each time that these were idle for a while.

    Many jobs wait for timers, disks and browsers most of the time; others need all of a core.
    """

    def __init__(self):
        self.cores = os.cpu_count()
        self.most, self.running, self.change = JOBS_PER_CORE * self.cores, 0, threading.Condition()
        self.seen = self.ticks()

    @staticmethod
    def ticks():
        """Of all cores since the start of the machine: all, and those without work."""
        ticks = [int(word) for word in pathlib.Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
        return sum(ticks), ticks[3] + ticks[4]

    def idle(self):
        """Were the cores idle since the last look? Each look lasts for some time."""
        now = self.ticks()
        total, idle = now[0] - self.seen[0], now[1] - self.seen[1]
        if total < LOOK_SECONDS * os.sysconf("SC_CLK_TCK") * self.cores:
            return False
        self.seen = now
        return idle >= total * IDLE_PART

    def __enter__(self):
        with self.change:
            while not (self.running < self.cores or self.running < self.most and self.idle()):
                self.change.wait(LOOK_SECONDS)
            self.running += 1
            self.seen = self.ticks()

    def __exit__(self, *_):
        with self.change:
            self.running -= 1
            self.change.notify()


class Servers:
    """A PostgreSQL for each thread that runs jobs, which its jobs use one after the other."""

    def __init__(self):
        self.all, self.mine, self.lock = [], threading.local(), threading.Lock()

    def url(self):
        if not hasattr(self.mine, "server"):
            self.mine.server = Postgres(durable=False)
            with self.lock:
                self.all.append(self.mine.server)
        return self.mine.server.url()

    def close(self):
        for server in self.all:
            server.close()


@contextlib.contextmanager
def surroundings():
    """The servers of the jobs; everything that they leave in the temporary folder goes with it."""
    with tempfile.TemporaryDirectory(prefix="kith-", dir=memory_folder(), ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        servers = Servers()
        try:
            yield servers
        finally:
            servers.close()


def run(job, **env):
    """Runs one job and fills in its counts."""
    env = {**os.environ, **WATCHFUL, **env, **job.env}
    command = [*(without_randomized_addresses() if job.build == THREAD else []), *job.command]
    began = time.monotonic()
    with open(job.log, "w") as log:
        try:
            code = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                  cwd=ROOT / job.build, timeout=LONGEST).returncode
        except subprocess.TimeoutExpired:
            code = -1
            print(f"\nended after {LONGEST} s", file=log)
    job.seconds = time.monotonic() - began
    counts = re.findall(r"^(\d+) passed, (\d+) failed$", job.log.read_text(errors="replace"), re.M)
    job.passed, job.failed = map(int, counts[-1]) if counts else (0, 0)
    if code and not job.failed or not counts:
        job.failed += 1
    return job


def run_beside_others(job, leave, servers):
    with leave:
        return run(job, KITH_TEST_POSTGRES=servers.url())


def run_all(chosen, servers):
    """Runs the jobs, several at once, and returns those that failed."""
    leave = Leave()
    with concurrent.futures.ThreadPoolExecutor(leave.most) as pool:
        futures = [pool.submit(run_beside_others, job, leave, servers) for job in chosen]
        for done, future in enumerate(concurrent.futures.as_completed(futures), 1):
            tell(future.result(), f"[{done}/{len(chosen)}] ")
    return [job for job in chosen if job.failed]


def run_again(failed):
    """Each alone, on a PostgreSQL of its own. Where many have failed, no load explains it."""
    if len(failed) > AGAIN_MOST:
        return
    for job in failed:
        first, job.again = job.log, True
        tell(run(job), "again, alone: ")
        if not job.failed:
            print(f"passed alone, after failing beside others: {job.name}, see {first.relative_to(ROOT)}", flush=True)


def tell(job, before):
    mark = "FAILED" if job.failed else "ok    "
    print(f"{mark} {before}{job.name}: {job.passed} passed, {job.failed} failed  {job.seconds:.1f} s", flush=True)
    if job.failed:
        lines = job.log.read_text(errors="replace").splitlines()
        wrong = [n for n, line in enumerate(lines) if line.startswith("not ok")]
        for n in wrong or [max(len(lines) - 40, 0)]:
            print("    " + "\n    ".join(lines[n:n + (8 if wrong else 40)]), flush=True)
        print(f"    all of it: {job.log.relative_to(ROOT)}", flush=True)


def choose(arguments):
    quick = "--quick" in arguments
    words = [word for word in arguments if word != "--quick"]
    chosen = [job for job in jobs(sanitized=not quick) if not quick or QUICK.match(job.name)]
    return [job for job in chosen if not words or any(word in job.name for word in words)]


def targets_of(chosen, everything):
    """{folder: targets} that the chosen jobs need; everything is built once, without sanitizers."""
    needed = {}
    for job in chosen:
        needed.setdefault(job.build, set()).update([] if everything and job.build == PLAIN else job.targets)
    return needed


def main(arguments):
    began = time.monotonic()
    if not configured([PLAIN] if "--quick" in arguments else [*SANITIZE]):
        print("0 passed, 1 failed")
        return 1
    chosen = choose(arguments)
    if not all([build(folder, targets) for folder, targets in targets_of(chosen, everything=not arguments).items()]):
        print("0 passed, 1 failed")
        return 1
    LOGS.mkdir(parents=True, exist_ok=True)
    with surroundings() as servers:
        run_again(run_all(chosen, servers))
    passed, failed = sum(job.passed for job in chosen), sum(job.failed for job in chosen)
    print(f"in {time.monotonic() - began:.0f} s")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
