#include "base/str.h"
#include "work/testbed.h"

static const struct part nothing = { .name = "nothing" };

static err lease(ctx *c, void *arg)
{
    str *problem = arg;
    err e = node_lease(c);

    if (problem && e != OK)
        *problem = arena_copy(&CONTAINER(c->world, struct test_world, world)->arena, c->story.detail);
    return e;
}

static err make_id(ctx *c, void *arg)
{
    *(id *)arg = ctx_new_id(c);
    return OK;
}

static id id_of(struct probe *p)
{
    id made;

    probe_call(p, make_id, &made);
    return made;
}

static void store_end(struct probe *p)
{
    runtime_stop(p->w->world.runtime);
    work_close(&p->work);
    bus_close(&p->w->world.bus);
    store_close(&p->w->world.store);
}

static void beside(struct probe *p, struct probe *first, i64 moved_us)
{
    probe_open_beside_idle(p, first, &nothing);
    fake_clock_move(&p->w->clock, moved_us);
}

TEST(ids_go_on_rising_over_a_restart_with_a_clock_that_was_set_back)
{
    struct probe first, second;
    id last, next;

    probe_open(&first, (struct probe_options){ .idle = true }, &nothing);
    probe_call(&first, lease, NULL);
    last = id_of(&first);
    store_end(&first);
    beside(&second, &first, -30 * 1000000);
    probe_call(&second, lease, NULL);
    next = id_of(&second);
    if (store_dialect(second.w->world.store) == ON_SQLITE)
        expect(next.v > last.v);
    expect(next.v != last.v);
    probe_close(&second);
    test_world_close(&first.w);
}

TEST(a_start_is_refused_while_the_clock_is_more_than_a_minute_behind_the_ids)
{
    struct probe first, second;
    str problem = {0};

    probe_open(&first, (struct probe_options){ .idle = true }, &nothing);
    probe_call(&first, lease, NULL);
    store_end(&first);
    beside(&second, &first, -200 * 1000000);
    if (store_dialect(second.w->world.store) == ON_SQLITE) {
        expect_eq(test_world_call(second.w, lease, &problem), ERR_CONFLICT);
        expect(str_starts(problem, S("the clock has gone back")));
    }
    probe_close(&second);
    test_world_close(&first.w);
}

TEST(many_restarts_in_a_row_do_not_run_ahead_of_the_clock)
{
    struct probe first, next;

    probe_open(&first, (struct probe_options){ .idle = true }, &nothing);
    probe_call(&first, lease, NULL);
    store_end(&first);
    for (int i = 0; i < 20; i++) {
        beside(&next, &first, 0);
        probe_call(&next, lease, NULL);
        probe_close(&next);
    }
    test_world_close(&first.w);
}

TEST(processes_that_run_at_once_have_numbers_of_their_own)
{
    struct probe one, other;

    probe_open(&one, (struct probe_options){ .idle = true }, &nothing);
    probe_call(&one, lease, NULL);
    expect_eq(one.w->world.ids.node, 0);
    if (store_dialect(one.w->world.store) == ON_POSTGRES) {
        beside(&other, &one, 0);
        probe_call(&other, lease, NULL);
        expect_eq(other.w->world.ids.node, 1);
        probe_close(&other);
    }
    probe_close(&one);
}
