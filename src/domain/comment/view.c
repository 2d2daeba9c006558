/*
 * What comments are to a viewer. A tree is made level by level: all parents of a level have their first replies read by
 * one statement, into one array, in which the replies of one parent are beside each other. Their texts are looked up in that order,
 * a few at first: where these are long, the answer ends early, as if it had no room for more. Then the viewer's likes, at once.
 */
#include <stdlib.h>
#include "base/id.h"
#include "base/ids.h"
#include "base/str.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/comment_own.h"
#include "ports/stamps.h"

enum { REPLIES_SHOWN = 3, TEXTS_FIRST = 50, OCTETS_MOST = 4 << 20 };

const char *const comment_sort_words[] = { "new", "old", "top", NULL };

/* ---- the levels ---- */

struct growing { struct reading *r; struct comment_row *rows; struct comment_tree *tree; size_t room; };     /* a row for each view */

static void view_add(struct growing *g, const struct comment_row *row)
{
    struct comment_view *v = &g->tree->at[g->tree->all];
    const struct author *author = author_met(g->r, row);

    *v = (struct comment_view){ .author = author, .likes = author ? -row->rank : 0, .replies = row->replies, .rank = row->rank };
    g->rows[g->tree->all++] = *row;
}

/* A parent's replies, as many as there is room for. */
static void replies_add(struct growing *g, struct comment_view *parent, const struct below *b)
{
    size_t room = g->room - g->tree->all;

    parent->n = b->n < room ? b->n : room;
    parent->below = parent->n ? &g->tree->at[g->tree->all] : NULL;
    parent->next = parent->n < b->n ? place_of(g->r->sort, &b->at[parent->n]) : b->next;
    for (size_t i = 0; i < parent->n; i++)
        view_add(g, &b->at[i]);
}

/* Below the views from `from` on: the first `want` replies of each, and where further ones begin. */
static err level_add(struct growing *g, size_t from, i64 want)
{
    size_t to = g->tree->all;
    ids parents = { arena_array(&g->r->c->arena, id, to - from), 0 };
    struct below *below;

    for (size_t i = from; i < to; i++)
        if (g->rows[i].replies > 0)
            parents.at[parents.n++] = g->rows[i].id;
    if (!parents.n)
        return OK;
    TRY(below_each(g->r, parents, want, &below));
    for (size_t i = from, k = 0; i < to; i++)
        if (g->rows[i].replies > 0)
            replies_add(g, &g->tree->at[i], &below[k++]);
    return OK;
}

static err levels_add(struct growing *g, i64 depth)
{
    size_t from = 0;

    for (i64 level = 0; from < g->tree->all; level++) {
        size_t next = g->tree->all;
        TRY(level_add(g, from, level < depth && g->tree->all < g->room ? REPLIES_SHOWN : 0));
        from = next;
    }
    return OK;
}

/* ---- what the rows do not have ---- */

static void placeholder_fill(struct arena *a, const struct comment_row *row, struct comment_view *v)
{
    struct comment_words *w = arena_new(a, struct comment_words);
    when made = { id_ms(row->id) };

    *w = (struct comment_words){
        .id = row->id, .post_id = row->post_id, .user_id.is = NULLED, .parent_comment_id = parent_of(row), .depth = row->depth,
        .content = S(""), .deleted = true, .created_at = made, .edited_at.is = NULLED, .updated_at = made,
    };
    v->author = NULL;
    v->likes = 0;
    v->words = w;
    v->json = comment_words_json(a, w);
}

/* What the tree shows; those views whose texts fit are `n` of the `shown` ones. */
struct texts { ids shown; struct comment_view **views; size_t n, octets; };

/* The views from this one on are not part of the answer. A list that they are part of continues with the first of them. */
static void tree_cut(struct growing *g, struct comment_view *from)
{
    struct comment_tree *t = g->tree;

    t->all = (size_t)(from - t->at);
    for (size_t i = 0; i < t->all; i++) {
        struct comment_view *v = &t->at[i];
        if (!v->n || v->below + v->n <= from)
            continue;
        v->n = v->below < from ? (size_t)(from - v->below) : 0;
        v->next = place_of(g->r->sort, &g->rows[v->below + v->n - t->at]);
    }
    if (t->n > t->all) {
        t->n = t->all;
        t->next = place_of(g->r->sort, &g->rows[t->n]);
    }
}

