/* Requests: conversations that their receiver has yet to accept. */
#include "base/str.h"
#include "domain/channel/channel.sql.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/conversation.h"
#include "domain/channel/conversation.sql.h"
#include "domain/graph/graph.h"

SHAPE(pair_row, FIELD(pair_row, channel_id));
SHAPE(channel_tally, FIELD(channel_tally, n));

/* The lower id first. */
#define PAIR_FIND(c, a, b, channel)                                                                    \
    struct pair_row row = { .channel_id = { 0 } };                                                     \
    err e = a.v < b.v ? q_pair_get(c, a, b, &row) : q_pair_get(c, b, a, &row);                         \
    *channel = row.channel_id;                                                                         \
    return e == ERR_NOT_FOUND ? OK : e;

err pair_find(ctx *c, id a, id b, id *channel) { PAIR_FIND(c, a, b, channel) }
err pair_find_in(tx *t, id a, id b, id *channel) { PAIR_FIND(t, a, b, channel) }

err request_settle(tx *t, id receiver, const struct seat_row *row)
{
    i64 settled;

    TRY(q_request_settle_all(t, row->id, &settled));
    return settled ? member_accepted_tell(t, row, receiver) : OK;
}

/* ---- the verbs ---- */

struct answering { id me, channel; };

/* The request of a channel to `me`, as it is kept: ERR_CONFLICT where there never was one. */
static err request_meet(tx *t, const struct answering *in, struct seat_row *out)
{
    TRY(account_acts_in(t, in->me));
    TRY(seat_row_in(t, in->me, in->channel, out));
    if (out->kind != CHANNEL_DIRECT && out->kind != CHANNEL_GROUP)
        return tx_fail(t, &channel_not_found);
    return out->request == REQUEST_NONE || out->request == REQUEST_SENT ? tx_fail(t, &no_request) : OK;
}

static err accept(tx *t, void *arg)
{
    const struct answering *in = arg;
    struct seat_row row;

    TRY(request_meet(t, in, &row));
    return row.request == REQUEST_ACCEPTED ? OK : request_settle(t, in->me, &row);
}

static err decline(tx *t, void *arg)
{
    const struct answering *in = arg;
    struct seat_row row;

    TRY(request_meet(t, in, &row));
    if (row.request == REQUEST_ACCEPTED)
        return tx_fail(t, &no_request);
    return q_request_decline(t, in->channel, in->me);
}

err request_accept(ctx *c, id me, id channel)
{
    return transact_aside(c, accept, &(struct answering){ me, channel });
}

err request_decline(ctx *c, id me, id channel)
{
    return transact_aside(c, decline, &(struct answering){ me, channel });
}

/* ---- who follows the maker accepts ---- */

err request_followed_hear(tx *t, const struct event *e)
{
    struct follow_told told;
    seat_row_page rows;
    id channel;

    TRY(event_read(tx_arena(t), e, graph_followed, &told));
    TRY(pair_find_in(t, told.follower_id, told.following_id, &channel));
    if (!channel.v)
        return OK;
    TRY(q_seats_get(t, told.follower_id, ((ids){ &channel, 1 }), &rows));
    bool waits = rows.n && (rows.at[0].request == REQUEST_RECEIVED || rows.at[0].request == REQUEST_DECLINED);
    return waits ? request_settle(t, told.follower_id, rows.at) : OK;
}

/* ---- what goes with an account ---- */

err messaging_erased_hear(tx *t, const struct event *e)
{
    id who;

    TRY(event_about(t, e, &who));
    return q_messaging_drop(t, who);
}
