/* Two processes on one PostgreSQL: people at the one hear of people at the other. On SQLite there is only one. */
#include "base/str.h"
#include "domain/presence/testbed.h"
#include "runtime/runtime.h"

#define SAID "{\"type\":\"presence\",\"userId\":\"%lld\",\"status\":\"%s\",\"lastSeen\":null}"

static struct house here, there;

/* Ann is connected here, Bob there. */
static struct { id ann, bob, channel; struct client of_ann, also_of_ann, of_bob; when left; } pair;

static const char *said(ctx *c, const char *status)
{
    return arena_cstr(&c->arena, arena_format(&c->arena, SAID, (long long)pair.ann.v, status));
}

static void at(const struct house *h, err (*run)(ctx *, void *)) { expect_ok(test_world_call(h->world, run, NULL)); }

static err people_come(ctx *c, void *arg)
{
    (void)arg;
    pair.ann = a_person(c, "ann");
    pair.bob = a_person(c, "bob");
    pair.channel = a_direct(c, pair.ann, pair.bob);
    follows_settle(c);
    return OK;
}

static err bob_listens(ctx *c, void *arg)
{
    (void)arg;
    follows_settle(c);
    client_open(c, &pair.of_bob, pair.bob);
    expect(str_find(client_listens(c, &pair.of_bob, pair.ann), S("offline")) > 0);
    return OK;
}

static err ann_comes(ctx *c, void *arg) { (void)arg; client_open(c, &pair.of_ann, pair.ann); return OK; }
static err ann_comes_here_too(ctx *c, void *arg) { (void)arg; client_open(c, &pair.also_of_ann, pair.ann); return OK; }
static err ann_is_away(ctx *c, void *arg) { (void)c, (void)arg; ear_away(&pair.of_ann.ear, true); return OK; }
static err ann_goes(ctx *c, void *arg) { (void)c, (void)arg; client_close(&pair.of_ann); return OK; }
static err ann_goes_here_too(ctx *c, void *arg) { (void)c, (void)arg; client_close(&pair.also_of_ann); return OK; }
static err ann_types(ctx *c, void *arg) { (void)arg; return typing_tell(c, pair.ann, pair.channel, true); }
static err hears_online(ctx *c, void *arg) { (void)arg; client_hears(c, &pair.of_bob, said(c, "online")); return OK; }
static err hears_away(ctx *c, void *arg) { (void)arg; client_hears(c, &pair.of_bob, said(c, "away")); return OK; }
static err hears_nothing(ctx *c, void *arg) { (void)arg; client_hears_nothing(c, &pair.of_bob, 12000); return OK; }
static err bob_goes(ctx *c, void *arg) { (void)c, (void)arg; client_close(&pair.of_bob); return OK; }

static bool is_gone(ctx *c, const void *arg)
{
    (void)arg;
    return roll_find(presence_memory(c->world)->roll, pair.ann).state == ROLL_GONE;
}

/* Both say the same time. */
static err is_offline_since(ctx *c, void *arg)
{
    struct presence p;

    (void)arg;
    passes_until(c, is_gone, NULL);
    p = seen_by(c, pair.bob, pair.ann);
    expect_str(p.status, S("offline"));
    expect_eq(p.last_seen_at.is, GIVEN);
    expect(!pair.left.ms || p.last_seen_at.v.ms == pair.left.ms);
    pair.left = p.last_seen_at.v;
    return OK;
}

static err hears_offline(ctx *c, void *arg)
{
    char text[RFC3339_LENGTH];

    (void)arg;
    TRY(is_offline_since(c, NULL));
    time_rfc3339(pair.left, text);
    client_hears(c, &pair.of_bob, arena_cstr(&c->arena, arena_format(&c->arena,
        "{\"type\":\"presence\",\"userId\":\"%lld\",\"status\":\"offline\",\"lastSeen\":\"%.*s\"}", (long long)pair.ann.v,
        RFC3339_LENGTH, text)));
    return OK;
}

static err hears_typing(ctx *c, void *arg)
{
    (void)arg;
    client_hears(c, &pair.of_bob, arena_cstr(&c->arena, arena_format(&c->arena,
        "{\"type\":\"user_typing\",\"channelId\":\"%lld\",\"userId\":\"%lld\",\"typing\":true,\"expiresMs\":6000}",
        (long long)pair.channel.v, (long long)pair.ann.v)));
    return OK;
}

/* What one says the other hears: their connections to PostgreSQL stand. */
static err hears_of_others(ctx *c, void *arg)
{
    id other = { *(i64 *)arg };

    for (int i = 0; roll_find(presence_memory(c->world)->roll, other).state != ROLL_HERE; i++) {
        expect(i < 3000);
        expect_ok(ctx_sleep(c, 10));
    }
    return OK;
}

static err somebody_comes(ctx *c, void *arg) { connects(c, (id){ *(i64 *)arg }); return OK; }

static bool two_open(void)
{
    i64 one = 900001, other = 900002;

    there = presence_open();
    if (store_dialect(there.world->world.store) != ON_POSTGRES)
        return false;
    here = presence_beside(&there);
    time_is_shared(&here, &there);
    pair.left.ms = 0;
    expect_ok(test_world_call(here.world, somebody_comes, &one));
    expect_ok(test_world_call(there.world, somebody_comes, &other));
    expect_ok(test_world_call(there.world, hears_of_others, &one));
    expect_ok(test_world_call(here.world, hears_of_others, &other));
    at(&here, people_come);
    at(&there, bob_listens);
    at(&here, ann_comes);
    at(&there, hears_online);
    return true;
}

static void two_close(bool are_two)
{
    time_is_shared(NULL, NULL);
    if (are_two && here.world)
        house_close(&here);
    house_close(&there);
}

TEST(what_people_do_at_one_process_is_heard_at_the_other)
{
    bool are_two = two_open();

    if (are_two) {
        at(&here, ann_is_away);
        at(&there, hears_away);
        at(&here, ann_types);
        at(&there, hears_typing);
        at(&there, ann_comes_here_too);
        at(&there, hears_online);
        at(&there, ann_goes_here_too);
        at(&there, hears_away);
        at(&here, ann_goes);
        at(&there, hears_offline);
        at(&here, is_offline_since);
        at(&there, bob_goes);
    }
    two_close(are_two);
}

TEST(one_that_comes_back_at_another_process_was_never_away)
{
    bool are_two = two_open();

    if (are_two) {
        at(&here, ann_goes);
        at(&there, ann_comes_here_too);
        at(&there, hears_nothing);
        at(&there, ann_goes_here_too);
        at(&there, hears_offline);
        at(&there, bob_goes);
    }
    two_close(are_two);
}

/* Her connection is never closed; what the test holds of another one is. */
static err ann_stays(ctx *c, void *arg)
{
    (void)arg;
    connects(c, pair.ann);
    client_close(&pair.of_ann);
    return OK;
}

static err hears_that_it_died(ctx *c, void *arg)
{
    i64 began = mono_ms();

    TRY(hears_offline(c, arg));
    expect(mono_ms() - began <= 32 * 1000);
    return OK;
}

TEST(the_people_of_a_process_that_dies_are_offline_within_thirty_seconds)
{
    bool are_two = two_open();

    if (are_two) {
        at(&here, ann_stays);
        time_is_shared(NULL, NULL);
        house_close(&here);                      /* it says nothing more */
        here.world = NULL;
        at(&there, hears_that_it_died);
        at(&there, bob_goes);
    }
    two_close(are_two);
}
