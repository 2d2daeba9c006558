#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/factor/factor.sql.h"
#include "domain/factor/factor_own.h"
#include "ports/rate.h"

PROBLEMS_DEFINE(factor_problems, FACTOR_PROBLEMS)

SHAPE(factor_tally,
    FIELD(factor_tally, totp),
    FIELD(factor_tally, passkeys),
    FIELD(factor_tally, recovery_codes));
SHAPE(factors,
    FIELD(factors, totp_since,          .doc = "Since when an authenticator app counts; null: there is none"),
    FIELD_PAGE(factors, passkeys, &passkey_shape),
    FIELD(factors, recovery_codes_left, .doc = "How many have not been used"));

const char *const factor_words[FACTOR_KINDS] = {
    [FACTOR_NONE] = "", [FACTOR_TOTP] = "totp", [FACTOR_RECOVERY_CODE] = "recovery_code", [FACTOR_PASSKEY] = "passkey"
};

enum { SWEEP_EVERY_MS = 600 * 1000 };

/* ---- what there is ---- */

err factor_tally(ctx *c, id account, struct factor_tally *out)
{
    return q_factor_tally(c, account, out);
}

err factor_tally_in(tx *t, id account, struct factor_tally *out)
{
    return q_factor_tally(t, account, out);
}

err factors_of(ctx *c, id account, struct factors *out)
{
    struct factor_tally tally;
    struct totp_row totp;
    err e = q_totp_get(c, account, &totp);

    *out = (struct factors){ .totp_since = { .is = NULLED } };
    if (e == OK && totp.confirmed_at.is == GIVEN)
        out->totp_since = totp.confirmed_at;
    if (e != ERR_NOT_FOUND)
        TRY(e);
    TRY(factor_tally(c, account, &tally));
    out->recovery_codes_left = tally.recovery_codes;
    return passkey_list(c, account, (id){ 0 }, PASSKEYS_MOST, &out->passkeys);
}

/* ---- reporting ---- */

struct audit_note deed_of(ctx *c, id account, const struct audit_action *what, str detail)
{
    return (struct audit_note){ what, account, account, ctx_request(c)->address, detail };
}

err secured(tx *t, const struct audit_note *note, const char *what)
{
    TRY(audit_add(t, note));
    return account_tell_secured(t, note->subject, what);
}

err factor_gone(tx *t, id account)
{
    struct factor_tally left;

    TRY(account_raise(t, account));
    TRY(q_factor_tally(t, account, &left));
    return factor_asked(&left) ? OK : q_recovery_codes_drop(t, account);
}

/* ---- an answer ---- */

err factor_wrong(ctx *c)
{
    return fail(c, &second_factor_wrong);
}

static err code_check(ctx *c, id account, str code, struct factor_use *out)
{
    struct recovery_row row;
    bool right;

    TRY(totp_matches(c, account, code, &right, &out->step));
    if (right) {
        out->kind = FACTOR_TOTP;
        return OK;
    }
    if (!recovery_hash(c->world, &c->arena, account, code, &out->hash))
        return factor_wrong(c);
    err e = q_recovery_code_find(c, account, out->hash, &row);
    if (e == ERR_NOT_FOUND)
        return factor_wrong(c);
    out->kind = FACTOR_RECOVERY_CODE;
    return e;
}

/* At any time three codes of a million are right, so only a few may be tried. */
static err code_check_bounded(ctx *c, id account, const struct factor_answer *a, struct factor_use *out)
{
    u64 who = a->counted_as ? a->counted_as : rate_of_id(c->world, account);
    i64 now_s = ctx_now(c).ms / 1000;
    struct rate rate = rate_take(c->world, &wrong_codes, who, now_s);

    TRY(rate_refuse(c, &rate, "codes"));
    TRY(code_check(c, account, a->code, out));
    rate_give_back(c->world, &wrong_codes, who, now_s);
    return OK;
}

err factor_check(ctx *c, id account, const struct factor_answer *a, struct factor_use *out)
{
    *out = (struct factor_use){ .account = account, .address = ctx_request(c)->address };
    return a->passkey ? passkey_check(c, account, a, out) : code_check_bounded(c, account, a, out);
}

