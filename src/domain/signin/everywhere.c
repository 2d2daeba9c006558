/* Signing out everywhere else: the other devices, and all that anybody has under way. */
#include "domain/signin/signin_own.h"

struct ending { const struct proven *by; id account, session; struct audit_note note; };

static err others_end(tx *t, void *arg)
{
    const struct ending *in = arg;

    TRY(proof_stands(t, in->by));
    TRY(sessions_end_in(t, in->account, in->session));
    TRY(account_raise(t, in->account));
    return audit_add(t, &in->note);
}

err signin_end_others(ctx *c, const struct proven *by)
{
    id account = proven_account(by);
    struct ending in = { by, account, c->caller.session, { AUDIT_session_ended, account, account, ctx_request(c)->address, S("all others") } };

    return transact(c, others_end, &in);
}
