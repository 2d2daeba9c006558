/* The owner's copy of the linked accounts elsewhere. */
#include "domain/oauth/oauth.h"
#include "domain/oauth/oauth_own.h"

static err identities_export(ctx *c, id who, struct rows *rows)
{
    identity_page all;

    TRY(identities_of(c, who, &all));
    for (size_t i = 0; i < all.n; i++)
        TRY(row_add(c, rows, &identity_shape, &all.at[i]));
    return OK;
}

const struct belongings oauth_belongings[] = {
    { "identities.json", "accounts elsewhere with which you sign in", identities_export },
    {0}
};
