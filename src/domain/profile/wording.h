/*
 * The wording of a text that somebody writes: the people whom it mentions, its tags and links, each with its place in
 * characters. It is found once, when the text is written, and kept with it. Posts, comments and messages share it.
 */
#pragma once
#include "domain/profile/profile.h"

struct mention { id user_id; str username; i64 start, end; };
struct hashtag { str name, text; i64 start, end; };          /* the name is folded; the text is as written, without # */
struct text_link { str url; i64 start, end; };
typedef PAGE(mention) mention_page;
typedef PAGE(hashtag) hashtag_page;
typedef PAGE(text_link) text_link_page;
extern const struct shape mention_shape, hashtag_shape, text_link_shape;

#define WORDING { mention_page mentions; hashtag_page tags; text_link_page links; }
#define WORDING_FIELDS(S)                                                                                                  \
    FIELD_PAGE(S, mentions, &mention_shape, .doc = "In the order of the text"), FIELD_PAGE(S, tags, &hashtag_shape),       \
    FIELD_PAGE(S, links, &text_link_shape)
struct wording WORDING;
#define HAS_WORDING union { struct WORDING; struct wording wording; }
extern const struct shape wording_shape;         /* as it is kept beside its text: JSON */

/* `me` mentions the accounts that they may see, with no block between the two; any other name is plain text. */
err wording_of(ctx *, id me, str text, struct wording *out);

/* The same of a text made up for a trial, where `named` is the only one mentioned; NULL: nobody is. */
void wording_of_planted(struct arena *, str text, const struct account *named, struct wording *out);

bool wording_names(const struct wording *, id who);
ids wording_named(struct arena *, const struct wording *);   /* each person once */
strs wording_tags(struct arena *, const struct wording *);   /* each name once */

str wording_pack(struct arena *, const struct wording *);
err wording_unpack(struct arena *, str packed, struct wording *out);         /* what wording_pack made */
