/*
 * Changes of the ways into an account, with the proof that they are its owner's: the proof and the deed are one verb,
 * so that no surface can ask for less than the deed needs.
 */
#include "domain/signin/signin_own.h"

/* ---- signing out everywhere else: the other devices, and all that anybody has under way ---- */

struct ending { const struct proven *by; id account, session; struct audit_note note; };

static err others_end(tx *t, void *arg)
{
    const struct ending *in = arg;

    TRY(proof_stands(t, in->by, PROOF_LATELY));
    TRY(sessions_end_in(t, in->account, in->session));
    TRY(account_raise(t, in->account));
    return audit_add(t, &in->note);
}

err signin_end_others(ctx *c, const struct caller *me, const struct evidence *shown)
{
    struct audit_note note = { &audit_session_ended, me->account, me->account, ctx_request(c)->address, S("all others") };
    struct ending in = { .account = me->account, .session = me->session, .note = note };

    TRY(signin_proven(c, me, shown, PROOF_LATELY, &in.by));
    return transact(c, others_end, &in);
}

/* ---- second factors and passkeys ---- */

err signin_totp_begin(ctx *c, const struct caller *me, const struct evidence *shown, struct totp_setup *out)
{
    const struct proven *by;

    TRY(signin_proven(c, me, shown, PROOF_BY_PASSWORD, &by));
    return totp_begin(c, by, out);
}

err signin_totp_remove(ctx *c, const struct caller *me, const struct evidence *shown)
{
    const struct proven *by;

    TRY(signin_proven(c, me, shown, PROOF_BY_PASSWORD, &by));
    return totp_remove(c, by);
}

err signin_recovery_codes_make(ctx *c, const struct caller *me, const struct evidence *shown, struct recovery_codes *out)
{
    const struct proven *by;

    TRY(signin_proven(c, me, shown, PROOF_BY_PASSWORD, &by));
    return recovery_codes_make(c, by, out);
}

err signin_passkey_begin(ctx *c, const struct caller *me, const struct evidence *shown, struct passkey_creation *out)
{
    const struct proven *by;

    TRY(signin_proven(c, me, shown, PROOF_LATELY, &by));
    return passkey_begin(c, by, out);
}

err signin_passkey_remove(ctx *c, const struct caller *me, const struct evidence *shown, id which)
{
    const struct proven *by;

    TRY(signin_proven(c, me, shown, PROOF_LATELY, &by));
    return passkey_remove(c, by, which);
}
