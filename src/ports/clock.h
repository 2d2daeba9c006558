/*
 * Clocks: the system's, one that a server goes by, and one that tests move by hand.
 *
 * A server's clock follows the system's as long as that goes on as time does, which a clock
 * that nobody can set (it counts from the machine's start) shows. A jump is not followed before
 * it has lasted: meanwhile time goes on as it was, and is in doubt. So a clock that is ahead for
 * a minute ends nothing and makes nothing young. After a jump back that was followed, time stays
 * in doubt until it has come again to where it once was: what was made since looks younger than it is.
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
    _Atomic i64 jump_us;             /* how far the wall is from what is told; 0: it is where it should be */
    _Atomic i64 doubt_until_us;      /* on the clock that runs */
    _Atomic i64 followed_us;         /* all the jumps that were, together */
    pthread_mutex_t lock;            /* over a jump and its beginning */
    i64 jumped_at_us;
};
void steady_clock_init(struct steady_clock *, struct clock *wall, struct clock *run, i64 patience_ms);

struct world;
void clock_watch(struct world *, struct steady_clock *);     /* a fiber that logs what it sees */

struct fake_clock { struct clock clock; _Atomic i64 us; };
void fake_clock_init(struct fake_clock *, i64 us);
void fake_clock_move(struct fake_clock *, i64 by_us);
