/* Problems of second factors. */
#pragma once
#include "base/err.h"

#define FACTOR_PROBLEMS(X) \
    X(second_factor_wrong, ERR_SIGN_IN,   "That is not a code of this account's second factor, or it was used already.") \
    X(no_second_factor,    ERR_CONFLICT,  "Recovery codes stand in for a second factor, and there is none yet.") \
    X(totp_exists,         ERR_CONFLICT,  "There is an authenticator app already: remove it first.") \
    X(totp_not_found,      ERR_NOT_FOUND, "There is no authenticator app.") \
    X(challenge_invalid,   ERR_SIGN_IN,   "This challenge is over; ask for another.") \
    X(passkey_unknown,     ERR_SIGN_IN,   "No account has this passkey, or it is not of the one that was asked for.") \
    X(passkey_count_fell,  ERR_SIGN_IN,   "This passkey was used elsewhere since: perhaps it was copied.") \
    X(passkey_not_found,   ERR_NOT_FOUND, "You have no such passkey.") \
    X(passkey_exists,      ERR_CONFLICT,  "This passkey is known already.") \
    X(too_many_passkeys,   ERR_CONFLICT,  "There are too many passkeys already; remove one first.") \
    X(invalid,             ERR_INVALID,   "This has to be base64url, without padding.")

PROBLEMS_DECLARE(factor_problems, FACTOR_PROBLEMS)
