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

/* Those rows of one post that are not yet as they should be. */
static err post_hide(tx *t, const struct tag_use_row *rows, size_t n, void *arg)
{
    struct tag_use_row *changed = arena_array(tx_arena(t), struct tag_use_row, n);
    bool hidden = *(const bool *)arg;
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        if (rows[i].hidden != hidden)
            changed[k++] = rows[i];
    if (!k)
        return OK;
    TRY(q_uses_hide(t, rows->post_id, names_of(tx_arena(t), changed, k), hidden));
    return uses_count(t, changed, k, hidden ? -1 : 1);
}

static err hide_batch(tx *t, struct sweep_place *s)
{
    tag_use_row_page rows;
    bool there, hidden;

    TRY(account_hidden_in(t, s->about, &there, &hidden));
    TRY(q_uses_by(t, s->about, (id){ s->after }, SWEEP_BATCH, &rows));
    sweep_move(s, rows.n, (id){ 0 });
    uses_whole(&rows, SWEEP_BATCH);
    if (rows.n)
        s->after = rows.at[rows.n - 1].post_id.v;
    return uses_each(t, &rows, post_hide, &hidden);
}

static err hide_run(ctx *c, str payload) { return sweep_run(c, hide_job, payload, hide_batch); }

const struct consumer tag_consumers[] = {
    { .name = "tag_leave", .hears = KINDS(&account_hidden, &account_shown, &account_erased), .handle = leave_begin },
    {0}
};
const struct job_kind tag_jobs[] = { { .name = hide_job, .run = hide_run, SWEEP_RULES }, {0} };
