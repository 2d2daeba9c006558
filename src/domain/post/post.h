/*
 * Posts: what people publish, and who may see it. This capability owns posts, their earlier versions, pins, and the
 * counts of comments and quotes. Reactions, tags and polls are capabilities below it, which it calls in its own
 * transactions; comments, drafts, timelines and search are above it.
 *
 * A plain boost is a post without words of its own that shows its original; a quote has words, and shows what it quotes.
 *
 * What is the same for all viewers is kept in the cache, packed once; a page of views reads the rest (relations to the
 * authors, own reactions, media, whose addresses are made for each answer) in a constant number of statements. The rule who
 * may see a post is in view.c and nowhere else: every list brings ids, and gets the views of those that its reader may see.
 */
#pragma once
#include "base/members.h"
#include "domain/graph/sight.h"
#include "domain/media/media.h"
#include "domain/poll/poll.h"
#include "domain/post/problems.h"
#include "domain/profile/profile.h"
#include "domain/profile/wording.h"
#include "domain/reaction/reaction.h"
#include "ports/reach.h"
#include "ports/stamps.h"

/* Of a route that attaches media. */
#define MEDIA_REFUSALS &media_unknown, &media_kind, &media_failed, &media_not_ready

struct post_told;
enum visibility { VISIBLE_TO_ALL, VISIBLE_UNLISTED, VISIBLE_TO_FOLLOWERS, VISIBLE_TO_NAMED };
extern const char *const visibility_words[], *const post_type_words[];       /* by the enum; NULL-terminated, for shapes */

/* ---- what a post is to a viewer ---- */

/* The words of a post: the same for everybody. */
#define POST_WORDS {                                                                                                       \
    id id, user_id;                                                                                                        \
    str type, content;                                                                                                     \
    maybe_str content_warning;                                                                                             \
    bool sensitive;                                                                                                        \
    maybe_str language;                                                                                                    \
    str visibility;                                                                                                        \
    HAS_WORDING;                                                                                                           \
    maybe_id boost_of_id;                                                                                                  \
    bool pinned;                                                                                                           \
    when created_at;                                                                                                       \
    maybe_when edited_at;                                                                                                  \
    when updated_at;                                                                                                       \
}
#define POST_WORDS_FIELDS(S)                                                                                               \
    FIELD(S, id, .doc = "Sorts by time"), FIELD(S, user_id, .doc = "Its author"),                                         \
    FIELD(S, type, .words = post_type_words), FIELD(S, content), FIELD(S, content_warning), FIELD(S, sensitive),           \
    FIELD(S, language, .doc = "A BCP 47 tag"), FIELD(S, visibility, .words = visibility_words),                            \
    WORDING_FIELDS(S), FIELD(S, boost_of_id, .doc = "What it boosts or quotes"),                          \
    FIELD(S, pinned, .doc = "On its author's profile"), FIELD(S, created_at), FIELD(S, edited_at), FIELD(S, updated_at)
struct post_words POST_WORDS;
#define HAS_POST_WORDS union { struct POST_WORDS; struct post_words words; }

struct post_counts { i64 comment_count, like_count, save_count, boost_count, quote_count; };

/* Of a plain boost, the counts and the viewer's reactions are its original's. */
struct post_view {
    const struct post_words *words;
    const struct author *author;
    enum visibility visibility;
    bool plain, has_poll;
    struct post_counts counts;
    bool liked, saved, boosted;
    const struct poll_view *poll;                /* NULL: it has none */
    ids media_ids;
    const struct media_kept **media;             /* one for each; NULL: it is gone */
    const struct post_view *boost_of;            /* NULL: it has none, or the viewer may not see it */
    str json;                                    /* the words as JSON, from the cache */
};
typedef PAGE(post_view) post_view_page;

/*
 * As `me` may see them (0: nobody is signed in), in the order asked; those that the rule hides are left out, and so are
 * those for which `asks` is false (NULL asks nothing more). A constant number of statements, few of them with a warm cache.
 */
typedef bool post_question(const struct post_view *);
err posts_get(ctx *, id me, ids which, post_question *asks, post_view_page *out);
err post_get(ctx *, id me, id which, struct post_view *out);         /* ERR_NOT_FOUND post_not_found */
struct post_made;
/* The same; notes what it is made of (below). NULL: nobody asks. */
err post_get_noting(ctx *, id me, id which, struct post_made *, struct post_view *out);

