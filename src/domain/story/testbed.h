/* For tests of stories: a world with people who follow each other and tell stories, and the workers. */
#pragma once
#include "domain/account/testbed.h"
#include "domain/graph/graph.h"
#include "domain/story/story_own.h"
#include "kit/house.h"
#include "kit/test.h"

void in_town(err (*run)(ctx *, void *));         /* a case's body, on a running clock */
void in_town_where(const struct test_setting *, err (*run)(ctx *, void *));
/* The same where the clock stands, and nothing is done by itself; `arg` is a struct fake_clock. */
void in_still_town(err (*run)(ctx *, void *));
struct house town_open(struct house_options);    /* `capabilities` and settings are filled in */

void follows(ctx *, id who, id whom);

id a_story(ctx *, id me, const char *text, enum story_audience);
id a_picture(ctx *, id me, id media);               /* for everybody */
id a_highlight(ctx *, id me, const char *title, ids stories);

i64 left_ms(ctx *, id story);                    /* until its end */
void time_passes(ctx *, struct fake_clock *, i64 ms);
bool sees(ctx *, id me, id story);
str feed_text(ctx *, id me);                     /* "ann:a b*|eve:c": authors, texts, * for those that are seen */
void expect_right(ctx *);                        /* kith check finds nothing wrong */
void expect_soon(ctx *, bool (*is)(ctx *, const void *), const void *arg);

err fresh(ctx *, err);                           /* the same, and the failure is forgotten: each deed is a request of its own */
void expect_refused(ctx *, err, const struct problem *);
#define IDS(...) ((ids){ (id[]){ __VA_ARGS__ }, COUNT(((id[]){ __VA_ARGS__ })) })
