/*
 * What a search asks for: terms that all have to hold, or with `-` before them not to hold. Both stores get expressions
 * that find the same.
 *
 *   word "some words" -word from:name from:me #tag before:2026-11-29 after:2026-11-29T10:00:00Z has:media|link|poll
 *
 * A word with punctuation inside is the phrase of its parts, so `x:y` and `#1` are phrases too. An open quotation mark
 * reaches to the end. Keys have no case. The caller looks up the names; a name that is nobody's finds nothing.
 */
#pragma once
#include "text/words.h"

enum query_kind { QUERY_PHRASE, QUERY_FROM, QUERY_MINE, QUERY_TAG, QUERY_LABEL };
enum query_has { QUERY_MEDIA = 1, QUERY_LINK = 2, QUERY_POLL = 4 };

/* Tokens next to each other; of the last one only the beginning where it is `open`. */
struct phrase { strs tokens; bool open; };

struct query_term {
    enum query_kind kind;
    bool negated;
    str name;                        /* FROM: the person's, as written; TAG: the folded name */
    str label;                       /* of other kinds than PHRASE: label_of, if the caller wants it in the expression */
    struct phrase *ways;             /* PHRASE: one of these; more than one where words of unspaced scripts may stand joined */
    size_t n;
    strs unless;                     /* labels: documents that have one of them are not left out by this term, which is negated */
};

struct query {
    struct query_term *terms;
    size_t n, room;
    when from, until;                /* created_at >= from, created_at < until */
    u32 has, lacks;                  /* bits of query_has */
    str wrong;                       /* QUERY_WRONG: the part with that value */
};

/* QUERY_WRONG: a value is malformed or unknown. QUERY_WIDE: there is no word, phrase, person or tag to find. */
enum query_verdict { QUERY_FINE, QUERY_WRONG, QUERY_WIDE };

enum query_verdict query_read(struct arena *, str q, struct query *out);        /* q: valid UTF-8 */

/* The same of words and phrases alone: keys and tags are words like others. What else is asked for then comes by itself. */
enum query_verdict query_read_words(struct arena *, str q, struct query *out);
bool query_before(struct arena *, struct query *, str value);        /* as the values of these keys; false: malformed */
bool query_after(struct arena *, struct query *, str value);

/* A further term: documents that have the label, or that do not. */
void query_label(struct arena *, struct query *, str label, bool negated);
void query_any(struct arena *, struct query *, strs labels);         /* those that have at least one of them */

/*
 * Those that have one of the labels are left out, unless they have one of `unless`. To leave out few costs less than to ask for a
 * label that nearly all have: it is looked at only where all else holds.
 */
void query_leave(struct arena *, struct query *, strs labels, strs unless);

/*
 * The phrases and labels as an expression, `match`. If all of them are negated it is empty, and what matches `without` is to be
 * left out of what is found by other means. Otherwise `without` is empty.
 */
struct query_match { str match, without; };

void query_match_fts5(struct arena *, const struct query *, struct query_match *out);
void query_match_tsquery(struct arena *, const struct query *, struct query_match *out);
