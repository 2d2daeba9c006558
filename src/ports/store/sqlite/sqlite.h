/*
 * The store on SQLite, in WAL mode: what its files share. A connection belongs to one
 * thread: each loop has one for its reads, and so have the writer, each reader of the
 * pool, and the checkpointer. Nothing waits for a lock of the database: there is one
 * writer, and readers see the snapshot they began with.
 *
 *   connection   opening, the cache of prepared statements, limits, failures
 *   rows         values on their way in, rows on their way out
 *   read         inline on the loop, one read transaction a turn, within a budget
 *   pool         reads past their budget, on threads of their own
 *   line         transactions that wait for the writer
 *   writer       transactions, several to a commit
 *   checkpoint   the log's way back into the database, and its bounds
 *   log          the log's file: what a commit writes leaves at once
 */
#pragma once
#include <sqlite3.h>
#include <stdatomic.h>
#include "base/arena.h"
#include "base/map.h"
#include "ports/store/adapter.h"

enum {
    SQLITE_LOOPS = 256,              /* as the setting `loops` bounds them */
    SQLITE_BUSY_MS = 5000            /* patience with a visitor's transaction */
};
#define SQLITE_FILES "kith"           /* the name of SQLite's files as log.c has them */
void sqlite_log_set_up(void);        /* once in a process */

struct connection {
    sqlite3 *db;
    struct arena arena;              /* the maps of its statements' columns */
    struct ptr_map prepared;         /* by the place of a statement's form */
    struct prepared *all;
    int every;                       /* steps between two looks at the limits below */
    i64 steps;                       /* that the next run may take; 0: no limit */
    i64 until_ms;                    /* when, on the monotonic clock, the next run has to be over; 0: no limit */
    int failure;                     /* SQLite's last */
};

struct sqlite {
    struct store *store;
    const char *path;
    int lock;                        /* the data folder's lock, while it is open; -1: a visitor has none */
    _Atomic u64 commits;             /* raised after each commit, before it is acknowledged, or heard of if another process made it */
    struct sqlite_writer *writer;
    struct sqlite_pool *pool;
    struct sqlite_checkpointer *checkpointer;
    struct loop_reads **loops;       /* by the loop's index; each is used by its own loop alone */
};

static inline struct sqlite *sqlite_of(struct store *s) { return s->own; }

/* Each of these sets the connection's `failure`, and the cause in the struct failure. */
err connection_open(struct connection *, struct sqlite *, struct failure *);
void connection_close(struct connection *);
err connection_run(struct connection *, struct failure *, struct arena *, const struct statement *, const struct value *, void *out);
err connection_script(struct connection *, struct failure *, const char *sql);
err connection_check(struct connection *, struct failure *, const struct statement *);

/* A statement of the adapter's own, closed with its connection; and one run of it: SQLite's result. */
sqlite3_stmt *connection_keep(struct connection *, const char *sql);
int connection_step(sqlite3_stmt *);

/* What SQLite's last failure on the connection means. */
err connection_failed(struct connection *, struct failure *, const char *doing);

/* SQLite's result. Bound text stays the caller's: it lives until the statement is reset, and is bound again before the next run. */
int rows_bind(sqlite3_stmt *, const struct statement *, const struct value *);
int rows_read(sqlite3_stmt *, const struct statement *, const struct column_map *, struct arena *, void *out, bool *found);

err sqlite_read(struct store *, ctx *, const struct statement *, const struct value *, void *out);
err sqlite_check(struct store *, ctx *, const struct statement *);
void sqlite_reads_close(struct sqlite *);

struct sqlite_pool *sqlite_pool_open(struct sqlite *);
void sqlite_pool_close(struct sqlite_pool **);
err sqlite_pool_read(struct sqlite_pool *, ctx *, const struct statement *, const struct value *, void *out);

err sqlite_writer_open(struct sqlite *, struct failure *, struct sqlite_writer **out);
void sqlite_writer_close(struct sqlite_writer **);
err sqlite_transact(struct store *, ctx *, tx_fn *, void *arg);
err sqlite_run(tx *, const struct statement *, const struct value *, void *out);
err sqlite_script(tx *, str sql);
i64 sqlite_row_made(tx *);

struct sqlite_checkpointer *sqlite_checkpointer_open(struct sqlite *);
void sqlite_checkpointer_close(struct sqlite_checkpointer **);

/* The writer's side: how many pages the log holds after a commit; and, between two groups, the log's bound. */
void sqlite_checkpoint_noted(struct sqlite_checkpointer *, int pages);
void sqlite_checkpoint_bound(struct sqlite_checkpointer *, struct connection *writer);
