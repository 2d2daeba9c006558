/* The other way round: of a channel, which people; and how far others have read. */
#include "base/ids.h"
#include "base/str.h"
#include "domain/channel/channel.sql.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/lists.sql.h"
#include "domain/channel/member.sql.h"
#include "domain/channel/reading.sql.h"

SHAPE(channel_reader, FIELD(channel_reader, user_id));
SHAPE(channel_furthest, FIELD(channel_furthest, channel_id), FIELD(channel_furthest, seq));

SHAPE(channel_fact,
    FIELD(channel_fact, channel_id), FIELD(channel_fact, kind), FIELD(channel_fact, last_seq),
    FIELD(channel_fact, pin_count));

static bool is_listed(const channel_reader_page *page, id who)
{
    for (size_t i = 0; i < page->n; i++)
        if (page->at[i].user_id.v == who.v)
            return true;
    return false;
}

err channel_readers(ctx *c, const struct seat *s, ids who, ids *out)
{
    bool open = s->kind == CHANNEL_PUBLIC;
    channel_reader_page page = { .n = 0 };

    *out = (ids){ arena_array(&c->arena, id, who.n), 0 };
    if (who.n)
        TRY(open ? q_banned_among(c, s->channel, who, &page) : q_members_among(c, s->channel, who, &page));
    for (size_t i = 0; i < who.n; i++)
        if (is_listed(&page, who.at[i]) != open)
            out->at[out->n++] = who.at[i];
    return OK;
}

err channels_read_by_others(ctx *c, id me, ids channels, channel_furthest_page *out)
{
    *out = (channel_furthest_page){ .n = 0 };
    return channels.n ? q_channels_read_by_others(c, me, channels, out) : OK;
}

err channel_facts_in(tx *t, ids channels, channel_fact_page *out)
{
    return q_channel_facts(t, channels, out);
}

const struct channel_fact *channel_fact_among(const channel_fact_page *facts, id channel)
{
    for (size_t i = 0; i < facts->n; i++)
        if (facts->at[i].channel_id.v == channel.v)
            return &facts->at[i];
    return NULL;
}

err channel_facts_after_in(tx *t, id after, i64 most, channel_fact_page *out)
{
    return q_channel_facts_after(t, after, most, out);
}

err channels_closed(ctx *c, id me, i64 most, ids *out)
{
    channel_fact_page page;

    TRY(q_channels_closed(c, me, most, &page));
    *out = (ids){ arena_array(&c->arena, id, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        out->at[i] = page.at[i].channel_id;
    return OK;
}
