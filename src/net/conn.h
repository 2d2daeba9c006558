/*
 * A connection: a socket, its input and output, its two timers, and how it ends. What
 * the bytes mean is up to the protocol, and how they travel up to the transport: TLS
 * goes below and HTTP/2 or WebSocket above without a change here.
 *
 * Input is read only when the protocol can use it; what it cannot use waits in the
 * kernel, where it holds the client back. Bytes lie in the loop's shared block while a
 * callback runs, and move into the connection's own memory only if they must outlast
 * it. Output gathers in one buffer and is written once a turn; between two answers if
 * nobody else waits. What is large is lent instead: it is sent from where it is. What goes to
 * many is shared.
 *
 * A connection ends when its output is written, and then reads and discards for a
 * while, since closing with bytes unread would reset it before the client has read its
 * last answer; unless the client has said that it sends no more. While it is held (a
 * handler works for it) it is not freed.
 */
#pragma once
#include <sys/types.h>
#include "net/backlog.h"
#include "net/lane.h"

struct conn;
struct guest;
struct shared;
struct unsent;

/* A stretch of a file. */
struct stretch { int fd; i64 at, left; };

struct transport {
    ssize_t (*read)(struct conn *, char *to, size_t n);      /* as read(2); clears `readable` when nothing is left */
    ssize_t (*write)(struct conn *, const char *from, size_t n);
    ssize_t (*write_two)(struct conn *, str first, str second);      /* as one; NULL: two writes are no worse */
    ssize_t (*send_file)(struct conn *, struct stretch *);   /* what goes is taken off it; 0: the file has ended. NULL: it cannot */
    void (*finish)(struct conn *);                           /* tells the peer that no more will come */
    void (*close)(struct conn *);                            /* frees what it keeps */
    /* The protocol that was agreed on, as ALPN names it; NULL: the transport has no ALPN. */
    str (*agreed)(struct conn *);
    bool secure;
};

/* Called on the loop's own stack. */
struct protocol {
    void (*open)(struct conn *);
    bool (*input)(struct conn *);                            /* there is input, or it has ended; true: needs more to go on */
    void (*ready)(struct conn *);                            /* while held: there is something to read, or room to write */
    void (*late)(struct conn *);                             /* what conn_expect waits for has not come in time */
    void (*gone)(struct conn *);                             /* while held: the client went away */
    void (*close)(struct conn *);                            /* frees what it keeps */
    /* These may be NULL. */
    bool (*lost)(struct conn *);                             /* not held, and the client went away; true: it is kept for a while */
    bool (*room)(struct conn *);                             /* before output is written: adds what waits for room; true: there is more */
    /* Where the next input may be read to, instead of the lane's block; n 0: nowhere. */
    str (*into)(struct conn *);
    void (*drain)(struct conn *);                            /* the server stops; NULL: a moment for a last request, and no longer */
};

extern const struct transport plain_transport;

enum { CONN_GRACE_MS = 300 };          /* at a stop, for a request that is on its way to us */
enum { OUT_HIGH = 96 * 1024, OUT_LOW = 32 * 1024 };           /* a writer waits above the first until below the second */
enum { OUT_EARLY = 2048 };           /* worth a write of its own */
enum { WAITER_COST = 24 * 1024 };    /* what a handler that waits for its client holds besides its arena's blocks: a stack and a context */

