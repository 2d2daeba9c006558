/*
 * Comments: what people say below a post, and to each other there, to any depth. This capability owns the tree, the texts
 * and their earlier versions. It knows posts, which know nothing of it: a comment is seen where its post is, unless its
 * author is hidden from the viewer or a block is between the two. Then it looks as if it were deleted.
 *
 * A deleted comment that has replies stays in its place as a placeholder, without words and author; one without any is
 * gone, and so are placeholders above it that have no other. `replies` of a comment are those that stand in the tree, the
 * same for all viewers.
 *
 * A page of the tree is filled level by level, each with one statement for all its parents, up to 500 comments or 4 MiB. Nothing
 * walks by recursion, so a thread may be as deep or as wide as it likes.
 */
#pragma once
#include "domain/comment/problems.h"
#include "domain/post/post.h"

/* ---- what a comment is to a viewer ---- */

/* The words: the same for everybody. */
#define COMMENT_WORDS {                                                                                                    \
    id id, post_id;                                                                                                        \
    maybe_id user_id, parent_comment_id;                                                                                   \
    i64 depth;                                                                                                             \
    str content;                                                                                                           \
    HAS_WORDING;                                                                                                           \
    bool deleted;                                                                                                          \
    when created_at;                                                                                                       \
    maybe_when edited_at;                                                                                                  \
    when updated_at;                                                                                                       \
}
#define COMMENT_WORDS_FIELDS(S)                                                                                            \
    FIELD(S, id, .doc = "Sorts by time"), FIELD(S, post_id), FIELD(S, user_id, .doc = "Its author; null for a placeholder"), \
    FIELD(S, parent_comment_id, .doc = "Null for one on the post itself"),                                                 \
    FIELD(S, depth, .doc = "0 for one on the post itself, otherwise one more than its parent's"),                          \
    FIELD(S, content), WORDING_FIELDS(S),                                                                                  \
    FIELD(S, deleted, .doc = "A placeholder: it is deleted, or not for the caller, and has replies"),                      \
    FIELD(S, created_at), FIELD(S, edited_at), FIELD(S, updated_at)
struct comment_words COMMENT_WORDS;
#define HAS_COMMENT_WORDS union { struct COMMENT_WORDS; struct comment_words words; }

enum comment_sort { COMMENTS_NEW, COMMENTS_OLD, COMMENTS_TOP };      /* top: most likes first, then oldest */
extern const char *const comment_sort_words[];   /* by the enum; NULL-terminated, for shapes */

/* Where a list of comments continues: with this one. An id of 0: at its top, or nowhere. */
struct comment_place { i64 rank; id id; };       /* rank: minus the likes, for `top` */

struct comment_view {
    const struct comment_words *words;
    const struct author *author;                 /* NULL: a placeholder */
    i64 likes, replies;
    i64 rank;                                    /* of its place */
    bool liked;
    const struct comment_view *below;            /* its first replies */
    size_t n;
    struct comment_place next;                   /* the first reply that is not among them; id 0: no further one for the viewer */
    str json;                                    /* the words as JSON */
};
typedef PAGE(comment_view) comment_view_page;

/* The comments of a page first, then level after level all those below. */
struct comment_tree { struct comment_view *at; size_t n, all; struct comment_place next; };

enum { COMMENT_ALONE = -1 };         /* a depth: not even whether there are replies for the viewer is looked up (`next`) */
enum { COMMENT_DEPTH_MOST = 10, COMMENT_DEPTH_STANDARD = 2, COMMENT_OFFSET_MOST = 10000, COMMENTS_AT_ONCE = 500 };

/*
 * The comments on a post, or the replies to one of them (`parent` not 0), with `depth` levels below them, of which each
 * comment has its first three. Full as long as there are more; it may end early after 2,000 that are not for the viewer, or where
 * the texts are so long that they have 4 MiB.
 * `made`: what it was made of (ports/stamps.h), beside the post itself and the relations of `me`; NULL: nobody asks.
 * ERR_NOT_FOUND: post_not_found; comment_not_found: the parent is none of this post's, or not in its place for the viewer.
 */
struct made_of;
struct comment_wish { enum comment_sort sort; i64 depth; struct comment_place from; i64 offset, limit; struct made_of *made; };
err comments_page(ctx *, id me, id post, id parent, const struct comment_wish *, struct comment_tree *out);

/* One, with `depth` levels below it. ERR_NOT_FOUND comment_not_found; also for a placeholder. */
err comment_get(ctx *, id me, id which, enum comment_sort, i64 depth, struct comment_tree *out);

/* One as it stands in its place: a placeholder too. ERR_NOT_FOUND comment_not_found: there is nothing, or not for `me`. */
err comment_placed(ctx *, id me, id which, struct comment_tree *out);

/* In the order asked, those that `me` may see, without placeholders; each COMMENT_ALONE. */
err comments_get(ctx *, id me, ids which, struct comment_tree *out);

