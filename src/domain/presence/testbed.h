/* For the tests of this capability: a world with people who connect, on a clock that a test moves. */
#pragma once
#include "base/buf.h"
#include "domain/channel/testbed.h"
#include "domain/presence/presence_own.h"
#include "hub/ear.h"
#include "kit/mono.h"

struct house presence_open(void);               /* without limits */
struct house presence_limited(void);
struct house presence_idle(void);               /* no consumer runs */
struct house presence_beside(const struct house *);          /* another process on the same PostgreSQL */
void in_presence(err (*run)(ctx *, void *));     /* runs a case's body on a fiber of such a world */

void connects(ctx *, id who);
void disconnects(ctx *, id who);
void goes_away(ctx *, id who, bool away);

/* Time passes, by the clock that nobody sets: in all processes of the test, if they were named. */
void time_passes(ctx *, i64 ms);
void time_is_shared(const struct house *one, const struct house *other);
void passes_until(ctx *, bool (*is)(ctx *, const void *arg), const void *arg);       /* half a second at a time */

struct presence seen_by(ctx *, id viewer, id who);
bool sees(ctx *, id viewer, id who, const char *status);

void follows(ctx *, id from, id to);
void follow_each_other(ctx *, id one, id other);
void follows_settle(ctx *);                      /* everything that has changed between people until now has been told */

/* A connection, and what it has heard since it was last asked: each event ends with ';'. On the loop that opened it. */
struct client { struct ear ear; struct buf heard; _Atomic int n; };
void client_open(ctx *, struct client *, id who);
void client_close(struct client *);
str client_listens(ctx *, struct client *, id to);           /* to presence:<id>: what it was greeted with */
void client_hears(ctx *, struct client *, const char *json); /* that is what it hears next, as time passes; "{...}" without the id */
void client_hears_nothing(ctx *, struct client *, i64 ms);   /* while so much time passes */
