/*
 * The search of posts. This capability owns an index of their words, with labels for what else a question asks (author, tags,
 * for whom it is, what it has); src/text cuts the words and reads the questions, the same for both stores. A consumer keeps
 * the index within two seconds of the posts.
 *
 * The index brings ids, newest first, and posts decide who sees them. To spare that, each question asks only for what the
 * viewer may see by its visibility. People are found by profiles, and tags by tags.
 */
#pragma once
#include "domain/permit/permit.h"
#include "domain/post/post.h"
#include "domain/search/problems.h"

enum { SEARCH_MOST = 500 };          /* characters of a question */

/*
 * Posts for which all of `q` holds (docs/search.md), as a page of `limit`, older than `after` (0: from the newest). `next` as of
 * post_list; a search that takes long ends its page early. ERR_INVALID on `q`: a malformed value; too_wide.
 */
err posts_search(ctx *, id me, str q, id after, i64 limit, post_view_page *out, id *next);

/*
 * What the index has of them from the oldest up, newer than `after` (0: from the oldest): whether `me` may see one is still to be
 * asked. Fewer than `most`: there are no more, unless `left` is a place.
 */
err posts_search_up(ctx *, id me, str q, id after, i64 most, struct post_entries *out);

/* Indexes all posts in the background: for those that were written without events. */
err search_fill(tx *);

/* Posts made up for a trial, in their transaction: new ones. */
err search_plant(tx *, ids which);

extern const struct capability search_capability;
