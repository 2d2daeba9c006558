/*
 * The end of stories. Each has a job that is due then, which works through all that are over, in batches; a schedule finds what a lost
 * job left. Until then they are there for nobody, by the clock.
 */
#include "base/str.h"
#include "domain/story/story.sql.h"
#include "domain/story/story_own.h"
#include "work/sweep.h"

enum { OVER_AT_ONCE = 50 };

const char story_over_job[] = "story_over";

static bool is_kept(const highlight_entry_page *in, id story)
{
    for (size_t i = 0; i < in->n; i++)
        if (in->at[i].story_id.v == story.v)
            return true;
    return false;
}

static ids ids_of(tx *t, const story_row_page *rows)
{
    ids out = { arena_array(tx_arena(t), id, rows->n), rows->n };

    for (size_t i = 0; i < rows->n; i++)
        out.at[i] = rows->at[i].id;
    return out;
}

/* From now on only highlights show it, and refer to its media. */
static err kept_end(tx *t, const struct story_row *row, const highlight_entry_page *in)
{
    for (size_t i = 0; i < in->n && row->media.is == GIVEN; i++)
        if (in->at[i].story_id.v == row->id.v)
            TRY(highlight_refers(t, in->at[i].highlight_id, (ids){ (id *)&row->media.v, 1 }));
    TRY(q_story_end(t, row->id));
    TRY(story_views_begin_drop(t, row->id));
    return story_media_drop(t, row);
}

static err over_batch(tx *t, struct sweep_place *s)
{
    story_row_page rows;
    highlight_entry_page in = { .n = 0 };

    TRY(q_stories_over(t, tx_now(t), OVER_AT_ONCE, &rows));
    TRY(rows.n ? q_highlights_with(t, ids_of(t, &rows), &in) : OK);
    for (size_t i = 0; i < rows.n; i++) {
        if (!is_kept(&in, rows.at[i].id)) {
            TRY(story_row_end(t, &rows.at[i]));
            continue;
        }
        TRY(kept_end(t, &rows.at[i], &in));
    }
    s->done = rows.n < OVER_AT_ONCE;
    return OK;
}

err story_over_run(ctx *c, str payload)
{
    return sweep_run(c, story_over_job, payload, over_batch);
}

static err late_find(tx *t, void *arg)
{
    story_row_page rows;

    (void)arg;
    TRY(q_stories_over(t, tx_now(t), 1, &rows));
    return rows.n ? sweep_add(t, story_over_job, rows.at[0].id) : OK;
}

err stories_sweep(ctx *c)
{
    return transact(c, late_find, NULL);
}

/* ---- what leaves a highlight ---- */

err stories_settle(tx *t, ids which)
{
    highlight_entry_page in;
    story_row_page rows;

    if (!which.n)
        return OK;
    TRY(q_stories_by_ids(t, which, &rows));
    TRY(q_highlights_with(t, which, &in));
    for (size_t i = 0; i < rows.n; i++)
        if (!story_stands(&rows.at[i], tx_now(t)) && !is_kept(&in, rows.at[i].id))
            TRY(story_row_end(t, &rows.at[i]));
    return OK;
}
