/* The bus's inside, shared by the log and its sequencer. Private to ports/bus*. */
#pragma once
#include <pthread.h>
#include "base/map.h"
#include "ports/bell.h"
#include "ports/bus.h"

enum { LISTENERS = 64 };

struct bus {
    struct world *world;
    struct bell commits;             /* rings when a transaction of this process has committed events */
    struct bell moves;               /* rings when events may have got positions */
    struct sequencer *sequencer;     /* NULL: the store gives positions as it writes */
    bool follows;                    /* the sequencer's fiber keeps the tips up to date */
    pthread_mutex_t lock;            /* of the tips */
    i64 tips[BUS_PARTITIONS];
    u64 tips_rings, tips_noted;      /* of `moves`, and of `noted`, as the tips were read */
    _Atomic u64 noted;
    i64 tips_read_ms;
    struct map kinds;                /* by their subjects */
    struct listener { event_kinds hears; bus_ear *hear; void *arg; } listeners[LISTENERS];
    int listener_count;
    i64 heard_from[BUS_PARTITIONS];  /* other processes' events are known up to here */
    _Atomic i64 heard_ms;            /* when all of them were, by the monotonic clock; 0: never yet */
};

/* bus_listen.c */
void bus_heard(void *bus, const struct event *);              /* what a transaction of this process has committed */
void listeners_start(struct bus *);

err bus_tips_read(struct bus *, ctx *);
void bus_tip_raise(struct bus *, i64 partition, i64 position);

struct sequencer *sequencer_open(struct bus *);
void sequencer_start(struct sequencer *);
void sequencer_close(struct sequencer **);
