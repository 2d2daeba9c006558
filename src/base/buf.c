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

/* Eight digits of four octets at once: one in each octet of a word, the first in the lowest, as memory has it. */
static void hex_of_four(const unsigned char *from, char *to)
{
    const u64 ones = 0x0101010101010101u;
    u64 w = (u64)from[3] << 48 | (u64)from[2] << 32 | (u64)from[1] << 16 | from[0];

    w = (w >> 4 | w << 8) & ones * 15;
    w += ones * '0' + ((w + ones * 6) >> 4 & ones) * ('a' - '0' - 10);
    memcpy(to, &w, 8);
}

void buf_hex(struct buf *b, const void *bytes, size_t n)
{
    static const char hex[] = "0123456789abcdef";
    const unsigned char *from = bytes;
    char *to = buf_reserve(b, 2 * n);
    size_t i = 0;

    for (; i + 4 <= n; i += 4)
        hex_of_four(from + i, to + 2 * i);
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