/*
 * The other way round, for code that brings one post to many: which of some accounts (rising, each once) see it, and nobody whom they
 * mute wrote or boosted it? What decides is known from an event, so the post may be gone by now. `by` (NULL: not asked for) gets the
 * author's sights. A constant number of statements, whose cost is bounded by the viewers and by the author's own rows.
 */
struct post_seen { id author; enum visibility visibility; bool plain; id boost_of; ids named; };
struct post_gone_told;
struct post_seen post_seen_of(const struct post_told *);
struct post_seen post_seen_of_gone(const struct post_gone_told *);
err post_seen_by(ctx *, const struct post_seen *, ids viewers, sight_page *by, bool *out);
struct topic_kind;
struct pulse_kind;
extern const struct topic_kind post_topic;       /* "post:45", for those who see it (hub/wire.h) */
extern const struct pulse_kind post_pulse;       /* its counts */

bool post_is_brought(const struct post_view *);              /* for timelines: nobody whom the viewer mutes wrote or boosted it */
bool post_is_open(const struct post_view *);                 /* for what is shown to all unasked: public and no plain boost; brought */

/*
 * What a page was made of, shown or not, so that it may be kept: all that can change it but the relations of the viewer and what
 * else the list itself is made of. `until`: a poll on it ends then by itself; 0: none does.
 */
struct post_made { struct made_of of; when until; };

/*
 * A list as views, in the order of `source`, full as long as there is more; it may end early after 2,000 that are not for
 * the viewer. `next`: the place of the last one; 0: no more follow that the viewer may see.
 */
struct post_entry { id post, place; };           /* a place in the list; often the post's id */
/*
 * Fewer than asked for: the list has no more. Unless `left` is a place: from there on it was not read yet, because looking further
 * would have taken too long; the page ends early.
 */
struct post_entries { struct post_entry *at; size_t n; id left; };
struct post_source {
    err (*read)(ctx *, const void *arg, id after, i64 most, struct post_entries *out);       /* `after` 0: from the top */
    const void *arg;
    post_question *asks;
    bool (*keeps)(const void *arg, const struct post_view *);        /* the same with `arg`; NULL: all */
    struct post_made *made;                      /* NULL: nobody asks */
};
/* Of a list's posts, some are left out. */
enum { WITHOUT_BOOSTS = 1, WITHOUT_QUOTES = 2, WITHOUT_PINNED = 4, ONLY_WITH_MEDIA = 8 };
enum { WITHOUT_REST = 1 << 8 };                  /* of posts_look: only which are seen; they have no counts, reactions and polls */
err posts_look(ctx *, id me, ids which, post_question *asks, u32 without, post_view_page *out);      /* posts_get, without some */
struct post_wish { id after; i64 offset, limit; u32 without; };      /* offset: so many that the viewer may see are skipped */
err post_list(ctx *, id me, const struct post_source *, struct post_wish, post_view_page *out, id *next);

/*
 * Lists, newest first; `next` as of post_list. ERR_NOT_FOUND user_not_found, post_not_found. What somebody whom `me` blocks
 * has published is an empty list.
 */
err posts_by(ctx *, id me, id who, struct post_wish, post_view_page *out, id *next);
err posts_pinned(ctx *, id me, id who, u32 without, post_view_page *out);    /* last pinned first */
err posts_quoting(ctx *, id me, id which, struct post_wish, post_view_page *out, id *next);
err posts_saved(ctx *, id me, struct post_wish, post_view_page *out, id *next);

/* Who likes or boosts it (a mask, reaction.h), newest first: those whom `me` may see. */
struct post_reaction { str type; struct card user; when created_at; };
typedef PAGE(post_reaction) post_reaction_page;
extern const struct shape post_reaction_shape;
err post_reactions(ctx *, id me, id which, u32 who, id after, i64 most, post_reaction_page *out, id *next);
err reactions_shown(ctx *, id me, id subject, u32 who, id after, i64 most, post_reaction_page *out, id *next);    /* of any, seen */

