/* The capability. */
#include "domain/story/story.sql.h"
#include "domain/story/story_own.h"
#include "work/sweep.h"

PROBLEMS_DEFINE(story_problems, STORY_PROBLEMS)
PERMISSIONS_DEFINE(story_permissions, STORY_PERMISSIONS);
RATES_DEFINE(story_rates, STORY_RATES);
SETTINGS_DEFINE(story_settings, STORY_SETTINGS);
AUDIT_DEFINE(story_audit_actions, STORY_AUDIT);

SHAPE(story_told,
    FIELD(story_told, story_id), FIELD(story_told, author_id), FIELD(story_told, user_id), FIELD(story_told, audience),
    FIELD(story_told, emoji));
EVENT_KIND(story_created, "story.created", story_told);
EVENT_KIND(story_deleted, "story.deleted", story_told);
EVENT_KIND(story_viewed, "story.viewed", story_told);
EVENT_KIND(story_reacted, "story.reacted", story_told);
EVENT_KIND(story_unreacted, "story.unreacted", story_told);

/* What stands of the author has changed. */
static void kept_ear(void *world, const struct event *e)
{
    struct story_told told;
    char room[512];
    struct arena a;

    arena_init(&a, room, sizeof room);
    if (event_read_as(&a, e, e->kind, &told) == OK)
        stories_forget(world, told.author_id);
    arena_close(&a);
}

static void told_ear(void *world, const struct event *e)
{
    story_tell(world, e);
}

static const struct listens listeners[] = {
    { KINDS(&story_created, &story_deleted), kept_ear },
    { KINDS(&story_created, &story_deleted), told_ear, .in_order = true },
    {0}
};
static const struct job_kind jobs[] = {
    { .name = story_over_job, .run = story_over_run, SWEEP_RULES },
    { .name = story_views_job, .run = story_views_run, SWEEP_RULES },
    { .name = "story_hide", .run = story_hide_run, SWEEP_RULES },
    { .name = "story_erase", .run = story_erase_run, SWEEP_RULES },
    {0}
};
static const struct schedule schedules[] = { { "story_sweep", STORIES_SWEEP_MS, stories_sweep }, {0} };

extern const struct migration story_migrations[];
const struct capability story_capability = {
    .name = "story",
    .migrations = story_migrations,
    .statements = story_statements,
    .events = KINDS(&story_created, &story_deleted, &story_viewed, &story_reacted, &story_unreacted),
    .consumers = story_consumers,
    .jobs = jobs,
    .schedules = schedules,
    .listeners = listeners,
    .topics = story_topics,
    .wires = story_wires,
    .belongings = story_belongings,
    .parted = story_lists_part,
    .check = story_check,
    .settings = &story_settings_group,
    .rates = story_rates,
    .audit_actions = story_audit_actions,
    .problems = story_problems,
    .permissions = story_permissions,
};
