/* The routes of letters: an address, a password. A letter's token needs no other proof. */
#include "api/rest/route.h"
#include "domain/letters/letters.h"

static err confirm_ask(ctx *c, const struct caller *me, const struct nothing *in, struct letter_sent *out)
{
    (void)in;
    return letters_confirm_ask(c, me->account, out);
}

static err confirm(ctx *c, const struct caller *me, const struct emailed_token *in, struct user *out)
{
    return letters_confirm(c, me->account, in, out);
}

static err reset(ctx *c, const struct caller *me, const struct password_reset_answer *in, struct nothing *out)
{
    (void)out;
    return letters_reset(c, me->account, in);
}

CALLS_AS(confirm, emailed_token, user)
CALLS_AS(confirm_ask, nothing, letter_sent)
CALLS_AS(letters_change_ask, email_change_request, letter_sent)
CALLS(letters_change, emailed_token, user)
CALLS(letters_reset_ask, password_reset_request, letter_sent)
CALLS_AS(reset, password_reset_answer, nothing)
CALLS(letters_reset_ways, emailed_token, other_way_page)

static const struct problem *const confirm_problems[] = { &link_invalid, NULL };
static const struct problem *const confirm_ask_problems[] = { &no_email, &email_confirmed, NULL };
static const struct problem *const change_ask_problems[] = { &bad_password, &proof_needed, PROBLEM_AS(ERR_FORBIDDEN, second_factor_wrong),
    NULL };
static const struct problem *const change_problems[] = { &link_invalid, &email_taken, NULL };
static const struct problem *const reset_problems[] = { &link_invalid, PROBLEM_AS(ERR_FORBIDDEN, second_factor_wrong), &proof_needed,
    NULL };
static const struct problem *const ways_problems[] = { &link_invalid, NULL };

extern const struct route letters_routes[];
const struct route letters_routes[] = {
    { METHOD_POST, "/auth/email/confirm",   confirm_entry,            &anyone, RATE_WRITES, 200, TAKES(emailed_token), GIVES(user),
      .dead_token_ok = true, .tag = "sign-in", .summary = "Confirm an e-mail address, with the token of a letter",
      .problems = confirm_problems },
    { METHOD_POST, "/auth/email/resend",    confirm_ask_entry,        &may_secure_self, RATE_WRITES, 202, GIVES(letter_sent),
      .tag = "sign-in", .summary = "Ask for another letter that confirms the e-mail address", .problems = confirm_ask_problems },
    { METHOD_POST, "/auth/email",           letters_change_ask_entry, &may_secure_self, RATE_WRITES, 202, TAKES(email_change_request),
      GIVES(letter_sent),
      .tag = "sign-in", .summary = "Ask for another e-mail address, which counts once the link of the letter to it is used",
      .problems = change_ask_problems },
    { METHOD_POST, "/auth/email/change",    letters_change_entry,     &anyone, RATE_WRITES, 200, TAKES(emailed_token), GIVES(user),
      .dead_token_ok = true, .tag = "sign-in", .summary = "Change the e-mail address, with the token of a letter",
      .problems = change_problems },
    { METHOD_POST, "/auth/password/forgot", letters_reset_ask_entry,  &anyone, RATE_WRITES, 202, TAKES(password_reset_request),
      GIVES(letter_sent),
      .dead_token_ok = true, .tag = "sign-in",
      .summary = "Ask for a letter to choose a new password; the answer is the same whether or not there is such an account" },
    { METHOD_POST, "/auth/password/reset",  reset_entry,              &anyone, RATE_WRITES, 204, TAKES(password_reset_answer),
      .dead_token_ok = true, .tag = "sign-in", .summary = "Choose a new password, with the token of a letter; every session ends",
      .problems = reset_problems },
    { METHOD_POST, "/auth/password/reset/ways", letters_reset_ways_entry, &anyone, RATE_WRITES, 200, TAKES(emailed_token),
      GIVES_PAGE(other_way),
      .dead_token_ok = true, .given_once = true, .tag = "sign-in",
      .summary = "List the other ways into the account of a letter's token; the token is not used up",
      .problems = ways_problems },
    {0}
};
