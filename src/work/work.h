/*
 * Work that nobody waits for: consumers of the event log, jobs, schedules, and what
 * became of those that failed for good. All of it is durable, at least once, and
 * retried with exponential backoff and jitter; a handler's writes commit together
 * with the mark that it was done, so through its tx each has its effect once.
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
 * Handles one event, in order for each key. A failure is tried again with backoff, then kept as dead.
 * What can be summed up (counts) is cheaper many at once: `handle_many` instead, all of one partition.
 */
struct consumer {
    const char *name;                                        /* durable: renaming it starts it anew */
    event_kinds hears;                                       /* KINDS(&note_created, &note_deleted) */
    err (*handle)(tx *, const struct event *);
    int tries;                                               /* 0: 8 */
    err (*handle_many)(tx *, const struct event *const *, size_t n);
};

/* Runs outside of a transaction (it may park, call out), then is marked done. `payload` is the draft's. */
struct job_kind {
    const char *name;
    err (*run)(ctx *, str payload);
    int tries;                                               /* 0: 8 */
    i64 lease_ms;
    bool fleeting;                                           /* given up, it is not kept: its payload names somebody, or helps nobody later */
};

struct schedule { const char *name; i64 every_ms; err (*run)(ctx *); };      /* once per period over all processes */

/*
 * Waits until that consumer has handled all that was committed when this was asked, so that who has just written finds it in
 * what the consumer makes. Goes on without a word after `most_ms`; an event that fails is not waited for. Cheap where there is
 * nothing to wait for: no statement where this process has the store to itself, else one.
 */
err consumer_await(ctx *, const char *consumer, i64 most_ms);

err job_add(tx *, const char *kind, str payload, when run_at);

/* Of somebody who is no more: jobs of a kind whose payload is JSON that names the id go, wherever they are: waiting, under way, dead. */
err jobs_forget(tx *, const char *kind, id who);

/* Dead letters, oldest first; replay puts them back in line (id 0: all) and says how many. */
struct dead_letter { id id; str kind, name, subject, key, payload, problem; i64 tries; when died_at; };
typedef PAGE(dead_letter) dead_page;
extern const struct shape dead_letter_shape;
err dead_list(ctx *, id after, i64 most, dead_page *out);
err dead_replay(ctx *, id which, i64 *replayed);

/*
 * The number in the ids of this process is leased for as long as it runs; ids do not repeat over restarts, nor between
 * commands that run at once. A command gives its number back at its end.
 */
enum node_use { NODE_SERVES, NODE_VISITS };
err node_lease(ctx *, enum node_use);
err node_release(ctx *);

/* Numbers that have made ids of times far ahead, and the latest of these. Accepted, they may serve again: ids may repeat. */
struct nodes_ahead { i64 numbers; when until; };
err nodes_ahead(ctx *, struct nodes_ahead *out);
err nodes_accept(ctx *, i64 *accepted);

/* What the capabilities of a world declare, told to its bus: the kinds of events; and, in a server, the listeners. */
void work_declare(struct world *);
void work_listen(struct world *);

struct work;
struct work *work_open(struct world *, const struct capability *const *capabilities);     /* capabilities: NULL-terminated */
void work_start(struct work *);
void work_close(struct work **);     /* after runtime_stop */
extern const struct capability work_capability;  /* its own tables: events, consumers, jobs, dead letters, nodes */
