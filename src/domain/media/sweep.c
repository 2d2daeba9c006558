/*
 * What ends by itself: media to which nothing refers, uploads that were not finished, and the media of an erased account. Every few
 * seconds, in bounded batches.
 */
#include <limits.h>
#include "base/ids.h"
#include "base/str.h"
#include "domain/media/media.sql.h"
#include "domain/media/upload_own.h"
#include "runtime/metrics.h"
#include "work/sweep.h"

static const char erase_job[] = "media_erase";
enum { SWEEP_EVERY_MS = 2000, TELL_EVERY_MS = 15000, AT_ONCE = 50 };

SHAPE(media_expiring, FIELD(media_expiring, id));

/* ---- those whose time is over ---- */

struct ending { when now; media_brief_page rows; };

static err expired_end(tx *t, void *arg)
{
    struct ending *in = arg;

    TRY(q_media_expired(t, in->now, AT_ONCE, &in->rows));
    return media_end_in(t, in->rows.at, in->rows.n);
}

/* Nothing is deleted by a clock that may be wrong. */
static err expired_sweep(ctx *c)
{
    struct ending in = { .now = ctx_now(c) };

    if (clock_doubted(c->world->clock))
        return OK;
    do {
        media_expiring_page any;
        TRY(q_media_any_expired(c, in.now, &any));
        if (!any.n)
            return OK;
        TRY(transact(c, expired_end, &in));
    } while (in.rows.n == AT_ONCE);
    return OK;
}

static err sweep(ctx *c)
{
    TRY(expired_sweep(c));
    return media_bury_due(c);
}

/* For monitoring. */
static err tell(ctx *c)
{
    struct media_waiting waiting;
    struct media_total total;

    TRY(q_media_making(c, &waiting));
    TRY(q_media_total(c, &total));
    metric_set(c->world->metrics, M_MEDIA_WAITING, 0, waiting.n);
    metric_set(c->world->metrics, M_MEDIA_BYTES, 0, total.counted.bytes);
    return OK;
}

const struct schedule media_schedules[] = {
    { "media_sweep", SWEEP_EVERY_MS, sweep },
    { "media_tell", TELL_EVERY_MS, tell },
    {0}
};

/* ---- an account that is erased ---- */

static err erased_hear(tx *t, const struct event *e)
{
    return sweep_of_account(t, e, erase_job);
}

static err erase_batch(tx *t, struct sweep_place *s)
{
    media_brief_page rows;

    TRY(q_media_briefs_of(t, s->about, SWEEP_BATCH, &rows));
    ids which = { arena_array(tx_arena(t), id, rows.n), rows.n };
    for (size_t i = 0; i < rows.n; i++)
        which.at[i] = rows.at[i].id;
    TRY(rows.n ? q_media_refs_drop_each(t, which) : OK);
    TRY(media_end_in(t, rows.at, rows.n));
    sweep_move(s, rows.n, (id){ 0 });
    return s->done ? q_media_usage_drop(t, s->about) : OK;
}

static err erase_run(ctx *c, str payload)
{
    return sweep_run(c, erase_job, payload, erase_batch);
}

const struct job_kind media_jobs[] = {
    { .name = media_make_job, .run = media_make_run, .tries = 100, .lease_ms = 600 * 1000 },         /* the maker ends one in 200 s, */
    { .name = media_make_long_job, .run = media_make_run, .tries = 100, .lease_ms = 1200 * 1000 },   /* or 270, and three may be before it */
    { .name = media_bury_job, .run = media_bury_run, .tries = 50, .lease_ms = 60 * 1000, .fleeting = true },
    { .name = upload_join_job, .run = upload_join_run, .tries = 20, .lease_ms = 600 * 1000, .fleeting = true },
    { .name = media_purge_job, .run = media_purge_run, .tries = INT_MAX, .lease_ms = 60 * 1000 },
    { .name = media_purge_all_job, .run = media_purge_all_run, .tries = INT_MAX, .lease_ms = 600 * 1000 },
    { .name = erase_job, .run = erase_run, SWEEP_RULES },
    {0}
};

const struct consumer media_consumers[] = {
    { .name = "media_erase", .hears = KINDS(&account_erased), .handle = erased_hear },
    { .name = "media_purge", .hears = KINDS(&account_hidden), .handle = media_hidden_hear },
    {0}
};
