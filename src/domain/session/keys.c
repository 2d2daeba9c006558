/*
 * The keys that sign tokens. They are sealed rows of the store; every process holds its
 * last reading of them as a keyring that is never changed, only replaced. The newest key
 * that is not retired signs; a retired one verifies until every token that it may have
 * signed has expired, including those of a process that did not know yet of its
 * retirement.
 */
#include "base/base64.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/audit/audit.h"
#include "domain/session/session.sql.h"
#include "domain/session/session_own.h"
#include "ports/secrets.h"
#include "runtime/settings.h"

enum {
    MARGIN_MS = 60 * 1000,           /* the time in which another process notices a new key */
    SOON_MS = 50                     /* between two readings that strangers can cause */
};

struct signing_key { str kid; struct secret sealed; i64 longest_ttl; when created_at; maybe_when retired_at, verifies_until; };
typedef PAGE(signing_key) signing_key_page;
SHAPE(signing_key, FIELD(signing_key, kid), FIELD(signing_key, sealed), FIELD(signing_key, longest_ttl),
      FIELD(signing_key, created_at), FIELD(signing_key, retired_at), FIELD(signing_key, verifies_until));

struct signing_key_mark { str kid; maybe_when retired_at, verifies_until; };
typedef PAGE(signing_key_mark) signing_key_mark_page;
SHAPE(signing_key_mark, FIELD(signing_key_mark, kid), FIELD(signing_key_mark, retired_at), FIELD(signing_key_mark, verifies_until));

struct signing_key_tally { i64 active; };
SHAPE(signing_key_tally, FIELD(signing_key_tally, active));

SHAPE(signing_key_entry, FIELD(signing_key_entry, kid), FIELD(signing_key_entry, created_at), FIELD(signing_key_entry, retired_at),
      FIELD(signing_key_entry, verifies_until));

const struct keyring *keys_now(ctx *c)
{
    return atomic_load_explicit(&c->world->keeper->keyring, memory_order_acquire);
}

/* ---- reading ---- */

static str purpose_of(struct arena *a, str kid)
{
    return arena_format(a, "signing key " STR_FMT, STR_ARG(kid));
}

static struct jwt_key *key_find(const struct keeper_state *k, str kid)
{
    for (size_t i = 0; i < k->keys.n; i++)
        if (str_eq(jwt_key_id(k->keys.at[i]), kid))
            return k->keys.at[i];
    return NULL;
}

static void key_keep(struct keeper_state *k, struct jwt_key *key)
{
    struct jwt_key **more = arena_array(&k->arena, struct jwt_key *, k->keys.n + 1);

    for (size_t i = 0; i < k->keys.n; i++)
        more[i] = k->keys.at[i];
    more[k->keys.n] = key;
    k->keys = (struct jwt_keys){ more, k->keys.n + 1 };
}

static err key_open(ctx *c, struct keeper_state *k, const struct signing_key *row, struct jwt_key **out)
{
    str sealed, pem;

    *out = key_find(k, row->kid);
    if (*out)
        return OK;
    if (!base64url_bytes(&c->arena, row->sealed.hidden, &sealed) ||
        secrets_unseal(c->world->secrets, &c->arena, purpose_of(&c->arena, row->kid), sealed, &pem) != OK)
        return fail_with(c, ERR_INTERNAL, "the key " STR_FMT " that signs tokens was sealed with another secret_key; "
                         "all servers of a store need the same one.", STR_ARG(row->kid));
    err e = jwt_key_from_pem(&c->failure, pem, out);
    secret_wipe((char *)pem.p, pem.n);
    TRY(e);
    key_keep(k, *out);
    return OK;
}

static str marks_text(struct arena *a, const signing_key_mark_page *page)
{
    struct buf b = BUF_ON(a);

    json_write_page(&b, &signing_key_mark_shape, (const struct page *)page);
    return buf_str(&b);
}

/* The caller holds `loading`. */
static err ring_make(ctx *c, struct keeper_state *k, str marks)
{
    struct keyring *ring = arena_new(&k->arena, struct keyring);
    struct buf jwks = BUF_ON(&k->arena);
    signing_key_page rows;

    TRY(q_signing_keys(c, ctx_now(c), JWT_KEYS_MOST, &rows));
    ring->verify = (struct jwt_keys){ arena_array(&k->arena, struct jwt_key *, rows.n + 1), rows.n };
    for (size_t i = 0; i < rows.n; i++) {
        TRY(key_open(c, k, &rows.at[i], &ring->verify.at[i]));
        if (rows.at[i].retired_at.is != GIVEN && !ring->signer)
            ring->signer = ring->verify.at[i];
    }
    jwt_keys_public(&jwks, &ring->verify);
    ring->jwks = buf_str(&jwks);
    ring->marks = arena_copy(&k->arena, marks);
    atomic_store_explicit(&k->keyring, ring, memory_order_release);
    return OK;
}

