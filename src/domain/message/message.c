/* The capability. */
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"
#include "work/sweep.h"

PROBLEMS_DEFINE(message_problems, MESSAGE_PROBLEMS)

static const struct job_kind jobs[] = {
    { .name = message_strip_job, .run = message_strip_run, SWEEP_RULES },
    {0}
};

extern const struct migration message_migrations[];
const struct capability message_capability = {
    .name = "message",
    .migrations = message_migrations,
    .statements = message_statements,
    .jobs = jobs,
    .problems = message_problems,
};
