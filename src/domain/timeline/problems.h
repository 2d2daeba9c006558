/* Problems of lists. */
#pragma once
#include "base/err.h"

#define TIMELINE_PROBLEMS(X) \
    X(list_not_found, ERR_NOT_FOUND, "There is no such list.") \
    X(too_many_lists, ERR_CONFLICT,  "You can have at most 100 lists.")

PROBLEMS_DECLARE(timeline_problems, TIMELINE_PROBLEMS)
