/*
 * The world of one server: what its rooms share, wired once by main and passed down.
 * Two worlds can live in one process. The lower rooms name each other's parts only as
 * opaque pointers; each part's header says what can be asked of it.
 */
#pragma once
#include "base/id.h"
#include "base/log.h"
#include "base/time.h"

/* What waits for clients, net/backlog.h. Its line of the processor's cache is its own: others write it, while all read the world. */
struct backlog { char before[64]; _Atomic i64 held; char behind[64]; };

struct world {
    struct settings *settings;
    struct clock *clock;
    struct log log;
    struct metrics *metrics;
    struct id_source ids;
    struct runtime *runtime;
    struct tasks *tasks;
    struct store *store;
    struct cache *cache;
    struct bus *bus;
    struct work *work;
    struct hub *hub;
    void **memories;                 /* of its capabilities, work/work.h */
    struct blob *blob;
    struct secrets *secrets;
    struct courier *outgoing;
    struct mailer *mailer;
    struct maker *maker;
    struct rates *rates;
    struct capacity *capacity;       /* what the servers of this world share, net/capacity.h */
    struct keeper_state *keeper;     /* of the program's keeper, ports/keeper.h */
    const struct program *program;   /* what this one is built from, work/capability.h */
    _Atomic int draining;            /* SIGTERM came: finish, take nothing new */
    struct backlog backlog;
};
