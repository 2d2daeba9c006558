/* Identities: linked, listed and unlinked, but never the last way in. */
#include "base/arena.h"
#include "domain/audit/audit.h"
#include "domain/factor/factor.h"
#include "domain/oauth/oauth.sql.h"
#include "domain/oauth/oauth_own.h"

enum { LIST_MOST = 100 };

SHAPE(identity,
    FIELD(identity, id),
    FIELD(identity, provider,       .doc = "As in /auth/{provider}"),
    FIELD(identity, email,          .doc = "As the provider gave it"),
    FIELD(identity, email_verified, .doc = "Whether the provider vouches for it"),
    FIELD(identity, linked_at),
    FIELD(identity, last_used_at,   .doc = "Null until somebody has signed in with it"));

static err secured(tx *t, id account, const char *what, str name)
{
    struct account_deed deed = { str_of(what), { GIVEN, provider_title(tx_world(t)->settings, tx_arena(t), name) } };

    return event_tell(t, account_secured, account, &deed);
}

/* ---- linking ---- */

err identity_of_another(tx *t)
{
    return tx_fail(t, &identity_taken);
}

err identity_add(tx *t, const struct linking *l)
{
    maybe_str email = { l->email.n ? GIVEN : NULLED, l->email };
    maybe_when at = { l->used ? GIVEN : NULLED, tx_now(t) };
    i64 added;

    TRY(q_identity_insert(t, l->identity, l->account, l->provider, l->issuer, l->subject, email, l->email_verified, tx_now(t), at, &added));
    return added ? OK : identity_of_another(t);
}

err identity_link(tx *t, const struct linking *l, id *out)
{
    struct audit_note note = { &audit_identity_linked, l->account, l->account, l->address, l->provider };
    struct identity_row row;
    struct account a;
    err e = q_identity_find(t, l->issuer, l->subject, &row);

    if (e == OK) {
        *out = row.id;
        return row.account_id.v == l->account.v ? OK : identity_of_another(t);
    }
    if (e != ERR_NOT_FOUND)
        return e;
    TRY(account_by_id_in(t, l->account, &a));
    if (a.suspended_at.is == GIVEN)
        return tx_fail(t, &account_suspended);
    TRY(identity_add(t, l));
    *out = l->identity;
    TRY(audit_add(t, &note));
    return secured(t, l->account, "identity_linked", l->provider);
}

static err part_with(tx *t, id account, const struct identity *i)
{
    struct audit_note note = { &audit_identity_unlinked, { 0 }, account, S(""), i->provider };

    TRY(audit_add(t, &note));
    return secured(t, account, "identity_unlinked", i->provider);
}

err identities_drop(tx *t, id account)
{
    identity_page all;

    TRY(q_identity_page(t, account, LIST_MOST, &all));
    for (size_t i = 0; i < all.n; i++)
        TRY(part_with(t, account, &all.at[i]));
    if (all.n)
        TRY(account_raise(t, account));
    TRY(q_identities_drop(t, account));
    TRY(q_oauth_flows_drop(t, (maybe_id){ GIVEN, account }));
    return q_oauth_offers_drop(t, account);
}

/* ---- existing ones ---- */

void identity_nulls(struct identity *i)
{
    i->email.is = i->email.is == GIVEN ? GIVEN : NULLED;
    i->last_used_at.is = i->last_used_at.is == GIVEN ? GIVEN : NULLED;
}

err identities_of(ctx *c, id account, identity_page *out)
{
    TRY(q_identity_page(c, account, LIST_MOST, out));
    for (size_t i = 0; i < out->n; i++)
        identity_nulls(&out->at[i]);
    return OK;
}

static err gone(tx *t, id account, id which, str address)
{
    struct identity i;
    i64 deleted;

    TRY(q_identity_get(t, account, which, &i));
    TRY(q_identity_delete(t, account, which, &deleted));
    TRY(account_way_left(t, account));
    TRY(account_raise(t, account));
    TRY(audit_add(t, &(struct audit_note){ &audit_identity_unlinked, account, account, address, i.provider }));
    return secured(t, account, "identity_unlinked", i.provider);
}

err identity_drop(tx *t, id account, id which, str address)
{
    err e = gone(t, account, which, address);

    return e == ERR_NOT_FOUND ? OK : e;
}

struct removal { const struct proven *by; id account, identity; str address; };

static err remove_in(tx *t, void *arg)
{
    const struct removal *r = arg;

    TRY(proof_stands(t, r->by, PROOF_LATELY));
    err e = gone(t, r->account, r->identity, r->address);
    return e == ERR_NOT_FOUND ? tx_fail(t, &identity_not_found) : e;
}

err identity_remove(ctx *c, const struct proven *by, id which)
{
    struct removal r = { .by = by, .account = proven_account(by), .identity = which, .address = ctx_request(c)->address };

    return transact(c, remove_in, &r);
}

err identity_unlink(ctx *c, const struct caller *me, const struct evidence *shown, id which)
{
    const struct proven *by;

    TRY(signin_proven(c, me, shown, PROOF_LATELY, &by));
    return identity_remove(c, by, which);
}
