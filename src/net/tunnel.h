/*
 * Tunnels: exchanges that have become a stream of bytes both ways, as WebSocket needs.
 * On HTTP/1.1 it is the connection after a 101, on HTTP/2 one stream after the 200 to an
 * extended CONNECT (RFC 8441); its user cannot tell which.
 *
 * A tunnel holds no fiber, and no buffer while nothing moves. Its user is called on the
 * loop's own stack, never from within one of the user's calls, and for the first time
 * after the handler that made the tunnel has returned. It may start a ctx for what must
 * wait. All calls are for the loop's own thread. A tunnel has no time-out for a client
 * that sends nothing, but one that does not read for write_timeout is cut.
 */
#pragma once
#include "net/http.h"

struct shared;
struct tunnel;

struct tunnel_user {
    /*
     * Returns how many of the octets it has taken, and may change those. Fewer than all: no more until tunnel_resume.
     * n 0: the client has ended.
     */
    size_t (*input)(struct tunnel *, char *bytes, size_t n);
    void (*room)(struct tunnel *);               /* there is room again, after a tunnel_write that returned false */
    void (*drain)(struct tunnel *);              /* the server stops: say farewell and finish */
    void (*gone)(struct tunnel *);               /* always the last call: it has ended, the memory goes */
    /* NULL, or where the next input may be read to, which saves a copy; `input` reports it. n 0: nowhere. */
    str (*into)(struct tunnel *);
};

struct tunnel {
    const struct tunnel_user *user;
    void *arg;                                   /* the user's */
    bool answer;                                 /* see exchange_stream */
    u32 high;                                    /* so many octets that wait are too many, until a third of them do */
    struct loop *loop;
    const struct tunnel_ops *ops;                /* the protocol's */
};

/* What the client asks the exchange to become: "websocket"; empty: nothing. By Upgrade, or by :protocol of a CONNECT. */
str exchange_upgrade(const struct exchange *);

/*
 * Answers 101 or 200, with what reply_header has set, instead of `reply`. ERR_CANCELLED, ERR_MALFORMED (nothing was
 * asked for), ERR_UNAVAILABLE (stopping).
 */
err exchange_tunnel(struct exchange *, const struct tunnel_user *, void *arg, struct tunnel **out);

/*
 * Answers 200 with a body of that type that goes on after the handler: the same, except that nothing
 * the client sends has a meaning, and on HTTP/2 its end comes at once. ERR_CANCELLED,
 * ERR_UNAVAILABLE.
 */
err exchange_stream(struct exchange *, str type, const struct tunnel_user *, void *arg, struct tunnel **out);

bool tunnel_write(struct tunnel *, str);         /* takes all of it; false: too much waits for the client, and `room` says when to go on */
bool tunnel_share(struct tunnel *, struct shared *);         /* the same, of octets that go to many */
size_t tunnel_pending(const struct tunnel *);    /* octets that wait for the client */
void tunnel_resume(struct tunnel *);             /* `input` gets what it has not taken, and more */
void tunnel_finish(struct tunnel *);             /* ends once all is written; no more input */
void tunnel_abort(struct tunnel *);              /* at once: the client sees a reset */

/* The protocol's side. */
struct tunnel_ops {
    bool (*write)(struct tunnel *, str);
    size_t (*pending)(const struct tunnel *);
    void (*resume)(struct tunnel *);
    void (*finish)(struct tunnel *);
    void (*abort)(struct tunnel *);
    bool (*share)(struct tunnel *, struct shared *);
};
