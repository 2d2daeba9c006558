/*
 * What the feed of somebody is made of: whom and which tags they follow, whose posts are fetched, and whether their feed is
 * made. Kept in the cache, and dropped by the events of all that.
 */
#include "base/ids.h"
#include "base/str.h"
#include "domain/tag/tag.h"
#include "domain/timeline/timeline.sql.h"
#include "domain/timeline/timeline_own.h"
#include "ports/cache.h"
#include "ports/stamps.h"

enum {
    KEPT_MS = 5 * 60 * 1000, MAKING_KEPT_MS = 1000, TOUCHED_MS = 24 * 3600 * 1000, MADE_WITHIN_MS = 60 * 1000,
    PAGE_MOST = 1000, FOLLOWS_MOST = 20000       /* of more, the posts are there once they are delivered */
};

struct reader_kept { i64 epoch, state; id floor; when read_at, made; ids follows, stars; strs tags; };
static SHAPE(reader_kept,
    FIELD(reader_kept, epoch), FIELD(reader_kept, state), FIELD(reader_kept, floor), FIELD(reader_kept, read_at), FIELD(reader_kept, made),
    FIELD(reader_kept, follows), FIELD(reader_kept, stars), FIELD(reader_kept, tags));

str reader_key(struct arena *a, id me) { return arena_format(a, "timeline_reader %lld", (long long)me.v); }
str head_key(struct arena *a, id me) { return arena_format(a, "timeline_head %lld", (long long)me.v); }

/* ---- from the store ---- */

static err follows_read(ctx *c, id me, ids *out)
{
    id last = { 0 };
    ids page;

    *out = (ids){ arena_array(&c->arena, id, PAGE_MOST), 0 };
    do {
        TRY(graph_followees(c, me, last, PAGE_MOST, &page));
        id *all = arena_array(&c->arena, id, out->n + PAGE_MOST);
        if (out->n)
            memcpy(all, out->at, out->n * sizeof *all);
        if (page.n)
            memcpy(all + out->n, page.at, page.n * sizeof *all);
        *out = (ids){ all, out->n + page.n };
        last = page.n ? page.at[page.n - 1] : last;
    } while (page.n == PAGE_MOST && out->n < FOLLOWS_MOST);
    return OK;
}

static err stars_read(ctx *c, ids follows, ids *out)
{
    star_page stars = { 0 };

    if (follows.n)
        TRY(q_stars_among(c, follows, &stars));
    *out = (ids){ arena_array(&c->arena, id, stars.n), stars.n };
    for (size_t i = 0; i < stars.n; i++)
        out->at[i] = stars.at[i].author_id;
    return OK;
}

struct reading { id who; when at; };

static err read_note(tx *t, void *arg)
{
    const struct reading *in = arg;

    return q_feed_read(t, in->who, in->at);
}

/* A store that cannot be written leaves the feed as it is: it is read from its sources. */
static void failed_forget(ctx *c, err e)
{
    if (e != OK)
        failure_begin(&c->failure, &c->arena);
}

static err feed_note(ctx *c, id me, struct feed_row *row)
{
    err e = q_feed_get(c, me, row);

    if (e == ERR_NOT_FOUND || (e == OK && row->state == FEED_GOING)) {
        *row = (struct feed_row){ .user_id = me, .state = FEED_MAKING };
        failed_forget(c, make_begin(c, me));
        return OK;
    }
    TRY(e);
    i64 since_ms = ctx_now(c).ms - row->read_at.ms;
    if (row->state == FEED_MAKING && since_ms > MADE_WITHIN_MS)              /* its job was given up */
        failed_forget(c, make_begin(c, me));
    else if (since_ms > TOUCHED_MS)
        failed_forget(c, transact(c, read_note, &(struct reading){ me, ctx_now(c) }));
    return OK;
}

static err reader_read(ctx *c, id me, struct reader_kept *out)
{
    struct feed_row row;

    *out = (struct reader_kept){ .epoch = stars_epoch(c->world), .made = ctx_now(c) };
    TRY(feed_note(c, me, &row));
    out->state = row.state;
    out->floor = row.floor;
    out->read_at = row.read_at;
    TRY(follows_read(c, me, &out->follows));
    TRY(stars_read(c, out->follows, &out->stars));
    return tags_followed(c, me, &out->tags);
}

/* ---- the verbs ---- */

static bool kept_read(ctx *c, id me, struct reader_kept *out)
{
    return cache_get_shaped(c, reader_key(&c->arena, me), &reader_kept_shape, out) && out->epoch == stars_epoch(c->world);
}

err reader_get(ctx *c, id me, struct reader *out)
{
    struct reader_kept kept;

    if (!kept_read(c, me, &kept)) {
        str key = reader_key(&c->arena, me);
        u64 ticket = cache_ticket(c, key);
        TRY(reader_read(c, me, &kept));
        cache_fill_shaped(c, key, &reader_kept_shape, &kept, kept.state == FEED_MADE ? KEPT_MS : MAKING_KEPT_MS, ticket);
    }
    *out = (struct reader){ .me = me, .epoch = kept.epoch, .state = kept.state, .floor = kept.floor, .read_at = kept.read_at,
                            .made = kept.made, .follows = kept.follows, .stars = kept.stars, .tags = kept.tags };
    for (size_t i = 0; i < out->tags.n; i++)
        out->tag_bits |= tag_bit(out->tags.at[i]);
    return OK;
}

bool reader_wants(const struct reader *r, const struct moment_post *p)
{
    return p->author.v == r->me.v || p->tags & r->tag_bits || ids_find(r->follows, p->author);
}

static bool has_tag(const struct reader *r, const struct post_words *w)
{
    for (size_t i = 0; i < w->tags.n; i++)
        for (size_t k = 0; k < r->tags.n; k++)
            if (str_eq(w->tags.at[i].name, r->tags.at[k]))
                return true;
    return false;
}

bool reader_keeps(const struct reader *r, const struct post_view *v)
{
    const struct sight *author = &v->author->sight;

    return author->self || author->following || (post_is_open(v) && has_tag(r, v->words));
}

/* ---- forgetting ---- */

static void reader_drop(struct world *w, struct arena *a, id who)
{
    cache_forget(w->cache, reader_key(a, who));
    cache_forget(w->cache, head_key(a, who));
    stamp_raise(w, STAMP_FEED, who);
}

void reader_ear(void *world, const struct event *e)
{
    struct follow_told told;
    char room[1024];
    struct arena a;
    id about;

    arena_init(&a, room, sizeof room);
    if (e->kind == &timeline_starred)
        atomic_fetch_add(&timeline_memory_of(world)->stars, 1);
    else if (kinds_have(KINDS(&tag_refollowed, &timeline_made), e->kind) && id_parse(e->key, &about))
        reader_drop(world, &a, about);
    else if (kinds_have(KINDS(&graph_followed, &graph_unfollowed), e->kind) && event_read_as(&a, e, e->kind, &told) == OK)
        reader_drop(world, &a, told.follower_id);
    arena_close(&a);
}
