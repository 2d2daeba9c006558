/* Problems of events, jobs and the numbers of processes. */
#pragma once
#include "base/err.h"

#define WORK_PROBLEMS(X) \
    X(dead_letter_not_found, ERR_NOT_FOUND, "There is no dead letter with that id.") \
    X(clock_behind,          ERR_CONFLICT,  "There are ids of times that this clock has not reached.")

PROBLEMS_DECLARE(work_problems, WORK_PROBLEMS)
