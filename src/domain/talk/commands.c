/* What clients ask on an open socket: the verbs of the routes, in the words of the stream. */
#include "domain/talk/talk_own.h"
#include "hub/command.h"

struct read_order { id channel_id; maybe_id message_id; maybe_i64 seq; };
struct read_ack { id channel_id; i64 seq, unread_count, mention_count; };
static SHAPE(read_order,
    FIELD_AS(read_order, channel_id, "channelId"), FIELD_AS(read_order, message_id, "messageId"),
    FIELD(read_order, seq, .min = 0, .max = INT64_MAX));
static SHAPE(read_ack,
    FIELD_AS(read_ack, channel_id, "channelId"), FIELD(read_ack, seq), FIELD_AS(read_ack, unread_count, "unreadCount"),
    FIELD_AS(read_ack, mention_count, "mentionCount"));

static err read_on(ctx *c, const struct caller *me, struct ear *ear, const struct read_order *in, struct read_ack *out)
{
    struct read_state now;

    (void)ear;
    TRY(talk_read(c, me->account, &(struct read_wish){ in->channel_id, in->message_id, in->seq }, &now));
    *out = (struct read_ack){ now.channel_id, now.last_read_seq, now.unread_count, now.mention_count };
    return OK;
}

COMMAND(read_on, read_order, read_ack)

const struct command talk_commands[] = {
    { "read", read_on_command, TAKES_COMMAND(read_order), GIVES_ACK(read_ack), &may_talk },
    {0}
};
