/* The authenticator app: its secret is sealed for one account, and counts once a code has confirmed it. */
#include "base/base64.h"
#include "base/str.h"
#include "crypto/base32.h"
#include "crypto/digest.h"
#include "crypto/totp.h"
#include "domain/factor/factor.sql.h"
#include "domain/factor/factor_own.h"
#include "ports/rate.h"
#include "ports/secrets.h"

enum { PENDING_MS = 30 * 60 * 1000 };

SHAPE(totp_row,
    FIELD(totp_row, secret),
    FIELD(totp_row, last_step),
    FIELD(totp_row, session_id),
    FIELD(totp_row, epoch),
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
        ctx_log(c, LOG_ERROR, "cannot decrypt the secret of an authenticator app: was secret_key changed?", KV_ID("account", account));
        return fail_with(c, ERR_INTERNAL, "The second factor of this account cannot be read.");
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
    return tx_fail(t, &totp_exists);
}

struct beginning { const struct proven *by; str sealed; };

static err totp_insert(tx *t, void *arg)
{
    const struct beginning *in = arg;
    struct grant g = proven_grant(in->by);
    i64 begun;

    TRY(proof_stands(t, in->by, PROOF_BY_PASSWORD));
    TRY(q_totp_begin(t, g.account, in->sealed, g.session, g.epoch, tx_now(t), &begun));
    return begun ? OK : exists(t);
}

err totp_begin(ctx *c, const struct proven *by, struct totp_setup *out)
{
    struct beginning in = { .by = by };
    u8 drawn[TOTP_SECRET_SIZE];
    struct account a;
    struct site site;

    TRY(site_of(c, &site));
    TRY(account_by_id(c, proven_account(by), &a));
    totp_secret(drawn);
    str secret = arena_copy(&c->arena, bytes_str(drawn, sizeof drawn));
    in.sealed = base64url_text(&c->arena, secrets_seal(c->world->secrets, &c->arena, purpose_of(c, a.id), secret));
    *out = (struct totp_setup){ base32_text(&c->arena, secret), totp_uri(&c->arena, site.domain, a.username, secret) };
    return transact(c, totp_insert, &in);
}

/* ---- confirming it ---- */

static const char nothing_pending[] = "There is no authenticator app to confirm. Begin again.";

struct confirming {
    struct audit_note note;
    str sealed;
    struct grant grant;
    i64 step;
    struct recovery_set set;
    struct recovery_codes *out;
};

static err confirm(tx *t, void *arg)
{
    const struct confirming *in = arg;
    bool stands;
    i64 confirmed;

    TRY(grant_stands(t, &in->grant, &stands));
    if (!stands)
        return tx_fail_saying(t, &totp_not_found, nothing_pending);
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

    if (e == OK && out->confirmed_at.is == GIVEN)
        return fail_saying(c, &totp_exists, "There is already an authenticator app.");
    if (e == ERR_NOT_FOUND || (e == OK && out->created_at.ms + PENDING_MS <= ctx_now(c).ms))
        return fail_saying(c, &totp_not_found, nothing_pending);
    return e;
}

static err pending_check(ctx *c, id account, str code, const struct totp_row *row, i64 *step)
{
    u64 who = rate_of_id(c->world, account);
    i64 now_s = ctx_now(c).ms / 1000;
    struct rate rate = rate_take(c->world, &wrong_codes, who, now_s);
    str secret;

    TRY(rate_refuse(c, &rate, "codes"));
    TRY(secret_of(c, account, row, &secret));
    if (!totp_verify(secret, code, now_s, 0, step)) {
        (void)fail_saying(c, &second_factor_wrong, "This is not the code that the app shows now. Perhaps its clock is wrong.");
        return failure_as(&c->failure, ERR_FORBIDDEN);
    }
    rate_give_back(c->world, &wrong_codes, who, now_s);
    return OK;
}

err totp_confirm(ctx *c, id me, str code, struct recovery_codes *out)
{
    struct confirming in = { .note = deed_of(c, me, &audit_second_factor_added, S("authenticator app")), .out = out };
    struct totp_row row;

    TRY(pending(c, in.note.subject, &row));
    TRY(pending_check(c, in.note.subject, code, &row, &in.step));
    in.sealed = row.secret;
    in.grant = (struct grant){ in.note.subject, row.session_id, row.epoch };
    recovery_draw(c, in.note.subject, &in.set);
    return transact(c, confirm, &in);
}

/* ---- removing it ---- */

struct removing { const struct proven *by; struct audit_note note; };

err totp_gone(tx *t, const struct audit_note *note)
{
    struct totp_row row;

    TRY(q_totp_drop(t, note->subject, &row));
    if (row.confirmed_at.is != GIVEN)
        return OK;
    TRY(factor_gone(t, note->subject));
    return secured(t, note, "totp_removed");
}

static err totp_delete(tx *t, void *arg)
{
    const struct removing *in = arg;

    TRY(proof_stands(t, in->by, PROOF_BY_PASSWORD));
    err e = totp_gone(t, &in->note);
    return e == ERR_NOT_FOUND ? tx_fail(t, &totp_not_found) : e;
}

err totp_remove(ctx *c, const struct proven *by)
{
    struct removing in = { by, deed_of(c, proven_account(by), &audit_second_factor_removed, S("authenticator app")) };

    return transact(c, totp_delete, &in);
}
