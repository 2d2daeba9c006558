/* For tests of posts and of what is above them: a world with people who write posts. */
#pragma once
#include "domain/account/testbed.h"
#include "domain/post/post.h"
#include "kit/house.h"
#include "kit/test.h"

void in_house(err (*run)(ctx *, void *));        /* runs a case's body on a fiber of such a world, on a running clock */
struct house posts_open(const struct test_setting *);        /* NULL: without limits */
struct house posts_open_below(const struct capability *above, const struct test_setting *);      /* with one more */
struct house posts_idle(void);                   /* no consumer, job or schedule runs */
void in_open_house(err (*run)(ctx *, void *));   /* the same on such a world, without limits */
void posts_agree(ctx *);                         /* the check of each capability finds nothing wrong */
void follows(ctx *, id who, id whom);

/* What `me` publishes. */
struct post a_post(ctx *, id me, const char *content, const char *visibility);
struct post a_boost(ctx *, id me, id of);
struct post a_quote(ctx *, id me, id of, const char *content);

bool sees(ctx *, id me, id post);

err fresh(ctx *, err);                           /* the same, and the failure is forgotten: each deed is a request of its own */
void post_soon(ctx *, bool (*is)(ctx *, const void *arg), const void *arg);            /* asks, for some seconds, until it is */
