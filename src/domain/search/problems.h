/* Problems of searches. */
#pragma once
#include "base/err.h"

#define SEARCH_PROBLEMS(X) \
    X(too_wide, ERR_INVALID, "Say a word, a phrase, a person or a tag that is to be found.")

PROBLEMS_DECLARE(search_problems, SEARCH_PROBLEMS)
