/*
 * Deleting: the row stays as a tombstone. Its words, earlier versions, reactions and pin, and what it counted, go in one transaction;
 * what is many of them goes soon after, by jobs in batches.
 */
#include "base/str.h"
#include "domain/channel/reading.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"
#include "work/sweep.h"

static const char versions_job[] = "message_versions";

enum { VERSIONS_AT_ONCE = 20 };                  /* texts are long, and a batch may delete many messages */

static err versions_drop(tx *t, id message)
{
    i64 gone;

    TRY(q_message_versions_delete(t, message, VERSIONS_AT_ONCE, &gone));
    return gone == VERSIONS_AT_ONCE ? sweep_add(t, versions_job, message) : OK;
}

static err versions_batch(tx *t, struct sweep_place *s)
{
    i64 gone;

    TRY(q_message_versions_delete(t, s->about, SWEEP_BATCH, &gone));
    sweep_move(s, (size_t)gone, (id){ 0 });
    return OK;
}

err message_versions_run(ctx *c, str payload)
{
    return sweep_run(c, versions_job, payload, versions_batch);
}

static err mentions_drop(tx *t, const struct message_row *row)
{
    struct wording wording;

    TRY(message_wording(tx_arena(t), row, &wording));
    return channel_unmentioned(t, row->channel_id, wording_named(tx_arena(t), &wording), row->seq);
}

static err gone_tell(tx *t, const struct message_row *row, const struct message_end *end)
{
    struct message_told told = message_told_of(row, end->kind);

    told.type = S("message_deleted");
    told.kind.is = told.from.is = told.reply_to_id.is = ABSENT;
    told.by = (maybe_id){ end->by.v ? GIVEN : NULLED, end->by };
    told.request = message_request(end->request);
    return message_tell(t, row, &told);
}

err message_row_strip(tx *t, const struct message_row *row, const struct message_end *end)
{
    TRY(q_message_strip(t, row->channel_id, row->id));
    TRY(message_media_drop(t, row));
    TRY(versions_drop(t, row->id));
    TRY(message_reactions_strip(t, row->id));
    TRY(message_pin_strip(t, row->channel_id, row->id));
    if (row->thread_root.v)
        TRY(thread_reply_gone(t, row->channel_id, row->thread_root, row->id));
    TRY(mentions_drop(t, row));
    return gone_tell(t, row, end);
}

err message_trace_drop(tx *t, id message)
{
    TRY(versions_drop(t, message));
    TRY(message_reactions_strip(t, message));
    return q_message_mark_delete(t, message);
}

/* ---- the verb ---- */

struct deletion { const struct caller *me; id which; struct seat seat; bool removes; };

static err removal_note(tx *t, const struct deletion *in, const struct message_row *row)
{
    struct audit_note note = { .action = &audit_message_removed, .actor = in->me->account, .subject = row->sender_id,
                               .detail = arena_format(tx_arena(t), "message %lld", (long long)row->id.v) };

    return audit_add(t, &note);
}

static bool is_own(const struct deletion *in, id sender) { return sender.v == in->me->account.v; }

/* Those who moderate the instance need not be able to read a public channel, which may have banned them. */
static err delete(tx *t, void *arg)
{
    const struct deletion *in = arg;
    struct seat seat = in->seat;
    struct message_row row;

    TRY(account_acts_in(t, in->me->account));
    if (!in->removes)
        TRY(channel_seat_in(t, in->me->account, seat.channel, &seat));
    TRY(message_row_read(t, seat.channel, in->which, &row));
    if (!in->removes && !is_own(in, row.sender_id) && !seat_admins(&seat))
        return tx_fail_with(t, ERR_FORBIDDEN, "Only its sender and the admins of the channel may delete this message.");
    if (row.deleted)
        return OK;
    TRY(in->removes ? removal_note(t, in, &row) : OK);
    return message_row_strip(t, &row, &(struct message_end){ seat.kind, in->me->account, seat.request == REQUEST_SENT });
}

err message_delete(ctx *c, const struct caller *me, id which)
{
    struct deletion in = { .me = me, .which = which };
    struct message_kept *m;
    seat_page seats;

    TRY(messages_kept(c, (id){ 0 }, (ids){ &which, 1 }, &m));
    TRY(channel_seats(c, me->account, (ids){ &m->channel_id, 1 }, &seats));
    in.seat = seats.at[0];
    bool moderates = in.seat.there && in.seat.kind == CHANNEL_PUBLIC && may(me->role, &may_remove_message);
    bool sees = m->id.v && seat_sees(&in.seat, m->seq);
    if (!m->id.v || !(sees || moderates))
        return fail(c, &message_not_found);
    in.removes = moderates && !(sees && (is_own(&in, m->sender_id) || seat_admins(&in.seat)));
    return transact(c, delete, &in);
}
