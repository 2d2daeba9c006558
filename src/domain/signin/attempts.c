/* Attempts to sign in: limited by address and by account, and recorded in the audit log when they fail. */
#include "domain/signin/signin_own.h"

err attempt_begin(ctx *c, u64 who, struct attempt *out)
{
    struct world *w = c->world;
    struct rate rate;

    *out = (struct attempt){ rate_client_text(w, ctx_request(c)->address), who, ctx_now(c).ms / 1000 };
    rate = rate_take_client(w, &sign_ins_per_address, &out->client, out->now_s);
    TRY(rate_refuse(c, &rate, "attempts to sign in"));
    rate = rate_take(w, &failed_sign_ins, who, out->now_s);
    return rate_refuse(c, &rate, "attempts to sign in");
}

void attempt_succeeded(ctx *c, const struct attempt *a)
{
    rate_give_back_client(c->world, &sign_ins_per_address, &a->client, a->now_s);
    rate_forget(c->world, &failed_sign_ins, a->who, a->now_s);
}

/* Without a decision (the server is busy, the store is away) it was not an attempt, and a correct first proof is not a failed one. */
static bool counts(const ctx *c, err e)
{
    bool right = c->failure.problem == &second_factor_required;

    return (e == ERR_SIGN_IN && !right) || e == ERR_FORBIDDEN;
}

err attempt_over(ctx *c, const struct attempt *a, err e)
{
    if (e == OK) {
        attempt_succeeded(c, a);
    } else if (!counts(c, e)) {
        rate_give_back_client(c->world, &sign_ins_per_address, &a->client, a->now_s);
        rate_give_back(c->world, &failed_sign_ins, a->who, a->now_s);
    }
    return e;
}

static err failed(tx *t, void *arg)
{
    return audit_add(t, arg);
}

err attempt_failed(ctx *c, id account, str how)
{
    struct audit_note note = { &audit_sign_in_failed, { 0 }, account, ctx_request(c)->address, how };

    return transact_aside(c, failed, &note);
}
