#include "base/arena.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "base/memory.h"
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

/* Blocks form a stack, newest first. The caller's first block is at its bottom and is not freed. */
struct arena_block {
    struct arena_block *below;
    size_t size;                     /* of the whole block */
    bool borrowed;
};

enum { BLOCK_LEAST = 4096, BLOCK_MOST = 256 * 1024 };

#ifdef __SANITIZE_ADDRESS__
void arena_reveal(const void *p, size_t n)
{
    UNPOISON(p, n);
}
#endif

static void block_enter(struct arena *a, struct arena_block *b)
{
    a->block = b;
    a->at = (char *)(b + 1);
    a->end = (char *)b + b->size;
    POISON(a->at, (size_t)(a->end - a->at));
}

static void block_drop(struct arena *a)
{
    struct arena_block *b = a->block;

    a->block = b->below;
    UNPOISON(b, b->size);
    if (!b->borrowed)
        memory_free(b);
}

void arena_init(struct arena *a, void *first, size_t n)
{
    *a = (struct arena){0};
    if (n <= sizeof(struct arena_block))
        return;
    struct arena_block *b = first;
    assert(((uintptr_t)first & 15) == 0);
    *b = (struct arena_block){ NULL, n, true };
    block_enter(a, b);
}

void arena_clear(struct arena *a)
{
    while (a->block && !(a->block->borrowed && !a->block->below))
        block_drop(a);
    a->used = 0;
    if (a->block)
        block_enter(a, a->block);
    else
        a->at = a->end = NULL;
}

void arena_close(struct arena *a)
{
    while (a->block)
        block_drop(a);
    *a = (struct arena){0};
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){ a->at, a->block, a->used };
}

void arena_rewind(struct arena *a, struct arena_mark m)
{
    while (a->block != m.block)
        block_drop(a);
    a->at = m.at;
    a->end = m.block ? (char *)m.block + m.block->size : NULL;
    a->used = m.used;
    if (m.block)
        POISON(a->at, (size_t)(a->end - a->at));
}

bool arena_over(const struct arena *a)
{
    return a->limit && a->used > a->limit;
}

void *arena_grow(struct arena *a, size_t n, size_t align)
{
    assert(align <= 16 && n < SIZE_MAX / 2);
    size_t size = a->block ? a->block->size * 2 : BLOCK_LEAST;

    if (size < BLOCK_LEAST)
        size = BLOCK_LEAST;
    if (size > BLOCK_MOST)
        size = BLOCK_MOST;
    size_t least = n + sizeof(struct arena_block) + align + ARENA_GAP;
    if (size < least)
        size = least;
    struct arena_block *b = memory_alloc(size);
    *b = (struct arena_block){ a->block, size, false };
    a->used += size;
    block_enter(a, b);
    return arena_alloc(a, n, align);
}

void *arena_zero(struct arena *a, size_t n, size_t align)
{
    return memset(arena_alloc(a, n, align), 0, n);
}

void *arena_zero_array(struct arena *a, size_t n, size_t size, size_t align)
{
    size_t all;

    if (__builtin_mul_overflow(n, size, &all))
        memory_out(n);
    return arena_zero(a, all, align);
}

str arena_copy(struct arena *a, str s)
{
    if (!s.n)
        return (str){ "", 0 };
    return (str){ memcpy(arena_alloc(a, s.n, 1), s.p, s.n), s.n };
}

const char *arena_cstr(struct arena *a, str s)
{
    char *p = arena_alloc(a, s.n + 1, 1);

    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return p;
}

str arena_vformat(struct arena *a, const char *format, va_list args)
{
    va_list again;

    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    assert(n >= 0);
    char *p = arena_alloc(a, (size_t)n + 1, 1);
    vsnprintf(p, (size_t)n + 1, format, again);
    va_end(again);
    return (str){ p, (size_t)n };
}

str arena_format(struct arena *a, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    str s = arena_vformat(a, format, args);
    va_end(args);
    return s;
}
