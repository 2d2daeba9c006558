/* Problems that every route can have. */
#pragma once
#include "base/err.h"

#define FRONT_PROBLEMS(X) \
    X(cross_site,              ERR_FORBIDDEN,   "A page of another site may not do this with your cookie.") \
    X(idempotency_key_in_use,  ERR_CONFLICT,    "The first request with this Idempotency-Key is still running.") \
    X(idempotency_answer_gone, ERR_CONFLICT,    "The request was carried out; its answer is not repeated.") \
    X(idempotency_key_reused,  ERR_INVALID,     "This Idempotency-Key was first used with another request.") \
    X(idempotency_unsupported, ERR_INVALID,     "This address takes no Idempotency-Key. Nothing was done.") \
    X(invalid_cursor,          ERR_INVALID,     "This must be a cursor that this list returned.") \
    X(repeated,                ERR_INVALID,     "This must be given once.") \
    X(failing,                 ERR_UNAVAILABLE, "A part of the server is failing.")

PROBLEMS_DECLARE(front_problems, FRONT_PROBLEMS)
