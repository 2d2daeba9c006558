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

struct shared;
struct sse;

/*
 * Each may be NULL. `room`: the client reads again, after sse_is_behind. `drain`: the server stops; say a last word and
 * end it. `gone` is the last call, never within one of the caller's.
 */
struct sse_rules { void (*room)(void *arg), (*drain)(void *arg), (*gone)(void *arg); };

/* Not answered, and never gone: ERR_METHOD (only GET and POST have a stream), ERR_CANCELLED, ERR_UNAVAILABLE (stopping). */
err sse_begin(struct exchange *, struct sse_rules, void *arg, struct sse **out);

/* What the client saw last, to go on after it; "" if it does not say. */
str sse_last_id(const struct exchange *);

/* `mark` is the id that Last-Event-ID will name; it and `event` may be empty. False: the client has gone, or is being dropped. */
bool sse_send(struct sse *, str mark, str event, str data);
bool sse_retry(struct sse *, i64 ms);            /* how long the client waits before it comes back */
void sse_end(struct sse *);
void sse_drop(struct sse *);                     /* at once: what waits is not kept */

size_t sse_pending(const struct sse *);          /* octets that wait for the client */
bool sse_is_behind(const struct sse *);          /* so many that what can wait should; `room` says when to go on */

/* An event as text, made once for many streams. Line ends in `data` are kept; elsewhere they are left out, as is NUL. */
void sse_format(struct buf *, str mark, str event, str data);
bool sse_send_text(struct sse *, str text);
/* Likewise, and what waits of it is kept once for all of them. */
struct shared *sse_shared(str mark, str event, str data);
void sse_shared_drop(struct shared **);
bool sse_send_shared(struct sse *, struct shared *);
