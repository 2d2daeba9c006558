/*
 * A shelf: documents, each under its id, in an index of their words. What a document is, when it is put in, and who may see what is
 * found is its owner's: posts.c, messages.c. The rest is here, for all shelves and both stores: a document goes in or out; a
 * question's expression (text/query.h) brings the ids of those for which it holds, in their order; words that were taken out leave the
 * files of the store; a check compares the shelf with what there is.
 */
#pragma once
#include "text/words.h"
#include "work/work.h"

struct search_hit { id id, channel_id; i64 seq; };           /* of posts the id alone */
typedef PAGE(search_hit) search_hit_page;
extern const struct shape search_hit_shape;
struct search_shape { str segments; };
extern const struct shape search_shape_shape;

typedef err shelf_slice(ctx *, str match, id after, id before, i64 most, search_hit_page *out);
typedef err shelf_mark(ctx *, id from, i64 steps, search_hit_page *out);

struct shelf {
    i64 row;                                     /* of search_tidy */
    const char *documents, *document;            /* in words, for the check */
    const char *consumer;                        /* keeps it up to date */
    err (*put)(tx *, ids which);                 /* shelf_put for each that is there, as it is now */
    err (*there)(tx *, id after, i64 most, search_hit_page *out);    /* which are there and so ought to be in it, in order */
    err (*counted)(tx *, search_hit_page *);     /* leaves only those that a check may count on; NULL: all */
    /* its statements: each shelf has tables of its own */
    err (*held)(tx *, ids which, search_hit_page *out);          /* which of these are in it */
    err (*drop)(tx *, ids which);
    err (*mark)(tx *, id), (*unmark)(tx *, ids which);
    shelf_mark *mark_before, *mark_after;
    shelf_slice *walk, *look, *walk_up, *look_up;
    err (*documents_after)(tx *, id after, i64 most, search_hit_page *out);
    err (*merge)(tx *, i64 pages);
    err (*shape)(tx *, struct search_shape *out);
};

/* ---- shelf.c ---- */

str shelf_tokens(tx *, const struct words *);    /* what a document's statement takes */
err shelf_marks(tx *, const struct shelf *, id which);       /* for each that is put in */
/* As they are now; those that are gone go. */
err shelf_renew(tx *, const struct shelf *, ids which);

/* ---- seek.c ---- */

/* What an expression finds: of ids newer than `from` and older than `until`, until its time is up. */
struct seeking { const struct shelf *shelf; str match; id from, until; i64 end_ms; };
struct query;
struct seeking seek_begin(ctx *, const struct shelf *, const struct query *);

/*
 * Up to `most` of them, older than `before` (0: from the newest), newest first; and newer than `after`, oldest first. `left` 0: fewer
 * than `most` are all. Otherwise it is a place up to where it was looked before the time was up.
 */
err seek_down(ctx *, const struct seeking *, id before, i64 most, search_hit_page *out, id *left);
err seek_up(ctx *, const struct seeking *, id after, i64 most, search_hit_page *out, id *left);

/* ---- tidy.c ---- */

struct search_tidy { bool asked, going; };
extern const struct shape search_tidy_shape;
err tidy_ask(tx *, const struct shelf *);        /* words were taken out of it */
err shelf_tidy(ctx *, const struct shelf *);     /* none of them are left in the files of the store */

/* ---- check.c ---- */

/* Is it what is there, and nothing else? `wrong` stays as it is where all is right. */
err shelf_check(ctx *, const struct shelf *, i64 *looked_at, id *wrong);
