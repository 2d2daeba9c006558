/*
 * What is done as long as the process lives: the roll's turns, on one fiber. What a turn says is whispered, what has changed is told
 * to those who listen here, and who was seen is written, at most a thousand in one transaction.
 */
#include "base/buf.h"
#include "base/str.h"
#include "domain/graph/sight.h"
#include "domain/presence/presence.sql.h"
#include "domain/presence/presence_own.h"
#include "runtime/runtime.h"
#include "work/work.h"

enum { GATHER_MS = 100 };

void presence_ears(struct world *w, id account, int ears, int away)
{
    roll_shift(presence_memory(w)->roll, account, ears, away, presence_time(w));
}

void presence_heard(void *world, i64 from, str text)
{
    roll_heard(presence_memory(world)->roll, from, text, presence_time(world));
}

/* ---- who was seen ---- */

struct keeping { const struct roll_seen *seen; size_t n; };

/* Nothing is kept of an account that has been erased. */
static err rows_of(tx *t, const struct keeping *k, str *out)
{
    ids who = { arena_array(tx_arena(t), id, k->n), k->n };
    struct buf b = BUF_ON(tx_arena(t));
    sight_page sights;

    for (size_t i = 0; i < k->n; i++)
        who.at[i] = k->seen[i].who;
    TRY(sights_of_in(t, (id){ 0 }, who, &sights));
    for (size_t i = 0; i < k->n; i++)
        if (sights.at[i].of.there)
            buf_format(&b, "%s[%lld,%lld]", b.n ? "," : "", (long long)who.at[i].v, (long long)k->seen[i].at.ms);
    *out = buf_str(&b);
    return OK;
}

static err seen_keep(tx *t, void *arg)
{
    str rows;

    TRY(rows_of(t, arg, &rows));
    return rows.n ? q_seen_put(t, rows) : OK;
}

/* What cannot be written now is written later. */
static err turn_keep(ctx *c, const struct roll_turn *turn)
{
    if (!turn->seen_n)
        return OK;
    err e = transact(c, seen_keep, &(struct keeping){ turn->seen, turn->seen_n });
    if (e != OK)
        roll_owe(presence_memory(c->world)->roll, turn->seen, turn->seen_n);
    return e == ERR_CANCELLED ? e : OK;
}

/* ---- the turns ---- */

static void end_notice(struct world *w)
{
    struct presence_memory *m = presence_memory(w);

    if (m->ended || !atomic_load(&w->draining))
        return;
    m->ended = true;
    roll_end(m->roll);
}

static err turn(ctx *c, u64 *seen)
{
    struct roll *roll = presence_memory(c->world)->roll;
    struct roll_turn turn;

    end_notice(c->world);
    roll_turn(roll, presence_time(c->world), bus_has_company(c->world), &c->arena, &turn);
    if (turn.said.n)
        (void)bus_whisper(c->world, "presence", turn.said);
    TRY(presence_tell(c, turn.changed));
    TRY(turn_keep(c, &turn));
    TRY(ctx_sleep(c, turn.wait_ms < GATHER_MS ? turn.wait_ms : GATHER_MS));
    return turn.wait_ms > GATHER_MS ? bell_wait(roll_news(roll), c, seen, turn.wait_ms - GATHER_MS) : OK;
}

static void keep(ctx *c, void *arg)
{
    struct arena_mark mark = arena_mark(&c->arena);
    u64 seen = 0;

    (void)arg;
    while (turn(c, &seen) != ERR_CANCELLED) {
        arena_rewind(&c->arena, mark);
        failure_begin(&c->failure, &c->arena);
    }
}

void presence_begin(struct world *w)
{
    runtime_spawn(w->runtime, 0, "presence", keep, w);
}

/* ---- as everything that is kept of a person ---- */

static err account_hear(tx *t, const struct event *e)
{
    id who;

    TRY(event_about(t, e, &who));
    return q_seen_drop(t, who);
}

const struct consumer presence_consumers[] = {
    { .name = "presence_leave", .hears = KINDS(&account_erased), .handle = account_hear },
    {0}
};

struct owned_seen { when last_seen_at; };
SHAPE(owned_seen, FIELD(owned_seen, last_seen_at));

static err seen_export(ctx *c, id who, struct rows *rows)
{
    seen_page page;

    TRY(q_seen_get(c, (ids){ &who, 1 }, &page));
    return page.n ? row_add(c, rows, &owned_seen_shape, &(struct owned_seen){ page.at[0].seen_at }) : OK;
}

const struct belongings presence_belongings[] = {
    { "presence.json", "when you were last connected", seen_export },
    {0}
};
