#include "ports/store/postgres/read.h"
#include "ports/store/postgres/state.h"
#include "ports/store/postgres/values.h"

enum { READ_TRIES = 4 };             /* a read changes nothing, so one whose connection broke is asked again */

static bool worth_again(const struct pg_wait *w)
{
    return w->lost || (w->error ? pg_verdict(w->error).remedy == REMEDY_RECONNECT : w->skipped);
}

static void read_ask(struct pg_link *l, const struct statement *st, const struct value *values, struct pg_wait *w, bool apart)
{
    if (apart && l->unsynced)
        pg_pipe_sync(l, NULL);
    pg_pipe_ask(l, st, values, w, ASK_KEEP | ASK_WAKE);
    if (apart)
        pg_pipe_sync(l, NULL);
    else
        pg_pipe_sync_later(l);
}

static err read_wait(struct pg_link *l, struct pg_wait *w, bool firm)
{
    err e = OK;

    if (firm)
        pg_sleep_firm(&w->sleep);
    else
        e = pg_sleep(&w->sleep);
    if (e != OK)
        pg_pipe_forget(l, w);
    return e;
}

static err link_find(struct pg_pool *p, ctx *c, bool slow, bool firm, struct pg_link **out)
{
    err e = pg_pool_shared(p, c, slow, firm, out);

    return e == ERR_UNAVAILABLE ? pg_pool_away(p, &c->failure) : e;
}

err pg_read(struct pg_pool *p, ctx *c, const struct statement *st, const struct value *values, bool firm, void *out)
{
    for (int tries = 1;; tries++) {
        struct pg_wait w = { .sleep.c = c };
        struct pg_link *l;

        TRY(link_find(p, c, st->slow, firm, &l));
        read_ask(l, st, values, &w, tries > 1);
        err e = read_wait(l, &w, firm);
        bool again = e == OK && tries < READ_TRIES && worth_again(&w);
        if (e == OK && !again)
            e = pg_wait_read(&w, c, out);
        pg_wait_clear(&w);
        if (!again)
            return e;
    }
}

err pg_check(struct pg_pool *p, ctx *c, const struct statement *st)
{
    struct pg_statement s = { .st = st, .arena = &c->arena, .types = pg_param_types(&c->arena, st) };
    struct pg_wait w = { .sleep.c = c };
    struct pg_link *l;

    TRY(link_find(p, c, false, false, &l));
    if (l->unsynced)
        pg_pipe_sync(l, NULL);
    pg_pipe_describe(l, &s, &w);
    pg_pipe_sync(l, NULL);
    err e = read_wait(l, &w, true);
    if (e == OK)
        e = pg_wait_check(&w, c);
    pg_wait_clear(&w);
    return e;
}
