/* Shared by the files of this capability. */
#pragma once
#include "domain/channel/channel.h"
#include "domain/graph/sight.h"
#include "hub/wire.h"
#include "ports/event.h"
#include "ports/rate.h"
#include "runtime/setting.h"

enum { LISTED_ALWAYS = -1 };         /* of listed_from_seq: in its member's list also while there is no message */

/* What a channel is, once for all, in the row of a member: see migrations/0005_talks.sql. */
enum talk { TALK_NONE, TALK_GROUP, TALK_DIRECT };
static inline enum talk talk_of(i64 kind) { return kind < CHANNEL_GROUP ? TALK_NONE : kind == CHANNEL_GROUP ? TALK_GROUP : TALK_DIRECT; }

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
    when joined_at;
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

struct turn_sender { i64 seq, mention_count, request, kind; };     /* of the sender of a message */
struct turn_free { id user_id; i64 mention_count, kind, last_seq; };          /* one who may send now: turns.c */
typedef PAGE(turn_free) turn_free_page;
extern const struct shape turn_sender_shape, turn_free_shape;
err sender_mentions_clear(tx *, id me, id channel);
err seat_writes_in(tx *, const struct seat *);               /* by the rules of channel_writes_in, of a seat read in this transaction */

/* ---- conversations and reading: direct.c, request.c, read.c ---- */

/* In the row of a member, beside enum channel_request: the receiver's, of what was a request, so that accepting again is harmless. */
enum { REQUEST_ACCEPTED = REQUEST_DECLINED + 1 };

struct pair_row { id channel_id; };              /* of the two of a direct channel */
struct listed_channel { id id; i64 active_at; };
struct channel_tally { i64 n; };
struct read_moved { i64 mention_count; };
struct mentioned_user { id user_id; };
struct pair_other { id user_id; };               /* of somebody's pair */
typedef PAGE(pair_other) pair_other_page;
typedef PAGE(listed_channel) listed_channel_page;
typedef PAGE(mentioned_user) mentioned_user_page;
extern const struct shape pair_other_shape, pair_row_shape, listed_channel_shape, channel_tally_shape, read_moved_shape,
    mentioned_user_shape, unread_row_shape, messaging_row_shape;

/* request.c: the direct channel of two, in any order; 0: they have none. */
err pair_find(ctx *, id a, id b, id *channel);
err pair_find_in(tx *, id a, id b, id *channel);

/* A request to `receiver`, if it is still one, becomes an ordinary conversation. `row`: with what it is to them. */
err request_settle(tx *, id receiver, const struct seat_row *row);
err request_followed_hear(tx *, const struct event *);
err messaging_erased_hear(tx *, const struct event *);
struct rows;
err messaging_export(ctx *, id who, struct rows *);          /* messaging.c */
struct says;
err messaging_say(ctx *, const struct event *, struct says *);

/* ---- readers.c ---- */

struct channel_reader { id user_id; };
typedef PAGE(channel_reader) channel_reader_page;
extern const struct shape channel_reader_shape, channel_furthest_shape, channel_fact_shape;

extern const struct shape channel_reader_shape, channel_furthest_shape;
extern const struct shape member_reached_shape;              /* reach.c */

/* ---- wire.c ---- */

/* What a channel is to a listener, as far as that matters; `place`: which of those asked about. */
struct seat_asked {
    i64 place;
    id user_id, channel_id;
    i64 kind;
    id made;
    bool banned, history_since_joined;
    i64 opened, member_opened, visible_from_seq, listed_from_seq;
};
typedef PAGE(seat_asked) seat_asked_page;
extern const struct shape seat_asked_shape;
extern const struct topic_kind *const channel_topics[];
extern const struct wire channel_wires[];

/* ---- make.c: a new channel ---- */

/* All of it but its members, of whom there are none yet. `row` has what is written of it; its id is made, and so are its times. */
err channel_make(tx *, struct seat_row *row);
err channel_row_add(tx *, const struct seat_row *row);       /* the same of one whose id and time of creation are given */
err channel_row_save(tx *, const struct seat_row *, bool reworded);          /* what has changed; `reworded`: also in the index of words */
err channel_row_get(tx *, id who, id channel, struct seat_row *out);         /* to anybody. ERR_NOT_FOUND channel_not_found */
err channel_row_end(tx *, const struct seat_row *, id by);                   /* nobody reads it any more; end.c */

/* ---- member.c: who comes and goes ---- */

/*
 * May `me` bring these in? ERR_NOT_FOUND user_not_found: one of them is unknown, hidden, or blocks `me`; ERR_FORBIDDEN blocking,
 * cannot_message: of one who takes messages only from people whom they follow. A constant number of statements.
 */
err people_meet_in(tx *, id me, ids who);

/* Is there room, in the channel and for each of them? ERR_CONFLICT too_many_members, too_many_channels. */
err members_fit(tx *, const struct seat_row *, ids who);

