/* The bus's inside, shared by the log, its tail and its sequencer. Private to ports/bus*. */
#pragma once
#include "base/map.h"
#include "ports/bell.h"
#include "ports/bus/tail.h"
#include "ports/bus/whisper.h"

struct listener { bus_ear *hear; void *arg; bool in_order; };

/* A kind that this program knows, and its listeners and readers in this process. */
struct known_kind {
    const struct event_kind *kind;
    struct bus_reader **readers;
    size_t reader_count;
    struct listener *listeners;
    size_t listener_count;
};

struct event_tip { i64 partition, position; };
typedef PAGE(event_tip) event_tip_page;

/* Where the log is. An adapter takes what commits (event_add), gives it positions, and says to the tail what there is. */
struct bus_adapter {
    err (*fetch)(ctx *, i64 partition, i64 after, i64 most, event_page *out);
    err (*after)(ctx *, i64 position, i64 most, event_page *out);        /* of all partitions, in the order of positions */
    err (*tips)(ctx *, event_tip_page *out);                             /* the newest position of each partition */
    err (*backlog)(ctx *, i64 partition, i64 after, i64 most, i64 *out);
    err (*trim)(ctx *, i64 partition, i64 through, when before, i64 most, i64 *gone);
    err (*floor)(ctx *, i64 *out);
    void (*start)(struct bus *);
    void (*close)(struct bus *);
};

struct bus {
    struct world *world;
    const struct bus_adapter *adapter;
    struct map kinds;                /* struct known_kind by subject, or by pattern */
    struct known_kind **placed;      /* those with places */
    size_t placed_count;
    struct bell commits;             /* rings when a transaction of this process has committed events */
    struct bell moves;               /* rings when the tail has something to read */
    struct bell caught;              /* rings when it has */
    struct tail tail;
    struct sequencer *sequencer;     /* the table's; NULL: the store gives positions as it writes */
    struct bell rounds;              /* rings when the sequencer has something to do or to read */
    struct news *news;               /* the sequencer's, once it runs */
    struct whispers whispers;
    _Atomic i64 heard_ms;            /* when all events of other processes were last known, by the monotonic clock; 0: never yet */
};

struct known_kind *bus_known(const struct bus *, str subject);       /* or NULL */

/* subject.c: subjects with places. Does a pattern fit a subject, or are there subjects that two patterns fit? */
bool subject_has_places(str pattern);
bool subjects_meet(str, str);
str subject_fill(struct arena *, str pattern, str key, str second);  /* a word too few or too many is a bug */
void bus_forget(struct bus *);                   /* frees the known kinds, at the end */
void listeners_tell(const struct known_kind *, const struct event *, bool in_order);

void table_open(struct bus *);       /* table.c: the adapter that needs nothing but the store */

struct sequencer *sequencer_open(struct bus *);
void sequencer_start(struct sequencer *);
void sequencer_close(struct sequencer **);
