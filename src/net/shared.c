#include "net/shared.h"
#include <assert.h>
#include "base/memory.h"
#include "base/str.h"

enum { ROOM_LEAST = 4 };

struct shared *shared_new(size_t n)
{
    assert(n <= UINT32_MAX);
    struct shared *s = memory_alloc(sizeof *s + n);

    s->holders = 1;
    s->n = (u32)n;
    return s;
}

struct shared *shared_of(str octets)
{
    struct shared *s = shared_new(octets.n);

    put_str(s->p, octets);
    return s;
}

void shared_drop(struct shared **shared)
{
    struct shared *s = *shared;

    if (s && !--s->holders)
        memory_free(s);
    *shared = NULL;
}

/* What has gone leaves its room to what comes. */
static void room_make(struct pieces *q)
{
    if (q->first + q->n < q->room)
        return;
    if (q->first > q->room / 2) {
        memmove(q->at, q->at + q->first, q->n * sizeof *q->at);
        q->first = 0;
        return;
    }
    q->room = q->room ? q->room * 2 : ROOM_LEAST;
    q->at = memory_resize(q->at, q->room * sizeof *q->at);
}

void pieces_add(struct pieces *q, struct shared *s)
{
    room_make(q);
    s->holders++;
    q->at[q->first + q->n++] = s;
    q->octets += s->n;
}

str pieces_at(const struct pieces *q, u32 i)
{
    assert(i < q->n);
    return str_from(shared_str(q->at[q->first + i]), i ? 0 : q->moved);
}

void pieces_skip(struct pieces *q, size_t octets)
{
    q->octets -= octets;
    while (octets) {
        size_t left = pieces_at(q, 0).n;
        if (octets < left) {
            q->moved += (u32)octets;
            return;
        }
        octets -= left;
        shared_drop(&q->at[q->first++]);
        q->n--;
        q->moved = 0;
    }
}

void pieces_move(struct pieces *q, struct buf *to, size_t most)
{
    while (q->n && most) {
        str left = pieces_at(q, 0), some = str_to(left, left.n < most ? left.n : most);
        buf_add(to, some);
        most -= some.n;
        pieces_skip(q, some.n);
    }
}

void pieces_close(struct pieces *q)
{
    while (q->n)
        shared_drop(&q->at[q->first + --q->n]);
    memory_free(q->at);
    *q = (struct pieces){ 0 };
}
