/* Final failures are kept here until an operator replays them: an event by its consumer alone, a job as a job. */
#pragma once
#include "work/work_own.h"

err dead_add_event(tx *, str consumer, const struct event *, i64 tries, str problem);
err dead_add_job(tx *, str kind, str payload, i64 tries, str problem);

/* The fiber that handles events to be replayed. */
void replays_start(struct work *);
