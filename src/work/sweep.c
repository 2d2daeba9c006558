#include "work/sweep.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"

enum { BATCHES_OF_JOB = 20 };

/* What is not finished when the lease ends begins again where the job did: it is handed on while there is time for three batches. */
bool batch_is_last(ctx *c, struct batch_pace *p)
{
    i64 now_ms = loop_mono_ms(c->loop), left_ms = c->deadline_ms - now_ms, batch_ms = p->n ? now_ms - p->began_ms : 0;

    if (!p->n)
        p->lease_ms = left_ms;
    p->began_ms = now_ms;
    return ++p->n == BATCHES_OF_JOB || (c->deadline_ms && (left_ms < p->lease_ms / 2 || left_ms < 3 * batch_ms));
}

SHAPE(sweep_place,
    FIELD(sweep_place, about), FIELD(sweep_place, by), FIELD(sweep_place, part, .optional = true), FIELD(sweep_place, after),
    FIELD(sweep_place, done));

static str place_text(tx *t, const struct sweep_place *s)
{
    struct buf payload = BUF_ON(tx_arena(t));

    json_write(&payload, &sweep_place_shape, s);
    return buf_str(&payload);
}

static err job_make(tx *t, const char *kind, const struct sweep_place *s)
{
    return job_add(t, kind, place_text(t, s), tx_now(t));
}

err sweep_add(tx *t, const char *kind, id about)
{
    return job_make(t, kind, &(struct sweep_place){ .about = about });
}

err sweep_add_by(tx *t, const char *kind, id about, id by)
{
    return job_make(t, kind, &(struct sweep_place){ .about = about, .by = { GIVEN, by } });
}

err sweep_set(tx *t, const char *kind, id about, when due)
{
    return job_set(t, about, kind, place_text(t, &(struct sweep_place){ .about = about }), due);
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
    struct batch_pace pace = { .n = 0 };
    while (!in.last && !in.to.done) {
        in.from = in.to;
        in.last = batch_is_last(c, &pace);
        TRY(transact(c, batch_run, &in));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}
