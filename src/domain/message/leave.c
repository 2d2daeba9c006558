/*
 * What goes without its sender's deed, in batches: what an erased account wrote becomes tombstones without sender; so do messages
 * that are older than they are kept, with their sender. Of a channel that is gone nothing is left at all.
 */
#include "base/id.h"
#include "base/ids.h"
#include "base/str.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"
#include "work/sweep.h"

SHAPE(messages_swept_told, FIELD(messages_swept_told, messages));
SHAPE(message_walked, FIELD(message_walked, after));
EVENT_KIND(messages_swept, "message.swept", messages_swept_told);

const char message_erase_job[] = "message_erase", message_channel_job[] = "message_channel";

/* ---- many rows ---- */

static ids channels_of(tx *t, const message_row_page *rows)
{
    ids all = { arena_array(tx_arena(t), id, rows->n), rows->n };

    for (size_t i = 0; i < rows->n; i++)
        all.at[i] = rows->at[i].channel_id;
    return ids_once(tx_arena(t), all);
}

/* Those that are no tombstones yet, of channels that are still there. */
static err rows_strip(tx *t, const message_row_page *rows)
{
    channel_fact_page facts;

    if (!rows->n)
        return OK;
    TRY(channel_facts_in(t, channels_of(t, rows), &facts));
    for (size_t i = 0; i < rows->n; i++) {
        const struct channel_fact *f = channel_fact_among(&facts, rows->at[i].channel_id);
        if (f && !rows->at[i].deleted)
            TRY(message_row_strip(t, &rows->at[i], &(struct message_end){ .kind = (enum channel_kind)f->kind }));
    }
    return OK;
}

static ids ids_of(tx *t, const message_row_page *rows)
{
    ids which = { arena_array(tx_arena(t), id, rows->n), rows->n };

    for (size_t i = 0; i < rows->n; i++)
        which.at[i] = rows->at[i].id;
    return which;
}

/* What caches and indexes drop. */
static err swept_tell(tx *t, id about, ids which)
{
    return which.n ? event_tell(t, messages_swept, about, &(struct messages_swept_told){ which }) : OK;
}

/* ---- an erased account's ---- */

static err erase_batch(tx *t, struct sweep_place *s)
{
    message_row_page rows;

    TRY(q_messages_of_sender(t, s->about, (id){ 0 }, SWEEP_BATCH, &rows));
    TRY(rows_strip(t, &rows));
    ids which = ids_of(t, &rows);
    TRY(which.n ? q_messages_disown(t, which) : OK);
    sweep_move(s, rows.n, (id){ 0 });
    return swept_tell(t, s->about, which);
}

err message_erase_run(ctx *c, str payload) { return sweep_run(c, message_erase_job, payload, erase_batch); }

static err erased_hear(tx *t, const struct event *e)
{
    TRY(sweep_of_account(t, e, message_unreact_job));
    return sweep_of_account(t, e, message_erase_job);
}

/* ---- a channel's that is gone ---- */

static err channel_batch(tx *t, struct sweep_place *s)
{
    message_row_page rows;

    TRY(q_messages_of_channel(t, s->about, SWEEP_BATCH, &rows));
    ids which = ids_of(t, &rows);
    for (size_t i = 0; i < which.n; i++)
        TRY(message_media_drop(t, &rows.at[i]));
    for (size_t i = 0; i < which.n; i++)
        TRY(message_trace_drop(t, which.at[i]));
    if (which.n)
        TRY(q_messages_delete(t, s->about, which));
    sweep_move(s, rows.n, (id){ 0 });
    TRY(s->done ? media_close_end(t, s->about) : OK);
    return swept_tell(t, s->about, which);
}

err message_channel_run(ctx *c, str payload) { return sweep_run(c, message_channel_job, payload, channel_batch); }

static err channel_hear(tx *t, const struct event *e)
{
    struct channel_told told;

    TRY(event_read(tx_arena(t), e, channel_changed, &told));
    for (size_t i = 0; i < told.changed.n; i++)
        if (str_eq(told.changed.at[i], S("kind")))
            TRY(sweep_add(t, message_open_job, told.channel_id));
    return told.deleted.is == GIVEN && told.deleted.v ? sweep_add(t, message_channel_job, told.channel_id) : OK;
}

/* ---- what is old ---- */

static const char retention_walk[] = "retention";

struct retaining { i64 before, moved; };         /* ids below it are of messages that are no longer kept */

static err retention_batch(tx *t, void *arg)
{
    struct retaining *in = arg;
    struct message_walked walk = { { 0 } };
    message_row_page rows;

    err e = q_message_walk_get(t, str_of(retention_walk), &walk);
    TRY(e == ERR_NOT_FOUND ? OK : e);
    TRY(q_messages_between(t, walk.after, (id){ in->before }, SWEEP_BATCH, &rows));
    in->moved = (i64)rows.n;
    TRY(rows_strip(t, &rows));
    return rows.n ? q_message_walk_set(t, str_of(retention_walk), rows.at[rows.n - 1].id) : OK;
}

err message_retention_run(ctx *c)
{
    i64 kept_ms = message_settings(c->world->settings)->message_retention;
    struct retaining in = { .moved = SWEEP_BATCH };

    if (!kept_ms)
        return OK;
    in.before = id_before(ctx_now(c).ms - kept_ms).v;
    while (in.moved == SWEEP_BATCH) {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(transact(c, retention_batch, &in));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

const struct consumer message_consumers[] = {
    { .name = "message_leave", .hears = KINDS(&account_erased), .handle = erased_hear },
    { .name = "message_channel", .hears = KINDS(&channel_changed), .handle = channel_hear },
    {0}
};
