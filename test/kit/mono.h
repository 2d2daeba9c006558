/*
 * A monotonic clock that a test moves: linked into a test, it takes the place of base's. What waits for a time (a timer, a
 * sleep, a deadline) is woken, and finds that it has come. The time of day is another clock (ports/clock.h).
 */
#pragma once
#include "runtime/runtime.h"

void mono_move(struct runtime *, i64 by_ms);
