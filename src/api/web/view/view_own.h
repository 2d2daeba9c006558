/* What the files of pages share. */
#pragma once
#include "api/front/call.h"
#include "api/rest/answer.h"
#include "api/web/view/pages_html.h"
#include "api/web/view/view.h"
#include "api/web/web_own.h"
#include "base/str.h"
#include "domain/comment/comment.h"
#include "domain/post/post.h"
#include "domain/profile/profile.h"
#include "domain/signin/signin.h"
#include "domain/tag/tag.h"
#include "net/negotiate.h"
#include "ports/stamps.h"

enum { POSTS_SHOWN = 18, COMMENTS_SHOWN = 20, PEOPLE_SHOWN = 10 };

/* A page that may be kept: what it is made of, to which its parts add. */
struct keeping { str key; enum coding coding; bool asked; struct post_made made; struct kept_body body; };

/* One page on its way. */
struct shown {
    struct call *k;
    ctx *c;
    struct web *web;
    id me;                           /* 0: nobody is signed in */
    enum language language;
    str theme, density;              /* as chosen in this browser, or "" */
    struct template t;
    struct keeping *keeping;         /* NULL: nobody keeps it */
};

/* frame.c */
struct shown shown_of(struct exchange *, void *web);
/* The rest of a frame is the page's: it adds to what this fills. `path` is the page's own, its canonical one. */
err frame_fill(struct shown *, struct frame *, str title, str description, str path);
void frame_feeds(struct shown *, struct frame *, str path, str title);       /* path.rss, path.atom */
err page_send(struct shown *, const struct frame *, int status);     /* what the template wrote */
void page_lines(struct shown *);     /* the head's lines, before it is sent */
extern const str page_type;
str site_url(struct shown *, str path);          /* with this server's origin */
err see_other(struct shown *, str path, const struct signed_in *);   /* after a form; with a session, if there is one */
str said(struct shown *, enum text, const struct text_args *);
str back_of(struct shown *, str path);           /* a path to come back to that a form brings; "/" if it is none of this site's */

/*
 * kept.c: a page as it was kept, if it is still right: then it is sent. Otherwise it is made, and `out`, which lives as long as `s`, gets
 * what it is made of; page_send keeps it.
 */
err page_kept_give(struct shown *, struct keeping *out, bool *given);
void page_keep(struct shown *, const struct answer *);

/* taken.c: what the client takes over: who looks, and the answer of the page's query, a named document of the client's. */
err taken_fill(struct shown *, struct frame *, const char *query, str variables);

/* items.c */
struct face face_of(struct shown *, id, str username, str name, maybe_str avatar);
void post_item_of(struct shown *, const struct post_view *, struct post_item *out);
void post_items_of(struct shown *, const post_view_page *, struct post_items *out);
void comment_items_of(struct shown *, const struct comment_view *, size_t n, struct comment_item **at, size_t *out_n);
str post_path(struct shown *, str username, id post);
bool picture_of_post(struct shown *, const struct post_view *, struct media *out);   /* its first image, unless it is hidden at first */
str excerpt(struct shown *, str text, size_t most);          /* its beginning, on one line */
const struct post_words *post_words_shown(const struct post_view *, const struct author **by);      /* of a plain boost: its original's */

/* runs.c: a text as runs, by its mentions, tags and links. */
struct pieces_of_text runs_of(struct arena *, str text, const struct wording *);
struct pieces_of_text runs_plain(struct arena *, str text);

/* form.c: a form that came. ERR_FORBIDDEN cross_site: another site sent it, whoever is signed in. */
struct form { struct arena *arena; str body; };
err form_read(struct shown *, struct form *);
err form_into(struct shown *, const struct form *, const struct shape *, void *out);     /* ERR_INVALID: with its members */
str form_value(const struct form *, const char *name);       /* "": it is not there */
str trouble_of(struct shown *, err);             /* what was wrong, for people */
str trouble_with(struct shown *, const char *member);        /* of one member of the input; "": nothing */

/* view.c: one more member of a JSON object that has one. */
void member_add(struct buf *, const char *name, str value);

/* show_posts.c: the page of a post; with what was wrong with a comment, and what it said, if there was one. */
err post_page_show(struct shown *, const struct post_view *, str cursor, str trouble, str typed);

/* feeds.c: "ada.rss" is the feed of ada. */
enum feed_form { FEED_RSS, FEED_ATOM };
bool feed_form_of(str *name, enum feed_form *);              /* takes the form off the name; false: it has none */
err tag_feed_show(struct shown *, str tag, enum feed_form);
err person_feed_show(struct shown *, const struct profile *, enum feed_form);

/* refuse.c: every refusal of these rows as a page; who has to sign in first is led there. */
route_refusal view_refuse;

/* A page that people read, and what a form does. An invalid session counts as none. */
#define VIEW_PAGE(path, fn, IN) \
    { METHOD_GET, path, NULL, &anyone, RATE_PAGES, 200, TAKES(IN), .exchange = fn##_exchange, .refuse = view_refuse, \
      .dead_token_ok = true, .summary = "A page" }
enum { FORM_MOST = 64 * 1024 };
#define VIEW_PAGE_BARE(path, fn) \
    { METHOD_GET, path, NULL, &anyone, RATE_PAGES, 200, .exchange = fn##_exchange, .refuse = view_refuse, .dead_token_ok = true, \
      .summary = "A page" }
#define VIEW_FORM(path, fn, IN, permission, ...) VIEW_FORM_BARE(path, fn, permission, TAKES(IN) __VA_OPT__(,) __VA_ARGS__)
#define VIEW_FORM_BARE(path, fn, permission, ...) \
    { METHOD_POST, path, NULL, permission, RATE_WRITES, 303, .exchange = fn##_exchange, .refuse = view_refuse, \
      .body_type = "application/x-www-form-urlencoded", .body_most = FORM_MOST, .no_etag = true, \
      .summary = "A form" __VA_OPT__(,) __VA_ARGS__ }

/* Tables of their rows. */
extern const struct route show_pages[], people_show_pages[], door_pages[], deed_pages[], outward_pages[];
