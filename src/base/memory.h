/*
 * The heap, for rooms that own long-lived things. Allocation never returns NULL:
 * a process without memory says so and ends. Rooms above work have arenas only.
 */
#pragma once
#include "base/types.h"

void *memory_alloc(size_t n) __attribute__((malloc, returns_nonnull));
void *memory_zero(size_t n) __attribute__((malloc, returns_nonnull));
void *memory_resize(void *, size_t n) __attribute__((returns_nonnull));
void memory_free(void *);
str memory_copy(str);                /* freed with memory_free((void *)s.p) */
_Noreturn void memory_out(size_t wanted);

#define memory_new(type) ((type *)memory_zero(sizeof(type)))
