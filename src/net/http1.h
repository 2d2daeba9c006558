/*
 * HTTP/1.1 over a connection: requests are taken from its input one after the other,
 * each served on a fiber before the next is looked at. A handler that never parks is
 * run inside of the callback that brought its request, so that several pipelined
 * requests cost one read, one write and no wake-up.
 */
#pragma once
#include "net/conn.h"
#include "net/http1_body.h"
#include "net/tunnel.h"

extern const struct protocol http1_protocol;

/* ---- what the files of http1 share ---- */

enum { UNREAD_MOST = 64 * 1024 };    /* of a body that the handler did not want is read away; beyond, the connection ends */

/* Between requests: how far the next head has been looked at, and the request under way. */
struct http1 {
    struct head_scan scan;
    struct request *now;
    bool head_begun;                 /* and its time-out runs */
};

enum body_state { BODY_WHOLE, BODY_UNREAD, BODY_READING, BODY_BROKEN };

/* One request and its answer; lives in the arena of its ctx. */
struct request {
    struct exchange e;
    struct conn *conn;
    struct framing framing;
    enum body_state body;
    err broken;
    struct head_scan trailer_scan;
    struct header *trailers;
    size_t trailer_count;
    size_t progress;                 /* octets of body since its time-out was set */
    u32 reads;
    ctx *reader, *writer;            /* the fiber, while it waits for the client */
    bool timed, slow;
    bool wants_continue, keep_alive;
    bool chunked, silent;            /* the answer's framing; it has no body (HEAD, 204, 304) */
    bool ended;                      /* the answer is complete */
    struct tunnel *tunnel;           /* what the connection becomes when the handler has returned, or NULL */
    i64 answer_left;                 /* octets that reply_begin announced and reply_write has not brought; -1: unknown */
};

static inline struct request *request_of(struct exchange *e) { return CONTAINER(e, struct request, e); }

/* Parks until woken by the client's doing; the time does not count as the request's. */
err request_wait(struct request *, ctx **who);

/* The body, whatever its limit: what remains of it is read away after the answer. */
err request_body_read(struct exchange *, str *piece);
err request_body_take(struct request *, str *piece);
size_t request_trailers(struct exchange *, struct header **);

void request_reply(struct exchange *, int status, str type, str body, bool lasting);
err request_begin(struct exchange *, int status, str type, i64 length);
err request_write(struct exchange *, str);
err request_end(struct exchange *);

err request_tunnel(struct exchange *, const struct tunnel *as, struct tunnel **out);
void tunnel_begin(struct conn *, struct tunnel *);           /* the handler that made it has returned */
