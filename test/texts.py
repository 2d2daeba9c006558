#!/usr/bin/env python3
"""What tools/texts.py makes of catalogues, and what it refuses."""
import pathlib
import subprocess
import sys
import tempfile

from kit.checks import case, expect, main
from kit.server import ROOT

ENGLISH = "# words\nhello = Hello {name}\n\nbody =\n    One {hours:hour|# hours}\n\n    Two\n"


def answer(english, german):
    """The exit status of texts.py, its output, and the header and source that it made."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "en.txt").write_text(english, "utf-8")
        (folder / "de.txt").write_text(german, "utf-8")
        done = subprocess.run([sys.executable, ROOT / "tools/texts.py",
                               *(folder / file for file in ("texts.h", "texts.c", "en.txt", "de.txt"))],
                              capture_output=True, text=True)
        made = [(folder / file).read_text() for file in ("texts.h", "texts.c") if (folder / file).exists()]
        return done.returncode, done.stdout + done.stderr, made


def refused(words, english, german):
    code, said, made = answer(english, german)
    expect(code != 0 and words in said, f"it should say {words!r}, and said: {said!r}")
    expect(not made, "it made something all the same")


@case
def keys_and_placeholders_become_names():
    code, said, made = answer(ENGLISH, ENGLISH.replace("Hello", "Grüß dich,"))
    expect(code == 0, said)
    for words in ("LANGUAGE_EN, LANGUAGE_DE, LANGUAGES", "TEXT_HELLO,", "TEXT_BODY,", "str hours, name;"):
        expect(words in made[0], f"{words} is not in {made[0]}")
    expect('"Gr\\303\\274\\303\\237 dich, "' in made[1], made[1])
    expect('"One "' in made[1] and '"\\n\\nTwo\\n"' in made[1], made[1])


@case
def a_language_has_every_key_and_no_other():
    refused("hello is missing", ENGLISH, ENGLISH.replace("hello = Hello {name}\n", ""))
    refused("bye is not in en.txt", ENGLISH, "bye = Bye\n" + ENGLISH)


@case
def a_text_has_the_same_placeholders_in_every_language():
    refused("hello lacks {name}", ENGLISH, ENGLISH.replace("{name}", "you"))
    refused("body lacks {hours}", ENGLISH, ENGLISH.replace("{hours:hour|# hours}", "hours"))
    refused("hello has {nam}", ENGLISH, ENGLISH.replace("{name}", "{name} {nam}"))


@case
def what_is_no_catalogue_is_refused():
    refused("occurs twice", ENGLISH + "hello = again\n", ENGLISH)
    refused("has no text", ENGLISH.replace("Hello {name}", ""), ENGLISH)
    refused("is not a placeholder", ENGLISH.replace("{name}", "{name"), ENGLISH)
    refused("is not a placeholder", ENGLISH.replace("{name}", "{}"), ENGLISH)
    refused("is not a placeholder", ENGLISH.replace("{name}", "{Name}"), ENGLISH)
    refused("is not a placeholder", ENGLISH.replace("hours:hour|# hours", "hours:"), ENGLISH)
    refused("en.txt:2: error: neither", ENGLISH.replace("hello = ", "hello: "), ENGLISH)


@case
def a_plural_has_the_forms_of_its_language():
    refused("has 3 forms: this language has one|other", ENGLISH.replace("hour|# hours", "a|b|c"), ENGLISH)
    refused("has 1 forms", ENGLISH, ENGLISH.replace("hour|# hours", "Stunden"))
    refused("is empty", ENGLISH.replace("hour|# hours", "hour|"), ENGLISH)


if __name__ == "__main__":
    main(sys.argv[1:])
