"""Pictures, sounds and words for communities that tests and screenshots look at, given to a server as people do."""
import colorsys
import math
import struct
import time
import zlib

from kit.checks import expect, expect_equal
from kit.uploads import Uploader


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, hue=0.45):
    """A quiet landscape: a sky, hills and a sun, in the colours of a hue."""
    def colour(light, turn=0.0, full=0.45):
        return bytes(round(part * 255) for part in colorsys.hls_to_rgb((hue + turn) % 1, light, full))

    rows = []
    for y in range(height):
        down = y / height
        row = bytearray(b"\0")
        for x in range(width):
            across = x / width
            hill, near = 0.62 + 0.08 * math.sin(across * 7 + hue * 9), 0.8 + 0.06 * math.sin(across * 11 + 2)
            row += (colour(0.95, 0.5, 0.9) if math.hypot(across - 0.7, (down - 0.3) * height / width) < 0.06 else colour(0.25, 0.05) if down > near
                    else colour(0.4, 0.02) if down > hill else colour(0.85 - down * 0.35, 0.12))
        rows.append(bytes(row))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"".join(rows), 6)) + chunk(b"IEND", b"")


def wav(seconds=3, rate=8000):
    """A tone that swells and fades."""
    count = seconds * rate
    samples = b"".join(struct.pack("<h", round(20000 * math.sin(n * 440 * math.tau / rate) * math.sin(n * math.pi / count) * abs(math.sin(n / 900))))
                       for n in range(count))
    return struct.pack("<4sI8sIHHIIHH4sI", b"RIFF", 36 + len(samples), b"WAVEfmt ", 16, 1, 1, rate, rate * 2, 2, 16, b"data", len(samples)) + samples


def given(people, token, name, data, **fields):
    """The id of a medium that is ready."""
    answer = Uploader(people.server, token).form(data, filename=name, **fields)
    expect(answer.status in (201, 202), answer.status, answer.body[:300])
    made = answer.json()
    while made["state"] == "processing":
        time.sleep(0.05)
        made = people.call("GET", f"/media/{made['id']}", token=token, wanted=200).json()
    expect_equal(made["state"], "ready", f"{name}: {made['error']}")
    return made["id"]
