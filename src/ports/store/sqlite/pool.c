/*
 * The reader pool: reads that would hold up a loop, on threads of their own, until their
 * time is over. Threads start when there is something to read and none is idle.
 */
#include "base/memory.h"
#include "base/time.h"
#include "ports/store/sqlite/sqlite.h"
#include "runtime/settings.h"
#include "runtime/thread.h"

enum { READERS = 4, WAITING_MOST = 1024 };

/* A read that waits for a reader; on its fiber's stack. */
struct pool_read {
    struct pool_read *next;
    ctx *c;
    const struct statement *st;
    const struct value *values;
    void *out;
    i64 until_ms;
    err result;
};

struct sqlite_pool {
    struct sqlite *q;
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct pool_read *first, **last;
    int waiting, idle, started;
    bool ending;
    pthread_t threads[READERS];
};

struct sqlite_pool *sqlite_pool_open(struct sqlite *q)
{
    struct sqlite_pool *p = memory_new(struct sqlite_pool);

    p->q = q;
    p->last = &p->first;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->more, NULL);
    return p;
}

static err read_run(struct sqlite_pool *p, struct connection *cn, struct pool_read *r)
{
    if (mono_ms() >= r->until_ms)
        return ERR_TIMEOUT;
    if (!cn->db)
        TRY(connection_open(cn, p->q, &r->c->failure));
    cn->until_ms = r->until_ms;
    return connection_run(cn, &r->c->failure, &r->c->arena, r->st, r->values, r->out);
}

/* The next read, or NULL at the end. */
static struct pool_read *read_take(struct sqlite_pool *p)
{
    pthread_mutex_lock(&p->lock);
    p->idle++;
    while (!p->first && !p->ending)
        pthread_cond_wait(&p->more, &p->lock);
    p->idle--;
    struct pool_read *r = p->first;
    if (r) {
        p->first = r->next;
        if (!p->first)
            p->last = &p->first;
        p->waiting--;
    }
    pthread_mutex_unlock(&p->lock);
    return r;
}

static void *reader_main(void *arg)
{
    struct sqlite_pool *p = arg;
    struct connection cn = {0};
    struct pool_read *r;

    while ((r = read_take(p))) {
        r->result = read_run(p, &cn, r);
        ctx_wake_from_thread(r->c);
    }
    connection_close(&cn);
    return NULL;
}

/* False: too many wait already. */
static bool read_put(struct sqlite_pool *p, struct pool_read *r)
{
    pthread_mutex_lock(&p->lock);
    bool room = p->waiting < WAITING_MOST;
    if (room) {
        *p->last = r;
        p->last = &r->next;
        p->waiting++;
        if (p->waiting > p->idle && p->started < READERS) {
            p->threads[p->started] = thread_start("reader", reader_main, p);
            p->started++;
        }
        pthread_cond_signal(&p->more);
    }
    pthread_mutex_unlock(&p->lock);
    return room;
}

err sqlite_pool_read(struct sqlite_pool *p, ctx *c, const struct statement *st, const struct value *values, void *out)
{
    struct pool_read r = { .c = c, .st = st, .values = values, .out = out };

    r.until_ms = mono_ms() + c->world->settings->statement_timeout;
    if (c->deadline_ms && c->deadline_ms < r.until_ms)
        r.until_ms = c->deadline_ms;
    if (!read_put(p, &r))
        return ERR_BUSY;
    ctx_park_firm(c);
    return r.result;
}

void sqlite_pool_close(struct sqlite_pool **pool)
{
    struct sqlite_pool *p = *pool;

    pthread_mutex_lock(&p->lock);
    p->ending = true;
    pthread_cond_broadcast(&p->more);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->started; i++)
        pthread_join(p->threads[i], NULL);
    pthread_cond_destroy(&p->more);
    pthread_mutex_destroy(&p->lock);
    memory_free(p);
    *pool = NULL;
}
