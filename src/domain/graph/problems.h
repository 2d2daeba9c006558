/* Problems of follows, blocks and mutes, and of lists of people. */
#pragma once
#include "base/err.h"

#define GRAPH_PROBLEMS(X) \
    X(blocking,                 ERR_FORBIDDEN, "You block this user. Unblock them before you follow them.") \
    X(follow_request_not_found, ERR_NOT_FOUND, "This user has not asked to follow you.") \
    X(cannot_follow_yourself,   ERR_INVALID,   "You cannot follow yourself.") \
    X(cannot_block_yourself,    ERR_INVALID,   "You cannot block yourself.") \
    X(cannot_mute_yourself,     ERR_INVALID,   "You cannot mute yourself.") \
    X(list_full,                ERR_CONFLICT,  "A list can have at most 500 members.")

PROBLEMS_DECLARE(graph_problems, GRAPH_PROBLEMS)
