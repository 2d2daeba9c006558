/*
 * What one loop holds for its connections: their handler, the block that all of them
 * read into, buffers that wait for the next answer. A connection at rest has none of
 * these. Only `count` is for other threads.
 */
#pragma once
#include <stdatomic.h>
#include "base/list.h"
#include "base/random.h"
#include "net/backlog.h"
#include "net/server.h"
#include "net/shared.h"

/* The block holds a WebSocket message of 64 KiB with its head. */
enum {
    LANE_BLOCK = 65 * 1024, LANE_SPARES = 8, LANE_SMALL = 1024, LANE_UNSENT = 1024,
    OUT_LEAST = 16 * 1024, OUT_SMALL = 1024, OUT_KEPT = 64 * 1024
};

struct capacity;
struct door;
struct guests;
struct settings;
struct tls;
struct unsent;

struct lane {
    struct loop *loop;
    struct world *world;
    const struct settings *settings;
    http_handler *handler;
    http_urgent *urgent;             /* or NULL */
    void *arg;
    struct tls *tls;                 /* NULL: plain */
    struct door *door;
    struct capacity *capacity;
    struct guests *guests;           /* of its loop */
    char *block;                     /* LANE_BLOCK octets; their content lasts for one callback */
    struct buf spares[LANE_SPARES];  /* empty, on the heap */
    int spare_count;
    struct buf *small;               /* likewise, LANE_SMALL at most: for one answer each of many */
    int small_count;
    struct unsent *unsent;           /* of connections that have sent all (conn_out.c), LANE_UNSENT at most: for one event to many */
    int unsent_count;
    struct together together;        /* what the last of them sent */
    struct link conns;
    struct rng rng;                  /* trace ids of requests that never became one */
    struct handoff start, drain;
    struct stop_hook at_stop;
    bool draining;
    struct link newcomers;           /* by turn_end.link of each (newcomer.c) */
    struct turn_hook newcomers_turn;
    u64 newcomers_in;                /* the turn that the next two are of */
    i64 newcomers_us;                /* spent on them, */
    int newcomers_served;            /* and how many */
    i64 untold;                      /* of the backlog */
    _Atomic i64 count;               /* connections, including those on their way here */
};

void lane_init(struct lane *, struct loop *, http_handler *, void *arg);
void lane_close(struct lane *);      /* its connections are closed */

void lane_enter(struct lane *);      /* a connection is on its way here */
void lane_leave(struct lane *);      /* and has ended; on the loop's own thread */

/* A buffer for output, and back when it is empty. */
struct buf lane_buf_take(struct lane *);
void lane_buf_give(struct lane *, struct buf *);
void lane_unsent_close(struct lane *);           /* conn_out.c */
