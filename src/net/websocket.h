/*
 * WebSocket (RFC 6455) over a tunnel, so the same over HTTP/1.1 and HTTP/2. A socket at
 * rest is its state and nothing else: no fiber, no buffer. It answers pings, keeps the
 * closing handshake, and pings a client that is silent.
 *
 * Messages come whole, one at a time and in order, on the loop's thread. What must wait
 * goes on in a fiber (ws_serve); until that has ended no further message is delivered. The
 * next one may gather meanwhile, and nothing after it is read, so the client waits. Nor is
 * anything read while the client does not read: what waits for it is bounded (ws_buffer),
 * and beyond that it is dropped as a slow reader.
 *
 * A kind is what sockets of one purpose share: their callbacks and limits, and on each
 * loop the compressors. All calls on a socket are for its loop's thread.
 */
#pragma once
#include "net/http.h"
#include "net/ws/frame.h"

struct ws;
struct ws_kind;

struct ws_rules {
    void (*message)(struct ws *, enum ws_opcode, str);       /* lasts for the call; text is UTF-8 */
    void (*close)(struct ws *, u16 code);        /* may be NULL. The last call: the code of whoever closed first, or WS_ABNORMAL */
    void (*room)(struct ws *);                   /* may be NULL. The client reads again, after ws_is_behind */
    const char *const *protocols;                /* supported subprotocols, NULL at the end; or NULL */
    i64 message_most;                            /* octets; 0: the setting */
};

/* Once the world's runtime is open; closed after it has stopped, and before it is closed. */
struct ws_kind *ws_kind_open(struct world *, const struct ws_rules *);
void ws_kind_close(struct ws_kind **);

bool ws_wanted(const struct exchange *);
/* The socket, open from here on; or NULL: the request was refused, and has been answered. */
struct ws *ws_upgrade(struct exchange *, struct ws_kind *, void *arg);

void *ws_arg(const struct ws *);

/* False: the socket is closing or gone, and the message was not sent. */
bool ws_send(struct ws *, enum ws_opcode, str message);

/* Sends a close frame and waits a moment for the client's. A reason has at most WS_REASON_MOST octets. */
enum { WS_REASON_MOST = 123 };
void ws_close(struct ws *, u16 code, str reason);
void ws_drop(struct ws *, u16 code, str reason);             /* the same, but what waits for a client that does not read is not kept */
void ws_abort(struct ws *);                      /* at once: the client sees a reset */
bool ws_ended_here(const struct ws *);           /* in `close`: its code is ours */

size_t ws_pending(const struct ws *);            /* octets that wait for the client */
bool ws_is_behind(const struct ws *);            /* so many that what can wait should; `room` says when to go on */

/*
 * Goes on with a message on a fiber; within `message`, or right after ws_upgrade with what has to come before any message. The ctx is
 * cancelled when the socket goes; `close` comes after `run`.
 */
typedef void ws_job(ctx *, struct ws *, enum ws_opcode, str message);
void ws_serve(struct ws *, ws_job *run, enum ws_opcode, str message);

/*
 * A message for many sockets of a kind on one loop: framed once, and compressed once for all who can read that, when the first of
 * them gets it. For that loop's thread.
 */
struct ws_frame;

struct ws_frame *ws_frame_new(enum ws_opcode, str message);
void ws_frame_close(struct ws_frame **);
bool ws_send_shared(struct ws *, struct ws_frame *);
