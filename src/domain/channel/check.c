/*
 * Are the counts of members and mentions those of the rows, and is there one owner? Some channels at a time, by one statement,
 * which sees one state.
 */
#include "base/str.h"
#include "domain/channel/channel.sql.h"
#include "domain/channel/channel_own.h"

enum { AT_ONCE = 200 };

SHAPE(channel_census,
    FIELD(channel_census, id), FIELD(channel_census, kind), FIELD(channel_census, member_count), FIELD(channel_census, owner_id),
    FIELD(channel_census, members), FIELD(channel_census, owners), FIELD(channel_census, owner),
    FIELD(channel_census, misread), FIELD(channel_census, misplaced),
    FIELD(channel_census, requests));

/* Of a request, one has gone with an account where only one is left. */
static bool agrees(const struct channel_census *c)
{
    bool direct = c->kind == CHANNEL_DIRECT;

    return !c->misread && !c->misplaced && (!c->requests || c->members < 2) &&
           c->members == c->member_count && c->members > 0 && c->owners == !direct && c->owner.v == c->owner_id.v;
}

err channel_check(ctx *c, struct capability_check *out)
{
    struct arena_mark mark = arena_mark(&c->arena);
    channel_census_page page;
    id after = { 0 }, wrong = { 0 };
    i64 channels = 0;

    do {
        arena_rewind(&c->arena, mark);
        TRY(q_channels_census(c, after, AT_ONCE, &page));
        for (size_t i = 0; i < page.n && !wrong.v; i++)
            wrong = agrees(&page.at[i]) ? (id){ 0 } : page.at[i].id;
        channels += (i64)page.n;
        after = page.n ? page.at[page.n - 1].id : after;
    } while (page.n == AT_ONCE && !wrong.v);
    out->looked_at = arena_format(&c->arena, "%lld channels: their members, owners and mentions", (long long)channels);
    if (wrong.v)
        out->wrong = arena_format(&c->arena, "channel %lld: its members and what it says of them do not agree", (long long)wrong.v);
    return OK;
}
