#include "ports/store/postgres/pool.h"
#include <string.h>
#include "base/memory.h"
#include "base/str.h"
#include "ports/store/postgres/lend.h"
#include "ports/store/postgres/values.h"
#include "runtime/settings.h"

enum {
    BUSY = 32,                       /* reads in flight on a link before another one helps */
    PAUSE_LEAST_MS = 20, PAUSE_MOST_MS = 500
};

struct reader { struct link link; struct pg_sleep sleep; u64 since; bool slow, failed; };

/* Which links. */

struct range { int from, to; };

static struct range range_of(const struct pg_pool *p, bool slow)
{
    return slow && p->shared > p->quick ? (struct range){ p->quick, p->shared } : (struct range){ 0, p->quick };
}

static bool usable(const struct pg_link *l)
{
    return l->state == LINK_READY && !l->stale;
}

static struct pg_link *range_find(struct pg_pool *p, struct range r, enum pg_link_state state)
{
    for (int i = r.from; i < r.to; i++)
        if (p->links[i].state == state && !p->links[i].lent)
            return &p->links[i];
    return NULL;
}

static bool range_alive(const struct pg_pool *p, struct range r)
{
    for (int i = r.from; i < r.to; i++)
        if (p->links[i].state == LINK_READY)
            return true;
    return false;
}

static int range_connecting(const struct pg_pool *p, struct range r)
{
    int n = 0;

    for (int i = r.from; i < r.to; i++)
        n += p->links[i].state == LINK_CONNECTING;
    return n;
}

static struct range range_lent(const struct pg_pool *p)
{
    return (struct range){ p->shared, p->n };
}

static struct range range_listener(const struct pg_pool *p)
{
    return (struct range){ p->n, p->n + 1 };
}

static struct range range_all(const struct pg_pool *p)
{
    return (struct range){ 0, p->n + 1 };
}

/* Opening. */

/* While attempts fail there is one at a time, and none in the pause between two. */
static bool range_open(struct pg_pool *p, struct range r)
{
    if (p->closed || p->retry.place || (p->failures && range_connecting(p, range_all(p))))
        return false;
    struct pg_link *l = range_find(p, r, LINK_CLOSED);
    if (l)
        pg_link_open(l);
    return l;
}

static void readers_tend(struct pg_pool *p)
{
    LIST_EACH(i, &p->readers) {
        struct range r = range_of(p, CONTAINER(i, struct reader, link)->slow);
        if (!range_alive(p, r) && !range_connecting(p, r))
            range_open(p, r);
    }
}

void pg_pool_more(struct pg_pool *p)
{
    if (!range_connecting(p, range_lent(p)))
        range_open(p, range_lent(p));
}

static void listener_tend(struct pg_pool *p)
{
    if (p->listens && !range_connecting(p, range_listener(p)))
        range_open(p, range_listener(p));
}

static void tend(struct pg_pool *p)
{
    listener_tend(p);
    readers_tend(p);
    pg_lend_tend(p);
}

/* Failing. */

static void reader_fail(struct reader *r)
{
    list_remove(&r->link);
    r->failed = true;
    pg_sleep_end(&r->sleep);
}

/* Fails those that waited when this attempt began and that no live link will serve. */
static void waiting_fail(struct pg_pool *p, u64 attempt)
{
    LIST_EACH(i, &p->readers) {
        struct reader *r = CONTAINER(i, struct reader, link);
        if (r->since < attempt && !range_alive(p, range_of(p, r->slow)))
            reader_fail(r);
    }
    if (!range_alive(p, range_lent(p)))
        pg_lend_fail(p, attempt);
}

static void pause_over(struct timer *t)
{
    tend(CONTAINER(t, struct pg_pool, retry));
}

static void pause_begin(struct pg_pool *p)
{
    i64 ms = PAUSE_LEAST_MS;

    for (int i = 1; i < p->failures && ms < PAUSE_MOST_MS; i++)
        ms *= 2;
    if (ms > PAUSE_MOST_MS)
        ms = PAUSE_MOST_MS;
    timer_start(p->loop, &p->retry, ms / 2 + rng_below(&p->rng, ms / 2 + 1));
}

