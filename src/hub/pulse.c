/* Numbers of topics that change often: at most once a second, and each number once, however often it has changed. */
#include <stdlib.h>
#include <string.h>
#include "base/arena.h"
#include "base/ids.h"
#include "base/memory.h"
#include "hub/hub_own.h"

enum { PULSE_MS = 1000, LOOK_MS = 60000 };

static int by_kind(const void *a, const void *b)
{
    const struct stale *one = a, *other = b;

    if (one->kind != other->kind)
        return one->kind > other->kind ? 1 : -1;
    if (one->about.v != other->about.v)
        return one->about.v > other->about.v ? 1 : -1;
    return (one->topic.of.v > other->topic.of.v) - (one->topic.of.v < other->topic.of.v);
}

/* Sorted, each once; returns the number. */
static size_t stale_once(struct stale *at, size_t n)
{
    size_t kept = 0;

    if (n)
        qsort(at, n, sizeof *at, by_kind);
    for (size_t i = 0; i < n; i++)
        if (!kept || by_kind(&at[kept - 1], &at[i]) != 0)
            at[kept++] = at[i];
    return kept;
}

void stale_add(struct hub_loop *l, const struct says *says)
{
    for (size_t i = 0; i < says->stale_count; i++) {
        if (!gathering_find(l, &says->stale[i].topic))
            continue;
        if (l->stale_count == STALE_MOST)
            l->stale_count = stale_once(l->stale, l->stale_count);
        if (l->stale_count == STALE_MOST)
            return;
        if (!l->stale)
            l->stale = memory_alloc(STALE_MOST * sizeof *l->stale);
        l->stale[l->stale_count++] = says->stale[i];
        bell_ring(&l->stirred);
    }
}

static err one_tell(ctx *c, struct hub_loop *l, const struct stale *of, str json)
{
    struct topic topic = of->topic;
    struct saying saying = { .type = of->kind->type, .json = json, .topics = &topic, .topic_count = 1 }, *s = &saying;
    struct says says = { .arena = &c->arena, .at = &s, .n = 1 };
    struct giving g = { .loop = l, .live = true, .says = &says };

    TRY(giving_ask(c, &g, 1));
    giving_deliver(c, &g);
    return OK;
}

/* Those of one kind: one question for all. */
static err kind_tell(ctx *c, struct hub_loop *l, const struct stale *at, size_t n)
{
    ids about = { arena_array(&c->arena, id, n), n };
    str *json = arena_array(&c->arena, str, n);

    for (size_t i = 0; i < n; i++)
        about.at[i] = at[i].about;
    TRY(at->kind->freshen(c, about, json));
    for (size_t i = 0; i < n; i++)
        TRY(json[i].n ? one_tell(c, l, &at[i], json[i]) : OK);
    return OK;
}

static err beat(ctx *c, struct hub_loop *l)
{
    size_t n = stale_once(l->stale, l->stale_count), same;
    struct stale *at = arena_array(&c->arena, struct stale, n);

    memcpy(at, l->stale, n * sizeof *at);
    l->stale_count = 0;
    for (size_t i = 0; i < n; i += same) {
        for (same = 1; i + same < n && at[i + same].kind == at[i].kind; same++)
            ;
        TRY(kind_tell(c, l, &at[i], same));
    }
    return OK;
}

/* Best effort: a beat that fails is left out. */
void pulses(ctx *c, void *arg)
{
    struct hub_loop *l = arg;
    struct arena_mark mark = arena_mark(&c->arena);
    u64 seen = 0;

    for (err e = OK; e != ERR_CANCELLED;) {
        if (!l->stale_count) {
            e = bell_wait(&l->stirred, c, &seen, LOOK_MS);
            continue;
        }
        e = beat(c, l);
        arena_rewind(&c->arena, mark);
        failure_begin(&c->failure, &c->arena);
        if (e != ERR_CANCELLED)
            e = ctx_sleep(c, PULSE_MS);
    }
}
