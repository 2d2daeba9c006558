/*
 * Channels of every kind (public, private, group, direct): their members and roles, bans and invites, the counter of their messages,
 * and how far each member has read. It knows nothing of messages but their numbers, which are dense in a channel: 1, 2, 3.
 *
 * A seat is what a channel is to one person: the one rule of who may read, see and write what. Whatever shows or changes something
 * of a channel asks for it, for one or for many.
 */
#pragma once
#include "domain/account/account.h"
#include "domain/audit/audit.h"
#include "domain/channel/problems.h"
#include "domain/permit/permit.h"

enum channel_kind { CHANNEL_PUBLIC, CHANNEL_PRIVATE, CHANNEL_GROUP, CHANNEL_DIRECT };
enum channel_role { CHANNEL_OWNER, CHANNEL_ADMIN, CHANNEL_MEMBER };
enum channel_request { REQUEST_NONE, REQUEST_SENT, REQUEST_RECEIVED, REQUEST_DECLINED };      /* of a direct one, to this member */
extern const char *const channel_kind_words[], *const channel_role_words[];      /* by the enum; NULL-terminated, for shapes */

/* ---- seats ---- */

struct seat {
    id channel, me;
    enum channel_kind kind;
    bool there, member, banned;
    bool reads;                      /* may they read it? */
    enum channel_role role;          /* of a member */
    enum channel_request request;
    bool announcement, archived;
    id peer;                         /* of a direct one: the other */
    i64 visible_from;                /* the first message that they see */
    i64 last_read;                   /* of a member */
    i64 last_seq, member_count;
};
typedef PAGE(seat) seat_page;

err channel_seat(ctx *, id me, id channel, struct seat *out);        /* ERR_NOT_FOUND channel_not_found unless `me` reads it */
err channel_seat_in(tx *, id me, id channel, struct seat *out);
err channel_seats(ctx *, id me, ids channels, seat_page *out);       /* one for each, in the order asked; one statement */

static inline bool seat_sees(const struct seat *s, i64 seq) { return s->reads && seq >= s->visible_from && seq <= s->last_seq; }
static inline bool seat_admins(const struct seat *s) { return s->member && s->role <= CHANNEL_ADMIN; }
static inline bool seat_talks(const struct seat *s) { return s->kind == CHANNEL_GROUP || s->kind == CHANNEL_DIRECT; }

/* Of these people, those who may read it: in the order given; one statement. */
err channel_readers(ctx *, const struct seat *, ids who, ids *out);

/* Of each channel, how far anybody but `me` has read, where receipts are shown on both sides: in no order, some have none. One statement. */
struct channel_furthest { id channel_id; i64 seq; };
typedef PAGE(channel_furthest) channel_furthest_page;
err channels_read_by_others(ctx *, id me, ids channels, channel_furthest_page *out);     /* of direct and group ones */

/* For capabilities above, whoever reads it: those that are there, in no order; and all of them, in the order of ids. */
struct channel_fact { id channel_id; i64 kind, last_seq; };
typedef PAGE(channel_fact) channel_fact_page;
err channel_facts_in(tx *, ids channels, channel_fact_page *out);
err channel_facts_after_in(tx *, id after, i64 most, channel_fact_page *out);
/* Those that are not public and that `me` is in, without what `me` declined: at most so many, in no order. */
err channels_closed(ctx *, id me, i64 most, ids *out);

/*
 * In the transaction of an action of `me`: may they change what is in the channel (edit, react, pin)? ERR_NOT_FOUND channel_not_found;
 * ERR_FORBIDDEN not_a_member, cannot_message (of a direct one: a block, or the other is hidden), account_leaving;
 * ERR_CONFLICT channel_archived.
 */
err channel_writes_in(tx *, id me, id channel, struct seat *out);

/* A message was pinned (1) or unpinned (-1), in this transaction. ERR_CONFLICT too_many_pins: more than `most` would be. */
err channel_pinned(tx *, id channel, i64 change, i64 most);

/*
 * The number of a new message, by all rules of writing: those above, and ERR_FORBIDDEN announcement_only, request_pending;
 * ERR_TOO_MANY slow_mode. The sender has read up to it. `seat`: as read before, outside of the transaction; only who it is about, the
 * kind and the peer are taken from it, which never change. Two statements that write.
 */
struct channel_turn {
    i64 seq;
    enum channel_kind kind;
    bool request;                    /* the receiver has yet to accept it */
    i64 member_count;
};
err channel_take_seq(tx *, const struct seat *, id message, struct channel_turn *out);

/* ---- channels as they are kept ---- */

/* A channel, and what it is to `me`: what answers show. */
struct channel_kept {
    struct seat seat;
    str name, topic, description;
    maybe_str avatar_url;
    id owner;                        /* 0: it is a direct one */
    i64 slow_mode_seconds;
    bool since_joined;
    maybe_when archived_at;
    i64 pin_count;
    id last_message;                 /* 0: none yet */
    when active_at, created_at, updated_at;
    /* of a member */
    id last_read_message;            /* 0: none */
    i64 mention_count, listed_from;
    bool muted;
    maybe_when muted_until;
};
typedef PAGE(channel_kept) channel_kept_page;

err channel_get(ctx *, id me, id channel, struct channel_kept *out);         /* ERR_NOT_FOUND channel_not_found */
err channel_get_in(tx *, id me, id channel, struct channel_kept *out);
err channels_get(ctx *, id me, ids channels, channel_kept_page *out);        /* in the order asked, those that `me` reads */

extern const struct capability channel_capability;
