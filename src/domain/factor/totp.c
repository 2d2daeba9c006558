/* The authenticator app: its secret is sealed for one account, and counts once a code of it was shown. */
#include "base/base64.h"
#include "base/str.h"
#include "crypto/base32.h"
#include "crypto/digest.h"
#include "crypto/totp.h"
#include "domain/factor/factor.sql.h"
#include "domain/factor/factor_own.h"
#include "ports/rate.h"
#include "ports/secrets.h"

SHAPE(totp_row,
    FIELD(totp_row, secret),
    FIELD(totp_row, last_step),
    FIELD(totp_row, created_at),
    FIELD(totp_row, confirmed_at));
SHAPE(totp_setup,
    FIELD(totp_setup, secret, .doc = "In base32, to be typed into the app"),
    FIELD(totp_setup, uri,    .doc = "The same as otpauth://, to be shown as a QR code"));

static str purpose_of(ctx *c, id account)
{
    return arena_format(&c->arena, "totp of account %lld", (long long)account.v);
}

static err secret_of(ctx *c, id account, const struct totp_row *row, str *out)
{
    str sealed;

    if (!base64url_bytes(&c->arena, row->secret, &sealed) ||
        secrets_unseal(c->world->secrets, &c->arena, purpose_of(c, account), sealed, out) != OK) {
        ctx_log(c, LOG_ERROR, "the secret of an authenticator app does not open: was secret_key changed?", KV_ID("account", account));
        return fail(c, ERR_INTERNAL, NULL, "The second factor of this account cannot be read");
    }
    return OK;
}

err totp_matches(ctx *c, id account, str code, bool *right, i64 *step)
{
    struct totp_row row;
    str secret;
    err e = q_totp_get(c, account, &row);

    *right = false;
    if (e == ERR_NOT_FOUND || (e == OK && row.confirmed_at.is != GIVEN))
        return OK;
    TRY(e);
    TRY(secret_of(c, account, &row, &secret));
    *right = totp_verify(secret, code, ctx_now(c).ms / 1000, row.last_step, step);
    return OK;
}

/* ---- setting it up ---- */

static err exists(tx *t)
{
    return tx_fail(t, ERR_CONFLICT, "totp_exists", "There is an authenticator app already: remove it first");
}

struct beginning { id account; str sealed; };

static err begin(tx *t, void *arg)
{
    const struct beginning *in = arg;
    i64 begun;

    TRY(q_totp_begin(t, in->account, in->sealed, tx_now(t), &begun));
    return begun ? OK : exists(t);
}

err totp_begin(ctx *c, struct totp_setup *out)
{
    struct beginning in = { .account = c->caller.account };
    u8 drawn[TOTP_SECRET_SIZE];
    struct account a;
    struct site site;

    TRY(site_of(c, &site));
    TRY(account_by_id(c, in.account, &a));
    totp_secret(drawn);
    str secret = arena_copy(&c->arena, bytes_str(drawn, sizeof drawn));
    in.sealed = base64url_text(&c->arena, secrets_seal(c->world->secrets, &c->arena, purpose_of(c, a.id), secret));
    *out = (struct totp_setup){ base32_text(&c->arena, secret), totp_uri(&c->arena, site.domain, a.username, secret) };
    return transact(c, begin, &in);
}

/* ---- confirming it ---- */

struct confirming { struct audit_note note; str sealed; i64 step; struct recovery_set set; struct recovery_codes *out; };

static err confirm(tx *t, void *arg)
{
    const struct confirming *in = arg;
    i64 confirmed;

    TRY(q_totp_confirm(t, in->note.subject, in->sealed, in->step, tx_now(t), &confirmed));
    if (!confirmed)
        return exists(t);
    TRY(recovery_keep(t, in->note.subject, &in->set));
    in->out->recovery_codes = in->set.shown;
    return secured(t, &in->note, "totp_added");
}

static err pending(ctx *c, id account, struct totp_row *out)
{
    err e = q_totp_get(c, account, out);

    if (e == ERR_NOT_FOUND)
        return fail(c, e, "totp_not_found", "There is no authenticator app to be confirmed");
    TRY(e);
    return out->confirmed_at.is == GIVEN ? fail(c, ERR_CONFLICT, "totp_exists", "There is an authenticator app already") : OK;
}

static err pending_check(ctx *c, id account, str code, const struct totp_row *row, i64 *step)
{
    u64 who = rate_of_id(c->world, account);
    i64 now_s = ctx_now(c).ms / 1000;
    struct rate rate = rate_take(c->world, WRONG_CODES, who, now_s);
    str secret;

    TRY(rate_refuse(c, &rate, "codes"));
    TRY(secret_of(c, account, row, &secret));
    if (!totp_verify(secret, code, now_s, 0, step))
        return fail(c, ERR_FORBIDDEN, "second_factor_wrong", "That is not the code that the app shows now; is its clock right?");
    rate_give_back(c->world, WRONG_CODES, who, now_s);
    return OK;
}

err totp_confirm(ctx *c, str code, struct recovery_codes *out)
{
    struct confirming in = { .note = deed_of(c, AUDIT_second_factor_added, S("authenticator app")), .out = out };
    struct totp_row row;

    TRY(pending(c, in.note.subject, &row));
    TRY(pending_check(c, in.note.subject, code, &row, &in.step));
    in.sealed = row.secret;
    recovery_draw(c, in.note.subject, &in.set);
    return transact(c, confirm, &in);
}

/* ---- removing it ---- */

struct removing { struct audit_note note; struct factor_use use; };

static err drop(tx *t, void *arg)
{
    const struct removing *in = arg;
    struct totp_row row;

    TRY(factor_spend(t, &in->use));
    err e = q_totp_drop(t, in->note.subject, &row);
    if (e == ERR_NOT_FOUND)
        return tx_fail(t, e, "totp_not_found", "There is no authenticator app");
    TRY(e);
    if (row.confirmed_at.is != GIVEN)
        return OK;
    TRY(factor_gone(t, in->note.subject));
    return secured(t, &in->note, "totp_removed");
}

err totp_remove(ctx *c, str code)
{
    struct removing in = { .note = deed_of(c, AUDIT_second_factor_removed, S("authenticator app")) };
    err e = code.n ? factor_check(c, in.note.subject, &(struct factor_answer){ .code = code }, &in.use) : OK;

    if (e == OK)
        e = transact(c, drop, &in);
    return e == ERR_SIGN_IN ? fail(c, ERR_FORBIDDEN, "second_factor_wrong", "That is not a code of your second factor") : e;
}
