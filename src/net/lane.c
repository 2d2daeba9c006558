#include "net/lane.h"
#include "base/memory.h"
#include "net/capacity.h"
#include "net/newcomer.h"
#include "runtime/metrics.h"

void lane_init(struct lane *l, struct loop *loop, http_handler *handler, void *arg)
{
    *l = (struct lane){ .loop = loop, .world = loop_world(loop), .handler = handler, .arg = arg };
    l->settings = l->world->settings;
    l->block = memory_alloc(LANE_BLOCK);
    l->small = memory_alloc(LANE_SMALL * sizeof *l->small);
    list_init(&l->conns);
    newcomers_open(l);
    rng_seed(&l->rng, 0);
}

void lane_close(struct lane *l)
{
    backlog_close(l);
    while (l->spare_count)
        buf_close(&l->spares[--l->spare_count]);
    while (l->small_count)
        buf_close(&l->small[--l->small_count]);
    lane_unsent_close(l);
    together_close(&l->together);
    memory_free(l->small);
    memory_free(l->block);
    l->block = NULL;
}

void lane_enter(struct lane *l)
{
    atomic_fetch_add_explicit(&l->count, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&l->capacity->connections, 1, memory_order_relaxed);
}

void lane_leave(struct lane *l)
{
    atomic_fetch_sub_explicit(&l->capacity->connections, 1, memory_order_release);
    atomic_fetch_sub_explicit(&l->count, 1, memory_order_release);
}

/* A connection writes and gives back before the next one runs, so a few serve all, unless one event went to many. */
struct buf lane_buf_take(struct lane *l)
{
    struct buf b = {0};

    if (l->spare_count)
        return l->spares[--l->spare_count];
    if (l->small_count)
        return l->small[--l->small_count];
    buf_reserve(&b, OUT_SMALL);
    return b;
}

void lane_buf_give(struct lane *l, struct buf *b)
{
    bool small = b->size <= OUT_SMALL;

    b->n = 0;
    if (small && l->small_count < LANE_SMALL)
        l->small[l->small_count++] = *b;
    else if (!small && b->size <= OUT_KEPT && l->spare_count < LANE_SPARES)
        l->spares[l->spare_count++] = *b;
    else
        buf_close(b);
    *b = (struct buf){0};
}
