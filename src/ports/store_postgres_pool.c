#include "ports/store_postgres_pool.h"
#include "base/memory.h"
#include "base/str.h"
#include "base/time.h"
#include "ports/store_postgres_values.h"
#include "runtime/settings.h"

enum {
    BUSY = 32,                       /* reads in flight on a link, from which on another one helps */
    PAUSE_LEAST_MS = 20, PAUSE_MOST_MS = 500,
    NAME_LIFE_MS = 60000,
    GROUP_MOST = 32,
    PATIENCE_LEAST_US = 2000, PATIENCE_MOST_US = 128000
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

static struct range range_all(const struct pg_pool *p)
{
    return (struct range){ 0, p->n };
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

static struct pg_link *link_idle(struct pg_pool *p)
{
    for (int i = p->shared; i < p->n; i++)
        if (usable(&p->links[i]) && !p->links[i].lent)
            return &p->links[i];
    return NULL;
}

static bool any_lent(const struct pg_pool *p)
{
    for (int i = p->shared; i < p->n; i++)
        if (p->links[i].lent)
            return true;
    return false;
}

/*
 * Transactions that share a commit cost less than those that run side by side, and do not lose against each other.
 * So a further link is lent only when the last has been out for a while (a longer one where they do lose); at once
 * to who has to go alone.
 */
static bool may_lend(const struct pg_pool *p, const struct pg_borrower *b)
{
    return b->alone || !any_lent(p) || mono_us() - p->lent_us >= p->patience_us;
}

void pg_pool_lost(struct pg_pool *p)
{
    p->patience_us = p->patience_us < PATIENCE_MOST_US / 2 ? p->patience_us * 2 : PATIENCE_MOST_US;
}

void pg_pool_won(struct pg_pool *p)
{
    p->patience_us -= (p->patience_us - PATIENCE_LEAST_US) / 64;
}

static void borrowers_serve(struct pg_pool *p)
{
    while (!list_empty(&p->borrowers)) {
        struct pg_borrower *b = CONTAINER(p->borrowers.next, struct pg_borrower, link);
        struct pg_link *l = may_lend(p, b) ? link_idle(p) : NULL;
        if (!l)
            return;
        list_remove(&b->link);
        l->lent = true;
        p->lent_us = mono_us();
        b->lent = l;
        pg_sleep_end(&b->sleep);
    }
}

/* When nobody could be served for want of links, another one is opened; for want of patience, it is looked again. */
static void borrowers_tend(struct pg_pool *p)
{
    borrowers_serve(p);
    if (list_empty(&p->borrowers))
        return;
    if (!may_lend(p, CONTAINER(p->borrowers.next, struct pg_borrower, link))) {
        if (!p->patience.place)
            timer_start(p->loop, &p->patience, p->patience_us / 1000);
    } else if (!range_connecting(p, range_lent(p))) {
        range_open(p, range_lent(p));
    }
}

static void tend(struct pg_pool *p)
{
    if (!list_empty(&p->readers))
        readers_tend(p);
    if (!list_empty(&p->borrowers))
        borrowers_tend(p);
}

/* Failing. */

static void reader_fail(struct reader *r)
{
    list_remove(&r->link);
    r->failed = true;
    pg_sleep_end(&r->sleep);
}

static void borrower_fail(struct pg_borrower *b)
{
    list_remove(&b->link);
    b->failed = true;
    pg_sleep_end(&b->sleep);
}

/* Whoever waited when this attempt began, and whom no living link will serve. */
static void waiting_fail(struct pg_pool *p, u64 attempt)
{
    LIST_EACH(i, &p->readers) {
        struct reader *r = CONTAINER(i, struct reader, link);
        if (r->since < attempt && !range_alive(p, range_of(p, r->slow)))
            reader_fail(r);
    }
    if (range_alive(p, range_lent(p)))
        return;
    LIST_EACH(i, &p->borrowers) {
        struct pg_borrower *b = CONTAINER(i, struct pg_borrower, link);
        if (b->since < attempt)
            borrower_fail(b);
    }
}

static void pause_over(struct timer *t)
{
    tend(CONTAINER(t, struct pg_pool, retry));
}

static void patience_over(struct timer *t)
{
    tend(CONTAINER(t, struct pg_pool, patience));
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

void pg_pool_link_down(struct pg_pool *p, struct pg_link *l, enum pg_link_state was, const char *why)
{
    struct log *log = &p->store->world->log;

    if (p->closed)
        return;
    if (was == LINK_READY) {
        log_line(log, LOG_WARN, "a connection to PostgreSQL was lost", KV_STR("cause", str_trim(str_of(why))));
        tend(p);
        return;
    }
    if (!p->failures++)
        log_line(log, LOG_WARN, "PostgreSQL cannot be reached", KV_STR("cause", str_trim(str_of(why))));
    pause_begin(p);
    waiting_fail(p, l->attempt);
}

/* Every connection begins with its time-outs; nobody waits for the answer. */
static const struct statement set_up = {
    .name = "set_up",
    .sql = { NULL, "SELECT set_config('statement_timeout', $1, false), set_config('idle_in_transaction_session_timeout', $1, false)" },
    .param_kinds = (const u8[]){ K_STR },
    .params = 1,
};

void pg_pool_link_up(struct pg_pool *p, struct pg_link *l)
{
    struct buf ms = {0};

    if (p->failures)
        log_line(&p->store->world->log, LOG_INFO, "PostgreSQL is reached again");
    p->failures = 0;
    buf_i64(&ms, p->store->world->settings->statement_timeout);
    pg_link_ask(l, &set_up, (const struct value[]){ { .kind = K_STR, .s = { GIVEN, buf_str(&ms) } } }, NULL, ASK_ERRORS);
    buf_close(&ms);
    pg_link_sync(l, NULL);
    for (struct link *i; (i = list_pop(&p->readers));)
        pg_sleep_end(&CONTAINER(i, struct reader, link)->sleep);
    tend(p);
}

/* Looking the name up. */

static void lookup_work(struct task *t)
{
    struct pg_lookup *k = CONTAINER(t, struct pg_lookup, task);

    k->found_any = pg_address_resolve(k->address, &k->found);
    loop_post(k->loop, &k->post);
}

static void lookup_done(struct post *post)
{
    struct pg_pool *p = CONTAINER(post, struct pg_pool, lookup.post);
    struct pg_lookup *k = &p->lookup;

    k->under_way = false;
    pg_route_close(&k->route);
    k->route = k->found;
    k->found = (struct pg_route){0};
    k->known = k->found_any;
    k->at_ms = loop_mono_ms(p->loop);
    for (int i = 0; i < p->n; i++) {
        struct pg_link *l = &p->links[i];
        if (l->state != LINK_CONNECTING || l->conn)
            continue;
        if (k->known)
            pg_link_dial(l, &k->route);
        else
            pg_link_close(l, "the name of its host is not known");
    }
}

void pg_pool_link_route(struct pg_pool *p, struct pg_link *l)
{
    struct pg_lookup *k = &p->lookup;

    if (!p->address->names) {
        pg_link_dial(l, NULL);
        return;
    }
    if (k->known && !p->failures && loop_mono_ms(p->loop) - k->at_ms < NAME_LIFE_MS) {
        pg_link_dial(l, &k->route);
        return;
    }
    if (k->under_way)
        return;
    k->under_way = tasks_put(p->store->world->tasks, TASK_QUICK, &k->task);
    if (!k->under_way)
        pg_link_close(l, "too much waits for the task pool");
}

/* For those who use links. */

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

static struct pg_link *shared_pick(struct pg_pool *p, struct range r)
{
    struct pg_link *least = NULL;

    for (int i = r.from; i < r.to; i++)
        if (usable(&p->links[i]) && (!least || p->links[i].in_flight < least->in_flight))
            least = &p->links[i];
    if (least && least->in_flight >= BUSY)
        range_open(p, r);
    return least;
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

void pg_pool_borrow(struct pg_pool *p, struct pg_borrower *b, bool first)
{
    b->since = p->attempts;
    b->lent = NULL;
    b->sleep.over = false;
    if (first)
        list_add_last(p->borrowers.next, &b->link);
    else
        list_add_last(&p->borrowers, &b->link);
    if (p->closed)
        borrower_fail(b);
    else
        borrowers_tend(p);
}

void pg_pool_give_back(struct pg_pool *p, struct pg_link *l)
{
    l->lent = false;
    if (l->stale)
        pg_link_close(l, "its prepared statements are no good any more");
    tend(p);
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
    p->links = memory_zero((size_t)p->n * sizeof *p->links);
    for (int i = 0; i < p->n; i++)
        pg_link_init(&p->links[i], p);
    list_init(&p->readers);
    list_init(&p->borrowers);
    p->retry.fire = pause_over;
    p->patience.fire = patience_over;
    p->patience_us = PATIENCE_LEAST_US;
    p->stop.run = loop_stops;
    p->group_most = GROUP_MOST;
    p->lookup = (struct pg_lookup){ .task.work = lookup_work, .post.run = lookup_done, .address = address, .loop = loop };
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
    timer_stop(p->loop, &p->patience);
    for (int i = 0; i < p->n; i++)
        pg_link_close(&p->links[i], "the server stops");
    LIST_EACH(i, &p->readers)
        reader_fail(CONTAINER(i, struct reader, link));
    LIST_EACH(i, &p->borrowers)
        borrower_fail(CONTAINER(i, struct pg_borrower, link));
}

void pg_pool_close(struct pg_pool **pool)
{
    struct pg_pool *p = *pool;

    if (!p)
        return;
    for (int i = 0; i < p->n; i++)
        buf_close(&p->links[i].prepared);
    pg_route_close(&p->lookup.route);
    pg_route_close(&p->lookup.found);
    ptr_map_close(&p->statements);
    arena_close(&p->arena);
    memory_free(p->links);
    memory_free(p);
    *pool = NULL;
}
