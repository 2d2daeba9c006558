/* The capability. */
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"

PROBLEMS_DEFINE(message_problems, MESSAGE_PROBLEMS)

extern const struct migration message_migrations[];
const struct capability message_capability = {
    .name = "message",
    .migrations = message_migrations,
    .statements = message_statements,
    .problems = message_problems,
};
