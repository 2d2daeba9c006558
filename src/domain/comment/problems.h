/* Problems of comments. */
#pragma once
#include "base/err.h"

#define COMMENT_PROBLEMS(X) \
    X(comment_not_found, ERR_NOT_FOUND, "There is no such comment.") \
    X(parent_not_found,  ERR_INVALID,   "There is no such comment to reply to.")

PROBLEMS_DECLARE(comment_problems, COMMENT_PROBLEMS)
