#include "ports/store/postgres/wait.h"
#include "ports/store/postgres/pool.h"
#include "ports/store/postgres/state.h"
#include "ports/store/postgres/values.h"

void pg_sleep_end(struct pg_sleep *s)
{
    s->over = true;
    if (!s->parked)
        return;
    s->parked = false;
    ctx_wake(s->c);
}

void pg_sleep_firm(struct pg_sleep *s)
{
    while (!s->over) {
        s->parked = true;
        ctx_park_firm(s->c);
    }
}

err pg_sleep(struct pg_sleep *s)
{
    while (!s->over) {
        s->parked = true;
        err e = ctx_park(s->c);
        if (e != OK && !s->over) {
            s->parked = false;
            return e;
        }
    }
    return OK;
}

struct pause { struct timer timer; struct pg_sleep sleep; };

static void pause_over(struct timer *t)
{
    pg_sleep_end(&CONTAINER(t, struct pause, timer)->sleep);
}

void pg_pause_firm(ctx *c, i64 ms)
{
    struct pause p = { { .fire = pause_over }, { .c = c } };

    timer_start(c->loop, &p.timer, ms);
    pg_sleep_firm(&p.sleep);
}

void pg_wait_clear(struct pg_wait *w)
{
    PQclear(w->answer);
    PQclear(w->error);
    *w = (struct pg_wait){ .sleep.c = w->sleep.c };
}

err pg_wait_tell(const struct pg_wait *w, struct failure *s)
{
    return pg_verdict_tell(s, w->error, w->failed ? w->failed->st->name : "a statement");
}

/* Once for each statement, from the names that come with its first rows. */
static err columns_learn(struct pg_statement *s, ctx *c, const PGresult *r)
{
    int n = PQnfields(r);

    if (s->matched || !s->st->row)
        return OK;
    const char **names = arena_array(&c->arena, const char *, (size_t)n);
    for (int i = 0; i < n; i++)
        names[i] = PQfname(r, i);
    TRY(columns_match(&c->failure, s->st, names, n, s->arena, &s->columns));
    s->matched = true;
    return OK;
}

err pg_wait_read(struct pg_wait *w, ctx *c, void *out)
{
    if (w->lost || w->error)
        return pg_wait_tell(w, &c->failure);
    TRY(columns_learn(w->statement, c, w->answer));
    return pg_rows_read(c, w->statement->st, &w->statement->columns, w->answer, out);
}

err pg_wait_check(struct pg_wait *w, ctx *c)
{
    if (w->error && pg_verdict(w->error).remedy == REMEDY_NONE)
        return failure_with(&c->failure, pg_verdict(w->error).e, "%s: %s.", w->failed->st->name,
                            PQresultErrorField(w->error, PG_DIAG_MESSAGE_PRIMARY));
    if (w->lost || w->error)
        return pg_wait_tell(w, &c->failure);
    TRY(columns_learn(w->statement, c, w->answer));
    return w->statement->matched ? pg_columns_check(&c->failure, w->statement->st, &w->statement->columns, w->answer) : OK;
}
