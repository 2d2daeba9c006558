/* Problems of the people who run an instance. */
#pragma once
#include "base/err.h"

#define STAFF_PROBLEMS(X) \
    X(first_admin_link_invalid, ERR_FORBIDDEN, \
      "This link does not work any more: somebody already has an account, or the link is older than a " \
                                               "day. A server without accounts prints a new one each time it starts.")

PROBLEMS_DECLARE(staff_problems, STAFF_PROBLEMS)
