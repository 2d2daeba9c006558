/*
 * Accounts that come and go: what one viewed leaves the counts while it is hidden, and an erased one takes along its stories and all
 * else, in batches, each a transaction. A story goes with its media. Somebody who is blocked is off all lists of both with the block.
 */
#include "base/str.h"
#include "domain/story/story.sql.h"
#include "domain/story/story_own.h"
#include "work/sweep.h"

static const char hide_job[] = "story_hide", erase_job[] = "story_erase";

static err account_hear(tx *t, const struct event *e)
{
    return sweep_of_account(t, e, e->kind == &account_erased ? erase_job : hide_job);
}

err story_lists_part(tx *t, id one, id other)
{
    TRY(q_story_list_part(t, one, other));
    return q_story_list_part(t, other, one);
}

/* ---- views ---- */

static id last_of(const viewing_page *rows)
{
    return rows->n ? rows->at[rows->n - 1].story_id : (id){ 0 };
}

static err hide_batch(tx *t, struct sweep_place *s)
{
    bool there, hidden;
    viewing_page rows;

    TRY(account_hidden_in(t, s->about, &there, &hidden));
    TRY(q_story_views_by(t, s->about, (id){ s->after }, SWEEP_BATCH, &rows));
    for (size_t i = 0; i < rows.n && there; i++) {
        const struct viewing *v = &rows.at[i];
        i64 by = hidden ? -1 : 1;
        if (v->hidden == hidden)
            continue;
        TRY(q_story_view_hide(t, v->story_id, v->user_id, hidden));
        TRY(q_story_count_change(t, v->story_id, by, v->emoji.is == GIVEN ? by : 0));
    }
    sweep_move(s, there ? rows.n : 0, last_of(&rows));
    return OK;
}

static err views_erase(tx *t, struct sweep_place *s, size_t *n)
{
    viewing_page rows;

    TRY(q_story_views_by(t, s->about, (id){ 0 }, SWEEP_BATCH, &rows));
    *n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        const struct viewing *v = &rows.at[i];
        TRY(q_story_view_drop(t, v->story_id, v->user_id));
        if (!v->hidden)
            TRY(q_story_count_change(t, v->story_id, -1, v->emoji.is == GIVEN ? -1 : 0));
    }
    return OK;
}

/* ---- an erased account ---- */

static err highlights_erase(tx *t, id who, size_t *n)
{
    highlight_row_page rows;

    TRY(q_highlights_of(t, who, (id){ INT64_MAX }, SWEEP_BATCH, &rows));
    *n = 0;                          /* nobody has more than a batch */
    for (size_t i = 0; i < rows.n; i++) {
        TRY(highlight_end(t, rows.at[i].id));
    }
    return OK;
}

static err stories_erase(tx *t, id who, size_t *n)
{
    story_row_page rows;

    TRY(q_stories_of_after(t, who, (id){ 0 }, SWEEP_BATCH, &rows));
    *n = rows.n;
    for (size_t i = 0; i < rows.n; i++)
        TRY(story_row_drop(t, &rows.at[i], (maybe_id){ .is = ABSENT }));
    return OK;
}

static err lists_erase(tx *t, id who, size_t *n)
{
    i64 gone;

    TRY(q_story_lists_drop(t, who));
    TRY(q_story_lists_leave(t, who, SWEEP_BATCH, &gone));
    *n = (size_t)gone;
    return OK;
}

/* ---- media that staff removed ---- */

/* Of a story that goes itself there is no row any more. */
static err media_hear(tx *t, const struct event *e)
{
    struct medias_told told;
    story_row_page rows;

    TRY(event_read(tx_arena(t), e, media_gone, &told));
    TRY(q_stories_with(t, told.media, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        TRY(highlights_leave(t, &rows.at[i]));
        TRY(story_row_drop(t, &rows.at[i], (maybe_id){ .is = ABSENT }));
    }
    return OK;
}

enum { HIGHLIGHTS, STORIES, VIEWS, LISTS, PARTS };

static err erase_batch(tx *t, struct sweep_place *s)
{
    size_t n = 0;

    if (s->part == HIGHLIGHTS)
        TRY(highlights_erase(t, s->about, &n));
    else if (s->part == STORIES)
        TRY(stories_erase(t, s->about, &n));
    else if (s->part == VIEWS)
        TRY(views_erase(t, s, &n));
    else
        TRY(lists_erase(t, s->about, &n));
    sweep_move_in(s, PARTS, n, (id){ 0 });
    return OK;
}

err story_hide_run(ctx *c, str payload) { return sweep_run(c, hide_job, payload, hide_batch); }
err story_erase_run(ctx *c, str payload) { return sweep_run(c, erase_job, payload, erase_batch); }

const struct consumer story_consumers[] = {
    { .name = "story_leave", .hears = KINDS(&account_hidden, &account_shown, &account_erased), .handle = account_hear },
    { .name = "story_media", .hears = KINDS(&media_gone), .handle = media_hear },
    {0}
};
