/* For the tests of this capability: a stage, which is a world with accounts, an event log and the workers of reactions. */
#pragma once
#include "domain/reaction/reaction_own.h"
#include "kit/house.h"
#include "kit/test.h"

EVENT(test_mark, nothing_told);

struct house stage_open(const struct test_setting *);           /* NULL: the standard settings */

/* Runs a case's body on a fiber of such a world. */
void on_stage(err (*run)(ctx *, void *));

id a_person(ctx *);                              /* somebody new */
void people_make(ctx *, id *out, size_t n);
void suspend(ctx *, id who, bool suspended);
void erase(ctx *, id who);

struct reaction_on a_post(ctx *);                /* by somebody without an account */
struct reaction_on a_comment(ctx *, id post);

/* Each is a transaction of its own. */
struct reaction_done set(ctx *, enum reaction_kind, id me, struct reaction_on);
struct reaction_done unset(ctx *, enum reaction_kind, id me, struct reaction_on);
err set_or_not(ctx *, enum reaction_kind, id me, struct reaction_on, bool on, struct reaction_done *out);
void forget(ctx *, struct reaction_on);
void plant(ctx *, struct planted_reaction *, size_t n);

struct reaction_counts counts_now(ctx *, struct reaction_on);
void expect_counts(ctx *, struct reaction_on, i64 likes, i64 saves, i64 boosts);
void expect_right(ctx *);                        /* reactions_check finds nothing wrong */

/* Asks, for some seconds, until the workers have done it. */
void expect_soon(ctx *, bool (*is)(ctx *, const void *arg), const void *arg);
struct counts_wanted { struct reaction_on on; i64 likes, saves, boosts; };
bool counts_are(ctx *, const void *counts_wanted);

/* The payloads of the events of a kind with this key, oldest first. */
strs events_of(ctx *, const struct event_kind *, id key);
