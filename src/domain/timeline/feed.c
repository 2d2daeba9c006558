/* The feed in the order of time, and what of it came into being after a moment. */
#include "base/ids.h"
#include "base/str.h"
#include "domain/timeline/timeline.sql.h"
#include "domain/timeline/timeline_own.h"

enum {
    CHUNK = 256, AWAIT_MS = 1000,
    NEW_MS = 60 * 1000,              /* what is older than this was delivered */
    LATE_MS = 10 * 60 * 1000,        /* by how much a post may commit after the time in its id */
    PLACES_KEPT_MS = 7 * 24 * 3600 * 1000        /* posts that are older go by time */
};

struct feed {
    id me;
    struct head head;
    bool headed;                     /* the head is there */
    struct moment since;
    ids fresh;                       /* since a moment that memory reaches back to: all of it */
};

/* The source of a list has a constant argument. */
struct feed_source { struct feed *feed; };

static err reader_load(ctx *c, struct feed *f)
{
    return f->head.reader.made.ms ? OK : reader_get(c, f->me, &f->head.reader);
}

static void ids_take(ids all, id after, i64 most, ids *out)
{
    for (size_t i = 0; i < all.n && (i64)out->n < most; i++)
        if (!after.v || all.at[i].v < after.v)
            out->at[out->n++] = all.at[i];
}

static err older_read(ctx *c, struct feed *f, id before, i64 most, ids *out)
{
    struct moment_posts moment = { 0 };

    TRY(reader_load(c, f));
    if (!before.v || id_ms(before) > ctx_now(c).ms - NEW_MS)
        (void)moment_after(c, 0, &moment);
    return feed_merge(c, &f->head.reader, before, most, &moment, out);
}

/* From the head as far as it goes. */
static err posts_read(ctx *c, struct feed *f, id after, i64 most, ids *out)
{
    ids more;

    *out = (ids){ arena_array(&c->arena, id, (size_t)most), 0 };
    if (f->headed)
        ids_take(f->head.posts, after, most, out);
    if ((i64)out->n == most || (f->headed && f->head.all))
        return OK;
    id last = out->n ? out->at[out->n - 1] : after;
    if (f->headed && f->head.posts.n && (!last.v || f->head.posts.at[f->head.posts.n - 1].v < last.v))
        last = f->head.posts.at[f->head.posts.n - 1];
    TRY(older_read(c, f, last, most - (i64)out->n, &more));
    ids_take(more, (id){ 0 }, most, out);
    return OK;
}

static void entries_of(ctx *c, ids posts, struct post_entries *out)
{
    *out = (struct post_entries){ arena_array(&c->arena, struct post_entry, posts.n), posts.n };
    for (size_t i = 0; i < posts.n; i++)
        out->at[i] = (struct post_entry){ posts.at[i], posts.at[i] };
}

static err feed_read(ctx *c, const void *arg, id after, i64 most, struct post_entries *out)
{
    const struct feed_source *source = arg;
    ids posts;

    TRY(posts_read(c, source->feed, after, most, &posts));
    entries_of(c, posts, out);
    return OK;
}

static bool feed_keeps(const void *arg, const struct post_view *v)
{
    const struct feed_source *source = arg;

    return reader_keeps(&source->feed->head.reader, v);
}

/* ---- since a moment that memory reaches back to ---- */

static err fresh_read(ctx *c, const void *arg, id after, i64 most, struct post_entries *out)
{
    const struct feed_source *source = arg;
    ids posts = { arena_array(&c->arena, id, (size_t)most), 0 };

    ids_take(source->feed->fresh, after, most, &posts);
    entries_of(c, posts, out);
    return OK;
}

static err fresh_find(ctx *c, struct feed *f, const struct moment_posts *moment, struct moment *now)
{
    f->fresh = (ids){ arena_array(&c->arena, id, moment->n), 0 };
    if (!moment->n)
        return OK;
    TRY(reader_load(c, f));
    for (size_t i = 0; i < moment->n; i++)
        if (moment->at[i].created && reader_wants(&f->head.reader, &moment->at[i]))
            f->fresh.at[f->fresh.n++] = moment->at[i].post;
    ids_sort_down(f->fresh);
    now->position = moment->at[moment->n - 1].position;
    return OK;
}

/* ---- since an older one: by the places of posts in the log ---- */

static i64 place_of(const place_page *places, const struct moment_posts *moment, id post)
{
    for (size_t i = moment->n; i > 0; i--)
        if (moment->at[i - 1].post.v == post.v && moment->at[i - 1].created)
            return moment->at[i - 1].position;
    for (size_t i = 0; i < places->n; i++)
        if (places->at[i].post_id.v == post.v)
            return places->at[i].position;
    return 0;
}

/* The places of all: a post without one was not handled yet, so it is waited for once. */
static err places_find(ctx *c, ids posts, const struct moment_posts *moment, place_page *out)
{
    TRY(q_places_get(c, posts, out));
    for (size_t i = 0; i < posts.n; i++)
        if (!place_of(out, moment, posts.at[i]) && id_ms(posts.at[i]) > ctx_now(c).ms - LATE_MS) {
            TRY(consumer_await(c, "timeline", AWAIT_MS));
            return q_places_get(c, posts, out);
        }
    return OK;
}