/* libpq's messages end with a newline, and mark further lines with a tab. */
static void say_on_one_line(struct buf *b, str said)
{
    b->n = 0;
    for (size_t i = 0; i < said.n; i++) {
        bool blank = strchr(" \t\r\n", said.p[i]) != NULL;
        if (!blank || (b->n && b->p[b->n - 1] != ' '))
            buf_byte(b, blank ? ' ' : said.p[i]);
    }
    if (b->n && b->p[b->n - 1] == ' ')
        b->n--;
}

void pg_pool_link_down(struct pg_pool *p, struct pg_link *l, enum pg_link_state was, const char *why)
{
    struct log *log = &p->store->world->log;

    if (p->closed)
        return;
    say_on_one_line(&p->why, str_of(why));
    if (was == LINK_READY && pg_pool_hears(p, l))
        store_news(p->store, S(""));
    if (was == LINK_READY) {
        log_line(log, LOG_WARN, "a connection to PostgreSQL was lost", KV_STR("cause", buf_str(&p->why)));
        tend(p);
        return;
    }
    if (!p->failures++)
        log_line(log, LOG_WARN, "PostgreSQL cannot be reached", KV_STR("cause", buf_str(&p->why)));
    pause_begin(p);
    waiting_fail(p, l->attempt);
}

err pg_pool_away(const struct pg_pool *p, struct failure *s)
{
    failure_cause(s, "PostgreSQL cannot be reached: " STR_FMT, STR_ARG(buf_str(&p->why)));
    return failure_with(s, ERR_UNAVAILABLE, "The database cannot be reached.");
}

/* Every connection begins with its time-outs; nobody waits for the answer. */
static const struct statement set_up = {
    .name = "set_up",
    .sql = { NULL, "SELECT set_config('statement_timeout', $1, false), set_config('idle_in_transaction_session_timeout', $1, false)" },
    .param_kinds = (const u8[]){ K_STR },
    .params = 1,
};

static const struct statement listen_sql = { .name = "listen", .sql = { NULL, "LISTEN kith_events" } };

void pg_pool_link_up(struct pg_pool *p, struct pg_link *l)
{
    struct buf ms = {0};

    if (p->failures)
        log_line(&p->store->world->log, LOG_INFO, "PostgreSQL is reached again");
    p->failures = 0;
    buf_i64(&ms, p->store->world->settings->statement_timeout);
    pg_pipe_ask(l, &set_up, (const struct value[]){ { .kind = K_STR, .s = { GIVEN, buf_str(&ms) } } }, NULL, ASK_ERRORS);
    buf_close(&ms);
    if (pg_pool_hears(p, l))
        pg_pipe_ask(l, &listen_sql, NULL, NULL, ASK_ERRORS);
    pg_pipe_sync(l, NULL);
    for (struct link *i; (i = list_pop(&p->readers));)
        pg_sleep_end(&CONTAINER(i, struct reader, link)->sleep);
    tend(p);
}

/* A link to be dialled. After a failure the name is looked up again: the server may have moved. */
void pg_pool_link_route(struct pg_pool *p, struct pg_link *l)
{
    if (!p->address->names)
        pg_link_dial(l, NULL);
    else if (!p->failures && pg_lookup_fresh(&p->lookup))
        pg_link_dial(l, &p->lookup.route);
    else if (!pg_lookup_begin(&p->lookup))
        pg_link_close(l, "too much waits for the task pool");
}

static void looked_up(struct pg_lookup *k)
{
    struct pg_pool *p = CONTAINER(k, struct pg_pool, lookup);

    for (int i = 0; i <= p->n; i++) {
        struct pg_link *l = &p->links[i];
        if (l->state != LINK_CONNECTING || l->conn)
            continue;
        if (k->known)
            pg_link_dial(l, &k->route);
        else
            pg_link_close(l, "the name of its host is not known");
    }
}

void pg_pool_listen(struct pg_pool *p)
{
    p->listens = true;
    listener_tend(p);
}

bool pg_pool_hears(const struct pg_pool *p, const struct pg_link *l)
{
    return l == &p->links[p->n];
}

