#include "ports/clock.h"
#include "base/log.h"
#include "runtime/ctx.h"
#include "runtime/runtime.h"

enum { STEP_US = 2 * 1000000, SLEW_US = 20 * 1000, LOOK_MS = 1000, YOUNG_US = 15 * 60 * 1000000 };
#define DOUBT_MOST_US (24 * 3600 * (i64)1000000)

static bool within(i64 v, i64 most)
{
    return v <= most && v >= -most;
}

/* After a jump back, until time has reached its former value and nothing made then looks young. */
static void clock_follow(struct steady_clock *s, i64 wall, i64 run)
{
    i64 jump = atomic_load(&s->jump_us), doubt = jump < 0 ? -jump + YOUNG_US : 0;

    atomic_store(&s->offset_us, wall - run);
    atomic_fetch_add(&s->followed_us, jump);
    atomic_store(&s->jump_us, 0);
    if (doubt)
        atomic_store(&s->doubt_until_us, run + (doubt < DOUBT_MOST_US ? doubt : DOUBT_MOST_US));
}

/* The wall clock has jumped: since when, and has it lasted long enough? */
static i64 jumped(struct steady_clock *s, i64 wall, i64 run)
{
    pthread_mutex_lock(&s->lock);
    i64 apart = wall - run - atomic_load(&s->offset_us), jump = atomic_load(&s->jump_us);
    if (within(apart, STEP_US)) {
        atomic_store(&s->jump_us, 0);
    } else if (!jump || !within(apart - jump, STEP_US)) {
        s->jumped_at_us = run;
        atomic_store(&s->jump_us, apart);
    } else if (run - s->jumped_at_us >= s->patience_us) {
        clock_follow(s, wall, run);
    }
    i64 now = run + atomic_load(&s->offset_us);
    pthread_mutex_unlock(&s->lock);
    return now;
}

static i64 steady_now_us(struct clock *c)
{
    struct steady_clock *s = CONTAINER(c, struct steady_clock, clock);
    i64 wall = s->wall->now_us(s->wall), run = s->run->now_us(s->run);
    i64 offset = atomic_load_explicit(&s->offset_us, memory_order_relaxed), apart = wall - run - offset;

    if (UNLIKELY(!within(apart, STEP_US) || atomic_load_explicit(&s->jump_us, memory_order_relaxed)))
        return jumped(s, wall, run);
    if (!within(apart, SLEW_US))
        atomic_compare_exchange_strong(&s->offset_us, &offset, wall - run);
    return wall;
}

static bool steady_doubted(struct clock *c)
{
    struct steady_clock *s = CONTAINER(c, struct steady_clock, clock);

    (void)steady_now_us(c);
    return atomic_load(&s->jump_us) || s->run->now_us(s->run) < atomic_load(&s->doubt_until_us);
}

static i64 steady_ran_ms(struct clock *c)
{
    struct steady_clock *s = CONTAINER(c, struct steady_clock, clock);

    return (s->run->now_us(s->run) - s->began_us) / 1000;
}

void steady_clock_init(struct steady_clock *s, struct clock *wall, struct clock *run, i64 patience_ms)
{
    *s = (struct steady_clock){ .clock = { steady_now_us, steady_doubted, steady_ran_ms }, .wall = wall, .run = run,
                                .patience_us = patience_ms * 1000 };
    s->began_us = run->now_us(run);
    s->offset_us = wall->now_us(wall) - s->began_us;
    pthread_mutex_init(&s->lock, NULL);
}

/* ---- its log ---- */

struct watching { struct steady_clock *clock; i64 jump_us, followed_us; };

static void jump_tell(ctx *c, struct watching *w)
{
    (void)w->clock->clock.now_us(&w->clock->clock);
    i64 jump = atomic_load(&w->clock->jump_us), followed = atomic_load(&w->clock->followed_us);

    if (followed != w->followed_us)
        ctx_log(c, LOG_WARN, "the system's clock has kept its jump, and is followed now",
                KV_I64("by_ms", (followed - w->followed_us) / 1000));
    else if (jump && !within(jump - w->jump_us, STEP_US))
        ctx_log(c, LOG_WARN, "the system's clock has jumped; time goes on as before unless the jump lasts", KV_I64("by_ms", jump / 1000),
                KV_I64("patience_ms", w->clock->patience_us / 1000));
    else if (!jump && w->jump_us)
        ctx_log(c, LOG_INFO, "the system's clock is back in step");
    w->jump_us = jump;
    w->followed_us = followed;
}

static void watch(ctx *c, void *arg)
{
    struct watching w = { .clock = arg };
    struct arena_mark mark = arena_mark(&c->arena);

    while (ctx_sleep(c, LOOK_MS) == OK) {
        jump_tell(c, &w);
        arena_rewind(&c->arena, mark);
    }
}

void clock_watch(struct world *w, struct steady_clock *s)
{
    runtime_spawn(w->runtime, 0, "clock", watch, s);
}
