/*
 * What an adapter of the store fills in; private to ports/store*. `store.c` holds
 * what they share: metrics, deadlines, stages, migrations, the mapping of rows.
 */
#pragma once
#include "ports/event.h"

struct store_adapter {
    const char *name;
    enum dialect dialect;
    err (*open)(struct world *, struct failure *, struct store *);
    void (*close)(struct store *);
    err (*read)(struct store *, ctx *, const struct statement *, const struct value *, void *out);
    err (*transact)(struct store *, ctx *, tx_fn *, void *arg);
    err (*run)(tx *, const struct statement *, const struct value *, void *out);
    err (*script)(tx *, str sql);
    void (*listen)(struct store *, ctx *);                           /* NULL: it has no notices */
    i64 (*row_made)(tx *);                                           /* NULL: it gives rows no numbers */
    bool (*hopes)(tx *);                                             /* NULL: an answer costs nothing */
    void (*others_wrote)(struct store *);                            /* NULL: every read sees what has committed */
    u64 (*commits)(struct store *);                                  /* NULL: it does not count them */
    err (*check)(struct store *, ctx *, const struct statement *);   /* prepares it and matches its columns, runs nothing */
};

struct store {
    const struct store_adapter *adapter;
    struct world *world;
    bool visits, makes;              /* works beside the process that has the data folder; creates what is missing */
    _Atomic bool failing;            /* the last write met a full disk or an I/O error */
    struct store_ear ear;
    void *own;                       /* the adapter's */
};

struct told_event { struct event told; struct told_event *next; };

/* A transaction under way; adapters embed it first in their own, with `store` and `c` set and the rest zero. */
struct tx {
    struct store *store;
    ctx *c;                          /* its memory and failure are used; its fiber is parked, or runs this */
    bool events;
    struct told_event *told, **told_end;         /* oldest first */
    int tries;                       /* these five are tx_call's */
    struct arena_mark mark;
    when now;
    err broken;                      /* what a statement failed with: nothing further runs, whatever the function does */
};

extern const struct store_adapter sqlite_adapter, postgres_adapter;

/*
 * Runs the function, then the ctx's stage: what adapters call where the transaction runs, once for each try.
 * Before a try after the first, the arena is rewound and the failure forgotten. An error means: roll back.
 */
err tx_call(tx *, tx_fn *, void *arg);

/* What became of a commit: keeps `failing` (ERR_FULL and ERR_IO set it, a commit clears it), logs when that changes. */
void store_wrote(struct store *, err);
void store_hear(struct store *, const struct tx *);          /* it has committed; before it is acknowledged */
void store_doubt(struct store *, const struct tx *);         /* nobody knows whether it has committed */
void store_tell(struct store *);     /* events were committed */
void store_news(struct store *, str words);

/*
 * Another process has, and listeners are about to hear of it: reads from now on see it, as they see what this process has
 * acknowledged. Otherwise what a listener drops could be put back as it was. Any thread.
 */
void store_others_wrote(struct store *);

/* Where a column's value goes: made once for each prepared statement. */
struct column_map { const struct field **fields; int n; };
err columns_match(struct failure *, const struct statement *, const char *const *names, int n, struct arena *, struct column_map *);
