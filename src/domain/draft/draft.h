/*
 * Drafts: posts that are not published yet, and those that publish themselves at a time to come. Nobody but their author
 * sees them. A draft keeps the members of a post as they were given, and refers to its media. Publishing and the draft's end are one
 * transaction, so of two attempts one makes the post and the other finds no draft.
 *
 * A scheduled draft has a job for its time. The draft decides, not the job: a job that finds it gone or at another time does
 * nothing. If it cannot be published when the time comes, it stays, and says why.
 */
#pragma once
#include "domain/draft/problems.h"
#include "domain/post/post.h"

struct draft {
    id id;
    maybe_str content, type, content_warning;
    maybe_bool sensitive;
    maybe_str language, visibility;
    raw_json media_ids;
    const struct poll_draft *poll;
    maybe_str boost_of;
    maybe_id boost_of_id;
    maybe_when publish_at;
    maybe_str problem;                           /* the code of what stood in the way */
    when created_at, updated_at;
};
typedef PAGE(draft) draft_page;
extern const struct shape draft_shape;

/* A new one, and POST /posts: with a time it has to be a post that could be published now. */
struct draft_wish { HAS_POST_DRAFT; maybe_when publish_at; };
extern const struct shape draft_wish_shape;

/* A missing member stays as it is, null clears it. */
struct draft_change {
    id id;
    maybe_str content, type, content_warning;
    maybe_bool sensitive;
    maybe_str language, visibility;
    raw_json media_ids;                          /* as of a post that is changed */
    raw_json poll;
    maybe_str boost_of;
    maybe_when publish_at;
};
extern const struct shape draft_change_shape;

/*
 * ERR_NOT_FOUND draft_not_found; ERR_CONFLICT too_many_drafts, draft_changed (by another call), draft_due (its time has come,
 * and the change gives it no other); ERR_TOO_MANY when it is scheduled; all that post_prepare refuses.
 */
err draft_create(ctx *, id me, const struct draft_wish *, struct draft *out);
err draft_get(ctx *, id me, id which, struct draft *out);
err draft_edit(ctx *, id me, const struct draft_change *, struct draft *out);
err draft_drop(ctx *, id me, id which);
err draft_publish(ctx *, id me, id which, struct post *out);

/* All, or only those with a time, or only those without: last changed first, those with a time by that. */
enum draft_kind { DRAFTS_ALL, DRAFTS_SCHEDULED, DRAFTS_OTHER };
struct draft_place { i64 a, b; };                /* where a page begins; zero: the first. Zero after a page: it was the last */
err draft_list(ctx *, id me, enum draft_kind, struct draft_place from, i64 most, draft_page *out, struct draft_place *next);

extern const struct capability draft_capability;
