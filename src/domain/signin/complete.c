/*
 * From a proof to a session. Where a second factor is asked for, the first proof becomes
 * a challenge: a row, whose number goes out sealed. It lives a few minutes, works once,
 * and takes few guesses.
 */
#include "base/base64.h"
#include "base/json.h"
#include "domain/factor/factor.h"
#include "domain/signin/signin.sql.h"
#include "domain/signin/signin_own.h"
#include "ports/secrets.h"

enum { CHALLENGE_MS = 300 * 1000, GUESSES = 5, SWEEP_MOST = 500, SWEEP_EVERY_MS = 600 * 1000 };

#define CHALLENGE_PURPOSE S("challenge of a sign-in")

SHAPE(second_step,
    FIELD(second_step, challenge, .min = 1, .max = 1000, .doc = "As the first step gave it"),
    FIELD(second_step, code,      .min = 1, .max = 100, .doc = "Of the authenticator, or a recovery code"));
SHAPE(signed_in,
    FIELD(signed_in, token,         .doc = "An RS256 JWT, for Authorization: Bearer"),
    FIELD(signed_in, refresh_token, .doc = "Works once, for a new pair"),
    FIELD(signed_in, expires_in,    .doc = "Seconds that the token lives"),
    FIELD(signed_in, user,          .of = &user_shape),
    FIELD(signed_in, cookie,        .cookie = true));
SHAPE(signin_challenge, FIELD(signin_challenge, account_id), FIELD(signin_challenge, how));

/* ---- the transaction ---- */

struct commit { struct completion *done; struct signed_in *out; };

static err challenge_take(tx *t, id challenge)
{
    i64 taken;

    TRY(q_signin_challenge_take(t, challenge, tx_now(t), &taken));
    return taken ? OK : tx_fail(t, ERR_SIGN_IN, "challenge_invalid", "This challenge is over; sign in again");
}

static void answer(const struct completion *d, struct signed_in *out)
{
    const struct session_tokens *t = &d->session.tokens;

    *out = (struct signed_in){ .token = t->token, .refresh_token = t->refresh_token, .expires_in = t->expires_in, .cookie = t->cookie };
    user_of(&d->account, &out->user);
}

static err commit(tx *t, void *arg)
{
    struct commit *in = arg;
    struct completion *d = in->done;

    if (d->draft)
        TRY(account_create(t, d->draft, &d->account));
    if (d->challenge.v)
        TRY(challenge_take(t, d->challenge));
    if (d->hash.hidden.n)
        TRY(account_set_password(t, d->account.id, d->hash));
    TRY(session_begin(t, &d->session));
    TRY(audit_add(t, &d->note));
    answer(d, in->out);
    return OK;
}

err completion_commit(ctx *c, struct completion *d, struct signed_in *out)
{
    struct commit in = { d, out };

    return transact(c, commit, &in);
}

/* ---- the second factor ---- */

struct asking { id challenge, account; str how; };

static err ask(tx *t, void *arg)
{
    const struct asking *in = arg;

    return q_signin_challenge_insert(t, in->challenge, in->account, in->how, (when){ tx_now(t).ms + CHALLENGE_MS });
}

static err second_ask(ctx *c, const struct account *a, str how)
{
    struct asking in = { ctx_new_id(c), a->id, how };
    struct buf json = BUF_ON(&c->arena);
    char number[ID_DIGITS];

    TRY(transact_aside(c, ask, &in));
    str sealed = secrets_seal(c->world->secrets, &c->arena, CHALLENGE_PURPOSE, (str){ number, id_print(in.challenge, number) });
    json_text(&json, base64url_text(&c->arena, sealed));
    err e = fail(c, ERR_SIGN_IN, "second_factor_required", "A code of the second factor is asked for");
    story_more(&c->story, "challenge", buf_str(&json));
    return e;
}

