/*
 * The line before the writer: fibers of any loop join it, and the writer takes them
 * in the order in which they came. Joining is one exchange of a pointer while the
 * writer is at work, and wakes it when it sleeps.
 */
#pragma once
#include <pthread.h>
#include "ports/store/sqlite/sqlite.h"

/* A transaction that waits for the writer; on its fiber's stack, so gone once the fiber is woken. */
struct member {
    struct tx tx;
    struct sqlite_writer *writer;
    struct member *next;
    tx_fn *run;
    void *arg;
    err result;
    bool wrote;                      /* in this try */
    bool settled;                    /* the result is final, even if the group is undone */
};

struct line {
    _Atomic(struct member *) joined; /* newest first */
    struct member *taken;            /* the writer's: oldest first */
    _Atomic bool asleep;
    pthread_mutex_t lock;            /* for falling asleep and for being woken */
    pthread_cond_t more;
    bool ending;
};

void line_open(struct line *);
void line_close(struct line *);
void line_join(struct line *, struct member *);
void line_end(struct line *);        /* the writer wakes, and stops once nobody waits */

/* The writer's own. */
bool line_wait(struct line *);       /* sleeps until somebody waits; false at the end, when nobody does */
struct member *line_first(const struct line *);      /* after line_wait: the next one */
struct member *line_next(struct line *);             /* taken out, or NULL */
