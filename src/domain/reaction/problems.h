/* Problems of reactions. */
#pragma once
#include "base/err.h"

#define REACTION_PROBLEMS(X) \
    X(unknown_reaction, ERR_NOT_FOUND, "There is no such reaction: posts take like, save and boost, comments take like.")

PROBLEMS_DECLARE(reaction_problems, REACTION_PROBLEMS)
