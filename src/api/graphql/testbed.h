/* For tests of this surface: a world with everything that the schema shows, and documents that are run in it. */
#pragma once
#include "api/graphql/graphql_own.h"
#include "api/graphql/schema.h"
#include "domain/post/testbed.h"

void in_surface(err (*run)(ctx *, void *));      /* runs a case's body on a fiber of such a world, on a running clock */
void in_surface_with(const struct test_setting *, err (*run)(ctx *, void *));

/* The whole answer to a document, asked by `me` (0: nobody); further ones with variables, as JSON. */
str answer(ctx *, id me, const char *text);
str answer_as(ctx *, struct caller, const char *text);
str answer_with(ctx *, id me, const char *text, str variables);
str answer_kept(ctx *, id me, const char *text, bool *given);           /* the one that is kept, or one that then is, if it may be */
void expect_answer(ctx *, id me, const char *text, const char *json);        /* {"data": ...} or {"errors": ...} */
i64 statements_of(ctx *, id me, const char *text);           /* how many it takes; it does not fail */

id a_remark(ctx *, id me, id post, id parent, const char *content);          /* a comment */

id a_room(ctx *, id me, const char *kind);       /* a channel called Room, about tea leaves */
id says(ctx *, id me, id channel, const char *content);
id in_thread(ctx *, id me, id channel, const char *content, id root);
void joins(ctx *, id me, id channel);

/* A list, page by page: in a document "@" is where the arguments go, "#" the selection; `also`: further arguments. */
str down(ctx *, id me, const char *format, const char *also, int size);      /* the ids, each with a space before it */
str up(ctx *, id me, const char *format, const char *also, int size);
str page_ask(ctx *, id me, const char *format, str args);
str member(str text, const char *name);          /* of an answer: what follows after a name, with its first quotation mark */
void ids_add(str text, struct buf *all);
str ids_said(ctx *, const id *which, size_t n, bool falling);
void expect_list(ctx *, id me, const char *format, const char *also, str wanted);            /* both ways, by pages of several sizes */