/* They are members from now on, as the row then says; nothing is checked. By themselves: `by` is `who`. */
/* `brought`: with the channel's making, to which nobody was in before. */
struct entry { id who; enum channel_role role; id by; enum channel_request request; i64 listed_from; bool brought; };
err member_enter(tx *, struct seat_row *io, const struct entry *);
err members_bring(tx *, struct seat_row *io, id me, ids others);     /* into one that is new: its owner, and they */

/*
 * They are no member any more. `io` is the channel with what it was to them. The next one becomes owner, where they were; the
 * channel goes with its last member.
 */
enum leaving { LEFT, REMOVED, BANNED, DELETED };
err member_accepted_tell(tx *, const struct seat_row *, id who);             /* of a request */
err member_exit(tx *, struct seat_row *io, id who, enum leaving why, id by);
err member_banned_tell(tx *, const struct seat_row *, id who, id by);        /* of one who was no member */
err member_role_change(tx *, struct seat_row *row, id who, enum channel_role role, id by);   /* `row`: with what it is to them */

err admins_only(tx *, const struct seat *);                  /* join.c. ERR_FORBIDDEN not_a_member, not_allowed */
err owner_only(tx *, const struct seat *);                   /* join.c. ERR_FORBIDDEN not_allowed */
err nobody_of_two(tx *);                                     /* join.c. ERR_FORBIDDEN not_allowed: what has no place in a direct channel */
err member_join(tx *, struct seat_row *row, id who);         /* who may is decided. ERR_CONFLICT channel_archived, and members_fit's */
err member_meet_to_remove(tx *, id me, id channel, id who, struct seat_row *them);           /* may `me` take them out? */

struct member_gone { i64 mention_count; when last_sent_at; };
struct member_left { when last_sent_at; };
struct member_row { id user_id; i64 role; when joined_at; id made; };
struct ban_row { id user_id, made; };
struct channel_user { id user_id; };
typedef PAGE(member_row) member_row_page;
typedef PAGE(ban_row) ban_row_page;
typedef PAGE(channel_user) channel_user_page;
struct channel_listed { id id; i64 active; };
/* `misread`: members whose position or count of mentions is wrong; `misplaced`: whose lists have it wrong; `requests`: those sent less those that somebody has to answer. */
struct channel_census { id id; i64 kind, member_count; id owner_id; i64 members, owners; id owner; i64 misread, misplaced, requests; };
typedef PAGE(channel_census) channel_census_page;
extern const struct shape channel_census_shape;
struct channel_gone { id id; i64 kind, member_count; id low_id, high_id; };
typedef PAGE(channel_listed) channel_listed_page;
extern const struct shape channel_listed_shape, channel_gone_shape;
extern const struct shape member_gone_shape, member_left_shape, member_row_shape, ban_row_shape, channel_user_shape;

/* ---- invite.c, end.c, export.c, check.c ---- */

struct invite_row { str code; id channel_id, made, by_id; maybe_when expires_at; maybe_i64 max_uses; i64 uses; when created_at; };
typedef PAGE(invite_row) invite_row_page;
extern const struct shape invite_row_shape;
err channel_tidy(ctx *);                         /* what is over: invites, and who left when */
err members_erased_hear(tx *, const struct event *);
extern const struct job_kind channel_jobs[];
err channels_export(ctx *, id who, struct rows *);
err channel_check(ctx *, struct capability_check *out);

/* ---- the capability ---- */

enum { CHANNELS_MOST = 5000 };       /* that somebody may be in */

#define CHANNEL_AUDIT(X) X(channel_removed)
AUDIT_DECLARE(channel_audit_actions, CHANNEL_AUDIT);

/* X(name, word, seconds, setting) */
#define CHANNEL_RATES(X) \
    X(channels_daily,      "channels",      86400, "channels_per_day") \
    X(conversations_daily, "conversations", 86400, "conversations_per_day") \
    X(messaging_hourly,    "messaging",     3600,  "messaging_per_hour") \
    X(turns_hourly,        "channel_turns", 3600,  "channel_turns_per_hour")
RATES_DECLARE(channel_rates, CHANNEL_RATES);

#define CHANNEL_SETTINGS(X) \
    X(channels_per_day, INT, "50",   1, 1000000, "Channels that one account may make in a day") \
    X(conversations_per_day, INT, "200", 1, 1000000, "Conversations that one account may begin in a day") \
    X(messaging_per_hour, INT, "600",  1, 1000000, "Changes that one account may make in an hour of how it is written to and seen") \
    X(channel_turns_per_hour, INT, "60", 1, 1000000, \
      "Changes of who may read a channel, its kind or history, that one account may make in an hour") \
    X(group_size,       INT, "1000", 2, 1000,    "Members of a group")
SETTINGS_DECLARE(channel_settings, CHANNEL_SETTINGS);
