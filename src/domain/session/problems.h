/* Problems of sessions and their tokens. */
#pragma once
#include "base/err.h"

#define SESSION_PROBLEMS(X) \
    X(session_not_found,     ERR_NOT_FOUND, "There is no such session.") \
    X(credentials_changed,   ERR_SIGN_IN,   "The ways into this account have changed meanwhile. Sign in again.") \
    X(refresh_token_invalid, ERR_SIGN_IN,   "This refresh token is not valid. Sign in again.") \
    X(refresh_token_expired, ERR_SIGN_IN,   "This refresh token has expired. Sign in again.") \
    X(refresh_token_reused,  ERR_SIGN_IN,   "This refresh token was used before, so its session has ended. Sign in again.")

PROBLEMS_DECLARE(session_problems, SESSION_PROBLEMS)
