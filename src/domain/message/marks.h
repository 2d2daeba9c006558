/*
 * What people do to messages beside writing them: threads, reactions, pins. Whoever sees a message sees these; who may write in its
 * channel may react, and pin where the channel lets them.
 */
#pragma once
#include "domain/message/message.h"

enum { REACTIONS_MOST = 20, PINS_MOST = 50 };    /* different emoji of one message; pins of one channel */

/* The replies below a message, or below the root of a reply, oldest first. `next` 0: no more. ERR_NOT_FOUND message_not_found. */
err message_thread(ctx *, id me, id which, i64 after, i64 limit, message_view_page *out, i64 *next);

/*
 * With one emoji, in any of its forms; repeats are harmless. Answers with the message as it then is. ERR_INVALID invalid_emoji;
 * ERR_NOT_FOUND message_not_found; ERR_CONFLICT message_deleted, too_many_reactions; ERR_TOO_MANY: messages_per_minute, of which
 * reactions have their own; and what channel_writes_in refuses.
 */
err message_react(ctx *, id me, id which, str emoji, struct message *out);
err message_unreact(ctx *, id me, id which, str emoji, struct message *out);

/* Who reacted, newest first; `emoji` "": with any. ERR_NOT_FOUND message_not_found; ERR_INVALID invalid_emoji. */
struct message_reaction { str emoji; struct card user; when created_at; };
typedef PAGE(message_reaction) message_reaction_page;
extern const struct shape message_reaction_shape;
err message_reactions(ctx *, id me, id which, str emoji, id before, i64 limit, message_reaction_page *out, id *next);

/*
 * Admins pin, in groups and conversations any member. Repeats are harmless. ERR_NOT_FOUND channel_not_found, message_not_found;
 * ERR_FORBIDDEN not_allowed; ERR_CONFLICT message_deleted, too_many_pins; and what channel_writes_in refuses.
 */
err message_pin(ctx *, id me, id channel, id which);
err message_unpin(ctx *, id me, id channel, id which);
err message_pins(ctx *, id me, id channel, message_view_page *out);  /* last pinned first. ERR_NOT_FOUND channel_not_found */

/* All pins of many channels, of each last pinned first, by rising channel; a place is when it was pinned. */
err message_pins_of(ctx *, ids channels, reached_page *out);
