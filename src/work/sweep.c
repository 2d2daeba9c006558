#include "work/sweep.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"

enum { BATCHES_OF_JOB = 20 };

/*
 * Is this batch the job's last? A job has as much time as its lease, and what is not finished by then begins again where the job
 * did: so the rest is handed over as long as there is time for three batches like the one before.
 */
static bool is_last(ctx *c, int n, i64 batch_ms, i64 lease_ms)
{
    i64 left_ms = c->deadline_ms - loop_mono_ms(c->loop);

    return n == BATCHES_OF_JOB || (c->deadline_ms && (left_ms < lease_ms / 2 || left_ms < 3 * batch_ms));
}

SHAPE(sweep_place,
    FIELD(sweep_place, about), FIELD(sweep_place, by), FIELD(sweep_place, part, .optional = true), FIELD(sweep_place, after),
    FIELD(sweep_place, done));

static err job_make(tx *t, const char *kind, const struct sweep_place *s)
{
    struct buf payload = BUF_ON(tx_arena(t));

    json_write(&payload, &sweep_place_shape, s);
    return job_add(t, kind, buf_str(&payload), tx_now(t));
}

err sweep_add(tx *t, const char *kind, id about)
{
    return job_make(t, kind, &(struct sweep_place){ .about = about });
}

err sweep_add_by(tx *t, const char *kind, id about, id by)
{
    return job_make(t, kind, &(struct sweep_place){ .about = about, .by = { GIVEN, by } });
}

err sweep_of_account(tx *t, const struct event *e, const char *kind)
{
    id who;

    TRY(event_about(t, e, &who));
    return sweep_add(t, kind, who);
}

struct batch_call { const char *kind; sweep_batch *batch; struct sweep_place from, to; bool last; };    /* last: of this job */

static err batch_run(tx *t, void *arg)
{
    struct batch_call *in = arg;

    in->to = in->from;
    TRY(in->batch(t, &in->to));
    return in->last && !in->to.done ? job_make(t, in->kind, &in->to) : OK;
}

err sweep_run(ctx *c, const char *kind, str payload, sweep_batch *batch)
{
    struct batch_call in = { .kind = kind, .batch = batch };

    TRY(json_read(&c->arena, &c->failure, payload, &sweep_place_shape, &in.to));
    struct arena_mark mark = arena_mark(&c->arena);
    i64 lease_ms = c->deadline_ms - loop_mono_ms(c->loop), batch_ms = 0;
    for (int n = 1; !in.last && !in.to.done; n++) {
        i64 began_ms = loop_mono_ms(c->loop);
        in.from = in.to;
        in.last = is_last(c, n, batch_ms, lease_ms);
        TRY(transact(c, batch_run, &in));
        batch_ms = loop_mono_ms(c->loop) - began_ms;
        arena_rewind(&c->arena, mark);
    }
    return OK;
}
