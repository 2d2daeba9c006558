/*
 * What an account did leaves the counts when it is hidden, comes back when it is shown, and is removed when it is erased;
 * what was done to a subject goes when that is deleted. Kind by kind, in batches that change rows together with their counts.
 */
#include "domain/reaction/reaction.sql.h"
#include "domain/reaction/reaction_own.h"
#include "work/sweep.h"

static const char follow_job[] = "reaction_follow", forget_job[] = "reaction_forget";

static err account_hear(tx *t, const struct event *e)
{
    return sweep_of_account(t, e, follow_job);
}

err reactions_forget(tx *t, id subject)
{
    reaction_page dropped;
    i64 n;

    TRY(q_reaction_count_drop(t, subject, &n));
    if (!n)
        return OK;                   /* nobody ever reacted */
    TRY(q_reaction_subject_drop(t, subject, (id){ 0 }, SWEEP_BATCH, &dropped));
    if (dropped.n < SWEEP_BATCH)
        return OK;
    TRY(q_reaction_count_bury(t, subject));
    return sweep_add(t, forget_job, subject);
}

err reactions_forget_each(tx *t, ids subjects)
{
    reaction_counts_page counted;

    TRY(q_reaction_counts_get(t, subjects, &counted));
    for (size_t i = 0; i < counted.n; i++)
        TRY(reactions_forget(t, counted.at[i].subject_id));
    return OK;
}

/* ---- one batch ---- */

/* The subjects whose counts have to change. */
static ids turned_of(tx *t, const reaction_page *rows, bool hidden)
{
    ids out = { arena_array(tx_arena(t), id, rows->n), 0 };

    for (size_t i = 0; i < rows->n; i++)
        if (rows->at[i].hidden != hidden)
            out.at[out.n++] = rows->at[i].subject_id;
    return out;
}

/* They are counted from now on, or no longer. */
static err recount(tx *t, const struct sweep_place *s, ids subjects, i64 by)
{
    struct reaction_counts n = counts_of((id){ 0 }, (enum reaction_kind)s->part, by);

    if (!subjects.n)
        return OK;
    TRY(q_reaction_counts_add(t, subjects, n.likes, n.saves, n.boosts));
    return event_tell(t, reaction_recounted, s->about, &(struct reaction_recount_told){ subjects });
}

static err follow_batch(tx *t, struct sweep_place *s)
{
    id after = { s->after }, last = after;
    bool there, hidden;
    reaction_page rows;

    TRY(account_hidden_in(t, s->about, &there, &hidden));
    TRY(q_reactions_after(t, s->about, s->part, after, SWEEP_BATCH, &rows));
    if (rows.n)
        last = rows.at[rows.n - 1].made;
    TRY(recount(t, s, turned_of(t, &rows, hidden), hidden ? -1 : 1));
    TRY(there ? q_reactions_hide(t, s->about, s->part, after, last, hidden) : q_reactions_drop(t, s->about, s->part, after, last));
    sweep_move_in(s, REACTION_KINDS, rows.n, last);
    return OK;
}

static err forget_batch(tx *t, struct sweep_place *s)
{
    id last = { s->after };
    reaction_page dropped;
    i64 n;

    TRY(q_reaction_subject_drop(t, s->about, last, SWEEP_BATCH, &dropped));
    for (size_t i = 0; i < dropped.n; i++)
        if (dropped.at[i].user_id.v > last.v)
            last = dropped.at[i].user_id;
    sweep_move(s, dropped.n, last);
    return s->done ? q_reaction_count_drop(t, s->about, &n) : OK;
}

/* ---- the jobs ---- */

static err follow_run(ctx *c, str payload) { return sweep_run(c, follow_job, payload, follow_batch); }
static err forget_run(ctx *c, str payload) { return sweep_run(c, forget_job, payload, forget_batch); }

const struct consumer reaction_consumers[] = {
    { .name = "reaction_leave", .hears = KINDS(&account_hidden, &account_shown, &account_erased), .handle = account_hear },
    {0}
};
const struct job_kind reaction_jobs[] = {
    { .name = follow_job, .run = follow_run, SWEEP_RULES },
    { .name = forget_job, .run = forget_run, SWEEP_RULES },
    {0}
};
