/*
 * Second factors: what an account asks for besides its password. This room owns their
 * secrets, which are sealed, and their one table. A factor counts once its owner has
 * shown that it works (confirmed_at).
 */
#pragma once
#include "domain/account/account.h"

/* Does signing in to that account take a second factor? */
err factor_required(ctx *, id account, bool *out);

/* Is this a code of one of its factors? ERR_SIGN_IN second_factor_wrong. */
err factor_check(ctx *, id account, str code);

extern const struct part factor_part;
