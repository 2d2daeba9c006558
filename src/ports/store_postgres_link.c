#include "ports/store_postgres_link.h"
#include "base/memory.h"
#include "ports/store_postgres_pool.h"
#include "ports/store_postgres_state.h"
#include "ports/store_postgres_values.h"
#include "ports/store_postgres_wait.h"
#include "runtime/settings.h"

enum { CONNECT_MS = 3000, GRACE_MS = 1000 };

/* What is in flight: one for each thing sent that the server answers. */
enum ask_kind { ASKED_STATEMENT, ASKED_PREPARE, ASKED_SYNC, ASKED_SCRIPT };

struct ask {
    struct link link;
    enum ask_kind kind;
    int use;
    struct pg_statement *statement;
    struct pg_wait *wait;            /* NULL: nobody's */
};

/* How long the server may say nothing while it owes an answer: its own time-out comes first, if it lives. */
static i64 silence_most(const struct pg_link *l)
{
    return l->pool->store->world->settings->statement_timeout + GRACE_MS;
}

static void wait_lost(struct pg_wait *w, int use)
{
    if (!w)
        return;
    w->lost = true;
    if (use & ASK_WAKE)
        pg_sleep_end(&w->sleep);
}

static void asks_lost(struct pg_link *l)
{
    for (struct link *i; (i = list_pop(&l->asks));) {
        struct ask *a = CONTAINER(i, struct ask, link);
        wait_lost(a->wait, a->use);
        memory_free(a);
    }
    l->in_flight = 0;
}

static void watch_for(struct pg_link *l, u32 events)
{
    bool well = true;

    if (events == l->watched)
        return;
    if (!events)
        loop_unwatch(l->pool->loop, &l->watch);
    else if (l->watched)
        well = loop_rewatch(l->pool->loop, &l->watch, events);
    else
        well = loop_watch(l->pool->loop, &l->watch, events);
    l->watched = well ? events : 0;
    if (!well)
        pg_link_close(l, "the socket cannot be watched");
}

/* The pool may open the link again at once, so the old connection is taken out of it first. */
void pg_link_close(struct pg_link *l, const char *why)
{
    enum pg_link_state was = l->state;
    PGconn *conn = l->conn;

    if (was == LINK_CLOSED)
        return;
    watch_for(l, 0);
    timer_stop(l->pool->loop, &l->timer);
    turn_hook_cancel(&l->turn_end);
    l->state = LINK_CLOSED;
    l->conn = NULL;
    l->stale = l->unsynced = false;
    l->prepared.n = 0;
    asks_lost(l);
    pg_pool_link_down(l->pool, l, was, why);
    PQfinish(conn);                  /* only now: `why` may be its words */
}

static void connected(struct pg_link *l)
{
    timer_stop(l->pool->loop, &l->timer);
    if (PQsetnonblocking(l->conn, 1) != 0 || !PQenterPipelineMode(l->conn)) {
        pg_link_close(l, PQerrorMessage(l->conn));
        return;
    }
    watch_for(l, EPOLLIN);
    if (l->state != LINK_CONNECTING)
        return;
    l->state = LINK_READY;
    pg_pool_link_up(l->pool, l);
}

/* libpq may have closed one socket and opened another under the same number: so it is watched anew after each step. */
static void connect_step(struct pg_link *l)
{
    watch_for(l, 0);
    PostgresPollingStatusType next = PQconnectPoll(l->conn);
    l->watch.fd = PQsocket(l->conn);
    switch (next) {
    case PGRES_POLLING_OK:
        connected(l);
        break;
    case PGRES_POLLING_READING:
        watch_for(l, EPOLLIN);
        break;
    case PGRES_POLLING_WRITING:
        watch_for(l, EPOLLOUT);
        break;
    default:
        pg_link_close(l, PQerrorMessage(l->conn));
    }
}

void pg_link_open(struct pg_link *l)
{
    l->state = LINK_CONNECTING;
    l->attempt = ++l->pool->attempts;
    timer_start(l->pool->loop, &l->timer, CONNECT_MS);
    pg_pool_link_route(l->pool, l);
}

/* The server's notices interest nobody, and libpq would print them. */
static void notice_drop(void *arg, const char *text)
{
    (void)arg;
    (void)text;
}

/* What stands before dbname is a default that the URL may replace; what stands behind it replaces the URL's. */
void pg_link_dial(struct pg_link *l, const struct pg_route *to)
{
    const char *const keywords[] = {
        "application_name", "gssencmode", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
        "dbname", "client_encoding", "host", "hostaddr", "port", NULL };
    const char *const values[] = {
        "kith", "disable", "10", "5", "3", "15000",
        l->pool->address->url, "UTF8", to ? to->hosts.p : NULL, to ? to->addresses.p : NULL, to ? to->ports.p : NULL, NULL };

    l->conn = PQconnectStartParams(keywords, values, 1);
    if (!l->conn)
        memory_out(sizeof(PGconn *));
    PQsetNoticeProcessor(l->conn, notice_drop, NULL);
    if (PQstatus(l->conn) == CONNECTION_BAD) {
        pg_link_close(l, PQerrorMessage(l->conn));
        return;
    }
    l->watch.fd = PQsocket(l->conn);
    watch_for(l, EPOLLOUT);
}

