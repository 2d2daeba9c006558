/* For the tests of this room: a world with accounts, tags and their workers. */
#pragma once
#include "domain/tag/tag_own.h"
#include "kit/house.h"
#include "kit/test.h"

extern const struct capability *const tag_house[];           /* capabilities, NULL-terminated */

/* Runs a case's body on a fiber of such a world whose clock, its argument, moves by hand. */
void in_house_with_a_clock(err (*run)(ctx *, void *clock));
void time_passes(ctx *, void *clock, i64 ms);

id a_person(ctx *);
void suspend(ctx *, id, bool suspended);
void erase(ctx *, id);

#define NAMES(...) ((strs){ (str[]){ __VA_ARGS__ }, COUNT(((str[]){ __VA_ARGS__ })) })

id published(ctx *, id author, strs names);                  /* a new post */
id published_at(ctx *, id author, strs names, when);         /* one of the past */
void edited(ctx *, id post, id author, strs before, strs after);
void deleted(ctx *, id post, id author, strs names);

struct tag tag_seen(ctx *, const char *name);
void expect_tag(ctx *, const char *name, i64 posts, i64 accounts);
void expect_tag_soon(ctx *, const char *name, i64 posts, i64 accounts);
void expect_names(const tag_page *, const char *wanted);     /* "tea coffee" */
void expect_right(ctx *);                                    /* kith check finds nothing */
