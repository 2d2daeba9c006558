"""A photo of 10 MB, from its upload until all its sizes are there; and how others fare while photos are made."""
import concurrent.futures
import pathlib
import statistics
import subprocess
import tempfile
import time

from media_serve import FREE, signed_in, someone, uploaded
from people import HASH
from rig import BUILD, CLIENT_CORE, LIVE, SERVER_CORE, SMALL, Result, below, benchmark, kith

WIDTHS = (320, 640, 1280, 2048)
ROUNDS = 1 if SMALL else 5
CROWD, PACED_SECONDS = 8, 6
BIG_MOST = 4096


def a_photo(folder, width, height, quality):
    """Clouds with the grain of a sensor, as a camera would write them."""
    steps = f"""vips fractsurf a.v {width // 8} {height // 8} 2.3 && vips scale a.v b.v && vips resize b.v c.v 8 &&
        vips gaussnoise d.v {width} {height} --mean 0 --sigma 9 && vips add c.v d.v e.v && vips cast e.v f.v uchar &&
        vips rot f.v g.v d180 &&
        vips bandjoin "f.v g.v f.v" h.v && vips copy h.v i.v --interpretation srgb &&
        vips jpegsave i.v {width}.jpg --Q {quality} && rm *.v"""
    subprocess.run(["sh", "-c", steps], cwd=folder, check=True)
    return pathlib.Path(folder, f"{width}.jpg")


def by_vipsthumbnail(photo, width):
    """The same sizes by libvips' own program, one run for each, on the core that the server has."""
    began = time.monotonic()
    for size in [w for w in (*WIDTHS, BIG_MOST) if w < width]:
        subprocess.run([*SERVER_CORE, "vipsthumbnail", photo, "--size", f"{size}x", "-o", f"{photo.parent}/out-{size}.jpg[strip]"],
                       check=True)
    return time.monotonic() - began


def by_kith(client, token, content):
    began = time.monotonic()
    media = uploaded(client, token, content, "a.jpg")
    spent = time.monotonic() - began
    if [s["width"] for s in media["sizes"]] != list(WIDTHS):
        raise RuntimeError(media)
    return spent


@benchmark
def media_photo():
    """A photo whose pixels may stay, and one that has to be made smaller, each of about 10 MB, against vipsthumbnail."""
    folder = tempfile.mkdtemp(prefix="kith-photo-")
    with kith(**HASH, **FREE) as server, server.client() as client:
        token = someone(client)
        for width, height, quality in ((4032, 3024, 94), (6000, 4000, 92)):
            photo = a_photo(folder, width, height, quality)
            content = photo.read_bytes()
            by_kith(client, token, content)                  # the helper has started
            pairs = [(by_kith(client, token, content), by_vipsthumbnail(photo, width)) for _ in range(ROUNDS)]
            yield Result(f"a photo of {len(content) / 1e6:.1f} MB and {width} pixels until ready, of vipsthumbnail",
                         statistics.median(ours for ours, _ in pairs), statistics.median(theirs for _, theirs in pairs),
                         statistics.median(ours / theirs for ours, theirs in pairs), 1.15, " s", most=True)


@benchmark
def media_beside():
    """Small answers for others while eight photos are made: all on both cores, as on a server."""
    folder = tempfile.mkdtemp(prefix="kith-photo-")
    content = a_photo(folder, 4032, 3024, 94).read_bytes()
    with kith(wrapper=[], **HASH, **FREE) as server, server.client() as client, concurrent.futures.ThreadPoolExecutor(CROWD) as crowd:
        token = someone(client)
        uploaded(client, token, content, "a.jpg")

        def one(_):
            with server.client() as own:
                return uploaded(own, token, content, "a.jpg")

        paced = subprocess.Popen([*CLIENT_CORE, BUILD / "bench/paced", str(server.port), "100", str(PACED_SECONDS), token, LIVE,
                                  "/api/v1/users/me"], stdout=subprocess.PIPE, text=True)
        end = time.monotonic() + PACED_SECONDS
        while time.monotonic() < end:
            list(crowd.map(one, range(CROWD)))
        _, slow, answers = (float(word) for word in paced.communicate()[0].split())
        if paced.returncode or not answers:
            raise RuntimeError("the paced client was not answered with 200")
    yield below("99th percentile of others while 8 photos are made", slow, 20, " ms")
