/* Voters who are hidden, shown again or erased: their votes go and come with them, in batches. */
#include "base/str.h"
#include "domain/poll/poll.sql.h"
#include "domain/poll/poll_own.h"
#include "work/sweep.h"

const char poll_forget_job[] = "poll_forget", poll_end_job[] = "poll_end";
static const char hide_job[] = "poll_hide", erase_job[] = "poll_erase";

static err leave_begin(tx *t, const struct event *e)
{
    return sweep_of_account(t, e, e->kind == &account_erased ? erase_job : hide_job);
}

/* ---- one batch ---- */

static err recount_tell(tx *t, id who, ids posts)
{
    return posts.n ? event_tell(t, poll_recounted, who, &(struct polls_told){ posts }) : OK;
}

static err vote_hide(tx *t, const struct vote_row *v, bool hidden)
{
    struct poll_count counts;

    TRY(q_poll_vote_hide(t, v->post_id, v->user_id, hidden));
    return poll_count(t, v, hidden ? -1 : 1, &counts);
}

static err hide_batch(tx *t, struct sweep_place *s)
{
    vote_row_page votes;
    bool there, hidden;

    TRY(account_hidden_in(t, s->about, &there, &hidden));
    if (!there) {
        s->done = true;
        return OK;
    }
    TRY(q_poll_votes_by(t, s->about, (id){ s->after }, SWEEP_BATCH, &votes));
    ids changed = { arena_array(tx_arena(t), id, votes.n), 0 };
    for (size_t i = 0; i < votes.n; i++) {
        if (votes.at[i].hidden == hidden)
            continue;
        TRY(vote_hide(t, &votes.at[i], hidden));
        changed.at[changed.n++] = votes.at[i].post_id;
    }
    sweep_move(s, votes.n, votes.n ? votes.at[votes.n - 1].post_id : (id){ 0 });
    return recount_tell(t, s->about, changed);
}

static err vote_erase(tx *t, const struct vote_row *v)
{
    struct poll_count counts;

    TRY(q_poll_vote_drop(t, v->post_id, v->user_id));
    return v->hidden ? OK : poll_count(t, v, -1, &counts);
}

static err erase_batch(tx *t, struct sweep_place *s)
{
    vote_row_page votes;

    TRY(q_poll_votes_by(t, s->about, (id){ s->after }, SWEEP_BATCH, &votes));
    ids changed = { arena_array(tx_arena(t), id, votes.n), votes.n };
    for (size_t i = 0; i < votes.n; i++) {
        TRY(vote_erase(t, &votes.at[i]));
        changed.at[i] = votes.at[i].post_id;
    }
    sweep_move(s, votes.n, votes.n ? votes.at[votes.n - 1].post_id : (id){ 0 });
    return recount_tell(t, s->about, changed);
}

static err forget_batch(tx *t, struct sweep_place *s)
{
    i64 dropped;

    TRY(q_poll_votes_drop(t, s->about, SWEEP_BATCH, &dropped));
    sweep_move(s, (size_t)dropped, (id){ 0 });
    return OK;
}

/* ---- the jobs ---- */

static err hide_run(ctx *c, str payload) { return sweep_run(c, hide_job, payload, hide_batch); }
static err erase_run(ctx *c, str payload) { return sweep_run(c, erase_job, payload, erase_batch); }
static err forget_run(ctx *c, str payload) { return sweep_run(c, poll_forget_job, payload, forget_batch); }

const struct consumer poll_consumers[] = {
    { .name = "poll_leave", .hears = KINDS(&account_hidden, &account_shown, &account_erased), .handle = leave_begin },
    {0}
};
const struct job_kind poll_jobs[] = {
    { .name = hide_job, .run = hide_run, SWEEP_RULES },
    { .name = erase_job, .run = erase_run, SWEEP_RULES },
    { .name = poll_forget_job, .run = forget_run, SWEEP_RULES },
    { .name = poll_end_job, .run = poll_end_run, SWEEP_RULES },
    {0}
};
