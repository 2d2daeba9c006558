/* Lists that are no tree: those above a comment, those of a person, what one said before, and who likes it. */
#include "base/id.h"
#include "base/str.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/comment_own.h"

enum { PASSED_OVER_MOST = 2000, CHUNK_LEAST = 16, CHUNK_MOST = 256 };

SHAPE(comment_version, FIELD(comment_version, content), FIELD(comment_version, created_at));
SHAPE(comment_version_row,
    FIELD(comment_version_row, comment_id), FIELD(comment_version_row, made), FIELD(comment_version_row, content),
    FIELD(comment_version_row, created_at));

static id before_or_top(id before)
{
    return before.v ? before : (id){ INT64_MAX };
}

/* ---- above ---- */

err comment_ancestors(ctx *c, id me, id of, id from, i64 limit, struct comment_tree *out, id *next)
{
    struct reading r = { .c = c, .me = me };
    comment_row_page rows = { 0 };
    struct comment_row row;

    *next = (id){ 0 };
    TRY(comment_met(&r, of, true, &row));
    if (!is_root(&row))
        TRY(q_comments_up(c, from.v ? from : row.parent, limit, &rows));
    if (rows.n && rows.at[0].post_id.v != row.post_id.v)     /* a cursor of another comment's list */
        rows.n = 0;
    TRY(authors_meet(&r, &rows));
    TRY(tree_make(&r, rows.at, rows.n, 0, out));
    if (out->n && !is_root(&rows.at[out->n - 1]))
        *next = rows.at[out->n - 1].parent;
    return OK;
}

err comments_up(ctx *c, const struct reach *reaches, size_t n, i64 most, reached_page *out)
{
    return q_comments_up_all(c, reaches_text(&c->arena, reaches, n, REACH_UP), most, out);
}

/* ---- of a person ---- */

struct filling { struct reading r; id who, before, next; i64 limit, chunk; comment_row_page out; bool done; };

static i64 chunk_size(struct filling *f)
{
    i64 lacking = f->limit - (i64)f->out.n + 1;

    f->chunk = f->chunk ? 2 * f->chunk : CHUNK_LEAST;
    i64 most = lacking > f->chunk ? lacking : f->chunk;
    return most > CHUNK_MOST ? CHUNK_MOST : most;
}

static void chunk_add(struct filling *f, const comment_row_page *rows)
{
    for (size_t i = 0; i < rows->n && !f->done; i++)
        if ((i64)f->out.n < f->limit) {
            f->out.at[f->out.n++] = rows->at[i];
        } else {
            f->next = f->out.at[f->out.n - 1].id;
            f->done = true;
        }
}

static err chunk_read(struct filling *f)
{
    i64 most = chunk_size(f);
    comment_row_page rows;

    TRY(q_comments_by_user(f->r.c, f->who, f->before, most, &rows));
    bool is_last = (i64)rows.n < most;
    size_t n = rows.n;
    f->before = n ? rows.at[n - 1].id : f->before;
    TRY(rows_seen(&f->r, &rows));
    f->r.passed += (i64)(n - rows.n);
    chunk_add(f, &rows);
    if (!f->done && !is_last && f->r.passed >= PASSED_OVER_MOST)
        f->next = f->before;
    f->done |= is_last || f->next.v;
    return OK;
}

err comments_by(ctx *c, id me, id who, id before, i64 limit, struct comment_tree *out, id *next)
{
    struct filling f = { .r = { .c = c, .me = me }, .who = who, .before = before_or_top(before), .limit = limit };
    struct sight sight;

    TRY(sight_meet(c, me, who, &sight));
    f.out.at = arena_array(&c->arena, struct comment_row, (size_t)limit);
    while (!f.done && sight_reaches(&sight))
        TRY(chunk_read(&f));
    TRY(tree_make(&f.r, f.out.at, f.out.n, 0, out));
    *next = out->n < f.out.n ? f.out.at[out->n - 1].id : f.next;
    return OK;
}

err comments_reached(ctx *c, const struct reach *reaches, size_t n, enum reach_way way, i64 most, reached_page *out)
{
    str lists = reaches_text(&c->arena, reaches, n, way);

    return way == REACH_DOWN ? q_comments_by_users_down(c, lists, most, out) : q_comments_by_users_up(c, lists, most, out);
}

/* ---- before ---- */

err comment_history(ctx *c, id me, id which, id before, i64 limit, comment_version_page *out, id *next)
{
    struct comment_version_row_page rows;
    struct comment_tree now;
    size_t of_now = before.v == 0;                           /* what stands now comes first */

    TRY(comment_get(c, me, which, COMMENTS_NEW, 0, &now));
    i64 lacking = limit - (i64)of_now;
    TRY(q_comment_versions_before(c, which, before_or_top(before), lacking + 1, &rows));
    *out = (comment_version_page){ .at = arena_array(&c->arena, struct comment_version, (size_t)limit) };
    if (of_now)
        out->at[out->n++] = (struct comment_version){ now.at->words->content, now.at->words->updated_at };
    for (size_t i = 0; i < rows.n && (i64)i < lacking; i++)
        out->at[out->n++] = (struct comment_version){ rows.at[i].content, rows.at[i].created_at };
    *next = (i64)rows.n <= lacking ? (id){ 0 } : lacking ? rows.at[lacking - 1].made : (id){ INT64_MAX };
    return OK;
}

/* ---- who likes it ---- */

err comment_likers(ctx *c, id me, id which, u32 who, id after, i64 limit, post_reaction_page *out, id *next)
{
    struct reading r = { .c = c, .me = me };
    struct comment_row row;

    TRY(comment_met(&r, which, false, &row));
    return reactions_shown(c, me, which, who, after, limit, out, next);
}
