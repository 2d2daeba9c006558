#include "ports/cache/shard.h"
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

enum { NEVER = 1000000000 };

static u64 hash(str key) { return str_hash(key); }
static i64 put(struct cache_shard *s, str key, str value) { return cache_shard_put(s, hash(key), key, value, 0, NEVER); }

static bool has(struct cache_shard *s, str key, i64 now_ms)
{
    struct arena a;
    str out;

    arena_init(&a, NULL, 0);
    bool found = cache_shard_get(s, hash(key), key, now_ms, &a, &out);
    arena_close(&a);
    return found;
}

static str numbered(struct arena *a, const char *word, int n) { return arena_format(a, "%s %d", word, n); }

TEST(what_is_put_is_found_until_it_is_dropped)
{
    struct cache_shard s;
    struct arena a;
    str out;

    arena_init(&a, NULL, 0);
    cache_shard_init(&s, 100000);
    put(&s, S("ann"), S("one"));
    put(&s, S("bob"), S(""));
    expect(cache_shard_get(&s, hash(S("ann")), S("ann"), 0, &a, &out));
    expect_str(out, S("one"));
    put(&s, S("ann"), S("two"));
    expect(cache_shard_get(&s, hash(S("ann")), S("ann"), 0, &a, &out));
    expect_str(out, S("two"));
    expect(cache_shard_get(&s, hash(S("bob")), S("bob"), 0, &a, &out));
    expect_str(out, S(""));
    cache_shard_drop(&s, hash(S("ann")), S("ann"));
    expect(!has(&s, S("ann"), 0));
    cache_shard_drop(&s, hash(S("ann")), S("ann"));
    cache_shard_close(&s);
    arena_close(&a);
}

TEST(keys_of_one_hash_are_told_apart)
{
    struct cache_shard s;
    struct arena a;
    str out;

    arena_init(&a, NULL, 0);
    cache_shard_init(&s, 100000);
    cache_shard_put(&s, 7, S("ann"), S("one"), 0, NEVER);
    cache_shard_put(&s, 7, S("bob"), S("two"), 0, NEVER);
    expect(cache_shard_get(&s, 7, S("ann"), 0, &a, &out));
    expect_str(out, S("one"));
    cache_shard_drop(&s, 7, S("ann"));
    expect(cache_shard_get(&s, 7, S("bob"), 0, &a, &out));
    expect_str(out, S("two"));
    cache_shard_close(&s);
    arena_close(&a);
}

TEST(a_value_is_gone_when_its_time_is_over)
{
    struct cache_shard s;

    cache_shard_init(&s, 100000);
    cache_shard_put(&s, hash(S("ann")), S("ann"), S("x"), 1000, 50);
    expect(has(&s, S("ann"), 1049));
    expect(!has(&s, S("ann"), 1050));
    cache_shard_put(&s, hash(S("ann")), S("ann"), S("x"), 1000, 0);
    expect(!has(&s, S("ann"), 1000));
    expect_eq(s.entries, 0);
    cache_shard_close(&s);
}

TEST(the_budget_counts_keys_values_and_overhead)
{
    enum { BUDGET = 64 * 1024 };
    struct cache_shard s;
    struct arena a;
    i64 told = 0;

    arena_init(&a, NULL, 0);
    cache_shard_init(&s, BUDGET);
    for (int i = 0; i < 5000; i++) {
        told += put(&s, numbered(&a, "key", i), numbered(&a, "value", i));
        expect(s.bytes <= BUDGET);
    }
    expect_eq(told, s.bytes);
    expect(s.bytes > BUDGET - 1024);
    expect(s.entries > 100 && s.entries < BUDGET / 64);
    cache_shard_close(&s);
    arena_close(&a);
}

