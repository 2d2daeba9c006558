/* Which files of exports there are to be. */
#include "base/str.h"
#include "domain/privacy/privacy.sql.h"
#include "domain/privacy/privacy_own.h"
#include "work/holdings.h"

enum { AT_ONCE = 200 };

static bool export_key_read(str key, id *out)
{
    str rest = str_from(key, sizeof "exports/" - 1);

    return str_ends(rest, S(".zip")) && id_parse(str_to(rest, rest.n - 4), out);
}

/* An export that was begun may have its file before its row says so. */
static err exports_claim(ctx *c, strs keys, bool *claimed)
{
    export_end_page page;
    ids which = { arena_array(&c->arena, id, keys.n), 0 };
    id one;

    for (size_t i = 0; i < keys.n; i++)
        if (export_key_read(keys.at[i], &one))
            which.at[which.n++] = one;
    TRY(q_exports_known(c, which, &page));
    for (size_t i = 0; i < keys.n; i++)
        for (size_t k = 0; k < page.n; k++)
            claimed[i] |= export_key_read(keys.at[i], &one) && one.v == page.at[k].id.v;
    return OK;
}

static err exports_need(ctx *c, str from, strs *keys, str *next)
{
    export_end_page page;
    id after = { 0 };

    if (from.n && !id_parse(from, &after))
        return fail_with(c, ERR_INVALID, "That is not an id.");
    TRY(q_exports_ready(c, after, AT_ONCE, &page));
    *keys = (strs){ arena_array(&c->arena, str, page.n + 1), page.n };
    for (size_t i = 0; i < page.n; i++)
        keys->at[i] = export_blob(&c->arena, page.at[i].id);
    *next = page.n == AT_ONCE ? id_text(&c->arena, page.at[page.n - 1].id) : (str){ NULL, 0 };
    return OK;
}

const struct holding privacy_holdings[] = { { "exports/", exports_claim, exports_need }, {0} };
