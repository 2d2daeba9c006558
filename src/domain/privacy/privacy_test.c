/* What cannot be undone waits for a trustworthy clock. */
#include "base/id.h"
#include "base/str.h"
#include "domain/privacy/privacy.h"
#include "domain/privacy/privacy_own.h"
#include "domain/signin/signin.h"
#include "domain/audit/audit.h"
#include "domain/session/session.h"
#include "kit/house.h"
#include "kit/test.h"

static const struct capability *const capabilities[] = { &work_capability, &audit_capability, &account_capability, &session_capability,
    &factor_capability, &signin_capability, &privacy_capability,
                                            NULL };
static const struct test_setting settings[] = {
    { "password_memory", "64k" }, { "password_passes", "1" }, { "deletion_grace", "1h" }, { "clock_patience", "10m" }, {0}
};
static const struct request_facts from_home = { S("https://kith.example"), S("192.0.2.7"), S("a test"), S("en") };

/* ---- a clock that knows whether it can be trusted ---- */

enum { HOUR_MS = 3600 * 1000, MINUTE_MS = 60 * 1000 };

static struct { struct clock clock, *below; bool doubted; i64 ran_ms; } knowing;
static struct house house;
static id ann;

static i64 knowing_now(struct clock *c) { (void)c; return knowing.below->now_us(knowing.below); }
static bool knowing_doubted(struct clock *c) { (void)c; return knowing.doubted; }
static i64 knowing_ran(struct clock *c) { (void)c; return knowing.ran_ms; }

static void later(ctx *c, i64 ms)
{
    fake_clock_move(&house.world->clock, ms * 1000);
    expect_ok(ctx_sleep(c, 2));
}

static err begin_to_leave(ctx *c)
{
    struct registration as = { .username = S("ann"), .email = { GIVEN, S("ann@example.org") }, .password = S("correct horse 9") };
    struct account_deletion when_gone;
    struct signed_in in;

    c->request = &from_home;
    TRY(signin_register(c, &as, &in));
    ann = in.user.id;
    c->caller = (struct caller){ ann, { 0 }, ROLE_USER };
    return privacy_leave(c, &c->caller, &(struct evidence){ .password = { GIVEN, S("correct horse 9") } }, &when_gone);
}

static bool is_there(ctx *c)
{
    struct account a;

    err e = account_by_id(c, ann, &a);
    expect(e == OK || e == ERR_NOT_FOUND);
    return e == OK;
}

static err waits(ctx *c, void *arg)
{
    str who;

    (void)arg;
    TRY(begin_to_leave(c));
    who = id_text(&c->arena, ann);
    TRY(account_end(c, who));
    expect(is_there(c));             /* its day has not come */
    later(c, HOUR_MS + MINUTE_MS);
    knowing.doubted = true;
    TRY(account_end(c, who));
    expect(is_there(c));
    knowing.doubted = false;
    knowing.ran_ms = 9 * MINUTE_MS;  /* it has just been started */
    TRY(account_end(c, who));
    expect(is_there(c));
    knowing.ran_ms = 10 * MINUTE_MS;
    TRY(account_end(c, who));
    expect(!is_there(c));
    return OK;
}

TEST(an_erasure_waits_for_a_clock_that_is_to_be_believed)
{
    house = house_open((struct house_options){ .world.settings = settings, .capabilities = capabilities, .keeper = &session_keeper,
        .idle = true });
    knowing.clock = (struct clock){ knowing_now, knowing_doubted, knowing_ran };
    knowing.below = house.world->world.clock;
    knowing.ran_ms = INT64_MAX;
    house.world->world.clock = &knowing.clock;
    err e = test_world_call(house.world, waits, NULL);
    house.world->world.clock = knowing.below;
    house_close(&house);
    expect_ok(e);
}
