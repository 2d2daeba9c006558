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

/* How many each follows: their sum is `follows`, and none is more than the number of others. */
static i64 *shares_make(struct rng *r, struct arena *a, i64 users, i64 follows)
{
    u32 *order = shuffled(r, a, users);
    i64 *shares = arena_array(a, i64, (size_t)users), left = follows;
    double sum = 0;

    for (i64 i = 0; i < users; i++)
        sum += 1.0 / (double)(i + LITTLE_EAGER);
    for (i64 i = 0; i < users; i++) {
        i64 share = (i64)((double)follows / sum / (double)(i + LITTLE_EAGER));
        shares[order[i]] = share < users - 1 ? share : users - 1;
        left -= shares[order[i]];
    }
    for (i64 i = 0; left > 0; i = (i + 1) % users) {
        i64 more = shares[order[i]] < users - 1;
        shares[order[i]] += more;
        left -= more;
    }
    return shares;
}

/* Draws somebody with the weight of how much they are wanted. */
struct wanted { u32 *order; i64 *up_to; i64 users; };

static struct wanted wanted_make(struct rng *r, struct arena *a, i64 users)
{
    struct wanted w = { shuffled(r, a, users), arena_array(a, i64, (size_t)users), users };
    i64 sum = 0;

    for (i64 i = 0; i < users; i++)
        w.up_to[i] = sum += WEIGHT / (i + LITTLE_WANTED);
    return w;
}

static u32 wanted_one(const struct wanted *w, struct rng *r)
{
    i64 at = rng_below(r, w->up_to[w->users - 1]), low = 0, high = w->users - 1;

    while (low < high) {
        i64 middle = (low + high) / 2;
        if (w->up_to[middle] > at)
            high = middle;
        else
            low = middle + 1;
    }
    return w->order[low];
}

/* `taken` holds for each person their last follower so far. If the drawn ones are all taken, the next free one will do. */
static u32 pick(const struct wanted *w, struct rng *r, const u32 *taken, u32 mark)
{
    u32 one = wanted_one(w, r);

    for (int tries = 0; taken[one] == mark && tries < TRIES; tries++)
        one = wanted_one(w, r);
    while (taken[one] == mark)
        one = one + 1 == w->users ? 0 : one + 1;
    return one;
}

struct pair *pairs_make(struct rng *r, struct arena *a, i64 users, i64 follows)
{
    assert(users > 0 && follows <= users * (users - 1));
    struct pair *pairs = arena_array(a, struct pair, (size_t)follows);
    i64 *shares = shares_make(r, a, users, follows);
    struct wanted w = wanted_make(r, a, users);
    u32 *taken = arena_array(a, u32, (size_t)users);
    i64 n = 0;

    for (u32 who = 0; who < users; who++) {
        taken[who] = who + 1;        /* nobody follows themselves */
        for (i64 i = 0; i < shares[who]; i++) {
            u32 other = pick(&w, r, taken, who + 1);
            taken[other] = who + 1;
            pairs[n++] = (struct pair){ who, other };
        }
    }
    assert(n == follows);
    return pairs;
}
