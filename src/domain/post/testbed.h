/* For tests of posts and of what is above them: a world with people who write posts. */
#pragma once
#include "domain/post/post.h"
#include "kit/house.h"
#include "kit/test.h"

void in_house(err (*run)(ctx *, void *));        /* runs a case's body on a fiber of such a world, on a running clock */
id a_person(ctx *, const char *username);
void follows(ctx *, id who, id whom);
void hidden(ctx *, id who, bool hidden);         /* suspended, or shown again */

/* What `me` publishes. */
struct post a_post(ctx *, id me, const char *content, const char *visibility);
struct post a_boost(ctx *, id me, id of);
struct post a_quote(ctx *, id me, id of, const char *content);

bool sees(ctx *, id me, id post);
