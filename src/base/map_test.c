#include "base/map.h"
#include "base/arena.h"
#include "base/hash.h"
#include "base/random.h"
#include "base/str.h"
#include "kit/test.h"

enum { KEYS = 1000, STEPS = 100000 };

TEST(a_map_agrees_with_a_plain_array)
{
    struct arena a = {0};
    struct rng r;
    struct map m;
    static str keys[KEYS];
    static void *want[KEYS];
    size_t n = 0;

    map_init(&m);
    rng_seed(&r, 7);
    for (int i = 0; i < KEYS; i++)
        keys[i] = arena_format(&a, "key %d", i);
    for (int step = 0; step < STEPS; step++) {
        i64 k = rng_below(&r, KEYS);
        expect(map_get(&m, keys[k]) == want[k]);
        if (rng_below(&r, 2)) {
            n += !want[k];
            want[k] = &keys[rng_below(&r, KEYS)];
            map_put(&m, keys[k], want[k]);
        } else {
            n -= want[k] != NULL;
            expect(map_take(&m, keys[k]) == want[k]);
            want[k] = NULL;
        }
        expect_eq(m.n, n);
    }
    map_close(&m);
    arena_close(&a);
}

TEST(a_walk_meets_each_entry_once)
{
    static int seen[3];
    struct map m;
    str key;
    void *value;
    size_t at = 0;
    int n = 0;

    map_init(&m);
    expect(!map_next(&m, &at, &key, &value));
    map_put(&m, S("a"), &seen[0]);
    map_put(&m, S("b"), &seen[1]);
    map_put(&m, S(""), &seen[2]);
    for (at = 0; map_next(&m, &at, &key, &value); n++)
        ++*(int *)value;
    expect_eq(n, 3);
    expect(seen[0] == 1 && seen[1] == 1 && seen[2] == 1);
    map_close(&m);
    expect(map_get(&m, S("a")) == NULL);
    map_put(&m, S("again"), seen);
    expect(map_get(&m, S("again")) == seen);
    map_close(&m);
}

TEST(addresses_are_keys_too)
{
    static char place[4096];
    struct ptr_map m = {0};

    expect(ptr_map_get(&m, place) == NULL);
    for (int i = 0; i < 4096; i++)
        ptr_map_put(&m, place + i, place + (4095 - i));
    ptr_map_put(&m, place, place);
    expect_eq(m.n, 4096);
    expect(ptr_map_get(&m, place) == place);
    for (int i = 1; i < 4096; i++)
        expect(ptr_map_get(&m, place + i) == place + (4095 - i));
    ptr_map_close(&m);
}

TEST(the_seed_decides_where_a_key_falls)
{
    expect(hash_seeded(1, S("key")) == hash_seeded(1, S("key")));
    expect(hash_seeded(1, S("key")) != hash_seeded(2, S("key")));
    expect(hash_seeded(1, S("12345678")) != hash_seeded(1, S("123456789")));
    expect(hash_seeded(1, (str){ "\0", 1 }) != hash_seeded(1, (str){ "\0\0", 2 }));
}

TEST(random_numbers_stay_below_their_bound_and_reach_all_of_it)
{
    struct rng r, same;
    int hits[7] = {0};

    rng_seed(&r, 1);
    rng_seed(&same, 1);
    expect(rng_next(&r) == rng_next(&same));
    for (int i = 0; i < 7000; i++)
        hits[rng_below(&r, 7)]++;
    for (int i = 0; i < 7; i++)
        expect(hits[i] > 800 && hits[i] < 1200);
    for (int i = 0; i < 100; i++)
        expect_eq(rng_below(&r, 1), 0);
    expect(rng_below(&r, INT64_MAX) >= 0);
    rng_seed(&r, 0);
    rng_seed(&same, 0);
    expect(rng_next(&r) != rng_next(&same));
}

TEST(a_hash_of_pieces_is_that_of_the_whole)
{
    static const char text[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    str whole = { text, 0 };

    for (whole.n = 0; whole.n < sizeof text; whole.n++)
        for (size_t a = 0; a <= whole.n; a++)
            for (size_t b = a; b <= whole.n; b++) {
                str pieces[] = { { text, a }, { text + a, b - a }, S(""), { text + b, whole.n - b } };
                expect_eq(hash_pieces(7, pieces, COUNT(pieces)), hash_seeded(7, whole));
            }
    expect_eq(hash_pieces(7, NULL, 0), hash_seeded(7, S("")));
}
