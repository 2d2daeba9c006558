/* Shared by the files of this capability. */
#pragma once
#include "domain/channel/channel.h"
#include "domain/graph/sight.h"

enum { LISTED_ALWAYS = -1 };         /* of listed_from_seq: in its member's list also while there is no message */

/* The row of a channel, and with it what is kept of one person: `made` 0: they are no member. */
struct seat_row {
    id id;
    i64 kind;
    str name, topic, description;
    maybe_str avatar_url;
    id owner_id, low_id, high_id;
    bool announcement;
    i64 slow_mode_seconds;
    bool history_since_joined;
    i64 opened;
    maybe_when archived_at;
    i64 member_count, pin_count, last_seq;
    id last_message_id;
    when active_at, created_at, updated_at;

    id made;
    i64 role, visible_from_seq, member_opened, listed_from_seq, last_read_seq;
    id last_read_message_id;
    i64 mention_count;
    bool muted;
    maybe_when muted_until;
    when last_sent_at;
    i64 request;
    bool banned;
};
typedef PAGE(seat_row) seat_row_page;
extern const struct shape seat_row_shape;

void seat_of(id me, const struct seat_row *, struct seat *out);              /* seat.c: the rule */
err seat_row_in(tx *, id me, id channel, struct seat_row *out);              /* ERR_NOT_FOUND channel_not_found unless `me` reads it */

/* ---- write.c ---- */

struct turn_sender { i64 seq, mention_count, request; };     /* of the sender of a message */
struct turn_taken { i64 seq, kind, member_count; };
extern const struct shape turn_sender_shape, turn_taken_shape;
err seat_writes_in(tx *, const struct seat *);               /* the rules of channel_writes_in, of a seat that was read in this transaction */

/* ---- conversations and reading: direct.c, request.c, read.c ---- */

/* What the row of a member has beside enum channel_request: the receiver's, of what was a request, so that accepting it again is harmless. */
enum { REQUEST_ACCEPTED = REQUEST_DECLINED + 1 };

struct pair_row { id channel_id; };              /* of the two of a direct channel */
struct listed_channel { id id; i64 active_at; };
struct channel_tally { i64 n; };
struct read_moved { i64 mention_count; };
struct mentioned_user { id user_id; };
typedef PAGE(listed_channel) listed_channel_page;
typedef PAGE(mentioned_user) mentioned_user_page;
extern const struct shape pair_row_shape, listed_channel_shape, channel_tally_shape, read_moved_shape, mentioned_user_shape, receipt_shape,
    unread_row_shape, messaging_row_shape;

err pair_read(tx *, id a, id b, struct pair_row *out);       /* request.c; in any order. ERR_NOT_FOUND: they have none */

/* request.c: a request to `receiver`, if it is still one, becomes an ordinary conversation. */
err request_settle(tx *, id receiver, id channel);
extern const struct consumer conversation_consumers[];

extern const struct belongings messaging_belongings[];       /* messaging.c */

/* ---- readers.c ---- */

struct channel_reader { id user_id; };
typedef PAGE(channel_reader) channel_reader_page;
extern const struct shape channel_reader_shape, channel_furthest_shape, channel_fact_shape;
