/* The adapter for PostgreSQL as a whole: where the server is, and a pool for each loop. */
#include "base/memory.h"
#include "ports/store/postgres/pool.h"
#include "ports/store/postgres/read.h"
#include "ports/store/postgres/tx.h"
#include "runtime/settings.h"

enum { LOOPS_MOST = 257 };

/* A loop's thread makes the pool of its own loop and is the only one to use it; all are freed once no thread runs. */
struct postgres {
    struct arena arena;
    struct pg_address address;
    struct pg_heat heat;
    struct pg_pool *pools[LOOPS_MOST];
};

static struct pg_pool *pool_of(struct store *s, ctx *c)
{
    struct postgres *own = s->own;
    struct pg_pool **p = &own->pools[loop_index(c->loop)];

    if (UNLIKELY(!*p))
        *p = pg_pool_open(s, c->loop, &own->address, (int)s->world->settings->postgres_pool, &own->heat);
    return *p;
}

static void postgres_close(struct store *s)
{
    struct postgres *own = s->own;

    for (int i = 0; i < LOOPS_MOST; i++)
        pg_pool_close(&own->pools[i]);
    arena_close(&own->arena);
    memory_free(own);
}

static err postgres_open(struct world *w, struct failure *failure, struct store *s)
{
    struct postgres *own = memory_new(struct postgres);

    arena_init(&own->arena, NULL, 0);
    s->own = own;
    err e = pg_address_parse(failure, &own->arena, w->settings->store, &own->address);
    if (e != OK)
        postgres_close(s);
    return e;
}

static err postgres_read(struct store *s, ctx *c, const struct statement *st, const struct value *values, void *out)
{
    return pg_read(pool_of(s, c), c, st, values, false, out);
}

static err postgres_transact(struct store *s, ctx *c, tx_fn *run, void *arg)
{
    return pg_transact(pool_of(s, c), c, run, arg);
}

static void postgres_listen(struct store *s, ctx *c)
{
    pg_pool_listen(pool_of(s, c));
}

static err postgres_check(struct store *s, ctx *c, const struct statement *st)
{
    return pg_check(pool_of(s, c), c, st);
}

const struct store_adapter postgres_adapter = {
    .name = "postgres",
    .dialect = ON_POSTGRES,
    .open = postgres_open,
    .close = postgres_close,
    .read = postgres_read,
    .transact = postgres_transact,
    .run = pg_tx_run,
    .script = pg_tx_script,
    .hopes = pg_tx_hopes,
    .check = postgres_check,
    .listen = postgres_listen,
};
