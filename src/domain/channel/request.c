/* Requests: conversations that their receiver has yet to accept. */
#include "base/str.h"
#include "domain/channel/channel.sql.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/conversation.h"
#include "domain/graph/graph.h"

SHAPE(pair_row, FIELD(pair_row, channel_id));
SHAPE(channel_tally, FIELD(channel_tally, n));

err pair_read(tx *t, id a, id b, struct pair_row *out)
{
    return a.v < b.v ? q_pair_get(t, a, b, out) : q_pair_get(t, b, a, out);
}

err request_settle(tx *t, id receiver, id channel)
{
    i64 settled;

    (void)receiver;

    TRY(q_request_settle_all(t, channel, &settled));
    return OK;
}

/* ---- the verbs ---- */

struct answering { id me, channel; };

/* The request of a channel to `me`, as it is kept: ERR_CONFLICT where there never was one. */
static err request_meet(tx *t, const struct answering *in, i64 *request)
{
    struct seat_row row;

    TRY(account_acts_in(t, in->me));
    TRY(seat_row_in(t, in->me, in->channel, &row));
    *request = row.request;
    if (row.kind != CHANNEL_DIRECT && row.kind != CHANNEL_GROUP)
        return tx_fail(t, &channel_not_found);
    return row.request == REQUEST_NONE || row.request == REQUEST_SENT ? tx_fail(t, &no_request) : OK;
}

static err accept(tx *t, void *arg)
{
    const struct answering *in = arg;
    i64 request;

    TRY(request_meet(t, in, &request));
    return request == REQUEST_ACCEPTED ? OK : request_settle(t, in->me, in->channel);
}

static err decline(tx *t, void *arg)
{
    const struct answering *in = arg;
    i64 request;

    TRY(request_meet(t, in, &request));
    if (request == REQUEST_ACCEPTED)
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
    struct pair_row pair;
    seat_row_page rows;

    TRY(event_read(tx_arena(t), e, graph_followed, &told));
    err found = pair_read(t, told.follower_id, told.following_id, &pair);
    if (found != OK)
        return found == ERR_NOT_FOUND ? OK : found;
    TRY(q_seats_get(t, told.follower_id, ((ids){ &pair.channel_id, 1 }), &rows));
    bool waits = rows.n && (rows.at[0].request == REQUEST_RECEIVED || rows.at[0].request == REQUEST_DECLINED);
    return waits ? request_settle(t, told.follower_id, pair.channel_id) : OK;
}

/* ---- what goes with an account ---- */

err messaging_erased_hear(tx *t, const struct event *e)
{
    id who;

    TRY(event_about(t, e, &who));
    return q_messaging_drop(t, who);
}
