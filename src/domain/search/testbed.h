/* For the tests of this room: a library, which is a world with people who publish, and an index of that. */
#pragma once
#include "domain/post/testbed.h"
#include "domain/search/search_own.h"

void in_library(err (*run)(ctx *, void *));
void all_indexed(ctx *);

/* What `me` finds, page by page of so many. */
ids found_in_pages(ctx *, id me, const char *q, i64 limit);
/* The same, as the contents of the posts: "second|first". */
str found_by(ctx *, id me, const char *q);
#define expect_found(c, me, q, wanted) expect_str(found_by((c), (me), (q)), S(wanted))

void deletes(ctx *, id me, id post);
void edits(ctx *, id me, id post, const char *content);
