/*
 * Accounts that come and go. Their posts are hidden by the rule of seeing; here their quotes leave the counts, and come back
 * with them. An erased account's posts are deleted as their author would. In batches, each a transaction.
 */
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"
#include "work/sweep.h"

static const char hide_job[] = "post_hide", erase_job[] = "post_erase";

static err account_hear(tx *t, const struct event *e)
{
    return sweep_of_account(t, e, e->kind == &account_erased ? erase_job : hide_job);
}

static id last_of(const post_row_page *rows)
{
    return rows->n ? rows->at[rows->n - 1].id : (id){ 0 };
}

static err quote_hide(tx *t, const struct post_row *row, bool hidden, ids *recounted)
{
    if (row->boost_of.is != GIVEN || row->plain || row->hidden == hidden)
        return OK;
    recounted->at[recounted->n++] = row->boost_of.v;
    TRY(q_post_hide(t, row->id, hidden));
    return q_post_quotes_change(t, row->boost_of.v, hidden ? -1 : 1);
}

static err hide_batch(tx *t, struct sweep_place *s)
{
    bool there, hidden;
    post_row_page rows;

    TRY(account_hidden_in(t, s->about, &there, &hidden));
    TRY(q_post_rows_of(t, s->about, (id){ s->after }, SWEEP_BATCH, &rows));
    ids recounted = { arena_array(tx_arena(t), id, rows.n), 0 };
    for (size_t i = 0; i < rows.n && there; i++)
        TRY(quote_hide(t, &rows.at[i], hidden, &recounted));
    sweep_move(s, rows.n, last_of(&rows));
    return recounted.n ? event_tell(t, post_recounted, s->about, &(struct posts_told){ recounted }) : OK;
}

static err erase_batch(tx *t, struct sweep_place *s)
{
    post_row_page rows;

    TRY(q_post_rows_of(t, s->about, (id){ 0 }, SWEEP_BATCH, &rows));
    for (size_t i = 0; i < rows.n; i++)
        TRY(post_row_drop(t, &rows.at[i], s->about));
    sweep_move(s, rows.n, (id){ 0 });
    return OK;
}

err post_hide_run(ctx *c, str payload)
{
    return sweep_run(c, hide_job, payload, hide_batch);
}

err post_erase_run(ctx *c, str payload)
{
    return sweep_run(c, erase_job, payload, erase_batch);
}

const struct consumer post_consumers[] = {
    { .name = "post_leave", .hears = KINDS(&account_hidden, &account_shown, &account_erased), .handle = account_hear },
    {0}
};
