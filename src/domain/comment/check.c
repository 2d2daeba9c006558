/*
 * Do the numbers of the tree agree with its rows? Comment by comment: kids, replies, likes; and post by post the count that
 * the post shows. In short pages; what two capabilities say of one thing is compared within one transaction, so that a
 * running server does no harm. The likes that order a list follow by an event when an account came or went. As long as events wait,
 * and if nobody handles them because the server was killed, nobody can say that they are wrong.
 */
#include "base/str.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/comment_own.h"

enum { AT_ONCE = 100, LOOKS_MOST = 8, PAUSE_MS = 300 };

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
    id before = { 0 };

    for (int n = 0; n < LOOKS_MOST; n++) {
        bool done;
        TRY(consumer_is_done(c, LIKES_CONSUMER, &done));
        TRY(transact(c, comments_look, l));
        if (done && l->lags.v == before.v)
            l->wrong = l->wrong.v ? l->wrong : l->lags;
        if (l->wrong.v || !l->lags.v)
            return OK;
        before = l->lags;
        TRY(ctx_sleep(c, PAUSE_MS));
    }
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

struct posts_tally { id after, end, wrong; i64 posts; };    /* end: where the next page begins; the greatest id: there is none */

/* What both capabilities know, up to where the one that ends first got to. */
struct both { post_comments_page shown; comment_listed_page rows; ids which; };

static id page_end(size_t n, id last)
{
    return n < AT_ONCE ? (id){ INT64_MAX } : last;
}

static id both_end(const struct both *b)
{
    id shown = page_end(b->shown.n, b->shown.n ? b->shown.at[b->shown.n - 1].post_id : (id){ 0 });
    id rows = page_end(b->rows.n, b->rows.n ? b->rows.at[b->rows.n - 1].post_id : (id){ 0 });

    return shown.v < rows.v ? shown : rows;
}

/* The union of both lists, each of which is in order. */
static void both_merge(struct both *b, id end)
{
    size_t i = 0, k = 0;

    for (;;) {
        i64 shown = i < b->shown.n ? b->shown.at[i].post_id.v : INT64_MAX, rows = k < b->rows.n ? b->rows.at[k].post_id.v : INT64_MAX;
        i64 next = shown < rows ? shown : rows;
        if (next == INT64_MAX || next > end.v)
            return;
        b->which.at[b->which.n++] = (id){ next };
        i += shown == next;
        k += rows == next;
    }
}

static i64 shown_of(const struct both *b, id post)
{
    for (size_t i = 0; i < b->shown.n; i++)
        if (b->shown.at[i].post_id.v == post.v)
            return b->shown.at[i].comments;
    return 0;
}

static i64 tally_of(const comment_tally_page *tallies, id post)
{
    for (size_t i = 0; i < tallies->n; i++)
        if (tallies->at[i].post_id.v == post.v)
            return tallies->at[i].n;
    return 0;
}

/* The comments of a post that is gone are on their way. */
static err one_look(tx *t, id post, i64 shown, i64 tally, id *wrong)
{
    struct post_row row;
    err e = shown == tally ? ERR_NOT_FOUND : post_row_read(t, post, &row);

    if (e == OK)
        *wrong = post;
    return e == ERR_NOT_FOUND ? OK : e;
}

static err posts_tally(tx *t, void *arg)
{
    struct posts_tally *l = arg;
    struct both b = { .which = { arena_array(tx_arena(t), id, 2 * AT_ONCE), 0 } };
    comment_tally_page tallies = { 0 };

    l->wrong = (id){ 0 };
    TRY(posts_commented_after(t, l->after, AT_ONCE, &b.shown));
    TRY(q_comment_posts_after(t, l->after, AT_ONCE, &b.rows));
    l->end = both_end(&b);
    both_merge(&b, l->end);
    if (b.which.n)
        TRY(q_comment_tallies(t, b.which, &tallies));
    for (size_t i = 0; i < b.which.n && !l->wrong.v; i++)
        TRY(one_look(t, b.which.at[i], shown_of(&b, b.which.at[i]), tally_of(&tallies, b.which.at[i]), &l->wrong));
    l->posts = (i64)b.which.n;
    return OK;
}

static err posts_walk(ctx *c, i64 *posts, id *wrong)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct posts_tally l = { .end = { 0 } };

    while (l.end.v < INT64_MAX && !l.wrong.v) {
        l.after = l.end;
        TRY(transact(c, posts_tally, &l));
        *posts += l.posts;
        arena_rewind(&c->arena, mark);
    }
    *wrong = l.wrong;
    return OK;
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
