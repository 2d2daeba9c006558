#include "ports/store/postgres/link.h"
#include "base/memory.h"
#include "base/str.h"
#include "ports/store/postgres/pipe.h"
#include "ports/store/postgres/pool.h"
#include "runtime/settings.h"

enum { CONNECT_MS = 3000, GRACE_MS = 1000, STUCK_MS = 20, VERSION_LEAST = 130000 };

/* How long the server may be silent while it owes an answer: if it is alive, its own time-out comes first. */
static i64 silence_most(const struct pg_link *l)
{
    return l->pool->store->world->settings->statement_timeout + GRACE_MS;
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
    l->state = LINK_CLOSED;
    l->conn = NULL;
    l->stale = false;
    pg_pipe_lose(l);
    pg_pool_link_down(l->pool, l, was, why);
    PQfinish(conn);                  /* only now: `why` may be its words */
}

static void connected(struct pg_link *l)
{
    timer_stop(l->pool->loop, &l->timer);
    if (PQserverVersion(l->conn) < VERSION_LEAST) {
        pg_link_close(l, "PostgreSQL 13 or newer is needed");
        return;
    }
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

/* libpq may have closed one socket and opened another under the same number: so it is watched again after each step. */
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

/* Nobody needs the server's notices, and libpq would print them. */
static void notice_drop(void *arg, const char *text)
{
    (void)arg;
    (void)text;
}

/*
 * A prepared statement keeps the plan that was best when its tables were small: to read all of them. Once they have grown, each
 * call reads all of them until the next ANALYZE. All statements here have an index, so such a plan is never wanted; and what
 * needs one all the same has a cost by which it would be compiled.
 */
#define SESSION "-c enable_seqscan=off -c jit=off"

/* What precedes dbname is a default that the URL may replace; what follows it replaces the URL's. */
void pg_link_dial(struct pg_link *l, const struct pg_route *to)
{
    const char *const keywords[] = {
        "application_name", "gssencmode", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
        "options", "dbname", "client_encoding", "host", "hostaddr", "port", NULL };
    const char *const values[] = {
        "kith", "disable", "10", "5", "3", "15000",
        SESSION, l->pool->address->url, "UTF8", to ? to->hosts.p : NULL, to ? to->addresses.p : NULL, to ? to->ports.p : NULL, NULL };

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

void pg_link_flush(struct pg_link *l)
{
    /* A failed write shows up when reading: what the server said before it went away is read first. */
    watch_for(l, PQflush(l->conn) == 1 ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void pg_link_expect(struct pg_link *l)
{
    if (list_empty(&l->asks))
        l->heard_ms = loop_mono_ms(l->pool->loop);
    if (!l->timer.place)
        timer_start(l->pool->loop, &l->timer, silence_most(l));
}

bool pg_link_stuck(const struct pg_link *l)
{
    return !list_empty(&l->asks) && loop_mono_ms(l->pool->loop) - l->heard_ms > STUCK_MS;
}

static void notices_take(struct pg_link *l)
{
    for (PGnotify *n; (n = PQnotifies(l->conn)); PQfreemem(n))
        store_news(l->pool->store, str_of(n->extra));
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
        pg_pipe_take(l);
    if (l->state == LINK_READY && pg_pool_hears(l->pool, l))
        notices_take(l);
    if (!well)
        pg_link_close(l, PQerrorMessage(l->conn));
    else if (l->state == LINK_READY && events & EPOLLOUT)
        pg_link_flush(l);
}

static void link_late(struct timer *t)
{
    struct pg_link *l = CONTAINER(t, struct pg_link, timer);
    i64 left = l->heard_ms + silence_most(l) - loop_mono_ms(l->pool->loop);

    if (l->state == LINK_CONNECTING)
        pg_link_close(l, "no answer in time");
    else if (list_empty(&l->asks))
        return;
    else if (pg_pipe_patient(l))
        timer_start(l->pool->loop, t, silence_most(l));
    else if (left <= 0)
        pg_link_close(l, "the server owes an answer and is silent");
    else
        timer_start(l->pool->loop, t, left);
}

void pg_link_init(struct pg_link *l, struct pg_pool *p)
{
    *l = (struct pg_link){ .pool = p, .watch.ready = link_ready, .timer.fire = link_late };
    pg_pipe_init(l);
}
