/* Shared by the files of this capability. */
#pragma once
#include "domain/search/search.h"
#include "text/query.h"
#include "work/work.h"

struct search_hit { id id; };
typedef PAGE(search_hit) search_hit_page;
extern const struct shape search_hit_shape;

#define SEARCH_CONSUMER "search"

/* ---- labels ---- */

str label_from(struct arena *, id author);
str label_tag(struct arena *, str name);
str label_to_all(struct arena *, enum visibility);           /* public, unlisted, followers */
str label_to(struct arena *, id who);                        /* a private post that names them */
str label_has(struct arena *, enum query_has);

/* ---- tidy.c ---- */

struct search_tidy { bool asked, going; };
struct search_shape { str segments; };
extern const struct shape search_tidy_shape, search_shape_shape;
err tidy_ask(tx *);                              /* words were taken out of the index */
err index_tidy(ctx *);                           /* none of them are left in the files of the store */

/* ---- index.c, check.c ---- */

err posts_index(tx *, const struct event *const *, size_t n);
err posts_index_again(tx *, ids which);                      /* as they are now; those that are gone go */
err search_check(ctx *, struct capability_check *out);
