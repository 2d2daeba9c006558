/*
 * The event log. A change of state adds its event in the same transaction; nothing
 * is published that did not commit, and nothing committed goes unpublished. An event
 * gets its position after the commit; positions rise, and a reader that goes on from a
 * position misses nothing, in order for each key. A key's partition is its hash.
 *
 * How positions are given: docs/decisions/0003-positions.md.
 */
#pragma once
#include "ports/bell.h"
#include "ports/event.h"

enum { BUS_PARTITIONS = 64 };

typedef PAGE(event) event_page;
extern const struct shape event_shape;

/* Registers a kind, before any event is reported. No two kinds fit one subject. */
void bus_declare(struct bus *, event_kinds);
const struct event_kind *bus_kind(const struct bus *, str subject);  /* NULL: not known */
bool bus_knows(const struct bus *, const struct event_kind *);

/* Events of one partition after `after`, oldest first, from the store. */
err bus_fetch(ctx *, i64 partition, i64 after, i64 most, event_page *out);

/* Events of all partitions after a position, in the order of positions, from the store. */
err bus_after(ctx *, i64 position, i64 most, event_page *out);

/*
 * Events up to `floor` may have been trimmed: a reader that needs one of them has missed some. Asked after what it read, it says whether
 * that was whole. And the newest position that the store knows, which is at least this process's bus_tip.
 */
err bus_floor(ctx *, i64 *floor);
err bus_newest(ctx *, i64 *position);

/*
 * Readers, which the tail serves (bus/tail.h). Each gets only the kinds that it names: its bell rings when the first
 * event of a partition comes that has not been taken. It belongs to its opener, and the members except the bell are the
 * tail's.
 */
struct bus_reader {
    event_kinds hears;
    struct bell news;
    _Atomic u64 pending;             /* partitions with an untaken event, */
    i64 oldest[BUS_PARTITIONS], newest[BUS_PARTITIONS];      /* and their places: at or after the one, up to the other */
    _Atomic u64 told[BUS_PARTITIONS], told_all;              /* the number of events so far */
};
void bus_reader_open(struct bus *, struct bus_reader *, event_kinds);
void bus_reader_close(struct bus_reader *);      /* once the bus reports no more: after the runtime has stopped */

/* Its events of one partition after `after`, from memory. False: memory does not reach back that far; read from `through` on. */
struct bus_taken { event_page events; i64 through; u64 told; };      /* everything up to `through` was read; `told` at that time */
bool bus_take(struct bus *, struct bus_reader *, struct arena *, i64 partition, i64 after, i64 most, struct bus_taken *out);
void bus_done(struct bus *, struct bus_reader *, i64 partition, i64 through);        /* with everything up to there */

/* Is there nothing to take? If so: the newest event of the partition, wanted or not, and the number of wanted ones so far. */
struct bus_quiet { i64 tip; u64 told; };
bool bus_quiet(struct bus *, struct bus_reader *, i64 partition, struct bus_quiet *out);

/* Waits until the tail knows all commits of this process; that is at once unless another process has just written. At most `most_ms`. */
err bus_catch_up(ctx *, i64 most_ms);

/* Parks until a transaction of this process that called tx_has_events has committed (or `most_ms` have passed). */
err bus_wait_commit(ctx *, u64 *seen, i64 most_ms);
void bus_stir(struct bus *);         /* wakes the same fibers; any thread */

/*
 * Listeners run on any thread and neither park nor block. They are named before the bus
 * starts; after `bus_listen_begin`, events are heard without a gap.
 *
 * Events drop what this process keeps in memory of their subjects: so a listener hears of
 * a transaction of its own process before that is acknowledged, and of another's within a
 * moment; now and then it may hear of one twice, or of one whose commit failed. The
 * position may be 0. A listener that is `in_order` hears each event once, in the order of
 * positions, with its position, as soon as the event has one; it may not call the bus.
 */
typedef void bus_ear(void *arg, const struct event *);
struct listens { event_kinds hears; bus_ear *hear; bool in_order; };
void bus_listen(struct bus *, const struct listens *, void *arg);
err bus_listen_begin(ctx *);         /* before anything is read that an event may change */
i64 bus_tip(struct bus *);                        /* everything up to here was handed out, also to listeners in order */
i64 bus_heard_ms(const struct bus *);            /* when all other processes' events were last known, by the monotonic clock */

/*
 * Whispers: what the processes of one store tell each other without keeping it, best effort. A whisper of one process is
 * heard in all others, within a moment, in the order in which it was said unless too much was said at once; it may also be
 * lost. Where there is only one process nothing is whispered.
 *
 * A process says at most 150 KB a second of all kinds; beyond, the newest goes first. Text, at most 7,800 octets of UTF-8.
 * False: it is not said. Any thread.
 */
bool bus_whisper(struct world *, const char *kind, str text);
bool bus_has_company(const struct world *);      /* somebody may hear; any thread */

/* Before the bus starts. On the thread of the first loop; neither parks nor blocks. `from`: the process; each start has its own number. */
typedef void whisper_ear(void *arg, i64 from, str text);
struct hears_whispers { const char *kind; whisper_ear *hear; };
void bus_hear_whispers(struct bus *, const char *kind, whisper_ear *, void *arg);

/* The number of events of one partition after `after`, counted up to `most`. */
err bus_backlog(ctx *, i64 partition, i64 after, i64 most, i64 *out);

/* Deletes events of one partition up to a position that were made before a time, at most `most` of them. */
err bus_trim(ctx *, i64 partition, i64 through, when before, i64 most, i64 *gone);

int bus_partition(str key);

/* Opens the adapter that the settings name: the events table with delivery in the process. The store is open by then. */
struct bus *bus_open(struct world *);
void bus_start(struct bus *);        /* the tail, and the sequencer (on PostgreSQL: one leader); after runtime_start */
void bus_close(struct bus **);       /* after runtime_stop, before store_close */

extern const struct migration kith_migrations[];             /* db/migrations: the tables of this room and of work */
