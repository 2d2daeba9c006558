/* The newest records, in the order of their positions. */
#include "ports/recent.h"
#include "kit/test.h"

struct record { i64 position, what; };

static struct record *after(struct recent *r, struct arena *a, i64 position, size_t n, bool reaches)
{
    void *out;
    size_t found;

    expect_eq(recent_after(r, a, position, &out, &found), reaches);
    expect_eq(found, n);
    return out;
}

static void add(struct recent *r, i64 position, i64 what)
{
    recent_add(r, &(struct record){ position, what });
}

TEST(records_come_back_oldest_first_from_a_position_on)
{
    struct recent *r = recent_open(sizeof(struct record), 4);
    struct arena a;

    arena_init(&a, NULL, 0);
    add(r, 7, 70);
    add(r, 9, 90);
    struct record *found = after(r, &a, 6, 2, true);
    expect_eq(found[0].what, 70);
    expect_eq(found[1].what, 90);
    (void)after(r, &a, 7, 1, true);
    (void)after(r, &a, 9, 0, true);
    (void)after(r, &a, 5, 2, false);
    expect_eq(recent_newest(r), 9);
    arena_close(&a);
    recent_close(&r);
}

TEST(the_oldest_go_and_are_missed)
{
    struct recent *r = recent_open(sizeof(struct record), 4);
    struct arena a;

    arena_init(&a, NULL, 0);
    for (i64 i = 1; i <= 10; i++)
        add(r, i, i);
    struct record *found = after(r, &a, 6, 4, true);
    expect_eq(found[0].what, 7);
    expect_eq(found[3].what, 10);
    (void)after(r, &a, 5, 4, false);
    arena_close(&a);
    recent_close(&r);
}

TEST(it_knows_that_nothing_happened_since_it_began)
{
    struct recent *r = recent_open(sizeof(struct record), 4);
    struct arena a;

    arena_init(&a, NULL, 0);
    (void)after(r, &a, 0, 0, false);
    recent_begin(r, 5);
    expect_eq(recent_newest(r), 5);
    (void)after(r, &a, 5, 0, true);
    (void)after(r, &a, 4, 0, false);
    recent_begin(r, 50);
    expect_eq(recent_newest(r), 5);
    add(r, 8, 80);
    (void)after(r, &a, 5, 1, true);
    arena_close(&a);
    recent_close(&r);
}
