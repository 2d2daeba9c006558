/* What sockets of one kind share: their rules and limits, and on each loop a compressor and room for messages. */
#include "base/memory.h"
#include "net/websocket.h"
#include "net/ws/own.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

struct ws_deflate *ws_lane_deflate(struct ws_lane *l)
{
    if (!l->deflate)
        l->deflate = ws_deflate_open();
    return l->deflate;
}

void ws_scratch_trim(struct buf *b)
{
    if (b->size > WS_SCRATCH_KEPT) {
        buf_close(b);
        *b = (struct buf){0};
    }
}

struct ws_kind *ws_kind_open(struct world *world, const struct ws_rules *rules)
{
    struct ws_kind *k = memory_new(struct ws_kind);
    u64 most = (u64)(rules->message_most ? rules->message_most : world->settings->ws_message_max);
    int loops = runtime_loops(world->runtime);

    *k = (struct ws_kind){ .world = world, .rules = rules, .message_most = most, .lane_count = loops };
    k->limits[0] = (struct ws_limits){ .message = most, .fragments = WS_FRAGMENTS_MOST };
    k->limits[1] = (struct ws_limits){ .message = most + most / 64 + 1024, .fragments = WS_FRAGMENTS_MOST, .deflate = true };
    k->lanes = memory_zero((size_t)loops * sizeof *k->lanes);
    for (int i = 0; i < loops; i++)
        k->lanes[i].idle.fire = ws_spares_idle;
    return k;
}

void ws_kind_close(struct ws_kind **kind)
{
    struct ws_kind *k = *kind;

    if (!k)
        return;
    for (int i = 0; i < k->lane_count; i++) {
        ws_deflate_close(&k->lanes[i].deflate);
        buf_close(&k->lanes[i].unpacked);
        buf_close(&k->lanes[i].packed);
        ws_spares_drop(&k->lanes[i]);
        if (k->lanes[i].idle.place)
            timer_stop(k->lanes[i].loop, &k->lanes[i].idle);
    }
    memory_free(k->lanes);
    memory_free(k);
    *kind = NULL;
}
