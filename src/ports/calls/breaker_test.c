#include "ports/calls/breaker.h"
#include "kit/test.h"

static void fails(struct breaker *b, i64 now, int times)
{
    i64 wait;

    for (int i = 0; i < times; i++) {
        enum admission as = breaker_admits(b, now, &wait);
        expect(as != ADMIT_NONE);
        breaker_judge(b, now, as, VERDICT_BAD);
    }
}

TEST(it_opens_after_failures_in_a_row)
{
    struct breaker b = {0};
    i64 wait = 0;

    fails(&b, 1000, BREAKER_FAILURES - 1);
    expect(!breaker_open(&b));
    breaker_judge(&b, 1000, ADMIT_CALL, VERDICT_GOOD);
    fails(&b, 1000, BREAKER_FAILURES - 1);
    expect(!breaker_open(&b));
    fails(&b, 1000, 1);
    expect(breaker_open(&b));
    expect_eq(breaker_admits(&b, 1001, &wait), ADMIT_NONE);
    expect_eq(wait, BREAKER_PAUSE_MS - 1);
}

TEST(one_probe_goes_after_the_pause_and_closes_it)
{
    struct breaker b = {0};
    i64 wait = 0, after = 1000 + BREAKER_PAUSE_MS;

    fails(&b, 1000, BREAKER_FAILURES);
    expect_eq(breaker_admits(&b, after - 1, &wait), ADMIT_NONE);
    expect_eq(wait, 1);
    expect_eq(breaker_admits(&b, after, &wait), ADMIT_PROBE);
    expect_eq(breaker_admits(&b, after, &wait), ADMIT_NONE);
    expect(wait > 0);
    breaker_judge(&b, after, ADMIT_PROBE, VERDICT_GOOD);
    expect(!breaker_open(&b));
    expect_eq(breaker_admits(&b, after, &wait), ADMIT_CALL);
    fails(&b, after, BREAKER_FAILURES - 1);
    expect(!breaker_open(&b));
}

TEST(each_failed_probe_doubles_the_pause_up_to_a_bound)
{
    struct breaker b = {0};
    i64 now = 1000, pause = BREAKER_PAUSE_MS, wait = 0;

    fails(&b, now, BREAKER_FAILURES);
    for (int i = 0; i < 12; i++) {
        expect_eq(breaker_admits(&b, now + pause - 1, &wait), ADMIT_NONE);
        now += pause;
        fails(&b, now, 1);
        pause = pause * 2 < BREAKER_PAUSE_MOST_MS ? pause * 2 : BREAKER_PAUSE_MOST_MS;
    }
    expect_eq(pause, BREAKER_PAUSE_MOST_MS);
    expect_eq(breaker_admits(&b, now, &wait), ADMIT_NONE);
    expect_eq(wait, BREAKER_PAUSE_MOST_MS);
}

TEST(a_probe_that_was_given_up_leaves_room_for_the_next)
{
    struct breaker b = {0};
    i64 wait, after = BREAKER_PAUSE_MS;

    fails(&b, 0, BREAKER_FAILURES);
    expect_eq(breaker_admits(&b, after, &wait), ADMIT_PROBE);
    breaker_judge(&b, after, ADMIT_PROBE, VERDICT_NEUTRAL);
    expect(breaker_open(&b));
    expect_eq(breaker_admits(&b, after, &wait), ADMIT_PROBE);
}

TEST(calls_from_before_it_opened_do_not_stand_for_the_probe)
{
    struct breaker b = {0};
    i64 wait, after = BREAKER_PAUSE_MS;

    fails(&b, 0, BREAKER_FAILURES);
    breaker_judge(&b, 1, ADMIT_CALL, VERDICT_BAD);
    expect_eq(b.pause_ms, BREAKER_PAUSE_MS);
    expect_eq(breaker_admits(&b, after, &wait), ADMIT_PROBE);
    breaker_judge(&b, after, ADMIT_CALL, VERDICT_BAD);
    expect_eq(breaker_admits(&b, after, &wait), ADMIT_NONE);
    breaker_judge(&b, after, ADMIT_CALL, VERDICT_GOOD);
    expect(!breaker_open(&b));
}
