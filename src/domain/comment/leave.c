/*
 * What goes, or comes back, with something else: comments of accounts that are hidden, shown or erased, and those of a
 * deleted post, in batches; and the place in the order of `top` when likes are counted again.
 */
#include "base/str.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/comment_own.h"
#include "work/sweep.h"

static const char hide_job[] = "comment_hide", erase_job[] = "comment_erase", post_job[] = "comment_of_deleted_post";

static err leave_begin(tx *t, const struct event *e)
{
    return sweep_of_account(t, e, e->kind == &account_erased ? erase_job : hide_job);
}

static err post_deleted_hear(tx *t, const struct event *e)
{
    struct post_gone_told told;

    TRY(event_read(tx_arena(t), e, post_deleted, &told));
    return told.plain_boost ? OK : sweep_add(t, post_job, told.post_id);
}

/* ---- one batch ---- */

static id last_of(const comment_row_page *rows)
{
    return rows->n ? rows->at[rows->n - 1].id : (id){ 0 };
}

static ids ids_of(tx *t, const comment_row_page *rows)
{
    ids out = { arena_array(tx_arena(t), id, rows->n), rows->n };

    for (size_t i = 0; i < rows->n; i++)
        out.at[i] = rows->at[i].id;
    return out;
}

/* Versions go first. `more`: there are so many that the batch ends here, and the next one begins with the same comments. */
static err versions_drop(tx *t, ids which, bool *more)
{
    i64 gone = 0;

    if (which.n)
        TRY(q_comment_versions_delete(t, which, SWEEP_BATCH, &gone));
    *more = gone == SWEEP_BATCH;
    return OK;
}

/* What a batch changes of each post's count: one statement for a post, and one event for all. */
struct recount { struct comments_swept_told told; i64 by[SWEEP_BATCH]; };

static void recount_add(struct recount *r, id post, i64 by)
{
    size_t i = 0;

    while (i < r->told.posts.n && r->told.posts.at[i].v != post.v)
        i++;
    if (i == r->told.posts.n)
        r->told.posts.at[r->told.posts.n++] = post;
    r->by[i] += by;
}

static err recount_write(tx *t, const struct recount *r, id who)
{
    for (size_t i = 0; i < r->told.posts.n; i++)
        TRY(post_comments_recounted(t, r->told.posts.at[i], r->by[i]));
    return r->told.posts.n ? event_tell(t, comments_swept, who, &r->told) : OK;
}

static err hidden_turn(tx *t, const struct comment_row *row, bool hidden)
{
    struct comment_row turned = *row;

    turned.hidden = hidden;
    TRY(q_comment_hide(t, row->id, hidden));
    return tree_settle(t, &turned);
}

static err hide_batch(tx *t, struct sweep_place *s)
{
    struct recount recount = { .told.posts = { arena_array(tx_arena(t), id, SWEEP_BATCH), 0 } };
    comment_row_page rows;
    bool there, hidden;

    TRY(account_hidden_in(t, s->about, &there, &hidden));
    TRY(q_comments_by_user_after(t, s->about, (id){ s->after }, SWEEP_BATCH, &rows));
    sweep_move(s, there ? rows.n : 0, last_of(&rows));
    for (size_t i = 0; i < rows.n && there; i++)
        if (rows.at[i].hidden != hidden) {
            TRY(hidden_turn(t, &rows.at[i], hidden));
            recount_add(&recount, rows.at[i].post_id, hidden ? -1 : 1);
        }
    return recount_write(t, &recount, s->about);
}

/* What a batch reads for all its rows at once: the texts, and the comments above. */
struct erasing { id who; comment_said_page said; comment_row_page above; struct post_row post; struct recount recount; ids erased; };

static err erasing_read(tx *t, const comment_row_page *rows, ids which, struct erasing *out)
{
    ids parents = { arena_array(tx_arena(t), id, rows->n), 0 };

    for (size_t i = 0; i < rows->n; i++)
        if (!is_root(&rows->at[i]))
            parents.at[parents.n++] = rows->at[i].parent;
    TRY(q_comment_texts_get(t, which, &out->said));
    return parents.n ? q_comment_rows_get(t, parents, &out->above) : OK;
}

static err about_of(tx *t, const struct erasing *e, const struct comment_row *row, struct wording *wording, struct comment_about *out)
{
    *wording = (struct wording){ 0 };
    *out = (struct comment_about){ .post_author = e->post.user_id, .parent_author.is = NULLED, .wording = wording };
    for (size_t i = 0; i < e->above.n; i++)
        if (e->above.at[i].id.v == row->parent.v && !e->above.at[i].deleted)
            out->parent_author = (maybe_id){ GIVEN, e->above.at[i].user_id };
    for (size_t i = 0; i < e->said.n; i++)
        if (e->said.at[i].id.v == row->id.v)
            return wording_unpack(tx_arena(t), e->said.at[i].wording, wording);
    return OK;
}

