#include "domain/proof/proof.h"
#include "domain/proof/maker.h"

PROBLEMS_DEFINE(proof_problems, PROOF_PROBLEMS)

id proven_account(const struct proven *p)
{
    return p->grant.account;
}

struct grant proven_grant(const struct proven *p)
{
    return p->grant;
}

/* A suspension, leaving and the rest raise the epoch, so nothing else of the account needs to be checked. */
err grant_stands(tx *t, const struct grant *g, bool *stands)
{
    struct account a;
    err e = account_by_id_in(t, g->account, &a);

    *stands = e == OK && a.epoch == g->epoch;
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    return *stands && g->session.v ? session_lives(t, g->account, g->session, stands) : OK;
}

err proof_stands(tx *t, const struct proven *p, enum proof_need need)
{
    bool stands;

    TRY(grant_stands(t, &p->grant, &stands));
    return stands && p->met >= need ? OK : tx_fail_saying(t, &proof_needed, "Your proof does not count any more. Sign in again for this.");
}

const struct capability proof_capability = { .name = "proof", .problems = proof_problems };
