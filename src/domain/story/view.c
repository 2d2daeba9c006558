/*
 * Who may see a story, and what it is to a viewer. The rule is `story_is_for`, and before it the clock; everything that shows stories
 * comes through here. A page takes, beside its rows: the authors' sights, the lists that the viewer stands on, the own views, and where
 * stories are the viewer's own, their counts.
 */
#include "base/id.h"
#include "base/ids.h"
#include "base/str.h"
#include "domain/story/story.sql.h"
#include "domain/story/story_own.h"

SHAPE(viewing,
    FIELD(viewing, story_id), FIELD(viewing, user_id), FIELD(viewing, place), FIELD(viewing, emoji), FIELD(viewing, hidden));
SHAPE(story_count, FIELD(story_count, story_id), FIELD(story_count, views), FIELD(story_count, reactions));
SHAPE(story_mark, FIELD(story_mark, who), FIELD(story_mark, kind));

/* ---- the rule ---- */

bool story_is_for(const struct sight *author, enum story_audience audience, u32 marks)
{
    static const enum sight_audience audiences[] = { FOR_EVERYBODY, FOR_FOLLOWERS, FOR_NAMED };

    if (!author->self && marks & MARKED_HIDDEN)
        return false;
    return sight_reads(author, audiences[audience], marks & MARKED_CLOSE);
}

static void marks_take(const story_mark_page *found, ids who, u32 *out)
{
    for (size_t i = 0; i < who.n; i++)
        out[i] = 0;
    for (size_t k = 0; k < found->n; k++) {
        const id *at = ids_find(who, found->at[k].who);
        if (at)
            out[at - who.at] |= 1u << found->at[k].kind;
    }
}

err story_marks_get(ctx *c, id me, ids authors, u32 *out)
{
    ids who = ids_once(&c->arena, authors);
    u32 *marks = arena_array(&c->arena, u32, who.n);
    story_mark_page found = { .n = 0 };

    TRY(me.v && who.n ? q_story_marks(c, me, who, &found) : OK);
    marks_take(&found, who, marks);
    for (size_t i = 0; i < authors.n; i++)
        out[i] = authors.at[i].v ? marks[ids_find(who, authors.at[i]) - who.at] : 0;
    return OK;
}

const struct author *author_placed(const author_page *page, id who)
{
    return page->n ? bsearch(&who, page->at, page->n, sizeof *page->at, id_compare) : NULL;
}

/* ---- a page ---- */

static ids authors_of(struct arena *a, const struct story_row *rows, size_t n)
{
    ids out = { arena_array(a, id, n), n };

    for (size_t i = 0; i < n; i++)
        out.at[i] = rows[i].user_id;
    return out;
}

err stories_look(ctx *c, id me, const struct story_row *rows, size_t n, bool over, story_view_page *out)
{
    author_page *authors = arena_new(&c->arena, author_page);
    ids who = authors_of(&c->arena, rows, n);
    u32 *marks = arena_array(&c->arena, u32, n);
    when now = ctx_now(c);

    *out = (story_view_page){ .at = arena_array(&c->arena, struct story_view, n) };
    if (!n)
        return OK;
    TRY(authors_get(c, me, who, authors));
    TRY(story_marks_get(c, me, who, marks));
    for (size_t i = 0; i < n; i++) {
        const struct author *by = author_placed(authors, rows[i].user_id);
        bool stands = story_stands(&rows[i], now);
        if (by && (stands || over) && story_is_for(&by->sight, (enum story_audience)rows[i].audience, marks[i]))
            out->at[out->n++] = (struct story_view){ .row = &rows[i], .author = by, .over = !stands, .seen = by->sight.self,
                                                         .muted = marks[i] & MARKED_MUTED };
    }
    return OK;
}

/* ---- what the viewer has seen, and who has seen the viewer's own ---- */

static int viewing_compare(const void *story, const void *viewing)
{
    return id_compare(story, &((const struct viewing *)viewing)->story_id);
}

static err own_fill(ctx *c, id me, story_view_page *views)
{
    ids which = { arena_array(&c->arena, id, views->n), 0 };
    viewing_page own;

    for (size_t i = 0; i < views->n; i++)
        if (!views->at[i].over && !views->at[i].author->sight.self)
            which.at[which.n++] = views->at[i].row->id;
    if (!me.v || !which.n)
        return OK;
    TRY(q_story_views_own(c, me, which, &own));
    for (size_t i = 0; i < views->n && own.n; i++) {
        const struct viewing *v = bsearch(&views->at[i].row->id, own.at, own.n, sizeof *own.at, viewing_compare);
        if (!v)
            continue;
        views->at[i].seen = true;
        views->at[i].seen_place = v->place;
        views->at[i].reaction = v->emoji;
    }
    return OK;
}

/* People across a block are not counted; those who are hidden are out of the counts already. */
static err barred_take(ctx *c, id me, ids which, story_count_page *counts)
{
    story_count_page theirs;
    ids barred;

    TRY(sight_barred(c, me, &barred));
    if (!barred.n)
        return OK;
    TRY(q_story_counts_by(c, which, barred, &theirs));
    for (size_t i = 0; i < counts->n; i++)
        for (size_t k = 0; k < theirs.n; k++)
            if (theirs.at[k].story_id.v == counts->at[i].story_id.v) {
                counts->at[i].views -= theirs.at[k].views;
                counts->at[i].reactions -= theirs.at[k].reactions;
            }
    return OK;
}

