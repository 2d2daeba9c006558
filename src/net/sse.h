/*
 * Server-Sent Events: an answer that never ends, of small events as text. Between events
 * it is its state and nothing else: no fiber, no buffer. A comment now and then keeps
 * proxies from closing it, and reveals a client that has gone. A client that falls too
 * far behind (ws_buffer) is dropped; it comes back with Last-Event-ID.
 *
 * All calls on a stream are for its loop's thread.
 */
#pragma once
#include "net/http.h"

struct sse;

/*
 * `gone` is the last call, never within one of the caller's; it may be NULL. Not answered, and never gone: ERR_METHOD (only
 * GET has a stream), ERR_CANCELLED, ERR_UNAVAILABLE (stopping).
 */
err sse_begin(struct exchange *, void (*gone)(void *arg), void *arg, struct sse **out);

/* What the client saw last, to go on after it; "" if it does not say. */
str sse_last_id(const struct exchange *);

/* `mark` is the id that Last-Event-ID will name; it and `event` may be empty. False: the client has gone, or is being dropped. */
bool sse_send(struct sse *, str mark, str event, str data);
bool sse_retry(struct sse *, i64 ms);            /* how long the client waits before it comes back */
void sse_end(struct sse *);

/* An event as text, made once for many streams. Line ends in `data` are kept; elsewhere they are left out, as is NUL. */
void sse_format(struct buf *, str mark, str event, str data);
bool sse_send_text(struct sse *, str text);
