/*
 * Verbs on slices of text. None allocates; what compares and finds works on bytes.
 */
#pragma once
#include <string.h>
#include "base/types.h"

static inline str str_of(const char *c) { return (str){ c, c ? strlen(c) : 0 }; }
static inline bool str_eq(str a, str b) { return a.n == b.n && (!a.n || memcmp(a.p, b.p, a.n) == 0); }
static inline str str_to(str s, size_t n) { return (str){ s.p, n < s.n ? n : s.n }; }
static inline bool str_starts(str s, str with) { return s.n >= with.n && str_eq(str_to(s, with.n), with); }

static inline str str_from(str s, size_t at)
{
    at = at < s.n ? at : s.n;
    return at ? (str){ s.p + at, s.n - at } : s;
}

static inline bool str_ends(str s, str with) { return s.n >= with.n && str_eq(str_from(s, s.n - with.n), with); }

/* Where the first is, or -1. */
static inline ptrdiff_t str_find_byte(str s, char c)
{
    const char *at = s.n ? (const char *)memchr(s.p, c, s.n) : NULL;

    return at ? at - s.p : -1;
}

int str_cmp(str, str);                          /* bytewise, shorter first */
bool str_eq_nocase(str, str);                   /* ASCII letters without case */
bool str_eq_secret(str, str);                   /* its time reveals only the lengths */
ptrdiff_t str_find(str, str what);              /* where it begins, or -1 */
str str_trim(str);                              /* without spaces and tabs around it */

/* Cuts `*rest` at the first `by`: returns what is before it; false at the end. */
bool str_cut(str *rest, char by, str *piece);

enum { U64_DIGITS = 20 };
size_t str_print_u64(u64, char *out);           /* how many digits there are, at most U64_DIGITS; no NUL */
bool str_to_i64(str, i64 *out);                 /* all of it decimal, with no sign but '-' */
u64 str_hash(str);                              /* stable across processes: it places keys in partitions */
size_t str_distance(str, str);                  /* edits between two words of at most 64 bytes */