static err ring_renew(ctx *c, struct keeper_state *k)
{
    signing_key_mark_page page;
    i64 now_ms = loop_mono_ms(c->loop);

    TRY(q_signing_key_marks(c, ctx_now(c), JWT_KEYS_MOST, &page));
    str marks = marks_text(&c->arena, &page);
    atomic_store(&k->keys_read_ms, now_ms);
    if (str_eq(marks, keys_now(c)->marks))
        return OK;
    return ring_make(c, k, marks);
}

err keys_reload(ctx *c)
{
    struct keeper_state *k = c->world->keeper;

    while (atomic_exchange(&k->loading, true))
        TRY(ctx_sleep(c, SOON_MS / 10));
    err e = ring_renew(c, k);
    atomic_store(&k->loading, false);
    return e;
}

err keys_reload_soon(ctx *c)
{
    struct keeper_state *k = c->world->keeper;
    i64 came_ms = loop_mono_ms(c->loop), age_ms = came_ms - atomic_load(&k->keys_read_ms);

    if (age_ms < SOON_MS)
        TRY(ctx_sleep(c, SOON_MS - age_ms));
    return atomic_load(&k->keys_read_ms) > came_ms ? OK : keys_reload(c);
}

/* ---- making ---- */

struct new_key { str kid; str sealed; i64 ttl; struct audit_note note; };

static void key_draw(void *arg)
{
    *(struct jwt_key **)arg = jwt_key_make();
}

static err key_make(ctx *c, struct new_key *out)
{
    struct jwt_key *key = NULL;

    TRY(ctx_task(c, TASK_HEAVY, key_draw, &key));
    str pem = jwt_key_pem(&c->arena, key);
    out->kid = arena_copy(&c->arena, jwt_key_id(key));
    out->sealed = base64url_text(&c->arena, secrets_seal(c->world->secrets, &c->arena, purpose_of(&c->arena, out->kid), pem));
    out->ttl = session_settings(c->world->settings)->token_ttl;
    secret_wipe((char *)pem.p, pem.n);
    jwt_key_close(&key);
    return OK;
}

/* If another process has made one meanwhile, that is the first. */
static err first_insert(tx *t, void *arg)
{
    const struct new_key *n = arg;
    struct signing_key_tally tally;

    TRY(q_signing_key_tally_in_tx(t, &tally));
    return tally.active ? OK : q_signing_key_insert(t, n->kid, n->sealed, n->ttl, tx_now(t));
}

static err lives_longer(tx *t, void *arg)
{
    return q_signing_keys_live_longer(t, *(const i64 *)arg);
}

err keys_prepare(ctx *c)
{
    struct new_key first;
    i64 ttl = session_settings(c->world->settings)->token_ttl;

    TRY(keys_reload(c));
    if (keys_now(c)->signer)
        return transact(c, lives_longer, &ttl);
    TRY(key_make(c, &first));
    TRY(transact(c, first_insert, &first));
    return keys_reload(c);
}

static err replace(tx *t, void *arg)
{
    struct new_key *n = arg;

    TRY(q_signing_keys_retire(t, n->kid, tx_now(t), MARGIN_MS));
    TRY(q_signing_key_insert(t, n->kid, n->sealed, n->ttl, tx_now(t)));
    return audit_add(t, &n->note);
}

err session_keys_rotate(ctx *c, id me, str *kid)
{
    struct new_key n;

    TRY(key_make(c, &n));
    n.note = (struct audit_note){ &audit_keys_rotated, me, { 0 }, ctx_request(c)->address, n.kid };
    TRY(transact(c, replace, &n));
    *kid = n.kid;
    return c->world->keeper ? keys_reload(c) : OK;
}

/* ---- reporting ---- */

str session_keys_document(ctx *c)
{
    return keys_now(c)->jwks;
}

err session_keys_list(ctx *c, when before, i64 most, signing_key_entry_page *out)
{
    return q_signing_keys_all(c, before, most, out);
}

void keys_close(struct keeper_state *k)
{
    jwt_keys_close(&k->keys);
}
