/* The capability. */
#include "base/str.h"
#include "domain/search/search.sql.h"
#include "domain/search/search_own.h"
#include "work/sweep.h"

static const char fill_job[] = "search_fill";

PROBLEMS_DEFINE(search_problems, SEARCH_PROBLEMS)

SHAPE(search_hit, FIELD(search_hit, id));

/* ---- posts that there were before the index ---- */

static err fill_batch(tx *t, struct sweep_place *s)
{
    post_by_page posts;

    TRY(posts_worded_after_in(t, (id){ s->after }, SWEEP_BATCH, &posts));
    ids which = { arena_array(tx_arena(t), id, posts.n), posts.n };
    for (size_t i = 0; i < posts.n; i++)
        which.at[i] = posts.at[i].id;
    TRY(posts_index_again(t, which));
    sweep_move(s, posts.n, posts.n ? posts.at[posts.n - 1].id : (id){ 0 });
    return OK;
}

static err fill_run(ctx *c, str payload)
{
    return sweep_run(c, fill_job, payload, fill_batch);
}

err search_fill(tx *t)
{
    return sweep_add(t, fill_job, tx_new_id(t));                 /* it is about nobody */
}

static err migrated(tx *t, int number)
{
    return number == 1 ? search_fill(t) : OK;
}

/* ---- the row ---- */

static const struct consumer consumers[] = {
    { .name = SEARCH_CONSUMER, .hears = KINDS(&post_created, &post_edited, &post_deleted), .handle_many = posts_index },
    {0}
};
static const struct job_kind jobs[] = {
    { .name = fill_job, .run = fill_run, SWEEP_RULES },
    {0}
};

static const struct schedule schedules[] = {
    { "search_tidy", 3600 * 1000, index_tidy },
    {0}
};

extern const struct migration search_migrations[];
const struct capability search_capability = {
    .name = "search",
    .migrations = search_migrations,
    .migrated = migrated,
    .statements = search_statements,
    .consumers = consumers,
    .jobs = jobs,
    .schedules = schedules,
    .problems = search_problems,
    .check = search_check,
};
