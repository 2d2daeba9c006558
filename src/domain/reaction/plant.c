/* Many reactions at once, for trials: in the order of the table's key, because that order is what makes writing cheap. */
#include <stdlib.h>
#include "domain/reaction/reaction.sql.h"
#include "domain/reaction/reaction_own.h"

enum { AT_ONCE = 64 };               /* statements, until their memory is released */

static int by_subject(const void *a, const void *b)
{
    const struct planted_reaction *x = a, *y = b;
    i64 p = reaction_subject(&x->on).v, q = reaction_subject(&y->on).v;

    return p != q ? (p > q) - (p < q) : (x->user.v > y->user.v) - (x->user.v < y->user.v);
}

static err rows_plant(tx *t, const struct planted_reaction *all, size_t n)
{
    struct arena_mark mark = arena_mark(tx_arena(t));

    for (size_t i = 0; i < n; i++) {
        const struct planted_reaction *p = &all[i];
        TRY(q_reaction_plant(t, reaction_subject(&p->on), p->user, p->kind, p->made, p->on.post, p->on.author));
        if (i % AT_ONCE == AT_ONCE - 1)
            arena_rewind(tx_arena(t), mark);
    }
    return OK;
}

/* Sorted by subject: the number of each. */
static err counts_plant(tx *t, const struct planted_reaction *all, size_t n)
{
    for (size_t i = 0, k = 0; i < n; i = k) {
        id subject = reaction_subject(&all[i].on);
        i64 by[REACTION_KINDS] = { 0 };
        for (; k < n && reaction_subject(&all[k].on).v == subject.v; k++)
            by[all[k].kind]++;
        TRY(q_reaction_count_plant(t, subject, by[REACTION_LIKE], by[REACTION_SAVE], by[REACTION_BOOST]));
    }
    return OK;
}

err reactions_plant(tx *t, struct planted_reaction *all, size_t n)
{
    qsort(all, n, sizeof *all, by_subject);
    TRY(rows_plant(t, all, n));
    return counts_plant(t, all, n);
}
