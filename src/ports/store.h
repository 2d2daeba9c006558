/*
 * The store: SQLite in the process, or PostgreSQL. Statements are in .sql files beside the capability that owns
 * the tables; tools/sqlc.py makes each a typed call.
 *
 * A transaction is a function. It gets a tx and no ctx, so it cannot wait; writing takes a tx, so nothing is
 * written outside of one. It may run again (a conflict, a failed group), so it has no effect but through its tx
 * and its argument, which it fills again each time. Once begun it is not cancelled: transact parks firmly. Several
 * transactions may share one commit; none sees that.
 *
 * Reads outside of a transaction see everything that this process has acknowledged.
 *
 * A statement that fails ends its transaction, even if the function ignores the error; finding no row is not a
 * failure. A statement without a result (none) may report its failure only at transact. Expected conflicts are
 * handled with ON CONFLICT. An unexpected one is ERR_CONFLICT where a key was taken, ERR_INTERNAL where another
 * constraint broke. A full disk is ERR_FULL, another failure of the storage ERR_IO; a store that is away
 * ERR_UNAVAILABLE, too many conflicts with others ERR_CONTENTION, too slow ERR_TIMEOUT.
 */
#pragma once
#include "base/shape.h"
#include "runtime/ctx.h"

struct store;

enum result_kind { RESULT_NONE, RESULT_COUNT, RESULT_ONE, RESULT_PAGE };
enum dialect { ON_SQLITE, ON_POSTGRES, DIALECTS };

struct value {
    enum kind kind;                  /* K_STR K_I64 K_BOOL K_ID K_WHEN K_SECRET and K_MAYBE_* of these, K_F64, K_IDS and K_STRS as text */
    maybe_i64 i;                     /* numbers, ids, times, booleans; GIVEN unless it is a maybe_ */
    maybe_str s;
    double f;
};

/* Made by tools/sqlc.py; `param_kinds` are enum kind. */
struct statement {
    const char *name;
    const char *sql[DIALECTS];       /* ?n for SQLite, $n for PostgreSQL */
    const char *one;                 /* SQLite's, for lists of one id each; NULL: it takes no list of ids */
    const u8 *param_kinds;
    int params;
    enum result_kind result;
    const struct shape *row;         /* columns land in members of the same name */
    bool writes, slow;               /* slow: straight to the reader pool */
};

/*
 * RESULT_NONE: out NULL.  RESULT_COUNT: i64, rows changed.  RESULT_ONE: the struct, ERR_NOT_FOUND without a row.
 * RESULT_PAGE: struct page, in the caller's arena.
 */
err store_read(ctx *, const struct statement *, const struct value *, void *out);

ids ids_of_text(struct arena *, str);             /* what ids_text has made */
str ids_text(struct arena *, ids);   /* arrays on their way into a statement: "1,2,3", ["a","b"] */
str strs_text(struct arena *, strs);

typedef err tx_fn(tx *, void *arg);
err transact(ctx *, tx_fn *, void *arg);
/*
 * A separate transaction, for what is kept even if the caller refuses later: what ctx->stage holds waits for the next
 * one, or has committed.
 */
err transact_aside(ctx *, tx_fn *, void *arg);

/* Within a transaction. */
err tx_run(tx *, const struct statement *, const struct value *, void *out);
struct arena *tx_arena(tx *);
struct failure *tx_failure(tx *);        /* for what tx_fail cannot say: which members are wrong */
struct world *tx_world(tx *);        /* for what never parks: secrets, settings */
when tx_now(tx *);
/* The latest end of a life that begins now: if one ends later, the clock was ahead. */
static inline when life_most(tx *t, i64 life_ms) { return (when){ tx_now(t).ms + life_ms + CLOCKS_APART_MS }; }
id tx_new_id(tx *);
enum dialect tx_dialect(tx *);
struct event;                        /* ports/event.h */
i64 tx_row_made(tx *);               /* the number of the row that was just inserted; 0: this store gives none */
void tx_has_events(tx *);            /* wakes the bus after the commit */
/* The same, and tells listeners in this process; the text lives as long as the transaction. */
void tx_tells(tx *, const struct event *);
err tx_fail(tx *, const struct problem *);               /* these as fail, fail_saying, fail_with */
err tx_fail_saying(tx *, const struct problem *, const char *detail, ...) FORMAT(3, 4);
err tx_fail_with(tx *, err, const char *detail, ...) FORMAT(3, 4);
/*
 * Does the answer to a question cost a round trip that others wait for? Then a check that hardly ever fails is a statement with the
 * result `hope` (tools/sqlc.py), for whose answer nobody waits. If one fails, the transaction is undone and runs again by itself,
 * where this is false, and the check asks and says what is wrong.
 */
bool tx_hopes(tx *);
err tx_script(tx *, str sql);        /* several statements without parameters: migrations only */

/*
 * Something that commits with the next transaction of this ctx: `run` is called in it after its function
 * has succeeded (an idempotent answer). It stays in ctx->stage until it is removed there: a second
 * transaction would change what the answer has already said, so it is a bug.
 */
struct tx_stage { err (*run)(tx *, struct tx_stage *); bool committed; };

/*
 * Migrations are numbered within a set, forward only, each in one transaction, recorded with a checksum. `then` is called in that
 * transaction, after the SQL: for what a migration cannot say in SQL.
 */
struct migration { const char *set; int number; const char *name; const char *sql[DIALECTS]; err (*then)(tx *, int number); };

/* Opens `settings->store`; the failure names what is wrong. Nothing connects before the first use, but a bad URL is refused. */
err store_open(struct world *, struct failure *, struct store **out);
/* The same for a command that works beside a running server: SQLite's data folder is otherwise one process's. */
err store_prepare(struct world *, struct failure *, struct store **out);
err store_visit(struct world *, struct failure *, struct store **out);         /* and creates nothing: ERR_INVALID without a store */
void store_close(struct store **);   /* after the loops have stopped; ends the writer, checkpoints */

/* Applies the missing ones. ERR_CONFLICT: the database is newer than this program, or a migration has changed. */
err store_migrate(ctx *, const struct migration *, size_t n, int *applied);

/* Has all of them been applied? ERR_CONFLICT, and the failure says what to do. Changes nothing. */
err store_migrated(ctx *, const struct migration *, size_t n);

/* Prepares every statement, and matches its columns with its shape: the failure names the first that is wrong. */
err store_check(ctx *, const struct statement *const *, size_t n);

enum dialect store_dialect(const struct store *);
err store_ping(ctx *);               /* can it be read, now? (health) */
/*
 * Raised by each commit of this process, before it is acknowledged, and when it hears of another's: as long as it stays the same, what
 * was read since is what would be read, but for what another process has just written. 0: it is not known.
 */
u64 store_commits(struct store *);
bool store_writable(const struct store *);       /* false after a write failed for lack of room or an I/O error, until one succeeds */

/*
 * The bus listens here, on any thread: `tell` is called after each commit that had events, and before it `hear` for
 * each event of tx_tells. `hear` is called before the transaction is acknowledged.
 */
struct store_ear {
    void (*tell)(void *arg);
    void (*hear)(void *arg, const struct event *);
    void (*news)(void *arg, str words);          /* see store_listen */
    void (*doubt)(void *arg, const struct event *);          /* for each of a commit whose answer was lost: it may turn up, or never */
    void *arg;
};
void store_on_events(struct store *, struct store_ear);

/*
 * From now on PostgreSQL's notices kith_events go to `news`, on this loop's thread; empty words say that the connection
 * was lost and that some may have been missed. It comes back by itself. Other stores have no notices.
 */
void store_listen(ctx *);