/*
 * The first of each, in one statement: of posts that `me` sees, or of comments. One tree for each, of those COMMENT_ALONE. `made`:
 * of posts, what it was made of (ports/stamps.h), beside the relations of `me`; NULL: nobody asks.
 */
err comments_first(ctx *, id me, ids of, enum comment_sort, i64 most, struct made_of *made, struct comment_tree **out);

/* Its parent, the parent's parent, and so on: placeholders too. `from`: the first of a further page. */
err comment_ancestors(ctx *, id me, id of, id from, i64 limit, struct comment_tree *out, id *next);

/* Of many, in one statement: each begins with `from`, which it ends in; then its parent, and so on up. A place is a depth, and one more. */
err comments_up(ctx *, const struct reach *, size_t n, i64 most, reached_page *out);

/* In the order asked, as they stand in the tree: placeholders too, on posts that `me` may see. */
err comments_placed(ctx *, id me, ids which, struct comment_tree *out);

/* What somebody has written, newest first, on posts that `me` may see. ERR_NOT_FOUND user_not_found. */
err comments_by(ctx *, id me, id who, id before, i64 limit, struct comment_tree *out, id *next);

/* What many people have written, in one statement (ports/reach.h). Whether the viewer may see one is still to be asked: comments_get. */
err comments_reached(ctx *, const struct reach *, size_t n, enum reach_way, i64 most, reached_page *out);

/* What it says and said, newest first; `before`: from the page before. */
struct comment_version { str content; when created_at; };
typedef PAGE(comment_version) comment_version_page;
extern const struct shape comment_version_shape;
err comment_history(ctx *, id me, id which, id before, i64 limit, comment_version_page *out, id *next);

/* Those who like it and whom `me` may see, newest first; `who`: a mask of reaction.h. */
err comment_likers(ctx *, id me, id which, u32 who, id after, i64 limit, post_reaction_page *out, id *next);

/* ---- answers ---- */

struct comment;
typedef PAGE(comment) comment_page;
struct comment {
    HAS_COMMENT_WORDS;
    const struct card *author;
    i64 like_count;
    bool liked;
    i64 reply_count;
    maybe_str replies_next;
    comment_page replies;
};
extern const struct shape comment_shape;

/* Without its replies. The surface writes `next`, as text that leads back here. */
void comment_of(const struct comment_view *, maybe_str next, struct comment *out);

/* What the JSON of a view has beside `json`, but for its replies: together they are the whole answer. */
str comment_rest_json(struct arena *, const struct comment_view *, maybe_str next);

/* ---- writing: complete at the commit ---- */

struct comment_draft { maybe_str content, parent_comment_id; };
extern const struct shape comment_draft_shape;

/*
 * ERR_NOT_FOUND post_not_found; ERR_INVALID: the text, or parent_not_found; ERR_TOO_MANY comments_per_hour. Of a plain boost:
 * on its original.
 */
err comment_create(ctx *, id me, id post, const struct comment_draft *, struct comment *out);

/*
 * These change a comment that `me` sees: `io` begins as comment_of its view, and ends as the comment then is. ERR_NOT_FOUND
 * comment_not_found; ERR_FORBIDDEN: another's words; ERR_TOO_MANY edits_per_hour, likes_per_hour.
 */
err comment_edit(ctx *, id me, maybe_str content, struct comment *io);
err comment_like(ctx *, id me, bool likes, struct comment *io);

/* One's own, any on one's own post, and any by a moderator. ERR_NOT_FOUND comment_not_found; ERR_FORBIDDEN: it is another's. */
err comment_delete(ctx *, const struct caller *me, id which);

/* ---- for commands ---- */

/*
 * Made up for a trial, oldest first, all at once, by accounts that are shown, on posts that are there; without events. `parent` 0:
 * on the post itself. `likes`: the reactions are planted in the same transaction.
 */
struct planted_comment { id id, post, parent, user; str content; i64 depth, likes; };
err comments_plant(tx *, const struct planted_comment *, size_t n);

/* ---- events: the key is the post ---- */

struct comment_told {
    id comment_id, post_id, post_author_id, author_id;
    maybe_id parent_comment_id, parent_author_id;
    ids mentions;
    when created_at;
    maybe_when edited_at;                        /* of comment.edited */
    maybe_id by;                                 /* of comment.deleted: who did it */
};
EVENT(comment_created, comment_told);
EVENT(comment_edited, comment_told);
EVENT(comment_deleted, comment_told);

/* Many at once, because an account came or went, or a post did: what caches drop. The key is that account, or a post. */
struct comments_swept_told { ids posts, comments; };         /* whose comments changed; whose text is no more */
EVENT(comments_swept, comments_swept_told);

/* X(name, word, who, leaving, what it allows): permit.h */
#define COMMENT_PERMISSIONS(X) \
    X(may_comment, "comment", USERS, UNTIL_LEAVING, "Write, change and delete comments of one's own, and delete those on one's own posts")
PERMISSIONS_DECLARE(comment_permissions, COMMENT_PERMISSIONS);

extern const struct capability comment_capability;
