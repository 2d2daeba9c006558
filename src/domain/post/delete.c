/*
 * Deleting: the post, its versions, and its place in every list go in one transaction; its plain boosts cannot be seen
 * without it, and go soon after, by a job in batches, each with its event.
 */
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/audit/audit.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"

/* ---- what goes with it ---- */

enum { BATCH = 100, BATCHES_OF_JOB = 20, SWEEP_LEASE_MS = 10 * 1000, SWEEP_TRIES = 50 };

static const char unboost_job[] = "post_unboost";

struct unboost { id original, by; };
static SHAPE(unboost, FIELD(unboost, original), FIELD(unboost, by));
struct unboosting { struct unboost of; bool last, done; };

static err unboost_job_add(tx *t, const struct unboost *of)
{
    struct buf payload = BUF_ON(tx_arena(t));

    json_write(&payload, &unboost_shape, of);
    return job_add(t, unboost_job, buf_str(&payload), tx_now(t));
}

static err unboost_begin(tx *t, id original, id by)
{
    post_row_page boosts;

    TRY(q_post_boosts_of(t, original, 1, &boosts));
    return boosts.n ? unboost_job_add(t, &(struct unboost){ original, by }) : OK;
}


/* ---- one post ---- */

/* Everything of the post itself. Also for plain boosts, which have nothing but their row. */
err post_row_drop(tx *t, const struct post_row *row, id by)
{
    TRY(q_post_delete(t, row->id));
    TRY(q_post_versions_delete(t, row->id));
    TRY(q_post_count_delete(t, row->id));
    TRY(reactions_forget(t, row->id));
    if (row->poll)
        TRY(poll_forget(t, row->id));
    if (row->boost_of.is == GIVEN && !row->plain && !row->hidden)
        TRY(q_post_quote_take(t, row->boost_of.v));
    if (row->visibility != VISIBLE_TO_NAMED && !row->plain)
        TRY(profile_posted(t, row->user_id, -1));
    TRY(row->plain ? OK : unboost_begin(t, row->id, by));
    return event_tell(t, post_deleted, row->user_id, &(struct post_gone_told){
        row->id, row->user_id, row->boost_of, row->plain, by });
}

struct deletion { const struct caller *me; id which; };

/* Moderators need not see it. */
static err may_delete(tx *t, const struct deletion *in, const struct post_row *row)
{
    bool own = row->user_id.v == in->me->account.v;

    TRY(acts_in(t, in->me->account));
    if (own || may(in->me->role, &may_remove_post))
        return OK;
    TRY(post_row_sees(t, in->me->account, row));
    return tx_fail_with(t, ERR_FORBIDDEN, "This post belongs to somebody else.");
}

static err removal_note(tx *t, const struct deletion *in, const struct post_row *row)
{
    struct audit_note note = { .action = &audit_post_removed, .actor = in->me->account, .subject = row->user_id,
                               .detail = arena_format(tx_arena(t), "post %lld", (long long)row->id.v) };

    return row->user_id.v == in->me->account.v ? OK : audit_add(t, &note);
}

static err boost_unset(tx *t, const struct post_row *row)
{
    struct reaction_done done;

    return row->plain ? reaction_unset(t, REACTION_BOOST, row->user_id, row->boost_of.v, &done) : OK;
}

static err delete(tx *t, void *arg)
{
    const struct deletion *in = arg;
    struct post_row row;

    TRY(post_row_read(t, in->which, &row));
    TRY(may_delete(t, in, &row));
    TRY(removal_note(t, in, &row));
    TRY(boost_unset(t, &row));
    return post_row_drop(t, &row, in->me->account);
}

err post_delete(ctx *c, const struct caller *me, id which)
{
    return transact(c, delete, &(struct deletion){ me, which });
}

/* ---- the job ---- */

static err unboost_batch(tx *t, void *arg)
{
    struct unboosting *in = arg;
    post_row_page boosts;

    TRY(q_post_boosts_of(t, in->of.original, BATCH, &boosts));
    for (size_t i = 0; i < boosts.n; i++)
        TRY(post_row_drop(t, &boosts.at[i], in->of.by));
    in->done = boosts.n < BATCH;
    return in->last && !in->done ? unboost_job_add(t, &in->of) : OK;
}

static err unboost_run(ctx *c, str payload)
{
    struct unboosting in = { .done = false };

    TRY(json_read(&c->arena, &c->failure, payload, &unboost_shape, &in.of));
    struct arena_mark mark = arena_mark(&c->arena);
    for (int n = 1; n <= BATCHES_OF_JOB && !in.done; n++) {
        in.last = n == BATCHES_OF_JOB;
        TRY(transact(c, unboost_batch, &in));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

const struct job_kind post_jobs[] = {
    { .name = unboost_job, .run = unboost_run, .tries = SWEEP_TRIES, .lease_ms = SWEEP_LEASE_MS },
    {0}
};
