/*
 * Whom the fibers of one loop work for. An address (of IPv6: a /64) has a share of them; what
 * it asks beyond that waits for its turn, so that many people behind one address are served,
 * but not ahead of everybody else. Likewise its bodies that are on their way have a share of
 * the memory for bodies.
 *
 * Monitoring is answered even so: it goes first, on fibers reserved for it.
 *
 * All calls are for the loop's own thread. A guest lives as long as somebody holds it; NULL
 * stands for a trusted proxy that does not name its client, and has no bound.
 */
#pragma once
#include "net/http.h"

struct capacity;
struct guests;
struct guest;
struct lane;

struct guests *guests_open(struct capacity *, struct loop *);
void guests_close(struct guests **);

struct guest *guest_hold(struct guests *, const struct address *);
struct guest *guest_hold_again(struct guest *);
void guest_release(struct guests *, struct guest **);

/* One request's place on a fiber; starts zeroed, and may be taken again after it was left. */
struct seat {
    struct link link;                /* of its guest, while it waits */
    struct guest *guest;
    struct exchange *e;
    void (*run)(ctx *, void *arg);
    void *arg;
    bool first;                      /* on one of the reserved fibers */
};

/* The caller holds the guest until seat_leave. */
void seat_take(struct lane *, struct seat *, struct guest *, struct exchange *, void (*run)(ctx *, void *arg), void *arg);
void seat_leave(struct lane *, struct seat *);     /* on that fiber, at its end: the next may begin */

/*
 * One very long answer more (1), or one fewer (-1), is being sent. A guest is crowded that has a few of these while the
 * process holds output_budget: it gets no further one.
 */
void guest_answers(struct guest *, int change);
bool guest_is_crowded(const struct lane *, const struct guest *);

/* Memory for bodies on their way, of the process. False: there is none left. */
bool body_memory_take(struct guests *, size_t n);
void body_memory_give(struct guests *, size_t n);
/* A guest's part of it: `n` octets more, or fewer. False: it has its share. */
bool body_memory_guest(struct guests *, struct guest *, i64 n);
