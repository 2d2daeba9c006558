/* Authors who are hidden, shown again or erased: their posts stop counting, or count again, in batches. Posts themselves are not ours. */
#include "base/str.h"
#include "domain/tag/tag.sql.h"
#include "domain/tag/tag_own.h"
#include "work/sweep.h"

static const char hide_job[] = "tag_hide";

static err leave_begin(tx *t, const struct event *e)
{
    id who;

    TRY(event_about(t, e, &who));
    if (e->kind == &account_erased)
        TRY(tag_follows_erase(t, who));
    return sweep_add(t, hide_job, who);
}

/* Counts those rows that are not yet as they should be. */
static err rows_hide(tx *t, const tag_use_row_page *rows, bool hidden)
{
    size_t n = 0;

    for (size_t i = 0; i < rows->n; i++)
        if (rows->at[i].hidden != hidden)
            rows->at[n++] = rows->at[i];
    return uses_count(t, rows->at, n, spans_of_use, hidden ? -1 : 1);
}

static err hide_batch(tx *t, struct sweep_place *s)
{
    tag_use_row_page rows;
    bool there, hidden;
    id after = { s->after };

    TRY(account_hidden_in(t, s->about, &there, &hidden));
    TRY(q_uses_by(t, s->about, after, SWEEP_BATCH, &rows));
    s->done = rows.n < SWEEP_BATCH;
    uses_whole(&rows, SWEEP_BATCH);
    if (!rows.n)
        return OK;
    id last = rows.at[rows.n - 1].post_id;
    s->after = last.v;
    TRY(q_uses_hide(t, s->about, after, last, hidden));
    return rows_hide(t, &rows, hidden);
}

static err hide_run(ctx *c, str payload) { return sweep_run(c, hide_job, payload, hide_batch); }

const struct consumer tag_consumers[] = {
    { .name = "tag_leave", .hears = KINDS(&account_hidden, &account_shown, &account_erased), .handle = leave_begin },
    {0}
};
const struct job_kind tag_jobs[] = { { .name = hide_job, .run = hide_run, SWEEP_RULES }, {0} };
