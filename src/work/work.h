/*
 * Background work: consumers of the event log, jobs, schedules, and those
 * that failed for good. All of it is durable, done at least once, and
 * retried with exponential backoff and jitter; a handler's writes commit together
 * with the mark that it is done, so through its tx each has its effect once.
 *
 * A capability names its consumers, job kinds and schedules in its `struct capability`;
 * every process with the role `worker` runs them, one owner at a time for each
 * (consumer, partition group), by lease.
 */
#pragma once
#include "ports/bus.h"
#include "work/belongings.h"
#include "work/capability.h"

/*
 * Handles one event, in order for each key. A failed event is tried again with backoff, then kept as dead.
 * Events that can be summed up (counts) are cheaper many at once: `handle_many` instead, with events of one partition.
 */
struct consumer {
    const char *name;                                        /* durable: renaming it starts it over */
    event_kinds hears;                                       /* KINDS(&note_created, &note_deleted) */
    err (*handle)(tx *, const struct event *);
    int tries;                                               /* 0: 8 */
    err (*handle_many)(tx *, const struct event *const *, size_t n);
};

/* Runs outside a transaction (it may park, call out), then is marked done. `payload` is the draft's. */
struct job_kind {
    const char *name;
    err (*run)(ctx *, str payload);
    int tries;                                               /* 0: 8 */
    i64 lease_ms;
    bool fleeting;                                           /* not kept when given up: its payload names somebody, or is useless later */
};

struct schedule { const char *name; i64 every_ms; err (*run)(ctx *); };      /* once per period over all processes */

/*
 * Waits until that consumer has handled everything that was committed when this was called, so that writers find their
 * changes in what the consumer makes. Gives up silently after `most_ms`, and does not wait for an event that fails.
 * Cheap if there is nothing to wait for: no statement if this process has the store to itself, otherwise one.
 */
err consumer_await(ctx *, const char *consumer, i64 most_ms);

/* Has it handled everything that was committed when this was called? One statement; for checks. */
err consumer_is_done(ctx *, const char *consumer, bool *out);

err job_add(tx *, const char *kind, str payload, when run_at);
/* The one job about something, under the id of that: another time takes the place of the one before. */
err job_set(tx *, id about, const char *kind, str payload, when run_at);
err job_unset(tx *, id about);       /* harmless if there is none; one under way ends as it would */

/* For an erased account: drops jobs of a kind whose JSON payload names the id, whether waiting, under way or dead. */
err jobs_forget(tx *, const char *kind, id who);

/* Dead letters, oldest first; replay queues them again (id 0: all) and returns their number. */
struct dead_letter { id id; str kind, name, subject, key, payload, problem; i64 tries; when died_at; };
typedef PAGE(dead_letter) dead_page;
extern const struct shape dead_letter_shape;
err dead_list(ctx *, id after, i64 most, dead_page *out);
err dead_replay(ctx *, id which, i64 *replayed);

/*
 * The number in the ids of this process is leased while it runs; ids do not repeat over restarts, nor between
 * commands that run at once. A command returns its number at its end.
 */
enum node_use { NODE_SERVES, NODE_VISITS };
err node_lease(ctx *, enum node_use);
err node_release(ctx *);

/* Numbers with ids of times far ahead, and the latest of these. Accepted numbers are used again, so ids may repeat. */
struct nodes_ahead { i64 numbers; when until; };
err nodes_ahead(ctx *, struct nodes_ahead *out);
err nodes_accept(ctx *, i64 *accepted);

/* Opens what the capabilities of a world keep in memory, and registers the kinds of events; in a server, the listeners. */
void work_declare(struct world *);
void work_listen(struct world *);
void work_begin(struct world *);                 /* calls what capabilities begin, once the bus has started */
void work_undeclare(struct world *);             /* once nothing runs and no listener is called */

/* What it keeps in memory. NULL: nothing, or it is no part of that program. */
void *capability_memory(const struct world *, const struct capability *);

struct work;
struct work *work_open(struct world *, const struct capability *const *capabilities);     /* capabilities: NULL-terminated */
void work_start(struct work *);
void work_close(struct work **);     /* after runtime_stop */
extern const struct capability work_capability;  /* its own tables: events, consumers, jobs, dead letters, nodes */
