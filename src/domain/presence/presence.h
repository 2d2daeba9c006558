/*
 * Presence: who is connected now, as far as others may know; and who is typing. Which accounts are connected to which process is in memory
 * (ports/roll.h); here are the rules, what those who listen hear, and when somebody was last connected, which is kept.
 *
 * The presence of somebody is for those who share an ordinary direct conversation with them, or who follow each other, without a block
 * between them. Everybody else sees what they see of one that is invisible: offline, and no time. Nothing says which it is: an id that
 * nobody has is offline, too.
 *
 * The topic presence:<id> says it once to somebody who has just subscribed, and then at each change, at most once in 2 s. Nothing of
 * it is in the log.
 */
#pragma once
#include "domain/account/account.h"

struct presence { id user_id; str status; maybe_when last_seen_at; };        /* "online", "away", "offline"; the time while offline */
typedef PAGE(presence) presence_page;
extern const struct shape presence_shape;

err presence_get(ctx *, id me, id who, struct presence *out);
err presences_get(ctx *, id me, ids who, presence_page *out);        /* one for each, in the order asked; at most seven statements */

/*
 * `me` types in a channel, or has stopped. It is told to those who may read it and listen, in channels of at most 1,000 members, but
 * not across a block, in a request, or where one of both does not show typing; at most once in 2 s. What is not told is no error.
 * ERR_NOT_FOUND channel_not_found; ERR_FORBIDDEN not_a_member, cannot_message (of a direct one: a block, or the other is hidden).
 */
err typing_tell(ctx *, id me, id channel, bool typing);

extern const struct capability presence_capability;