static void ask_failed(struct pg_link *l, const struct ask *a, PGresult *r)
{
    if (a->kind == ASKED_PREPARE)
        l->prepared.p[a->statement->number] = false;
    if (pg_verdict(r).remedy == REMEDY_RECONNECT)
        l->stale = true;
    if (!a->wait || a->wait->error) {
        PQclear(r);
        return;
    }
    a->wait->error = r;
    a->wait->failed = a->statement;
}

static void ask_skipped(struct pg_link *l, const struct ask *a, PGresult *r)
{
    if (a->kind == ASKED_PREPARE)
        l->prepared.p[a->statement->number] = false;
    if (a->wait && a->use & ASK_KEEP)
        a->wait->skipped = true;
    PQclear(r);
}

static void ask_succeeded(const struct ask *a, PGresult *r)
{
    if (!a->wait || !(a->use & ASK_KEEP)) {
        PQclear(r);
        return;
    }
    a->wait->answer = r;
    a->wait->statement = a->statement;
}

static void ask_answered(struct pg_link *l, const struct ask *a, PGresult *r)
{
    switch (PQresultStatus(r)) {
    case PGRES_BAD_RESPONSE:
    case PGRES_NONFATAL_ERROR:
    case PGRES_FATAL_ERROR:
        ask_failed(l, a, r);
        break;
    case PGRES_PIPELINE_ABORTED:
        ask_skipped(l, a, r);
        break;
    default:
        ask_succeeded(a, r);
    }
}

static void ask_end(struct pg_link *l, struct ask *a)
{
    list_remove(&a->link);
    l->in_flight--;
    if (a->wait && a->use & ASK_WAKE)
        pg_sleep_end(&a->wait->sleep);
    memory_free(a);
}

/* A script has as many answers as statements, and then a NULL; everything else has one (whose NULL tells nothing new). */
static void take_answer(struct pg_link *l, struct ask *a, PGresult *r)
{
    if (r)
        ask_answered(l, a, r);
    if (!r == (a->kind == ASKED_SCRIPT))
        ask_end(l, a);
}

static void take_answers(struct pg_link *l)
{
    for (int nulls = 0; !PQisBusy(l->conn) && !list_empty(&l->asks) && nulls < 2;) {
        PGresult *r = PQgetResult(l->conn);
        nulls = r ? 0 : nulls + 1;
        take_answer(l, CONTAINER(l->asks.next, struct ask, link), r);
    }
    if (l->stale && list_empty(&l->asks) && !l->lent)
        pg_link_close(l, "its prepared statements are no good any more");
}

