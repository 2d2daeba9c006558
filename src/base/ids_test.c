#include "base/arena.h"
#include "base/ids.h"
#include "kit/test.h"

static struct arena a;

TEST(ids_once_are_rising_and_without_repeats_and_zero)
{
    id some[] = { { 7 }, { 0 }, { 3 }, { INT64_MAX }, { 7 }, { 3 }, { 1 } };
    ids once = ids_once(&a, (ids){ some, COUNT(some) });

    expect_eq(once.n, 4);
    expect_eq(once.at[0].v, 1);
    expect_eq(once.at[1].v, 3);
    expect_eq(once.at[2].v, 7);
    expect_eq(once.at[3].v, INT64_MAX);
    expect_eq(some[0].v, 7);
    expect_eq(ids_once(&a, (ids){ some + 1, 1 }).n, 0);
    expect_eq(ids_once(&a, (ids){ 0 }).n, 0);
}

TEST(an_id_is_found_among_those_that_are_sorted)
{
    id some[] = { { 9 }, { 2 }, { 5 } };
    ids all = { some, COUNT(some) };

    ids_sort(all);
    expect(ids_find(all, (id){ 2 }) == &some[0]);
    expect(ids_find(all, (id){ 9 }) == &some[2]);
    expect(!ids_find(all, (id){ 4 }));
    expect(!ids_find((ids){ 0 }, (id){ 4 }));
}

TEST(ids_are_sorted_either_way)
{
    id some[] = { { 5 }, { INT64_MAX }, { 2 } };

    ids_sort_down((ids){ some, COUNT(some) });
    expect_eq(some[0].v, INT64_MAX);
    expect_eq(some[2].v, 2);
    ids_sort((ids){ some, COUNT(some) });
    expect_eq(some[0].v, 2);
    expect_eq(some[2].v, INT64_MAX);
    ids_sort((ids){ 0 });
    ids_sort_down((ids){ 0 });
}
