/*
 * Stories: a picture, film or text that is shown for a time and then is gone, unless a highlight keeps it. This capability owns
 * stories, who has seen them and reacted, highlights, and three lists that everybody has: close friends, those whom one's stories are
 * hidden from, and those whose stories one mutes.
 *
 * One rule says who sees a story (view.c), and everything that shows one comes through it. From its end on nobody does, by the clock,
 * whatever caches and sweeps know: what is still kept of it is shown by its highlights alone.
 *
 * The stories that somebody's author has standing are in the cache, all together; what is the viewer's is read for a whole page.
 * Replies are messages, which know stories; stories know nothing of them.
 */
#pragma once
#include "base/members.h"
#include "domain/graph/sight.h"
#include "domain/media/media.h"
#include "domain/permit/permit.h"
#include "domain/profile/profile.h"
#include "domain/story/problems.h"
#include "ports/reach.h"

enum story_kind { STORY_TEXT, STORY_IMAGE, STORY_VIDEO };
enum story_audience { STORY_FOR_ALL, STORY_FOR_FOLLOWERS, STORY_FOR_CLOSE };
extern const char *const story_kind_words[], *const story_audience_words[];      /* by the enum; NULL-terminated, for shapes */

struct story_row {
    id id, user_id;
    i64 kind;
    maybe_str text, background;
    maybe_id media;
    i64 audience;
    bool replies;
    when expires_at;
    bool ended;                      /* it is over, and kept for a highlight */
};

/* ---- what a story is to a viewer ---- */

struct story_view {
    const struct story_row *row;
    const struct author *author;
    bool over;                       /* a highlight shows it after its end */
    bool muted;                      /* the viewer has muted the author's stories */
    bool seen;
    id seen_place;                   /* when, and in which order; 0: not, or it is one's own */
    maybe_str reaction;
    bool counted;                    /* for its author: */
    i64 views, reactions;
};
typedef PAGE(story_view) story_view_page;

/* Those of some that `me` may see now (0: nobody is signed in), in the order asked. A constant number of statements. */
err stories_get(ctx *, id me, ids which, story_view_page *out);
err story_get(ctx *, id me, id which, struct story_view *out);       /* ERR_NOT_FOUND story_not_found */
err stories_seen(ctx *, id me, ids which, bool *out);        /* only which */

/* As an answer shows it. */
struct story {
    id id;
    struct card author;
    str kind;
    maybe_str text, background;
    const struct media *media;                   /* NULL: none */
    str audience;
    bool replies;
    when created_at, expires_at;
    bool seen;
    maybe_str reaction;
    maybe_i64 view_count, reaction_count;
};
typedef PAGE(story) story_page;
extern const struct shape story_shape;
err story_answer(ctx *, const struct story_view *, struct story *out);
err stories_answer(ctx *, const story_view_page *, story_page *out);         /* one statement more, or none */

/* ---- telling ---- */

#define STORY_DRAFT(X, S)                                                                                                  \
    X(S, maybe_str,  media_id,   .doc = "A picture, or a film of at most 60 seconds")                                      \
    X(S, maybe_str,  text,       .doc = "1 to 500 characters; needed without media")                                       \
    X(S, maybe_str,  background, .doc = "Of a text: #rrggbb in lower case")                                                \
    X(S, maybe_str,  audience,   .words = story_audience_words, .doc = "Left out: followers")                              \
    X(S, maybe_bool, replies,    .doc = "Whether it may be answered; left out: true")
struct story_draft { MEMBERS(STORY_DRAFT) };
extern const struct shape story_draft_shape;

/* ERR_INVALID: what is wrong with it; what media_attach refuses; ERR_TOO_MANY: stories_per_day. `id` is complete at the commit. */
err story_create(ctx *, id me, const struct story_draft *, id *out);

/* One's own, and any by a moderator. ERR_NOT_FOUND story_not_found; ERR_FORBIDDEN: another's, which `me` sees. */
err story_delete(ctx *, const struct caller *me, id which);

/* ---- seeing and answering ---- */

struct story_seen { id story_id; when viewed_at; };
extern const struct shape story_seen_shape;
err story_see(ctx *, id me, id which, struct story_seen *out);       /* repeats are harmless; of one's own nothing happens */

/* Takes the place of another; it is a view, too. ERR_INVALID invalid_emoji, cannot_react_to_yourself. */
err story_react(ctx *, id me, id which, str emoji);
err story_unreact(ctx *, id me, id which);

struct story_viewer { struct card user; when viewed_at; maybe_str reaction; };
typedef PAGE(story_viewer) story_viewer_page;
extern const struct shape story_viewer_shape;
/* Of one's own, latest first. ERR_FORBIDDEN: another's, which `me` sees. */
err story_viewers(ctx *, id me, id which, id before, i64 most, story_viewer_page *out, id *next);

