/* Clocks: the system's, and one that tests move by hand. */
#pragma once
#include "base/time.h"

struct clock *clock_system(void);

struct fake_clock { struct clock clock; _Atomic i64 us; };
void fake_clock_init(struct fake_clock *, i64 us);
void fake_clock_move(struct fake_clock *, i64 by_us);
