/*
 * Verified callers, remembered by the SHA-256 of their token or cookie, and the accounts
 * with an event since. An entry is valid only if its rows were read after the mark on its
 * account, plus a moment: a check that was under way while a logout committed adds an
 * entry that is already out of date, and its rows are read again. Both kinds are in
 * shards whose lock is held only for finding and copying.
 */
#include "base/arena.h"
#include "base/hash.h"
#include "base/id.h"
#include "base/random.h"
#include "base/str.h"
#include "domain/session/session_own.h"

enum {
    KNOWN_BYTES = 16 << 20, MARK_BYTES = 4 << 20,
    KNOWN_MS = 3600 * 1000,          /* without use; its expiry is checked as well */
    MARK_MS = 120 * 1000,            /* rows are always read again before that */
    SETTLE_MS = 1000                 /* a read that began right after a commit may still have seen the state before it */
};

void known_open(struct known_set *s)
{
    random_bytes(&s->seed, sizeof s->seed);
    for (int i = 0; i < KNOWN_SHARDS; i++) {
        cache_shard_init(&s->known[i], KNOWN_BYTES / KNOWN_SHARDS);
        cache_shard_init(&s->marks[i], MARK_BYTES / KNOWN_SHARDS);
    }
    s->marked_ms = INT64_MIN / 2;
}

void known_close(struct known_set *s)
{
    for (int i = 0; i < KNOWN_SHARDS; i++) {
        cache_shard_close(&s->known[i]);
        cache_shard_close(&s->marks[i]);
    }
}

void known_key(char kind, str text, u8 key[KNOWN_KEY])
{
    key[0] = (u8)kind;
    sha256(text, key + 1);
}

/* A digest is as good as random, so part of it is its place. Nobody can choose the digest of a valid token. */
static u64 place_of(const struct known_set *s, const u8 key[KNOWN_KEY])
{
    u64 place;

    memcpy(&place, key + 1, sizeof place);
    return place ^ s->seed;
}

bool known_get(struct known_set *s, struct arena *a, const u8 key[KNOWN_KEY], i64 now_ms, struct known *out)
{
    u64 hash = place_of(s, key);
    str is;

    if (!cache_shard_get(&s->known[hash % KNOWN_SHARDS], hash / KNOWN_SHARDS, bytes_str(key, KNOWN_KEY), now_ms, a, &is))
        return false;
    memcpy(out, is.p, sizeof *out);
    return true;
}

void known_put(struct known_set *s, const u8 key[KNOWN_KEY], i64 now_ms, const struct known *k)
{
    u64 hash = place_of(s, key);

    cache_shard_put(&s->known[hash % KNOWN_SHARDS], hash / KNOWN_SHARDS, bytes_str(key, KNOWN_KEY), bytes_str(k, sizeof *k),
                    now_ms, KNOWN_MS);
}

void known_mark(struct known_set *s, str account, i64 now_ms)
{
    u64 hash = hash_seeded(s->seed, account);

    cache_shard_put(&s->marks[hash % KNOWN_SHARDS], hash / KNOWN_SHARDS, account, bytes_str(&now_ms, sizeof now_ms), now_ms, MARK_MS);
    atomic_store(&s->marked_ms, now_ms);
}

bool known_is_marked(struct known_set *s, struct arena *a, const struct known *k, i64 now_ms)
{
    char text[ID_DIGITS];
    i64 marked_ms;
    str is;

    if (atomic_load(&s->marked_ms) + MARK_MS < now_ms)
        return false;
    str account = { text, id_print(k->caller.account, text) };
    u64 hash = hash_seeded(s->seed, account);
    if (!cache_shard_get(&s->marks[hash % KNOWN_SHARDS], hash / KNOWN_SHARDS, account, now_ms, a, &is))
        return false;
    memcpy(&marked_ms, is.p, sizeof marked_ms);
    return k->read_ms <= marked_ms + SETTLE_MS;
}
