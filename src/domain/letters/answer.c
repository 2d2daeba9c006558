/* Answers to the links of letters. A person who has one reads that mailbox; only their session says whether the account is theirs, too. */
#include "base/str.h"
#include "domain/audit/audit.h"
#include "domain/letters/letters.sql.h"
#include "domain/letters/letters_own.h"
#include "domain/media/media.h"

SHAPE(emailed_token,
    FIELD(emailed_token, token, .min = 1, .max = 200, .doc = "The part of the letter's link after the #"));
static void password_reset_answer_check(struct failure *failure, const struct password_reset_answer *in)
{
    (void)password_check(failure, S("password"), in->password, S(""), S(""));
}

SHAPE_RULES(password_reset_answer, password_reset_answer_check,
    FIELD(password_reset_answer, token,    .min = 1, .max = 200, .doc = "The part of the letter's link after the #"),
    FIELD(password_reset_answer, password, PASSWORD_FORM),
    FIELD(password_reset_answer, drop,     .optional = true, .max = 200,
          .doc = "Other ways into the account to remove: `way` of POST /auth/password/reset/ways"),
    FIELD(password_reset_answer, code,     .optional = true, .max = 100, .doc = "A code of a second factor, for ways that say needs_code"));

struct answering {
    str code, address, origin;
    id me;
    struct ways_drop others;
    struct secret hash;
    struct audit_note note;
    struct user *out;
};

static struct confirmation confirmation_of(const struct answering *in, const struct letter_token *token)
{
    return (struct confirmation){ token->email, in->me.v == token->account_id.v ? CONFIRMER_OF_ACCOUNT : CONFIRMER_OF_MAILBOX,
                                  in->address };
}

static err tell_user(tx *t, id account, const struct answering *in)
{
    struct account now;

    TRY(account_by_id_in(t, account, &now));
    user_of(tx_arena(t), in->origin, &now, in->out);
    return OK;
}

/* ---- the address ---- */

static err confirm(tx *t, void *arg)
{
    struct answering *in = arg;
    struct letter_token token;

    TRY(link_take(t, CONFIRM_EMAIL, in->code, &token));
    struct confirmation by = confirmation_of(in, &token);
    TRY(account_confirm_email(t, token.account_id, &by));
    return tell_user(t, token.account_id, in);
}

err letters_confirm(ctx *c, id me, const struct emailed_token *answer, struct user *out)
{
    struct answering in = { .code = link_code(&c->arena, answer->token), .address = ctx_request(c)->address, .me = me, .out = out,
                            .origin = media_base_url(c) };

    return transact(c, confirm, &in);
}

/* Letters to the old address are void: the reader of that mailbox has no say any more. */
static err change(tx *t, void *arg)
{
    struct answering *in = arg;
    struct letter_token token;

    TRY(link_take(t, CHANGE_EMAIL, in->code, &token));
    TRY(account_set_email(t, token.account_id, token.email));
    TRY(q_letter_tokens_drop(t, token.account_id));
    in->note.actor = in->note.subject = token.account_id;
    TRY(audit_add(t, &in->note));
    return tell_user(t, token.account_id, in);
}

err letters_change(ctx *c, const struct emailed_token *answer, struct user *out)
{
    struct answering in = { .code = link_code(&c->arena, answer->token), .out = out, .origin = media_base_url(c) };

    in.note = (struct audit_note){ .action = &audit_email_changed, .address = ctx_request(c)->address, .detail = S("by letter") };
    return transact(c, change, &in);
}

/* ---- the password ---- */

static err reset(tx *t, void *arg)
{
    struct answering *in = arg;
    struct letter_token token;
    struct account who;

    TRY(link_take(t, PASSWORD_RESET, in->code, &token));
    TRY(account_by_id_in(t, token.account_id, &who));
    if (who.email.is != GIVEN || !str_eq(who.email.v, token.email))
        return link_over(t);
    struct confirmation by = confirmation_of(in, &token);
    TRY(account_set_password(t, who.id, in->hash));
    TRY(ways_drop(t, &in->others));
    TRY(account_confirm_email(t, who.id, &by));
    TRY(q_letter_tokens_drop(t, who.id));
    TRY(sessions_end_in(t, who.id, (id){ 0 }));
    in->note.actor = in->note.subject = who.id;
    TRY(audit_add(t, &in->note));
    return account_tell_secured(t, who.id, "password_changed");
}

/* The link is checked before anything that costs time. */
err letters_reset(ctx *c, id me, const struct password_reset_answer *answer)
{
    struct answering in = { .code = link_code(&c->arena, answer->token), .address = ctx_request(c)->address, .me = me };
    struct letter_token token;
    struct account who;

    TRY(link_find(c, PASSWORD_RESET, in.code, &token));
    TRY(account_by_id(c, token.account_id, &who));
    TRY(password_check(&c->failure, S("password"), answer->password, who.username, token.email));
    TRY(ways_read(c, who.id, answer, &in.others));
    TRY(signin_hash(c, answer->password, &in.hash));
    in.note = (struct audit_note){ .action = &audit_password_reset, .address = ctx_request(c)->address, .detail = S("by letter") };
    return transact(c, reset, &in);
}
