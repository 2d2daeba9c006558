/* For the tests of this capability: a world with people who connect, on a clock that a test moves. */
#pragma once
#include "domain/channel/testbed.h"
#include "domain/presence/presence_own.h"
#include "kit/mono.h"

struct house presence_open(void);
void in_presence(err (*run)(ctx *, void *));     /* runs a case's body on a fiber of such a world */

void connects(ctx *, id who);
void disconnects(ctx *, id who);
void goes_away(ctx *, id who, bool away);

/* Time passes for all: the clock that nobody sets, and the day's. */
void time_passes(ctx *, i64 ms);
void passes_until(ctx *, bool (*is)(ctx *, const void *arg), const void *arg);       /* half a second at a time */

struct presence seen_by(ctx *, id viewer, id who);
bool sees(ctx *, id viewer, id who, const char *status);

void follows(ctx *, id from, id to);
void follow_each_other(ctx *, id one, id other);
