#include "ports/store/postgres/pipe.h"
#include "base/memory.h"
#include "ports/store/postgres/pool.h"
#include "ports/store/postgres/state.h"
#include "ports/store/postgres/values.h"
#include "ports/store/postgres/wait.h"

/* What is in flight: one for each thing sent that the server answers. */
enum ask_kind { ASKED_STATEMENT, ASKED_PREPARE, ASKED_SYNC, ASKED_SCRIPT };

struct ask {
    struct link link;
    enum ask_kind kind;
    int use;
    struct pg_statement *statement;
    struct pg_wait *wait;            /* NULL: nobody waits */
};

static void wait_lost(struct pg_wait *w, int use)
{
    if (!w)
        return;
    w->lost = true;
    if (use & ASK_WAKE)
        pg_sleep_end(&w->sleep);
}

void pg_pipe_lose(struct pg_link *l)
{
    for (struct link *i; (i = list_pop(&l->asks));) {
        struct ask *a = CONTAINER(i, struct ask, link);
        wait_lost(a->wait, a->use);
        memory_free(a);
    }
    l->in_flight = 0;
    l->unsynced = false;
    l->prepared.n = 0;
    turn_hook_cancel(&l->turn_end);
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

/* A script has as many answers as statements, and then a NULL; everything else has one (and its NULL means nothing). */
static void take_answer(struct pg_link *l, struct ask *a, PGresult *r)
{
    if (r)
        ask_answered(l, a, r);
    if (!r == (a->kind == ASKED_SCRIPT))
        ask_end(l, a);
}

void pg_pipe_take(struct pg_link *l)
{
    for (int nulls = 0; !PQisBusy(l->conn) && !list_empty(&l->asks) && nulls < 2;) {
        PGresult *r = PQgetResult(l->conn);
        nulls = r ? 0 : nulls + 1;
        take_answer(l, CONTAINER(l->asks.next, struct ask, link), r);
    }
    if (l->stale && list_empty(&l->asks) && !l->lent)
        pg_link_close(l, "its prepared statements are no longer valid");
}

static void ask_add(struct pg_link *l, enum ask_kind kind, struct pg_statement *s, struct pg_wait *w, int use)
{
    struct ask *a = memory_alloc(sizeof *a);

    *a = (struct ask){ .kind = kind, .use = use, .statement = s, .wait = w };
    pg_link_expect(l);
    list_add_last(&l->asks, &a->link);
    l->in_flight++;
}

/* True when the thing was sent; otherwise the link is closed, and everything lost. */
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

void pg_pipe_ask(struct pg_link *l, const struct statement *st, const struct value *values, struct pg_wait *w, int use)
{
    struct pg_statement *s = pg_pool_statement(l->pool, st);

    if (!ready(l, w, use) || !prepare(l, s, w, use) || !sent(l, send_run(l, s, values), w, use))
        return;
    ask_add(l, ASKED_STATEMENT, s, w, use);
    l->unsynced = true;
}

/* Prepared without a name, so that nothing of it remains. */
void pg_pipe_describe(struct pg_link *l, struct pg_statement *s, struct pg_wait *w)
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

void pg_pipe_sync(struct pg_link *l, struct pg_wait *w)
{
    if (!ready(l, w, ASK_WAKE) || !sent(l, PQpipelineSync(l->conn), w, ASK_WAKE))
        return;
    ask_add(l, ASKED_SYNC, NULL, w, ASK_WAKE);
    l->unsynced = false;
    pg_link_flush(l);
}

static void turn_ends(struct turn_hook *h)
{
    struct pg_link *l = CONTAINER(h, struct pg_link, turn_end);

    if (l->unsynced)
        pg_pipe_sync(l, NULL);
}

void pg_pipe_sync_later(struct pg_link *l)
{
    if (l->state == LINK_READY)
        loop_at_turn_end(l->pool->loop, &l->turn_end);
}

void pg_pipe_push(struct pg_link *l)
{
    if (l->state != LINK_READY)
        return;
    if (PQsendFlushRequest(l->conn))
        pg_link_flush(l);
    else
        pg_link_close(l, PQerrorMessage(l->conn));
}

void pg_pipe_script(struct pg_link *l, const char *sql, struct pg_wait *w)
{
    if (!ready(l, w, ASK_WAKE) || !sent(l, PQexitPipelineMode(l->conn) && PQsendQuery(l->conn, sql), w, ASK_WAKE))
        return;
    ask_add(l, ASKED_SCRIPT, NULL, w, ASK_WAKE);
    pg_link_flush(l);
}

void pg_pipe_resume(struct pg_link *l)
{
    if (l->state == LINK_READY && !PQenterPipelineMode(l->conn))
        pg_link_close(l, PQerrorMessage(l->conn));
}

void pg_pipe_forget(struct pg_link *l, struct pg_wait *w)
{
    LIST_EACH(i, &l->asks) {
        struct ask *a = CONTAINER(i, struct ask, link);
        if (a->wait == w)
            a->wait = NULL;
    }
}

bool pg_pipe_patient(const struct pg_link *l)
{
    return list_empty(&l->asks) || CONTAINER(l->asks.next, struct ask, link)->kind == ASKED_SCRIPT;
}

void pg_pipe_init(struct pg_link *l)
{
    l->turn_end.run = turn_ends;
    list_init(&l->asks);
}
