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

static err wrong(struct gql_errors *errors, const char *code, str message)
{
    (void)gql_error_add(errors, code, message);
    return ERR_INVALID;
}

static str key_of(ctx *c, const struct persisted *p)
{
    return arena_format(&c->arena, "graphql:" STR_FMT, STR_ARG(p->by.hash));
}

static void keep(ctx *c, const struct persisted *p, str text)
{
    struct buf value = BUF_ON(&c->arena);
    i64 now = ctx_now(c).ms;

    buf_add(&value, (str){ (const char *)&now, STAMP });
    buf_add(&value, text);
    cache_put(c, key_of(c, p), buf_str(&value), KEPT_MS);
}

static bool find(ctx *c, const struct persisted *p, str *text)
{
    str value;
    i64 since;

    if (p->by.hash.n != 2 * SHA256_SIZE || !cache_get(c, key_of(c, p), &value) || value.n < STAMP)
        return false;
    memcpy(&since, value.p, STAMP);
    *text = str_from(value, STAMP);
    if (ctx_now(c).ms - since > AGAIN_MS)
        keep(c, p, *text);
    return true;
}

static bool is_hash_of(struct arena *a, str hash, str text)
{
    u8 digest[SHA256_SIZE];

    sha256(text, digest);
    return str_eq(hash, hex_text(a, bytes_str(digest, sizeof digest)));
}

err persisted_read(ctx *c, const struct graphql *g, struct persisted *p, struct gql_errors *errors, str *text)
{
    if (!p->asked)
        return OK;
    if (!g->settings->graphql_persisted || p->by.version != 1)
        return wrong(errors, "PERSISTED_QUERY_NOT_SUPPORTED", S("PersistedQueryNotSupported"));
    if (!text->p)
        return find(c, p, text) ? OK : wrong(errors, "PERSISTED_QUERY_NOT_FOUND", S("PersistedQueryNotFound"));
    p->sent = true;
    p->mismatch = !is_hash_of(&c->arena, p->by.hash, *text);
    return p->mismatch ? wrong(errors, GQL_BAD_INPUT, S("provided sha does not match query")) : OK;
}

void persisted_keep(ctx *c, const struct persisted *p, str text)
{
    if (p->sent && !p->mismatch && text.n <= KEPT_MOST)
        keep(c, p, text);
}