struct conn {
    struct watch watch;
    struct lane *lane;
    const struct transport *transport;
    const struct protocol *protocol;
    void *below, *above;             /* the transport's, the protocol's */
    struct link link;                /* of the lane */
    str in;                          /* unread input: in the lane's block or in `kept` */
    i64 read_us;                     /* when the last of it came */
    struct buf kept, out;
    struct unsent *unsent;           /* what is lent, and what waits for the client; NULL: nothing. Mostly NULL, so kept apart */
    u32 written;                     /* of `out` */
    u16 told;                        /* what the backlog knows of `out`, in TOLD_UNITs */
    struct timer in_timer;
    struct turn_hook turn_end;
    struct address peer;
    struct guest *guest;             /* whom its requests are for, once there was one; NULL: each request of a trusted proxy has its own */
    u16 held;
    bool readable : 1;               /* the socket may have input */
    bool half_closed : 1;            /* its input ends: worth a read even when the last one was short */
    bool ended : 1;                  /* ... and the end has been read */
    bool gone : 1;                   /* reset, cut off, or failed */
    bool finishing : 1;              /* nothing more is read from it; ends with its output */
    bool said_all : 1;               /* and its client sends nothing more */
    bool lingering : 1;
    bool counted : 1;                /* at the door, by its peer's address */
    bool shaking : 1;                /* the handshake of TLS is not over */
    bool running : 1;                /* its callback is on the loop's stack, and writes at its end */
    bool newcomer : 1;               /* no handler has begun for it yet (newcomer.c) */
    bool last : 1;                   /* what it has is for many: it is written after what is for few */
};

/* NULL: it could not be watched, and is closed. */
struct conn *conn_open(struct lane *, int fd, const struct address *peer, const struct protocol *, const struct transport *);

static inline void conn_take(struct conn *c, size_t n) { c->in = (str){ c->in.p + n, c->in.n - n }; }
void conn_keep(struct conn *);       /* input outlasts the callback from here on */
bool conn_fill(struct conn *);       /* reads more after what is there, into the connection's own memory; false: nothing came */

struct buf *conn_out(struct conn *); /* to append to; written at the end of the turn */
size_t conn_unsent(const struct conn *);         /* what is not in `out` */
static inline size_t conn_pending(const struct conn *c) { return c->out.n - c->written + (UNLIKELY(c->unsent) ? conn_unsent(c) : 0); }

/* There is room for more output. */
static inline bool conn_roomy(const struct conn *c)
{
    size_t n = conn_pending(c);

    return !n || (n < OUT_HIGH && !backlog_full(c->lane->world));
}

/* Queues it after the output, to be sent from where its owner has it; what the socket takes at once is written now. */
void conn_lend(struct conn *, str);
/* Likewise, of a file, by a transport that can; no other output is added until it is gone. One that ends early ends the connection. */
void conn_lend_file(struct conn *, struct stretch);
bool conn_lends(const struct conn *);            /* some of it is left, */
bool conn_lends_file(const struct conn *);       /* of a file */
str conn_lent_take(struct conn *);   /* what is left is its owner's again */
i64 conn_file_take(struct conn *);   /* likewise: octets that were not sent */
/* Queues it after the output, and does not copy it. While conn_shares, more output is added by this alone. */
void conn_share(struct conn *, struct shared *);
bool conn_shares(const struct conn *);
void conn_flush(struct conn *);      /* writes now what the socket takes */
void conn_out_drop(struct conn *);   /* at its end */
str conn_write(struct conn *, str);  /* likewise, then writes this from where it is; returns what is left of it, to be appended */
void conn_early(struct conn *);      /* between two answers: sends what there is, if the loop has nobody else to serve */
void conn_soon(struct conn *);       /* its callbacks are called before the turn is over */
void conn_soon_last(struct conn *);  /* likewise, after those of others */
void conn_run(struct conn *);        /* calls them, and writes; it may be gone afterwards */

void conn_expect(struct conn *, i64 ms);         /* input within that time, or `late` */
i64 conn_expected(const struct conn *);          /* what is left of it */
void conn_hold(struct conn *);
void conn_release(struct conn *);    /* goes on with what is there */
void conn_finish(struct conn *);     /* once what was written is out */
void conn_finish_both(struct conn *);            /* likewise, of a client that has said that nothing follows: it is not waited for */
static inline bool conn_ends(const struct conn *c) { return c->finishing && !c->held; }         /* with what is written next */
void conn_abort(struct conn *);      /* at once: the client sees a reset */
/* From here on the kernel takes little that it cannot send: what waits for a slow client waits here, where it is counted and bounded. */
void conn_waits_here(struct conn *);
void conn_drain(struct conn *);      /* waits a moment for a last request, no longer */
void conn_lose(struct conn *);       /* the client has gone, or is to be cut off: nothing is written to it */
void conn_drop(struct conn *);       /* at the loop's end */
