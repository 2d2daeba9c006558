/*
 * What the templates of pages show: plain values, made from what the domain's verbs answer. A page is
 *
 *   HTTP -> show_*.c: one verb of the domain, as the caller may see it -> items.c: its views as these -> a template of *.html
 *
 * and around each the frame, with what programs read of it (frame.c). Forms, for browsers without scripts, are in door.c and deeds.c.
 */
#pragma once
#include "base/shape.h"

struct alternate { str type, address, title; };
#define LIST_OF(T) struct { T *at; size_t n; }
struct part_address { str to; };

/* The client, if the program has it. */
struct client_parts { str later, script; LIST_OF(const struct part_address) styles, modules; };

struct face { str username, name, initials, picture; i64 hue; };         /* picture: "" or of this server */

struct frame {
    str language, direction, instance, version;
    str title, description, canonical, image, kind;         /* kind: of OpenGraph */
    i64 image_width, image_height;
    str image_says;
    bool noindex;
    str style, theme, density;       /* the style sheet; what the reader chose, or "" */
    bool reads;                      /* somebody came to read: the client may start once they stir */
    bool has_linked, has_page;
    raw_json linked;                 /* JSON-LD */
    raw_json page;                   /* what the client takes over */
    LIST_OF(struct alternate) feeds;
    str oembed;
    const struct face *viewer;       /* NULL: nobody is signed in */
    const struct client_parts *client;       /* NULL: there is none */
    str here;                        /* path and query, to come back to */
    bool at_home, at_explore, at_profile;
};

struct template;
void view_style(struct template *, const struct frame *);    /* frame.c: the style sheet, in the page, whose policy names its hash */

/* A run of text, and where it leads. */
struct piece { str text, to; bool outside; };
struct pieces_of_text { struct piece *at; size_t n; };

/* A picture, a film, or otherwise a sound. `small`: of a picture what is shown first, of a film its poster. */
struct shown_media { bool picture, film; str address, small, description, mime; i64 width, height; };

struct choice { str text; bool counted, own; i64 votes, place; };

struct post_item {
    id id;
    struct face by;
    str address, label, when, date;  /* label: of the article */
    bool edited, whole;              /* whole: on its own page */
    str warning, visibility, language;
    struct pieces_of_text text;
    LIST_OF(struct shown_media) media;
    bool hides;                      /* its media are hidden at first */
    const struct face *boosted_by;
    const struct post_item *quoted;
    LIST_OF(struct choice) choices;
    bool votable, one_only;          /* the viewer may vote; for one choice */
    i64 likes, comments, boosts;
    bool liked;
};
struct post_items { struct post_item *at; size_t n; };

struct comment_item {
    id id;
    bool there;                      /* otherwise a placeholder */
    struct face by;
    str when, date;
    bool edited, liked;
    struct pieces_of_text text;
    i64 likes;
    str like_to, unlike_to;
    LIST_OF(struct comment_item) below;
};

struct person_item { struct face face; struct pieces_of_text bio; };
struct tag_item { str name; i64 posts; };

/* ---- pages ---- */

struct posts_page { struct frame frame; str heading; struct post_items posts; str older; bool welcome; str none; };

struct post_page_view {
    struct frame frame;
    struct post_item post;
    LIST_OF(struct comment_item) comments;
    str older, trouble, typed;       /* what was wrong with a comment, and what it said */
};

struct profile_view {
    struct frame frame;
    struct face face;
    struct pieces_of_text bio;
    str joined;
    i64 followers, following, posts;
    bool self, follows, asked, at_posts, at_comments, at_media;
    str deed;                        /* follow, or unfollow */
    struct post_items written;      /* on top those that are pinned */
    LIST_OF(struct comment_item) comments;
    str older;
};

struct explore_view {
    struct frame frame;
    str asked;
    struct post_items posts;
    LIST_OF(struct person_item) people;
    LIST_OF(struct tag_item) tags;
    str older;
};

/* A form: what was wrong with it, and what was typed. */
struct door_view {
    struct frame frame;
    str trouble, next, name, email, challenge, name_wrong, email_wrong, password_wrong;
    bool sent;
};
struct new_view { struct frame frame; str trouble, typed, warning, visibility; bool unlisted, followers, mentioned; };
struct failure_view { struct frame frame; str title, words, trace; bool missing; };
struct plain_view { struct frame frame; str heading; };
