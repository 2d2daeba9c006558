/*
 * The grammar of JSON over bytes: what comes next, and whether it may. It keeps
 * nothing; what to make of a value is the reader's business. The first fault ends the
 * scan, and the failure says what and where. For json_*.c, and for libraries that read JSON of no shape.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "base/key_set.h"

struct json_scan {
    const char *start, *at, *end;
    struct failure *failure;
    struct arena scratch;            /* keys of the objects that are open */
    u64 seed;
    int depth;
};

/* `first` is the caller's memory, for scratch. */
err json_scan_begin(struct json_scan *, struct failure *, str text, void *first, size_t n);      /* ERR_TOO_LARGE */
err json_scan_finish(struct json_scan *);        /* nothing but white space may be left */
void json_scan_end(struct json_scan *);

err json_malformed(struct json_scan *, const char *what);

/* The next byte after white space, not taken; 0 at the end. */
static inline char json_peek(struct json_scan *s)
{
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\n' || *s->at == '\r' || *s->at == '\t'))
        s->at++;
    return s->at < s->end ? *s->at : 0;
}

/* A string as it stands between its quotes, checked: escapes are right, and the rest is UTF-8. */
struct json_piece { str text; bool escaped; };
err json_string(struct json_scan *, struct json_piece *);
str json_unescape_all(struct arena *, str);

/* What a piece says. Never fails, because the piece was checked; without escapes it stays where it is. */
static inline str json_unescape(struct arena *a, struct json_piece piece)
{
    return UNLIKELY(piece.escaped) ? json_unescape_all(a, piece.text) : piece.text;
}

err json_number(struct json_scan *, str *text, bool *whole);
bool json_is_number(str, bool *whole);            /* all of it */
err json_word(struct json_scan *, str word);     /* true, false, null */
err json_skip(struct json_scan *);               /* any value, checked */

/*
 * Objects and arrays: enter, then take keys or elements until there are no more; after each the
 * caller takes the value.
 *
 *   TRY(json_enter(s));
 *   for (bool first = true;; first = false) {
 *       TRY(json_next_key(s, first, &key, &more));
 *       if (!more)
 *           return OK;
 *       TRY(json_skip(s));
 *   }
 */
err json_enter(struct json_scan *);              /* takes the bracket that json_peek has shown */
err json_next_key(struct json_scan *, bool first, str *key, bool *more);     /* unescaped, in scratch */
err json_next_element(struct json_scan *, bool first, bool *more);
