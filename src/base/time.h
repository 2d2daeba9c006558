/*
 * Time: wall clocks as a port (tests move theirs by hand), the monotonic clock
 * for intervals, RFC 3339 and HTTP dates.
 */
#pragma once
#include "base/types.h"

struct buf;

/*
 * Wall time in microseconds since 1970, UTC. It does not sleep. A clock that notices jumps says when its time is in
 * doubt, and for how long it has run without a stop; what cannot be undone waits for that.
 */
struct clock { i64 (*now_us)(struct clock *); bool (*doubted)(struct clock *); i64 (*ran_ms)(struct clock *); };

static inline i64 clock_ms(struct clock *c) { return c->now_us(c) / 1000; }
static inline bool clock_doubted(struct clock *c) { return c->doubted && c->doubted(c); }
static inline i64 clock_ran_ms(struct clock *c) { return c->ran_ms ? c->ran_ms(c) : INT64_MAX; }

/* How far apart the clocks of one store's processes may be. A time further ahead was made by a clock that was ahead. */
enum { CLOCKS_APART_MS = 60 * 1000 };

i64 mono_us(void);
static inline i64 mono_ms(void) { return mono_us() / 1000; }

enum { RFC3339_LENGTH = 24, HTTP_DATE_LENGTH = 29 };

void time_rfc3339(when, char out[RFC3339_LENGTH]);           /* 2026-11-21T09:30:00.000Z; no NUL */
bool time_parse_rfc3339(str, when *out);                     /* any offset, any fraction; years 0001 to 9999 */
void time_http_date(when, char out[HTTP_DATE_LENGTH]);       /* Sat, 21 Nov 2026 09:30:00 GMT; no NUL */
bool time_parse_http_date(str, when *out);                   /* all three forms of RFC 9110 */
