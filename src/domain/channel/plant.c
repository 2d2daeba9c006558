/* Many channels at once, for trials. */
#include "base/id.h"
#include "base/str.h"
#include "domain/channel/channel.sql.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/conversation.sql.h"
#include "domain/channel/member.sql.h"

enum { AT_ONCE = 64 };               /* channels, until their memory is released */

static err members_plant(tx *t, const struct planted_channel *p, when at)
{
    for (size_t i = 0; i < p->members.n; i++) {
        enum channel_role role = i == 0 && p->kind != CHANNEL_DIRECT ? CHANNEL_OWNER : CHANNEL_MEMBER;
        id made = id_past(id_ms(p->id), (i64)i % ID_SEQUENCES);
        TRY(q_channel_member_add(t, p->id, p->members.at[i], role, made, 1, 0, LISTED_ALWAYS, 0, (id){ 0 }, (when){ 0 }, REQUEST_NONE, at,
                                 talk_of(p->kind), 0, p->kind == CHANNEL_DIRECT ? at : (when){ 0 }));
    }
    return q_channel_members_count(t, p->id, (i64)p->members.n);
}

err channel_plant_more(tx *t, id channel, i64 messages, id last_message)
{
    when at = { id_ms(last_message) };

    TRY(q_channel_said(t, channel, messages, last_message, at));
    return q_members_read_all(t, channel, messages, last_message, at);
}

static err one_plant(tx *t, const struct planted_channel *p)
{
    id a = p->members.at[0], b = p->kind == CHANNEL_DIRECT ? p->members.at[1] : (id){ 0 };
    struct seat_row row = {
        .id = p->id, .kind = p->kind, .name = p->name, .topic = p->topic, .avatar_url.is = NULLED, .archived_at.is = NULLED,
        .owner_id = b.v ? (id){ 0 } : a, .low_id = !b.v || a.v < b.v ? (b.v ? a : b) : b, .high_id = !b.v ? b : a.v < b.v ? b : a,
        .created_at = { id_ms(p->id) },
    };

    TRY(channel_row_add(t, &row));
    if (b.v)
        TRY(q_pair_add(t, row.low_id, row.high_id, p->id));
    TRY(members_plant(t, p, row.created_at));
    return p->messages ? channel_plant_more(t, p->id, p->messages, p->last_message) : OK;
}

err channels_plant(tx *t, const struct planted_channel *all, size_t n)
{
    struct arena_mark mark = arena_mark(tx_arena(t));

    for (size_t i = 0; i < n; i++) {
        TRY(one_plant(t, &all[i]));
        if (i % AT_ONCE == AT_ONCE - 1)
            arena_rewind(tx_arena(t), mark);
    }
    return OK;
}
