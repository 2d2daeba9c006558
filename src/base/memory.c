#include "base/memory.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void memory_out(size_t wanted)
{
    fprintf(stderr, "kith: out of memory: %zu bytes were wanted\n", wanted);
    abort();
}

void *memory_alloc(size_t n)
{
    void *p = malloc(n ? n : 1);

    if (!p)
        memory_out(n);
    return p;
}

void *memory_zero(size_t n)
{
    void *p = calloc(1, n ? n : 1);

    if (!p)
        memory_out(n);
    return p;
}

void *memory_resize(void *old, size_t n)
{
    void *p = realloc(old, n ? n : 1);

    if (!p)
        memory_out(n);
    return p;
}

void memory_free(void *p)
{
    free(p);
}

str memory_copy(str s)
{
    char *p = memory_alloc(s.n + 1);

    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return (str){ p, s.n };
}
