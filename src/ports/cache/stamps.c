#include "ports/stamps.h"
#include "base/memory.h"
#include "base/random.h"
#include "ports/cache.h"

enum { PLACES = 1 << 18 };           /* 2 MB, which the system gives as they are used */

struct stamps {
    u64 seed;
    _Atomic i64 now;                 /* the number of the newest change */
    _Atomic i64 at[PLACES];
};

struct stamps *stamps_open(void)
{
    struct stamps *s = memory_zero(sizeof *s);

    random_bytes(&s->seed, sizeof s->seed);
    return s;
}

void stamps_close(struct stamps **s)
{
    memory_free(*s);
    *s = NULL;
}

static size_t place_of(const struct stamps *s, enum stamp_facet facet, id of)
{
    u64 hash = ((u64)of.v ^ s->seed) * 0x9e3779b97f4a7c15u + (u64)facet * 0xc2b2ae3d27d4eb4fu;

    hash = (hash ^ hash >> 32) * 0xd6e8feb86659fd93u;
    return (size_t)(hash >> 40) % PLACES;
}

/* Never back: of two that raise it at once, the later number stays. */
void stamp_raise(struct world *w, enum stamp_facet facet, id of)
{
    struct stamps *s = w->cache->stamps;
    i64 number = atomic_fetch_add(&s->now, 1) + 1;
    _Atomic i64 *at = &s->at[place_of(s, facet, of)];
    i64 was = atomic_load(at);

    while (was < number && !atomic_compare_exchange_weak(at, &was, number))
        continue;
}

void made_begin(ctx *c, struct made_of *m)
{
    *m = (struct made_of){ .begun = atomic_load(&c->world->cache->stamps->now), .whole = true };
    m->at.at = arena_array(&c->arena, i64, MADE_OF_MOST);
}

void made_note(ctx *c, struct made_of *m, enum stamp_facet facet, id of)
{
    if (!m)
        return;
    if (m->at.n < MADE_OF_MOST)
        m->at.at[m->at.n++] = (i64)place_of(c->world->cache->stamps, facet, of);
    else
        m->whole = false;
}

bool made_holds(const struct world *w, const struct made_of *m)
{
    struct stamps *s = w->cache->stamps;

    for (size_t i = 0; i < m->at.n; i++)
        if (atomic_load(&s->at[(size_t)m->at.at[i] % PLACES]) > m->begun)
            return false;
    return true;
}
