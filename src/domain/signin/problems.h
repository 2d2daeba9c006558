/* Problems of signing in. */
#pragma once
#include "base/err.h"

#define SIGNIN_PROBLEMS(X) \
    X(bad_credentials,        ERR_SIGN_IN,   "No account has that name and password.") \
    X(second_factor_required, ERR_SIGN_IN,   "This account also needs a second factor.") \
    X(bad_password,           ERR_FORBIDDEN, "This is not your password.") \
    X(registration_closed,    ERR_FORBIDDEN, "Registration is closed on this server. Ask the people who run it.") \
    X(ambiguous,              ERR_INVALID,   "One of identifier, email, username and phone is enough.")

PROBLEMS_DECLARE(signin_problems, SIGNIN_PROBLEMS)
