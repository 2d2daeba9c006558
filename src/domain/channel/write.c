/* Who may write what, and the numbers of messages. */
#include "base/str.h"
#include "domain/channel/channel.sql.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/reading.sql.h"
#include "domain/profile/profile.h"

SHAPE(turn_sender, FIELD(turn_sender, seq), FIELD(turn_sender, mention_count), FIELD(turn_sender, request),
    FIELD(turn_sender, kind));

/* Between the two of a direct channel: the same words to both, whatever stands between them. */
static err peer_meet(tx *t, id me, id peer)
{
    struct sight other;

    TRY(sight_of_in(t, me, peer, &other));
    return sight_reaches(&other) ? OK : tx_fail(t, &cannot_message);
}

err seat_writes_in(tx *t, const struct seat *s)
{
    if (!s->member)
        return tx_fail(t, &not_a_member);
    if (s->archived)
        return tx_fail(t, &channel_archived);
    return s->kind == CHANNEL_DIRECT ? peer_meet(t, s->me, s->peer) : OK;
}

err channel_writes_in(tx *t, id me, id channel, struct seat *out)
{
    TRY(account_acts_in(t, me));
    TRY(channel_seat_in(t, me, channel, out));
    return seat_writes_in(t, out);
}

err channel_pinned(tx *t, id channel, i64 change, i64 most)
{
    i64 n;

    TRY(q_pins_add(t, channel, change, most, &n));
    return n ? OK : tx_fail_saying(t, &too_many_pins, "At most %lld messages can be pinned.", (long long)most);
}

/* ---- a message's turn ---- */

static err slow_mode_fail(tx *t, const struct seat_row *row)
{
    i64 wait_ms = row->last_sent_at.ms + row->slow_mode_seconds * 1000 - tx_now(t).ms;
    err e = tx_fail(t, &slow_mode);

    tx_failure(t)->retry_after = (int)((wait_ms + 999) / 1000);
    return e;
}

/* Why `me` may not send now. */
static err turn_refuse(tx *t, id me, const struct seat_row *row)
{
    struct seat seat;

    seat_of(me, row, &seat);
    TRY(seat_writes_in(t, &seat));
    if (seat.request == REQUEST_SENT)
        return tx_fail(t, &request_pending);
    return seat.announcement && !seat_admins(&seat) ? tx_fail(t, &announcement_only) : slow_mode_fail(t, row);
}

/* To send into a request accepts it. */
static err turn_accept(tx *t, id me, id channel, struct turn_sender *out)
{
    struct seat_row row;

    TRY(seat_row_in(t, me, channel, &row));
    if (row.request != REQUEST_RECEIVED && row.request != REQUEST_DECLINED)
        return turn_refuse(t, me, &row);
    TRY(request_settle(t, me, &row));
    return q_turn_sender(t, me, channel, tx_now(t), out);
}

/* Sending reads: what mentioned the sender until now is no longer unread. */
err sender_mentions_clear(tx *t, id me, id channel)
{
    TRY(q_mentions_clear(t, me, channel));
    return q_mentions_drop(t, me, channel);
}

err channel_take_seq(tx *t, const struct seat *seat, id message, struct channel_turn *out)
{
    id me = seat->me, channel = seat->channel;
    struct turn_sender sender;

    TRY(account_acts_in(t, me));
    TRY(seat->kind == CHANNEL_DIRECT && seat->member ? peer_meet(t, me, seat->peer) : OK);
    err e = q_turn_sender(t, me, channel, tx_now(t), &sender);
    TRY(e == ERR_NOT_FOUND ? turn_accept(t, me, channel, &sender) : e);
    TRY(sender.kind == CHANNEL_DIRECT ? q_turn_note_both(t, channel, me, sender.seq, message, tx_now(t))
                                      : q_turn_note(t, channel, me, sender.seq, message, tx_now(t)));
    TRY(q_turn_take(t, channel, sender.seq, message, tx_now(t)));
    TRY(sender.mention_count ? sender_mentions_clear(t, me, channel) : OK);
    *out = (struct channel_turn){ sender.seq, (enum channel_kind)sender.kind, sender.request == REQUEST_SENT };
    return OK;
}
