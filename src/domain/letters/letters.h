/*
 * Letters: e-mail to people. A letter asks whether an address is theirs, lets them choose
 * a new password or another address, or reports what was done to their account. Each is
 * written by a durable job that was added in the transaction of what it reports, in the
 * account's language.
 *
 * A letter's link carries a token: it works once, for a time, and a newer one of the same
 * purpose voids it. Where an answer could reveal whether an account exists, it is the
 * same for all, and so is the work before it: the job does the lookup. `me` is the
 * signed-in account, or 0.
 *
 * Events that cause letters: account.created, account.secured, account.leaving,
 * export.ready.
 */
#pragma once
#include "domain/audit/audit.h"
#include "domain/letters/problems.h"
#include "domain/signin/signin.h"

struct letter_sent { i64 expires_in; };
struct emailed_token { str token; };
extern const struct shape letter_sent_shape, emailed_token_shape;

/* Confirms the account's address. Asking for another letter: ERR_CONFLICT no_email, email_confirmed; ERR_TOO_MANY. */
err letters_confirm_ask(ctx *, id me, struct letter_sent *out);
err letters_confirm(ctx *, id me, const struct emailed_token *, struct user *out);          /* ERR_FORBIDDEN link_invalid */

/*
 * Changes the address: a letter to the new one, a notice to the old one. ERR_INVALID on `email`, ERR_FORBIDDEN
 * bad_password, proof_needed.
 */
struct email_change_request { str email; maybe_str password, code; };
extern const struct shape email_change_request_shape;
err letters_change_ask(ctx *, const struct caller *me, const struct email_change_request *, struct letter_sent *out);
/* ERR_FORBIDDEN link_invalid, ERR_CONFLICT email_taken */
err letters_change(ctx *, const struct emailed_token *, struct user *out);

/* A new password for the reader of the account's mail; every session ends, and the address is confirmed. */
struct password_reset_request { maybe_str email, identifier; };
struct password_reset_answer { str token, password; strs drop; maybe_str code; };
extern const struct shape password_reset_request_shape, password_reset_answer_shape;
err letters_reset_ask(ctx *, const struct password_reset_request *, struct letter_sent *out);        /* reveals nothing about the account */
/* ERR_FORBIDDEN link_invalid, second_factor_wrong, proof_needed: dropping a way may need a code; ERR_INVALID on `password`, `drop`. */
err letters_reset(ctx *, id me, const struct password_reset_answer *);

/* The other ways into that account and its second factors; the link is not used up. `drop` of the answer names some of them. */
struct other_way { str way, kind; maybe_str name; maybe_when added_at, last_used_at; bool needs_code; };
typedef PAGE(other_way) other_way_page;
extern const struct shape other_way_shape;
err letters_reset_ways(ctx *, const struct emailed_token *, other_way_page *out);            /* ERR_FORBIDDEN link_invalid */

/* What the audit log records of it. */
#define LETTERS_ACTIONS(X) \
    X(email_changed)
AUDIT_DECLARE(letters_actions, LETTERS_ACTIONS);

extern const struct capability letters_capability;
