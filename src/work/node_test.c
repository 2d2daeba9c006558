#include "base/str.h"
#include "work/testbed.h"

static const struct capability nothing = { .name = "nothing" };

static err lease(ctx *c, void *arg)
{
    (void)arg;
    return node_lease(c, NODE_SERVES);
}

static err lease_visiting(ctx *c, void *arg)
{
    (void)arg;
    return node_lease(c, NODE_VISITS);
}

static err give_back(ctx *c, void *arg)
{
    (void)arg;
    return node_release(c);
}

static err look_ahead(ctx *c, void *arg)
{
    return nodes_ahead(c, arg);
}

static err accept_all(ctx *c, void *arg)
{
    return nodes_accept(c, arg);
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

TEST(a_number_whose_ids_lie_far_ahead_rests_and_another_one_serves)
{
    struct probe first, second;
    struct nodes_ahead ahead;
    id last, next;

    probe_open(&first, (struct probe_options){ .idle = true }, &nothing);
    probe_call(&first, lease, NULL);
    last = id_of(&first);
    store_end(&first);
    beside(&second, &first, -200 * 1000000);
    probe_call(&second, lease, NULL);
    next = id_of(&second);
    expect_eq(second.w->world.ids.node, 1);
    expect(id_ms(next) < id_ms(last));
    probe_call(&second, look_ahead, &ahead);
    expect_eq(ahead.numbers, 1);
    expect(ahead.until.ms > id_ms(last));
    probe_close(&second);
    test_world_close(&first.w);
}

TEST(a_mark_that_is_accepted_lets_its_number_serve_again)
{
    struct probe first, second;
    struct nodes_ahead ahead;
    i64 accepted = 0;

    probe_open(&first, (struct probe_options){ .idle = true }, &nothing);
    probe_call(&first, lease, NULL);
    store_end(&first);
    beside(&second, &first, -200 * 1000000);
    probe_call(&second, accept_all, &accepted);
    expect_eq(accepted, 1);
    probe_call(&second, look_ahead, &ahead);
    expect_eq(ahead.numbers, 0);
    probe_call(&second, lease, NULL);
    expect_eq(second.w->world.ids.node, 0);
    probe_close(&second);
    test_world_close(&first.w);
}

TEST(commands_that_run_at_once_have_numbers_of_their_own_and_give_them_back)
{
    struct probe one, other;
    id first, second;

    probe_open(&one, (struct probe_options){ .idle = true }, &nothing);
    probe_call(&one, lease_visiting, NULL);
    expect_eq(one.w->world.ids.node, 1);
    first = id_of(&one);
    probe_call(&one, lease_visiting, NULL);          /* as another command: the first number is held */
    expect_eq(one.w->world.ids.node, 2);
    expect(id_of(&one).v != first.v);
    probe_call(&one, give_back, NULL);
    store_end(&one);
    beside(&other, &one, 0);
    probe_call(&other, lease_visiting, NULL);
    second = id_of(&other);
    expect_eq(other.w->world.ids.node, 2);
    expect(second.v > first.v);
    probe_close(&other);
    test_world_close(&one.w);
}

TEST(many_commands_in_a_row_do_not_run_ahead_of_the_clock)
{
    struct probe p;
    struct nodes_ahead ahead;

    probe_open(&p, (struct probe_options){ .idle = true }, &nothing);
    for (int i = 0; i < 300; i++) {
        probe_call(&p, lease_visiting, NULL);
        probe_call(&p, give_back, NULL);
        expect_eq(p.w->world.ids.node, 1);
    }
    probe_call(&p, look_ahead, &ahead);
    expect_eq(ahead.numbers, 0);
    probe_close(&p);
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
