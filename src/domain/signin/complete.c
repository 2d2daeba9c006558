/*
 * From a proof to a session. If a second factor is required, the first proof becomes
 * a challenge: a row, whose number is sent sealed. It lives a few minutes, works once,
 * and allows few guesses.
 */
#include "base/base64.h"
#include "base/json.h"
#include "base/problems.h"
#include "domain/media/media.h"
#include "domain/signin/signin.sql.h"
#include "domain/signin/signin_own.h"
#include "ports/secrets.h"

PROBLEMS_DEFINE(signin_problems, SIGNIN_PROBLEMS)

enum { CHALLENGE_MS = 300 * 1000, GUESSES = 5, SWEEP_MOST = 500, SWEEP_EVERY_MS = 600 * 1000 };

#define CHALLENGE_PURPOSE S("challenge of a sign-in")

static void second_step_check(struct failure *failure, const struct second_step *in)
{
    if (!in->code.n && !in->credential.id.n && !failure_told(failure, S("credential")) && !failure_told(failure, S("credential.id")))
        (void)failure_field_saying(failure, S("code"), &required, "This needs a code, or the credential of a passkey.");
}

SHAPE_RULES(second_step, second_step_check,
    FIELD(second_step, challenge,  .min = 1, .max = 1000, .doc = "As the first step gave it"),
    FIELD(second_step, code,       .optional = true, .max = 100, .doc = "A code of the authenticator app, or a recovery code"),
    FIELD(second_step, credential, .optional = true, .of = &passkey_assertion_shape,
          .doc = "In place of a code: a passkey's, from the browser's toJSON()"),
    FIELD(second_step, device_token, .optional = true, .max = 2000,
          .doc = "The cookie kith_device of an earlier sign-in, for clients that send no cookies"));
SHAPE(signin_challenge, FIELD(signin_challenge, account_id), FIELD(signin_challenge, epoch), FIELD(signin_challenge, how));

/* ---- the transaction ---- */

struct commit { struct completion *done; struct signed_in *out; str origin; };

static err challenge_take(tx *t, id challenge)
{
    i64 taken;

    TRY(q_signin_challenge_take(t, challenge, tx_now(t), &taken));
    return taken ? OK : tx_fail_saying(t, &challenge_invalid, "This challenge has expired, or was already used. Sign in again.");
}

/* An account that was asked for no second factor must still have none. */
static err factors_look(tx *t, const struct completion *d)
{
    struct factor_tally tally;

    if (d->draft || d->strong || d->use.kind != FACTOR_NONE)
        return OK;
    TRY(factor_tally_in(t, d->account.id, &tally));
    return factor_asked(&tally) ? tx_fail_saying(t, &credentials_changed, "A second factor was set up meanwhile. Sign in again.") : OK;
}

static err completion_write(tx *t, void *arg)
{
    struct commit *in = arg;
    struct completion *d = in->done;

    if (d->draft)
        TRY(account_create(t, d->draft, &d->account));
    if (d->challenge.v)
        TRY(challenge_take(t, d->challenge));
    TRY(factors_look(t, d));
    TRY(factor_spend(t, &d->use));
    if (d->hash.hidden.n)
        TRY(account_rehash(t, &d->account, d->hash));
    TRY(session_begin(t, &d->session));
    TRY(audit_add(t, &d->note));
    signed_in_of(tx_arena(t), in->origin, &d->session.tokens, &d->account, in->out);
    in->out->device = d->device;
    return d->also ? d->also(t, d->also_arg) : OK;
}

err completion_commit(ctx *c, struct completion *d, struct signed_in *out)
{
    struct commit in = { d, out, media_base_url(c) };

    return transact(c, completion_write, &in);
}

/* ---- the second factor ---- */

struct asking { id challenge, account; i64 epoch; str how; const struct factor_use *used; };

