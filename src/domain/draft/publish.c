/* Publishing a draft: the post comes and the draft goes in one transaction, whoever asked, its author or its time. */
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/draft/draft.sql.h"
#include "domain/draft/draft_own.h"

static const char due_job[] = "draft_due";
enum { ATTEMPTS = 8 };

struct due { id user_id, draft_id; i64 at; };
static SHAPE(due, FIELD(due, user_id), FIELD(due, draft_id), FIELD(due, at));

err draft_job_set(tx *t, const struct draft_row *row)
{
    struct buf payload = BUF_ON(tx_arena(t));

    if (!row->publish_at)
        return job_unset(t, row->id);
    json_write(&payload, &due_shape, &(struct due){ row->user_id, row->id, row->publish_at });
    return job_set(t, row->id, due_job, buf_str(&payload), (when){ row->publish_at });
}

/* ---- the deed ---- */

struct publishing { struct draft_row row; struct post_plan *plan; struct post *out; };

static err publish(tx *t, void *arg)
{
    struct publishing *in = arg;
    struct draft_row now;
    i64 gone;
    err e = q_draft_row(t, in->row.user_id, in->row.id, &now);

    if (e == ERR_NOT_FOUND || (e == OK && now.changed.v != in->row.changed.v))
        return tx_fail(t, e == OK ? &draft_changed : &draft_not_found);
    TRY(e);
    TRY(q_draft_delete(t, in->row.user_id, in->row.id, &gone));
    TRY(job_unset(t, in->row.id));
    return post_publish(t, in->plan, in->row.id, in->out);
}

static err prepare(ctx *c, struct publishing *in)
{
    struct post_draft *words = arena_new(&c->arena, struct post_draft);

    TRY(draft_words_read(c, &in->row, 1, words));
    return post_prepare(c, in->row.user_id, words, &in->plan);
}

/* A scheduled one was counted when it was scheduled. */
err draft_publish(ctx *c, id me, id which, struct post *out)
{
    struct publishing in = { .out = out };

    TRY(draft_row_read(c, me, which, &in.row));
    TRY(prepare(c, &in));
    if (!in.row.publish_at)
        TRY(post_plan_rate_take(c, in.plan));
    err e = transact(c, publish, &in);
    post_plan_rate_settle(c, in.plan, e);
    if (e == OK)
        post_plan_show(c, in.plan, out);
    return e;
}

/* ---- at its time ---- */

static err problem_set(tx *t, void *arg)
{
    const struct draft_row *row = arg;
    struct draft_row now;
    err e = q_draft_row(t, row->user_id, row->id, &now);

    if (e == ERR_NOT_FOUND || (e == OK && now.changed.v != row->changed.v))
        return OK;
    TRY(e);
    return q_draft_set(t, row->user_id, row->id, row->changed, row->words, 0, row->problem);
}

/* It stays, with the reason; unless the reason lies with the server, which tries again. */
static err due_failed(ctx *c, struct draft_row *row, err why)
{
    bool lasting = error_facts[why].status < 500 && why != ERR_CANCELLED && why != ERR_TOO_MANY;

    if (!lasting)
        return why;
    row->problem = (maybe_str){ GIVEN, str_of(problem_told(&c->failure, why)->code) };
    return transact(c, problem_set, row);
}

static err due_publish(ctx *c, struct publishing *in)
{
    TRY(prepare(c, in));
    return transact(c, publish, in);
}

/* One that is gone, or has another time, is no affair of this job: a new time has a job of its own. */
static err due_try(ctx *c, const struct due *due)
{
    struct publishing in = { .out = arena_new(&c->arena, struct post) };
    err e = q_draft_row(c, due->user_id, due->draft_id, &in.row);

    if (e == ERR_NOT_FOUND || (e == OK && in.row.publish_at != due->at))
        return OK;
    TRY(e);
    e = due_publish(c, &in);
    if (e == OK || c->failure.problem == &draft_not_found)
        return OK;
    return c->failure.problem == &draft_changed ? e : due_failed(c, &in.row, e);
}

/* What its author changes meanwhile is published as it then is. */
static err due_run(ctx *c, str payload)
{
    struct due due;
    int left = ATTEMPTS;
    err e;

    TRY(json_read(&c->arena, &c->failure, payload, &due_shape, &due));
    do {
        failure_begin(&c->failure, &c->arena);
        e = due_try(c, &due);
    } while (e != OK && c->failure.problem == &draft_changed && --left);
    return e;
}

const struct job_kind draft_jobs[] = {
    { .name = due_job, .run = due_run, .tries = 20, .lease_ms = 10 * 1000 },
    {0}
};
