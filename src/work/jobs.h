/*
 * Jobs of one process: a fiber claims what is due, by lease, and starts each on a
 * fiber of its own, a bounded number at once. A schedule that comes due makes a job,
 * so both are carried out and taken over in the same way.
 */
#pragma once
#include "work/work_own.h"

struct jobs;

struct jobs *jobs_open(struct work *, const struct capability *const *capabilities);
void jobs_start(struct jobs *);
void jobs_close(struct jobs **);
