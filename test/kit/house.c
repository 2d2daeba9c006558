#include "kit/house.h"
#include "hub/hub.h"
#include "kit/test.h"
#include "ports/blob.h"
#include "ports/cache.h"
#include "ports/keeper.h"
#include "ports/mail.h"
#include "ports/rate.h"
#include "ports/secrets.h"

static err tables_make(ctx *c, const struct capability *p)
{
    size_t migrations = 0, statements = 0;
    int applied;

    while (p->migrations && p->migrations[migrations].set)
        migrations++;
    struct migration *all = arena_array(&c->arena, struct migration, migrations + 1);
    for (size_t i = 0; i < migrations; i++) {
        all[i] = p->migrations[i];
        all[i].then = p->migrated;
    }
    TRY(store_migrate(c, all, migrations, &applied));
    while (p->statements && p->statements[statements])
        statements++;
    return store_check(c, p->statements, statements);
}

static err move_in(ctx *c, void *arg)
{
    const struct house_options *o = arg;

    for (const struct capability *const *p = o->capabilities; *p; p++)
        TRY(tables_make(c, *p));
    if (!o->idle)
        TRY(node_lease(c, NODE_SERVES));
    TRY(bus_listen_begin(c));
    return o->keeper && o->keeper->prepare ? o->keeper->prepare(c) : OK;
}

static void shared_open(struct house *h, const struct house_options *o)
{
    struct world *w = &h->world->world;
    struct failure failure;

    failure_begin(&failure, &h->world->arena);
    expect_ok(secrets_open(w, &failure, &w->secrets));
    struct program *program = arena_new(&h->world->arena, struct program);
    *program = (struct program){ .name = "house", .capabilities = o->capabilities, .keeper = o->keeper };
    w->program = program;
    w->cache = cache_open(w);
    w->rates = rate_open(w);
    for (const struct capability *const *p = o->capabilities; *p; p++)
        expect_ok(rates_bring(w, &failure, (*p)->rates));
    expect_ok(mail_open(w, &failure, &w->mailer));
    expect_ok(blob_open(w, &failure, &w->blob));
    w->bus = bus_open(w);
    work_declare(w);
    if (o->keeper && o->keeper->open)
        expect_ok(o->keeper->open(w, &failure, &w->keeper));
    if (!o->deaf)
        work_listen(w);
    w->hub = hub_open(w);
}

enum { GROUPS_MOST = 32 };

/* The settings that they bring. */
static void groups_take(const struct house_options *o, const struct settings_group **groups)
{
    int n = 0;

    for (const struct capability *const *p = o->capabilities; *p; p++) {
        expect(n < GROUPS_MOST - 1);
        if ((*p)->settings)
            groups[n++] = (*p)->settings;
    }
}

struct house house_open(struct house_options o)
{
    const struct settings_group *groups[GROUPS_MOST] = { NULL };

    groups_take(&o, groups);
    o.world.groups = groups;
    struct house h = { .world = test_world_open(o.world) };
    struct world *w = &h.world->world;

    shared_open(&h, &o);
    expect_ok(test_world_call(h.world, move_in, &o));
    h.work = o.idle ? NULL : work_open(w, o.capabilities);
    if (!o.deaf) {
        bus_start(w->bus);
        work_begin(w);
    }
    hub_start(w->hub);
    if (o.keeper && o.keeper->start)
        o.keeper->start(w);
    if (h.work)
        work_start(h.work);
    return h;
}

void house_close(struct house *h)
{
    struct world *w = &h->world->world;

    runtime_stop(w->runtime);
    work_close(&h->work);
    if (w->program->keeper && w->program->keeper->close)
        w->program->keeper->close(&w->keeper);
    hub_close(&w->hub);
    bus_close(&w->bus);
    work_undeclare(w);
    blob_close(&w->blob);
    mail_close(&w->mailer);
    rate_close(&w->rates);
    cache_close(&w->cache);
    secrets_close(&w->secrets);
    test_world_close(&h->world);
}

void in_house_of(const struct capability *const *capabilities, err (*run)(ctx *, void *))
{
    struct house h = house_open((struct house_options){ .world.real_clock = true, .capabilities = capabilities });
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}
