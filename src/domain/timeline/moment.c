/*
 * What was published a moment ago, in memory, in the order of the log. A feed merges it into what is read from the store, so
 * that it is right before a post is delivered; and a moment of the log, which `since` names, is a position here.
 */
#include "base/hash.h"
#include "base/str.h"
#include "domain/timeline/timeline_own.h"
#include "ports/bus.h"

enum { CATCH_UP_MS = 50, HEARD_WITHIN_MS = 10 * 1000, MADE_POSTS = 1024, PLACED_WITHIN_MS = 250, LOOK_MS = 2,
       DELIVERED_WITHIN_MS = 2000 };

struct made_post { i64 number; id post; };

void timeline_memory_open(void *memory)
{
    struct timeline_memory *m = memory;

    m->posts = recent_open(sizeof(struct moment_post), MOMENT_POSTS);
    m->made = recent_open(sizeof(struct made_post), MADE_POSTS);
    m->settling_ms = SETTLING_MS;
}

void timeline_memory_close(void *memory)
{
    struct timeline_memory *m = memory;

    recent_close(&m->posts);
    recent_close(&m->made);
}

struct timeline_memory *timeline_memory_of(const struct world *w)
{
    return capability_memory(w, &timeline_capability);
}

u64 tag_bit(str name)
{
    return (u64)1 << str_hash(name) % 64;
}

static u64 bits_of(const struct post_told *told)
{
    u64 bits = 0;

    if (told->plain_boost || !str_eq(told->visibility, str_of(visibility_words[VISIBLE_TO_ALL])))
        return 0;
    for (size_t i = 0; i < told->tags.n; i++)
        bits |= tag_bit(told->tags.at[i]);
    return bits;
}

void moment_ear(void *world, const struct event *e)
{
    struct timeline_memory *m = timeline_memory_of(world);
    struct post_told told;
    char room[2048];
    struct arena a;

    arena_init(&a, room, sizeof room);
    if (event_read_as(&a, e, e->kind, &told) == OK)
        recent_add(m->posts, &(struct moment_post){ e->position, told.post_id, told.author_id, bits_of(&told), e->kind == &post_created });
    arena_close(&a);
}

void made_ear(void *world, const struct event *e)
{
    struct timeline_memory *m = timeline_memory_of(world);
    struct post_told told;
    char room[2048];
    struct arena a;

    arena_init(&a, room, sizeof room);
    if (!e->position && event_read(&a, e, post_created, &told) == OK)
        recent_add(m->made, &(struct made_post){ atomic_fetch_add(&m->made_last, 1) + 1, told.post_id });
    arena_close(&a);
}

void feeds_settle_in(const struct world *w, i64 ms)
{
    atomic_store(&timeline_memory_of(w)->settling_ms, ms);
}

i64 stars_epoch(const struct world *w)
{
    return atomic_load(&timeline_memory_of(w)->stars);
}

/* ---- for readers ---- */

i64 moment_newest(const struct world *w)
{
    return recent_newest(timeline_memory_of(w)->posts);
}

bool moment_after(ctx *c, i64 position, struct moment_posts *out)
{
    void *at;
    bool reaches = recent_after(timeline_memory_of(c->world)->posts, &c->arena, position, &at, &out->n);

    out->at = at;
    return reaches;
}

static bool is_among(const struct moment_posts *all, id post)
{
    for (size_t i = all->n; i > 0; i--)
        if (all->at[i - 1].post.v == post.v)
            return true;
    return false;
}

/* Are those that this process has published up to a number in the order of the log? */
static bool made_are_placed(ctx *c, struct timeline_memory *m, i64 last)
{
    i64 placed = atomic_load(&m->made_placed);
    struct moment_posts all;
    void *found;
    size_t n;

    if (placed >= last)
        return true;
    (void)recent_after(m->made, &c->arena, placed, &found, &n);
    (void)moment_after(c, 0, &all);
    const struct made_post *made = found;
    for (size_t i = 0; i < n && made[i].number <= last; i++)
        if (!is_among(&all, made[i].post))
            return false;
    atomic_store(&m->made_placed, last);
    return true;
}

/* A commit whose answer was lost may never turn up. */
static err made_await(ctx *c, struct timeline_memory *m)
{
    i64 last = atomic_load(&m->made_last), end = loop_mono_ms(c->loop) + PLACED_WITHIN_MS;
    struct arena_mark mark = arena_mark(&c->arena);

    while (!made_are_placed(c, m, last)) {
        arena_rewind(&c->arena, mark);
        if (loop_mono_ms(c->loop) > end) {
            atomic_store(&m->made_placed, last);
            return OK;
        }
        TRY(ctx_sleep(c, LOOK_MS));
    }
    return OK;
}

/* What was published before this process listened is not here: it has to be delivered before the first answer. */
static err moment_begin(ctx *c, struct timeline_memory *m)
{
    recent_begin(m->posts, bus_tip(c->world->bus));
    TRY(consumer_await(c, "timeline", DELIVERED_WITHIN_MS));
    atomic_store(&m->begun_ms, ctx_now(c).ms);
    return OK;
}

err moment_now(ctx *c, i64 *out)
{
    struct timeline_memory *m = timeline_memory_of(c->world);

    TRY(bus_catch_up(c, CATCH_UP_MS));
    TRY(made_await(c, m));
    if (!atomic_load(&m->begun_ms))
        TRY(moment_begin(c, m));
    *out = recent_newest(m->posts);
    return OK;
}

bool moment_heard(ctx *c, ids newest_first, const struct moment_posts *all)
{
    i64 begun = atomic_load(&timeline_memory_of(c->world)->begun_ms), since = ctx_now(c).ms - HEARD_WITHIN_MS;

    if (since < begun)
        since = begun;
    if (all->n == MOMENT_POSTS && id_ms(all->at[0].post) > since)
        since = id_ms(all->at[0].post);
    for (size_t i = 0; i < newest_first.n && id_ms(newest_first.at[i]) > since; i++)
        if (!is_among(all, newest_first.at[i]))
            return false;
    return true;
}
