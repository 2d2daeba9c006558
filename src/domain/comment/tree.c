/*
 * The numbers of the tree, kept in transactions. Each row knows how many rows are below it (kids), and how many of these stand
 * (replies). One stands if it is shown, neither deleted nor hidden, or if replies stand below it. A deleted row with no kids
 * has no reason to be there, and goes.
 *
 * So a change moves up only while it turns what a parent is: through placeholders, and through comments of hidden authors.
 * Such a chain is found by one statement and turned by two more, however long it is; what is beyond the bound is left
 * to a job, and until then the last parent is as it was, so that at every commit each number is that of the rows below it.
 */
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/comment_own.h"
#include "work/sweep.h"

const char tree_job[] = "comment_tree";

/* ---- one chain, from its lowest row up ---- */

/* The row above the last one of a chain; 0: the post. */
static id above(const comment_row_page *chain)
{
    const struct comment_row *last = &chain->at[chain->n - 1];

    return is_root(last) ? (id){ 0 } : last->parent;
}

static ids ids_of(tx *t, const comment_row_page *chain)
{
    ids out = { arena_array(tx_arena(t), id, chain->n + 1), chain->n };

    for (size_t i = 0; i < chain->n; i++)
        out.at[i] = chain->at[i].id;
    return out;
}

static err chain_remove(tx *t, const comment_row_page *chain)
{
    id parent = above(chain);

    TRY(q_comments_delete(t, ids_of(t, chain)));
    if (!parent.v)
        return OK;
    return q_comments_replies_add(t, ((ids){ &parent, 1 }), -1, chain->at[chain->n - 1].stands ? -1 : 0);
}

/* Each counts at its parent from now on, or no longer. */
static err chain_turn(tx *t, const comment_row_page *chain, bool stands)
{
    ids turned = ids_of(t, chain), parents = { turned.at + 1, chain->n - 1 };
    id parent = above(chain);

    TRY(q_comments_stand(t, turned, stands));
    if (parent.v)
        parents.at[parents.n++] = parent;
    return parents.n ? q_comments_replies_add(t, parents, 0, stands ? 1 : -1) : OK;
}

/* What has to happen from this row on, up to `most` rows; `n` is how many turned, 0: nothing has to. */
static err chain_settle(tx *t, const struct comment_row *row, i64 most, comment_row_page *chain)
{
    bool stands = row->replies > 0 || !(row->deleted || row->hidden);

    chain->n = 0;
    if (row->deleted && !row->kids) {
        TRY(q_comments_empty_up(t, row->id, most, chain));
        return chain_remove(t, chain);
    }
    if (stands == row->stands)
        return OK;
    if (stands)
        TRY(q_comments_fallen_up(t, row->id, most, chain));
    else
        TRY(q_comments_propped_up(t, row->id, most, chain));
    return chain_turn(t, chain, stands);
}

/* Until nothing more has to happen, or `most` rows have turned; `at` is then the next one, otherwise 0. */
static err settle_some(tx *t, i64 most, id *at)
{
    struct comment_row row;
    comment_row_page chain;

    while (at->v && most > 0) {
        err e = q_comment_row_get(t, *at, &row);
        if (e == ERR_NOT_FOUND)
            *at = (id){ 0 };
        if (e != OK)
            return e == ERR_NOT_FOUND ? OK : e;
        TRY(chain_settle(t, &row, most, &chain));
        *at = chain.n ? above(&chain) : (id){ 0 };
        most -= (i64)chain.n;
    }
    return OK;
}

err tree_settle(tx *t, const struct comment_row *row)
{
    comment_row_page chain = { .n = 0 };
    id at = row->id;

    if (!row->kids) {
        TRY(chain_settle(t, row, TREE_STEPS, &chain));
        at = chain.n ? above(&chain) : (id){ 0 };
    }
    TRY(settle_some(t, TREE_STEPS - (i64)chain.n, &at));
    return at.v ? sweep_add(t, tree_job, at) : OK;
}

err tree_reply_add(tx *t, const struct comment_row *parent)
{
    struct comment_row now = *parent;

    now.kids++;
    now.replies++;
    TRY(q_comments_replies_add(t, ((ids){ &now.id, 1 }), 1, 1));
    return parent->stands ? OK : tree_settle(t, &now);
}

/* ---- the job ---- */

/* What was made of the post's comments is outdated. */
static err batch_tell(tx *t, id from)
{
    struct comments_swept_told told = { .posts = { arena_array(tx_arena(t), id, 1), 1 } };
    struct comment_row row;

    err e = q_comment_row_get(t, from, &row);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    told.posts.at[0] = row.post_id;
    return event_tell(t, comments_swept, row.post_id, &told);
}

static err tree_batch(tx *t, struct sweep_place *s)
{
    id at = { s->after ? s->after : s->about.v };

    TRY(batch_tell(t, at));
    TRY(settle_some(t, TREE_STEPS_OF_JOB, &at));
    s->after = at.v;
    s->done = !at.v;
    return OK;
}

err tree_run(ctx *c, str payload)
{
    return sweep_run(c, tree_job, payload, tree_batch);
}
