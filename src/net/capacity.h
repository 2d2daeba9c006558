/*
 * What the servers of one world share, whichever of them a client connects to: how many
 * connections there may be, how many from one address, how much memory the bodies on
 * their way may take, and on each loop whom its fibers work for.
 *
 * Files are kept for everything else: the bound on connections stays below the process's
 * limit of files by a reserve, so that letters, exports and the store go on when a crowd
 * is there.
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

/*
 * Of connections. The listener for monitoring has its own address and a few more connections, so that monitoring gets
 * in whatever happens.
 */
enum { WATCHERS_MORE = 16 };
bool capacity_full(const struct capacity *, bool for_watchers);

/* How many of the wanted connections fit beside everything else that needs files, with `loops` loops in the process. */
i64 connections_fitting(i64 wish, i64 files, int loops);
