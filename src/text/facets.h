/*
 * What a text points at: links, people and tags, each with its place in characters (`end` is exclusive), in order. It is
 * found once, when the text is written. Texts are valid UTF-8. The time is linear, whatever the text. What is found
 * points into the text, or is on the arena.
 *
 * A link is http:// or https:// in any case, not after a letter or digit, up to white space, `<`, `>` or `"`. Punctuation at
 * its end is not part of it, except a `)` that closes a `(` in it. A mention is `@` and a whole run of ASCII letters, digits
 * and `_`, not after a letter, digit or one of `_@/.`, not before `@`. A tag is `#` and a whole run of letters, marks,
 * digits and `_` of any script, with a letter, not after a letter, digit or one of `_#/&`. Nothing overlaps. Links go first:
 * inside one nothing else is found, also when it is too long or one too many, and so is not given.
 */
#pragma once
#include "base/shape.h"

struct arena;

enum {
    FACETS_MOST = 50,                /* of each kind; the rest is plain text */
    LINK_MOST = 2000, MENTION_LEAST = 3, MENTION_MOST = 50, TAG_MOST = 100,         /* characters as written */
    TAG_NAME_MOST = 300              /* a name may be longer than what was written: ß is ss */
};

struct facet_link { str url; i64 start, end; };
struct facet_mention { str name; i64 start, end; };          /* as written, without `@` */
struct facet_tag { str name, text; i64 start, end; };        /* folded; as written, without `#` */
typedef PAGE(facet_link) facet_link_page;
typedef PAGE(facet_mention) facet_mention_page;
typedef PAGE(facet_tag) facet_tag_page;

/*
 * Mentions are candidates, without a limit. The caller looks up their names (facets_names), and keeps the first FACETS_MOST that
 * are somebody's.
 */
struct facets { facet_link_page links; facet_mention_page mentions; facet_tag_page tags; };

void facets_find(struct arena *, str text, struct facets *out);

/* The different names among the mentions, in small letters. */
void facets_names(struct arena *, const struct facets *, strs *out);

/* A tag's name from any spelling of it, with or without `#`, or from the name itself; false: that cannot be a tag. */
bool tag_fold(struct arena *, str spelling, str *name);

/* Likewise the beginning of a name, which may be without a letter yet; false: no tag begins so. */
bool tag_begin_fold(struct arena *, str spelling, str *begin);