static err totp_spend(tx *t, const struct factor_use *use)
{
    i64 used;

    TRY(q_totp_use(t, use->account, use->step, &used));
    return used ? OK : tx_fail_saying(t, &second_factor_wrong, "This code was already used.");
}

static err recovery_spend(tx *t, const struct factor_use *use)
{
    struct audit_note note = { &audit_recovery_code_used, use->account, use->account, use->address, { "", 0 } };
    i64 used;

    TRY(q_recovery_code_use(t, use->account, use->hash, &used));
    return used ? secured(t, &note, "recovery_code_used") : tx_fail_saying(t, &second_factor_wrong, "This code was already used.");
}

err factor_spend(tx *t, const struct factor_use *use)
{
    switch (use->kind) {
    case FACTOR_TOTP: return totp_spend(t, use);
    case FACTOR_RECOVERY_CODE: return recovery_spend(t, use);
    case FACTOR_PASSKEY: return passkey_spend(t, use);
    default: return OK;
    }
}

/* ---- one of them, or all at once ---- */

err factor_drop(tx *t, const struct factor_gone *g)
{
    struct audit_note note = { &audit_second_factor_removed, g->account, g->account, g->address, S("authenticator app") };
    err e = OK;

    if (g->kind == FACTOR_TOTP) {
        e = totp_gone(t, &note);
    } else if (g->kind == FACTOR_PASSKEY) {
        note.action = &audit_passkey_removed;
        e = passkey_gone(t, g->passkey, &note);
    } else {
        note.detail = S("recovery codes");
        TRY(q_recovery_codes_drop(t, g->account));
        e = secured(t, &note, "recovery_codes_removed");
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

err factors_drop(tx *t, id account, bool *any)
{
    struct factor_tally tally;

    TRY(q_factor_tally(t, account, &tally));
    *any = factor_asked(&tally);
    if (*any)
        TRY(account_raise(t, account));
    err gone = q_totp_drop(t, account, &(struct totp_row){ 0 });
    if (gone != ERR_NOT_FOUND)
        TRY(gone);
    TRY(q_recovery_codes_drop(t, account));
    TRY(q_passkeys_drop(t, account));
    return q_passkey_challenges_drop(t, account);
}

/* An account that does not exist any more. */
static err factors_forget(tx *t, const struct event *e)
{
    bool any;
    id account;

    TRY(event_about(t, e, &account));
    return factors_drop(t, account, &any);
}

static const struct consumer consumers[] = {
    { .name = "factor_forget", .hears = KINDS(&account_erased), .handle = factors_forget },
    {0}
};

static const struct schedule schedules[] = {
    { "passkey_challenge_sweep", SWEEP_EVERY_MS, challenge_sweep },
    {0}
};

/* An app alone is not a way in. */
static err ways_in(tx *t, id account, i64 *n)
{
    struct factor_tally tally;

    TRY(q_factor_tally(t, account, &tally));
    *n = tally.passkeys;
    return OK;
}

static err ways_drop(tx *t, id account)
{
    struct audit_note note = { &audit_second_factor_removed, { 0 }, account, S(""),
                               S("all, since the address of the account was confirmed by its mailbox alone") };
    bool any;

    TRY(factors_drop(t, account, &any));
    return any ? secured(t, &note, "factors_removed") : OK;
}

extern const struct migration factor_migrations[];

SETTINGS_DEFINE(factor_settings, FACTOR_SETTINGS);
RATES_DEFINE(factor_rates, FACTOR_RATES);
AUDIT_DEFINE(factor_actions, FACTOR_ACTIONS);

const struct capability factor_capability = {
    .name = "factor",
    .problems = factor_problems,
    .audit_actions = factor_actions,
    .settings = &factor_settings_group,
    .rates = factor_rates,
    .migrations = factor_migrations,
    .statements = factor_statements,
    .consumers = consumers,
    .belongings = factor_belongings,
    .schedules = schedules,
    .settings_check = site_settings_check,
    .ways_in = ways_in,
    .ways_drop = ways_drop,
};
