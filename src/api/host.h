/*
 * A host: one world with its capabilities open, in the order in which they need each other.
 * A server, a command that works on a store, and a test each open one. Closing is in
 * reverse order.
 */
#pragma once
#include "api/rest/rest.h"
#include "base/mask.h"
#include "ports/clock.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

/*
 * Who opens it: a server; a command that makes the store, one that writes to an existing store, only reads it, or repairs
 * its node numbers (so it has none). Commands may run beside a running server, and have no surface and no work.
 * HOST_OWNS: a command that makes the store and is refused a data folder that a server uses.
 */
enum host_use { HOST_SERVES, HOST_MAKES, HOST_VISITS, HOST_READS, HOST_MENDS, HOST_OWNS };

struct host {
    struct world world;
    struct settings settings;
    struct steady_clock clock;
    struct mask mask;                /* secrets in them that no message and no log may show */
    struct front *front;
    struct rest *rest;
    struct web *web;
    struct graphql *graphql;
    struct realtime *realtime;
    struct work *work;
    enum host_use use;
    bool leased;                     /* this process has leased its node number */
};

/*
 * Nothing runs yet, and nothing outside the process has been touched. The failure names what is wrong: a setting,
 * a table of the program.
 */
err host_open(struct host *, const struct program *, const struct settings *, enum host_use, struct failure *);
/* The ports: the data folder and what is in it. The failure names what is wrong: a folder in use, or without a store. */
err host_enter(struct host *, struct failure *);
void host_start(struct host *);      /* the loops */

/*
 * Brings the store up to date (a visitor only checks that it is), checks every statement against it, and leases the
 * node number; then the surface and the work begin. ERR_UNAVAILABLE, ERR_TIMEOUT: the store is down, try again.
 * `applied`: migrations.
 */
err host_prepare(struct host *, struct failure *, int *applied);

/* Runs a command's function on a fiber; the failure is still valid after its ctx has ended. */
err host_call(struct host *, err (*run)(ctx *, void *arg), void *arg, struct failure *);

void host_close(struct host *);
