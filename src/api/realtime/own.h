/*
 * What the files of this folder share with GraphQL's mouth (api/graphql/sub.h): an open connection, and
 * what all of one process have in common.
 */
#pragma once
#include <stdatomic.h>
#include "api/realtime/crowd.h"
#include "api/realtime/message.h"
#include "api/realtime/realtime.h"
#include "base/buf.h"
#include "domain/session/session.h"
#include "hub/command.h"
#include "hub/ear.h"
#include "net/sse.h"
#include "net/websocket.h"
#include "runtime/metrics.h"

enum { CLOSE_SESSION = 4001, CLOSE_TOKEN = 4002, CLOSE_ACCOUNT = 4003, CLOSE_FLOOD = 4008 };

/* Why a connection ended that its client did not end: a label of kith_sockets_dropped_total. */
#define DROPS(X) X(slow) X(silent) X(token) X(session) X(drain) X(protocol)
enum dropped {
    DROP_NONE,
#define X(word) DROP_##word,
    DROPS(X)
#undef X
    DROP_COUNT
};

struct connection;

/* How it speaks. A line that is gone hears nothing more and is not asked. */
struct voice {
    struct mouth mouth;
    enum crowd_kind kind;
    bool (*say)(struct connection *, str cursor, str json);  /* false: it is ending */
    void (*end)(struct connection *, u16 code, const char *reason);
    size_t (*pending)(const struct connection *);
};
extern const struct voice socket_voice, stream_voice;
extern const struct ws_rules socket_rules;

struct connection {
    struct ear ear;
    struct realtime *home;
    struct loop *loop;
    const struct voice *voice;
    union { struct ws *ws; struct sse *sse; };
    struct caller caller;
    struct rate_client from;         /* of a socket: who shares its messages */
    struct opening *opening;         /* of a stream: it has not begun, or is at work to */
    struct timer due;                /* the token's end, or the time at which its session may have ended */
    struct link dirty, doubted;      /* on its loop's lists; see loop_state */
    i64 seen_ms;                     /* on its loop's clock: its session was seen then; 0: never */
    i64 untaken_ms;                  /* wall clock: the first of these was committed: */
    u32 untaken;                     /* live events that the kernel has not been given */
    i64 opened_ms, ends_ms;          /* wall clock; 0: with its session */
    struct allowance allowance;
    u32 dying;                       /* octets that it still holds, although it was dropped for them */
    u16 code;                        /* of a stream's last event */
    bool counted : 1;                /* among those of its account */
    bool asked : 1;                  /* about its session, and no doubt has come since */
    bool warned : 1;                 /* that its token ends soon */
    bool heavy : 1;                  /* octets wait for its client, as of when they were last weighed */
    u8 looks : 2;                    /* that found octets waiting, one after the other */
    bool told : 1;                   /* hello was said */
    bool ended : 1;                  /* its last word is said */
};

static inline struct connection *connection_of(struct ear *e) { return CONTAINER(e, struct connection, ear); }

/* What one loop keeps for its connections. */
struct loop_state {
    struct realtime *home;
    struct loop *loop;
    struct link dirty;               /* they were told something in this turn, or octets wait for their client: weigh.c */
    struct link heavy;
    struct link dying;               /* dropped for what they hold, which they may still read for a moment; the first goes first */
    size_t dying_octets;
    struct turn_hook weigh;
    struct timer look;               /* at the heavy ones, again and again while there are any */
    bool written;                    /* what was said by now has been given to the kernel */
    struct link doubted;             /* their sessions are to be asked about: fate.c */
    bool asking;
};

/* A command that clients may send: a capability's. */
struct known_command { const struct command *is; int label; };

struct realtime {
    struct arena arena;
    struct world *world;
    const struct realtime_settings *settings;
    struct ws_rules rules;
    struct ws_kind *sockets;
    struct crowd *crowd;
    struct loop_state *loops;
    int loop_count;
    str node;
    struct known_command *commands;
    size_t command_count;
    int drops[DROP_COUNT], kinds[CROWD_KINDS];
};

static inline struct loop_state *loop_state_of(const struct connection *n) { return &n->home->loops[loop_index(n->loop)]; }

/* ---- open.c: before anything is answered, and then on a fiber that may wait ---- */

struct open_query { str ticket, topics, cursor, include; ids channels; };
extern const struct shape open_query_shape;

/* ERR_INVALID; ERR_TOO_MANY too_many_sockets. */
err open_admit(ctx *, struct realtime *, const struct voice *, const struct open_query *, struct connection **out);
err open_read(ctx *, str query, struct open_query *out);     /* once more, of a query that was checked */
void open_copy(struct arena *, const struct open_query *, struct open_query *out);
void open_run(ctx *, struct connection *, const struct open_query *, str cursor);
void connection_free(struct connection *, u16 code);         /* its line has gone, or never was */
/* The first member of something of that size. It is nobody's, until: */
struct connection *connection_new(ctx *, struct realtime *, const struct voice *, size_t size);
err connection_take(ctx *, struct connection *, const struct caller *, when ends);   /* ERR_TOO_MANY too_many_sockets */
void connection_heard(ctx *, struct connection *);           /* its ear is open */
err socket_open(struct exchange *, struct realtime *, const struct open_query *);
struct event_stream;
err events_open(ctx *, struct realtime *, const struct open_query *, struct event_stream *out);

/* ---- say.c: what the mouth itself tells ---- */

bool say_json(struct connection *, const char *type, str json);   /* the finished object */
bool say_cursor(struct connection *, const char *type, str cursor, str json);        /* with an id on a stream */
bool say_greeting(ctx *, struct connection *, const char *type, str members);
bool say_end(struct connection *, const char *type, struct buf *);       /* of answer_begin */
bool say_hello(ctx *, struct connection *, str cursor, bool resumed);
bool say_error(ctx *, struct connection *, err, const struct about *, i64 wait_ms);      /* 0: as the failure says */
bool say_refused(ctx *, struct connection *, const struct topic_refused *);
void say_live(struct ear *, str cursor);         /* these as the hub wants them */
void say_resync(struct ear *, enum resync, str cursor);
void say_gone(struct ear *, str topic);
bool say_expiring(struct connection *);
void connection_end(struct connection *, enum dropped, u16 code, const char *reason);
void connection_dropped(struct connection *, enum dropped);  /* its line has been ended already */
void connection_lost(struct ear *);              /* as the hub wants it: 1011, its client comes back */

/* ---- commands.c ---- */

void commands_open(struct realtime *, struct arena *);
ws_job command_serve;

/* ---- fate.c ---- */

void fate_begin(ctx *, struct connection *);     /* the hub hears for it */
void fate_follow(struct connection *);           /* the same, without waiting for the answer */
void fate_token(struct connection *, when ends);             /* a new one has come */
void fate_doubt(struct ear *);
void fate_ask(struct connection *);
void fate_forget(struct connection *);
void connection_seen(struct connection *);       /* its client has sent something: that prolongs its session, as requests do */

/* ---- weigh.c: how much waits for each client ---- */

void weigh_soon(struct connection *);
void weigh_dying(struct connection *);           /* a socket that was dropped for what it holds */
void weigh_forget(struct connection *);
void weigh_told(struct connection *, const struct heard *);  /* it is measured how long it takes until the kernel has it */
void weigh_open(struct loop_state *);