static err second_check(ctx *c, id account, str code, str how)
{
    err e = factor_check(c, account, code);
    struct story told = c->story;

    if (e != ERR_SIGN_IN)
        return e;
    TRY(attempt_failed(c, account, arena_format(&c->arena, "second factor after " STR_FMT, STR_ARG(how))));
    c->story = told;
    return e;
}

/* ---- the proof ---- */

static err suspended_check(ctx *c, const struct account *a)
{
    if (a->suspended_at.is != GIVEN)
        return OK;
    TRY(attempt_failed(c, a->id, S("suspended")));
    return fail(c, ERR_FORBIDDEN, "account_suspended", "This account is suspended");
}

static err begin(ctx *c, const struct account *a, str how, id challenge, struct secret hash, struct signed_in *out)
{
    struct completion done = { .challenge = challenge, .hash = hash, .account = *a };

    done.note = (struct audit_note){ AUDIT_signed_in, a->id, a->id, ctx_request(c)->address,
                                     arena_format(&c->arena, "by " STR_FMT, STR_ARG(how)) };
    TRY(session_prepare(c, a->id, &done.session));
    return completion_commit(c, &done, out);
}

err complete(ctx *c, const struct account *a, const struct proof *proof, struct secret hash, struct signed_in *out)
{
    bool second = false;

    TRY(suspended_check(c, a));
    if (!proof->strong)
        TRY(factor_required(c, a->id, &second));
    if (second && !proof->code.n)
        return second_ask(c, a, proof->how);
    if (second)
        TRY(second_check(c, a->id, proof->code, proof->how));
    return begin(c, a, proof->how, (id){ 0 }, hash, out);
}

err signin_complete(ctx *c, const struct account *a, const struct proof *proof, struct signed_in *out)
{
    return complete(c, a, proof, (struct secret){ { "", 0 } }, out);
}

/* ---- the second step ---- */

struct guess { id challenge; struct signin_challenge row; };

static err guess(tx *t, void *arg)
{
    struct guess *g = arg;

    return q_signin_challenge_try(t, g->challenge, tx_now(t), GUESSES, &g->row);
}

static err over(ctx *c)
{
    return fail(c, ERR_SIGN_IN, "challenge_invalid", "This challenge is over; sign in again");
}

static err challenge_read(ctx *c, str text, id *out)
{
    str sealed, number;

    if (!base64url_bytes(&c->arena, text, &sealed) ||
        secrets_unseal(c->world->secrets, &c->arena, CHALLENGE_PURPOSE, sealed, &number) != OK || !id_parse(number, out))
        return over(c);
    return OK;
}

err signin_second(ctx *c, const struct second_step *in, struct signed_in *out)
{
    struct attempt attempt;
    struct account a;
    struct guess g;

    TRY(challenge_read(c, in->challenge, &g.challenge));
    err e = transact_aside(c, guess, &g);
    if (e == ERR_NOT_FOUND)
        return over(c);
    TRY(e);
    TRY(attempt_begin(c, rate_of_id(c->world, g.row.account_id), &attempt));
    e = account_by_id(c, g.row.account_id, &a);
    if (e == ERR_NOT_FOUND)
        return over(c);
    TRY(e);
    TRY(suspended_check(c, &a));
    TRY(second_check(c, a.id, in->code, g.row.how));
    TRY(begin(c, &a, g.row.how, g.challenge, (struct secret){ { "", 0 } }, out));
    attempt_succeeded(c, &attempt);
    return OK;
}

/* ---- sweeping ---- */

static err sweep(tx *t, void *arg)
{
    return q_signin_challenge_sweep(t, tx_now(t), SWEEP_MOST, arg);
}

static err sweep_all(ctx *c)
{
    i64 gone;

    do
        TRY(transact(c, sweep, &gone));
    while (gone == SWEEP_MOST);
    return OK;
}

static const struct schedule schedules[] = {
    { "signin_sweep", SWEEP_EVERY_MS, sweep_all },
    {0}
};

extern const struct migration signin_migrations[];

const struct part signin_part = {
    .name = "signin",
    .migrations = signin_migrations,
    .statements = signin_statements,
    .schedules = schedules,
};
