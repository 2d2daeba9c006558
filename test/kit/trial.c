/* Cases that fail on purpose, for test/unit_cases.py: what a failing case reports, and that the others run. */
#include "kit/test.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "kit/world.h"

TEST(one_holds)
{
    expect_eq(1, 1);
}

TEST(one_fails_at_home)
{
    expect_str(S("apples"), S("pears"));
}

static err fail_on_a_fiber(ctx *c, void *arg)
{
    (void)c;
    (void)arg;
    expect_eq(2 + 2, 5);
    return OK;
}

TEST(one_fails_on_a_fiber)
{
    struct test_world *w = test_world_open((struct test_world_options){ .loops = 1 });

    expect_ok(test_world_call(w, fail_on_a_fiber, NULL));
    test_world_close(&w);
}

TEST(one_crashes)
{
    abort();
}

TEST(one_writes_to_a_peer_that_has_gone)
{
    int ends[2];

    expect_eq(pipe(ends), 0);
    close(ends[0]);
    expect_eq(write(ends[1], "a", 1), -1);
    expect_eq(errno, EPIPE);
    close(ends[1]);
}

TEST(another_holds_after_all_that)
{
    expect(true);
}