/* As many texts as seem to fit, by the length of those before. */
static size_t texts_next(const struct growing *g, const struct texts *x)
{
    size_t left = x->shown.n - x->n, each = x->n ? x->octets / x->n + 1 : 0;
    size_t n = g->r->whole ? left : x->n ? (OCTETS_MOST - x->octets) / each + 1 : TEXTS_FIRST;

    return n < left ? n : left;
}

static err texts_read(struct growing *g, struct texts *x)
{
    ids which = { x->shown.at + x->n, texts_next(g, x) };
    struct comment_kept *kept;

    TRY(comments_kept(g->r->c, which, &kept));
    for (size_t i = 0; i < which.n; i++) {
        struct comment_view *v = x->views[x->n];
        x->octets += kept[i].json.json.n;
        if (x->n && !g->r->whole && x->octets > OCTETS_MOST) {
            x->shown.n = x->n;
            tree_cut(g, v);
            return OK;
        }
        x->n++;
        if (!kept[i].id.v)
            continue;
        v->words = &kept[i].words;
        v->json = kept[i].json.json;
    }
    return OK;
}

static err words_fill(struct growing *g, struct texts *x)
{
    struct arena *a = &g->r->c->arena;

    while (x->n < x->shown.n)
        TRY(texts_read(g, x));
    for (size_t i = 0; i < g->tree->all; i++)
        if (!g->tree->at[i].words)                           /* deleted, not for the viewer, or deleted meanwhile */
            placeholder_fill(a, &g->rows[i], &g->tree->at[i]);
    return OK;
}

static err likes_fill(struct growing *g, const struct texts *x)
{
    reaction_own_page own;

    if (!g->r->me.v || !x->shown.n)
        return OK;
    TRY(reactions_own(g->r->c, g->r->me, x->shown, &own));
    for (size_t i = 0; i < x->shown.n; i++)
        x->views[i]->liked = own.at[i].liked;
    return OK;
}

static err rest_fill(struct growing *g)
{
    struct arena *a = &g->r->c->arena;
    struct texts x = { .shown.at = arena_array(a, id, g->tree->all), .views = arena_array(a, struct comment_view *, g->tree->all) };

    for (size_t i = 0; i < g->tree->all; i++)
        if (g->tree->at[i].author) {
            x.views[x.shown.n] = &g->tree->at[i];
            x.shown.at[x.shown.n++] = g->rows[i].id;
        }
    TRY(words_fill(g, &x));
    return likes_fill(g, &x);
}

err tree_make(struct reading *r, const struct comment_row *rows, size_t n, i64 depth, struct comment_tree *out)
{
    size_t room = n > COMMENTS_AT_ONCE ? n : depth > 0 ? COMMENTS_AT_ONCE : n;
    struct growing g = { .r = r, .rows = arena_array(&r->c->arena, struct comment_row, room), .tree = out, .room = room };

    *out = (struct comment_tree){ .at = arena_array(&r->c->arena, struct comment_view, room), .n = n };
    for (size_t i = 0; i < n; i++)
        view_add(&g, &rows[i]);
    if (depth != COMMENT_ALONE)
        TRY(levels_add(&g, depth));
    return rest_fill(&g);
}

/* ---- the verbs ---- */

static err posts_seen(ctx *c, id me, const comment_row_page *rows, post_view_page *out)
{
    ids posts = { arena_array(&c->arena, id, rows->n), 0 };

    for (size_t i = 0; i < rows->n; i++)
        if (!posts.n || posts.at[posts.n - 1].v != rows->at[i].post_id.v)
            posts.at[posts.n++] = rows->at[i].post_id;
    *out = (post_view_page){ 0 };
    return posts.n ? posts_look(c, me, posts, NULL, WITHOUT_REST, out) : OK;
}

static bool post_among(const post_view_page *posts, id which)
{
    for (size_t i = 0; i < posts->n; i++)
        if (posts->at[i].words->id.v == which.v)
            return true;
    return false;
}

static err rows_keep(struct reading *r, comment_row_page *rows, bool placeholders)
{
    post_view_page posts;
    size_t kept = 0;

    TRY(posts_seen(r->c, r->me, rows, &posts));
    TRY(authors_meet(r, rows));
    for (size_t i = 0; i < rows->n; i++)
        if ((placeholders ? in_place(r, &rows->at[i]) : author_met(r, &rows->at[i]) != NULL) && post_among(&posts, rows->at[i].post_id))
            rows->at[kept++] = rows->at[i];
    rows->n = kept;
    return OK;
}

err rows_seen(struct reading *r, comment_row_page *rows)
{
    return rows_keep(r, rows, false);
}

