/*
 * Whom to follow: the work is bounded, however many somebody follows. For the newest
 * accounts that one follows, the newest that they follow are tallied; the same graph
 * gives the same answer. Sights are read only for as many of the best as may be needed.
 */
#include <stdlib.h>
#include "base/ids.h"
#include "domain/graph/graph.sql.h"
#include "domain/graph/graph_own.h"

enum { SAMPLE = 64, SAMPLE_EACH = 64, CANDIDATES = 256 };

struct tally { struct suggestion *at; size_t n; };

/* The accounts that my sample follows, each once for every follower. */
static err sample_read(ctx *c, id me, ids *out)
{
    listed_page mine, theirs;

    TRY(q_following_before(c, me, (id){ INT64_MAX }, SAMPLE, &mine));
    *out = (ids){ arena_array(&c->arena, id, mine.n * SAMPLE_EACH), 0 };
    for (size_t i = 0; i < mine.n; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(q_following_before(c, mine.at[i].other_id, (id){ INT64_MAX }, SAMPLE_EACH, &theirs));
        for (size_t k = 0; k < theirs.n; k++)
            out->at[out->n++] = theirs.at[k].other_id;
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

/* The most in common first; among equals, the older account. */
static int by_worth(const void *a, const void *b)
{
    const struct suggestion *x = a, *y = b;

    return x->common != y->common ? (x->common < y->common) - (x->common > y->common) : id_compare(&x->user_id, &y->user_id);
}

static struct tally tally_up(ctx *c, ids sample, id me)
{
    struct tally t = { arena_array(&c->arena, struct suggestion, sample.n), 0 };

    ids_sort(sample);
    for (size_t i = 0; i < sample.n; i++) {
        if (sample.at[i].v == me.v)
            continue;
        if (!t.n || t.at[t.n - 1].user_id.v != sample.at[i].v)
            t.at[t.n++] = (struct suggestion){ sample.at[i], 0 };
        t.at[t.n - 1].common++;
    }
    qsort(t.at, t.n, sizeof *t.at, by_worth);
    return t;
}

static err strangers_add(ctx *c, id me, const struct suggestion *best, size_t n, i64 most, suggestion_page *out)
{
    ids who = { arena_array(&c->arena, id, n), n };
    sight_page sights;

    for (size_t i = 0; i < n; i++)
        who.at[i] = best[i].user_id;
    TRY(sights_of(c, me, who, &sights));
    for (size_t i = 0; i < n && out->n < (size_t)most; i++)
        if (sight_suggests(&sights.at[i]))
            out->at[out->n++] = best[i];
    return OK;
}

err graph_suggestions(ctx *c, id me, i64 most, suggestion_page *out)
{
    ids sample;

    *out = (suggestion_page){ .at = arena_array(&c->arena, struct suggestion, (size_t)most) };
    TRY(sample_read(c, me, &sample));
    struct tally t = tally_up(c, sample, me);
    for (size_t at = 0; at < t.n && out->n < (size_t)most; at += CANDIDATES)
        TRY(strangers_add(c, me, t.at + at, t.n - at < CANDIDATES ? t.n - at : CANDIDATES, most, out));
    return OK;
}
