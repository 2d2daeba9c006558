/*
 * That somebody has read on, as connections hear it: their own with the counts, and the others of a conversation where both show
 * how far they have read. It is not in the log: whoever missed it finds it in the conversation.
 */
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/channel/messaging.h"
#include "domain/graph/sight.h"
#include "domain/talk/talk_own.h"
#include "hub/wire.h"

struct read_said { id channel_id, user_id; maybe_id message_id; i64 seq; maybe_i64 unread_count, mention_count; };
static SHAPE(read_said,
    FIELD_AS(read_said, channel_id, "channelId"), FIELD_AS(read_said, user_id, "userId"), FIELD_AS(read_said, message_id, "messageId"),
    FIELD(read_said, seq), FIELD_AS(read_said, unread_count, "unreadCount"), FIELD_AS(read_said, mention_count, "mentionCount"));

static str said_json(struct arena *a, const struct read_said *said)
{
    struct buf b = BUF_ON(a);

    json_write(&b, &read_said_shape, said);
    return buf_str(&b);
}

/* Who does not show it is not shown it. */
static err read_hears(ctx *c, const struct saying *s, const struct topic *topic, ids listeners, bool *out)
{
    messaging_row_page settings;

    (void)s, (void)topic;
    TRY(messagings_get(c, listeners, &settings));
    for (size_t i = 0; i < listeners.n; i++)
        out[i] = settings.at[i].read_receipts;
    return OK;
}

const struct wire talk_wires[] = {
    { .type = "read", .hears = read_hears },
    {0}
};

/* A room hears it whoever blocks whom; of two, a block keeps it from the other. */
static err is_for_others(ctx *c, const struct seat *s, bool *out)
{
    messaging_row_page own;
    struct sight peer;

    *out = false;
    if (!seat_talks(s) || s->request != REQUEST_NONE)
        return OK;
    TRY(messagings_get(c, (ids){ (id *)&s->me, 1 }, &own));
    *out = own.at[0].read_receipts;
    if (!*out || s->kind != CHANNEL_DIRECT)
        return OK;
    TRY(sight_of(c, s->me, s->peer, &peer));
    *out = sight_reaches(&peer);
    return OK;
}

static err others_tell(ctx *c, const struct seat *s, const struct read_said *said)
{
    struct topic topic = { &channel_topic, s->channel, { 0 } };
    bool told;

    TRY(is_for_others(c, s, &told));
    if (told)
        hub_tell(c->world, &(struct saying){ .type = "read", .json = said_json(&c->arena, said), .topics = &topic, .topic_count = 1,
                                             .except = s->me, .about = s->me });
    return OK;
}

static struct read_said own_tell(ctx *c, const struct seat *s, const struct read_state *now)
{
    struct read_said said = { now->channel_id, s->me, now->last_read_message_id, now->last_read_seq, { GIVEN, now->unread_count },
                              { GIVEN, now->mention_count } };

    hub_tell(c->world, &(struct saying){ .type = "read", .json = said_json(&c->arena, &said), .accounts = { (id *)&s->me, 1 } });
    return said;
}

void read_tell(ctx *c, const struct seat *s, const struct read_state *now)
{
    struct read_said said = own_tell(c, s, now);

    said.unread_count.is = said.mention_count.is = ABSENT;
    if (others_tell(c, s, &said) != OK)          /* best effort: the reading stands */
        failure_begin(&c->failure, &c->arena);
}

void unlist_tell(ctx *c, const struct channel_kept *was)
{
    const struct seat *s = &was->seat;

    if (s->last_read < s->last_seq)
        (void)own_tell(c, s, &(struct read_state){ s->channel, { GIVEN, was->last_message }, s->last_seq, 0, 0 });
}