static void flush(struct pg_link *l)
{
    /* A failure to write shows when reading: what the server said before it went away is read first. */
    watch_for(l, PQflush(l->conn) == 1 ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

static void link_ready(struct watch *w, u32 events)
{
    struct pg_link *l = CONTAINER(w, struct pg_link, watch);

    if (l->state == LINK_CONNECTING) {
        connect_step(l);
        return;
    }
    l->heard_ms = loop_mono_ms(l->pool->loop);
    bool well = true;
    if (events & ~(u32)EPOLLOUT)
        well = PQconsumeInput(l->conn);
    if (well)
        take_answers(l);
    if (!well)
        pg_link_close(l, PQerrorMessage(l->conn));
    else if (l->state == LINK_READY && events & EPOLLOUT)
        flush(l);
}

/* Only a connection that is dead ends a script: TCP notices. */
static bool runs_script(const struct pg_link *l)
{
    return CONTAINER(l->asks.next, struct ask, link)->kind == ASKED_SCRIPT;
}

static void link_late(struct timer *t)
{
    struct pg_link *l = CONTAINER(t, struct pg_link, timer);
    i64 left = l->heard_ms + silence_most(l) - loop_mono_ms(l->pool->loop);

    if (l->state == LINK_CONNECTING)
        pg_link_close(l, "no answer in time");
    else if (list_empty(&l->asks))
        return;
    else if (runs_script(l))
        timer_start(l->pool->loop, t, silence_most(l));
    else if (left <= 0)
        pg_link_close(l, "the server owes an answer and is silent");
    else
        timer_start(l->pool->loop, t, left);
}

static void ask_add(struct pg_link *l, enum ask_kind kind, struct pg_statement *s, struct pg_wait *w, int use)
{
    struct ask *a = memory_alloc(sizeof *a);

    *a = (struct ask){ .kind = kind, .use = use, .statement = s, .wait = w };
    if (list_empty(&l->asks))
        l->heard_ms = loop_mono_ms(l->pool->loop);
    if (!l->timer.place)
        timer_start(l->pool->loop, &l->timer, silence_most(l));
    list_add_last(&l->asks, &a->link);
    l->in_flight++;
}

/* True when the thing was sent; else the link is closed, and everything lost. */
static bool sent(struct pg_link *l, int success, struct pg_wait *w, int use)
{
    if (success)
        return true;
    pg_link_close(l, PQerrorMessage(l->conn));
    wait_lost(w, use);
    return false;
}

static bool ready(const struct pg_link *l, struct pg_wait *w, int use)
{
    if (l->state != LINK_READY)
        wait_lost(w, use);
    return l->state == LINK_READY;
}

static bool prepare(struct pg_link *l, struct pg_statement *s, struct pg_wait *w, int use)
{
    while (l->prepared.n <= s->number)
        buf_byte(&l->prepared, false);
    if (l->prepared.p[s->number])
        return true;
    if (!sent(l, PQsendPrepare(l->conn, s->name, s->st->sql[ON_POSTGRES], s->st->params, s->types), w, use))
        return false;
    ask_add(l, ASKED_PREPARE, s, w, ASK_ERRORS);
    l->prepared.p[s->number] = true;
    return true;
}

static int send_run(struct pg_link *l, const struct pg_statement *s, const struct value *values)
{
    struct arena *scratch = &l->pool->arena;
    struct arena_mark mark = arena_mark(scratch);
    struct pg_params p = pg_params(scratch, s->st, values);
    int success = PQsendQueryPrepared(l->conn, s->name, s->st->params, p.values, p.lengths, p.formats, 1);

    arena_rewind(scratch, mark);
    return success;
}

void pg_link_ask(struct pg_link *l, const struct statement *st, const struct value *values, struct pg_wait *w, int use)
{
    struct pg_statement *s = pg_pool_statement(l->pool, st);

    if (!ready(l, w, use) || !prepare(l, s, w, use) || !sent(l, send_run(l, s, values), w, use))
        return;
    ask_add(l, ASKED_STATEMENT, s, w, use);
    l->unsynced = true;
}

/* Prepared without a name, so that nothing is left of it. */
void pg_link_describe(struct pg_link *l, struct pg_statement *s, struct pg_wait *w)
{
    int use = ASK_KEEP | ASK_WAKE;

    if (!ready(l, w, use) || !sent(l, PQsendPrepare(l->conn, "", s->st->sql[ON_POSTGRES], s->st->params, s->types), w, use))
        return;
    ask_add(l, ASKED_STATEMENT, s, w, ASK_ERRORS);
    if (!sent(l, PQsendDescribePrepared(l->conn, ""), w, use))
        return;
    ask_add(l, ASKED_STATEMENT, s, w, use);
    l->unsynced = true;
}

void pg_link_sync(struct pg_link *l, struct pg_wait *w)
{
    if (!ready(l, w, ASK_WAKE) || !sent(l, PQpipelineSync(l->conn), w, ASK_WAKE))
        return;
    ask_add(l, ASKED_SYNC, NULL, w, ASK_WAKE);
    l->unsynced = false;
    flush(l);
}

static void turn_ends(struct turn_hook *h)
{
    struct pg_link *l = CONTAINER(h, struct pg_link, turn_end);

    if (l->unsynced)
        pg_link_sync(l, NULL);
}

void pg_link_sync_later(struct pg_link *l)
{
    if (l->state == LINK_READY)
        loop_at_turn_end(l->pool->loop, &l->turn_end);
}

void pg_link_push(struct pg_link *l)
{
    if (l->state != LINK_READY)
        return;
    if (PQsendFlushRequest(l->conn))
        flush(l);
    else
        pg_link_close(l, PQerrorMessage(l->conn));
}

void pg_link_script(struct pg_link *l, const char *sql, struct pg_wait *w)
{
    if (!ready(l, w, ASK_WAKE) || !sent(l, PQexitPipelineMode(l->conn) && PQsendQuery(l->conn, sql), w, ASK_WAKE))
        return;
    ask_add(l, ASKED_SCRIPT, NULL, w, ASK_WAKE);
    flush(l);
}

void pg_link_pipeline(struct pg_link *l)
{
    if (l->state == LINK_READY && !PQenterPipelineMode(l->conn))
        pg_link_close(l, PQerrorMessage(l->conn));
}

void pg_link_forget(struct pg_link *l, struct pg_wait *w)
{
    LIST_EACH(i, &l->asks) {
        struct ask *a = CONTAINER(i, struct ask, link);
        if (a->wait == w)
            a->wait = NULL;
    }
}

void pg_link_init(struct pg_link *l, struct pg_pool *p)
{
    *l = (struct pg_link){ .pool = p, .watch.ready = link_ready, .timer.fire = link_late, .turn_end.run = turn_ends };
    list_init(&l->asks);
}