static err challenge_insert(tx *t, void *arg)
{
    const struct asking *in = arg;

    if (in->used)
        TRY(factor_spend(t, in->used));
    return q_signin_challenge_insert(t, in->challenge, in->account, in->epoch, in->how, (when){ tx_now(t).ms + CHALLENGE_MS });
}

/* "factors": what the second step accepts. */
static void tell_factors(ctx *c, const struct factor_tally *t)
{
    const struct { i64 there; enum factor_kind kind; } all[] = {
        { t->totp, FACTOR_TOTP }, { t->passkeys, FACTOR_PASSKEY }, { t->recovery_codes, FACTOR_RECOVERY_CODE }
    };
    struct buf json = BUF_ON(&c->arena);

    for (size_t i = 0; i < COUNT(all); i++)
        if (all[i].there)
            buf_format(&json, "%c\"%s\"", json.n ? ',' : '[', factor_words[all[i].kind]);
    buf_byte(&json, ']');
    failure_member_add(&c->failure, "factors", buf_str(&json));
}

static err second_ask(ctx *c, const struct account *a, const struct proof *proof, const struct factor_tally *tally)
{
    struct asking in = { ctx_new_id(c), a->id, a->epoch, proof->how, proof->use };
    struct buf json = BUF_ON(&c->arena);
    char number[ID_DIGITS];

    TRY(transact_aside(c, challenge_insert, &in));
    str sealed = secrets_seal(c->world->secrets, &c->arena, CHALLENGE_PURPOSE, (str){ number, id_print(in.challenge, number) });
    json_text(&json, base64url_text(&c->arena, sealed));
    err e = fail(c, &second_factor_required);
    failure_member_add(&c->failure, "challenge", buf_str(&json));
    tell_factors(c, tally);
    return e;
}

/* After a passkey that did not verify its user, a second touch of it is no second proof. */
static err second_check(ctx *c, id account, str how, struct factor_answer answer, struct factor_use *out)
{
    answer.verify_user = str_eq(how, S("passkey"));
    err e = factor_check(c, account, &answer, out);
    struct failure told = c->failure;

    if (e != ERR_SIGN_IN)
        return e;
    TRY(attempt_failed(c, account, arena_format(&c->arena, "second factor after " STR_FMT, STR_ARG(how))));
    c->failure = told;
    return e;
}

/* ---- the proof ---- */

static err suspended_check(ctx *c, const struct account *a)
{
    if (a->suspended_at.is != GIVEN)
        return OK;
    TRY(attempt_failed(c, a->id, S("suspended")));
    return fail(c, &account_suspended);
}

static err session_start(ctx *c, struct completion *done, str how, maybe_str device, struct signed_in *out)
{
    id account = done->account.id;
    const char *second = str_eq(how, S("passkey")) && done->use.kind == FACTOR_PASSKEY ? "" : factor_words[done->use.kind];

    done->note = (struct audit_note){ &audit_signed_in, account, account, ctx_request(c)->address,
                                      arena_format(&c->arena, "by " STR_FMT "%s%s", STR_ARG(how), *second ? " and " : "", second) };
    TRY(session_prepare(c, account, done->account.epoch, &done->session));
    device_note(c, account, device, &done->device);
    return completion_commit(c, done, out);
}

err signin_complete(ctx *c, const struct caller *me, const struct account *a, const struct proof *proof, struct signed_in *out)
{
    struct completion done = { .hash = proof->hash, .strong = proof->strong, .account = *a, .also = proof->also,
                               .also_arg = proof->also_arg };
    struct factor_answer answer = { .code = proof->code };
    struct factor_tally tally = { 0 };

    TRY(suspended_check(c, a));
    if (proof->use)
        done.use = *proof->use;
    if (!proof->strong)
        TRY(factor_tally(c, a->id, &tally));
    if (factor_asked(&tally) && !proof->code.n)
        return second_ask(c, a, proof, &tally);
    if (factor_asked(&tally)) {
        (void)device_known(c, me, a->id, proof->device, &answer.counted_as);
        TRY(second_check(c, a->id, proof->how, answer, &done.use));
    }
    return session_start(c, &done, proof->how, proof->device, out);
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
    return fail_saying(c, &challenge_invalid, "This challenge has expired, or was already used. Sign in again.");
}

