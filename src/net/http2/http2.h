/*
 * HTTP/2 (RFC 9113) over a connection. nghttp2 keeps the session: frames, header
 * compression, the states of streams, windows. What it leaves open is decided here: which
 * requests are good, how much is buffered, when waiting ends.
 *
 * A stream is an exchange. Handlers never run inside nghttp2: what a read has begun is
 * noted, and starts once nghttp2 has returned; a request that was reset in the same
 * packet never starts. A body is acknowledged to the client's windows as the handler
 * reads it. An answer stays where the handler has it, and is copied once, into the
 * connection's output, when windows and socket have room; a short one, while the
 * connection holds little, is kept for the client instead, so that its handler may end.
 * No handler starts for a connection whose client has left too much untaken: such streams
 * are stalled until it has taken some. Streams whose heads are too much to keep are
 * refused, so that the client may ask again.
 *
 * nghttp2 and the handler each hold a stream until they are done with it. A session that
 * ends releases nghttp2's hold of all its streams; handlers that still run find them
 * closed.
 */
#pragma once
#include <nghttp2/nghttp2.h>
#include "net/conn.h"
#include "net/http1/head.h"
#include "net/guests.h"
#include "net/http2/limits.h"
#include "net/pace.h"
#include "net/shared.h"
#include "net/tunnel.h"

extern const struct protocol http2_protocol;

/* ---- what the files of http2 share ---- */

enum {
    STREAM_WINDOW = 128 * 1024,      /* of a body, sent ahead of its reader */
    SESSION_WINDOW = 512 * 1024,     /* of all bodies of a connection */
    STREAM_GATHER = 16 * 1024,       /* of an answer's small pieces, before their writer waits */
    SESSION_READY = OUT_LOW,         /* of answers, in the connection's output; more waits where it is */
    SESSION_KEPT = 256 * 1024,       /* of answers that are copied for the client; further ones wait where they are */
    SESSION_HELD = 1024 * 1024,      /* of answers that wait; while it holds as much, no handler starts */
    SESSION_HELD_FULL = 64 * 1024,   /* likewise, while the process holds too much */
    STREAMING = 16 * 1024,           /* what a handler that sends piece by piece counts for there: it should hold up few others */
    SESSION_HEADS = 512 * 1024,      /* of the heads of open streams; further streams are refused */
    SESSION_FEW = 8,                 /* open streams that are not refused when the process holds too much */
    ENDED_KNOWN = 128                /* streams that ended lately */
};

struct http2 {
    struct conn *conn;
    nghttp2_session *session;
    struct link streams;
    struct link todo;                /* streams with something to do once nghttp2 has returned */
    struct link stalled;             /* streams that begin when less is held */
    size_t held;                     /* octets of memory, of answers that wait */
    size_t heads;                    /* octets of fields of open streams */
    int working;                     /* running handlers, except those that wait for the client to take output */
    struct stream *heading;          /* whose header block is under way, or NULL */
    struct timer head_timer;
    size_t frame_left;               /* octets of the frame under way */
    u64 phase, watched;              /* header blocks, and frames outside of them, so far; whose time head_timer runs for */
    bool frame_timed;                /* the frame under way is not of a body: it has to come in the time for a head */
    struct bothers bothers;
    int open;                        /* streams that nghttp2 holds */
    i32 last_id;                     /* the highest that a client has opened */
    u32 ended[ENDED_KNOWN];          /* 2 * id, plus 1 if the client had ended its side */
    u32 ended_count;
    bool greeted;                    /* the client's first SETTINGS have come */
    bool in_head;                    /* a header block is under way */
    bool inside;                     /* inside nghttp2, which must not be entered twice */
    bool draining;                   /* the client has been notified; the last GOAWAY follows */
    bool over;                       /* the session has failed: nothing more is read */
};

/* One request and its answer. */
struct stream {
    struct exchange e;
    struct http2 *h;                 /* NULL when the session has ended */
    struct lane *lane;
    struct link link, todo;
    struct seat seat;
    struct guest *guest;
    i32 id;

    /* the head */
    size_t head_size;                /* octets of fields */
    size_t head_kept;                /* and of what is kept of its head */
    size_t header_room, cookies;
    struct refusal refused;          /* `what` OK: it was not */
    struct header *trailers;
    size_t trailer_count, trailer_room;

    /* the body */
    struct buf in, given;            /* what has come; the piece that the handler has */
    i64 received;
    size_t untaken;                  /* of `in`, for which the client's window has not been reopened yet */
    size_t body_charged;             /* of the memory for bodies, its guest's and the process's */
    struct pace pace;
    i64 gather_since_ms;
    size_t lingered;                 /* octets that came when nobody wanted them any more */
    struct timer in_timer;
    ctx *reader, *writer;            /* the fiber, while it waits for the client */

