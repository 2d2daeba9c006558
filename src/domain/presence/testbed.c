#include "domain/presence/testbed.h"
#include "base/str.h"
#include "hub/hub.h"
#include "runtime/runtime.h"

static const struct capability *const capabilities[] = {
    &work_capability, &hub_capability, &audit_capability, &account_capability, &graph_capability, &profile_capability,
    &channel_capability, &presence_capability, NULL
};

static const struct test_setting unlimited[] = { { "limits", "off" }, {0} };

struct house presence_open(void)
{
    return house_open((struct house_options){ .world = { .real_clock = true, .settings = unlimited }, .capabilities = capabilities });
}

void in_presence(err (*run)(ctx *, void *))
{
    struct house h = presence_open();
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

void connects(ctx *c, id who) { presence_ears(c->world, who, 1, 0); }
void disconnects(ctx *c, id who) { presence_ears(c->world, who, -1, 0); }
void goes_away(ctx *c, id who, bool away) { presence_ears(c->world, who, 0, away ? 1 : -1); }

void time_passes(ctx *c, i64 ms)
{
    mono_move(c->world->runtime, ms);
}

void passes_until(ctx *c, bool (*is)(ctx *, const void *), const void *arg)
{
    for (int n = 0; !is(c, arg); n++) {
        expect(n < 2000);
        time_passes(c, 500);
        expect_ok(ctx_sleep(c, 2));
    }
}

struct presence seen_by(ctx *c, id viewer, id who)
{
    struct presence p;

    expect_ok(presence_get(c, viewer, who, &p));
    expect_eq(p.user_id.v, who.v);
    return p;
}

bool sees(ctx *c, id viewer, id who, const char *status)
{
    return str_eq(seen_by(c, viewer, who).status, str_of(status));
}

void follows(ctx *c, id from, id to)
{
    struct follow f;

    expect_ok(graph_follow(c, from, to, &f));
}

void follow_each_other(ctx *c, id one, id other)
{
    follows(c, one, other);
    follows(c, other, one);
}
