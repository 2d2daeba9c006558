/* Shared by the files of this capability. */
#pragma once
#include "domain/audit/audit.h"
#include "domain/story/story.h"
#include "hub/wire.h"
#include "ports/rate.h"
#include "runtime/setting.h"

enum { STORY_TEXT_MOST = 500, STORY_FILM_MS = 60 * 1000, STORY_LIST_MOST = 500, HIGHLIGHTS_MOST = 100, HIGHLIGHT_STORIES_MOST = 100,
       HIGHLIGHT_TITLE_MOST = 50 };

typedef PAGE(story_row) story_row_page;
struct viewing { id story_id, user_id, place; maybe_str emoji; bool hidden; };
struct story_count { id story_id; i64 views, reactions; };
struct story_size { i64 n; };
struct story_listed { id other_id, place; };
struct story_mark { id who; i64 kind; };
struct highlight_row { id id, user_id; str title; id cover; when updated_at; };
struct highlight_entry { id highlight_id, story_id; i64 place, audience; };
typedef PAGE(viewing) viewing_page;
typedef PAGE(story_count) story_count_page;
typedef PAGE(story_listed) story_listed_page;
typedef PAGE(story_mark) story_mark_page;
typedef PAGE(highlight_row) highlight_row_page;
typedef PAGE(highlight_entry) highlight_entry_page;
extern const struct shape story_row_shape, viewing_shape, story_count_shape, story_size_shape, story_listed_shape, story_mark_shape,
    highlight_row_shape, highlight_entry_shape;

/* ---- kept.c: the stories that stand, by author ---- */

/* One for each author, in the order asked: oldest first; some may be over by now. No statement with a warm cache. */
err stories_kept(ctx *, ids authors, story_row_page *out);
void stories_forget(struct world *, id author);

/* ---- feed_order.c: groups by author, in the order of ids ---- */

void feed_order_keep(ctx *, id me, id since, const story_group_page *);
void feed_order_recall(ctx *, id me, id since, story_group_page *);  /* sets their marks, if the order is still there */

/* ---- view.c: the rule ---- */

static inline bool story_stands(const struct story_row *r, when now) { return !r->ended && now.ms < r->expires_at.ms; }

/* On which lists of an author a viewer stands, and whether the viewer mutes their stories: bits. */
enum { MARKED_CLOSE = 1 << STORY_CLOSE, MARKED_HIDDEN = 1 << STORY_HIDDEN_FROM, MARKED_MUTED = 1 << STORY_MUTED };
bool story_is_for(const struct sight *author, enum story_audience, u32 marks);
err story_marks_get(ctx *, id me, ids authors, u32 *out);    /* one for each, in the order asked; one statement */
const struct author *author_placed(const author_page *, id who);     /* of authors_get, which are in the order of ids */

const struct story_row *story_row_among(const story_row_page *, id);         /* NULL: it is not there */

/* Those that are for `me`; with `over` also what is kept for highlights. */
err stories_look(ctx *, id me, const struct story_row *rows, size_t n, bool over, story_view_page *out);
/* The rest of views that were found by the rule: what the viewer has seen, and counts. */
err stories_fill(ctx *, id me, story_view_page *);

err story_meet_in(tx *, id me, id which, struct story_row *out);     /* for an action of `me` */

/* Who of some sees a story of an author, and is to hear of it: they follow, and mute neither. */
err story_heard_by(ctx *, id author, enum story_audience, ids viewers, bool *out);

/* ---- in transactions ---- */

err story_view_in(tx *, id me, const struct story_row *, struct viewing *out);       /* the one that was there before, or a new one */
err story_views_begin_drop(tx *, id which);
err story_media_drop(tx *, const struct story_row *);        /* it refers to its media no longer */
err story_row_end(tx *, const struct story_row *);           /* the row, its views and its media go, as nobody's deed */
err story_row_drop(tx *, const struct story_row *, maybe_id by);     /* the same, by somebody who deletes it */
err story_row_get_in(tx *, id which, struct story_row *out); /* ERR_NOT_FOUND story_not_found */
err stories_settle(tx *, ids which);             /* taken out of a highlight: those that are over and in none go */
err highlight_refers(tx *, id highlight, ids medias);
err highlight_end(tx *, id which);               /* with its entries; the stories are the caller's to settle */
err highlights_leave(tx *, const struct story_row *);        /* all that have it; those that have nothing else go */

struct story_told story_told_of(const struct story_row *);

/* ---- sweep.c, leave.c, export.c, check.c, wire.c ---- */

enum { STORIES_SWEEP_MS = 10 * 60 * 1000 };
extern const char story_over_job[], story_views_job[];
err story_over_run(ctx *, str payload);
err story_views_run(ctx *, str payload);
err stories_sweep(ctx *);
err story_hide_run(ctx *, str payload);
err story_erase_run(ctx *, str payload);
err story_lists_part(tx *, id one, id other);
extern const struct consumer story_consumers[];
extern const struct belongings story_belongings[];
extern const struct topic_kind *const story_topics[];
extern const struct wire story_wires[];
void story_tell(struct world *, const struct event *);       /* to those who are connected here */
err story_check(ctx *, struct capability_check *out);

#define STORY_AUDIT(X) X(story_removed)
AUDIT_DECLARE(story_audit_actions, STORY_AUDIT);

/* X(name, word, seconds, setting) */
#define STORY_RATES(X) X(stories_daily, "stories", 86400, "stories_per_day")
RATES_DECLARE(story_rates, STORY_RATES);

#define STORY_SETTINGS(X) \
    X(story_ttl,       TIME, "24h", 1000, 7 * 86400000ll, "How long a story is shown") \
    X(stories_per_day, INT,  "100", 1, 1000000, "Stories that one account may publish in a day")
SETTINGS_DECLARE(story_settings, STORY_SETTINGS);
