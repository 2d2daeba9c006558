"""What the feed of stories costs the server's processor, whole answers over HTTP: texts, and pictures whose URLs are signed."""
import media_serve
from people import HASH
from rig import SMALL, benchmark, below, kith, used

FREE = {"limits": "off"}
AUTHORS, EACH = 25, 2                                   # 50 stories
READS = 20 if SMALL else 400
LIMIT_MS = 1.0


def member(client, name):
    client.post("/api/v1/auth/register", {"username": name, "email": f"{name}@example.org", "password": "correct horse 9"})
    return client.post("/api/v1/auth/login", {"username": name, "password": "correct horse 9"}).json()["token"]


def told(client, authors, picture):
    for token in authors * EACH:
        story = {"media_id": media_serve.uploaded(client, token, picture)["id"]} if picture else {"text": "Look what I have found"}
        answer = client.post("/api/v1/stories", story, media_serve.signed_in(token))
        if answer.status != 201:
            raise RuntimeError(f"{answer.status}: {answer.body}")


def cost(server, client, token):
    """Milliseconds of the server's processor for one feed: an empty answer's share is in it."""
    read = lambda: client.get("/api/v1/stories/feed?limit=100", media_serve.signed_in(token))  # noqa: E731
    groups = read().json()
    if sum(len(group["stories"]) for group in groups) != AUTHORS * EACH:
        raise RuntimeError("the feed does not have them all")
    before = used(server.process)
    for _ in range(READS):
        read()
    return 1000 * (used(server.process) - before) / READS


def measured(what, picture):
    with kith(**HASH, **FREE) as server, server.client() as client:
        reader, authors = member(client, "ada"), [member(client, f"author{i}") for i in range(AUTHORS)]
        for i in range(AUTHORS):
            client.post(f"/api/v1/users/@author{i}/follow", None, media_serve.signed_in(reader))
        told(client, authors, picture)
        return below(f"a feed of {AUTHORS * EACH} stories, {what}: the server's processor", cost(server, client, reader), LIMIT_MS, " ms")


@benchmark
def story_feed():
    """50 stories of 25 people whom one follows."""
    yield measured("texts", None)
    yield measured("pictures", media_serve.photo(30 * 1024))
