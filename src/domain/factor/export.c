/* What of somebody's second factors they get a copy of: what there is and since when; their secrets are nobody's to read. */
#include "domain/factor/factor.h"
#include "domain/factor/factor_own.h"

static err factors_export(ctx *c, id who, struct rows *rows)
{
    struct factors all;

    TRY(factors_of(c, who, &all));
    return row_add(c, rows, &factors_shape, &all);
}

const struct belongings factor_belongings[] = {
    { "factors.json", "second factors and passkeys", factors_export },
    {0}
};
