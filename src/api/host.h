/*
 * A host: one world with its parts open, in the order in which they need each other.
 * A server, a command that works on a store, and a test each open one. Closing goes
 * the same way back.
 */
#pragma once
#include "api/rest/rest.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

struct host {
    struct world world;
    struct settings settings;
    struct rest *rest;
    struct web *web;
    struct work *work;
    bool serves, leased;             /* leased: this process has its node's number */
};

/* HOST_VISITS: a command beside a server that may be running; it has no surface and runs no work. */
enum host_use { HOST_SERVES, HOST_VISITS };

/* Nothing runs yet. The story names what is wrong: a setting, a folder in use, a table of the program. */
err host_open(struct host *, const struct program *, const struct settings *, enum host_use, struct story *);
void host_start(struct host *);      /* the loops */

/*
 * Brings the store up to date, checks every statement against it, and leases the node's number; then the surface
 * and the work begin. ERR_UNAVAILABLE, ERR_TIMEOUT: the store is away, try again. `applied`: migrations.
 */
err host_prepare(struct host *, struct story *, int *applied);

/* Runs a command's function on a fiber; the story is told even though its ctx has ended. */
err host_call(struct host *, err (*run)(ctx *, void *arg), void *arg, struct story *);

void host_close(struct host *);
