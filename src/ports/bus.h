/*
 * The event log. What changes state adds its event in the same transaction; nothing
 * is published that did not commit, and nothing committed goes unpublished. An event
 * gets its position after the commit; positions rise, and whoever reads on from a
 * position misses nothing, in order for each key. A key's partition is its hash.
 *
 * How positions are given: docs/decisions/0003-positions.md.
 */
#pragma once
#include "ports/event.h"

enum { BUS_PARTITIONS = 64 };

typedef PAGE(event) event_page;
extern const struct shape event_shape;

/* What this program knows: before anything is told of. No two kinds have one subject. */
void bus_declare(struct bus *, event_kinds);
const struct event_kind *bus_kind(const struct bus *, str subject);  /* NULL: not known */
bool bus_knows(const struct bus *, const struct event_kind *);

/* Events of one partition behind `after`, oldest first. */
err bus_fetch(ctx *, i64 partition, i64 after, i64 most, event_page *out);

/* The newest position of each partition that has one behind `known[partition]`; `known` is brought up to date. Returns which changed. */
err bus_tips(ctx *, i64 known[BUS_PARTITIONS], u64 *changed);

/* Parks until there may be events behind what was last fetched (or `most_ms` have passed). */
err bus_wait(ctx *, u64 *seen, i64 most_ms);

/* Parks until a transaction of this process that called tx_has_events has committed (or `most_ms` have passed). */
err bus_wait_commit(ctx *, u64 *seen, i64 most_ms);

/*
 * Listeners: what this process keeps in memory is dropped by the events of what it was made of. A listener hears of a
 * transaction of its own process before that is acknowledged, of another's within a moment, and of none twice for nothing:
 * it may hear of one again. It runs on any thread and neither parks nor blocks. Listeners are named before the bus starts;
 * what `bus_listen_begin` was called before is heard without a gap.
 */
typedef void bus_ear(void *arg, const struct event *);
void bus_listen(struct bus *, event_kinds, bus_ear *, void *arg);
err bus_listen_begin(ctx *);         /* before anything is read that an event may change */
i64 bus_heard_ms(const struct bus *);            /* when all other processes' events were last known, by the monotonic clock */

void bus_stir(struct bus *);         /* wakes all that wait, as if there were news; any thread */

/*
 * Whether what bus_tips gave holds all that was noted before: bus_note counts what has committed and is not yet known, and
 * the commit wakes whoever waits, soon after.
 */
void bus_note(struct bus *);         /* any thread */
u64 bus_noted(const struct bus *);
bool bus_tips_hold(struct bus *, u64 noted);

/* How many events one partition has behind `after`, counting no further than `most`. */
err bus_backlog(ctx *, i64 partition, i64 after, i64 most, i64 *out);

/* Deletes events of one partition up to a position that were made before a time, at most `most` of them. */
err bus_trim(ctx *, i64 partition, i64 through, when before, i64 most, i64 *gone);

int bus_partition(str key);

/* Opens the adapter that the settings name: the events table with delivery in the process. The store is open by then. */
struct bus *bus_open(struct world *);
void bus_start(struct bus *);        /* the sequencer (on PostgreSQL: one leader); after runtime_start */
void bus_close(struct bus **);       /* after runtime_stop, before store_close */

extern const struct migration kith_migrations[];             /* db/migrations: the tables of this room and of work */
