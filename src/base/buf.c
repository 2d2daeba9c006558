#include "base/buf.h"
#include <assert.h>
#include <stdio.h>
#include "base/arena.h"
#include "base/memory.h"
#include "base/str.h"

/* The newest piece of its arena grows in place if there is room after it. */
static bool grow_in_place(struct buf *b, size_t size)
{
    struct arena *a = b->arena;
    size_t more = size - b->size;

    if (!b->p || b->p + b->size != a->at || (size_t)(a->end - a->at) < more + ARENA_GAP)
        return false;
    (void)arena_alloc(a, more, 1);
    return true;
}

void buf_grow(struct buf *b, size_t more)
{
    size_t size = b->size ? b->size : 128;

    assert(more < SIZE_MAX / 4);
    while (size - b->n < more)
        size *= 2;
    if (!b->arena) {
        b->p = memory_resize(b->p, size);
    } else if (!grow_in_place(b, size)) {
        char *p = arena_alloc(b->arena, size, 1);
        if (b->n)
            memcpy(p, b->p, b->n);
        b->p = p;
    }
    b->size = size;
}

void buf_close(struct buf *b)
{
    if (!b->arena)
        memory_free(b->p);
    *b = (struct buf){ .arena = b->arena };
}

void buf_fit(struct buf *b)
{
    size_t size = b->n ? b->n : 1;

    assert(!b->arena);
    if (b->p && size < b->size) {
        b->p = memory_resize(b->p, size);
        b->size = size;
    }
}

void buf_u64(struct buf *b, u64 v)
{
    char *to = buf_reserve(b, U64_DIGITS);

    b->n += str_print_u64(v, to);
}

void buf_i64(struct buf *b, i64 v)
{
    if (v < 0)
        buf_byte(b, '-');
    buf_u64(b, v < 0 ? -(u64)v : (u64)v);
}

typedef u8 octets16 __attribute__((vector_size(16)));
typedef u64 words2 __attribute__((vector_size(16)));

/* Sixteen digits of eight octets at once. */
static void hex_of_eight(const u8 *from, char *to)
{
    words2 loaded = { 0 };

    memcpy(&loaded, from, 8);
    octets16 v = (octets16)loaded;
    octets16 twice = __builtin_shufflevector(v, v, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
    words2 high = (words2)twice >> 4 & 0x000f000f000f000f, low = (words2)twice & 0x0f000f000f000f00;
    octets16 digits = (octets16)(high | low);
    digits += '0' + ((octets16)(digits > 9) & ('a' - '0' - 10));
    memcpy(to, &digits, 16);
}

void buf_hex(struct buf *b, const void *bytes, size_t n)
{
    static const char hex[] = "0123456789abcdef";
    const u8 *from = bytes;
    char *to = buf_reserve(b, 2 * n);
    size_t i = 0;

    for (; i + 8 <= n; i += 8)
        hex_of_eight(from + i, to + 2 * i);
    for (; i < n; i++) {
        to[2 * i] = hex[from[i] >> 4];
        to[2 * i + 1] = hex[from[i] & 15];
    }
    b->n += 2 * n;
}

void buf_vformat(struct buf *b, const char *format, va_list args)
{
    va_list again;

    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    assert(n >= 0);
    vsnprintf(buf_reserve(b, (size_t)n + 1), (size_t)n + 1, format, again);
    va_end(again);
    b->n += (size_t)n;
}

void buf_format(struct buf *b, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    buf_vformat(b, format, args);
    va_end(args);
}
