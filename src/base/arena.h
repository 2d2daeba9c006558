/*
 * Arenas: memory with the lifetime of a unit of work. Allocation is a bump of a
 * pointer and never fails (out of memory ends the process); nothing is freed by
 * itself; mark and rewind give back what a loop or a retried transaction used.
 * An arena belongs to one owner at a time and is not shared between threads.
 */
#pragma once
#include <stdarg.h>
#include "base/types.h"

/* clang reports it differently from gcc. */
#if !defined __SANITIZE_ADDRESS__ && defined __has_feature
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

struct arena_block;

struct arena {
    char *at, *end;                  /* the free part of the newest block */
    struct arena_block *block;
    size_t used, limit;              /* bytes handed to blocks; limit 0: no limit */
};

struct arena_mark { char *at; struct arena_block *block; size_t used; };

/* `first` (may be NULL) is the caller's memory, used before the heap. */
void arena_init(struct arena *, void *first, size_t n);
void arena_clear(struct arena *);    /* back to how arena_init left it */
void arena_close(struct arena *);

struct arena_mark arena_mark(const struct arena *);
void arena_rewind(struct arena *, struct arena_mark);

/* True once the owner should refuse more work: over its limit. */
bool arena_over(const struct arena *);

void *arena_grow(struct arena *, size_t n, size_t align);    /* the slow half of arena_alloc */

/* `n` bytes, not cleared. Under ASan a few forbidden bytes follow each piece, so that an overrun is caught. */
#ifdef __SANITIZE_ADDRESS__
enum { ARENA_GAP = 8 };
void arena_reveal(const void *, size_t n);
#else
enum { ARENA_GAP = 0 };
static inline void arena_reveal(const void *p, size_t n) { (void)p, (void)n; }
#endif

static inline void *arena_alloc(struct arena *a, size_t n, size_t align)
{
    uintptr_t at = ((uintptr_t)a->at + align - 1) & ~(uintptr_t)(align - 1);
    uintptr_t end = (uintptr_t)a->end;

    if (UNLIKELY(!a->at || at > end || n + ARENA_GAP > end - at))
        return arena_grow(a, n, align);
    a->at = (char *)(at + n + ARENA_GAP);
    arena_reveal((void *)at, n);
    return (void *)at;
}

void *arena_zero(struct arena *, size_t n, size_t align);
#define arena_new(a, type) ((type *)arena_zero((a), sizeof(type), _Alignof(type)))
#define arena_array(a, type, n) ((type *)arena_zero_array((a), (n), sizeof(type), _Alignof(type)))
void *arena_zero_array(struct arena *, size_t n, size_t size, size_t align);

str arena_copy(struct arena *, str);
const char *arena_cstr(struct arena *, str);                 /* with a NUL, for library edges */
str arena_format(struct arena *, const char *format, ...) FORMAT(2, 3);
str arena_vformat(struct arena *, const char *format, va_list);
