/*
 * What the servers of one world share, whichever door a client comes through: how many
 * connections there may be, how many from one address, how much memory the bodies on
 * their way may take, and on each loop whom its fibers work for.
 *
 * Files are left for everything else: the bound of connections stays below the process's
 * own by a reserve, so that letters, exports and the store go on when a crowd is there.
 */
#pragma once
#include <stdatomic.h>
#include "base/err.h"
#include "runtime/world.h"

struct guests;
struct visitors;

struct capacity {
    struct world *world;
    int servers;                     /* that hold it */
    i64 connections_most;
    i64 body_most;                   /* octets of all bodies on their way, of the process */
    _Atomic i64 connections, body;
    struct visitors *visitors;       /* NULL: without a bound */
    struct guests **guests;          /* of each loop */
    int loops;
};

/* Opened by a world's first server and closed by its last; on the thread that opens servers. */
struct capacity *capacity_hold(struct world *);
void capacity_release(struct capacity **);

/* Of connections. Those who watch have an address of their own and a few more there, so that they get in whatever happens. */
enum { WATCHERS_MORE = 16 };
bool capacity_full(const struct capacity *, bool for_watchers);

/* So many connections of the wished for fit beside what else needs files; `loops` of the process do. */
i64 connections_fitting(i64 wish, i64 files, int loops);
