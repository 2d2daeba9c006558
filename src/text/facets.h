/*
 * What a text points at: links, people who are mentioned, tags, each with its place in characters (`end` is exclusive), in
 * order; nothing overlaps, and nothing is found inside a link. It is found once, when the text is written: docs/api.md has
 * the rules. Texts are valid UTF-8; the time is linear. What is found points into the text, or is on the arena.
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
 * Mentions are all those that the text may have: which of the names are people's is the caller's to find out
 * (facets_names is what to look up), who keeps the first FACETS_MOST of those.
 */
struct facets { facet_link_page links; facet_mention_page mentions; facet_tag_page tags; };

void facets_find(struct arena *, str text, struct facets *out);

/* The different names among the mentions, in small letters. */
void facets_names(struct arena *, const struct facets *, strs *out);

/* A tag's name from any spelling of it, with or without `#`, or from the name itself; false: that cannot be a tag. */
bool tag_fold(struct arena *, str spelling, str *name);
