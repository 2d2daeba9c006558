/* Shared by the files of this capability. */
#pragma once
#include "hub/wire.h"
#include "domain/audit/audit.h"
#include "domain/comment/comment.h"
#include "ports/rate.h"
#include "runtime/setting.h"

/* A place in the tree. */
struct comment_row { id id, post_id, parent; i64 depth; id user_id; i64 kids, replies, rank; bool deleted, hidden, stands; };
typedef PAGE(comment_row) comment_row_page;
extern const struct shape comment_row_shape;

static inline bool is_root(const struct comment_row *r) { return r->depth == 0; }
static inline maybe_id parent_of(const struct comment_row *r)
{
    return (maybe_id){ is_root(r) ? NULLED : GIVEN, is_root(r) ? (id){ 0 } : r->parent };
}

/* A place with its text. */
struct comment_said { id id, post_id, parent; i64 depth; id user_id; str content, wording; maybe_when edited_at; };
typedef PAGE(comment_said) comment_said_page;
extern const struct shape comment_said_shape;

struct comment_version_row { id comment_id, made; str content; when created_at; };
typedef PAGE(comment_version_row) comment_version_row_page;
extern const struct shape comment_version_row_shape;

struct comment_tally { id post_id; i64 n; };
typedef PAGE(comment_tally) comment_tally_page;
struct comment_listed { id post_id; };
typedef PAGE(comment_listed) comment_listed_page;
extern const struct shape comment_tally_shape, comment_listed_shape;

/* ---- texts: kept.c ---- */

struct comment_kept { HAS_COMMENT_WORDS; raw_json json; };           /* an id of 0: there is none */
err comments_kept(ctx *, ids which, struct comment_kept **out);      /* one for each, in the order asked */
err comment_words_of(struct arena *, const struct comment_said *, struct comment_words *out);
str comment_words_json(struct arena *, const struct comment_words *);
void comment_forget(struct world *, id which);

/* ---- the tree as a viewer sees it, in rows: below.c ---- */

/*
 * One answer under way: its authors are looked up once, and so many rows were not for the viewer. Unless it is `whole`, long
 * texts end it.
 */
struct reader { id who; const struct author *author; };
struct made_of;
struct reading {
    ctx *c;
    id me;
    enum comment_sort sort;
    struct reader *known;
    size_t n, room;
    i64 passed;
    bool whole;
    struct made_of *made;            /* what it is made of; NULL: nobody asks */
};

err authors_meet(struct reading *, const comment_row_page *);        /* from now on author_met knows them */
const struct author *author_met(const struct reading *, const struct comment_row *);  /* NULL: the comment is not for the viewer */
bool in_place(const struct reading *, const struct comment_row *);   /* with its words, or as a placeholder */

/* Those that a page has of the list below `of`, and where the next one begins. */
err below_page(struct reading *, id of, const struct comment_wish *, comment_row_page *out, struct comment_place *next);

/* The first `want` below each; `next` is the one after these. */
struct below { struct comment_row *at; size_t n; struct comment_place next; };
err below_each(struct reading *, ids of, i64 want, struct below **out);
struct comment_place place_of(enum comment_sort, const struct comment_row *);

/* ---- views: view.c ---- */

/* `n` rows as the first level of a tree, `depth` more below them, and everything that a view has; fewer of them if it ends early. */
err tree_make(struct reading *, const struct comment_row *, size_t n, i64 depth, struct comment_tree *out);
/* One that the viewer sees, or also a placeholder that does. ERR_NOT_FOUND comment_not_found. */
err comment_met(struct reading *, id which, bool placeholders, struct comment_row *out);
err rows_seen(struct reading *, comment_row_page *);         /* keeps those that the viewer sees, without placeholders */

/* ---- in transactions: tree.c, write.c, delete.c ---- */

err comment_row_read(tx *, id, struct comment_row *out);     /* ERR_NOT_FOUND comment_not_found; also for a placeholder */
/* In the transaction of an action of `me` on a comment that they see. */
err comment_meet_in(tx *, id me, id which, struct comment_row *out, struct post_row *post);

/*
 * The number of those below changed, or whether it is shown: it and those above it follow, up to `STEPS` in this transaction;
 * a job does the rest. The row is as it is now; one with kids is read again, since what happened below in this transaction
 * may have changed it.
 */
enum { TREE_STEPS = 100, TREE_STEPS_OF_JOB = 1000 };
err tree_settle(tx *, const struct comment_row *);
err tree_reply_add(tx *, const struct comment_row *parent);

/* What an event says of a comment beside its row. A deleted parent has no author. */
struct comment_about { id post_author; maybe_id parent_author; const struct wording *wording; };
struct comment_told comment_told_of(tx *, const struct comment_row *, const struct comment_about *);
err comment_parent_author(tx *, const struct comment_row *, maybe_id *out);
/* What was said, and likes of it; versions and rows are the caller's. */
err comment_words_drop(tx *, ids which);
err comment_row_drop(tx *, const struct comment_row *, const struct comment_about *, id by);     /* the post's count is the caller's */

/* Of one comment, in the transaction of its deletion: texts are long, and a batch may delete many comments. */
enum { VERSIONS_AT_ONCE = 20 };
extern const char comment_versions_job[];
err comment_versions_run(ctx *, str payload);        /* the rest */

#define LIKES_CONSUMER "comment_likes"
extern const struct consumer comment_consumers[];
extern const struct job_kind comment_jobs[];
extern const struct belongings comment_belongings[];
err comment_check(ctx *, struct capability_check *out);
err tree_run(ctx *, str payload);
extern const char tree_job[];

/* X(name, word, seconds, setting) */
#define COMMENT_RATES(X) X(comments_hourly, "comments", 3600, "comments_per_hour")
RATES_DECLARE(comment_rates, COMMENT_RATES);

#define COMMENT_SETTINGS(X) X(comments_per_hour, INT, "30", 1, 1000000, "Comments that one account may write in an hour")
SETTINGS_DECLARE(comment_settings, COMMENT_SETTINGS);

#define COMMENT_AUDIT(X) X(comment_removed)
AUDIT_DECLARE(comment_audit_actions, COMMENT_AUDIT);

extern const struct wire comment_wires[];        /* wire.c */
