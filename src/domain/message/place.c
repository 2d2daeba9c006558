/* Where a message stands in its channel, and which message stands where. */
#include "base/str.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"

SHAPE(message_place, FIELD(message_place, id), FIELD(message_place, seq));

static err place_found(ctx *c, err e)
{
    return e == ERR_NOT_FOUND ? fail(c, &message_not_found) : e;
}

err message_place_of(ctx *c, id channel, id which, struct message_place *out)
{
    return place_found(c, q_message_place_of(c, channel, which, out));
}

err message_place_at(ctx *c, id channel, i64 seq, struct message_place *out)
{
    return place_found(c, q_message_place_at(c, channel, seq, out));
}
