/* Threads: the replies below a message of a channel, which stand in the channel as all messages do. And how one message is met. */
#include "base/str.h"
#include "domain/message/marks.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"

SHAPE(message_placed, FIELD(message_placed, id), FIELD(message_placed, seq));

/* ---- one message ---- */

err message_meet(ctx *c, id me, id which, struct message_kept **out, struct seat *seat)
{
    seat_page seats;

    TRY(messages_kept(c, (id){ 0 }, (ids){ &which, 1 }, out));
    id channel = (*out)->id.v ? (*out)->channel_id : (id){ INT64_MAX };
    TRY(channel_seats(c, me, (ids){ &channel, 1 }, &seats));
    *seat = seats.at[0];
    return (*out)->id.v && seat_sees(seat, (*out)->seq) ? OK : fail(c, &message_not_found);
}

err message_meet_in(tx *t, const struct seat *seat, id which, struct message_row *out)
{
    message_row_page rows;

    TRY(q_message_rows_in(t, seat->channel, (ids){ &which, 1 }, &rows));
    if (!rows.n || !seat_sees(seat, rows.at[0].seq))
        return tx_fail(t, &message_not_found);
    *out = rows.at[0];
    return OK;
}

/* ---- what is counted ---- */

err thread_replied(tx *t, id channel, id root, id reply)
{
    return q_thread_reply_add(t, root, channel, reply);
}

err thread_reply_gone(tx *t, id channel, id root, id reply)
{
    return q_thread_reply_take(t, root, channel, reply);
}

/* ---- the list ---- */

err message_thread(ctx *c, id me, id which, i64 after, i64 limit, message_view_page *out, i64 *next)
{
    struct message_kept *m;
    message_placed_page page;
    struct seat seat;

    TRY(message_meet(c, me, which, &m, &seat));
    id root = m->thread_root_id.is == GIVEN ? m->thread_root_id.v : m->id;
    i64 from = after >= seat.visible_from ? after : seat.visible_from - 1;
    TRY(q_thread_page(c, root, seat.channel, from, limit + 1, &page));
    *next = (i64)page.n > limit ? page.at[limit - 1].seq : 0;
    ids replies = { arena_array(&c->arena, id, page.n), 0 };
    for (size_t i = 0; i < page.n && i < (size_t)limit; i++)
        replies.at[replies.n++] = page.at[i].id;
    return messages_look(c, me, &seat, replies, out);
}
