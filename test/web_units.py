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


TEXTS = "src/features/chat/texts"


@case
def a_text_that_a_language_lacks_or_that_nothing_uses_stops_the_build():
    with npm.client() as folder:
        def made():
            done = subprocess.run(["node", "build/texts.mjs"], cwd=folder, capture_output=True, text=True, timeout=60)
            return done.returncode, done.stderr.strip()

        def changed(language, change):
            path = folder / f"{TEXTS}/{language}.txt"
            before = path.read_text()
            path.write_text(change(before))
            status, said = made()
            path.write_text(before)
            return status, said

        expect_equal(made(), (0, ""), "as it is")
        status, said = changed("de", lambda text: text.replace("chat.accept = Annehmen\n", ""))
        expect(status == 1 and "de: chat.accept is missing" in said, status, said)
        status, said = changed("ar", lambda text: text.replace("chat.accept =", "chat.accept = {name}"))
        expect(status == 1 and "chat.accept has other placeholders" in said, status, said)
        status, said = changed("de", lambda text: text.replace("{count:# Antwort|# Antworten}", "{count:# Antworten}"))
        expect(status == 1 and "this language has one, other" in said, status, said)
        for language in ("en", "de", "ar"):
            path = folder / f"{TEXTS}/{language}.txt"
            path.write_text(path.read_text() + "chat.left_over = Nobody reads this\n")
        status, said = made()
        expect(status == 1 and "chat.left_over is used nowhere" in said, status, said)


if __name__ == "__main__":
    main(sys.argv[1:])
