/*
 * The newest ids of a feed, in the cache. What is published later does not drop them: they know up to which moment they are
 * right, and a reader adds what came after. So a warm first page asks the store only for what is the reader's own.
 */
#include "base/str.h"
#include "domain/timeline/timeline_own.h"
#include "ports/cache.h"

enum { HEAD_MOST = 128, KEPT_MS = 5 * 60 * 1000, SETTLING_KEPT_MS = 200, LISTEN_MS = 5, LISTEN_TRIES = 20 };

struct head_kept { i64 through, epoch; when made; bool all, tagged; ids posts; };
static SHAPE(head_kept,
    FIELD(head_kept, through), FIELD(head_kept, epoch), FIELD(head_kept, made), FIELD(head_kept, all), FIELD(head_kept, tagged),
    FIELD(head_kept, posts));

bool reader_settles(ctx *c, const struct reader *r)
{
    return r->state != FEED_MADE || ctx_now(c).ms - r->made.ms < timeline_memory_of(c->world)->settling_ms;
}

/* While a follow is being delivered, or the feed made, a head is not right for long. What is added later does not renew it. */
static void head_keep(ctx *c, const struct reader *r, const struct head_kept *h, u64 ticket)
{
    bool settling = reader_settles(c, r);
    i64 left_ms = h->made.ms + KEPT_MS - ctx_now(c).ms;

    if (left_ms > 0)
        cache_fill_shaped(c, head_key(&c->arena, r->me), &head_kept_shape, h, settling ? SETTLING_KEPT_MS : left_ms, ticket);
}

/* ---- one that is kept is brought up to date ---- */

static void post_insert(ids *posts, id post)
{
    size_t at = 0;

    while (at < posts->n && posts->at[at].v > post.v)
        at++;
    if (at < posts->n && posts->at[at].v == post.v)
        return;
    memmove(posts->at + at + 1, posts->at + at, (posts->n - at) * sizeof *posts->at);
    posts->at[at] = post;
    posts->n++;
}

static void moment_add(struct head_kept *h, const struct reader *r, ctx *c, const struct moment_posts *moment)
{
    ids posts = { arena_array(&c->arena, id, h->posts.n + moment->n), h->posts.n };

    if (posts.n)
        memcpy(posts.at, h->posts.at, posts.n * sizeof *posts.at);
    id least = posts.n && !h->all ? posts.at[posts.n - 1] : (id){ 0 };       /* what is older may be missing here */
    for (size_t i = 0; i < moment->n; i++)
        if (moment->at[i].post.v > least.v && reader_wants(r, &moment->at[i]))
            post_insert(&posts, moment->at[i].post);
    if (posts.n > HEAD_MOST) {
        posts.n = HEAD_MOST;
        h->all = false;
    }
    h->posts = posts;
    h->through = moment->at[moment->n - 1].position;
}

/* False: it has to be made again. */
static err head_advance(ctx *c, id me, struct head_kept *h, struct head *out, u64 ticket, bool *done)
{
    struct moment_posts moment;

    *done = moment_after(c, h->through, &moment);
    if (!*done || (!moment.n && !h->tagged))
        return OK;
    TRY(reader_get(c, me, &out->reader));
    if (!moment.n)
        return OK;
    moment_add(h, &out->reader, c, &moment);
    head_keep(c, &out->reader, h, ticket);
    return OK;
}

/* ---- one that is made ---- */

/* Its posts all have a moment that is known here: others are left to the next time that is asked. */
static void later_drop(struct head_kept *h, const struct moment_posts *moment)
{
    size_t kept = 0;

    for (size_t i = 0; i < h->posts.n; i++) {
        bool later = false;
        for (size_t k = moment->n; k > 0 && moment->at[k - 1].position > h->through; k--)
            later |= moment->at[k - 1].post.v == h->posts.at[i].v && moment->at[k - 1].created;
        if (!later)
            h->posts.at[kept++] = h->posts.at[i];
    }
    h->posts.n = kept;
}

static err head_make(ctx *c, const struct reader *r, i64 now, struct head_kept *h)
{
    struct moment_posts moment;

    *h = (struct head_kept){ .epoch = r->epoch, .made = ctx_now(c), .tagged = r->tags.n > 0 };
    for (int tries = 0;; tries++) {
        (void)moment_after(c, 0, &moment);
        h->through = moment.n && moment.at[moment.n - 1].position > now ? moment.at[moment.n - 1].position : now;
        TRY(feed_merge(c, r, (id){ 0 }, HEAD_MOST, &moment, &h->posts));
        h->all = h->posts.n < HEAD_MOST;
        (void)moment_after(c, 0, &moment);
        if (tries == LISTEN_TRIES || moment_heard(c, h->posts, &moment))
            break;
        TRY(ctx_sleep(c, LISTEN_MS));            /* another process has written, and is about to be heard */
    }
    later_drop(h, &moment);
    return OK;
}

err head_get(ctx *c, id me, struct moment *now, struct head *out)
{
    u64 ticket = cache_ticket(c, head_key(&c->arena, me));
    struct head_kept h;
    bool done = false;

    *out = (struct head){ .reader = { .me = me } };
    TRY(moment_now(c, &now->position));
    now->at = ctx_now(c);
    if (cache_get_shaped(c, head_key(&c->arena, me), &head_kept_shape, &h) && h.epoch == stars_epoch(c->world))
        TRY(head_advance(c, me, &h, out, ticket, &done));
    if (done)
        out->until.ms = h.made.ms + KEPT_MS;
    if (!done) {
        TRY(reader_get(c, me, &out->reader));
        TRY(head_make(c, &out->reader, now->position, &h));
        head_keep(c, &out->reader, &h, ticket);
    }
    now->position = h.through > now->position ? h.through : now->position;
    out->posts = h.posts;
    out->all = h.all;
    return OK;
}
