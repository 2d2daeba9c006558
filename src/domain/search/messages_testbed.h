/* For the tests of the search of messages: a library, which is a world with channels, what is said there, and an index of that. */
#pragma once
#include "domain/message/testbed.h"
#include "domain/search/search_own.h"

void in_library(err (*run)(ctx *, void *));
void indexed(ctx *);
void expect_right(ctx *);                        /* the check finds nothing wrong */
const struct caller *as(ctx *, id who);

/* What `me` finds, page by page of so many: "second|first". */
str found_in_pages(ctx *, id me, const struct messages_asked *, i64 limit);
str found(ctx *, id me, const char *q);
#define expect_found(c, me, q, wanted) expect_str(found((c), (me), (q)), S(wanted))