static err counts_fill(ctx *c, id me, story_view_page *views)
{
    ids which = { arena_array(&c->arena, id, views->n), 0 };
    story_count_page counts;

    for (size_t i = 0; i < views->n; i++)
        if (views->at[i].author->sight.self && !views->at[i].over) {
            views->at[i].counted = true;
            which.at[which.n++] = views->at[i].row->id;
        }
    if (!which.n)
        return OK;
    TRY(q_story_counts_get(c, which, &counts));
    TRY(counts.n ? barred_take(c, me, which, &counts) : OK);
    for (size_t i = 0; i < views->n; i++)
        for (size_t k = 0; k < counts.n; k++)
            if (counts.at[k].story_id.v == views->at[i].row->id.v) {
                views->at[i].views = counts.at[k].views;
                views->at[i].reactions = counts.at[k].reactions;
            }
    return OK;
}

err stories_fill(ctx *c, id me, story_view_page *views)
{
    for (size_t i = 0; i < views->n; i++)
        views->at[i].reaction.is = NULLED;
    TRY(own_fill(c, me, views));
    return counts_fill(c, me, views);
}

/* ---- by their ids ---- */

const struct story_row *story_row_among(const story_row_page *rows, id which)
{
    for (size_t i = 0; i < rows->n; i++)
        if (rows->at[i].id.v == which.v)
            return &rows->at[i];
    return NULL;
}

static err look_by_ids(ctx *c, id me, ids which, story_view_page *out)
{
    struct story_row *ordered = arena_array(&c->arena, struct story_row, which.n);
    story_row_page rows = { .n = 0 };
    size_t n = 0;

    TRY(which.n ? q_stories_by_ids(c, which, &rows) : OK);
    for (size_t i = 0; i < which.n; i++) {
        const struct story_row *row = story_row_among(&rows, which.at[i]);
        if (row)
            ordered[n++] = *row;
    }
    return stories_look(c, me, ordered, n, false, out);
}

err stories_get(ctx *c, id me, ids which, story_view_page *out)
{
    TRY(look_by_ids(c, me, which, out));
    return stories_fill(c, me, out);
}

err story_get(ctx *c, id me, id which, struct story_view *out)
{
    story_view_page page;

    TRY(stories_get(c, me, (ids){ &which, 1 }, &page));
    if (!page.n)
        return fail(c, &story_not_found);
    *out = page.at[0];
    return OK;
}

err stories_seen(ctx *c, id me, ids which, bool *out)
{
    story_view_page page;

    TRY(look_by_ids(c, me, which, &page));
    for (size_t i = 0, k = 0; i < which.n; i++) {
        out[i] = k < page.n && page.at[k].row->id.v == which.at[i].v;
        k += out[i];
    }
    return OK;
}

/* ---- in a transaction ---- */

err story_row_get_in(tx *t, id which, struct story_row *out)
{
    err e = q_story_get(t, which, out);

    return e == ERR_NOT_FOUND ? tx_fail(t, &story_not_found) : e;
}

static err row_is_seen(tx *t, id me, const struct story_row *row)
{
    story_mark_page found;
    struct sight author;
    u32 marks;

    if (!story_stands(row, tx_now(t)))
        return tx_fail(t, &story_not_found);
    TRY(sight_of_in(t, me, row->user_id, &author));
    TRY(q_story_marks(t, me, ((ids){ (id *)&row->user_id, 1 }), &found));
    marks_take(&found, (ids){ (id *)&row->user_id, 1 }, &marks);
    return story_is_for(&author, (enum story_audience)row->audience, marks) ? OK : tx_fail(t, &story_not_found);
}

err story_meet_in(tx *t, id me, id which, struct story_row *out)
{
    TRY(account_acts_in(t, me));
    TRY(story_row_get_in(t, which, out));
    return row_is_seen(t, me, out);
}

/* ---- one for many ---- */

static err marks_narrow(ctx *c, id author, enum story_audience audience, const sight_page *by, ids viewers, bool *out)
{
    ids left = { arena_array(&c->arena, id, viewers.n), 0 };
    u32 *marks = arena_array(&c->arena, u32, viewers.n);
    story_mark_page found = { .n = 0 };

    for (size_t i = 0; i < viewers.n; i++)
        if (out[i])
            left.at[left.n++] = viewers.at[i];
    TRY(left.n ? q_story_marks_by(c, author, left, &found) : OK);
    marks_take(&found, left, marks);
    for (size_t i = 0, k = 0; i < viewers.n; i++)
        if (out[i]) {
            out[i] = !(marks[k] & MARKED_MUTED) && story_is_for(&by->at[i], audience, marks[k]);
            k++;
        }
    return OK;
}

err story_heard_by(ctx *c, id author, enum story_audience audience, ids viewers, bool *out)
{
    sight_page by;

    TRY(sights_by(c, viewers, author, &by));
    for (size_t i = 0; i < viewers.n; i++)
        out[i] = by.at[i].following && sight_brings(&by.at[i]);
    return marks_narrow(c, author, audience, &by, viewers, out);
}
