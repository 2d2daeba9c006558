/* Problems of what people make: of posts, and of messages. */
#pragma once
#include "base/err.h"

#define PROFILE_PROBLEMS(X) \
    X(too_many_pins,   ERR_CONFLICT, "No more can be pinned here.")

PROBLEMS_DECLARE(profile_problems, PROFILE_PROBLEMS)
