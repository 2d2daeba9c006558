/* Shared by the files of this capability. */
#pragma once
#include "base/ids.h"
#include "domain/channel/channel.h"
#include "domain/search/search.h"
#include "domain/search/shelf.h"
#include "text/query.h"
#include "work/sweep.h"

#define SEARCH_CONSUMER "search"

/* ---- posts.c ---- */

extern const struct shelf post_shelf;
err posts_index(tx *, const struct event *const *, size_t n);

str label_from(struct arena *, id author);
str label_tag(struct arena *, str name);
str label_to_all(struct arena *, enum visibility);           /* its visibility */
str label_to(struct arena *, id who);                        /* a private post that names them */
str label_has(struct arena *, enum query_has);

/* ---- messages.c ---- */

#define MESSAGES_CONSUMER "search_messages"
extern const struct shelf message_shelf;
extern const char search_renew_job[];
err search_renew_run(ctx *, str payload);        /* the documents of a channel */
err messages_index(tx *, const struct event *const *, size_t n);

str label_in(struct arena *, id channel);
str label_in_public(struct arena *);

/* ---- search.c ---- */

err search_tidy_all(ctx *);                      /* none of the words that were taken out are left in the files of the store */
err search_check(ctx *, struct capability_check *out);