/* For users of links. */

struct pg_statement *pg_pool_statement(struct pg_pool *p, const struct statement *st)
{
    struct pg_statement *s = ptr_map_get(&p->statements, st);

    if (LIKELY(s))
        return s;
    s = arena_new(&p->arena, struct pg_statement);
    s->st = st;
    s->arena = &p->arena;
    s->number = p->statements.n;
    s->name = arena_format(&p->arena, "%zu.%s", s->number, st->name).p;
    s->types = pg_param_types(&p->arena, st);
    ptr_map_put(&p->statements, st, s);
    return s;
}

/* The one with the fewest in flight; a stuck one counts as full. Another one is opened when even that has many. */
static struct pg_link *shared_pick(struct pg_pool *p, struct range r)
{
    struct pg_link *best = NULL;
    size_t least = SIZE_MAX;

    for (int i = r.from; i < r.to; i++) {
        struct pg_link *l = &p->links[i];
        size_t load = pg_link_stuck(l) ? SIZE_MAX - 1 : l->in_flight;
        if (!usable(l) || load >= least)
            continue;
        best = l;
        least = load;
    }
    if (best && least >= BUSY)
        range_open(p, r);
    return best;
}

static err reader_wait(struct pg_pool *p, ctx *c, bool slow, bool firm)
{
    struct reader r = { .sleep.c = c, .since = p->attempts, .slow = slow };
    err e = OK;

    list_add_last(&p->readers, &r.link);
    tend(p);
    if (firm)
        pg_sleep_firm(&r.sleep);
    else
        e = pg_sleep(&r.sleep);
    list_remove(&r.link);
    return r.failed ? ERR_UNAVAILABLE : e;
}

err pg_pool_shared(struct pg_pool *p, ctx *c, bool slow, bool firm, struct pg_link **out)
{
    while (!p->closed && !(*out = shared_pick(p, range_of(p, slow))))
        TRY(reader_wait(p, c, slow, firm));
    return p->closed ? ERR_UNAVAILABLE : OK;
}

/* The life of a pool. */

static void loop_stops(struct stop_hook *h)
{
    pg_pool_stop(CONTAINER(h, struct pg_pool, stop));
}

struct pg_pool *pg_pool_open(struct store *s, struct loop *loop, const struct pg_address *address, int connections, struct pg_heat *heat)
{
    struct pg_pool *p = memory_new(struct pg_pool);

    p->store = s;
    p->loop = loop;
    p->address = address;
    p->heat = heat;
    p->quick = connections < 4 ? 1 : connections / 4;
    p->shared = p->quick + (connections >= 4);
    p->n = connections > p->shared ? connections : p->shared + 1;
    p->links = memory_zero((size_t)(p->n + 1) * sizeof *p->links);
    for (int i = 0; i <= p->n; i++)
        pg_link_init(&p->links[i], p);
    list_init(&p->readers);
    p->retry.fire = pause_over;
    p->stop.run = loop_stops;
    p->group_most = PG_GROUP_MOST;
    pg_lend_init(p);
    pg_lookup_init(&p->lookup, loop, address, looked_up);
    rng_seed(&p->rng, 0);
    arena_init(&p->arena, NULL, 0);
    loop_at_stop(loop, &p->stop);
    return p;
}

void pg_pool_stop(struct pg_pool *p)
{
    if (p->closed)
        return;
    p->closed = true;
    timer_stop(p->loop, &p->retry);
    for (int i = 0; i <= p->n; i++)
        pg_link_close(&p->links[i], "the server stops");
    LIST_EACH(i, &p->readers)
        reader_fail(CONTAINER(i, struct reader, link));
    pg_lend_close(p);
}

void pg_pool_close(struct pg_pool **pool)
{
    struct pg_pool *p = *pool;

    if (!p)
        return;
    for (int i = 0; i <= p->n; i++)
        buf_close(&p->links[i].prepared);
    pg_lookup_close(&p->lookup);
    buf_close(&p->why);
    ptr_map_close(&p->statements);
    arena_close(&p->arena);
    memory_free(p->links);
    memory_free(p);
    *pool = NULL;
}
