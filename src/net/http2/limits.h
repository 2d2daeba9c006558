/*
 * What a client of HTTP/2 may make the server do for nothing. Each kind of frame that
 * costs work and asks for no answer has a bucket: so many at once, so many a second.
 * WINDOW_UPDATE has as many more as DATA frames were sent to it. Whoever goes beyond
 * is told ENHANCE_YOUR_CALM, and the connection ends.
 */
#pragma once
#include "base/types.h"

enum bother {
    BOTHER_PING, BOTHER_SETTINGS, BOTHER_PRIORITY, BOTHER_WINDOW, BOTHER_EMPTY_DATA, BOTHER_UNKNOWN,
    BOTHER_REFUSED,                  /* streams that the server had to reset, for whatever reason the client found */
    BOTHER_COUNT
};

struct bothers { i64 since_ms; float left[BOTHER_COUNT]; };

void bothers_init(struct bothers *, i64 now_ms);
bool bother_take(struct bothers *, enum bother, i64 now_ms);         /* false: that was one too many */
void bother_give(struct bothers *, enum bother, float n);             /* so many more, whatever the bound */
