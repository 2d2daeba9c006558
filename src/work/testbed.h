/*
 * For the tests of this room: a world with a bus and work in it, a writer that counts
 * by key and reports each count as an event, and a consumer that checks that it sees
 * every count once and in order.
 */
#pragma once
#include "kit/test.h"
#include "kit/world.h"
#include "work/work.h"

struct probe { struct test_world *w; struct work *work; };
struct probe_options { struct test_world_options world; bool idle; };        /* idle: work is not started */

void probe_open(struct probe *, struct probe_options, const struct capability *);
void probe_close(struct probe *);

/* Another process on the data of the first; on SQLite that one's store must be closed. Closed before the first. */
void probe_open_beside(struct probe *, struct probe *first, const struct capability *);
void probe_open_beside_idle(struct probe *, struct probe *first, const struct capability *);       /* with a clock that does not move */

void probe_call(struct probe *, err (*run)(ctx *, void *arg), void *arg);    /* ends the program unless it is OK */

/* Counts one key up, and reports that; `linger_ms` keeps the transaction open afterwards (on PostgreSQL). */
struct probe_count { str key; i64 linger_ms; };
err probe_count(ctx *, const struct probe_count *);
void probe_count_some(struct probe *, str key, int n);
void probe_count_together(struct probe *, str key, int n);   /* in one transaction */

/* The counter's event: key, the counter's name. */
struct probe_told { i64 n; };
EVENT(probe_counted, probe_told);
EVENT(probe_ignored, nothing_told);              /* never reported */
i64 probe_n(tx *, const struct event *);

/* The consumer's half, for its handler. */
err probe_see(tx *, const struct event *, const char *consumer);

i64 probe_seen(struct probe *, const char *consumer, const char *key);
void probe_expect_seen(struct probe *, const char *consumer, const char *key, i64 n);        /* within some seconds */
void probe_expect_all_right(struct probe *, const char *consumer);           /* every count of every key, within some seconds */
void probe_expect_no_job(struct probe *);                    /* finished jobs are marked done */

/* Asks until it is true, for some seconds. */
void probe_expect(struct probe *, err (*is)(ctx *, bool *so, void *arg), void *arg, const char *what);
