/* Problems of proofs. */
#pragma once
#include "base/err.h"

#define PROOF_PROBLEMS(X) \
    X(proof_needed, ERR_FORBIDDEN, "Sign in again for this.")

PROBLEMS_DECLARE(proof_problems, PROOF_PROBLEMS)
