/* What the files of WebSocket share: a socket, and what sockets of one kind have on each loop. */
#pragma once
#include "net/pace.h"
#include "net/tunnel.h"
#include "net/websocket.h"
#include "net/ws/deflate.h"

enum {
    WS_FRAGMENTS_MOST = 65536 + 1,   /* many clients end a message with an empty one */
    WS_PACK_LEAST = 128,             /* below this, compressing costs more than it saves */
    WS_PACK_MOST = 1024 * 1024,      /* above this, it would keep the loop from others for too long */
    WS_A_TURN = 256 * 1024,          /* unpacked octets of one socket, with WS_MESSAGE_COST for each message: then others have their turn */
    WS_MESSAGE_COST = 128,
    WS_SCRATCH_KEPT = 64 * 1024,
    WS_SPARES = 16,
    WS_SPARE_MOST = 1024 * 1024,
    WS_SPARE_MS = 1000,              /* memory for large messages is given back after this long without one */
    WS_INTO_LEAST = 16 * 1024,       /* a frame of at least this size is read straight to its place */
    WS_INTO_MOST = 256 * 1024,
    WS_CLOSE_MS = 2000               /* for the client's close frame */
};

/* One loop's. The buffers' content lasts for one call; the spares wait for the next message that comes in pieces. */
struct ws_lane {
    struct ws_deflate *deflate;
    struct buf unpacked, packed;
    struct buf spares[WS_SPARES];
    int spare_count;
    struct timer idle;
    struct loop *loop;               /* that `idle` runs on */
};

struct ws_kind {
    struct world *world;
    const struct ws_rules *rules;
    size_t message_most;             /* octets of a message */
    struct ws_limits limits[2];      /* the second: with permessage-deflate, which makes incompressible data longer */
    struct ws_lane *lanes;
    int lane_count;
};

struct ws {
    struct tunnel *tunnel;           /* NULL: it has gone, and the socket waits for its job */
    struct ws_kind *kind;
    struct loop *loop;
    void *arg;
    ctx *job;                        /* at work on a message */
    struct ws_reader reader;
    struct buf message;              /* what has come of a message, followed by what has come of a control frame between its fragments */
    size_t gathered;                 /* of `message`, without the control frame */
    struct timer slow;               /* a message or frame that has begun must make progress by then */
    struct pace pace;                /* of it, if `paced` */
    struct timer timer;              /* the next ping; once closing, the end of waiting */
    struct turn_hook next_turn;      /* once it has used up WS_A_TURN */
    u32 spent;                       /* of that */
    u16 code;
    u8 opcode;                       /* of `message`, once whole */
    u8 window;                       /* of the client's inflater, as a power of two */
    bool deflate : 1;
    bool whole : 1;                  /* `message` is whole, and waits for the job's end */
    bool packed : 1;                 /* and is compressed */
    bool behind : 1;                 /* the client does not read: nothing is taken from it */
    bool rests : 1;                  /* until the loop's next turn: likewise */
    bool paced : 1;
    bool waited_for : 1;             /* the client, for the rest of it */
    bool paused : 1;                 /* the tunnel waits for us to take more */
    bool heard : 1;                  /* something came since the last ping */
    bool closing : 1;                /* our close frame is out, */
    bool ours : 1;                   /* and was no answer to the client's */
    bool dropped : 1;                /* then it is cut off, if it has not read all */
    bool finished : 1;               /* nothing more either way */
};

static inline struct ws_lane *ws_lane(const struct ws_kind *k, struct loop *l) { return &k->lanes[loop_index(l)]; }
struct ws_deflate *ws_lane_deflate(struct ws_lane *);
void ws_scratch_trim(struct buf *);

/* A socket on a tunnel whose user is ws_tunnel_user; the tunnel's arg is set to it. */
extern const struct tunnel_user ws_tunnel_user;
struct ws *ws_new(struct ws_kind *, struct loop *, int window, void *arg);        /* of permessage-deflate; 0: without */
void ws_begin(struct ws *, struct tunnel *);

/* input.c, as the tunnel's user. Goes on to take what waits in the tunnel, if it may; delivers the message that is whole. */
size_t ws_input(struct tunnel *, char *bytes, size_t n);
str ws_into(struct tunnel *);
void ws_has_room(struct tunnel *);
void ws_rested(struct turn_hook *);
void ws_go_on(struct ws *);
void ws_deliver(struct ws *);

/* Adds a piece to its message; where the rest of a large frame may be read to (n 0: nowhere); gives the memory of a message back. */
void ws_gather(struct ws *, const struct ws_event *);
str ws_message_room(struct ws *);
void ws_message_give(struct ws *, struct buf *);
void ws_spares_idle(struct timer *);
void ws_spares_drop(struct ws_lane *);

/* One frame, whatever the state; a client too far behind is dropped instead. */
void ws_put(struct ws *, enum ws_opcode, bool packed, str payload);
void ws_put_close(struct ws *, u16 code, str reason);

/* Nothing more is heard or said; the tunnel ends once all is written. */
void ws_finish(struct ws *);
void ws_message_forget(struct ws *);

/* Sends the reason, and ends without waiting for the client's close frame. */
void ws_fail(struct ws *, enum ws_close code, str reason);
