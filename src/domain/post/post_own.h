/* Shared by the files of this capability. */
#pragma once
#include "domain/audit/audit.h"
#include "domain/post/post.h"
#include "hub/wire.h"
#include "ports/rate.h"
#include "runtime/setting.h"

/* A post as the cache keeps it, for all viewers. An id of 0: there is none. */
struct post_kept {
    HAS_POST_WORDS;
    i64 visible;                                 /* enum visibility */
    bool plain, has_poll;
    ids media_ids;
    raw_json json;                               /* of the words */
};
typedef PAGE(post_row) post_row_page;
extern const struct shape post_by_shape;
extern const struct shape post_row_shape;

/* One for each, in the order asked. */
err posts_kept(ctx *, ids which, struct post_kept **out);
err post_kept_of(struct arena *, const struct post_row *, struct post_kept *out);
str post_words_json(struct arena *, const struct post_words *);
void post_keep(ctx *, const struct post_kept *, u64 ticket);
u64 post_ticket(ctx *, id);
void post_forget(struct world *, id);

struct post_count { id post_id; i64 comments, quotes; };
typedef PAGE(post_count) post_count_page;
extern const struct shape post_count_shape;
err posts_counts(ctx *, ids which, struct post_counts **out);

struct post_version_row { id post_id, made; str content; maybe_str warning; bool sensitive; maybe_str language; when created_at;
                          str media; };
typedef PAGE(post_version_row) post_version_row_page;
extern const struct shape post_version_row_shape;

/* Of all of these, in one question for their media. */
err post_versions_of(ctx *, const post_version_row_page *, size_t n, struct post_version *out);

struct post_listed { id id, place; };
typedef PAGE(post_listed) post_listed_page;
extern const struct shape post_listed_shape;

void embedded_post_of(ctx *, const struct post_view *, struct embedded_post *out);
media_page post_media_of(ctx *, const struct media_kept *const *, size_t n);         /* those that are there */

/* The counts and reactions of one answer into another: a plain boost has its original's. */
#define POST_NUMBERS_COPY(to, from)                                                                                        \
    ((to)->comment_count = (from)->comment_count, (to)->like_count = (from)->like_count, (to)->save_count = (from)->save_count, \
     (to)->boost_count = (from)->boost_count, (to)->quote_count = (from)->quote_count, (to)->liked = (from)->liked,        \
     (to)->saved = (from)->saved, (to)->boosted = (from)->boosted)

/* May `me` read it? The one rule, of its author and its visibility; a plain boost is also asked for its original. */
bool post_is_read(const struct sight *author, enum visibility, const struct wording *, id me);

/* posts_look; also notes what it looks at. */
err posts_look_noting(ctx *, id me, ids which, post_question *asks, u32 without, struct post_made *made, post_view_page *out);

struct post_pinned_told { id post_id; };
EVENT(post_pinned, post_pinned_told);            /* or unpinned; key: the author. Drops it from caches */

enum { CONTENT_MOST = 5000, WARNING_MOST = 500, MEDIA_MOST = 8, LANGUAGE_MOST = 100 };

/* Of a post's text; each adds what is wrong to the failure. */
void post_content_check(struct failure *, str content, bool may_be_empty);
void post_type_check(struct failure *, str type, const struct wording *, bool has_media);
void post_language_check(struct failure *, maybe_str *language);     /* gives it its usual case */
/* ---- media.c ---- */

str post_type_of(const struct media_kept *first);            /* the kind of what stands first; NULL: text */
bool post_type_needs_media(str type);
when post_media_until(ctx *, const struct media_kept *);        /* so long is an answer with it as good as a new one; 0: always */
struct media_take post_take(id post, enum visibility);       /* of media by a post */
void post_media_show(ctx *, ids which, struct post *out);    /* after the commit: as they are now */

err post_original(ctx *, id me, id which, id *out);          /* itself, or what it boosts. ERR_NOT_FOUND post_not_found */
err post_get_original(ctx *, id me, id which, struct post_view *out);        /* the whole view, with what it quotes */

/* ---- for those who listen: wire.c ---- */

extern const struct topic_kind *const post_topics[];
extern const struct wire post_wires[];

/* ---- in transactions: meet.c, delete.c ---- */

err post_row_own(tx *, id me, id, struct post_row *out);     /* ERR_NOT_FOUND post_not_found; ERR_FORBIDDEN: another's, which `me` sees */
err post_row_original(tx *, const struct post_row *, struct post_row *out);      /* itself, or what it boosts; ERR_NOT_FOUND */
err post_edited_tell(tx *, const struct post_row *, const struct wording *);
err post_row_drop(tx *, const struct post_row *, id by);
err boost_add(tx *, id me, const struct post_row *original, struct reaction_done *done);      /* a plain boost, unless there is one */
extern const struct job_kind post_jobs[];

/* ---- leave.c, export.c, check.c ---- */

struct posts_told { ids posts; };
EVENT(post_recounted, posts_told);               /* their quotes, because an account came or went; key: the account */
extern const struct consumer post_consumers[];
err post_hide_run(ctx *, str payload);
err post_erase_run(ctx *, str payload);
extern const struct belongings post_belongings[];
struct post_tally { id id; i64 n; };
typedef PAGE(post_tally) post_tally_page;
extern const struct shape post_tally_shape;
err post_check(ctx *, struct capability_check *out);

#define POST_AUDIT(X) X(post_removed)
AUDIT_DECLARE(post_audit_actions, POST_AUDIT);

/* X(name, word, seconds, setting) */
#define POST_RATES(X) \
    X(posts_hourly, "posts", 3600, "posts_per_hour") \
    X(edits_hourly, "edits", 3600, "edits_per_hour")
RATES_DECLARE(post_rates, POST_RATES);

#define POST_SETTINGS(X) \
    X(posts_per_hour, INT, "10",  1, 1000000, "Posts that one account may publish or schedule in an hour") \
    X(edits_per_hour, INT, "100", 1, 1000000, "Changes that one account may make to its posts and comments in an hour")
SETTINGS_DECLARE(post_settings, POST_SETTINGS);