/*
 * Sources, newest first and older than `before`: posts by any number of authors (newer than `after`), plain boosts too, each once;
 * public posts of all.
 */
struct post_by { id id, user_id; };
typedef PAGE(post_by) post_by_page;
err posts_from(ctx *, ids authors, id after, id before, i64 most, post_by_page *out);
err posts_from_one_in(tx *, id author, i64 most, post_by_page *out);
err posts_public(ctx *, id before, i64 most, post_by_page *out);

/* What it said at a time. */
struct post_version { str content; maybe_str content_warning; bool sensitive; maybe_str language; media_page media; when created_at; };
typedef PAGE(post_version) post_version_page;
extern const struct shape post_version_shape;

/*
 * What many lists have, in one statement (ports/reach.h): posts of people, quotes of posts. Whether the viewer may see an entry is still
 * to be asked (posts_look). The pins of all these people; what posts said before their present words.
 */
err posts_by_reached(ctx *, const struct reach *, size_t n, enum reach_way, i64 most, reached_page *out);
err posts_quoting_reached(ctx *, const struct reach *, size_t n, enum reach_way, i64 most, reached_page *out);
/* The same of lists of authors, which are not empty: the newest of all of them together. */
err posts_from_reached(ctx *, const struct reach *, const ids *authors, size_t n, enum reach_way, i64 most, reached_page *out);
err posts_pinned_reached(ctx *, ids users, reached_page *out);
struct post_said { id post_id, place; struct post_version version; };
typedef PAGE(post_said) post_said_page;
err post_versions_reached(ctx *, const struct reach *, size_t n, enum reach_way, i64 most, post_said_page *out);
err posts_public_up(ctx *, id after, i64 most, post_by_page *out);   /* posts_public, oldest first */

/* ---- answers ---- */

/* A post as an answer shows it. */
#define POST_REST(EMBEDDED)                                                                                                \
    media_page media;                                                                                                      \
    struct card author;                                                                                                    \
    const struct poll_view *poll;                                                                                          \
    EMBEDDED boost_of;                                                                                                     \
    i64 comment_count, like_count, save_count, boost_count, quote_count;                                                   \
    bool liked, saved, boosted

#define POST_REST_FIELDS(S)                                                                                                \
    FIELD_PAGE(S, media, &media_shape, .doc = "In the order of media_ids"), FIELD(S, author, .of = &card_shape),           \
    FIELD_LINK(S, poll, &poll_view_shape, .nullable = true)
#define POST_NUMBERS_FIELDS(S)                                                                                             \
    FIELD(S, comment_count), FIELD(S, like_count), FIELD(S, save_count), FIELD(S, boost_count), FIELD(S, quote_count),     \
    FIELD(S, liked, .doc = "By the signed-in caller"), FIELD(S, saved), FIELD(S, boosted)
#define POST_FIELDS(S)                                                                                                     \
    POST_WORDS_FIELDS(S), POST_REST_FIELDS(S),                                                                             \
    FIELD_LINK(S, boost_of, &embedded_post_shape, .nullable = true, .doc = "Null where the caller may not see it"),        \
    POST_NUMBERS_FIELDS(S)

struct embedded_post { HAS_POST_WORDS; POST_REST(raw_json); };       /* its own boost_of is null */
struct post { HAS_POST_WORDS; POST_REST(const struct embedded_post *); };
typedef PAGE(post) post_page;
extern const struct shape post_shape, embedded_post_shape;

void post_of(ctx *, const struct post_view *, struct post *out);
bool post_is_plain(const struct post *);          /* a boost without words of its own */

/* What the JSON of a view has beside `json`: together they are the whole answer. */
str post_rest_json(ctx *, const struct post_view *);
struct buf;
void post_json(ctx *, struct buf *, const struct post_view *);       /* all of it */

/* ---- writing: each returns the post as it then is, complete at the commit ---- */

