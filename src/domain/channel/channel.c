/* The capability. */
#include "domain/channel/channel.h"
#include "domain/channel/channel.sql.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/messaging.h"
#include "domain/graph/graph.h"
#include "work/belongings.h"
#include "work/work.h"

const char *const channel_kind_words[] = { "public", "private", "group", "direct", NULL };
const char *const channel_role_words[] = { "owner", "admin", "member", NULL };

enum { TIDY_EVERY_MS = 3600 * 1000 };

PROBLEMS_DEFINE(channel_problems, CHANNEL_PROBLEMS)
PERMISSIONS_DEFINE(channel_permissions, CHANNEL_PERMISSIONS);
RATES_DEFINE(channel_rates, CHANNEL_RATES);
SETTINGS_DEFINE(channel_settings, CHANNEL_SETTINGS);
AUDIT_DEFINE(channel_audit_actions, CHANNEL_AUDIT);

SHAPE(channel_told,
    FIELD(channel_told, type), FIELD_AS(channel_told, channel_id, "channelId"), FIELD(channel_told, changed), FIELD(channel_told, by),
    FIELD_AS(channel_told, kind, "channelKind"), FIELD_AS(channel_told, member_count, "memberCount"), FIELD(channel_told, deleted),
    FIELD(channel_told, users, .optional = true));
SHAPE(membership_told,
    FIELD(membership_told, type), FIELD_AS(membership_told, channel_id, "channelId"), FIELD_AS(membership_told, user_id, "userId"),
    FIELD(membership_told, role), FIELD(membership_told, by), FIELD(membership_told, reason),
    FIELD_AS(membership_told, kind, "channelKind"), FIELD_AS(membership_told, member_count, "memberCount"),
    FIELD_AS(membership_told, visible_from, "visibleFrom"), FIELD(membership_told, maker), FIELD(membership_told, brought));

EVENT_KIND(channel_changed, "channel.*.changed", channel_told);
EVENT_KIND(channel_membership, "channel.*.member.*", membership_told);

static const struct consumer consumers[] = {
    { .name = "channel_followed", .hears = KINDS(&graph_followed), .handle = request_followed_hear },
    { .name = "channel_messaging", .hears = KINDS(&account_erased), .handle = messaging_erased_hear },
    { .name = "channel_leave", .hears = KINDS(&account_erased), .handle = members_erased_hear },
    {0}
};
static const struct schedule schedules[] = {
    { "channel_tidy", TIDY_EVERY_MS, channel_tidy },
    {0}
};

static const struct belongings belongings[] = {
    { "channels.json", "the channels and groups that you are in", channels_export },
    { "messaging.json", "how you want to be written to, and what you show of reading, typing and presence", messaging_export },
    {0}
};

extern const struct migration channel_migrations[];

const struct capability channel_capability = {
    .name = "channel",
    .problems = channel_problems,
    .migrations = channel_migrations,
    .statements = channel_statements,
    .events = KINDS(&channel_changed, &channel_membership, &messaging_changed),
    .permissions = channel_permissions,
    .rates = channel_rates,
    .settings = &channel_settings_group,
    .audit_actions = channel_audit_actions,
    .consumers = consumers,
    .jobs = channel_jobs,
    .schedules = schedules,
    .belongings = belongings,
    .check = channel_check,
    .topics = channel_topics,
    .wires = channel_wires,
};
