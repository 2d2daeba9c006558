/* Requests for letters, and their limits. */
#include "base/json.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/letters/letters_own.h"
#include "ports/rate.h"

SHAPE(letter_sent,
    FIELD(letter_sent, expires_in, .doc = "For how many seconds the letter's link works"));
static void email_change_request_check(struct failure *, const struct email_change_request *);
static void password_reset_request_check(struct failure *, const struct password_reset_request *);

SHAPE_RULES(email_change_request, email_change_request_check,
    FIELD(email_change_request, email,    .min = 1, .max = 320, .format = "email"),
    FIELD(email_change_request, password, .optional = true, .max = 4096, .format = "password", .doc = "The account's, if it has one"),
    FIELD(email_change_request, code,     .optional = true, .max = 100,
          .doc = "A code of a second factor, for an account without a password"));
SHAPE_RULES(password_reset_request, password_reset_request_check,
    FIELD(password_reset_request, email,      .optional = true, .max = 320, .format = "email"),
    FIELD(password_reset_request, identifier, .optional = true, .max = 320,
          .doc = "In place of `email`: user name, e-mail address or phone number"));

/* ---- how often ---- */

static err budget_take(ctx *c, const struct rate_budget *budget, u64 who)
{
    struct rate r = rate_take(c->world, budget, who, ctx_now(c).ms / 1000);

    return rate_refuse(c, &r, "letters");
}

/* Per client, and per account or mailbox; these counts are apart from those of attempts to sign in. */
static err may_ask(ctx *c, const char *about, str whose)
{
    struct rate_client client = rate_client_text(c->world, ctx_request(c)->address);
    struct rate r = rate_take_client(c->world, &resets_per_address, &client, ctx_now(c).ms / 1000);

    TRY(rate_refuse(c, &r, "letters"));
    return budget_take(c, &resets_per_account, rate_of_text(c->world, arena_format(&c->arena, "%s " STR_FMT, about, STR_ARG(whose))));
}

/* ---- is this address yours? ---- */

struct asking { const struct proven *by; struct letter_draft letter, notice; struct letter_sent *out; };

static err letter_insert(tx *t, void *arg)
{
    struct asking *in = arg;

    if (in->by)
        TRY(proof_stands(t, in->by, PROOF_BY_PASSWORD));
    TRY(letter_add(t, &in->letter));
    if (in->notice.email.n)
        TRY(letter_add(t, &in->notice));
    in->out->expires_in = letter_life_s(in->letter.letter);
    return OK;
}

err letters_confirm_ask(ctx *c, id who, struct letter_sent *out)
{
    struct account me;

    TRY(account_by_id(c, who, &me));
    if (me.email.is != GIVEN)
        return fail(c, &no_email);
    if (me.email_confirmed_at.is == GIVEN)
        return fail(c, &email_confirmed);
    TRY(may_ask(c, "letters of", id_text(&c->arena, me.id)));
    struct asking in = { .letter = { CONFIRM_EMAIL, me.id, me.email.v, S(""), ctx_now(c) }, .out = out };
    return transact(c, letter_insert, &in);
}

/* ---- another address ---- */

static void email_change_request_check(struct failure *failure, const struct email_change_request *in)
{
    str email;

    (void)email_read(failure, S("email"), in->email, &email);
}

/*
 * A session alone is not enough: somebody who found a signed-in device could keep the account with it. Whether the
 * address belongs to another account, only its reader learns, from the link.
 */
err letters_change_ask(ctx *c, const struct caller *caller, const struct email_change_request *wish, struct letter_sent *out)
{
    const struct proven *by;
    struct account me;
    str email;

    TRY(account_by_id(c, caller->account, &me));
    TRY(email_read(&c->failure, S("email"), wish->email, &email));
    if (me.email.is == GIVEN && str_eq(me.email.v, email))
        return fail_field(c, S("email"), &unchanged);
    TRY(signin_proven(c, caller, &(struct evidence){ wish->password, wish->code }, PROOF_BY_PASSWORD, &by));
    TRY(may_ask(c, "letters of", id_text(&c->arena, me.id)));
    TRY(may_ask(c, "letters to", email));
    struct asking in = { .by = by, .letter = { CHANGE_EMAIL, me.id, email, S(""), ctx_now(c), caller->session }, .out = out };
    if (me.email.is == GIVEN)
        in.notice = (struct letter_draft){ EMAIL_CHANGES, me.id, me.email.v, email, ctx_now(c) };
    return transact(c, letter_insert, &in);
}

/* ---- a new password ---- */

struct reset_task { str identifier; };
extern const struct shape reset_task_shape;
SHAPE(reset_task, FIELD(reset_task, identifier));

struct reset_asking { str payload; struct letter_sent *out; };

static err reset_ask(tx *t, void *arg)
{
    struct reset_asking *in = arg;

    in->out->expires_in = letter_life_s(PASSWORD_RESET);
    return job_add(t, "letter_reset", in->payload, tx_now(t));
}

static err identifier_of(struct failure *failure, const struct password_reset_request *in, str *out)
{
    bool email = in->email.is == GIVEN && in->email.v.n, any = in->identifier.is == GIVEN && str_trim(in->identifier.v).n;

    if (email == any)
        return failure_field_saying(failure, S("email"), email ? &ambiguous : &required,
                                    "This needs an e-mail address, or `identifier` in its place.");
    if (email)
        return email_read(failure, S("email"), in->email.v, out);
    *out = str_trim(in->identifier.v);
    return OK;
}

static void password_reset_request_check(struct failure *failure, const struct password_reset_request *in)
{
    str identifier;

    if (!failure_told(failure, S("identifier")))
        (void)identifier_of(failure, in, &identifier);
    else if (in->email.is == GIVEN)
        (void)email_read(failure, S("email"), in->email.v, &identifier);
}

err letters_reset_ask(ctx *c, const struct password_reset_request *question, struct letter_sent *out)
{
    struct buf payload = BUF_ON(&c->arena);
    struct reset_task task;

    TRY(identifier_of(&c->failure, question, &task.identifier));
    TRY(may_ask(c, "resets of", username_key(&c->arena, task.identifier)));
    json_write(&payload, &reset_task_shape, &task);
    return transact(c, reset_ask, &(struct reset_asking){ buf_str(&payload), out });
}

/* To the address that the account has now: its previous one may be somebody else's by now. */
static err reset_letter(tx *t, void *arg)
{
    struct account who;
    err e = account_by_id_in(t, *(const id *)arg, &who);

    if (e == ERR_NOT_FOUND || (e == OK && who.email.is != GIVEN))
        return OK;
    TRY(e);
    return letter_add(t, &(struct letter_draft){ PASSWORD_RESET, who.id, who.email.v, S(""), tx_now(t) });
}

/* An account has several names that can be typed: its letters also count together, and those past the limit are silently dropped. */
err letters_reset_begin(ctx *c, str payload)
{
    struct reset_task task;
    struct account who;

    TRY(json_read(&c->arena, &c->failure, payload, &reset_task_shape, &task));
    err e = account_by_any(c, task.identifier, &who);
    if (e == ERR_NOT_FOUND || (e == OK && who.email.is != GIVEN))
        return OK;
    TRY(e);
    u64 them = rate_of_text(c->world, arena_format(&c->arena, "resets sent to %lld", (long long)who.id.v));
    if (rate_take(c->world, &resets_per_account, them, ctx_now(c).ms / 1000).refused)
        return OK;
    return transact(c, reset_letter, &who.id);
}
