/*
 * Who follows whom: numbers by a power law. The r-th of a random order is followed in
 * proportion to 1 / (r + a little), and follows others in proportion to its place in
 * another order; the little keeps the first ones from being followed by everybody.
 */
#include <assert.h>
#include <string.h>
#include "cli/seed.h"

enum { LITTLE_WANTED = 50, LITTLE_EAGER = 100, TRIES = 4 };
#define WEIGHT ((i64)1 << 32)

static u32 *shuffled(struct rng *r, struct arena *a, i64 n)
{
    u32 *order = arena_array(a, u32, (size_t)n);

    for (i64 i = 0; i < n; i++)
        order[i] = (u32)i;
    for (i64 i = n - 1; i > 0; i--) {
        i64 k = rng_below(r, i + 1);
        u32 swapped = order[i];
        order[i] = order[k];
        order[k] = swapped;
    }
    return order;
}

/* How many each follows: their sum is `follows`, and none is more than `most`. */
static i64 *shares_make(struct rng *r, struct arena *a, i64 users, i64 most, i64 follows)
{
    u32 *order = shuffled(r, a, users);
    i64 *shares = arena_array(a, i64, (size_t)users), left = follows;
    double sum = 0;

    for (i64 i = 0; i < users; i++)
        sum += 1.0 / (double)(i + LITTLE_EAGER);
    for (i64 i = 0; i < users; i++) {
        i64 share = (i64)((double)follows / sum / (double)(i + LITTLE_EAGER));
        shares[order[i]] = share < most ? share : most;
        left -= shares[order[i]];
    }
    for (i64 i = 0; left > 0; i = (i + 1) % users) {
        i64 more = shares[order[i]] < most;
        shares[order[i]] += more;
        left -= more;
    }
    return shares;
}

struct wanted wanted_make(struct rng *r, struct arena *a, i64 n, i64 little)
{
    struct wanted w = { shuffled(r, a, n), arena_array(a, i64, (size_t)n), n };
    i64 sum = 0;

    for (i64 i = 0; i < n; i++)
        w.up_to[i] = sum += WEIGHT / (i + little);
    return w;
}

u32 wanted_one(const struct wanted *w, struct rng *r)
{
    i64 at = rng_below(r, w->up_to[w->n - 1]), low = 0, high = w->n - 1;

    while (low < high) {
        i64 middle = (low + high) / 2;
        if (w->up_to[middle] > at)
            high = middle;
        else
            low = middle + 1;
    }
    return w->order[low];
}

u32 wanted_free(const struct wanted *w, struct rng *r, u32 *taken, u32 mark)
{
    u32 one = wanted_one(w, r);

    for (int tries = 0; taken[one] == mark && tries < TRIES; tries++)
        one = wanted_one(w, r);
    while (taken[one] == mark)
        one = one + 1 == w->n ? 0 : one + 1;
    taken[one] = mark;
    return one;
}

i64 pairs_most(i64 users, i64 stars)
{
    return users > stars ? users * (users - 1 - stars) : 0;
}

struct pair *pairs_make(struct rng *r, struct arena *a, i64 users, i64 stars, i64 follows)
{
    assert(users > 0 && follows <= pairs_most(users, stars));
    struct pair *pairs = arena_array(a, struct pair, (size_t)(follows + stars * (users - 1)));
    i64 *shares = shares_make(r, a, users, pairs_most(users, stars) / users, follows);
    struct wanted w = wanted_make(r, a, users, LITTLE_WANTED);
    u32 *taken = arena_array(a, u32, (size_t)users);
    i64 n = 0;

    for (u32 who = 0; who < users; who++) {
        taken[who] = who + 1;        /* nobody follows themselves */
        for (u32 star = 0; star < stars; star++) {
            if (star != who)
                pairs[n++] = (struct pair){ who, star };
            taken[star] = who + 1;
        }
        for (i64 i = 0; i < shares[who]; i++)
            pairs[n++] = (struct pair){ who, wanted_free(&w, r, taken, who + 1) };
    }
    assert(n == follows + stars * (users - 1));
    return pairs;
}
