/* The capability. */
#include "base/buf.h"
#include "base/str.h"
#include "domain/search/search.sql.h"
#include "domain/search/search_own.h"
#include "work/sweep.h"

static const char fill_job[] = "search_fill";

PROBLEMS_DEFINE(search_problems, SEARCH_PROBLEMS)

static const struct shelf *const shelves[] = { &post_shelf, &message_shelf };

/* ---- what there was before the index: a sweep of which each shelf is a part ---- */

static err fill_batch(tx *t, struct sweep_place *s)
{
    const struct shelf *shelf = shelves[s->part];
    search_hit_page there;

    TRY(shelf->there(t, (id){ s->after }, SWEEP_BATCH, &there));
    ids which = { arena_array(tx_arena(t), id, there.n), there.n };
    for (size_t i = 0; i < there.n; i++)
        which.at[i] = there.at[i].id;
    TRY(shelf_renew(t, shelf, which));
    sweep_move_in(s, COUNT(shelves), there.n, there.n ? there.at[there.n - 1].id : (id){ 0 });
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

/* A new store has nothing to index; one that kith seed fills has its index by then. */
static err migrated(tx *t, int number)
{
    search_hit_page there;

    if (number != 1)
        return OK;
    TRY(shelves[0]->there(t, (id){ 0 }, 1, &there));
    return there.n ? search_fill(t) : OK;
}

/* ---- all of them ---- */

err search_tidy_all(ctx *c)
{
    for (size_t i = 0; i < COUNT(shelves); i++)
        TRY(shelf_tidy(c, shelves[i]));
    return OK;
}

err search_check(ctx *c, struct capability_check *out)
{
    struct buf said = BUF_ON(&c->arena);
    id wrong = { 0 };
    i64 n;

    for (size_t i = 0; i < COUNT(shelves) && !wrong.v; i++) {
        TRY(shelf_check(c, shelves[i], &n, &wrong));
        buf_format(&said, "%s%lld %s", i ? ", " : "", (long long)n, shelves[i]->documents);
        if (wrong.v)
            out->wrong = arena_format(&c->arena, "%s %lld: it is not in the index of the search, or is there although it is gone",
                                      shelves[i]->document, (long long)wrong.v);
    }
    out->looked_at = arena_format(&c->arena, STR_FMT ": are they in the index of the search", STR_ARG(buf_str(&said)));
    return OK;
}

/* ---- the row ---- */

static const struct consumer consumers[] = {
    { .name = SEARCH_CONSUMER, .hears = KINDS(&post_created, &post_edited, &post_deleted), .handle_many = posts_index },
    { .name = MESSAGES_CONSUMER, .hears = KINDS(&message_changed, &messages_swept, &channel_changed), .handle_many = messages_index },
    {0}
};
static const struct job_kind jobs[] = {
    { .name = fill_job, .run = fill_run, SWEEP_RULES },
    { .name = search_renew_job, .run = search_renew_run, SWEEP_RULES },
    {0}
};

static const struct schedule schedules[] = {
    { "search_tidy", 3600 * 1000, search_tidy_all },
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
