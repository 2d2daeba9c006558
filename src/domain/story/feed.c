/*
 * Somebody's stories, and the feed. What stands comes from the cache, of all authors at once; it is looked at by the rule, and grouped.
 *
 * The order of the feed is that of the moment when its first page was read: an id that was made then says which stories were there, and
 * which views. What has been deleted since, has ended or is for others now would still move a group, so the order is kept, too
 * (feed_order.c); a page whose order is lost goes by the moment alone.
 */
#include "base/id.h"
#include "base/ids.h"
#include "base/str.h"
#include "domain/graph/graph.h"
#include "domain/story/story_own.h"

enum { FOLLOWEES_AT_ONCE = 2000, KEPT_MOST = 2000 };      /* of groups whose order is kept */

SHAPE(story_tray,
    FIELD(story_tray, author, .of = &card_shape), FIELD_PAGE(story_tray, stories, &story_shape, .doc = "Oldest first"),
    FIELD(story_tray, unseen_count), FIELD(story_tray, latest_at, .doc = "When the latest of them was published"));

/* What stands of some authors, who rise, as `me` may see it: that of each together. */
static err standing_look(ctx *c, id me, ids authors, story_view_page *out)
{
    story_row_page *kept = arena_array(&c->arena, story_row_page, authors.n);
    struct story_row *rows;
    size_t n = 0;

    TRY(stories_kept(c, authors, kept));
    for (size_t i = 0; i < authors.n; i++)
        n += kept[i].n;
    rows = arena_array(&c->arena, struct story_row, n);
    n = 0;
    for (size_t i = 0; i < authors.n; i++)
        for (size_t k = 0; k < kept[i].n; k++)
            rows[n++] = kept[i].at[k];
    return stories_look(c, me, rows, n, false, out);
}

/* ---- somebody's ---- */

err stories_by(ctx *c, id me, id who, id after, i64 most, story_view_page *out, id *next)
{
    struct sight sight;
    size_t from = 0;

    *out = (story_view_page){ .n = 0 };
    *next = (id){ 0 };
    TRY(sight_meet(c, me, who, &sight));
    if (!sight_reaches(&sight))
        return OK;
    TRY(standing_look(c, me, (ids){ &who, 1 }, out));
    while (from < out->n && out->at[from].row->id.v <= after.v)
        from++;
    out->at += from;
    out->n -= from;
    if (out->n > (size_t)most) {
        out->n = (size_t)most;
        *next = out->at[out->n - 1].row->id;
    }
    return stories_fill(c, me, out);
}

err stories_by_each(ctx *c, id me, ids who, story_view_page *out)
{
    TRY(standing_look(c, me, ids_once(&c->arena, who), out));
    return stories_fill(c, me, out);
}

/* ---- the feed ---- */

static err authors_read(ctx *c, id me, ids *out)
{
    ids some, all = { &me, 1 };
    id after = { 0 };

    do {
        TRY(graph_followees(c, me, after, FOLLOWEES_AT_ONCE, &some));
        ids more = { arena_array(&c->arena, id, all.n + some.n), all.n + some.n };
        memcpy(more.at, all.at, all.n * sizeof *all.at);
        if (some.n)
            memcpy(more.at + all.n, some.at, some.n * sizeof *some.at);
        all = more;
        after = some.n ? some.at[some.n - 1] : after;
    } while (some.n == FOLLOWEES_AT_ONCE);
    *out = ids_once(&c->arena, all);
    return OK;
}

/* Later than everything that this page is made of, on whichever node that was made. */
static id since_now(ctx *c, const story_view_page *views)
{
    id since = ctx_new_id(c);

    for (size_t i = 0; i < views->n; i++) {
        since = views->at[i].row->id.v > since.v ? views->at[i].row->id : since;
        since = views->at[i].seen_place.v > since.v ? views->at[i].seen_place : since;
    }
    return since;
}

