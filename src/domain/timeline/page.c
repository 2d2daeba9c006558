/*
 * First pages of feeds, finished. A page is given again as long as nothing that it was made of has changed (ports/stamps.h) and
 * nothing was published that its reader would find in it: of that, memory knows the authors and tags, and the page has the
 * reader's as a filter, which may only say yes too often.
 */
#include "base/id_filter.h"
#include "base/str.h"
#include "domain/timeline/timeline_own.h"
#include "ports/cache.h"
#include "runtime/metrics.h"

enum {
    OCTETS_MOST = 128 * 1024,                    /* a longer page is not kept */
    PASSED_MOST = 64,                            /* records of others, after which a page notes that it was asked */
    NAMED_MOST = 16                              /* a reader's, beside the one without a name */
};

struct page_kept { i64 limit, epoch, begun, through, until_ms, tag_bits, etag; i64s stamps; str name, origin, filter, text, next, prev; };
static SHAPE(page_kept,
    FIELD(page_kept, limit), FIELD(page_kept, epoch), FIELD(page_kept, begun), FIELD(page_kept, through), FIELD(page_kept, until_ms),
    FIELD(page_kept, tag_bits), FIELD(page_kept, etag), FIELD(page_kept, stamps), FIELD(page_kept, name), FIELD(page_kept, origin),
    FIELD(page_kept, filter), FIELD(page_kept, text),
    FIELD(page_kept, next), FIELD(page_kept, prev));

/* One that has the place of another takes it: so the pages of a reader are few, whatever they ask. */
static str page_key(struct arena *a, id me, str name)
{
    return arena_format(a, "timeline_page %lld %d", (long long)me.v, name.n ? 1 + (int)(str_hash(name) % NAMED_MOST) : 0);
}

/* ---- whom it may have posts of ---- */

static str filter_make(ctx *c, const struct reader *r)
{
    struct id_filter f = id_filter_new(&c->arena, r->follows.n + 1);

    id_filter_add(&f, r->me);
    for (size_t i = 0; i < r->follows.n; i++)
        id_filter_add(&f, r->follows.at[i]);
    return id_filter_str(&f);
}

/* ---- keeping ---- */

/* A block of another process would end a page within moments only; it has to act at once. */
bool feed_pages_are_kept(const ctx *c)
{
    return store_dialect(c->world->store) == ON_SQLITE;
}

static void page_put(ctx *c, str key, const struct page_kept *p)
{
    i64 left_ms = p->until_ms - ctx_now(c).ms;

    if (left_ms > 0)
        cache_fill_shaped(c, key, &page_kept_shape, p, left_ms, cache_ticket(c, key));
}

void feed_page_keep(ctx *c, const struct feed_made *made, const struct feed_page *page)
{
    if (!made->until.ms || !made->page.of.whole || page->text.n > OCTETS_MOST)
        return;
    i64 until_ms = made->page.until.ms && made->page.until.ms < made->until.ms ? made->page.until.ms : made->until.ms;
    page_put(c, page_key(&c->arena, made->reader.me, page->name), &(struct page_kept){
        .limit = page->limit, .epoch = made->reader.epoch, .begun = made->page.of.begun, .through = made->through, .until_ms = until_ms,
        .tag_bits = (i64)made->reader.tag_bits, .etag = (i64)page->etag, .stamps = made->page.of.at, .name = page->name,
        .origin = ctx_request(c)->origin,
        .filter = filter_make(c, &made->reader), .text = page->text, .next = page->next, .prev = page->prev,
    });
}

/* ---- giving ---- */

/* Nothing came after it that belongs to the feed. */
static bool is_newest(ctx *c, str key, struct page_kept *p)
{
    struct moment_posts moment;

    if (moment_newest(c->world) == p->through)
        return true;
    if (!moment_after(c, p->through, &moment))
        return false;
    for (size_t i = 0; i < moment.n; i++)
        if (moment.at[i].tags & (u64)p->tag_bits || id_filter_has(p->filter, moment.at[i].author))
            return false;
    if (moment.n) {
        p->through = moment.at[moment.n - 1].position;
        if (moment.n > PASSED_MOST)
            page_put(c, key, p);
    }
    return true;
}

static bool is_right(ctx *c, str key, i64 limit, struct page_kept *p)
{
    const struct made_of of = { .begun = p->begun, .at = p->stamps };

    return p->limit == limit && p->until_ms > ctx_now(c).ms && p->epoch == stars_epoch(c->world) && is_newest(c, key, p) &&
           made_holds(c->world, &of);
}

err feed_page_get(ctx *c, id me, str name, i64 limit, struct feed_page *out, bool *found)
{
    str key = page_key(&c->arena, me, name);
    struct page_kept p;
    i64 now;

    TRY(moment_now(c, &now));
    *found = cache_get_shaped(c, key, &page_kept_shape, &p) && str_eq(p.name, name) &&
             str_eq(p.origin, ctx_request(c)->origin) && is_right(c, key, limit, &p);
    metric_add(c->world->metrics, *found ? M_PAGE_HITS : M_PAGE_MISSES, 0, 1);
    if (*found)
        *out = (struct feed_page){ .name = name, .limit = limit, .text = p.text, .etag = (u64)p.etag, .next = p.next, .prev = p.prev };
    return OK;
}
