/*
 * Channels and conversations as people see them: the answer `channel`, which shows what is kept of a channel (domain/channel) and the
 * last of its messages that the caller sees, and the lists of them. No tables of its own.
 */
#pragma once
#include "domain/channel/channel.h"
#include "domain/profile/profile.h"

enum { PARTICIPANTS_MOST = 20 };     /* of a group: the first to join */

/* A channel to a viewer. Participants: of a direct one both, the other first; of a group the first to join; else none. */
struct channel_view {
    const struct channel_kept *kept;
    str last_message;                /* JSON; "": none that the viewer sees */
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
    raw_json last_message;
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

void channel_of(const struct channel_view *, when now, struct channel *out);

/* One, in the same steps. ERR_NOT_FOUND channel_not_found. */
err channel_show(ctx *, id me, id which, struct channel *out);
err channels_show(ctx *, id me, ids which, channel_page *out);       /* in the order asked, those that `me` reads */

extern const struct capability talk_capability;