static err challenge_read(ctx *c, str text, id *out)
{
    str sealed, number;

    if (!base64url_bytes(&c->arena, text, &sealed) ||
        secrets_unseal(c->world->secrets, &c->arena, CHALLENGE_PURPOSE, sealed, &number) != OK || !id_parse(number, out))
        return over(c);
    return OK;
}

/* It is still the account's, and its epoch has not changed. */
static err challenged_account(ctx *c, const struct signin_challenge *row, struct account *out)
{
    err e = account_by_id(c, row->account_id, out);

    if (e == ERR_NOT_FOUND)
        return over(c);
    TRY(e);
    TRY(suspended_check(c, out));
    return out->epoch == row->epoch ? OK : over(c);
}

err challenge_account(ctx *c, str text, struct account *out)
{
    struct signin_challenge row;
    id challenge;

    TRY(challenge_read(c, text, &challenge));
    err e = q_signin_challenge_get(c, challenge, ctx_now(c), GUESSES, &row);
    if (e == ERR_NOT_FOUND)
        return over(c);
    TRY(e);
    return challenged_account(c, &row, out);
}

static err answer_of(ctx *c, const struct second_step *in, struct factor_answer *out)
{
    *out = (struct factor_answer){ .code = in->code, .passkey = in->credential.id.n ? &in->credential : NULL };
    second_step_check(&c->failure, in);
    return in->code.n || out->passkey ? OK : ERR_INVALID;
}

/* Every try is counted, whatever its result. */
static err guess_take(ctx *c, str challenge, struct guess *g)
{
    TRY(challenge_read(c, challenge, &g->challenge));
    err e = transact_aside(c, guess, g);
    return e == ERR_NOT_FOUND ? over(c) : e;
}

err signin_second(ctx *c, const struct caller *me, const struct second_step *in, struct signed_in *out)
{
    struct completion done = { 0 };
    struct factor_answer answer;
    struct attempt attempt;
    struct guess g;

    TRY(answer_of(c, in, &answer));
    TRY(guess_take(c, in->challenge, &g));
    answer.counted_as = rate_of_id(c->world, g.row.account_id);
    (void)device_known(c, me, g.row.account_id, in->device_token, &answer.counted_as);
    TRY(attempt_begin(c, answer.counted_as, &attempt));
    TRY(challenged_account(c, &g.row, &done.account));
    TRY(second_check(c, done.account.id, g.row.how, answer, &done.use));
    done.challenge = g.challenge;
    TRY(session_start(c, &done, g.row.how, in->device_token, out));
    attempt_succeeded(c, &attempt);
    return OK;
}

/* ---- sweeping ---- */

static err challenges_sweep(tx *t, void *arg)
{
    return q_signin_challenge_sweep(t, tx_now(t), life_most(t, CHALLENGE_MS), SWEEP_MOST, arg);
}

static err challenges_sweep_all(ctx *c)
{
    i64 gone;

    do
        TRY(transact(c, challenges_sweep, &gone));
    while (gone == SWEEP_MOST);
    return OK;
}

static const struct schedule schedules[] = {
    { "signin_sweep", SWEEP_EVERY_MS, challenges_sweep_all },
    {0}
};

extern const struct migration signin_migrations[];

SETTINGS_DEFINE(signin_settings, SIGNIN_SETTINGS);
RATES_DEFINE(signin_rates, SIGNIN_RATES);
AUDIT_DEFINE(signin_actions, SIGNIN_ACTIONS);

const struct capability signin_capability = {
    .name = "signin",
    .problems = signin_problems,
    .audit_actions = signin_actions,
    .settings = &signin_settings_group,
    .rates = signin_rates,
    .migrations = signin_migrations,
    .statements = signin_statements,
    .schedules = schedules,
};
