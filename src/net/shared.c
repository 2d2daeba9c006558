#include "net/shared.h"
#include <assert.h>
#include <string.h>
#include "base/memory.h"
#include "base/str.h"

enum { ROOM_LEAST = 4, ROOM_KEPT = 64 };

struct shared *shared_new(size_t n)
{
    assert(n <= UINT32_MAX);
    struct shared *s = memory_alloc(sizeof *s + n);

    s->holders = 1;
    s->n = (u32)n;
    s->chunk = NULL;
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

    *shared = NULL;
    if (!s || --s->holders)
        return;
    shared_drop(&s->chunk);
    memory_free(s);
}

struct shared *shared_chunk(struct shared *s)
{
    struct buf b = { 0 };

    if (s->chunk || !s->n)
        return s->n ? s->chunk : s;
    buf_format(&b, "%x\r\n", s->n);
    buf_add(&b, shared_str(s));
    buf_lit(&b, "\r\n");
    s->chunk = shared_of(buf_str(&b));
    buf_close(&b);
    return s->chunk;
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

void pieces_clear(struct pieces *q)
{
    while (q->n)
        shared_drop(&q->at[q->first + --q->n]);
    if (q->room > ROOM_KEPT) {
        memory_free(q->at);
        *q = (struct pieces){ 0 };
    }
    q->first = q->moved = 0;
    q->octets = 0;
}

void pieces_close(struct pieces *q)
{
    pieces_clear(q);
    memory_free(q->at);
    *q = (struct pieces){ 0 };
}

/* ---- what is sent together ---- */

static bool begins_with(const struct pieces *q, const struct pieces *of)
{
    return of->n && of->n <= q->n && of->moved == q->moved && memcmp(of->at, q->at + q->first, of->n * sizeof *of->at) == 0;
}

static void together_make(struct together *t, const struct pieces *q, size_t most)
{
    pieces_clear(&t->of);
    t->octets.n = 0;
    for (u32 i = 0; i < q->n && t->octets.n < most; i++) {
        str left = pieces_at(q, i), some = str_to(left, left.n < most - t->octets.n ? left.n : most - t->octets.n);
        pieces_add(&t->of, q->at[q->first + i]);
        buf_add(&t->octets, some);
    }
    t->of.moved = q->moved;
}

str together_of(struct together *t, const struct pieces *q, size_t most)
{
    str first = pieces_at(q, 0);

    if (q->n == 1 || first.n >= most)
        return first;
    if (!begins_with(q, &t->of) || (t->of.n < q->n && t->octets.n < most))
        together_make(t, q, most);
    return buf_str(&t->octets);
}

void together_close(struct together *t)
{
    pieces_close(&t->of);
    buf_close(&t->octets);
}
