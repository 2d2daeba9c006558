/* Lists that are read from either end: of somebody's channels, and the members of many channels at once (ports/reach.h). */
#include "base/buf.h"
#include "base/str.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/lists.sql.h"
#include "domain/channel/member.sql.h"

SHAPE(member_reached,
    FIELD(member_reached, list), FIELD(member_reached, id), FIELD(member_reached, rank), FIELD(member_reached, place),
    FIELD(member_reached, joined_at));

/* ---- members ---- */

static str reaches_written(struct arena *a, const struct reach *reaches, size_t n, i64 role, enum reach_way way)
{
    i64 lowest = role < 0 ? CHANNEL_OWNER : role, highest = role < 0 ? CHANNEL_MEMBER : role;
    struct reach end = way == REACH_DOWN ? (struct reach){ .from = { INT64_MAX }, .rank = highest } : (struct reach){ .rank = lowest };
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < n; i++) {
        const struct reach *from = reaches[i].from.v ? &reaches[i] : &end;
        buf_format(&b, "%s[%lld,%lld,%lld,%lld,%lld]", i ? "," : "", (long long)reaches[i].list.v, (long long)from->rank,
                   (long long)from->from.v, (long long)lowest, (long long)highest);
    }
    return buf_str(&b);
}

err channels_members_reached(ctx *c, const struct reach *reaches, size_t n, i64 role, enum reach_way way, i64 most,
                             member_reached_page *out)
{
    str all = reaches_written(&c->arena, reaches, n, role, way);

    *out = (member_reached_page){ .n = 0 };
    if (!n)
        return OK;
    return way == REACH_DOWN ? q_members_all_down(c, all, most, out) : q_members_all_up(c, all, most, out);
}

/* ---- somebody's own, by activity ---- */

static err mine_read(ctx *c, id me, const struct activity_place *at, enum reach_way way, i64 most, activity_page *out)
{
    channel_listed_page page;

    TRY(way == REACH_DOWN ? q_channels_mine(c, me, false, at->active, at->channel, most, &page)
                          : q_channels_mine_up(c, me, at->active, at->channel, most, &page));
    *out = (activity_page){ .at = arena_array(&c->arena, struct activity_place, page.n), .n = page.n };
    for (size_t i = 0; i < page.n; i++)
        out->at[i] = (struct activity_place){ page.at[i].active, page.at[i].id };
    return OK;
}

static err talks_read(ctx *c, id me, bool requests, const struct activity_place *at, enum reach_way way, i64 most, listed_channel_page *out)
{
    if (way == REACH_UP)
        return requests ? q_conversation_requests_up(c, me, at->active, at->channel, most, out)
                        : q_conversations_up(c, me, at->active, at->channel, most, out);
    return requests ? q_conversation_requests_before(c, me, at->active, at->channel, 0, most, out)
                    : q_conversations_before(c, me, at->active, at->channel, 0, most, out);
}

err channels_by_activity(ctx *c, id me, enum own_channels which, struct activity_place from, enum reach_way way, i64 most,
                         activity_page *out)
{
    struct activity_place top = { INT64_MAX, { INT64_MAX } }, at = from.channel.v ? from : way == REACH_DOWN ? top : from;
    listed_channel_page page;

    if (which == OWN_CHANNELS)
        return mine_read(c, me, &at, way, most, out);
    TRY(talks_read(c, me, which == OWN_REQUESTS, &at, way, most, &page));
    *out = (activity_page){ .at = arena_array(&c->arena, struct activity_place, page.n), .n = page.n };
    for (size_t i = 0; i < page.n; i++)
        out->at[i] = (struct activity_place){ page.at[i].active_at, page.at[i].id };
    return OK;
}
