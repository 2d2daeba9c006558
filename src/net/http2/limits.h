/*
 * What a client of HTTP/2 may make the server do for nothing. Each kind of frame that
 * costs work and asks for no answer has a bucket: a burst, and a rate per second.
 * WINDOW_UPDATE is granted more as DATA frames are sent to the client. A client that
 * exceeds one gets ENHANCE_YOUR_CALM, and the connection ends.
 */
#pragma once
#include "base/types.h"

enum bother {
    BOTHER_PING, BOTHER_SETTINGS, BOTHER_PRIORITY, BOTHER_WINDOW, BOTHER_EMPTY_DATA, BOTHER_UNKNOWN,
    BOTHER_REFUSED,                  /* streams that the server had to reset, for whatever reason */
    BOTHER_COUNT
};

struct bothers { i64 since_ms; float left[BOTHER_COUNT]; };

void bothers_init(struct bothers *, i64 now_ms);
bool bother_take(struct bothers *, enum bother, i64 now_ms);         /* false: that was one too many */
void bother_give(struct bothers *, enum bother, float n);             /* `n` more, whatever the bound */
