/* Problems of posts. */
#pragma once
#include "base/err.h"

#define POST_PROBLEMS(X) \
    X(post_not_found,   ERR_NOT_FOUND, "There is no such post.") \
    X(cannot_boost,     ERR_FORBIDDEN, "Only public and unlisted posts can be boosted or quoted.") \
    X(not_editable,     ERR_INVALID,   "A boost has no words of its own to edit.") \
    X(fixed,            ERR_INVALID,   "This cannot be changed any more.") \
    X(cannot_pin,       ERR_INVALID,   "Private posts and boosts cannot be pinned.")

PROBLEMS_DECLARE(post_problems, POST_PROBLEMS)
