#!/usr/bin/env python3
"""
Pictures that others made to test decoders: those of Willem van Schaik's PNG suite that PyPI's pypng has in its sources (png_suite),
through a whole server. What it serves has the pixels that pypng reads, and each of the suite's ways to break a picture is refused.
"""
import io
import struct
import sys
import urllib.parse
import zlib

from kit import pypi
from kit.checks import case, eventually, expect, expect_equal, main
from kit.people import CHEAP, People
from kit.server import Server
from kit.uploads import Uploader

sys.path.append(str(next(pypi.sources("png_suite").glob("pypng-*/code"))))
import png          # noqa: E402
import pngsuite     # noqa: E402

SIGNATURE = b"\x89PNG\r\n\x1a\n"
SRGB = 45455                                    # its gamma, in 100,000ths, as nearly as one number can say it


def chunks(file):
    at = len(SIGNATURE)
    while at < len(file):
        size = struct.unpack(">I", file[at:at + 4])[0]
        yield file[at + 4:at + 8], file[at + 8:at + 8 + size]
        at += size + 12


def joined(parts):
    return SIGNATURE + b"".join(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
                                for kind, data in parts)


def gamma_of(file):
    """0: pixels are what they seem, near enough."""
    told = dict(chunks(file))
    gamma = struct.unpack(">I", told.get(b"gAMA", b"\0\0\0\0"))[0]
    return 0 if b"sRGB" in told or abs(gamma - SRGB) <= 2000 else gamma


def pixels(file):
    """(width, height, highest value, rows of RGBA). How many bits of a sample count (sBIT) changes nothing of what is shown."""
    file = joined(part for part in chunks(file) if part[0] != b"sBIT")
    width, height, rows, info = png.Reader(bytes=file).asRGBA()
    return width, height, 2 ** info["bitdepth"] - 1, [list(row) for row in rows]


def expect_same(name, came, served):
    """Bit for bit where nothing has to change, else as near as 8 bits can be. What the samples mean is said as before."""
    width, height, most, wanted = pixels(came)
    w, h, m, found = pixels(served)
    expect_equal(gamma_of(served), gamma_of(came), f"{name}: the gamma")
    if most <= 255:
        return expect((w, h, m, found) == (width, height, most, wanted), f"{name}: other pixels")
    expect_equal((w, h, m), (width, height, 255), f"{name}: size and depth")
    for y in range(height):
        for x in range(4 * width):
            value = 255 * wanted[y][x] / most
            expect(abs(found[y][x] - value) <= 1.5, f"{name}: {found[y][x]} is not {value:.2f} at {x // 4},{y} of {width}x{height}")


class Owner:
    def __init__(self, server):
        self.server, self.ann = server, Uploader(server, People(server).join("ann")["token"])

    def media(self, file):
        answer = self.ann.form(file)
        if answer.status not in (201, 202):
            return answer.json()
        which = answer.json()["id"]
        return eventually(lambda: (m := self.ann.get(which).json())["state"] not in ("waiting", "processing") and m, 20, "its end")

    def served(self, name, file):
        media = self.media(file)
        expect_equal(media.get("state"), "ready", f"{name}: {media}")
        url = urllib.parse.urlsplit(media["url"])
        with self.server.client() as client:
            return client.get(f"{url.path}?{url.query}").body


def running():
    return Server("kith", uploads_per_hour="10000", media_quota="0", **CHEAP)


def good():
    return {name: file for name, file in pngsuite.png.items() if file.startswith(SIGNATURE)}


@case
def every_good_picture_keeps_its_pixels():
    with running() as server:
        owner = Owner(server)
        for name, file in good().items():
            expect_same(name, file, owner.served(name, file))
        print(f"# {len(good())} pictures", flush=True)
        expect(len(good()) >= 25, "the suite is there")


def with_gamma(file, gamma):
    parts = [part for part in chunks(file) if part[0] != b"gAMA"]
    return joined([parts[0], (b"gAMA", struct.pack(">I", gamma)), *parts[1:]])


