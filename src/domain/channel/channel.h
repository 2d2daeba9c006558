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
#include "domain/profile/profile.h"
#include "ports/reach.h"

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

/* Of each channel, how far anybody but `me` has read, where receipts are shown on both sides. In no order; one statement. */
struct channel_furthest { id channel_id; i64 seq; };
typedef PAGE(channel_furthest) channel_furthest_page;
err channels_read_by_others(ctx *, id me, ids channels, channel_furthest_page *out);     /* of direct and group ones */

/* For capabilities above, whoever reads it: those that are there, in no order; and all of them, in the order of ids. */
struct channel_fact { id channel_id; i64 kind, last_seq, pin_count; };
typedef PAGE(channel_fact) channel_fact_page;
err channel_facts_in(tx *, ids channels, channel_fact_page *out);
err channel_facts_after_in(tx *, id after, i64 most, channel_fact_page *out);
const struct channel_fact *channel_fact_among(const channel_fact_page *, id channel);        /* NULL: it is not among them */
/* Those that are not public and that `me` is in, without what `me` declined: at most so many, latest activity first. */
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
 * ERR_TOO_MANY slow_mode. The sender has read up to it. `seat`: as read before, outside of the transaction; only who it is about, and of
 * a direct one the peer, are taken from it, which never change. Two statements that write, of which one is waited for.
 */
struct channel_turn {
    i64 seq;
    enum channel_kind kind;
    bool request;                    /* the receiver has yet to accept it */
};
err channel_take_seq(tx *, const struct seat *, id message, struct channel_turn *out);

/*
 * The same for several at once, each of another sender, in a channel that is not direct: in their order, of those who may. Who is not
 * `taken` is refused something, or has to ask for a turn of their own.
 */
struct channel_bid { id sender, message; bool taken; struct channel_turn turn; };
err channel_take_seqs(tx *, id channel, struct channel_bid *, size_t n);

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

/* ---- making and changing ---- */

text_reader channel_name_read, channel_topic_read, channel_description_read;
enum { CHANNEL_NAME_MOST = 80, CHANNEL_TOPIC_MOST = 250, CHANNEL_DESCRIPTION_MOST = 1000, SLOW_MODE_MOST = 21600, MEMBERS_AT_ONCE = 100 };
extern const char *const channel_history_words[];            /* full, since_joined */

struct channel_draft {
    maybe_str name, kind, topic, description, avatar_url;
    maybe_bool announcement;
    maybe_i64 slow_mode_seconds;
    maybe_str history;
    ids member_ids;
};
extern const struct shape channel_draft_shape;

/*
 * A public or private one, whose owner is `me`. `*made` is there once the transaction's function has run. ERR_INVALID; ERR_NOT_FOUND
 * user_not_found; ERR_FORBIDDEN blocking, cannot_message; ERR_CONFLICT too_many_channels; ERR_TOO_MANY channels_per_day.
 */
err channel_create(ctx *, id me, const struct channel_draft *, id *made);

/* A member that is left out stays; all or nothing. */
struct channel_change {
    id id;
    maybe_str name, kind, topic, description, avatar_url;
    maybe_bool announcement;
    maybe_i64 slow_mode_seconds;
    maybe_str history;
    maybe_bool archived;
};
extern const struct shape channel_change_shape;

/* By admins; a group's name, topic and picture by any member; kind and history by the owner. ERR_FORBIDDEN not_allowed, not_a_member. */
err channel_change(ctx *, id me, const struct channel_change *);

/* By its owner; of a public one also by the instance's moderators. ERR_FORBIDDEN not_allowed. At once nobody reads it any more. */
err channel_delete(ctx *, const struct caller *me, id channel);

/* ---- members ---- */

struct channel_member { id user_id; str username, display_name; maybe_str avatar_url; str role; when joined_at; };
typedef PAGE(channel_member) channel_member_page;
extern const struct shape channel_member_shape;

/* Repeats of all of these are harmless. `*joined`: as `*made` above. */
err channel_join(ctx *, id me, id channel, id *joined);      /* ERR_CONFLICT channel_archived, too_many_channels */
err channel_leave(ctx *, id me, id channel);                 /* ERR_FORBIDDEN not_allowed: a direct one */

/*
 * Brings somebody in, or changes a role; without one, an existing role stays. ERR_FORBIDDEN not_a_member, not_allowed, blocking,
 * cannot_message; ERR_NOT_FOUND user_not_found; ERR_CONFLICT channel_archived, too_many_members, too_many_channels.
 */
err channel_member_set(ctx *, id me, id channel, id who, maybe_str role, struct channel_member *out);
err channel_member_remove(ctx *, id me, id channel, id who);

/* Admins may. ERR_FORBIDDEN not_a_member, not_allowed; ERR_NOT_FOUND user_not_found. */
err channel_ban(ctx *, id me, id channel, id who);
err channel_unban(ctx *, id me, id channel, id who);
err channel_bans(ctx *, id me, id channel, struct people_wish, profile_page *out, id *next);

/* Until a time; ABSENT: until unmuted. ERR_FORBIDDEN not_a_member. */
err channel_mute(ctx *, id me, id channel, maybe_when until);
err channel_unmute(ctx *, id me, id channel);

/* Owner, admins, members, each by when they joined. `role` "": all; `begin` "": all; else those with a name that begins so. */
struct member_place { i64 role; id made; };                  /* where a page begins; all zero: at the top, or nowhere */
struct member_wish { str role, begin; struct member_place from; i64 limit; };
err channel_members(ctx *, id me, id channel, const struct member_wish *, channel_member_page *out, struct member_place *next);

