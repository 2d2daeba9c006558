/* Pins: what a channel keeps before everybody's eyes. */
#include "base/str.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"

enum { PINS_MOST = 50 };

err message_pin_strip(tx *t, id channel, id message)
{
    i64 n;

    TRY(q_message_unpin(t, message, &n));
    return n ? channel_pinned(t, channel, -1, PINS_MOST) : OK;
}
