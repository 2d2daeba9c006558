/*
 * The other ways into an account and its second factors, shown to a person who chooses a new password by a letter, and
 * dropped on request. A mailbox alone may drop ways by which somebody else could come in, but never the last second
 * factor: a thief of the mailbox would be in. That needs a code of a second factor.
 */
#include "base/id.h"
#include "base/str.h"
#include "domain/factor/factor.h"
#include "domain/letters/letters_own.h"
#include "domain/oauth/oauth.h"

static const char *const kinds[] = { "passkey", "identity", "totp", "recovery_codes", NULL };

SHAPE(other_way,
    FIELD(other_way, way,          .doc = "For `drop` of POST /auth/password/reset"),
    FIELD(other_way, kind,         .words = kinds),
    FIELD(other_way, name,         .doc = "A passkey's name, or a provider's; null if there is only one of the kind"),
    FIELD(other_way, added_at,     .doc = "Null if it is not known"),
    FIELD(other_way, last_used_at),
    FIELD(other_way, needs_code,   .doc = "Whether dropping it needs a `code` of a second factor"));

/* ---- the ways ---- */

static maybe_when known(when at)
{
    return (maybe_when){ GIVEN, at };
}

static const maybe_when unknown = { .is = NULLED };

static void passkeys_add(ctx *c, const struct factors *f, other_way_page *out)
{
    bool alone = f->totp_since.is != GIVEN;

    for (size_t i = 0; i < f->passkeys.n; i++) {
        const struct passkey *p = &f->passkeys.at[i];
        str way = arena_format(&c->arena, "passkey:%lld", (long long)p->id.v);
        out->at[out->n++] = (struct other_way){ way, S("passkey"), { GIVEN, p->name }, known(p->created_at), p->last_used_at, alone };
    }
}

static void identities_add(ctx *c, const identity_page *all, other_way_page *out)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct identity *one = &all->at[i];
        str way = arena_format(&c->arena, "identity:%lld", (long long)one->id.v);
        out->at[out->n++] = (struct other_way){ way, S("identity"), { GIVEN, one->provider }, known(one->linked_at), one->last_used_at,
            false };
    }
}

err letters_reset_ways(ctx *c, const struct emailed_token *answer, other_way_page *out)
{
    struct letter_token token;
    struct factors factors;
    identity_page identities;

    TRY(link_look(c, PASSWORD_RESET, link_code(&c->arena, answer->token), &token));
    TRY(factors_of(c, token.account_id, &factors));
    TRY(identities_of(c, token.account_id, &identities));
    *out = (other_way_page){ .at = arena_array(&c->arena, struct other_way, factors.passkeys.n + identities.n + 2) };
    passkeys_add(c, &factors, out);
    identities_add(c, &identities, out);
    if (factors.totp_since.is == GIVEN)
        out->at[out->n++] = (struct other_way){ S("totp"), S("totp"), { .is = NULLED }, factors.totp_since, unknown, true };
    if (factors.recovery_codes_left)
        out->at[out->n++] = (struct other_way){ S("recovery_codes"), S("recovery_codes"), { .is = NULLED }, unknown, unknown, true };
    return OK;
}

/* ---- dropping some ---- */

static bool drop_read(str way, struct way_drop *out)
{
    static const struct { str word; enum way_kind kind; } words[] = {
        { S("passkey:"), WAY_PASSKEY }, { S("identity:"), WAY_IDENTITY }, { S("totp"), WAY_TOTP },
        { S("recovery_codes"), WAY_RECOVERY_CODES }
    };

    for (size_t i = 0; i < COUNT(words); i++)
        if (str_starts(way, words[i].word)) {
            str rest = str_from(way, words[i].word.n);
            out->kind = words[i].kind;
            return words[i].kind <= WAY_IDENTITY ? id_parse(rest, &out->which) : !rest.n;
        }
    return false;
}

err ways_read(ctx *c, id account, const struct password_reset_answer *in, struct ways_drop *out)
{
    *out = (struct ways_drop){ .account = account, .address = ctx_request(c)->address,
                                .at = arena_array(&c->arena, struct way_drop, in->drop.n + 1) };
    for (; out->n < in->drop.n; out->n++)
        if (!drop_read(in->drop.at[out->n], &out->at[out->n]))
            return fail_field(c, S("drop"), &unknown_way);
    if (in->code.is != GIVEN || !in->code.v.n)
        return OK;
    err e = factor_check(c, account, &(struct factor_answer){ .code = in->code.v }, &out->use);
    return e == ERR_SIGN_IN ? failure_as(&c->failure, ERR_FORBIDDEN) : e;
}

static err drop_one(tx *t, const struct ways_drop *d, const struct way_drop *way)
{
    static const enum factor_kind factors[] = {
        [WAY_PASSKEY] = FACTOR_PASSKEY, [WAY_TOTP] = FACTOR_TOTP, [WAY_RECOVERY_CODES] = FACTOR_RECOVERY_CODE
    };

    if (way->kind == WAY_IDENTITY)
        return identity_drop(t, d->account, way->which, d->address);
    return factor_drop(t, &(struct factor_gone){ d->account, factors[way->kind], way->which, d->address });
}

/* Without a code, a second factor that was required stays required, so only passkeys beside an app may go. */
static err code_look(tx *t, const struct ways_drop *d, const struct factor_tally *before)
{
    struct factor_tally now;

    TRY(factor_tally_in(t, d->account, &now));
    if (d->use.kind != FACTOR_NONE || (now.totp == before->totp && now.recovery_codes == before->recovery_codes
                                       && factor_asked(&now) == factor_asked(before)))
        return OK;
    return tx_fail_saying(t, &proof_needed, "This needs a code of your second factor.");
}

err ways_drop(tx *t, const struct ways_drop *d)
{
    struct factor_tally before;

    TRY(factor_spend(t, &d->use));
    TRY(factor_tally_in(t, d->account, &before));
    for (size_t i = 0; i < d->n; i++)
        TRY(drop_one(t, d, &d->at[i]));
    return code_look(t, d, &before);
}