/* The first to join of each of these, which the caller found to be readable, without those who are hidden; by channel. One statement. */
struct participant { id channel_id, user_id; };
typedef PAGE(participant) participant_page;
extern const struct shape participant_shape;
err channel_participants(ctx *, ids channels, i64 most, participant_page *out);

/* ---- invites ---- */

struct channel_invite {
    str code, url;
    id channel_id, created_by;
    maybe_when expires_at;
    maybe_i64 max_uses;
    i64 uses;
    when created_at;
};
typedef PAGE(channel_invite) channel_invite_page;
extern const struct shape channel_invite_shape;

/* `expires_in` in seconds. ERR_FORBIDDEN not_a_member, not_allowed; ERR_CONFLICT channel_archived. */
struct invite_draft { id id; maybe_i64 expires_in, max_uses; };
extern const struct shape invite_draft_shape;
err channel_invite_make(ctx *, id me, const struct invite_draft *, struct channel_invite *out);
err channel_invites(ctx *, id me, id channel, id before, i64 limit, channel_invite_page *out, id *next);     /* those that still work */
err channel_invite_drop(ctx *, id me, str code);             /* ERR_NOT_FOUND invite_not_found: for others than its maker and admins, too */

/* What it leads to, as a stranger may see it. ERR_NOT_FOUND invite_not_found. */
struct invited_channel { id id; str kind; maybe_str name; str topic; maybe_str avatar_url; i64 member_count; };
struct invite_preview { str code; maybe_when expires_at; struct invited_channel channel; };
extern const struct shape invite_preview_shape;
err channel_invite_get(ctx *, id me, str code, struct invite_preview *out);
err channel_invite_accept(ctx *, id me, str code, id *joined);       /* ERR_NOT_FOUND; and ERR_CONFLICT of a join */

/* ---- lists: of ids, to be shown by channels_get ---- */

/* Of public and private ones that `me` is in, latest activity first. A place is that of the last one before; zero: none. */
struct activity_place { i64 active; id channel; };
err channels_mine(ctx *, id me, bool archived, struct activity_place after, i64 limit, ids *out, struct activity_place *next);

/* Public ones, newest first; with words: those whose name and topic have words that begin so. `before`: the first of the page. */
err channels_public(ctx *, id me, str words, id from, i64 limit, ids *out, id *next);

/*
 * The same lists from either end: up to `most` that follow a place on the way, which is not among them; `from` zero: from that end.
 * Of public ones `me` is still to be asked about, and their words are those of channels_public.
 */
enum own_channels { OWN_CHANNELS, OWN_CONVERSATIONS, OWN_REQUESTS };
typedef PAGE(activity_place) activity_page;
err channels_by_activity(ctx *, id me, enum own_channels, struct activity_place from, enum reach_way, i64 most, activity_page *out);
err channels_public_reached(ctx *, id me, str words, id from, enum reach_way, i64 most, ids *out);

/* Members of many channels at once (ports/reach.h), with hidden ones: a place is a role, and when they joined. `role` -1: all. */
struct member_reached { id list, id; i64 rank; id place; when joined_at; };
typedef PAGE(member_reached) member_reached_page;
err channels_members_reached(ctx *, const struct reach *, size_t n, i64 role, enum reach_way, i64 most, member_reached_page *out);

/* ---- for commands ---- */

/*
 * Made up for a trial, all at once, between accounts that are shown; without events. The first member is the owner; a direct one has
 * two. Everybody has read its messages, which are planted in the same transaction.
 */
struct planted_channel { id id; enum channel_kind kind; str name, topic; ids members; i64 messages; id last_message; };
err channels_plant(tx *, const struct planted_channel *, size_t n);
err channel_plant_more(tx *, id channel, i64 messages, id last_message);     /* now it has so many, which everybody has read */

/* ---- events: the key is the channel, the second word of a membership the account ---- */

/*
 * A channel is changed (channel_changed), or `deleted` and read by nobody from then on. After that its members go: of one that has
 * more than MEMBERS_TOLD many at once (members_left: `users`), otherwise each with an event of its own. Then it has ended (channel_ended).
 */
struct channel_told { str type; id channel_id; strs changed; maybe_id by; str kind; i64 member_count; maybe_bool deleted; ids users; };
enum { MEMBERS_TOLD = 10000 };

/* Somebody came in, got another role, went out, was banned without being in, or accepted a request. */
struct membership_told {
    str type;                        /* member_joined, member_changed, member_left, member_banned, request_accepted */
    id channel_id, user_id;
    maybe_str role;                  /* of one who is in */
    maybe_id by;
    maybe_str reason;                /* of one who went: left, removed, banned, deleted */
    str kind;
    i64 member_count;                /* after it */
    maybe_i64 visible_from;          /* of one who came: the first message that they see */
    maybe_id maker;                  /* of a request that was accepted */
    maybe_bool brought;              /* with the making of the channel: there was nobody to hear of it */
};
extern const struct shape channel_told_shape, membership_told_shape;
EVENT(channel_changed, channel_told);
EVENT(channel_membership, membership_told);

/* What connections listen to (hub/wire.h): one channel; all public and private ones that one is in; and without subscribing, all others. */
struct topic_kind;
extern const struct topic_kind channel_topic, channels_topic, conversations_topic;

/* X(name, word, who, leaving, what it allows): permit.h */
#define CHANNEL_PERMISSIONS(X) \
    X(may_talk,           "talk",           USERS,      UNTIL_LEAVING, "Make, join and leave channels and conversations, and write there") \
    X(may_remove_channel, "remove_channel", MODERATORS, UNTIL_LEAVING, "Delete public channels of others")
PERMISSIONS_DECLARE(channel_permissions, CHANNEL_PERMISSIONS);

extern const struct capability channel_capability;
