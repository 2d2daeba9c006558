/* What is wrong with a member of the input: what shapes ask of it. */
#pragma once
#include "base/err.h"

#define BASE_PROBLEMS(X) \
    X(required,     ERR_INVALID, "This is required.") \
    X(not_null,     ERR_INVALID, "This must not be null.") \
    X(wrong_type,   ERR_INVALID, "This has the wrong type.") \
    X(invalid_form, ERR_INVALID, "This does not have the right form.") \
    X(invalid_text, ERR_INVALID, "This must be UTF-8 without the character U+0000.") \
    X(invalid_id,   ERR_INVALID, "This is not an id.") \
    X(invalid_time, ERR_INVALID, "This must be a time like 2026-11-21T09:30:00Z.") \
    X(invalid_emoji, ERR_INVALID, "This is not one emoji.") \
    X(not_one_of,   ERR_INVALID, "This must be one of a few words.") \
    X(too_short,    ERR_INVALID, "This is too short.") \
    X(too_long,     ERR_INVALID, "This is too long.") \
    X(too_small,    ERR_INVALID, "This number is too small.") \
    X(too_large,    ERR_INVALID, "This number is too large.")

PROBLEMS_DECLARE(base_problems, BASE_PROBLEMS)
