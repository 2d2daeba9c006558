#include "ports/cache.h"
#include "base/faults.h"
#include "base/str.h"
#include "kit/test.h"
#include "kit/world.h"
#include "runtime/metrics.h"

static err keep_and_find(ctx *c, void *arg)
{
    str out;

    (void)arg;
    expect(!cache_get(c, S("profile 1"), &out));
    cache_put(c, S("profile 1"), S("ann"), 60000);
    expect(cache_get(c, S("profile 1"), &out));
    expect_str(out, S("ann"));
    cache_forget(c->world->cache, S("profile 1"));
    expect(!cache_get(c, S("profile 1"), &out));
    cache_put(c, S("profile 1"), S("ann"), 5);
    TRY(ctx_sleep(c, 10));
    expect(!cache_get(c, S("profile 1"), &out));
    return OK;
}

static void bench_open(struct test_world **w, const struct test_setting *settings)
{
    *w = test_world_open((struct test_world_options){ .settings = settings });
    (*w)->world.cache = cache_open(&(*w)->world);
}

static void bench_close(struct test_world **w)
{
    runtime_stop((*w)->world.runtime);
    cache_close(&(*w)->world.cache);
    test_world_close(w);
}

TEST(a_value_is_there_until_it_is_dropped_or_too_old)
{
    struct test_world *w;

    bench_open(&w, NULL);
    expect_ok(test_world_call(w, keep_and_find, NULL));
    expect_eq(metric_value(w->world.metrics, M_CACHE_HITS, 0), 1);
    expect_eq(metric_value(w->world.metrics, M_CACHE_MISSES, 0), 3);
    bench_close(&w);
}

static err fill_late(ctx *c, void *arg)
{
    str out;
    u64 ticket = cache_ticket(c, S("profile 1"));

    (void)arg;
    cache_fill(c, S("profile 1"), S("ann"), 60000, ticket);
    expect(cache_get(c, S("profile 1"), &out));
    cache_forget(c->world->cache, S("profile 1"));
    expect(!cache_get(c, S("profile 1"), &out));
    cache_fill(c, S("profile 1"), S("ann"), 60000, ticket);
    expect(!cache_get(c, S("profile 1"), &out));
    cache_fill(c, S("profile 1"), S("bob"), 60000, cache_ticket(c, S("profile 1")));
    expect(cache_get(c, S("profile 1"), &out));
    expect_str(out, S("bob"));
    return OK;
}

TEST(what_was_read_before_a_drop_is_not_put_back_after_it)
{
    struct test_world *w;

    bench_open(&w, NULL);
    expect_ok(test_world_call(w, fill_late, NULL));
    bench_close(&w);
}

static err miss_though_there(ctx *c, void *arg)
{
    str out;

    (void)arg;
    cache_put(c, S("a"), S("x"), 60000);
    expect(fault_set(S("cache.get")));
    bool found = cache_get(c, S("a"), &out);
    expect(fault_set(S("")));
    expect(!found);
    return OK;
}

TEST(a_read_that_fails_is_a_miss)
{
    struct test_world *w;

    bench_open(&w, NULL);
    expect_ok(test_world_call(w, miss_though_there, NULL));
    bench_close(&w);
}

enum { BUDGET = 256 * 1024 };

static err fill(ctx *c, int which, void *arg)
{
    struct arena_mark mark = arena_mark(&c->arena);

    (void)arg;
    for (int i = 0; i < 3000; i++) {
        str key = arena_format(&c->arena, "key %d of %d", i, which % 4), out;
        cache_put(c, key, key, 60000);
        if (cache_get(c, key, &out))
            expect(str_eq(out, key));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

TEST(all_loops_share_one_budget)
{
    struct test_world *w;

    bench_open(&w, (const struct test_setting[]){ { "cache_size", "256k" }, {0} });
    expect_ok(test_world_crowd(w, 8, fill, NULL));
    i64 bytes = metric_value(w->world.metrics, M_CACHE_BYTES, 0);
    expect(bytes <= BUDGET && bytes > BUDGET * 3 / 4);
    bench_close(&w);
}

/* ---- structs ---- */

struct spot { i64 x; str name; };
struct spot_of_newer { i64 x; str name; bool far; };
static SHAPE(spot, FIELD(spot, x), FIELD(spot, name));
static SHAPE(spot_of_newer, FIELD(spot_of_newer, x), FIELD(spot_of_newer, name), FIELD(spot_of_newer, far));

static err struct_in_and_out(ctx *c, void *arg)
{
    struct spot_of_newer newer;
    struct spot s = { 7, S("here") };
    str key = S("spot"), octets;

    (void)arg;
    expect(!cache_get_shaped(c, key, &spot_shape, &s));
    s = (struct spot){ 7, S("here") };
    cache_fill_shaped(c, key, &spot_shape, &s, 60000, cache_ticket(c, key));
    s = (struct spot){ 0 };
    expect(cache_get_shaped(c, key, &spot_shape, &s) && s.x == 7 && str_eq(s.name, S("here")));
    expect(!cache_get_shaped(c, key, &spot_of_newer_shape, &newer));
    expect(cache_get(c, key, &octets));
    cache_put(c, key, str_to(octets, octets.n - 1), 60000);
    expect(!cache_get_shaped(c, key, &spot_shape, &s));
    return OK;
}

TEST(a_struct_of_another_shape_or_a_damaged_one_is_a_miss)
{
    struct test_world *w;

    bench_open(&w, NULL);
    expect_ok(test_world_call(w, struct_in_and_out, NULL));
    bench_close(&w);
}