/* Where it stood then. 0: nothing of it was there. */
static i64 mark_at(const struct story_group *g, id since)
{
    bool done = true;
    i64 latest = 0;

    for (size_t i = 0; i < g->stories.n; i++) {
        const struct story_view *v = &g->stories.at[i];
        if (v->row->id.v > since.v)
            continue;
        latest = v->row->id.v;
        done = done && v->seen && v->seen_place.v <= since.v;
    }
    if (!latest || g->author->sight.self)
        return latest ? INT64_MAX : 0;
    return done ? latest - INT64_MAX : latest;
}

static bool is_brought(const struct story_view *v)
{
    return v->author->sight.self || (v->author->sight.following && sight_brings(&v->author->sight) && !v->muted);
}

static i64 unseen_of(const story_view_page *stories)
{
    i64 n = 0;

    for (size_t i = 0; i < stories->n; i++)
        n += !stories->at[i].seen;
    return n;
}

/* By author, in the order of ids. */
static void groups_make(const story_view_page *views, id since, story_group_page *out)
{
    for (size_t i = 0, n; i < views->n; i += n) {
        const struct story_view *first = &views->at[i];
        for (n = 1; i + n < views->n && views->at[i + n].author == first->author; n++)
            ;
        struct story_group g = { .author = first->author, .stories = { .at = &views->at[i], .n = n } };
        g.unseen = unseen_of(&g.stories);
        g.mark = mark_at(&g, since);
        if (is_brought(first))
            out->at[out->n++] = g;
    }
}

static int group_compare(const void *a, const void *b)
{
    const struct story_group *x = a, *y = b;

    return (x->mark < y->mark) - (x->mark > y->mark);
}

/* `below` 0: all of them. */
static void groups_order(story_group_page *groups, i64 below)
{
    size_t kept = 0;

    for (size_t i = 0; i < groups->n; i++)
        if (groups->at[i].mark && (!below || groups->at[i].mark < below))
            groups->at[kept++] = groups->at[i];
    groups->n = kept;
    if (kept)
        qsort(groups->at, kept, sizeof *groups->at, group_compare);
}

err story_feed(ctx *c, id me, struct tray_place at, i64 most, story_group_page *out, id *since, bool *more)
{
    story_view_page views;
    ids authors;

    TRY(authors_read(c, me, &authors));
    TRY(standing_look(c, me, authors, &views));
    TRY(stories_fill(c, me, &views));
    *since = at.since.v ? at.since : since_now(c, &views);
    *out = (story_group_page){ .at = arena_array(&c->arena, struct story_group, views.n) };
    groups_make(&views, *since, out);
    if (at.since.v)
        feed_order_recall(c, me, at.since, out);
    else if (out->n > (size_t)most && out->n <= KEPT_MOST)
        feed_order_keep(c, me, *since, out);
    groups_order(out, at.since.v ? at.mark : 0);
    *more = out->n > (size_t)most;
    out->n = *more ? (size_t)most : out->n;
    return OK;
}

/* ---- groups as answers ---- */

err story_groups_answer(ctx *c, const story_group_page *groups, story_tray_page *out)
{
    story_view_page all = { .n = 0 };
    story_page stories;
    size_t n = 0;

    for (size_t i = 0; i < groups->n; i++)
        n += groups->at[i].stories.n;
    all.at = arena_array(&c->arena, struct story_view, n);
    for (size_t i = 0; i < groups->n; i++)
        for (size_t k = 0; k < groups->at[i].stories.n; k++)
            all.at[all.n++] = groups->at[i].stories.at[k];
    TRY(stories_answer(c, &all, &stories));
    *out = (story_tray_page){ .at = arena_array(&c->arena, struct story_tray, groups->n), .n = groups->n };
    for (size_t i = 0, at = 0; i < groups->n; at += groups->at[i].stories.n, i++) {
        const struct story_group *g = &groups->at[i];
        out->at[i] = (struct story_tray){ g->author->card, { .at = &stories.at[at], .n = g->stories.n }, g->unseen,
                                          { id_ms(g->stories.at[g->stories.n - 1].row->id) } };
    }
    return OK;
}
