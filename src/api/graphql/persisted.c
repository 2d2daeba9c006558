/*
 * Persisted queries, by Apollo's protocol: a document is sent once with its hash, and then asked for by the hash alone. They are kept
 * in the cache, whose bound is theirs; a client whose document was forgotten is told so, and sends it again.
 */
#include "api/graphql/endpoint_own.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "ports/cache.h"

enum {
    KEPT_MOST = 64 * 1024,           /* octets of a document that is kept: strangers choose them */
    KEPT_MS = 25 * 3600 * 1000,      /* from when it was put there; and it is put there again when it is used so much later: */
    AGAIN_MS = 3600 * 1000,          /* so it is there for 24 hours after its last use */
    STAMP = 8
};

static err wrong(struct inquiry *q, const char *code, str message)
{
    (void)gql_error_add(&q->errors, code, message);
    return ERR_INVALID;
}

static str key_of(struct inquiry *q)
{
    return arena_format(&q->k->c->arena, "graphql:" STR_FMT, STR_ARG(q->persisted.hash));
}

static void keep(struct inquiry *q)
{
    struct buf value = BUF_ON(&q->k->c->arena);
    i64 now = ctx_now(q->k->c).ms;

    buf_add(&value, (str){ (const char *)&now, STAMP });
    buf_add(&value, q->text);
    cache_put(q->k->c, key_of(q), buf_str(&value), KEPT_MS);
}

static bool find(struct inquiry *q)
{
    str value;
    i64 since;

    if (q->persisted.hash.n != 2 * SHA256_SIZE || !cache_get(q->k->c, key_of(q), &value) || value.n < STAMP)
        return false;
    memcpy(&since, value.p, STAMP);
    q->text = str_from(value, STAMP);
    if (ctx_now(q->k->c).ms - since > AGAIN_MS)
        keep(q);
    return true;
}

static bool is_hash_of(struct arena *a, str hash, str text)
{
    u8 digest[SHA256_SIZE];

    sha256(text, digest);
    return str_eq(hash, hex_text(a, bytes_str(digest, sizeof digest)));
}

err persisted_read(struct inquiry *q)
{
    if (!q->by_hash)
        return OK;
    if (!q->graphql->settings->graphql_persisted || q->persisted.version != 1)
        return wrong(q, "PERSISTED_QUERY_NOT_SUPPORTED", S("PersistedQueryNotSupported"));
    if (!q->text.p)
        return find(q) ? OK : wrong(q, "PERSISTED_QUERY_NOT_FOUND", S("PersistedQueryNotFound"));
    q->persists = true;
    q->bad_request = !is_hash_of(&q->k->c->arena, q->persisted.hash, q->text);
    return q->bad_request ? wrong(q, GQL_BAD_INPUT, S("provided sha does not match query")) : OK;
}

void persisted_keep(struct inquiry *q)
{
    if (q->persists && q->text.n <= KEPT_MOST)
        keep(q);
}
