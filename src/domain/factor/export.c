/* An owner's copy of the second factors: which there are and since when. Nobody may read their secrets. */
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
