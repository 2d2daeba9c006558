/*
 * Channels and conversations as people see them: the answer `channel`, which shows what is kept of a channel (domain/channel) and the
 * last of its messages that the caller sees, and the lists of them. No tables of its own.
 */
#pragma once
#include "domain/channel/channel.h"
#include "domain/channel/conversation.h"
#include "domain/message/message.h"
#include "domain/profile/profile.h"

enum { PARTICIPANTS_MOST = 20 };     /* of a group: the first to join */

/* A channel to a viewer. Participants: of a direct one both, the other first; of a group the first to join; else none. */
struct channel_view {
    const struct channel_kept *kept;
    const struct message_view *last; /* NULL: none that the viewer sees */
    card_page participants;
};
typedef PAGE(channel_view) channel_view_page;

/* In the order given, which channel_get or channels_get found for `me`; a constant number of statements. */
err channels_view(ctx *, id me, const struct channel_kept *, size_t n, channel_view_page *out);

/* As an answer shows it. */
struct channel {
    id id;
    str kind;
    maybe_str name;
    str topic, description;
    maybe_str avatar_url;
    maybe_id owner_id;
    i64 member_count;
    maybe_str role;
    bool is_member, announcement;
    i64 slow_mode_seconds;
    str history;
    bool archived;
    maybe_when archived_at;
    i64 last_seq;
    maybe_id last_message_id;
    const struct message *last_message;
    i64 unread_count, mention_count, last_read_seq;
    maybe_id last_read_message_id;
    maybe_i64 visible_from_seq;
    bool muted;
    maybe_when muted_until;
    i64 pin_count;
    maybe_str request;
    when created_at, updated_at;
    maybe_bool is_group;             /* these three: of groups and direct ones */
    maybe_str group_name;
    card_page participants;
};
typedef PAGE(channel) channel_page;
extern const struct shape channel_shape;

void channel_of(struct arena *, const struct channel_view *, when now, struct channel *out);

/* One, in the same steps. ERR_NOT_FOUND channel_not_found. */
err channel_show(ctx *, id me, id which, struct channel *out);
err channels_show(ctx *, id me, ids which, channel_page *out);       /* in the order asked, those that `me` reads */

/* ---- conversations: conversations.c ---- */

/* Others by id or @name; oneself is ignored. `name` and `group_name` are one. */
struct conversation_draft { strs participant_ids; maybe_bool is_group; maybe_str name, group_name; };
extern const struct shape conversation_draft_shape;

/*
 * The direct conversation with one other, or a new group. `*made` false: it was there. ERR_INVALID cannot_message_yourself,
 * too_many_members; ERR_NOT_FOUND user_not_found; ERR_FORBIDDEN blocking, cannot_message; ERR_CONFLICT too_many_channels;
 * ERR_TOO_MANY.
 */
err conversation_open(ctx *, id me, const struct conversation_draft *, struct channel *out, bool *made);

/* ERR_NOT_FOUND channel_not_found; ERR_CONFLICT no_request. */
err conversation_accept(ctx *, id me, id which, struct channel *out);

/* Out of one's list, and what was said until now out of one's sight. ERR_NOT_FOUND channel_not_found. */
err conversation_drop(ctx *, id me, id which);

/* One's conversations, or the requests to oneself: see conversations_list (domain/channel/conversation.h). */
struct conversations_wish { bool requests; struct activity_place from; i64 offset, limit; };
err conversations_show(ctx *, id me, const struct conversations_wish *, channel_page *out, struct activity_place *next);

/* ---- reading: reads.c ---- */

struct read_wish { id id; maybe_id message_id; maybe_i64 seq; };     /* one of the two */
struct read_state { id channel_id; maybe_id last_read_message_id; i64 last_read_seq, unread_count, mention_count; };
extern const struct shape read_wish_shape, read_state_shape;

/* ERR_NOT_FOUND channel_not_found, message_not_found (not of this channel, or not for `me`); ERR_FORBIDDEN not_a_member; ERR_INVALID. */
err talk_read(ctx *, id me, const struct read_wish *, struct read_state *out);

struct unread_channel { id channel_id; str kind; i64 unread_count, mention_count, last_seq, last_read_seq; bool muted; };
typedef PAGE(unread_channel) unread_channel_page;
struct unread_sum { i64 unread_count, mention_count, request_count; unread_channel_page channels; };
extern const struct shape unread_sum_shape;
err talk_unread(ctx *, id me, struct unread_sum *out);

extern const struct capability talk_capability;
