/* Histories, threads and pins of many at once (ports/reach.h): which messages there are, before anybody asks who sees them. */
#include "base/buf.h"
#include "domain/message/marks.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"

static i64 begin_of(const struct message_reach *r, enum reach_way way)
{
    if (way == REACH_DOWN)
        return r->from ? r->from : INT64_MAX;
    return r->from >= r->floor ? r->from : r->floor - 1;
}

static str reaches_written(struct arena *a, const struct message_reach *reaches, size_t n, enum reach_way way)
{
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < n; i++)
        buf_format(&b, "%s[%lld,%lld,%lld,%lld]", i ? "," : "", (long long)reaches[i].list.v, (long long)begin_of(&reaches[i], way),
                   (long long)reaches[i].floor, (long long)reaches[i].channel.v);
    return buf_str(&b);
}

err messages_reached(ctx *c, const struct message_reach *reaches, size_t n, enum reach_way way, i64 most, reached_page *out)
{
    str all = reaches_written(&c->arena, reaches, n, way);

    *out = (reached_page){ .n = 0 };
    if (!n)
        return OK;
    return way == REACH_DOWN ? q_messages_all_down(c, all, most, out) : q_messages_all_up(c, all, most, out);
}

err threads_reached(ctx *c, const struct message_reach *reaches, size_t n, enum reach_way way, i64 most, reached_page *out)
{
    str all = reaches_written(&c->arena, reaches, n, way);

    *out = (reached_page){ .n = 0 };
    if (!n)
        return OK;
    return way == REACH_DOWN ? q_threads_all_down(c, all, most, out) : q_threads_all_up(c, all, most, out);
}

err message_pins_of(ctx *c, ids channels, reached_page *out)
{
    *out = (reached_page){ .n = 0 };
    return channels.n ? q_message_pins_of(c, channels, out) : OK;
}
