/*
 * What leaves a span by the passing of time. A post is recent for 24 hours: rows that are older and still counted are found by
 * an index of recent ones alone, and each is taken off once, so that this costs as much as publishing did. It is done before
 * trends are read, and now and then. Days that are not shown any more are deleted.
 */
#include "base/str.h"
#include "domain/tag/tag.sql.h"
#include "domain/tag/tag_own.h"
#include "work/sweep.h"

enum { FADE_EVERY_MS = 60 * 1000, FADE_BATCHES = 1000, DAYS_EVERY_MS = 3600 * 1000, DAYS_AT_ONCE = 500 };

static id faded_through(when now) { return id_before(now.ms - DAY_MS + 1); }

static ids span_recent(tx *t, const struct tag_use_row *row)
{
    ids out = { arena_array(tx_arena(t), id, 1), 1 };

    (void)row;
    out.at[0] = (id){ SPAN_RECENT };
    return out;
}

static err fade_batch(tx *t, void *arg)
{
    tag_use_row_page rows;
    size_t n = 0;

    (void)arg;
    TRY(q_uses_recent(t, faded_through(tx_now(t)), SWEEP_BATCH, &rows));
    uses_whole(&rows, SWEEP_BATCH);
    if (!rows.n)
        return OK;
    TRY(q_uses_fade(t, rows.at[rows.n - 1].post_id));
    for (size_t i = 0; i < rows.n; i++)
        if (!rows.at[i].hidden)
            rows.at[n++] = rows.at[i];
    return uses_count(t, rows.at, n, span_recent, -1);
}

err tags_fade(ctx *c, int batches)
{
    struct arena_mark mark = arena_mark(&c->arena);
    tag_use_row_page due;

    for (int i = 0; i < batches; i++) {
        TRY(q_uses_recent(c, faded_through(ctx_now(c)), 1, &due));
        arena_rewind(&c->arena, mark);
        if (!due.n)
            return OK;
        TRY(transact_aside(c, fade_batch, NULL));
    }
    return OK;
}

static err fade_all(ctx *c) { return tags_fade(c, FADE_BATCHES); }

/* ---- days ---- */

struct days_call { i64 writers, tallies; };

static err days_batch(tx *t, void *arg)
{
    i64 first_kept = day_of(tx_now(t)) - 2 * TAG_DAYS;
    struct days_call *gone = arg;

    TRY(q_writers_old(t, first_kept, DAYS_AT_ONCE, &gone->writers));
    return q_tallies_old(t, first_kept, DAYS_AT_ONCE, &gone->tallies);
}

static err days_sweep(ctx *c)
{
    struct days_call gone;

    do
        TRY(transact(c, days_batch, &gone));
    while (gone.writers == DAYS_AT_ONCE || gone.tallies == DAYS_AT_ONCE);
    return OK;
}

const struct schedule tag_schedules[] = {
    { "tag_fade", FADE_EVERY_MS, fade_all },
    { "tag_days", DAYS_EVERY_MS, days_sweep },
    {0}
};
