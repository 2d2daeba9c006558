#include "domain/search/shelf.h"
#include "domain/search/search_own.h"

enum { MARKED_BITS = 8 };

SHAPE(search_hit, FIELD(search_hit, id), FIELD(search_hit, channel_id), FIELD(search_hit, seq));

str shelf_tokens(tx *t, const struct words *w)
{
    return tx_dialect(t) == ON_POSTGRES ? words_tsvector(w) : words_fts5(w);
}

static bool is_marked(id document)
{
    return (u64)document.v * 0x9e3779b97f4a7c15u >> (64 - MARKED_BITS) == 0;
}

err shelf_marks(tx *t, const struct shelf *s, id which)
{
    return is_marked(which) ? s->mark(t, which) : OK;
}

/* Most are new: the index has nothing of them to take out. */
static err shelf_drop(tx *t, const struct shelf *s, ids which)
{
    search_hit_page held;

    TRY(s->held(t, which, &held));
    if (!held.n)
        return OK;
    ids old = { arena_array(tx_arena(t), id, held.n), held.n };
    for (size_t i = 0; i < held.n; i++)
        old.at[i] = held.at[i].id;
    TRY(s->drop(t, old));
    return s->unmark(t, old);
}

err shelf_renew(tx *t, const struct shelf *s, ids which)
{
    if (!which.n)
        return OK;
    TRY(shelf_drop(t, s, which));
    return s->put(t, which);
}
