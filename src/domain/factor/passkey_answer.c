/* Passkeys that sign in, and those that are the second factor of a known account. */
#include "base/base64.h"
#include "base/str.h"
#include "crypto/webauthn.h"
#include "domain/factor/factor.sql.h"
#include "domain/factor/factor_own.h"

const struct grant passkey_of_anybody = { .account = { 0 } }, passkey_of_nobody = { .account = { -1 } };

/* ---- asking ---- */

static err request_make(ctx *c, str purpose, struct grant whose, struct passkey_request *out)
{
    struct site site;

    TRY(site_of(c, &site));
    *out = (struct passkey_request){ .timeout = CHALLENGE_MS, .rpId = site.domain, .userVerification = S("preferred") };
    return challenge_make(c, purpose, whose, &out->challenge);
}

err passkey_ask(ctx *c, struct grant whose, struct passkey_request *out)
{
    return request_make(c, ASKED_TO_SIGN_IN, whose, out);
}

err passkey_ask_second(ctx *c, struct grant whose, struct passkey_request *out)
{
    TRY(request_make(c, ASKED_AS_SECOND, whose, out));
    return passkey_names(c, whose.account, &out->allowCredentials);
}

/* ---- checking the answer ---- */

struct answer { str client_data, authenticator_data, signature, challenge; struct grant asked; struct passkey_row row; };

static err answer_read(ctx *c, const struct passkey_assertion *in, struct answer *out)
{
    TRY(passkey_bytes(c, "response.clientDataJSON", in->response.clientDataJSON, &out->client_data));
    TRY(passkey_bytes(c, "response.authenticatorData", in->response.authenticatorData, &out->authenticator_data));
    return passkey_bytes(c, "response.signature", in->response.signature, &out->signature);
}

static err challenge_answered(ctx *c, str purpose, struct answer *out)
{
    str text;
    err e = challenge_take(c, purpose, out->client_data, &text, &out->asked);

    if (e == ERR_NOT_FOUND || (e == OK && !base64url_bytes(&c->arena, text, &out->challenge)))
        return fail(c, &challenge_invalid);
    return e;
}

static err unknown(ctx *c)
{
    return fail(c, &passkey_unknown);
}

/* An authenticator that found the key by itself names its owner too: both must agree. */
static err passkey_find(ctx *c, const struct passkey_assertion *in, struct answer *out)
{
    const maybe_str *handle = &in->response.userHandle;
    err e = q_passkey_by_credential(c, in->id, &out->row);

    if (e == ERR_NOT_FOUND)
        return unknown(c);
    TRY(e);
    if (out->asked.account.v != passkey_of_anybody.account.v && out->asked.account.v != out->row.account_id.v)
        return unknown(c);
    if (handle->is == GIVEN && handle->v.n && !str_eq(handle->v, passkey_owner(c, out->row.account_id)))
        return unknown(c);
    return OK;
}

static err fell(tx *t, void *arg)
{
    return secured(t, arg, "passkey_count_fell");
}

/* Two devices seem to hold one key: its owner is informed, and neither of them gets in with that count. */
static err count_fell(ctx *c, const struct answer *a)
{
    struct audit_note note = { &audit_passkey_count_fell, a->row.account_id, a->row.account_id, ctx_request(c)->address,
                               arena_format(&c->arena, "passkey %lld: perhaps it was copied", (long long)a->row.id.v) };

    TRY(transact_aside(c, fell, &note));
    return fail(c, &passkey_count_fell);
}

static err assertion_check(ctx *c, const struct answer *a, bool verify_user, struct factor_use *out)
{
    struct webauthn_rules rules = { .challenge = a->challenge, .verify_user = verify_user };
    struct webauthn_use use;
    struct site site;
    str key;

    TRY(site_of(c, &site));
    rules.rp_id = site.domain;
    rules.origins = site.origins;
    if (!base64url_bytes(&c->arena, a->row.public_key, &key))
        return fail_with(c, ERR_INTERNAL, "This passkey cannot be read.");
    err e = webauthn_assert(&c->arena, &c->failure, &rules, key, (u32)a->row.sign_count, a->client_data, a->authenticator_data,
                            a->signature, &use);
    if (e == ERR_INVALID)
        return failure_as(&c->failure, ERR_SIGN_IN);
    TRY(e);
    if (use.count_fell)
        return count_fell(c, a);
    *out = (struct factor_use){ .kind = FACTOR_PASSKEY, .account = a->row.account_id, .passkey = a->row.id, .count = use.count,
                                .address = ctx_request(c)->address, .strong = use.user_verified };
    return OK;
}

static err prove(ctx *c, const struct passkey_assertion *in, str purpose, bool verify_user, struct factor_use *out)
{
    struct answer a;

    TRY(answer_read(c, in, &a));
    TRY(challenge_answered(c, purpose, &a));
    TRY(passkey_find(c, in, &a));
    return assertion_check(c, &a, verify_user, out);
}

err passkey_prove(ctx *c, const struct passkey_assertion *in, struct factor_use *out)
{
    return prove(c, in, ASKED_TO_SIGN_IN, false, out);
}

/* The challenge of a second step belongs to one account: it accepts no other account's passkey. */
err passkey_check(ctx *c, id account, const struct factor_answer *a, struct factor_use *out)
{
    TRY(prove(c, a->passkey, ASKED_AS_SECOND, a->verify_user, out));
    return out->account.v == account.v ? OK : unknown(c);
}

/* ---- using it up ---- */

err passkey_spend(tx *t, const struct factor_use *use)
{
    i64 used;

    TRY(q_passkey_use(t, use->account, use->passkey, use->count, tx_now(t), &used));
    return used ? OK : tx_fail_saying(t, &passkey_unknown, "This passkey was meanwhile removed, or used elsewhere.");
}
