/*
 * The end of a poll is a time, so nothing has to happen then; but poll.ended is reported, once, by a job that waits for it. A
 * job reports all that are due: when many end at one moment, the first jobs leave nothing to do for the others.
 */
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/poll/poll.sql.h"
#include "domain/poll/poll_own.h"
#include "work/sweep.h"

struct poll_end { id post_id; };
SHAPE(poll_end, FIELD(poll_end, post_id));

err poll_end_later(tx *t, id post, when expires_at)
{
    struct buf payload = BUF_ON(tx_arena(t));

    json_write(&payload, &poll_end_shape, &(struct poll_end){ post });
    return job_add(t, poll_end_job, buf_str(&payload), expires_at);
}

static err end_tell(tx *t, const struct poll_row *p)
{
    struct poll_count n;

    TRY(q_poll_tell(t, p->post_id));
    TRY(q_poll_count_get(t, p->post_id, &n));
    return event_tell(t, poll_ended, p->post_id, &(struct poll_told){ p->post_id, p->author_id, n.voters });
}

static err due_tell(tx *t, void *arg)
{
    const struct poll_row *own = arg;
    i64 now = tx_now(t).ms;
    poll_row_page due;

    /* The clock of the process that started this job may be ahead of this one's. */
    TRY(q_polls_due(t, (when){ now > own->expires_at.ms ? now : own->expires_at.ms }, SWEEP_BATCH, &due));
    for (size_t i = 0; i < due.n; i++)
        TRY(end_tell(t, &due.at[i]));
    return OK;
}

err poll_end_run(ctx *c, str payload)
{
    struct poll_end in;
    struct poll_row own;

    TRY(json_read(&c->arena, &c->failure, payload, &poll_end_shape, &in));
    for (;;) {
        err e = q_poll_get(c, in.post_id, &own);
        if (e == ERR_NOT_FOUND || (e == OK && own.told))
            return OK;
        TRY(e);
        TRY(transact(c, due_tell, &own));
    }
}
