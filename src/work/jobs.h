/*
 * The jobs of one process: a fiber claims due jobs by lease, and starts each on a
 * fiber of its own, a bounded number at once. A due schedule makes a job,
 * so both are run and taken over in the same way.
 */
#pragma once
#include "work/work_own.h"

struct jobs;

struct jobs *jobs_open(struct work *, const struct capability *const *capabilities);
void jobs_start(struct jobs *);
void jobs_close(struct jobs **);
