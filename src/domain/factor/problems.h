/* Problems of second factors. */
#pragma once
#include "base/err.h"

#define FACTOR_PROBLEMS(X) \
    X(second_factor_wrong, ERR_SIGN_IN,   "This is not a code of this account's second factor, or it was already used.") \
    X(no_second_factor,    ERR_CONFLICT,  "Recovery codes replace a second factor, and this account has none yet.") \
    X(totp_exists,         ERR_CONFLICT,  "There is already an authenticator app. Remove it first.") \
    X(totp_not_found,      ERR_NOT_FOUND, "There is no authenticator app.") \
    X(challenge_invalid,   ERR_SIGN_IN,   "This challenge has expired, or was already used. Ask for another.") \
    X(passkey_unknown,     ERR_SIGN_IN,   "No account has this passkey, or it belongs to another account than the one asked for.") \
    X(passkey_count_fell,  ERR_SIGN_IN,   "This passkey was used elsewhere since. Perhaps it was copied.") \
    X(passkey_not_found,   ERR_NOT_FOUND, "You have no such passkey.") \
    X(passkey_exists,      ERR_CONFLICT,  "This passkey is already registered.") \
    X(too_many_passkeys,   ERR_CONFLICT,  "There are already too many passkeys. Remove one first.") \
    X(invalid,             ERR_INVALID,   "This must be base64url without padding.")

PROBLEMS_DECLARE(factor_problems, FACTOR_PROBLEMS)
