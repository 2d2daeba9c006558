/*
 * The order of a feed as it was when its first page was read, for the pages that follow: by the viewer and that moment, in the cache.
 * Nothing drops it, since it is of the past.
 */
#include "base/buf.h"
#include "base/ids.h"
#include "base/str.h"
#include "domain/story/story_own.h"
#include "ports/cache.h"

enum { KEPT_MS = 3600 * 1000 };

struct feed_mark { id author; i64 mark; };
typedef PAGE(feed_mark) feed_mark_page;
struct feed_order { feed_mark_page marks; };     /* authors rise */
static SHAPE(feed_mark, FIELD(feed_mark, author), FIELD(feed_mark, mark));
static SHAPE(feed_order, FIELD_PAGE(feed_order, marks, &feed_mark_shape));

static str key_of(struct arena *a, id me, id since)
{
    return arena_format(a, "story_feed %lld %lld", (long long)me.v, (long long)since.v);
}

void feed_order_keep(ctx *c, id me, id since, const story_group_page *groups)
{
    struct feed_order order = { .marks = { .at = arena_array(&c->arena, struct feed_mark, groups->n), .n = groups->n } };
    str key = key_of(&c->arena, me, since);

    for (size_t i = 0; i < groups->n; i++)
        order.marks.at[i] = (struct feed_mark){ groups->at[i].author->card.id, groups->at[i].mark };
    cache_fill_shaped(c, key, &feed_order_shape, &order, KEPT_MS, cache_ticket(c, key));
}

void feed_order_recall(ctx *c, id me, id since, story_group_page *groups)
{
    struct feed_order order;

    if (!cache_get_shaped(c, key_of(&c->arena, me, since), &feed_order_shape, &order))
        return;
    for (size_t i = 0, k = 0; i < groups->n; i++) {
        id author = groups->at[i].author->card.id;
        while (k < order.marks.n && order.marks.at[k].author.v < author.v)
            k++;
        groups->at[i].mark = k < order.marks.n && order.marks.at[k].author.v == author.v ? order.marks.at[k].mark : 0;
    }
}
