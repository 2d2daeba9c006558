/* Conversations as somebody has them: the list of them, and the requests. */
#include "base/str.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/conversation.h"
#include "domain/channel/conversation.sql.h"
#include "domain/channel/lists.sql.h"
#include "domain/channel/reading.sql.h"

SHAPE(listed_channel, FIELD(listed_channel, id), FIELD(listed_channel, active_at));

err conversation_seat(ctx *c, id me, id channel, struct seat *out)
{
    TRY(channel_seat(c, me, channel, out));
    return seat_talks(out) ? OK : fail(c, &channel_not_found);
}

struct unlisting { id me, channel; };

/* Open connections hear from there on. Of a request that was not accepted they hear nothing. */
static err cleared_tell(tx *t, const struct seat *s)
{
    if (s->request == REQUEST_RECEIVED || s->request == REQUEST_DECLINED)
        return OK;
    return event_tell_on(t, channel_membership, s->channel, s->me, &(struct membership_told){
        .type = S("history_cleared"), .channel_id = s->channel, .user_id = s->me, .by = { GIVEN, s->me },
        .kind = str_of(channel_kind_words[s->kind]), .member_count = s->member_count, .visible_from = { GIVEN, s->last_seq + 1 } });
}

/* What is out of sight is read, too. */
static err unlist(tx *t, void *arg)
{
    const struct unlisting *in = arg;
    struct channel_kept k;

    TRY(account_acts_in(t, in->me));
    TRY(channel_get_in(t, in->me, in->channel, &k));
    if (!seat_talks(&k.seat))
        return tx_fail(t, &channel_not_found);
    TRY(q_conversation_unlist(t, in->channel, in->me, k.seat.last_seq, k.last_message));
    TRY(k.mention_count ? q_mentions_drop(t, in->me, in->channel) : OK);
    return k.seat.visible_from <= k.seat.last_seq ? cleared_tell(t, &k.seat) : OK;
}

err conversation_unlist(ctx *c, id me, id channel)
{
    return transact(c, unlist, &(struct unlisting){ me, channel });
}

err conversations_list(ctx *c, id me, bool requests, struct activity_place at, i64 skip, i64 most, ids *out, struct activity_place *next)
{
    i64 active = at.channel.v ? at.active : INT64_MAX;
    id before = at.channel.v ? at.channel : (id){ INT64_MAX };
    listed_channel_page page;

    TRY(requests ? q_conversation_requests_before(c, me, active, before, skip, most + 1, &page)
                 : q_conversations_before(c, me, active, before, skip, most + 1, &page));
    bool more = page.n > (size_t)most;
    *out = (ids){ arena_array(&c->arena, id, page.n), more ? (size_t)most : page.n };
    for (size_t i = 0; i < out->n; i++)
        out->at[i] = page.at[i].id;
    *next = more ? (struct activity_place){ page.at[most - 1].active_at, page.at[most - 1].id } : (struct activity_place){ 0 };
    return OK;
}

err conversations_after(ctx *c, id me, id after, i64 most, ids *out)
{
    channel_listed_page page;

    TRY(q_conversations_after(c, me, after, most, &page));
    *out = (ids){ arena_array(&c->arena, id, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        out->at[i] = page.at[i].id;
    return OK;
}
