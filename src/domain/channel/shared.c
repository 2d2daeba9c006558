/* With whom somebody talks in private: what presence depends on. */
#include "domain/channel/channel_own.h"
#include "domain/channel/conversation.h"
#include "base/ids.h"
#include "domain/channel/conversation.sql.h"

SHAPE(pair_other, FIELD(pair_other, user_id));

err conversations_shared(ctx *c, id me, ids who, bool *out)
{
    pair_other_page others = { 0 };

    if (who.n)
        TRY(q_pairs_shared(c, me, who, &others));
    ids shared = { arena_array(&c->arena, id, others.n), others.n };
    for (size_t i = 0; i < others.n; i++)
        shared.at[i] = others.at[i].user_id;
    ids_sort(shared);
    for (size_t i = 0; i < who.n; i++)
        out[i] = ids_find(shared, who.at[i]);
    return OK;
}
