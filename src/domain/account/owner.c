/* Who owns an e-mail address: named, proven, and taken from an account that only named it. The rule is in account.h. */
#include "base/str.h"
#include "domain/account/account.sql.h"
#include "domain/account/account_own.h"
#include "domain/audit/audit.h"

static err email_of_another(tx *t)
{
    (void)failure_field(tx_failure(t), S("email"), &email_taken);
    return tx_fail(t, &email_taken);
}

static err lapse(tx *t, id other)
{
    struct audit_note note = { &audit_email_lapsed, { 0 }, other, S(""), S("somebody else has proved to read its mail") };
    struct account now;

    TRY(audit_add(t, &note));
    TRY(account_raise(t, other));
    return tell_changed(t, q_account_lapse_email(t, other, &now), &now);
}

err email_claim(tx *t, id who, str email, bool proven)
{
    struct account other;
    err e = q_account_by_email(t, email, &other);

    if (e == ERR_NOT_FOUND || (e == OK && other.id.v == who.v))
        return OK;
    TRY(e);
    return proven && !account_owns_email(&other) ? lapse(t, other.id) : email_of_another(t);
}

err account_set_email(tx *t, id which, str email)
{
    struct account a;

    TRY(email_claim(t, which, email, true));
    TRY(account_raise(t, which));
    return tell_changed(t, q_account_set_email(t, which, email, (maybe_when){ GIVEN, tx_now(t) }, &a), &a);
}

static err ways_drop(tx *t, id which)
{
    for (const struct capability *const *p = tx_world(t)->program->capabilities; *p; p++)
        if ((*p)->ways_drop)
            TRY((*p)->ways_drop(t, which));
    return OK;
}

static err tell_confirmed(tx *t, id which, const struct confirmation *c)
{
    bool own = c->by == CONFIRMER_OF_ACCOUNT;
    id nobody = { 0 };

    return audit_add(t, &(struct audit_note){ &audit_email_confirmed, own ? which : nobody, which, c->address,
                                              own ? S("while signed in") : S("by its mailbox alone") });
}

err account_confirm_email(tx *t, id which, const struct confirmation *c)
{
    struct account a;

    TRY(account_by_id_in(t, which, &a));
    if (a.email.is != GIVEN || !str_eq(a.email.v, c->email))
        return tx_fail(t, &email_changed);
    if (a.email_confirmed_at.is == GIVEN)
        return OK;
    if (c->by == CONFIRMER_OF_MAILBOX)
        TRY(ways_drop(t, which));
    TRY(tell_confirmed(t, which, c));
    return tell_changed(t, q_account_set_email(t, which, c->email, (maybe_when){ GIVEN, tx_now(t) }, &a), &a);
}
