/*
 * Checkpoints move what the log holds into the database. Passive ones run on a thread of
 * their own and hold nobody up; but while anybody writes, the log cannot restart after
 * them, so it grows. When it passes its bound the writer itself restarts it between two
 * groups, waiting a moment for readers of its end. There is one checkpoint at a time, by a
 * lock of our own: SQLite would refuse the second at once.
 *
 * A log that restarts still has, behind its end, what was written long ago: words that are
 * deleted by now. So every few minutes it is emptied altogether.
 */
#include "base/memory.h"
#include "ports/store/sqlite/sqlite.h"
#include "runtime/metrics.h"
#include "runtime/thread.h"

enum {
    PAGE = 4096 + 24,                /* in the log, with its header */
    PASSIVE_EVERY = (16 << 20) / PAGE,           /* most pages are written more than once meanwhile, and moved once */
    BOUND = (64 << 20) / PAGE,
    AGAIN = (8 << 20) / PAGE,        /* further pages before a restart that readers prevented is tried again */
    PATIENCE_MS = 100,
    EMPTY_EVERY_MS = 10 * 60 * 1000, EMPTY_AGAIN_MS = 60 * 1000
};

struct sqlite_checkpointer {
    struct sqlite *q;
    pthread_mutex_t lock;
    pthread_cond_t more;
    bool started, wanted, ending;
    pthread_t thread;
    pthread_mutex_t one_at_a_time;
    int pages, passive_at, restart_at;       /* the writer's: what the log holds, and what it may hold until the next of each */
    i64 empty_at_ms;                         /* likewise: when the log is to be emptied; 0: nothing was written since it was */
};

struct sqlite_checkpointer *sqlite_checkpointer_open(struct sqlite *q)
{
    struct sqlite_checkpointer *k = memory_new(struct sqlite_checkpointer);

    k->q = q;
    k->passive_at = PASSIVE_EVERY;
    k->restart_at = BOUND;
    pthread_mutex_init(&k->lock, NULL);
    pthread_mutex_init(&k->one_at_a_time, NULL);
    pthread_cond_init(&k->more, NULL);
    return k;
}

static bool wanted_wait(struct sqlite_checkpointer *k)
{
    pthread_mutex_lock(&k->lock);
    while (!k->wanted && !k->ending)
        pthread_cond_wait(&k->more, &k->lock);
    bool go_on = !k->ending;
    k->wanted = false;
    pthread_mutex_unlock(&k->lock);
    return go_on;
}

/* A failed checkpoint does no harm: the log still has everything, and the next one begins where this one began. */
static bool checkpoint(struct sqlite_checkpointer *k, struct connection *cn, int how)
{
    pthread_mutex_lock(&k->one_at_a_time);
    bool done = sqlite3_wal_checkpoint_v2(cn->db, NULL, how, NULL, NULL) == SQLITE_OK;
    pthread_mutex_unlock(&k->one_at_a_time);
    return done;
}

static i64 now_ms(const struct sqlite_checkpointer *k)
{
    return clock_ms(k->q->store->world->clock);
}

static void *checkpointer_main(void *arg)
{
    struct sqlite_checkpointer *k = arg;
    struct connection cn = {0};
    struct arena a;
    struct failure failure;

    arena_init(&a, NULL, 0);
    failure_begin(&failure, &a);
    while (wanted_wait(k)) {
        if (cn.db || connection_open(&cn, k->q, &failure) == OK)
            (void)checkpoint(k, &cn, SQLITE_CHECKPOINT_PASSIVE);
        arena_clear(&a);
    }
    connection_close(&cn);
    arena_close(&a);
    return NULL;
}

static void checkpoint_ask(struct sqlite_checkpointer *k)
{
    pthread_mutex_lock(&k->lock);
    if (!k->started)
        k->thread = thread_start("checkpoint", checkpointer_main, k);
    k->started = true;
    k->wanted = true;
    pthread_cond_signal(&k->more);
    pthread_mutex_unlock(&k->lock);
}

void sqlite_checkpoint_noted(struct sqlite_checkpointer *k, int pages)
{
    if (pages < k->pages) {          /* the log has restarted */
        k->passive_at = PASSIVE_EVERY;
        k->restart_at = BOUND;
    }
    k->pages = pages;
    if (!k->empty_at_ms)
        k->empty_at_ms = now_ms(k) + EMPTY_EVERY_MS;
    metric_set(k->q->store->world->metrics, M_STORE_WAL, 0, (i64)pages * PAGE);
    if (pages >= k->passive_at) {
        k->passive_at = pages + PASSIVE_EVERY;
        checkpoint_ask(k);
    }
}

static bool patient_checkpoint(struct sqlite_checkpointer *k, struct connection *writer, int how)
{
    sqlite3_busy_timeout(writer->db, PATIENCE_MS);
    bool done = checkpoint(k, writer, how);
    sqlite3_busy_timeout(writer->db, SQLITE_BUSY_MS);
    return done;
}

void sqlite_checkpoint_bound(struct sqlite_checkpointer *k, struct connection *writer)
{
    if (k->empty_at_ms && now_ms(k) >= k->empty_at_ms) {
        bool empty = patient_checkpoint(k, writer, SQLITE_CHECKPOINT_TRUNCATE);
        k->empty_at_ms = empty ? 0 : now_ms(k) + EMPTY_AGAIN_MS;
    } else if (k->pages >= k->restart_at) {
        (void)patient_checkpoint(k, writer, SQLITE_CHECKPOINT_RESTART);
        k->restart_at = k->pages + AGAIN;
    }
}

void sqlite_checkpointer_close(struct sqlite_checkpointer **checkpointer)
{
    struct sqlite_checkpointer *k = *checkpointer;

    pthread_mutex_lock(&k->lock);
    k->ending = true;
    pthread_cond_signal(&k->more);
    pthread_mutex_unlock(&k->lock);
    if (k->started)
        pthread_join(k->thread, NULL);
    pthread_cond_destroy(&k->more);
    pthread_mutex_destroy(&k->lock);
    pthread_mutex_destroy(&k->one_at_a_time);
    memory_free(k);
    *checkpointer = NULL;
}
