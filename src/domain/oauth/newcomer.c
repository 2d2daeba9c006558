/*
 * Somebody who has no account here yet: one is made, with a name as close to theirs as possible, or one that they
 * choose if theirs is too long. It has no password, and an address only if the provider vouches for it.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/random.h"
#include "domain/audit/audit.h"
#include "domain/oauth/oauth_own.h"
#include "i18n/text.h"

enum { NAME_TRIES = 12, STEM_MOST = USERNAME_MOST + 1 };       /* a stem of that length is too long for a name */

/* ---- a user name ---- */

static bool of_a_name(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* Letters and digits; anything between them becomes one `_`. */
static str stem_of(ctx *c, str text)
{
    struct buf b = BUF_ON(&c->arena);
    bool gap = false;

    for (size_t i = 0; i < text.n && b.n < STEM_MOST; i++) {
        if (!of_a_name(text.p[i])) {
            gap = b.n > 0;
            continue;
        }
        if (gap)
            buf_byte(&b, '_');
        gap = false;
        buf_byte(&b, text.p[i]);
    }
    return buf_str(&b);
}

static bool is_name(ctx *c, str name)
{
    bool good = username_check(&c->failure, S("username"), name) == OK;

    failure_begin(&c->failure, &c->arena);
    return good;
}

static str stem_best(ctx *c, const struct vouched *v)
{
    ptrdiff_t at = str_find_byte(v->email, '@');
    const str from[] = { v->login, v->name, at > 0 ? str_to(v->email, (size_t)at) : S("") };

    for (size_t i = 0; i < COUNT(from); i++) {
        str stem = stem_of(c, from[i]);
        if (stem.n > USERNAME_MOST)
            return stem;
        if (stem.n && is_name(c, stem.n < USERNAME_LEAST ? arena_format(&c->arena, STR_FMT "_100", STR_ARG(stem)) : stem))
            return stem;
    }
    return S("member");
}

str username_try(ctx *c, const struct vouched *v, int n)
{
    static const i64 most[] = { 0, 90, 900, 9000, 90000, 900000 };
    str stem = stem_best(c, v);
    struct rng rng;

    if (stem.n > USERNAME_MOST)
        return S("");
    if (n == 0 && is_name(c, stem))
        return stem;
    size_t digits = (size_t)(n / 2 + 1) < COUNT(most) ? (size_t)(n / 2 + 1) : COUNT(most) - 1;
    rng_seed(&rng, 0);
    str name = arena_format(&c->arena, STR_FMT "%s%lld", STR_ARG(stem), stem.n < USERNAME_LEAST ? "_" : "",
                            (long long)(most[digits] / 9 + rng_below(&rng, most[digits])));
    if (name.n > USERNAME_MOST)
        return S("");
    return is_name(c, name) ? name : arena_format(&c->arena, "member_%lld", (long long)(100000 + rng_below(&rng, 900000)));
}

/* ---- the account ---- */

err newcomer_in(tx *t, struct newcomer *n)
{
    struct account a;

    TRY(account_create(t, &n->draft, &a));
    TRY(identity_add(t, &n->link));
    TRY(session_begin(t, &n->session));
    TRY(audit_add(t, &n->note));
    signed_in_of(tx_arena(t), S(""), &n->session.tokens, &a, n->out);
    return OK;
}

static err newcomer_insert(tx *t, void *arg)
{
    return newcomer_in(t, arg);
}

err newcomer_begin(ctx *c, const struct provider *p, const struct vouched *v, struct newcomer *n)
{
    id account = ctx_new_id(c);
    str display_name;

    n->draft = (struct account_draft){ .id = account, .role = ROLE_USER, .password_hash = { S("") } };
    n->draft.email = (maybe_str){ v->email_verified && v->email.n ? GIVEN : NULLED, v->email };
    n->draft.email_proven = true;
    n->draft.phone.is = NULLED;
    n->draft.language = language_code(language_of(ctx_request(c)->language));
    if (v->name.n && display_name_read(&c->failure, S("display_name"), v->name, &display_name) == OK)
        n->draft.display_name = display_name;
    failure_begin(&c->failure, &c->arena);
    n->link = (struct linking){ ctx_new_id(c), account, p->name, v->issuer, v->subject, v->email, v->email_verified, true,
                                ctx_request(c)->address };
    n->note = (struct audit_note){ &audit_account_created, account, account, ctx_request(c)->address,
                                   arena_format(&c->arena, "by " STR_FMT, STR_ARG(p->name)) };
    return session_prepare(c, account, EPOCH_OF_NEW, &n->session);
}

static bool name_taken(const ctx *c, err e)
{
    return e == ERR_CONFLICT && c->failure.problem == &username_taken;
}

err newcomer_make(ctx *c, const struct provider *p, const struct vouched *v, struct secret browser, struct signed_in *out)
{
    struct newcomer n = { .out = out };
    err e = OK;

    TRY(signin_admit(c));
    TRY(newcomer_begin(c, p, v, &n));
    for (int tries = 0; tries < NAME_TRIES; tries++) {
        failure_begin(&c->failure, &c->arena);
        n.draft.username = username_try(c, v, tries);
        if (!n.draft.username.n)
            return name_ask(c, p, v, browser);
        e = transact(c, newcomer_insert, &n);
        if (!name_taken(c, e))
            return e;
    }
    return e;
}
