#include "net/lane.h"
#include "base/memory.h"
#include "runtime/metrics.h"

void lane_init(struct lane *l, struct loop *loop, http_handler *handler, void *arg)
{
    *l = (struct lane){ .loop = loop, .world = loop_world(loop), .handler = handler, .arg = arg };
    l->settings = l->world->settings;
    l->block = memory_alloc(LANE_BLOCK);
    list_init(&l->conns);
    rng_seed(&l->rng, 0);
}

void lane_close(struct lane *l)
{
    while (l->spare_count)
        buf_close(&l->spares[--l->spare_count]);
    memory_free(l->block);
    l->block = NULL;
}

struct buf lane_buf_take(struct lane *l)
{
    struct buf b = {0};

    if (l->spare_count)
        return l->spares[--l->spare_count];
    buf_reserve(&b, OUT_LEAST);
    return b;
}

void lane_buf_give(struct lane *l, struct buf *b)
{
    if (b->size > OUT_KEPT || l->spare_count == LANE_SPARES) {
        buf_close(b);
        return;
    }
    b->n = 0;
    l->spares[l->spare_count++] = *b;
    *b = (struct buf){0};
}
