/*
 * Clocks: the system's, a server's, and one that tests move by hand.
 *
 * A server's clock follows the system's as long as that runs at the pace of a clock that
 * nobody can set (it counts from the machine's start). A jump is not followed before it
 * has lasted: until then time goes on as before, and is in doubt. So a clock that is
 * ahead for a minute expires nothing and makes nothing look young. After following a jump
 * back, time stays in doubt until it has passed its former value again: what was made in
 * between looks younger than it is.
 */
#pragma once
#include <pthread.h>
#include <stdatomic.h>
#include "base/time.h"

struct clock *clock_system(void);
struct clock *clock_since_boot(void);            /* cannot be set; goes on while the machine sleeps */

struct steady_clock {
    struct clock clock, *wall, *run;
    i64 patience_us, began_us;
    _Atomic i64 offset_us;           /* between the two */
    _Atomic i64 jump_us;             /* the wall clock's distance from the reported time; 0: none */
    _Atomic i64 doubt_until_us;      /* on the running clock */
    _Atomic i64 followed_us;         /* the sum of all followed jumps */
    pthread_mutex_t lock;            /* over a jump and its beginning */
    i64 jumped_at_us;
};
void steady_clock_init(struct steady_clock *, struct clock *wall, struct clock *run, i64 patience_ms);

struct world;
void clock_watch(struct world *, struct steady_clock *);     /* a fiber that logs jumps */

struct fake_clock { struct clock clock; _Atomic i64 us; };
void fake_clock_init(struct fake_clock *, i64 us);
void fake_clock_move(struct fake_clock *, i64 by_us);
