/* Problems of drafts. */
#pragma once
#include "base/err.h"

#define DRAFT_PROBLEMS(X) \
    X(draft_not_found,   ERR_NOT_FOUND, "There is no such draft.") \
    X(draft_changed,     ERR_CONFLICT,  "The draft was changed just now. Look at it again.") \
    X(draft_due,         ERR_CONFLICT,  "The draft is being published right now.") \
    X(too_many_drafts,   ERR_CONFLICT,  "You can keep at most 300 drafts.") \
    X(time_out_of_range, ERR_INVALID,   "This must be a time to come, at most a year from now.")

PROBLEMS_DECLARE(draft_problems, DRAFT_PROBLEMS)
