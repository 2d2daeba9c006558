/* The hub's inside. Private to src/hub. */
#pragma once
#include "hub/ear.h"
#include "hub/wire.h"
#include "ports/bus.h"
#include "work/capability.h"

/* ---- what one event becomes (say.c) ---- */

enum move_kind { MOVE_IN, MOVE_OUT, MOVE_OVER, MOVE_ASK_TOPIC, MOVE_ASK_ACCOUNT, MOVE_ASK_KIND, MOVE_DOUBT };
struct move { enum move_kind what; id account; struct topic topic; const struct topic_kind *through; i64 floor; };
struct stale { const struct pulse_kind *kind; struct topic topic; id about; };

struct says {
    struct arena *arena;
    struct saying **at;
    struct move *moves;
    struct stale *stale;
    size_t n, move_count, stale_count;
};

/* The array with room for one more after `n`: its sizes are powers of two. */
void *array_room(struct arena *, const void *at, size_t n, size_t size, size_t align);
#define ROOM_FOR_ONE(arena, at, n) ((at) = array_room((arena), (at), (n), sizeof *(at), _Alignof(__typeof__(*(at)))))
