/* Problems of e-mail to people. */
#pragma once
#include "base/err.h"

#define LETTERS_PROBLEMS(X) \
    X(link_invalid,    ERR_FORBIDDEN, "This link does not work any more: it was used, replaced by that of a newer letter, or is too old.") \
    X(no_email,        ERR_CONFLICT,  "Your account has no e-mail address.") \
    X(email_confirmed, ERR_CONFLICT,  "Your e-mail address is already confirmed.") \
    X(unchanged,       ERR_INVALID,   "This is already the address of your account.") \
    X(unknown_way,     ERR_INVALID,   "These must be values of `way` from POST /auth/password/reset/ways.")

PROBLEMS_DECLARE(letters_problems, LETTERS_PROBLEMS)
