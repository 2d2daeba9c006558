/*
 * How far people have read. A position only moves forward; what is unread is the difference to the channel's last message, and
 * what mentions somebody is counted as it comes and goes: neither is ever counted over the history.
 */
#pragma once
#include "domain/channel/channel.h"

struct reading { id channel, message; i64 seq, unread, mentions; };          /* `message` 0: none */

/*
 * `me` has read up to that message, whose number is `seq`. `as_read`: the channel as `me` has it (channel_get). Nothing changes
 * if they had already. In a transaction aside, since repeats are harmless. ERR_FORBIDDEN not_a_member.
 */
err channel_read(ctx *, const struct channel_kept *as_read, id message, i64 seq, struct reading *out);

/* What is unread, latest activity first, at most 1,000; the totals are of all that are not muted. Two statements. */
struct unread_row {
    id channel_id;
    i64 kind, unread_count, mention_count, last_seq, last_read_seq;
    bool muted;
    i64 all_unread, all_mentions;
};
typedef PAGE(unread_row) unread_row_page;
struct unread { i64 unread, mentions, requests; unread_row_page channels; };
err channels_unread(ctx *, id me, struct unread *out);

/* How far the members of a conversation have read, furthest first; nobody's if `me` does not show their own. ERR_NOT_FOUND no_receipts. */
struct receipt { id user_id, message_id; i64 seq; when read_at; };
typedef PAGE(receipt) receipt_page;
extern const struct shape receipt_shape;
err channel_receipts(ctx *, const struct seat *, receipt_page *out);

/* A message mentions these, or no longer: in the transaction that says so. Only members count it, while they have not read it. */
err channel_mentioned(tx *, id channel, ids who, i64 seq);
err channel_unmentioned(tx *, id channel, ids who, i64 seq);
