#include "base/arena.h"
#include "base/id_filter.h"
#include "kit/test.h"

static struct arena a;

static str filter_of(i64 first, size_t n)
{
    struct id_filter f = id_filter_new(&a, n);

    for (size_t i = 0; i < n; i++)
        id_filter_add(&f, (id){ first + (i64)i * 4096 });
    return id_filter_str(&f);
}

TEST(a_filter_has_all_that_were_added)
{
    str filter = filter_of(1, 5000);

    for (i64 i = 0; i < 5000; i++)
        expect(id_filter_has(filter, (id){ 1 + i * 4096 }));
}

TEST(a_filter_has_few_others)
{
    str filter = filter_of(1, 500);
    int others = 0;

    for (i64 i = 0; i < 100000; i++)
        others += id_filter_has(filter, (id){ 2 + i * 4096 });
    expect(others < 3000);
    expect(!id_filter_has((str){ 0 }, (id){ 1 }));
    expect(!id_filter_has(filter_of(1, 0), (id){ 1 }));
}

TEST(a_filter_of_very_many_is_bounded)
{
    str filter = filter_of(1, 200000);

    expect_eq(filter.n, ID_FILTER_MOST);
    expect(id_filter_has(filter, (id){ 1 + 199999 * 4096 }));
}
