/* The capability. */
#include "domain/channel/channel.h"
#include "domain/channel/channel.sql.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/messaging.h"

const char *const channel_kind_words[] = { "public", "private", "group", "direct", NULL };
const char *const channel_role_words[] = { "owner", "admin", "member", NULL };

PROBLEMS_DEFINE(channel_problems, CHANNEL_PROBLEMS)

extern const struct migration channel_migrations[];

const struct capability channel_capability = {
    .name = "channel",
    .problems = channel_problems,
    .migrations = channel_migrations,
    .statements = channel_statements,
    .events = KINDS(&messaging_changed),
    .consumers = conversation_consumers,
    .belongings = messaging_belongings,
};
