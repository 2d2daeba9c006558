/* How long to wait before a further try: twice as long each time, up to an hour, and never for all at the same moment. */
#pragma once
#include "base/random.h"

/* `tries` have failed: 1 for the first. Between half of the time and all of it. */
i64 backoff_ms(struct rng *, i64 first_ms, i64 tries);
