#include "ports/store/postgres/lookup.h"

enum { LIFE_MS = 60000 };

static void look_up(struct task *t)
{
    struct pg_lookup *k = CONTAINER(t, struct pg_lookup, task);

    k->found_any = pg_address_resolve(k->address, &k->found);
    loop_hand(k->loop, &k->handoff);
}

static void looked_up(struct handoff *handoff)
{
    struct pg_lookup *k = CONTAINER(handoff, struct pg_lookup, handoff);

    pg_route_close(&k->route);
    k->route = k->found;
    k->found = (struct pg_route){0};
    k->known = k->found_any;
    k->at_ms = loop_mono_ms(k->loop);
    k->under_way = false;
    k->done(k);
}

bool pg_lookup_fresh(const struct pg_lookup *k)
{
    return k->known && loop_mono_ms(k->loop) - k->at_ms < LIFE_MS;
}

bool pg_lookup_begin(struct pg_lookup *k)
{
    if (!k->under_way)
        k->under_way = tasks_put(loop_world(k->loop)->tasks, TASK_QUICK, &k->task);
    return k->under_way;
}

void pg_lookup_init(struct pg_lookup *k, struct loop *l, const struct pg_address *address, void (*done)(struct pg_lookup *))
{
    *k = (struct pg_lookup){ .task.work = look_up, .handoff.run = looked_up, .address = address, .loop = l, .done = done };
}

void pg_lookup_close(struct pg_lookup *k)
{
    pg_route_close(&k->route);
    pg_route_close(&k->found);
}
