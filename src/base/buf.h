/*
 * A growing run of bytes. On an arena it dies with the arena (`buf_close` is not
 * needed); on the heap (arena NULL) its owner closes it. `p` is always valid for
 * `n` bytes; room beyond is reserved and written in place where speed counts.
 */
#pragma once
#include <assert.h>
#include <stdarg.h>
#include <string.h>
#include "base/str.h"
#include "base/types.h"

struct arena;

struct buf { char *p; size_t n, size; struct arena *arena; };

#define BUF_ON(a) ((struct buf){ .arena = (a) })

void buf_grow(struct buf *, size_t more);
void buf_close(struct buf *);
void buf_fit(struct buf *);          /* on the heap: gives room back that its contents do not need */

/* Makes room for at least `more` bytes after the contents; returns where to write them. */
static inline char *buf_reserve(struct buf *b, size_t more)
{
    if (UNLIKELY(b->size - b->n < more))
        buf_grow(b, more);
    return b->p + b->n;
}

static inline void buf_add(struct buf *b, str s)
{
    if (s.n)
        memcpy(buf_reserve(b, s.n), s.p, s.n);
    b->n += s.n;
}

static inline void buf_byte(struct buf *b, char c)
{
    *buf_reserve(b, 1) = c;
    b->n++;
}

static inline str buf_str(const struct buf *b) { return (str){ b->p ? b->p : "", b->n }; }

/* Into room that was reserved for all of it: each returns where the next goes, and buf_until ends it there. */
static inline char *put_str(char *to, str s) { return s.n ? (char *)mempcpy(to, s.p, s.n) : to; }
static inline char *put_u64(char *to, u64 v) { return to + str_print_u64(v, to); }
static inline void buf_until(struct buf *b, const char *end) { assert(end <= b->p + b->size); b->n = (size_t)(end - b->p); }
#define put_lit(to, literal) put_str((to), S(literal))

void buf_i64(struct buf *, i64);
void buf_u64(struct buf *, u64);
void buf_hex(struct buf *, const void *bytes, size_t n);
void buf_format(struct buf *, const char *format, ...) FORMAT(2, 3);
void buf_vformat(struct buf *, const char *format, va_list);

#define buf_lit(b, literal) buf_add((b), S(literal))