/* A post that is gone takes its comments with it. */
static err erase_one(tx *t, struct erasing *e, const struct comment_row *row)
{
    struct comment_about about;
    struct wording wording;

    if (e->post.id.v != row->post_id.v) {
        err found = post_row_read(t, row->post_id, &e->post);
        if (found != OK)
            return found == ERR_NOT_FOUND ? OK : found;
    }
    TRY(about_of(t, e, row, &wording, &about));
    if (!row->hidden)
        recount_add(&e->recount, row->post_id, -1);
    e->erased.at[e->erased.n++] = row->id;
    return comment_row_drop(t, row, &about, e->who);
}

static err erase_batch(tx *t, struct sweep_place *s)
{
    struct erasing e = { .who = s->about, .recount.told.posts = { arena_array(tx_arena(t), id, SWEEP_BATCH), 0 },
                         .erased = { arena_array(tx_arena(t), id, SWEEP_BATCH), 0 } };
    comment_row_page rows;
    ids which;
    bool more = false;

    TRY(q_comments_by_user_after(t, s->about, (id){ s->after }, SWEEP_BATCH, &rows));
    which = ids_of(t, &rows);
    TRY(versions_drop(t, which, &more));
    if (more)
        return OK;
    sweep_move(s, rows.n, last_of(&rows));
    if (rows.n)
        TRY(erasing_read(t, &rows, which, &e));
    for (size_t i = 0; i < rows.n; i++)
        TRY(erase_one(t, &e, &rows.at[i]));
    TRY(e.erased.n ? comment_words_drop(t, e.erased) : OK);
    return recount_write(t, &e.recount, s->about);
}

/* Nobody sees them any more, so the tree above and below them need not be kept. */
static err post_batch(tx *t, struct sweep_place *s)
{
    struct comments_swept_told told = { .posts = { .n = 0 } };
    comment_row_page rows;
    bool more = false;

    TRY(q_comments_of_post(t, s->about, (id){ s->after }, SWEEP_BATCH, &rows));
    told.comments = ids_of(t, &rows);
    TRY(versions_drop(t, told.comments, &more));
    if (more)
        return OK;
    sweep_move(s, rows.n, last_of(&rows));
    if (!rows.n)
        return OK;
    TRY(comment_words_drop(t, told.comments));
    TRY(q_comments_delete(t, told.comments));
    return event_tell(t, comments_swept, s->about, &told);
}

/* ---- likes ---- */

static err recounted_hear(tx *t, const struct event *e)
{
    struct comments_swept_told changed = { 0 };
    struct reaction_recount_told told;
    struct reaction_counts counts;
    comment_row_page rows;

    TRY(event_read(tx_arena(t), e, reaction_recounted, &told));
    TRY(q_comment_rows_get(t, told.subjects, &rows));
    changed.posts.at = arena_array(tx_arena(t), id, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        TRY(reaction_counts_in(t, rows.at[i].id, &counts));
        if (rows.at[i].rank == -counts.likes)
            continue;
        TRY(q_comment_rank_set(t, rows.at[i].id, -counts.likes));
        changed.posts.at[changed.posts.n++] = rows.at[i].post_id;
    }
    return changed.posts.n ? event_tell(t, comments_swept, changed.posts.at[0], &changed) : OK;
}

/* ---- the jobs ---- */

static err hide_run(ctx *c, str payload) { return sweep_run(c, hide_job, payload, hide_batch); }
static err erase_run(ctx *c, str payload) { return sweep_run(c, erase_job, payload, erase_batch); }
static err post_run(ctx *c, str payload) { return sweep_run(c, post_job, payload, post_batch); }

const struct consumer comment_consumers[] = {
    { .name = "comment_leave", .hears = KINDS(&account_hidden, &account_shown, &account_erased), .handle = leave_begin },
    { .name = "comment_post", .hears = KINDS(&post_deleted), .handle = post_deleted_hear },
    { .name = LIKES_CONSUMER, .hears = KINDS(&reaction_recounted), .handle = recounted_hear },
    {0}
};
const struct job_kind comment_jobs[] = {
    { .name = hide_job, .run = hide_run, SWEEP_RULES },
    { .name = erase_job, .run = erase_run, SWEEP_RULES },
    { .name = post_job, .run = post_run, SWEEP_RULES },
    { .name = tree_job, .run = tree_run, SWEEP_RULES },
    { .name = comment_versions_job, .run = comment_versions_run, SWEEP_RULES },
    {0}
};
