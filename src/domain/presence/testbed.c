#include "domain/presence/testbed.h"
#include "base/str.h"
#include "hub/hub.h"
#include "runtime/runtime.h"

static const struct capability *const capabilities[] = {
    &work_capability, &hub_capability, &audit_capability, &account_capability, &graph_capability, &media_capability, &profile_capability,
    &channel_capability, &presence_capability, NULL
};

static const struct test_setting unlimited[] = { { "limits", "off" }, {0} };

static struct house opened(const struct test_setting *settings, bool idle)
{
    return house_open((struct house_options){ .world = { .real_clock = true, .settings = settings }, .capabilities = capabilities,
                                              .idle = idle });
}

struct house presence_open(void) { return opened(unlimited, false); }
struct house presence_limited(void) { return opened(NULL, false); }
struct house presence_idle(void) { return opened(unlimited, true); }

struct house presence_beside(const struct house *first)
{
    struct test_world *w = first->world;
    const struct test_setting settings[] = { { "limits", "off" }, { "store", arena_cstr(&w->arena, w->settings.store) }, {0} };

    return house_open((struct house_options){ .world = { .real_clock = true, .settings = settings, .data = w->folder },
                                              .capabilities = capabilities });
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

static struct runtime *shared_by[2];

void time_is_shared(const struct house *one, const struct house *other)
{
    shared_by[0] = one ? one->world->world.runtime : NULL;
    shared_by[1] = other ? other->world->world.runtime : NULL;
}

void time_passes(ctx *c, i64 ms)
{
    mono_move(c->world->runtime, ms);
    for (size_t i = 0; i < COUNT(shared_by); i++)
        if (shared_by[i] && shared_by[i] != c->world->runtime)
            mono_move(shared_by[i], 0);          /* it looks */
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

/* What was followed later is told later. */
static bool is_told(ctx *c, const void *arg)
{
    struct presence_memory *m = presence_memory(c->world);
    void *changes;
    size_t n;

    (void)recent_after(m->relations, &c->arena, 0, &changes, &n);
    const struct relation_change *at = changes;
    for (size_t i = 0; i < n; i++)
        if (at[i].one.v == ((const id *)arg)->v)
            return m->relations_told >= at[i].position;
    return false;
}

void follows_settle(ctx *c)
{
    static _Atomic int number;
    int n = atomic_fetch_add(&number, 1);
    id one = a_person(c, arena_cstr(&c->arena, arena_format(&c->arena, "s%d", n)));
    id other = a_person(c, arena_cstr(&c->arena, arena_format(&c->arena, "t%d", n)));

    connects(c, one);
    follows(c, one, other);
    passes_until(c, is_told, &one);
    expect_ok(ctx_sleep(c, 5));
}

/* ---- connections ---- */

static bool deliver(struct ear *ear, struct heard *h)
{
    struct client *k = CONTAINER(ear, struct client, ear);

    if (!str_eq(str_of(h->type), S("presence")) && !str_eq(str_of(h->type), S("user_typing")))
        return true;
    expect(!h->cursor.n);                        /* nothing of presence is in the log */
    buf_add(&k->heard, h->json);
    buf_byte(&k->heard, ';');
    atomic_fetch_add(&k->n, 1);
    return true;
}

static void live(struct ear *ear, str cursor) { (void)ear, (void)cursor; }
static void resync(struct ear *ear, enum resync why, str cursor) { (void)ear, (void)why, (void)cursor; }
static void gone(struct ear *ear, str topic) { (void)ear, (void)topic; }
static void nothing(struct ear *ear) { (void)ear; }

static const struct mouth mouth = { .deliver = deliver, .live = live, .resync = resync, .gone = gone, .doubt = nothing, .slow = nothing, .lost = nothing };

void client_open(ctx *c, struct client *k, id who)
{
    struct ear_opened opened;

    *k = (struct client){ .n = 0 };
    expect_ok(ear_open(c, &k->ear, &mouth, &(struct ear_wish){ .account = who, .session = { 1 } }, &opened));
}

void client_close(struct client *k)
{
    ear_close(&k->ear);
    buf_close(&k->heard);
}

str client_listens(ctx *c, struct client *k, id to)
{
    struct listened listened;
    str topic = arena_format(&c->arena, "presence:%lld", (long long)to.v);

    expect_ok(ear_listen(c, &k->ear, topic, S(""), &listened));
    expect_str(str_of(listened.greeting_type), S("presence"));
    return listened.greeting;
}

static bool has_heard(ctx *c, const void *arg)
{
    (void)c;
    return atomic_load(&((struct client *)arg)->n) > 0;
}

void client_hears(ctx *c, struct client *k, const char *json)
{
    passes_until(c, has_heard, k);
    ptrdiff_t end = str_find_byte(buf_str(&k->heard), ';');
    str first = str_to(buf_str(&k->heard), (size_t)end), rest = str_from(buf_str(&k->heard), (size_t)end + 1);
    expect_str(first, str_of(json));
    memmove(k->heard.p, rest.p, rest.n);
    k->heard.n = rest.n;
    atomic_fetch_sub(&k->n, 1);
}

void client_hears_nothing(ctx *c, struct client *k, i64 ms)
{
    for (i64 n = 0; n < ms; n += 500) {
        time_passes(c, 500);
        expect_ok(ctx_sleep(c, 5));
    }
    expect_str(buf_str(&k->heard), S(""));
}
