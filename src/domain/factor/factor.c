#include "domain/factor/factor.h"
#include "domain/factor/factor.sql.h"

struct factor_tally { i64 confirmed; };
SHAPE(factor_tally, FIELD(factor_tally, confirmed));

err factor_required(ctx *c, id account, bool *out)
{
    struct factor_tally tally;

    TRY(q_factor_tally(c, account, &tally));
    *out = tally.confirmed > 0;
    return OK;
}

err factor_check(ctx *c, id account, str code)
{
    bool required;

    (void)code;
    TRY(factor_required(c, account, &required));
    return fail(c, ERR_SIGN_IN, "second_factor_wrong", "That is not a code of this account's second factor");
}

extern const struct migration factor_migrations[];

const struct part factor_part = {
    .name = "factor",
    .migrations = factor_migrations,
    .statements = factor_statements,
};
