/* Problems of e-mail with people. */
#pragma once
#include "base/err.h"

#define LETTERS_PROBLEMS(X) \
    X(link_invalid,    ERR_FORBIDDEN, "This link does not work any more: it was used, a newer letter has another one, or it is too old.") \
    X(no_email,        ERR_CONFLICT,  "Your account has no e-mail address.") \
    X(email_confirmed, ERR_CONFLICT,  "Your e-mail address is confirmed already.") \
    X(unchanged,       ERR_INVALID,   "That is the address of your account already.") \
    X(unknown_way,     ERR_INVALID,   "These must be as POST /auth/password/reset/ways names them.")

PROBLEMS_DECLARE(letters_problems, LETTERS_PROBLEMS)
