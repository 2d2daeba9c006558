#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

TEST(pieces_are_aligned_and_do_not_overlap)
{
    struct arena a = {0};
    char *last = NULL;

    for (size_t i = 1; i < 2000; i++) {
        size_t align = (size_t)1 << i % 5;
        char *p = arena_alloc(&a, 1 + i % 97, align);
        expect(((uintptr_t)p & (align - 1)) == 0);
        memset(p, (int)i, 1 + i % 97);
        expect(p != last);
        last = p;
    }
    arena_close(&a);
}

TEST(a_first_block_of_the_callers_serves_before_the_heap)
{
    _Alignas(16) char first[256];
    struct arena a;

    arena_init(&a, first, sizeof first);
    char *p = arena_alloc(&a, 64, 8);
    expect(p > first && p < first + sizeof first);
    expect_eq(a.used, 0);
    char *q = arena_alloc(&a, 1000, 8);
    expect(q < first || q >= first + sizeof first);
    expect(a.used >= 1000);
    arena_clear(&a);
    expect_eq(a.used, 0);
    expect((char *)arena_alloc(&a, 64, 8) == p);
    arena_close(&a);
    memset(first, 0, sizeof first);
}

TEST(rewinding_gives_back_what_came_after_the_mark)
{
    struct arena a = {0};
    struct arena_mark none = arena_mark(&a);
    str kept = arena_copy(&a, S("kept"));
    struct arena_mark m = arena_mark(&a);
    char *p = arena_alloc(&a, 10, 1);

    for (int i = 0; i < 100; i++)
        arena_alloc(&a, 5000, 16);
    arena_rewind(&a, m);
    expect((char *)arena_alloc(&a, 10, 1) == p);
    expect_str(kept, S("kept"));
    arena_rewind(&a, none);
    expect(a.block == NULL);
    expect_eq(a.used, 0);
    arena_close(&a);
}

TEST(an_arena_over_its_limit_says_so_and_still_serves)
{
    struct arena a = { .limit = 10000 };

    arena_alloc(&a, 100, 1);
    expect(!arena_over(&a));
    arena_alloc(&a, 10000, 1);
    expect(arena_over(&a));
    expect(arena_alloc(&a, 10, 1) != NULL);
    arena_close(&a);
}

TEST(arrays_are_zeroed_even_where_memory_was_used_before)
{
    struct arena a = {0};
    struct arena_mark m = arena_mark(&a);

    memset(arena_alloc(&a, 4000, 1), 0xff, 4000);
    arena_rewind(&a, m);
    u64 *v = arena_array(&a, u64, 400);
    for (int i = 0; i < 400; i++)
        expect_eq(v[i], 0);
    arena_close(&a);
}

TEST(text_is_copied_ended_and_formatted)
{
    struct arena a = {0};

    expect_str(arena_copy(&a, (str){ NULL, 0 }), S(""));
    expect_eq(strlen(arena_cstr(&a, S("seven77"))), 7);
    expect_eq(strlen(arena_cstr(&a, (str){ NULL, 0 })), 0);
    expect_str(arena_format(&a, "%d of " STR_FMT, 3, STR_ARG(S("many"))), S("3 of many"));
    arena_close(&a);
}