    /* the answer */
    struct buf out;                  /* what was gathered, `sent` octets of which have gone */
    size_t sent;
    str lent;                        /* what follows: the handler's, while it waits, or lasting */
    struct pieces shared;            /* or, of a tunnel, what goes to many: then all that follows */
    u32 counted, charged;            /* what its session, and the backlog, have counted of what it holds */
    u32 cost;                        /* what the backlog has counted of itself */
    i64 answer_left;                 /* octets that reply_begin announced and reply_write has not brought; -1: unknown */
    struct pace out_pace;
    struct timer out_timer;

    struct tunnel tunnel;

    bool opened : 1;                 /* nghttp2 holds it */
    bool turned_away : 1;            /* refused before its head was read */
    bool lingers : 1;                /* its answer is out, its body goes on */
    bool running : 1;                /* its handler runs */
    bool begun : 1;                  /* the request's head is whole, and not yet looked at */
    bool in_ended : 1;               /* the client has sent everything */
    bool cut : 1;                    /* it went away before */
    bool slow : 1;
    bool paced : 1;                  /* its pace is being measured */
    bool starved : 1;                /* there was no memory for its body */
    bool gathering : 1;              /* no handler runs: the body is waited for, for e.next */
    bool wants_continue : 1;
    bool silent : 1;                 /* the answer has no body */
    bool out_ended : 1;              /* the answer is complete, though not sent */
    bool deferred : 1;               /* nghttp2 waits to be resumed */
    bool tunnelled : 1, paused : 1, behind : 1, told : 1;    /* see http2_tunnel.c */
};

static inline struct stream *stream_of(struct exchange *e) { return CONTAINER(e, struct stream, e); }
static inline size_t stream_pending(const struct stream *s) { return s->out.n - s->sent + s->lent.n + s->shared.octets; }

/* The session. */
void session_write(struct http2 *);              /* moves what may go into the connection's output */
void session_fail(struct http2 *, u32 code);     /* a GOAWAY with this code is its last */
void session_todo(struct stream *);
bool session_full(const struct http2 *);         /* its client has left so much untaken that no handler starts */
void session_eased(struct http2 *);              /* less is held: stalled streams may begin */
bool session_heads_full(const struct http2 *);   /* ... or no further head is kept */
void session_bother(struct http2 *, enum bother);
/* A frame begins: is it one too many, or out of place? A PRIORITY frame makes its stream depend on the one that `on` names. */
void session_frame(struct http2 *, const nghttp2_frame_hd *, i32 on);
nghttp2_session *session_new(struct http2 *);    /* with the callbacks of http2_events.c */

/* A stream's life. */
struct stream *stream_open(struct http2 *, i32 number);
void stream_attend(struct stream *);             /* what it was put on `todo` for */
void stream_closed(struct stream *, bool orderly);           /* nghttp2 has released it */
void stream_reset(struct stream *, u32 code);
void stream_taken(struct stream *, size_t n);    /* of the body: the client may send as much more */

/* The head: fields as they come (false: no more are accepted), then all of it (false: `refused` says why). */
bool stream_field(struct stream *, str name, str value);
bool stream_trailer(struct stream *, str name, str value);
void stream_refuse(struct stream *, err, const char *detail);
bool stream_head(struct stream *);

/* The body. */
void stream_input(struct stream *, str piece);
void stream_input_ended(struct stream *);
void stream_late(struct timer *);
void stream_linger(struct stream *);          /* what the client still sends is skipped, for a moment */
err stream_body_read(struct exchange *, str *piece);
bool stream_body_here(struct exchange *);
void stream_gather(struct stream *);          /* the handler has returned, and goes on once the body is there */
bool stream_gathered(struct stream *);        /* true: it is there, or never will be */
void stream_body_drop(struct stream *);
size_t stream_trailers(struct exchange *, struct header **);

/* The answer. */
nghttp2_data_provider stream_source(struct stream *);        /* nghttp2's view of it: the next two */
ssize_t stream_data(struct stream *, size_t most, u32 *flags);
void stream_send(struct stream *, const u8 head[9], size_t n);
void stream_unread(struct timer *);
void stream_stir(struct stream *);               /* there is more to send, */
void stream_stir_last(struct stream *);          /* after what is for few */
/* What it holds has changed; a waiting handler counts for `waiter`, and costs `cost`. */
void stream_held(struct stream *, size_t waiter, size_t cost);
bool stream_is_crowded(const struct exchange *);
void stream_charge(struct exchange *, int change);
void stream_reply(struct exchange *, int status, str type, str body, bool lasting);
err stream_begin(struct exchange *, int status, str type, i64 length);
err stream_write(struct exchange *, str);
err stream_end(struct exchange *);
void stream_problem(struct stream *);            /* answers what was refused */
void stream_head_submit(struct stream *, str type, i64 length, bool body);

err stream_tunnel(struct exchange *, const struct tunnel *as, struct tunnel **out);
void stream_tunnel_begin(struct stream *);       /* its handler has returned */
void stream_tunnel_attend(struct stream *);
void stream_tunnel_input(struct stream *, str piece);
void stream_tunnel_gone(struct stream *);
