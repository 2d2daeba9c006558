/*
 * Schedules: a row says when the next period begins. The first process to see that moves
 * it on and makes the period's job in the same transaction; so there is one job for each
 * period, for any number of processes.
 */
#include "base/str.h"
#include "work/jobs_own.h"
#include "work/work.sql.h"

struct schedule_row { str name; when next_at; };
SHAPE(schedule_row, FIELD(schedule_row, name), FIELD(schedule_row, next_at));

static when period_next(when now, i64 every_ms)
{
    return (when){ (now.ms / every_ms + 1) * every_ms };
}

struct tick { struct errand *errand; when next_at; };

/* The first process moves the row on, and makes the period's job. */
static err tick(tx *t, void *arg)
{
    struct tick *in = arg;
    str name = in->errand->kind;
    struct schedule_row row = {0};
    i64 moved;

    err e = q_schedule_next(t, name, &row);
    if (e == ERR_NOT_FOUND)
        e = q_schedule_register(t, name);
    TRY(e);
    in->next_at = row.next_at;
    if (row.next_at.ms > tx_now(t).ms && row.next_at.ms <= tx_now(t).ms + in->errand->every_ms)
        return OK;                   /* further ahead than a period: a clock was ahead */
    in->next_at = period_next(tx_now(t), in->errand->every_ms);
    TRY(q_schedule_move(t, name, row.next_at, in->next_at, &moved));
    return moved == 1 ? q_job_insert(t, tx_new_id(t), name, S(""), tx_now(t), tx_now(t)) : OK;
}

err schedules_tick(struct jobs *j, ctx *c, i64 *wait_ms)
{
    for (size_t i = 0; i < j->count; i++) {
        struct errand *e = &j->errands[i];
        struct tick in = { .errand = e };
        if (!e->every_ms)
            continue;
        if (e->next_at.ms <= ctx_now(c).ms || e->next_at.ms > ctx_now(c).ms + e->every_ms) {
            TRY(transact(c, tick, &in));
            e->next_at = in.next_at;
        }
        i64 wait = e->next_at.ms - ctx_now(c).ms;
        *wait_ms = wait < *wait_ms ? wait : *wait_ms;
    }
    return OK;
}
