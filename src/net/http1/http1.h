/*
 * HTTP/1.1 over a connection: requests are taken from its input one after the other,
 * each served on a fiber before the next is looked at. A handler that never parks
 * runs inside the callback that brought its request, so that several pipelined
 * requests cost one read, one write and no wake-up.
 */
#pragma once
#include "net/conn.h"
#include "net/guests.h"
#include "net/http1/body.h"
#include "net/pace.h"
#include "net/tunnel.h"

extern const struct protocol http1_protocol;

/* ---- what the files of http1 share ---- */

enum { UNREAD_MOST = 64 * 1024 };    /* of a body that the handler did not want is read and dropped; beyond, the connection ends */

extern const struct head_limits trailer_limits;

/* Between requests: how far the next head has been looked at, and the request under way. */
struct http1 {
    struct head_scan scan;
    struct request *now;
    struct leftover *leftover;       /* of a body that nobody read, and that is skipped; or NULL */
    bool head_begun;                 /* and its time-out runs */
    bool used;                       /* there was a request; the time for the first head runs from the connection's beginning */
};

enum body_state { BODY_WHOLE, BODY_UNREAD, BODY_READING, BODY_BROKEN };

/* One request and its answer; lives in the arena of its ctx. */
struct request {
    struct exchange e;
    struct conn *conn;
    struct framing framing;
    enum body_state body;
    err broken;
    const char *detail;              /* why it is broken */
    struct seat seat;
    struct guest *guest;
    struct head_scan trailer_scan;
    struct header *trailers;
    size_t trailer_count;
    struct pace pace;                /* of the body */
    i64 gather_since_ms;
    struct buf whole;                /* what was gathered of the body */
    u32 reads;
    ctx *reader, *writer;            /* the fiber, while it waits for the client */
    bool slow;
    bool gathering;                  /* no handler runs: the body is waited for, for e.next */
    bool wants_continue, keep_alive;
    bool last;                       /* as the client says */
    bool chunked, silent;            /* the answer's framing; it has no body (HEAD, 204, 304) */
    i64 charged;                     /* to the backlog, while a long answer is sent */
    bool ended;                      /* the answer is complete */
    struct tunnel *tunnel;           /* what the connection becomes when the handler has returned, or NULL */
    i64 answer_left;                 /* octets that reply_begin announced and reply_write has not brought; -1: unknown */
};

static inline struct request *request_of(struct exchange *e) { return CONTAINER(e, struct request, e); }

/* Parks until the client does something; the time does not count as the request's. */
err request_wait(struct request *, ctx **who);

/* The handler, or the `next` that it named, has returned. */
void request_leave(ctx *, struct request *);
void request_drop(struct request *);         /* frees it at the connection's end: no handler runs */

err request_body_read(struct exchange *, str *piece);
bool request_body_here(struct exchange *);
void request_say_continue(struct request *);
void request_broken(struct request *, err, const char *detail);      /* marks the body as broken for good */
/* What the framing found, if not a piece: true if more has to come (of the trailers). */
bool request_framed(struct request *, enum framed, const struct refusal *);

/* http1_gather.c: bodies without a handler. `input` as a protocol's. */
void gather_begin(struct request *);
bool gather_input(struct conn *, struct request *);
void gather_late(struct request *);
void gather_lost(struct request *);
void gather_free(struct request *);
void leftover_begin(struct request *);
bool leftover_input(struct conn *, struct http1 *);
void leftover_drop(struct http1 *);

size_t request_trailers(struct exchange *, struct header **);

bool request_is_crowded(const struct exchange *);
void request_charge(struct exchange *, int change);
void request_reply(struct exchange *, int status, str type, str body, bool lasting);
err request_begin(struct exchange *, int status, str type, i64 length);
err request_write(struct exchange *, str);
bool request_takes_files(const struct exchange *);
err request_file(struct exchange *, int fd, i64 from, i64 length);
err request_end(struct exchange *);

err request_tunnel(struct exchange *, const struct tunnel *as, struct tunnel **out);
void tunnel_begin(struct conn *, struct tunnel *);           /* the handler that made it has returned */
