/*
 * The search of posts and of messages. This capability owns an index of the words of each, with labels for what else a question asks
 * (author, tags or channel, for whom it is, what it has); src/text cuts the words and reads the questions, the same for both stores.
 * A consumer keeps each index within two seconds of what it is of.
 *
 * The index brings ids, newest first; posts and channels decide who sees them. To spare that, each question asks only for what the
 * viewer may see by its visibility, or for the channels that they are in. People are found by profiles, and tags by tags.
 */
#pragma once
#include "domain/message/message.h"
#include "domain/permit/permit.h"
#include "domain/post/post.h"
#include "domain/search/problems.h"

enum { SEARCH_MOST = 500 };          /* characters of a question */

/* ---- posts ---- */

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

/* ---- messages ---- */

/* What is asked for beside the words of `q`. Of text members "" is not given, of ids 0. */
struct messages_asked {
    str q;
    id channel;
    str from;                                    /* a user: an id, or a name with or without @, or "me" */
    str before, after;                           /* dates or times */
    str has;
};

/*
 * Messages for which all holds, of all that `me` may read, newest first and older than `older`; a page may end early. ERR_NOT_FOUND
 * channel_not_found; ERR_INVALID: what is malformed, too_wide.
 */
err messages_search(ctx *, id me, const struct messages_asked *, id older, i64 limit, message_view_page *out, id *next);

/*
 * The same from the oldest up, newer than `after` (0: from the oldest). A message of 0 is not for `me`. Fewer than `most`: there are no
 * more, unless `left` is a place.
 */
struct message_hit { id place, message; };
struct message_hits { struct message_hit *at; size_t n; id left; };
err messages_search_up(ctx *, id me, const struct messages_asked *, id after, i64 most, struct message_hits *out);

/* ---- both ---- */

/* Indexes all posts and messages in the background: for those that were written without events. */
err search_fill(tx *);

/* Posts or messages made up for a trial, in their transaction: new ones. */
err search_plant(tx *, ids posts);
err search_plant_messages(tx *, ids messages);

extern const struct capability search_capability;
