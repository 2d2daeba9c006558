/*
 * The tail: what a process knows of the newest events of the log. Those that a reader wants are in a ring in memory,
 * which is bounded in events and octets. It reads each event once, in the order of positions, and hands it to those
 * that want its kind: to readers (the consumers of this process) a bit for its partition and a bell, to listeners the
 * event itself. Readers that are up to date read from the ring; one that fell out of it reads on from the store.
 *
 * If the store gives positions as it writes, the writer reports its commits, and nothing is read; a gap in the
 * positions (another process wrote) is read from the store, and until then the writer's events are left to that read,
 * too. docs/decisions/0021-tail.md.
 */
#pragma once
#include <pthread.h>
#include "ports/bus.h"

enum { TAIL_EVENTS = 1 << 14, TAIL_OCTETS = 4 << 20 };

/*
 * `text` is the place of its subject, key and payload, counted without end; `next` is the next slot of its partition. Numbers
 * count from 1.
 */
struct tail_slot {
    i64 position, text;
    id id;
    const struct known_kind *known;
    when created_at;
    u32 subject_n, key_n, payload_n;
    i64 next;
    u8 partition;
};

struct tail {
    pthread_mutex_t lock;            /* of all of this, and of the readers' members that are the tail's */
    bool begun;
    _Atomic i64 last;                /* everything up to here was handed out, */
    i64 floor;                       /* and wanted events after this are in the ring */
    _Atomic i64 due;                 /* committed, as the writer reported; more than `last`: there was a gap */
    i64 first, end;                  /* the numbers of the oldest slot, and of the next one */
    i64 text_end;
    i64 head[BUS_PARTITIONS], back[BUS_PARTITIONS];      /* the oldest and the newest slot of each partition; 0: none */
    i64 tips[BUS_PARTITIONS];        /* the newest position of each */
    id doubt_from, doubt_to;         /* ids of this process's events of which it does not know whether they committed; 0: none */
    struct tail_slot *slots;
    char *text;
};

void tail_open(struct tail *);
void tail_close(struct tail *);
void tail_start(struct bus *);       /* the fiber that reads what the writer does not report */

err tail_begin(struct bus *, ctx *);             /* from the present end of the log; a second call does nothing */
void tail_told(struct bus *, const struct event *);      /* by the writer, after the commit and before it is acknowledged */
void tail_doubt(struct bus *, id event);         /* of this process: if it turns up, its listeners hear of it */
