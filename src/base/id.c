#include "base/id.h"
#include <assert.h>
#include "base/arena.h"
#include "base/str.h"

enum { NODE_BITS = 10, SEQUENCE_BITS = 12, TIME_BITS = 41 };
enum { SEQUENCE_MOST = (1 << SEQUENCE_BITS) - 1 };

_Static_assert(ID_NODES == 1 << NODE_BITS, "a node's number fills its bits");
_Static_assert(ID_SEQUENCES == 1 << SEQUENCE_BITS, "so does a sequence");
_Static_assert(NODE_BITS + SEQUENCE_BITS + TIME_BITS == 63, "an id fills 63 bits");

/* `last` is time and sequence side by side, so that one more than a full sequence is the next millisecond. */
void id_source_init(struct id_source *s, i64 node)
{
    assert(node >= 0 && node < ID_NODES);
    atomic_store(&s->last, 0);
    atomic_store(&s->floor, 0);
    s->node = node;
}

static i64 since_epoch(i64 ms)
{
    return ms > ID_EPOCH_MS ? ms - ID_EPOCH_MS : 0;
}

void id_source_floor(struct id_source *s, i64 ms)
{
    i64 floor = since_epoch(ms) << SEQUENCE_BITS | SEQUENCE_MOST;
    i64 last = atomic_load(&s->last);

    atomic_store(&s->floor, ms);
    while (last < floor && !atomic_compare_exchange_weak(&s->last, &last, floor))
        ;
}

bool id_is_own(const struct id_source *s, id v)
{
    return (v.v >> SEQUENCE_BITS & (ID_NODES - 1)) == s->node && id_ms(v) > s->floor;
}

bool id_is_earlier(const struct id_source *s, id v)
{
    return (v.v >> SEQUENCE_BITS & (ID_NODES - 1)) == s->node && id_ms(v) <= s->floor;
}

id id_next(struct id_source *s, i64 now_ms)
{
    i64 now = since_epoch(now_ms) << SEQUENCE_BITS, next;
    i64 last = atomic_load_explicit(&s->last, memory_order_relaxed);

    do
        next = now > last ? now : last + 1;
    while (!atomic_compare_exchange_weak(&s->last, &last, next));

    i64 ms = next >> SEQUENCE_BITS;
    assert(ms < (i64)1 << TIME_BITS);
    return (id){ ms << (NODE_BITS + SEQUENCE_BITS) | s->node << SEQUENCE_BITS | (next & SEQUENCE_MOST) };
}

i64 id_ms(id v)
{
    return (v.v >> (NODE_BITS + SEQUENCE_BITS)) + ID_EPOCH_MS;
}

id id_before(i64 ms)
{
    i64 first = since_epoch(ms) << (NODE_BITS + SEQUENCE_BITS);

    return (id){ first ? first - 1 : 0 };
}

id id_past(i64 ms, i64 sequence)
{
    assert(sequence >= 0 && sequence < ID_SEQUENCES);
    return (id){ since_epoch(ms) << (NODE_BITS + SEQUENCE_BITS) | (i64)ID_NODE_PAST << SEQUENCE_BITS | sequence };
}

bool id_parse(str s, id *out)
{
    return s.n >= 1 && s.n <= ID_DIGITS && s.p[0] >= '1' && s.p[0] <= '9' && str_to_i64(s, &out->v);
}

size_t id_print(id v, char out[ID_DIGITS])
{
    assert(v.v >= 0);
    return str_print_u64((u64)v.v, out);
}

str id_text(struct arena *a, id v)
{
    char *digits = arena_alloc(a, ID_DIGITS, 1);

    return (str){ digits, id_print(v, digits) };
}