err comment_met(struct reading *r, id which, bool placeholders, struct comment_row *out)
{
    comment_row_page rows;
    post_view_page posts;

    TRY(q_comment_rows_get(r->c, ((ids){ &which, 1 }), &rows));
    TRY(posts_seen(r->c, r->me, &rows, &posts));
    TRY(authors_meet(r, &rows));
    if (!posts.n || !(placeholders ? in_place(r, rows.at) : author_met(r, rows.at) != NULL))
        return fail(r->c, &comment_not_found);
    *out = rows.at[0];
    return OK;
}

err comments_page(ctx *c, id me, id post, id parent, const struct comment_wish *wish, struct comment_tree *out)
{
    struct reading r = { .c = c, .me = me, .sort = wish->sort, .made = wish->made };
    struct comment_row above;
    struct comment_place next;
    struct post_view seen;
    comment_row_page rows;

    TRY(post_get(c, me, post, &seen));
    id on = seen.plain ? seen.boost_of->words->id : post;
    made_note(c, wish->made, STAMP_COMMENTS, on);
    if (parent.v)
        TRY(comment_met(&r, parent, true, &above));
    if (parent.v && above.post_id.v != on.v)
        return fail(c, &comment_not_found);
    TRY(below_page(&r, parent.v ? parent : on, wish, &rows, &next));
    TRY(tree_make(&r, rows.at, rows.n, wish->depth, out));
    if (out->n == rows.n)
        out->next = next;
    return OK;
}

err comment_get(ctx *c, id me, id which, enum comment_sort sort, i64 depth, struct comment_tree *out)
{
    struct reading r = { .c = c, .me = me, .sort = sort };
    struct comment_row row;

    TRY(comment_met(&r, which, false, &row));
    TRY(tree_make(&r, &row, 1, depth, out));
    return out->at[0].author ? OK : fail(c, &comment_not_found);     /* deleted meanwhile */
}

err comment_placed(ctx *c, id me, id which, struct comment_tree *out)
{
    struct reading r = { .c = c, .me = me };
    struct comment_row row;

    TRY(comment_met(&r, which, true, &row));
    return tree_make(&r, &row, 1, 0, out);
}

static err comments_look(ctx *c, id me, ids which, bool placeholders, struct comment_tree *out)
{
    struct reading r = { .c = c, .me = me, .whole = true };
    struct comment_row *ordered = arena_array(&c->arena, struct comment_row, which.n);
    comment_row_page rows;
    size_t n = 0;

    TRY(q_comment_rows_get(c, which, &rows));
    TRY(rows_keep(&r, &rows, placeholders));
    if (rows.n)
        qsort(rows.at, rows.n, sizeof *rows.at, id_compare);
    for (size_t i = 0; i < which.n && rows.n; i++) {
        const struct comment_row *row = bsearch(&which.at[i], rows.at, rows.n, sizeof *rows.at, id_compare);
        if (row)
            ordered[n++] = *row;
    }
    return tree_make(&r, ordered, n, COMMENT_ALONE, out);
}

err comments_get(ctx *c, id me, ids which, struct comment_tree *out)
{
    return comments_look(c, me, which, false, out);
}

err comments_placed(ctx *c, id me, ids which, struct comment_tree *out)
{
    return comments_look(c, me, which, true, out);
}

err comments_first(ctx *c, id me, ids of, enum comment_sort sort, i64 most, struct made_of *made, struct comment_tree **out)
{
    struct reading r = { .c = c, .me = me, .sort = sort, .whole = true, .made = made };
    struct comment_row *rows = arena_array(&c->arena, struct comment_row, of.n * (size_t)most + 1);
    struct comment_tree all;
    struct below *below;
    size_t n = 0;

    *out = arena_array(&c->arena, struct comment_tree, of.n);
    for (size_t i = 0; i < of.n; i++)
        made_note(c, made, STAMP_COMMENTS, of.at[i]);
    TRY(below_each(&r, of, most, &below));
    for (size_t i = 0; i < of.n; n += below[i++].n)
        memcpy(rows + n, below[i].at, below[i].n * sizeof *rows);
    TRY(tree_make(&r, rows, n, COMMENT_ALONE, &all));
    n = 0;
    for (size_t i = 0; i < of.n; n += below[i++].n)
        (*out)[i] = (struct comment_tree){ .at = all.at + n, .n = below[i].n, .all = below[i].n, .next = below[i].next };
    return OK;
}
