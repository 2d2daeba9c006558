/*
 * Proves that the bearer of a token is still its owner: by the password, a code of a second factor, or a sign-in
 * just now. The account's epoch is read before any of that is checked, so a change of it meanwhile ends the proof.
 */
#include "domain/proof/maker.h"
#include "domain/signin/signin_own.h"

/* By the session's own time of sign-in: new tokens do not make it younger. One that begins in the future proves nothing,
 * not even when that time comes (sessions_put_back); nor does any session while the clock has jumped. */
static err signed_in_lately(ctx *c, id session, bool *out)
{
    when began = { 0 };
    err e = session.v ? session_began(c, session, &began) : ERR_NOT_FOUND;
    i64 age_ms = ctx_now(c).ms - began.ms;

    *out = e == OK && !clock_doubted(c->world->clock) && age_ms < SESSION_YOUNG_MS && age_ms > -CLOCKS_APART_MS;
    return e == ERR_NOT_FOUND ? OK : e;
}

static err spend(tx *t, void *arg)
{
    return factor_spend(t, arg);
}

static err by_code(ctx *c, const struct caller *me, str code, str *how)
{
    struct factor_answer answer = { .code = code };
    struct factor_use use = { 0 };

    (void)device_known(c, me, me->account, (maybe_str){ .is = ABSENT }, &answer.counted_as);
    err e = factor_check(c, me->account, &answer, &use);

    if (e == OK)
        e = transact_aside(c, spend, &use);
    *how = str_of(factor_words[use.kind]);
    if (e != ERR_SIGN_IN)
        return e;
    TRY(attempt_failed(c, me->account, S("second factor, while signed in")));
    (void)fail_saying(c, &second_factor_wrong, "This is not a code of your second factor, or it was already used.");
    return failure_as(&c->failure, ERR_FORBIDDEN);
}

static bool said(maybe_str s)
{
    return s.is == GIVEN && s.v.n;
}

/* Everything that is given must be right, even if less would do. */
static err weigh(ctx *c, const struct caller *me, const struct account *a, const struct evidence *in, struct proven *p)
{
    bool has_password = a->password_hash.hidden.n > 0, lately;
    str *how = &p->how;

    if (has_password && (said(in->password) || p->met == PROOF_BY_PASSWORD)) {
        TRY(signin_prove(c, me, a, in->password));
        *how = S("password");
    }
    if (said(in->code))
        TRY(by_code(c, me, in->code.v, how));
    if (how->n)
        return OK;
    TRY(signed_in_lately(c, me->session, &lately));
    *how = S("session");
    return lately ? OK : fail_saying(c, &proof_needed, "Sign in again for this%s.", has_password ? ", or give your password" : "");
}

err signin_proven(ctx *c, const struct caller *me, const struct evidence *in, enum proof_need need, const struct proven **out)
{
    struct proven *p = arena_new(&c->arena, struct proven);
    struct account a;

    TRY(account_by_id(c, me->account, &a));
    *p = (struct proven){ .grant = { a.id, me->session, a.epoch }, .met = need };
    TRY(weigh(c, me, &a, in, p));
    *out = p;
    return OK;
}
