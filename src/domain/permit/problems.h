/* Problems of permissions. */
#pragma once
#include "base/err.h"

#define PERMIT_PROBLEMS(X) \
    X(caller_leaving, ERR_FORBIDDEN, "Your account is about to be deleted. POST /users/me/restore brings it back.", account_leaving)

PROBLEMS_DECLARE(permit_problems, PERMIT_PROBLEMS)
