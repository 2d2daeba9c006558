/*
 * Do the numbers of the tree agree with its rows? Comment by comment: kids, replies, likes; and post by post the count that
 * the post shows. In short pages; what two capabilities say of one thing is compared within one transaction, so that a
 * running server does no harm. The likes that order a list follow by an event when an account came or went: the check waits for
 * that before it calls them wrong.
 */
#include "base/str.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/comment_own.h"

enum { AT_ONCE = 100, LAG_MS = 5000, STEP_MS = 50 };

SHAPE(comment_tally, FIELD(comment_tally, post_id), FIELD(comment_tally, n));
SHAPE(comment_listed, FIELD(comment_listed, post_id));

struct look { id after; comment_row_page rows; id wrong, lags; };

/* ---- comments ---- */

static err likes_look(tx *t, struct look *l)
{
    struct reaction_counts counts;

    for (size_t i = 0; i < l->rows.n && !l->lags.v; i++) {
        TRY(reaction_counts_in(t, l->rows.at[i].id, &counts));
        if (counts.likes != -l->rows.at[i].rank)
            l->lags = l->rows.at[i].id;
    }
    return OK;
}

static err comments_look(tx *t, void *arg)
{
    struct look *l = arg;
    comment_row_page wrong;

    l->wrong = l->lags = (id){ 0 };
    TRY(q_comments_after(t, l->after, AT_ONCE, &l->rows));
    if (!l->rows.n)
        return OK;
    TRY(q_comments_wrong(t, l->after, l->rows.at[l->rows.n - 1].id, &wrong));
    l->wrong = wrong.n ? wrong.at[0].id : (id){ 0 };
    return likes_look(t, l);
}

static err page_look(ctx *c, struct look *l)
{
    TRY(transact(c, comments_look, l));
    for (int waited = 0; l->lags.v && !l->wrong.v && waited < LAG_MS; waited += STEP_MS) {
        TRY(ctx_sleep(c, STEP_MS));
        TRY(transact(c, comments_look, l));
    }
    if (!l->wrong.v)
        l->wrong = l->lags;
    return OK;
}

static err comments_walk(ctx *c, i64 *comments, id *wrong)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct look l = { .after = { 0 } };

    do {
        TRY(page_look(c, &l));
        *comments += (i64)l.rows.n;
        l.after = l.rows.n ? l.rows.at[l.rows.n - 1].id : l.after;
        arena_rewind(&c->arena, mark);
    } while (l.rows.n == AT_ONCE && !l.wrong.v);
    *wrong = l.wrong;
    return OK;
}

/* ---- posts ---- */

struct post_look { id post; bool wrong; };

/* Comments of a post that is gone are on their way. */
static err post_look(tx *t, void *arg)
{
    struct post_look *l = arg;
    comment_tally_page rows;
    i64 shown;

    err e = post_comments_in(t, l->post, &shown);
    l->wrong = false;
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    TRY(q_comment_tallies(t, ((ids){ &l->post, 1 }), &rows));
    l->wrong = shown != (rows.n ? rows.at[0].n : 0);
    return OK;
}

/* The next post that has comments, or a count of them. */
static err post_next(ctx *c, id after, id *out)
{
    comment_listed_page rows;

    TRY(q_comment_next_post(c, after, &rows));
    TRY(post_next_counted(c, after, out));
    if (rows.n && (!out->v || rows.at[0].post_id.v < out->v))
        *out = rows.at[0].post_id;
    return OK;
}

static err posts_walk(ctx *c, i64 *posts, id *wrong)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct post_look l = { .wrong = false };

    for (;;) {
        TRY(post_next(c, l.post, &l.post));
        if (!l.post.v)
            return OK;
        TRY(transact(c, post_look, &l));
        arena_rewind(&c->arena, mark);
        ++*posts;
        if (l.wrong) {
            *wrong = l.post;
            return OK;
        }
    }
}

err comment_check(ctx *c, struct capability_check *out)
{
    id comment = { 0 }, post = { 0 };
    i64 comments = 0, posts = 0;

    TRY(comments_walk(c, &comments, &comment));
    TRY(posts_walk(c, &posts, &post));
    out->looked_at = arena_format(&c->arena, "%lld comments on %lld posts: replies, likes and counts", (long long)comments,
                                  (long long)posts);
    if (comment.v)
        out->wrong = arena_format(&c->arena, "comment %lld: its numbers and the rows below it do not agree", (long long)comment.v);
    else if (post.v)
        out->wrong = arena_format(&c->arena, "post %lld: its count and its comments do not agree", (long long)post.v);
    return OK;
}
