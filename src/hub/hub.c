#include "hub/hub.h"
#include "hub/hub_own.h"

PROBLEMS_DEFINE(hub_problems, HUB_PROBLEMS)

const struct capability hub_capability = { .name = "hub", .problems = hub_problems };

const char *const resync_words[] = { "", "expired", "unknown", "too_many" };