static bool is_new(ctx *c, const struct feed *f, const place_page *places, const struct moment_posts *moment, id post)
{
    if (id_ms(post) < ctx_now(c).ms - PLACES_KEPT_MS)
        return id_ms(post) > f->since.at.ms;
    i64 position = place_of(places, moment, post);
    return !position || position > f->since.position;
}

static err new_keep(ctx *c, const struct feed *f, ids *posts)
{
    struct moment_posts moment;
    place_page places;
    size_t n = 0;

    (void)moment_after(c, 0, &moment);
    TRY(places_find(c, *posts, &moment, &places));
    for (size_t i = 0; i < posts->n; i++)
        if (is_new(c, f, &places, &moment, posts->at[i]))
            posts->at[n++] = posts->at[i];
    posts->n = n;
    return OK;
}

/* Those of a chunk that may be new by their time. */
static bool bounded(ids *posts, id bound)
{
    size_t n = posts->n;

    while (posts->n && posts->at[posts->n - 1].v < bound.v)
        posts->n--;
    return posts->n < n;
}

static err since_read(ctx *c, const void *arg, id after, i64 most, struct post_entries *out)
{
    struct feed *f = ((const struct feed_source *)arg)->feed;
    id bound = id_before(f->since.at.ms - LATE_MS);
    ids found = { arena_array(&c->arena, id, (size_t)most), 0 }, posts;

    for (bool last = false; !last && (i64)found.n < most;) {
        TRY(posts_read(c, f, after, CHUNK, &posts));
        last = posts.n < CHUNK;
        after = posts.n ? posts.at[posts.n - 1] : after;
        last |= bounded(&posts, bound);
        if (posts.n)
            TRY(new_keep(c, f, &posts));
        ids_take(posts, (id){ 0 }, most, &found);
    }
    entries_of(c, found, out);
    return OK;
}

/* ---- the verbs ---- */

typedef err feed_reader(ctx *, const void *, id, i64, struct post_entries *);

static err since_begin(ctx *c, struct feed *f, struct moment *now, feed_reader **read)
{
    struct moment_posts moment;

    TRY(moment_now(c, &now->position));
    now->at = ctx_now(c);
    *read = since_read;
    if (moment_after(c, f->since.position, &moment)) {
        *read = fresh_read;
        TRY(fresh_find(c, f, &moment, now));
    } else {
        TRY(head_get(c, f->me, now, &f->head));
        f->headed = true;
    }
    if (now->position < f->since.position)       /* another process knew more */
        now->position = f->since.position;
    return OK;
}

static err feed_begin(ctx *c, struct feed *f, const struct feed_wish *wish, struct moment *now, feed_reader **read)
{
    *read = feed_read;
    *now = (struct moment){ 0 };
    if (wish->since) {
        f->since = *wish->since;
        return since_begin(c, f, now, read);
    }
    f->headed = !wish->after.v;
    return f->headed ? head_get(c, f->me, now, &f->head) : reader_load(c, f);
}

struct feed_made *feed_made_new(ctx *c)
{
    return arena_new(&c->arena, struct feed_made);
}

struct made_of *feed_made_of(struct feed_made *made)
{
    return &made->page.of;
}

/* The page is made of its reader too: of whom they follow, block and mute, and of all that makes their feed. */
static err made_end(ctx *c, struct feed *f, const struct moment *now, struct feed_made *made)
{
    made->until = f->head.until;
    made->through = now->position;
    if (!made->until.ms)
        return OK;
    TRY(reader_load(c, f));
    made->reader = f->head.reader;
    if (reader_settles(c, &made->reader))
        made->until = (when){ 0 };
    made_note(c, &made->page.of, STAMP_RELATIONS, f->me);
    made_note(c, &made->page.of, STAMP_FEED, f->me);
    return OK;
}

err feed_get(ctx *c, id me, struct feed_wish wish, post_view_page *out, id *next, struct moment *now)
{
    struct feed f = { .me = me, .head.reader.me = me };
    struct feed_source arg = { &f };
    feed_reader *read;

    if (wish.made)
        made_begin(c, &wish.made->page.of);
    TRY(feed_begin(c, &f, &wish, now, &read));
    const struct post_source source = { read, &arg, post_is_brought, feed_keeps, wish.made ? &wish.made->page : NULL };
    TRY(post_list(c, me, &source, (struct post_wish){ wish.after, wish.offset, wish.limit }, out, next));
    return wish.made ? made_end(c, &f, now, wish.made) : OK;
}

err feed_count_new(ctx *c, id me, const struct moment *since, i64 most, i64 *out)
{
    struct moment now;
    post_view_page page;
    id next;

    TRY(feed_get(c, me, (struct feed_wish){ .limit = most, .since = since }, &page, &next, &now));
    *out = (i64)page.n;
    return OK;
}
