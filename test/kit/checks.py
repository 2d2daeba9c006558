"""The shape of a test program: cases are functions, each prints one line, the last line counts them."""
import os
import sys
import time
import traceback

cases = []
STORES = os.environ.get("KITH_TEST_STORES", "sqlite postgres").split()


def case(run):
    """A case; its name, read as a sentence, says what is true."""
    cases.append((run.__name__.replace("_", " "), run))
    return run


def on_each_store(run):
    """A case for both SQLite and PostgreSQL: its argument says which."""
    for store in STORES:
        cases.append((f"{run.__name__.replace('_', ' ')} ({store})", lambda store=store: run(store)))
    return run


def expect(holds, *story):
    if not holds:
        raise AssertionError(" ".join(str(part) for part in story) or "an expectation does not hold")


def expect_equal(found, wanted, what="it"):
    expect(found == wanted, f"{what} is {found!r}, not {wanted!r}")


def eventually(holds, within=2.0, what="it"):
    """Asks until it holds; returns what it returned."""
    end = time.monotonic() + within
    while not (found := holds()):
        expect(time.monotonic() < end, f"{what} did not happen within {within} s")
        time.sleep(0.02)
    return found


def report(name, problem=None):
    print(f"{'not ok' if problem else 'ok'} {name}", flush=True)
    if problem:
        print("  " + str(problem).rstrip().replace("\n", "\n  "), flush=True)
    return not problem


def verdict(passed, failed):
    print(f"{passed} passed, {failed} failed", flush=True)
    sys.exit(1 if failed or not passed else 0)


def attempt(name, run):
    try:
        run()
    except Exception as problem:
        told = str(problem) if isinstance(problem, AssertionError) else ""
        return report(name, told or traceback.format_exc())
    return report(name)


def main(chosen=()):
    """Runs the cases whose names hold one of the chosen words, or all."""
    results = [attempt(name, run) for name, run in cases if not chosen or any(word in name for word in chosen)]
    verdict(results.count(True), results.count(False))
