/*
 * Reactions: any number of people with one emoji, one person with any number of emoji, a message with at most so many different ones.
 * Counts are kept, and change in the transaction of the reaction.
 */
#include "base/str.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"
#include "work/sweep.h"

SHAPE(message_reacted,
    FIELD(message_reacted, message_id), FIELD(message_reacted, emoji), FIELD(message_reacted, user_id), FIELD(message_reacted, made));

const char message_strip_job[] = "message_strip";

/* ---- of a message that is deleted ---- */

/* Without counts there are none for anybody; the rows of many follow in a sweep. */
err message_reactions_strip(tx *t, id message)
{
    i64 n;

    TRY(q_message_counts_drop(t, message, &n));
    if (!n)
        return OK;
    TRY(q_message_reactions_drop(t, message, SWEEP_BATCH, &n));
    return n < SWEEP_BATCH ? OK : sweep_add(t, message_strip_job, message);
}

static err strip_batch(tx *t, struct sweep_place *s)
{
    i64 n;

    TRY(q_message_reactions_drop(t, s->about, SWEEP_BATCH, &n));
    s->done = n < SWEEP_BATCH;
    return OK;
}

err message_strip_run(ctx *c, str payload) { return sweep_run(c, message_strip_job, payload, strip_batch); }