/* What somebody would publish. A member that is null counts as left out. */
#define POST_DRAFT(X, S)                                                                                                   \
    X(S, maybe_str,         content,         .doc = "1 to 5000 characters; may be empty beside media, a poll or boost_of") \
    X(S, maybe_str,         type,            .words = post_type_words, .doc = "Left out: the kind of its first medium, otherwise text") \
    X(S, maybe_str,         content_warning, .max = 500)                                                                   \
    X(S, maybe_bool,        sensitive)                                                                                     \
    X(S, maybe_str,         language,        .max = 100, .doc = "A BCP 47 tag")                                            \
    X(S, maybe_str,         visibility,      .words = visibility_words, .doc = "Left out: public")                         \
    X(S, strs,              media_ids,       .optional = true, .max = 8,                                                   \
      .doc = "Of media of your own that are ready and attached to nothing")                                               \
    X(S, struct poll_draft, poll,            .of = &poll_draft_shape, .optional = true)                                    \
    X(S, maybe_str,         boost_of,        .doc = "The post to boost; with content, a poll or media: to quote")
struct post_draft { MEMBERS(POST_DRAFT) };
#define HAS_POST_DRAFT HAS_MEMBERS(POST_DRAFT, post_draft, draft)
extern const struct shape post_draft_shape;

/*
 * ERR_INVALID: what is wrong with it, what media_attach refuses, post_not_found (of what it quotes). ERR_FORBIDDEN cannot_boost.
 * ERR_TOO_MANY: posts_per_hour; a plain boost counts as a like. One that exists is returned again.
 */
err post_create(ctx *, id me, const struct post_draft *, struct post *out);

/* The same in two steps, for callers that publish together with something of their own: the checks, then the deed. */
struct post_plan;
err post_draft_check(ctx *, id me, const struct post_draft *);       /* each member for itself: none is required yet */
err post_prepare(ctx *, id me, const struct post_draft *, struct post_plan **out);
err post_publish(tx *, struct post_plan *, id draft, struct post *out);      /* `draft`: whose media they were; 0: nobody's */
void post_plan_show(ctx *, const struct post_plan *, struct post *out);      /* after the commit: its media */
/* posts_per_hour, of a plain boost likes_per_hour: taken before the deed, and given back if it failed or changed nothing. ERR_TOO_MANY. */
err post_plan_rate_take(ctx *, struct post_plan *);
void post_plan_rate_settle(ctx *, const struct post_plan *, err);
err post_rate_take(ctx *, id me);                /* for one that will be published later */
void post_rate_give_back(ctx *, id me);
err edit_rate_take(ctx *, id me);                /* edits_per_hour, of posts and comments; given back if nothing changed */
void edit_rate_give_back(ctx *, id me);

/* A missing member stays, a null clears it; all or nothing. What cannot change may be given as it is. */
struct post_change {
    id id;
    maybe_str content, type, content_warning;
    maybe_bool sensitive;
    maybe_str language;
    raw_json media_ids;                          /* an array of texts or null; "": left out */
    maybe_str visibility, boost_of;
    raw_json poll;
    maybe_when publish_at;
};
extern const struct shape post_change_shape;

/* What a post takes, of no thing yet. */
extern const struct media_take post_media_take;
/* Of a draft, too. `*given` false: they were left out. ERR_INVALID. */
err post_media_texts(ctx *, raw_json, bool *given, strs *out);

/* ERR_NOT_FOUND; ERR_FORBIDDEN: another's; ERR_INVALID: as post_create, fixed, not_editable; ERR_TOO_MANY: edits_per_hour. */
err post_edit(ctx *, id me, const struct post_change *, struct post *out);

/* What it said, newest first: what stands, and before that what edits replaced. */
err post_history(ctx *, id me, id which, id after, i64 most, post_version_page *out, id *next);

/* One's own, on one's profile. ERR_FORBIDDEN: another's; ERR_INVALID cannot_pin; ERR_CONFLICT too_many_pins. Repeats are harmless. */
err post_pin(ctx *, id me, id which, bool pinned, struct post *out);

/* One vote for each. ERR_NOT_FOUND poll_not_found; ERR_INVALID; ERR_CONFLICT poll_ended, already_voted; ERR_TOO_MANY likes_per_hour. */
struct post_votes { id id; i64s choices; };
extern const struct shape post_votes_shape;
err post_vote(ctx *, id me, const struct post_votes *, struct post *out);

/* One's own, and any by a moderator. ERR_NOT_FOUND post_not_found; ERR_FORBIDDEN: another's, which `me` sees. */
err post_delete(ctx *, const struct caller *me, id which);

