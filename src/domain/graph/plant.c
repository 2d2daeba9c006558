/*
 * Many follows at once, for trials: in the order of the tables' keys, because that order
 * is what makes writing cheap. Each call is complete in itself: rows of both sides and
 * the counts.
 */
#include <stdlib.h>
#include "domain/graph/graph.sql.h"
#include "domain/graph/graph_own.h"

enum { AT_ONCE = 64 };               /* statements, until their memory is released */

static int by_two(i64 a1, i64 b1, i64 a2, i64 b2)
{
    return a1 != b1 ? (a1 > b1) - (a1 < b1) : (a2 > b2) - (a2 < b2);
}

static int as_out(const void *a, const void *b)
{
    const struct planted *x = a, *y = b;

    return by_two(x->follower_id.v, y->follower_id.v, x->following_id.v, y->following_id.v);
}

static int as_in(const void *a, const void *b)
{
    const struct planted *x = a, *y = b;

    return by_two(x->following_id.v, y->following_id.v, x->edge.v, y->edge.v);
}

typedef err plant_one(tx *, const struct planted *);

static err plant_out(tx *t, const struct planted *p)
{
    return q_edge_add_out(t, p->follower_id, p->following_id, p->edge, false);
}

static err plant_in(tx *t, const struct planted *p)
{
    return q_edge_add_in(t, p->following_id, p->edge, p->follower_id, false);
}

static err plant_each(tx *t, const struct planted *all, size_t n, plant_one *plant)
{
    struct arena_mark mark = arena_mark(tx_arena(t));

    for (size_t i = 0; i < n; i++) {
        TRY(plant(t, &all[i]));
        if (i % AT_ONCE == AT_ONCE - 1)
            arena_rewind(tx_arena(t), mark);
    }
    return OK;
}

/* Sorted by the side that is counted: the number of each. */
static err count_each(tx *t, const struct planted *all, size_t n, bool followers)
{
    for (size_t i = 0, k; i < n; i = k) {
        id user = followers ? all[i].following_id : all[i].follower_id;
        for (k = i + 1; k < n && (followers ? all[k].following_id : all[k].follower_id).v == user.v; k++)
            continue;
        i64 count = (i64)(k - i);
        TRY(q_count_add(t, user, followers ? count : 0, followers ? 0 : count));
    }
    return OK;
}

err graph_plant(tx *t, struct planted *all, size_t n)
{
    qsort(all, n, sizeof *all, as_out);
    TRY(plant_each(t, all, n, plant_out));
    TRY(count_each(t, all, n, false));
    qsort(all, n, sizeof *all, as_in);
    TRY(plant_each(t, all, n, plant_in));
    return count_each(t, all, n, true);
}