/*
 * For what is sent in answer to a story: may `me`? It is seen by that. ERR_NOT_FOUND; ERR_INVALID cannot_reply_to_yourself;
 * ERR_FORBIDDEN replies_off.
 */
err story_answer_check(ctx *, id me, id which, struct story_row *out);
err story_answered_in(tx *, id me, id which);

/* ---- lists of stories ---- */

/* Somebody's, oldest first, after one. ERR_NOT_FOUND user_not_found; of one whom `me` blocks there is none. */
err stories_by(ctx *, id me, id who, id after, i64 most, story_view_page *out, id *next);
/* All that stands of some people as `me` may see it, those of each together and oldest first; people in the order of ids. */
err stories_by_each(ctx *, id me, ids who, story_view_page *out);

/*
 * The feed: groups by author, of `me` and of those whom `me` follows and mutes neither. `me` first, then what has something unseen, then
 * the others, each by its latest story. Pages after the first go by what was there and seen when the first was read.
 */
struct story_group {
    const struct author *author;
    story_view_page stories;         /* oldest first; at least one */
    i64 unseen;
    i64 mark;                        /* where it stood when the first page was read; the first has the highest. 0: it was not there */
};
typedef PAGE(story_group) story_group_page;
struct tray_place { id since; i64 mark; };       /* after the group with that mark; `since` 0: the first page */
err story_feed(ctx *, id me, struct tray_place at, i64 most, story_group_page *out, id *since, bool *more);

/* A group as an answer shows it. */
struct story_tray { struct card author; story_page stories; i64 unseen_count; when latest_at; };
typedef PAGE(story_tray) story_tray_page;
extern const struct shape story_tray_shape;
err story_groups_answer(ctx *, const story_group_page *, story_tray_page *out);

/* ---- lists of people ---- */

enum story_list { STORY_CLOSE = 1, STORY_HIDDEN_FROM, STORY_MUTED };
/* ERR_INVALID: oneself; ERR_NOT_FOUND user_not_found; ERR_FORBIDDEN blocking; ERR_CONFLICT list_full. Repeats are harmless. */
err story_list_put(ctx *, id me, enum story_list, id who);
err story_list_take(ctx *, id me, enum story_list, id who);
err story_list_get(ctx *, id me, enum story_list, struct people_wish, profile_page *out, id *next);      /* latest first */

/* ---- highlights ---- */

struct highlight {
    id id, user_id;
    str title;
    maybe_str cover_url;
    id cover_story_id;
    i64 story_count;
    when created_at, updated_at;
    story_page stories;                          /* of one by itself */
};
typedef PAGE(highlight) highlight_page;
extern const struct shape highlight_shape;

struct highlight_draft { str title; ids story_ids; maybe_id cover_story_id; };
struct highlight_change { id id; maybe_str title; ids story_ids; maybe_id cover_story_id; };
extern const struct shape highlight_draft_shape, highlight_change_shape;

/* ERR_INVALID story_not_found: not one's own, or over and in no highlight; ERR_CONFLICT too_many_highlights. `id` at the commit. */
err highlight_create(ctx *, id me, const struct highlight_draft *, id *out);
err highlight_edit(ctx *, id me, const struct highlight_change *);   /* ERR_NOT_FOUND highlight_not_found: also another's */
err highlight_delete(ctx *, id me, id which);
/* What `me` may see of it. ERR_NOT_FOUND highlight_not_found: nothing. */
err highlight_show(ctx *, id me, id which, struct highlight *out);
err highlights_by_ids(ctx *, id me, ids which, bool stories, highlight_page *out);   /* in the order asked, or with their stories */
err highlights_by_each(ctx *, id me, ids who, highlight_page *out);   /* of many people, each one's together and newest first */
/* Newest first. ERR_NOT_FOUND user_not_found. */
err highlights_by(ctx *, id me, id who, id before, i64 most, highlight_page *out, id *next);

/* ---- events, whose key is the author ---- */

/* `user_id`: whoever viewed or reacted; of one deleted by somebody else: who did. */
struct story_told { id story_id, author_id; maybe_id user_id; maybe_str audience, emoji; };
extern const struct shape story_told_shape;
EVENT(story_created, story_told);
EVENT(story_deleted, story_told);
EVENT(story_viewed, story_told);
EVENT(story_reacted, story_told);
EVENT(story_unreacted, story_told);

/* X(name, word, who, leaving, what it allows): permit.h */
#define STORY_PERMISSIONS(X) \
    X(may_tell_stories, "tell_stories", USERS,      UNTIL_LEAVING, \
      "Publish and delete stories of one's own, see and answer others', keep highlights and lists for stories") \
    X(may_remove_story, "remove_story", MODERATORS, UNTIL_LEAVING, "Delete stories of others")
PERMISSIONS_DECLARE(story_permissions, STORY_PERMISSIONS);

extern const struct capability story_capability;
