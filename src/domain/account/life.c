/* How an account begins and ends. */
#include "base/buf.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "domain/account/account.sql.h"
#include "domain/account/account_own.h"
#include "ports/secrets.h"

SHAPE(retired_name,
    FIELD(retired_name, code));

/* Kept of an erased account's name: a code of how it looked, which only this server can make. */
static str code_of(tx *t, str look)
{
    u8 mac[SHA256_SIZE];

    secrets_mac(tx_world(t)->secrets, S("retired name"), look, mac);
    return hex_text(tx_arena(t), bytes_str(mac, sizeof mac));
}

/* ---- beginning ---- */

/* One value that may be taken already: finding nobody (`e`) is the good case. */
struct claim { str field; const struct problem *taken; };
static const struct claim
    on_name = { S("username"), &username_taken },
    on_phone = { S("phone"), &phone_taken };

static err look_for(tx *t, err e, const struct claim *claim, bool *clash)
{
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    (void)failure_field(tx_failure(t), claim->field, claim->taken);
    (void)tx_fail(t, claim->taken);
    *clash = true;
    return OK;
}

/* Names every value that is taken; the user name comes last, and gives the code. */
static err clashes(tx *t, const struct account_draft *d, str look, bool *clash)
{
    struct account other;
    struct retired_name retired;

    if (d->phone.is == GIVEN)
        TRY(look_for(t, q_account_by_phone(t, d->phone.v, &other), &on_phone, clash));
    if (d->email.is == GIVEN) {
        err taken = email_claim(t, d->id, d->email.v, d->email_proven);
        *clash |= taken == ERR_CONFLICT;
        if (taken != ERR_CONFLICT)
            TRY(taken);
    }
    err e = q_retired_find(t, code_of(t, look), &retired);
    return look_for(t, e == ERR_NOT_FOUND ? q_account_by_look(t, look, &other) : e, &on_name, clash);
}

err account_create(tx *t, const struct account_draft *d, struct account *out)
{
    str key = username_key(tx_arena(t), d->username), look = username_look(tx_arena(t), d->username);
    str shown = d->display_name.n ? d->display_name : d->username, language = d->language.n ? d->language : S("en");
    id which = d->id.v ? d->id : tx_new_id(t);
    maybe_when confirmed = { d->email.is == GIVEN && d->email_proven ? GIVEN : NULLED, tx_now(t) };
    bool clash = false;
    i64 made;

    TRY(clashes(t, d, look, &clash));
    if (clash)
        return ERR_CONFLICT;
    TRY(q_account_insert(t, which, d->username, key, look, d->email, d->phone, confirmed, d->password_hash, shown, d->role, language,
                         tx_now(t), &made));
    if (!made && account_by_id_in(t, which, out) == OK)
        return tx_fail_with(t, ERR_CONTENTION, "The id of the new account was made twice; try again.");
    if (!made)
        return tx_fail_saying(t, &username_taken, "Another account has this name, e-mail address or phone number.");
    TRY(event_tell(t, account_created, which, &(struct account_birth){ .planted.is = ABSENT }));
    return account_by_id_in(t, which, out);
}

err account_plant(tx *t, const struct account *a, bool *planted)
{
    str key = username_key(tx_arena(t), a->username), look = username_look(tx_arena(t), a->username);
    struct retired_name retired;
    i64 made;

    err e = q_retired_find(t, code_of(t, look), &retired);
    *planted = false;
    if (e != ERR_NOT_FOUND)
        return e;
    TRY(q_account_plant(t, a->id, a->username, key, look, a->email, a->password_hash, a->display_name, a->bio, a->locked, a->language,
                        a->created_at, &made));
    *planted = made == 1;
    return *planted ? event_tell(t, account_created, a->id, &(struct account_birth){ { GIVEN, true } }) : OK;
}

/* ---- ending ---- */

err account_erase(tx *t, id which)
{
    struct account a;
    i64 gone;

    TRY(account_by_id_in(t, which, &a));
    TRY(q_retired_insert(t, code_of(t, username_look(tx_arena(t), a.username))));
    TRY(q_account_delete(t, which, &gone));
    return event_tell(t, account_erased, which, NOTHING_TOLD);
}
