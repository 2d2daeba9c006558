/*
 * Deleting a comment: its text, its likes and its versions go, of which a job deletes what is many; its row stays as a
 * placeholder while there are rows below it, and otherwise goes, with the placeholders above that were there only for it.
 */
#include "base/str.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/comment_own.h"
#include "work/sweep.h"

const char comment_versions_job[] = "comment_versions";

static err versions_drop(tx *t, id which)
{
    i64 gone;

    TRY(q_comment_versions_delete(t, ((ids){ &which, 1 }), VERSIONS_AT_ONCE, &gone));
    return gone == VERSIONS_AT_ONCE ? sweep_add(t, comment_versions_job, which) : OK;
}

static err versions_batch(tx *t, struct sweep_place *s)
{
    i64 gone;

    TRY(q_comment_versions_delete(t, ((ids){ &s->about, 1 }), SWEEP_BATCH, &gone));
    sweep_move(s, (size_t)gone, (id){ 0 });
    return OK;
}

err comment_versions_run(ctx *c, str payload)
{
    return sweep_run(c, comment_versions_job, payload, versions_batch);
}

err comment_words_drop(tx *t, ids which)
{
    TRY(q_comment_texts_delete(t, which));
    return reactions_forget_each(t, which);
}

static err row_empty(tx *t, const struct comment_row *row)
{
    struct comment_row emptied = *row;

    emptied.deleted = true;
    emptied.hidden = false;
    TRY(q_comment_empty(t, row->id));
    return tree_settle(t, &emptied);
}

err comment_row_drop(tx *t, const struct comment_row *row, const struct comment_about *about, id by)
{
    struct comment_told told = comment_told_of(t, row, about);

    TRY(row_empty(t, row));
    told.by = (maybe_id){ GIVEN, by };
    return event_tell(t, comment_deleted, row->post_id, &told);
}

/* ---- the verb ---- */

struct deletion { const struct caller *me; id which; };

static err hidden_as(tx *t, err e)
{
    return e == ERR_NOT_FOUND ? tx_fail(t, &comment_not_found) : e;
}

/* One's own also where one does not see the post any more; moderators need not see it. */
static err may_delete(tx *t, const struct deletion *in, const struct comment_row *row, const struct post_row *post)
{
    id me = in->me->account;
    struct sight author;

    TRY(account_acts_in(t, me));
    if (row->user_id.v == me.v || post->user_id.v == me.v || may(in->me->role, &may_remove_post))
        return OK;
    TRY(hidden_as(t, post_row_sees(t, me, post)));
    TRY(sight_of_in(t, me, row->user_id, &author));
    if (!sight_reaches(&author))
        return tx_fail(t, &comment_not_found);
    return tx_fail_with(t, ERR_FORBIDDEN, "This comment belongs to somebody else.");
}

static err removal_note(tx *t, const struct deletion *in, const struct comment_row *row, const struct post_row *post)
{
    id me = in->me->account;
    struct audit_note note = { .action = &audit_comment_removed, .actor = me, .subject = row->user_id,
                               .detail = arena_format(tx_arena(t), "comment %lld", (long long)row->id.v) };

    return row->user_id.v == me.v || post->user_id.v == me.v ? OK : audit_add(t, &note);
}

static err wording_read(tx *t, id which, struct wording *out)
{
    comment_said_page said;

    *out = (struct wording){ 0 };
    TRY(q_comment_texts_get(t, ((ids){ &which, 1 }), &said));
    return said.n ? wording_unpack(tx_arena(t), said.at[0].wording, out) : OK;
}

static err delete(tx *t, void *arg)
{
    const struct deletion *in = arg;
    struct comment_about about;
    struct comment_row row;
    struct wording wording;
    struct post_row post;

    TRY(comment_row_read(t, in->which, &row));
    TRY(hidden_as(t, post_row_read(t, row.post_id, &post)));
    TRY(may_delete(t, in, &row, &post));
    TRY(removal_note(t, in, &row, &post));
    TRY(wording_read(t, row.id, &wording));
    about = (struct comment_about){ .post_author = post.user_id, .wording = &wording };
    TRY(comment_parent_author(t, &row, &about.parent_author));
    if (!row.hidden)
        TRY(post_comments_recounted(t, row.post_id, -1));
    TRY(versions_drop(t, row.id));
    TRY(comment_words_drop(t, (ids){ &row.id, 1 }));
    return comment_row_drop(t, &row, &about, in->me->account);
}

err comment_delete(ctx *c, const struct caller *me, id which)
{
    return transact(c, delete, &(struct deletion){ me, which });
}