@case
def samples_of_every_gamma_stay_and_so_does_the_gamma():
    with running() as server:
        owner = Owner(server)
        for gamma in (35000, 45000, 45455, 55000, 70000, 100000, 250000, 0, 1, 4294967295):
            for name in ("basn0g08", "basn0g16", "basn2c08", "basn3p04", "basn4a16", "basn6a08", "tbrn2c08"):
                file = with_gamma(good()[name], gamma)
                served = owner.served(name, file)
                if 10000 <= gamma <= 1000000:
                    expect_same(f"{name} of gamma {gamma}", file, served)


def grey_of(blurhash):
    """Of the average colour."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
    value = 0
    for letter in blurhash[2:6]:
        value = 83 * value + digits.index(letter)
    return value & 255


@case
def what_is_made_of_a_picture_has_the_gamma_of_srgb():
    with running() as server:
        owner = Owner(server)
        for bits in (8, 16):
            for gamma in (35000, 45455, 70000, 100000):
                made = io.BytesIO()
                sample = 2 ** (bits - 1)
                png.Writer(40, 30, greyscale=True, bitdepth=bits).write(made, [[sample] * 40] * 30)
                media = owner.media(with_gamma(made.getvalue(), gamma))
                wanted = 255 * (sample / (2 ** bits - 1)) ** (SRGB / gamma)
                expect(abs(grey_of(media["blurhash"]) - wanted) <= 2, f"{bits} bits, gamma {gamma}: {grey_of(media['blurhash'])}, not {wanted:.1f}")


def broken():
    """As the suite's pictures that begin with an x: what is wrong with each, and the picture."""
    grey, rgb = good()["basn0g01"], good()["basn2c08"]

    def header(file, at, value):
        parts = list(chunks(file))
        head = parts[0][1][:at] + bytes([value]) + parts[0][1][at + 1:]
        return joined([(b"IHDR", head), *parts[1:]])

    def checksum(file, kind):
        at = file.index(kind) + 4 + struct.unpack(">I", file[file.index(kind) - 4:file.index(kind)])[0]
        return file[:at] + bytes([file[at] ^ 0xff]) + file[at + 1:]

    def signature(at, value):
        return grey[:at] + bytes([value]) + grey[at + 1:]

    return {
        "xs1: the first octet of the signature": signature(0, 0x09), "xs2: the second": signature(1, ord("Q")),
        "xs4: the fourth": signature(3, ord("g")), "xs7: the seventh": signature(6, ord(" ")),
        "xcr: CR added": grey.replace(b"\r\n", b"\r\r\n"), "xlf: LF added": grey[:8].replace(b"\n", b"\n\n") + grey[8:],
        "xc1: colour type 1": header(good()["basn0g08"], 9, 1), "xc9: colour type 9": header(rgb, 9, 9),
        "xd0: 0 bits": header(rgb, 8, 0), "xd3: 3 bits": header(rgb, 8, 3), "xd9: 99 bits": header(rgb, 8, 99),
        "xhd: the checksum of the header": checksum(good()["basn0g08"], b"IHDR"),
        "xcs: the checksum of the pixels": checksum(grey, b"IDAT"),
        "xdt: no pixels": joined(part for part in chunks(grey) if part[0] != b"IDAT"),
        "a palette that is missing": joined(part for part in chunks(good()["basn3p04"]) if part[0] != b"PLTE"),
        "half of the pixels": joined((kind, data[:len(data) // 2] if kind == b"IDAT" else data) for kind, data in chunks(rgb)),
    }


@case
def every_broken_picture_is_refused():
    with running() as server:
        owner = Owner(server)
        for name, file in broken().items():
            media = owner.media(file)
            code = media.get("code") or (media.get("error") or {}).get("code") or media.get("error")
            expect(code in ("media_broken", "unsupported_media"), f"{name}: {media}")


if __name__ == "__main__":
    main(sys.argv[1:])
