/*
 * Letters: e-mail with people. One asks whether an address is theirs, lets them choose a
 * new password or another address, or tells them what was done to their account. Each is
 * written by a durable job that was added in the transaction of what it tells of, in the
 * account's language.
 *
 * A letter's link carries a token: it works once, for a time, and a newer one of the same
 * purpose voids it. Where an answer could tell whether there is an account it is the same
 * for all, and so is the work before it: the looking up is the job's. `me` is whoever is signed in there, or nobody.
 *
 * Events that are told of: account.created, account.secured, account.leaving, export.ready.
 */
#pragma once
#include "domain/audit/audit.h"
#include "domain/letters/problems.h"
#include "domain/signin/signin.h"

struct letter_sent { i64 expires_in; };
struct emailed_token { str token; };
extern const struct shape letter_sent_shape, emailed_token_shape;

/* Is the address the account's own? Another letter: ERR_CONFLICT no_email, email_confirmed; ERR_TOO_MANY. */
err letters_confirm_ask(ctx *, id me, struct letter_sent *out);
err letters_confirm(ctx *, id me, const struct emailed_token *, struct user *out);          /* ERR_FORBIDDEN link_invalid */

/* Another address: a letter to the new one, word of it to the old one. ERR_INVALID on `email`, ERR_FORBIDDEN bad_password, proof_needed. */
struct email_change_request { str email; maybe_str password, code; };
extern const struct shape email_change_request_shape;
err letters_change_ask(ctx *, const struct caller *me, const struct email_change_request *, struct letter_sent *out);
err letters_change(ctx *, const struct emailed_token *, struct user *out);           /* ERR_FORBIDDEN link_invalid, ERR_CONFLICT email_taken */

/* A new password for whoever reads the account's mail; every session ends, and the address is confirmed by it. */
struct password_reset_request { maybe_str email, identifier; };
struct password_reset_answer { str token, password; strs drop; maybe_str code; };
extern const struct shape password_reset_request_shape, password_reset_answer_shape;
err letters_reset_ask(ctx *, const struct password_reset_request *, struct letter_sent *out);        /* tells nothing of the account */
/* ERR_FORBIDDEN link_invalid, second_factor_wrong, proof_needed: what it drops takes a code; ERR_INVALID on `password`, `drop`. */
err letters_reset(ctx *, id me, const struct password_reset_answer *);

/* What else opens that account or is asked for there; the link is not used up. `drop` of the answer names some of them. */
struct other_way { str way, kind; maybe_str name; maybe_when added_at, last_used_at; bool needs_code; };
typedef PAGE(other_way) other_way_page;
extern const struct shape other_way_shape;
err letters_reset_ways(ctx *, const struct emailed_token *, other_way_page *out);            /* ERR_FORBIDDEN link_invalid */

/* What the audit log tells of it. */
#define LETTERS_ACTIONS(X) \
    X(email_changed)
AUDIT_DECLARE(letters_actions, LETTERS_ACTIONS);

extern const struct capability letters_capability;
