#include "base/id_filter.h"
#include "base/arena.h"

enum { LEAST = 64, BITS_EACH = 16 };

struct places { u64 one, other; };

static struct places places_of(id of)
{
    u64 hash = (u64)of.v * 0x9e3779b97f4a7c15u;

    hash = (hash ^ hash >> 32) * 0xd6e8feb86659fd93u;
    return (struct places){ hash >> 16, hash >> 40 };
}

static bool bit_has(const char *bits, size_t n, u64 place)
{
    return bits[place / 8 % n] >> place % 8 & 1;
}

struct id_filter id_filter_new(struct arena *a, size_t count)
{
    size_t n = LEAST;

    while (n < ID_FILTER_MOST && n * 8 < count * BITS_EACH)
        n *= 2;
    return (struct id_filter){ arena_zero(a, n, 1), n };
}

void id_filter_add(struct id_filter *f, id of)
{
    struct places p = places_of(of);

    f->bits[p.one / 8 % f->n] |= (char)(1 << p.one % 8);
    f->bits[p.other / 8 % f->n] |= (char)(1 << p.other % 8);
}

bool id_filter_has(str filter, id of)
{
    struct places p = places_of(of);

    return filter.n && bit_has(filter.p, filter.n, p.one) && bit_has(filter.p, filter.n, p.other);
}
