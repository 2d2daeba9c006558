/* The capability. */
#include "base/str.h"
#include "domain/tag/tag.h"
#include "domain/timeline/timeline.sql.h"
#include "domain/timeline/timeline_own.h"

enum { SWEEP_EVERY_MS = 3600 * 1000 };

PROBLEMS_DEFINE(timeline_problems, TIMELINE_PROBLEMS)
PERMISSIONS_DEFINE(timeline_permissions, TIMELINE_PERMISSIONS);
SETTINGS_DEFINE(timeline_settings, TIMELINE_SETTINGS);
EVENT_KIND(timeline_starred, "timeline.starred", nothing_told);
EVENT_KIND(timeline_made, "timeline.made", nothing_told);

SHAPE(feed_row, FIELD(feed_row, user_id), FIELD(feed_row, state), FIELD(feed_row, floor), FIELD(feed_row, read_at));
SHAPE(entry, FIELD(entry, post_id), FIELD(entry, author_id));
SHAPE(timeline_user, FIELD(timeline_user, user_id));
SHAPE(star, FIELD(star, author_id));
SHAPE(place, FIELD(place, post_id), FIELD(place, position));
SHAPE(order_row, FIELD(order_row, posts));
SHAPE(list_row,
    FIELD(list_row, id), FIELD(list_row, user_id), FIELD(list_row, title), FIELD(list_row, member_count), FIELD(list_row, updated_at));
SHAPE(member, FIELD(member, list_id), FIELD(member, user_id), FIELD(member, made));

/* "timeline" is waited for by those who read. */
static const struct consumer consumers[] = {
    { .name = "timeline", .hears = KINDS(&post_created, &post_edited, &post_deleted, &graph_followed, &graph_unfollowed),
      .handle = deliver_hear, .handle_many = deliver_hear_many },
    { .name = "timeline_leave", .hears = KINDS(&account_erased), .handle = leave_hear },
    {0}
};
static const struct job_kind jobs[] = {
    { .name = deliver_job, .run = deliver_run, .tries = 50, .lease_ms = 10 * 1000 },
    { .name = make_job, .run = make_run, .lease_ms = 30 * 1000 },
    { .name = erase_job, .run = erase_run, .tries = 50, .lease_ms = 10 * 1000 },
    { .name = unfollow_job, .run = unfollow_run, .tries = 50, .lease_ms = 10 * 1000 },
    {0}
};
static const struct schedule schedules[] = {
    { "timeline_sweep", SWEEP_EVERY_MS, feeds_sweep },
    {0}
};
static const struct listens listeners[] = {
    { KINDS(&post_created, &post_edited), moment_ear, .in_order = true },
    { KINDS(&post_created), made_ear },
    { KINDS(&graph_followed, &graph_unfollowed, &tag_refollowed, &timeline_starred, &timeline_made), reader_ear },
    {0}
};

extern const struct migration timeline_migrations[];
const struct capability timeline_capability = {
    .name = "timeline",
    .migrations = timeline_migrations,
    .statements = timeline_statements,
    .events = KINDS(&timeline_starred, &timeline_made),
    .consumers = consumers,
    .jobs = jobs,
    .schedules = schedules,
    .listeners = listeners,
    .topics = timeline_topics,
    .wires = timeline_wires,
    .memory = sizeof(struct timeline_memory),
    .memory_open = timeline_memory_open,
    .memory_close = timeline_memory_close,
    .belongings = timeline_belongings,
    .settings = &timeline_settings_group,
    .problems = timeline_problems,
    .permissions = timeline_permissions,
    .parted = lists_part,
    .check = timeline_check,
};
