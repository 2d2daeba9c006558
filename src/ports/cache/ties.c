#include "ports/ties.h"
#include "base/id_filter.h"
#include "base/str.h"
#include "ports/cache.h"
#include "ports/store.h"

enum {
    KEPT_MS = 3600 * 1000,
    TIES_MOST = 8192                 /* of an owner of more the store is asked each time */
};

/* What is kept: `filter` is empty until the second question. */
struct ties_kept { i64 begun, stamp; bool too_many; str filter; };
static SHAPE(ties_kept,
    FIELD(ties_kept, begun), FIELD(ties_kept, stamp), FIELD(ties_kept, too_many), FIELD(ties_kept, filter));

static str key_of(struct arena *a, const struct ties *t, id whose)
{
    return arena_format(a, "ties %s %lld", t->name, (long long)whose.v);
}

static bool holds(const struct world *w, struct ties_kept *k)
{
    return made_holds(w, &(struct made_of){ .begun = k->begun, .at = { &k->stamp, 1 } });
}

static void keep(ctx *c, str key, const struct ties_kept *k)
{
    cache_fill_shaped(c, key, &ties_kept_shape, k, KEPT_MS, cache_ticket(c, key));
}

/* Noted before anything is read. */
static struct ties_kept begin(ctx *c, const struct ties *t, id whose)
{
    struct made_of of;

    made_begin(c, &of);
    made_note(c, &of, t->facet, whose);
    return (struct ties_kept){ .begun = of.begun, .stamp = of.at.at[0] };
}

static err make(ctx *c, const struct ties *t, id whose, struct ties_kept *out)
{
    ids all;

    *out = begin(c, t, whose);
    TRY(t->read(c, whose, TIES_MOST + 1, &all));
    out->too_many = all.n > TIES_MOST;
    if (out->too_many)
        return OK;
    struct id_filter f = id_filter_new(&c->arena, all.n);
    for (size_t i = 0; i < all.n; i++)
        id_filter_add(&f, all.at[i]);
    out->filter = id_filter_str(&f);
    return OK;
}

err ties_may_have(ctx *c, const struct ties *t, id whose, id other, bool *out)
{
    struct ties_kept k;

    *out = true;
    if (store_dialect(c->world->store) != ON_SQLITE)
        return OK;
    str key = key_of(&c->arena, t, whose);
    bool asked = cache_get_shaped(c, key, &ties_kept_shape, &k) && holds(c->world, &k);
    if (!asked) {
        k = begin(c, t, whose);
        keep(c, key, &k);
    } else if (!k.filter.n && !k.too_many) {
        TRY(make(c, t, whose, &k));
        keep(c, key, &k);
    }
    *out = !k.filter.n || id_filter_has(k.filter, other);
    return OK;
}
