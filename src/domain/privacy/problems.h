/* Problems of exports. */
#pragma once
#include "base/err.h"

#define PRIVACY_PROBLEMS(X) \
    X(export_not_found, ERR_NOT_FOUND, "There is no such export.") \
    X(export_not_ready, ERR_CONFLICT,  "This export is not ready yet.") \
    X(export_too_large, ERR_TOO_LARGE, "The archive would be too large.")

PROBLEMS_DECLARE(privacy_problems, PRIVACY_PROBLEMS)
