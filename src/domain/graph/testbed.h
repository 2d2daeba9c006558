/* For the tests of this room: a town, which is a world with accounts, an event log and the workers of the graph. */
#pragma once
#include "domain/graph/graph_own.h"
#include "kit/house.h"
#include "kit/test.h"

EVENT(test_mark, nothing_told);

struct house town_open(void);

/* Runs a case's body on a fiber of such a world. */
void in_town(err (*run)(ctx *, void *));
void in_town_with(err (*run)(ctx *, void *), void *arg);

id a_person(ctx *);                              /* somebody new */
void people_make(ctx *, id *out, size_t n);
void lock_account(ctx *, id, bool locked);
void suspend(ctx *, id, bool suspended);
void erase(ctx *, id);

void follows(ctx *, id from, id to);             /* it succeeds */
void expect_counts(ctx *, id, i64 followers, i64 following);
void expect_right(ctx *);                        /* graph_check finds nothing wrong */
struct sight relation_to(ctx *, id me, id other);
void expect_list(ctx *, enum graph_side, id of, id me, const id *wanted, size_t n);  /* all of it, page by page */

/* Asks, for some seconds, until the workers have done it. */
void expect_soon(ctx *, bool (*is)(ctx *, const void *arg), const void *arg);
struct counts_wanted { id user; i64 followers, following; };
bool counts_are(ctx *, const void *counts_wanted);
