#!/usr/bin/env python3
"""The client's own tests (web/src/**/*.test.ts): stores, cache, calls, outbox, texts; no browser, no server."""
import json
import subprocess
import sys

from kit import npm
from kit.checks import case, expect, expect_equal, main


def ran(folder, *command):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    expect(done.returncode == 0, *command, done.stdout[-12000:], done.stderr[-4000:])


@case
def what_is_tested_holds():
    with npm.client() as folder:
        ran(folder, "npm", "run", "--silent", "generate")
        report = folder / "report.json"
        ran(folder, "node", "node_modules/vitest/vitest.mjs", "run", "--reporter=default", "--reporter=json", f"--outputFile={report}")
        told = json.loads(report.read_text())
        for file in told["testResults"]:
            for test in file["assertionResults"]:
                print(f"ok {test['fullName']}")
        expect(told["numPassedTests"] > 50, told["numPassedTests"], "tests")
        expect_equal(told["numPassedTests"], told["numTotalTests"], "nothing is skipped")


if __name__ == "__main__":
    main(sys.argv[1:])
