#include "base/random.h"
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

void random_bytes(void *to, size_t n)
{
    for (char *p = to; n;) {
        ssize_t got = getrandom(p, n, 0);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            perror("kith: the kernel gives no randomness");
            abort();
        }
        p += got;
        n -= (size_t)got;
    }
}

/* Seeds the generator's 128 bits from 64: splitmix64, whose output is never twice zero. */
static u64 split_mix(u64 *state)
{
    u64 z = *state += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

void rng_seed(struct rng *r, u64 seed)
{
    if (!seed)
        random_bytes(&seed, sizeof seed);
    r->s[0] = split_mix(&seed);
    r->s[1] = split_mix(&seed);
}

static u64 rotate(u64 x, int by)
{
    return x << by | x >> (64 - by);
}

/* xoroshiro128++ */
u64 rng_next(struct rng *r)
{
    u64 a = r->s[0], b = r->s[1];
    u64 out = rotate(a + b, 17) + a;

    b ^= a;
    r->s[0] = rotate(a, 49) ^ b ^ b << 21;
    r->s[1] = rotate(b, 28);
    return out;
}

/* The high half of a product spreads evenly once the few low halves that would favour some results are drawn again. */
i64 rng_below(struct rng *r, i64 n)
{
    assert(n > 0);
    u64 range = (u64)n, refuse = -range % range;

    for (;;) {
        unsigned __int128 product = (unsigned __int128)rng_next(r) * range;
        if ((u64)product >= refuse)
            return (i64)(product >> 64);
    }
}
