/* A visit: a command works on a store, beside a server or without one. */
#pragma once
#include "api/host.h"
#include "cli/command.h"

/* Opens the host, brings it to the store, runs `work`, and closes: the exit status. `use` is one of a command's. */
int visit(struct line *, enum host_use use, err (*work)(struct line *, struct host *, void *arg), void *arg);