TEST(what_is_used_stays)
{
    struct cache_shard s;
    struct arena a;

    arena_init(&a, NULL, 0);
    cache_shard_init(&s, 16 * 1024);
    put(&s, S("kept"), S("x"));
    for (int i = 0; i < 1000; i++) {
        put(&s, numbered(&a, "key", i), S("x"));
        expect(has(&s, S("kept"), 0));
    }
    expect(has(&s, S("key 999"), 0));
    expect(!has(&s, S("key 0"), 0));
    cache_shard_close(&s);
    arena_close(&a);
}

TEST(where_all_are_used_the_oldest_goes)
{
    enum { MANY = 200 };
    struct cache_shard s;
    struct arena a;
    size_t before;
    int i = 0;

    arena_init(&a, NULL, 0);
    cache_shard_init(&s, 16 * 1024);
    do {
        before = s.entries;
        put(&s, numbered(&a, "key", i++), S("x"));
    } while (s.entries > before);
    for (int round = 0; round < MANY; round++) {
        for (int k = 0; k < i; k++)
            has(&s, numbered(&a, "key", k), 0);
        put(&s, numbered(&a, "key", i++), S("x"));
        expect(s.bytes <= 16 * 1024);
        expect(has(&s, numbered(&a, "key", i - 1), 0));
    }
    expect(s.entries <= before);
    expect(!has(&s, S("key 0"), 0));
    cache_shard_close(&s);
    arena_close(&a);
}

TEST(a_value_past_its_time_goes_before_one_that_is_alive)
{
    struct cache_shard s;
    struct arena a;

    arena_init(&a, NULL, 0);
    cache_shard_init(&s, 16 * 1024);
    put(&s, S("alive"), S("x"));
    cache_shard_put(&s, hash(S("past")), S("past"), S("x"), 0, 10);
    expect(!has(&s, S("past"), 20));
    size_t before;
    int i = 0;
    do {
        before = s.entries;
        put(&s, numbered(&a, "key", i++), S("x"));
    } while (s.entries > before);
    expect(has(&s, S("alive"), 20));
    expect(!has(&s, S("past"), 5));
    cache_shard_close(&s);
    arena_close(&a);
}

TEST(a_value_too_large_for_the_budget_is_not_kept_and_pushes_nothing_out)
{
    static char large[8 * 1024];
    struct cache_shard s;

    cache_shard_init(&s, 16 * 1024);
    put(&s, S("small"), S("x"));
    put(&s, S("large"), S("x"));
    put(&s, S("large"), (str){ large, sizeof large });
    expect(has(&s, S("small"), 0));
    expect(!has(&s, S("large"), 0));
    cache_shard_close(&s);
}

TEST(without_a_budget_nothing_is_kept)
{
    struct cache_shard s;

    cache_shard_init(&s, 0);
    expect_eq(put(&s, S("ann"), S("x")), 0);
    expect(!has(&s, S("ann"), 0));
    cache_shard_close(&s);
}

static void *churn(void *arg)
{
    struct cache_shard *s = arg;
    struct arena a;
    str out;

    arena_init(&a, NULL, 0);
    for (int i = 0; i < 20000; i++) {
        str key = numbered(&a, "key", i % 97);
        if (i % 3 == 0)
            cache_shard_put(s, hash(key), key, key, i, 100);
        else if (i % 31 == 0)
            cache_shard_drop(s, hash(key), key);
        else if (cache_shard_get(s, hash(key), key, i, &a, &out) && !str_eq(out, key))
            return s;
        if (i % 100 == 0)
            arena_clear(&a);
    }
    arena_close(&a);
    return NULL;
}

TEST(threads_never_see_the_value_of_another_key)
{
    struct cache_shard s;
    pthread_t threads[4];
    void *wrong;

    cache_shard_init(&s, 8 * 1024);
    for (size_t i = 0; i < COUNT(threads); i++)
        expect_eq(pthread_create(&threads[i], NULL, churn, &s), 0);
    for (size_t i = 0; i < COUNT(threads); i++) {
        pthread_join(threads[i], &wrong);
        expect(!wrong);
    }
    cache_shard_close(&s);
}
