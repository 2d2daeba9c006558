#include "runtime/timers.h"
#include <assert.h>
#include "base/memory.h"

enum { CHILDREN = 4, SLOTS_LEAST = 64 };

static void slot_set(struct timers *h, size_t place, struct timer_slot s)
{
    h->slots[place] = s;
    s.timer->place = place;
}

static void rise(struct timers *h, size_t place)
{
    struct timer_slot s = h->slots[place];

    while (place > 1) {
        size_t above = (place - 2) / CHILDREN + 1;
        if (h->slots[above].due_ms <= s.due_ms)
            break;
        slot_set(h, place, h->slots[above]);
        place = above;
    }
    slot_set(h, place, s);
}

static size_t least_child(const struct timers *h, size_t place)
{
    size_t first = (place - 1) * CHILDREN + 2, least = first;

    for (size_t i = first + 1; i < first + CHILDREN && i <= h->n; i++)
        if (h->slots[i].due_ms < h->slots[least].due_ms)
            least = i;
    return least;
}

static void sink(struct timers *h, size_t place)
{
    struct timer_slot s = h->slots[place];

    for (;;) {
        size_t child = least_child(h, place);
        if (child > h->n || h->slots[child].due_ms >= s.due_ms)
            break;
        slot_set(h, place, h->slots[child]);
        place = child;
    }
    slot_set(h, place, s);
}

void timers_put(struct timers *h, struct timer *t, i64 due_ms)
{
    t->due_ms = due_ms;
    if (t->place) {
        if (due_ms >= h->slots[t->place].due_ms)
            return;
        h->slots[t->place].due_ms = due_ms;
        rise(h, t->place);
        return;
    }
    if (h->n + 2 > h->size) {
        h->size = h->size ? h->size * 2 : SLOTS_LEAST;
        h->slots = memory_resize(h->slots, h->size * sizeof *h->slots);
    }
    h->slots[++h->n] = (struct timer_slot){ due_ms, t };
    rise(h, h->n);
}

void timers_take(struct timers *h, struct timer *t)
{
    size_t place = t->place;

    assert(place <= h->n && h->slots[place].timer == t);
    t->place = 0;
    struct timer_slot last = h->slots[h->n--];
    if (last.timer == t)
        return;
    slot_set(h, place, last);
    rise(h, place);
    sink(h, last.timer->place);
}

struct timer *timers_due(struct timers *h, i64 now_ms)
{
    while (h->n && h->slots[1].due_ms <= now_ms) {
        struct timer *t = h->slots[1].timer;
        if (t->due_ms <= now_ms) {
            timers_take(h, t);
            return t;
        }
        h->slots[1].due_ms = t->due_ms;
        sink(h, 1);
    }
    return NULL;
}

i64 timers_next(const struct timers *h)
{
    return h->n ? h->slots[1].due_ms : INT64_MAX;
}

void timers_close(struct timers *h)
{
    memory_free(h->slots);
    *h = (struct timers){0};
}