/*
 * Reactions to a post that `me` sees; of a plain boost: to its original. Repeats are harmless. A boost makes a post
 * of its own (post_create makes the same); taking it back deletes that. ERR_FORBIDDEN cannot_boost; ERR_TOO_MANY likes_per_hour.
 */
err post_react(ctx *, id me, id which, enum reaction_kind, struct post *out);
err post_unreact(ctx *, id me, id which, enum reaction_kind, struct post *out);

/* ---- for capabilities above ---- */

/* In the transaction of an action of `me` on a post that they see. ERR_NOT_FOUND post_not_found; ERR_FORBIDDEN: `me` cannot act. */
struct post_row {
    id id, user_id;
    i64 visibility;
    bool plain;
    maybe_id boost_of;
    str type, content;
    maybe_str warning;
    bool sensitive;
    maybe_str language;
    str wording;
    bool poll, hidden;                           /* hidden: its author was, when counts were last made: a quote is not counted */
    id pinned;                                   /* gives its time; 0: it is not */
    maybe_when edited_at;
    str media;                                   /* ids: "1,2,3" */
};
err post_meet_in(tx *, id me, id which, struct post_row *out);       /* a plain boost's original in its place */
err post_row_read(tx *, id, struct post_row *out);           /* for any caller; ERR_NOT_FOUND post_not_found */
err post_row_sees(tx *, id me, const struct post_row *);     /* likewise, unless `me` sees it */

/*
 * What a search finds posts by: of those that are there, in no order, but not of plain boosts. And which there are, in the order of ids.
 */
struct post_text {
    id id, user_id;
    enum visibility visibility;
    str content;
    maybe_str warning;
    strs options;                                /* of its poll */
    bool has_media, has_poll;
    struct wording wording;
};
typedef PAGE(post_text) post_text_page;
err post_texts_in(tx *, ids which, post_text_page *out);
err posts_worded_after_in(tx *, id after, i64 most, post_by_page *out);

/* A comment that counts came (1) or went (-1), in this transaction. */
err post_commented(tx *, id which, i64 change, i64 *now);
err post_comments_recounted(tx *, id which, i64 change);     /* the same for one that was counted before; harmless if the post is gone */

/* For checks: the posts that have been commented on or quoted, and how many comments each shows; in the order of ids. */
struct post_comments { id post_id; i64 comments; };
typedef PAGE(post_comments) post_comments_page;
extern const struct shape post_comments_shape;
err posts_commented_after(tx *, id after, i64 most, post_comments_page *out);
void post_counts_forget(struct world *, id which);           /* for listeners: its counts have changed */

/* ---- for commands ---- */

/*
 * Posts made up for a trial, a few thousand at once: new ones, by accounts that are shown. Their ids give their times. `mentioned`: the
 * only one whom a text can mention; NULL: nobody. Counts of profiles and tags are right with them; there are no events for them.
 */
struct planted_post { id id, user; enum visibility visibility; str content; maybe_str language; const struct account *mentioned; };
err posts_plant(tx *, const struct planted_post *, size_t n);

/* ---- events, whose key is the author ---- */

struct post_told {
    id post_id, author_id;
    str type, visibility;
    maybe_id boost_of_id, boost_of_author_id;
    bool plain_boost;
    ids mentions;
    strs tags;
    when created_at;
    maybe_when edited_at;
};
/* The last three are what they were, for those who may hear of it. */
struct post_gone_told {
    id post_id, author_id;
    maybe_id boost_of_id;
    bool plain_boost;
    id by;
    maybe_str visibility;
    ids mentions;
    strs tags;
};
extern const struct shape post_told_shape, post_gone_told_shape;
EVENT(post_created, post_told);
EVENT(post_edited, post_told);
EVENT(post_deleted, post_gone_told);

/* X(name, word, who, leaving, what it allows): permit.h */
#define POST_PERMISSIONS(X) \
    X(may_post,        "post",        USERS,      UNTIL_LEAVING, "Publish, change and delete posts of one's own, react to posts and vote") \
    X(may_remove_post, "remove_post", MODERATORS, UNTIL_LEAVING, "Delete posts and comments of others")
PERMISSIONS_DECLARE(post_permissions, POST_PERMISSIONS);

extern const struct capability post_capability;
