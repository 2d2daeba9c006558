/* A visit: a command works on a store, beside a running server or without one. */
#pragma once
#include "api/host.h"
#include "cli/command.h"

/* Opens the host and its store, runs `work`, and closes: returns the exit status. `use` is one of a command's. */
int visit(struct line *, enum host_use use, err (*work)(struct line *, struct host *, void *arg), void *arg);
