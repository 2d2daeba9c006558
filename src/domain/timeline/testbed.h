/* For the tests of this room: a town, which is a world with people who follow each other and publish, and all the workers. */
#pragma once
#include "domain/account/testbed.h"
#include "domain/timeline/timeline_own.h"
#include "kit/house.h"
#include "kit/test.h"

/* Runs a case's body on a fiber of such a world; with other settings (NULL: the standard ones). */
void in_town(err (*run)(ctx *, void *));
void in_town_with(const struct test_setting *, err (*run)(ctx *, void *));
struct house town_open(struct test_world_options);

void people_make(ctx *, id *out, size_t n);
void follows(ctx *, id who, id whom);
void unfollows(ctx *, id who, id whom);

id says(ctx *, id me, const char *content);      /* a public post */
id says_to(ctx *, id me, const char *content, const char *visibility);
id boosts(ctx *, id me, id of);
void heard(ctx *, id post);                      /* waits until it is: PostgreSQL's log gives it its position a moment later */
void deletes(ctx *, id me, id post);

/* All of the feed, page by page. */
ids feed_of(ctx *, id me);
ids feed_page(ctx *, id me, id after, i64 limit, id *next);
ids feed_since(ctx *, id me, struct moment since, struct moment *now);       /* what is new, and the moment of that answer */
struct moment moment_of(ctx *, id me);           /* of an answer of the feed */
bool has(ids, id post);
#define IDS(...) ((ids){ (id[]){ __VA_ARGS__ }, COUNT(((id[]){ __VA_ARGS__ })) })
void expect_ids(ids found, ids wanted);
void expect_feed(ctx *, id me, ids wanted);      /* at once */

/* The first page as a surface reads it: the kept one, or one that is made and kept. And a page as its text. */
enum { PAGE_LIMIT = 20 };
str page_read(ctx *, id me, bool *given);
str page_make(ctx *, id me);                     /* though one may be kept */
str page_text(ctx *, const post_view_page *);

void all_delivered(ctx *);                       /* every consumer and job is done */
void feed_made(ctx *, id me);                    /* reads the feed, and waits until it is made */
i64 entries_of(ctx *, id me);                    /* delivered ones */
void heads_forget(ctx *, id me);                 /* nothing is in the cache: the next answer is from the store */
void memory_forget(ctx *);                       /* of what was published a moment ago, as after a restart */
void expect_right(ctx *);                        /* kith check finds nothing */

/* Asks, for some seconds, until it is true. */
void expect_soon(ctx *, bool (*is)(ctx *, const void *arg), const void *arg);
