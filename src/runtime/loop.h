/*
 * A loop: one thread, one epoll, its timers, and what other threads hand to it. Each
 * turn: wait, file descriptors, handoffs, timers, ready fibers, then the hooks of the
 * turn's end (where output is written and the turn's read transaction ends).
 * Callbacks run on the loop's own stack and may not block.
 *
 * All calls but loop_hand and those of rings are for the loop's own thread. The owner of a watch, a
 * timer or a hook unregisters it before its memory goes; after loop_unwatch no
 * callback of that watch runs, even if its event had already been fetched.
 */
#pragma once
#include <sys/epoll.h>
#include "base/list.h"

struct loop;
struct world;

struct watch { int fd; void (*ready)(struct watch *, u32 events); };
struct timer { i64 due_ms; size_t place; void (*fire)(struct timer *); };       /* zeroed: not running */
struct handoff { struct handoff *next; void (*run)(struct handoff *); };
struct turn_hook { struct link link; void (*run)(struct turn_hook *); };      /* zeroed: not queued */
struct stop_hook { struct link link; void (*run)(struct stop_hook *); };

struct loop *loop_open(struct world *, int index);
void loop_close(struct loop **);
void loop_run(struct loop *);                    /* until loop_stop; what was posted before it still runs */
void loop_stop(struct loop *);                   /* any thread */

struct world *loop_world(struct loop *);
int loop_index(const struct loop *);
struct loop *loop_current(void);                 /* of this thread, or NULL */

bool loop_watch(struct loop *, struct watch *, u32 events);      /* level-triggered unless EPOLLET; false: errno says */
bool loop_rewatch(struct loop *, struct watch *, u32 events);
void loop_unwatch(struct loop *, struct watch *);                /* the fd stays open */

void timer_start(struct loop *, struct timer *, i64 in_ms);      /* moves it if it runs */
void timer_stop(struct loop *, struct timer *);                  /* harmless if it does not run */

/* From any thread; wakes the loop. The handoff is the caller's until run. */
void loop_hand(struct loop *, struct handoff *);

/*
 * Loops that sleep are not woken for what this thread hands them in between, but once for all of it: one that is woken for the first of
 * many would take the processor for each of them. The thread does not block meanwhile.
 */
void loop_rings_hold(void);
void loop_rings_release(void);

void loop_at_turn_end(struct loop *, struct turn_hook *);        /* once, at the end of this turn */
void loop_at_turn_last(struct loop *, struct turn_hook *);       /* likewise, after those: what is for many, while others are answered */
bool turn_hook_queued(const struct turn_hook *);
void turn_hook_cancel(struct turn_hook *);                       /* harmless if it is not queued */
void loop_at_stop(struct loop *, struct stop_hook *);            /* on the loop's thread, as its last act: to close what it holds */

i64 loop_mono_ms(const struct loop *);           /* monotonic time as of this turn */
i64 loop_wall_us(struct loop *);                 /* the world's clock, read at most once a turn */
str loop_http_date(struct loop *);               /* the Date field's value, made once a second */
u64 loop_turns(const struct loop *);
bool loop_crowded(const struct loop *);          /* others wait for their turn after the running one */
