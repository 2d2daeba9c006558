/*
 * The servers that a courier knows: what is under way to each, and its breaker. The number is bounded; the least
 * recently asked goes first.
 */
#pragma once
#include "base/list.h"
#include "base/map.h"
#include "ports/calls/breaker.h"

struct host {
    struct link link;                /* the most recent is last */
    str server;
    struct breaker breaker;
    int active;                      /* transfers under way */
    int held;                        /* transfers that wait or are under way: it is kept meanwhile */
};

struct hosts { struct map map; struct link recent; size_t n; };

void hosts_init(struct hosts *);
void hosts_close(struct hosts *);
struct host *host_hold(struct hosts *, str server);
void host_release(struct host *);
