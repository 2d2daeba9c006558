/* Problems of listening. */
#pragma once
#include "base/err.h"

#define HUB_PROBLEMS(X) \
    X(unknown_topic,          ERR_INVALID,  "There is no such kind of topic.") \
    X(too_many_subscriptions, ERR_TOO_MANY, "This connection listens to as many topics as it may.")

PROBLEMS_DECLARE(hub_problems, HUB_PROBLEMS)
