/* Threads: the replies below a message of a channel, which stand in the channel as all messages do. */
#include "base/str.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"

SHAPE(message_placed, FIELD(message_placed, id), FIELD(message_placed, seq));

err thread_replied(tx *t, id channel, id root, id reply)
{
    return q_thread_reply_add(t, root, channel, reply);
}

err thread_reply_gone(tx *t, id channel, id root, id reply)
{
    return q_thread_reply_take(t, root, channel, reply);
}
