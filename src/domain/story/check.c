/* Do the counts of stories agree with their views, and have highlights the stories that they name? In short pages. */
#include "base/str.h"
#include "domain/story/story.sql.h"
#include "domain/story/story_own.h"

enum { AT_ONCE = 100 };

struct walk { id after, end, wrong; size_t n; };

static bool agree(const story_count_page *counts, const story_count_page *tallies, id story)
{
    struct story_count a = { .views = 0 }, b = { .views = 0 };

    for (size_t i = 0; i < counts->n; i++)
        if (counts->at[i].story_id.v == story.v)
            a = counts->at[i];
    for (size_t i = 0; i < tallies->n; i++)
        if (tallies->at[i].story_id.v == story.v)
            b = tallies->at[i];
    return a.views == b.views && a.reactions == b.reactions;
}

/* Of those that are over and kept, views are on their way. */
static err stories_tally(tx *t, void *arg)
{
    story_count_page counts, tallies;
    struct walk *w = arg;
    story_row_page rows;

    w->wrong = (id){ 0 };
    TRY(q_stories_all_after(t, w->after, AT_ONCE, &rows));
    ids which = { arena_array(tx_arena(t), id, rows.n), rows.n };
    for (size_t i = 0; i < rows.n; i++)
        which.at[i] = rows.at[i].id;
    w->n = rows.n;
    if (!rows.n)
        return OK;
    TRY(q_story_counts_get(t, which, &counts));
    TRY(q_story_tallies(t, which, &tallies));
    for (size_t i = 0; i < rows.n && !w->wrong.v; i++)
        if (!rows.at[i].ended && !agree(&counts, &tallies, rows.at[i].id))
            w->wrong = rows.at[i].id;
    w->end = which.at[rows.n - 1];
    return OK;
}

static err highlight_holds(tx *t, const struct highlight_row *row, bool *holds)
{
    highlight_entry_page entries;
    story_row_page rows = { .n = 0 };

    TRY(q_highlight_stories(t, ((ids){ (id *)&row->id, 1 }), &entries));
    ids which = { arena_array(tx_arena(t), id, entries.n), entries.n };
    bool covered = false;
    for (size_t i = 0; i < entries.n; i++) {
        which.at[i] = entries.at[i].story_id;
        covered |= which.at[i].v == row->cover.v;
    }
    TRY(which.n ? q_stories_by_ids(t, which, &rows) : OK);
    *holds = which.n && covered && rows.n == which.n;
    return OK;
}

static err highlights_look(tx *t, void *arg)
{
    highlight_row_page rows;
    struct walk *w = arg;
    bool holds;

    w->wrong = (id){ 0 };
    TRY(q_highlights_after(t, w->after, AT_ONCE, &rows));
    w->n = rows.n;
    for (size_t i = 0; i < rows.n && !w->wrong.v; i++) {
        TRY(highlight_holds(t, &rows.at[i], &holds));
        w->wrong = holds ? (id){ 0 } : rows.at[i].id;
    }
    w->end = rows.n ? rows.at[rows.n - 1].id : w->after;
    return OK;
}

static err walk_all(ctx *c, tx_fn *look, struct walk *w, i64 *looked_at)
{
    struct arena_mark mark = arena_mark(&c->arena);

    do {
        w->after = w->end;
        TRY(transact(c, look, w));
        *looked_at += (i64)w->n;
        arena_rewind(&c->arena, mark);
    } while (w->n == AT_ONCE && !w->wrong.v);
    return OK;
}

err story_check(ctx *c, struct capability_check *out)
{
    struct walk of_stories = { .n = 0 }, of_highlights = { .n = 0 };
    i64 stories = 0, highlights = 0;

    TRY(walk_all(c, stories_tally, &of_stories, &stories));
    TRY(walk_all(c, highlights_look, &of_highlights, &highlights));
    out->looked_at = arena_format(&c->arena, "%lld stories: views and reactions; %lld highlights", (long long)stories,
                                  (long long)highlights);
    if (of_stories.wrong.v)
        out->wrong = arena_format(&c->arena, "story %lld: its counts and its views do not agree", (long long)of_stories.wrong.v);
    else if (of_highlights.wrong.v)
        out->wrong = arena_format(&c->arena, "highlight %lld: it names stories that are not there", (long long)of_highlights.wrong.v);
    return OK;
}
