#include "base/id.h"
#include <pthread.h>
#include <stdlib.h>
#include "base/str.h"
#include "kit/test.h"

static const i64 now = ID_EPOCH_MS + 1000;

TEST(ids_rise_while_the_clock_stands_or_goes_back)
{
    struct id_source s;
    i64 last = 0;

    id_source_init(&s, 5);
    for (int i = 0; i < 20000; i++) {
        id v = id_next(&s, now - i);
        expect(v.v > last);
        last = v.v;
    }
}

TEST(a_full_sequence_runs_into_the_next_millisecond)
{
    struct id_source s;

    id_source_init(&s, 0);
    for (int i = 0; i < 4096; i++)
        expect_eq(id_ms(id_next(&s, now)), now);
    expect_eq(id_ms(id_next(&s, now)), now + 1);
    expect_eq(id_ms(id_next(&s, now + 1)), now + 1);
    expect_eq(id_ms(id_next(&s, now + 2)), now + 2);
}

TEST(two_nodes_never_make_the_same_id)
{
    struct id_source a, b;

    id_source_init(&a, 1);
    id_source_init(&b, 2);
    for (int i = 0; i < 10; i++)
        expect(id_next(&a, now).v != id_next(&b, now).v);
    id_source_init(&a, ID_NODES - 1);
    expect_eq(id_ms(id_next(&a, now)), now);
}

TEST(no_id_is_of_a_time_at_or_before_the_floor)
{
    struct id_source s;

    id_source_init(&s, 0);
    id_source_floor(&s, now + 50);
    expect_eq(id_ms(id_next(&s, now)), now + 51);
    id_source_floor(&s, now);
    expect_eq(id_ms(id_next(&s, now)), now + 51);
}

TEST(ids_of_the_process_before_this_one_are_told_from_its_own)
{
    struct id_source before, after, other;

    id_source_init(&before, 3);
    id_source_init(&after, 3);
    id_source_init(&other, 4);
    id former = id_next(&before, now), foreign = id_next(&other, now);
    expect(!id_is_earlier(&after, former));
    id_source_floor(&after, now + 10);
    expect(id_is_earlier(&after, former));
    expect(!id_is_earlier(&after, foreign));
    expect(!id_is_earlier(&after, id_next(&after, now)));
}

TEST(a_clock_before_the_epoch_still_gives_ids)
{
    struct id_source s;

    id_source_init(&s, 0);
    expect(id_next(&s, 0).v >= 1);
    expect(id_next(&s, -5).v >= 2);
}

enum { THREADS = 4, EACH = 50000 };

struct maker { pthread_t thread; struct id_source *source; i64 *made; };

static void *make(void *arg)
{
    struct maker *m = arg;

    for (int i = 0; i < EACH; i++)
        m->made[i] = id_next(m->source, now + i / 5000).v;
    return NULL;
}

static int order(const void *a, const void *b)
{
    return (*(const i64 *)a > *(const i64 *)b) - (*(const i64 *)a < *(const i64 *)b);
}

TEST(threads_share_a_source_and_no_id_comes_twice)
{
    static i64 all[THREADS * EACH];
    struct id_source s;
    struct maker makers[THREADS];

    id_source_init(&s, 9);
    for (int t = 0; t < THREADS; t++) {
        makers[t] = (struct maker){ .source = &s, .made = all + t * EACH };
        pthread_create(&makers[t].thread, NULL, make, &makers[t]);
    }
    for (int t = 0; t < THREADS; t++)
        pthread_join(makers[t].thread, NULL);
    for (int t = 0; t < THREADS; t++)
        for (int i = 1; i < EACH; i++)
            expect(makers[t].made[i] > makers[t].made[i - 1]);
    qsort(all, COUNT(all), sizeof *all, order);
    for (size_t i = 1; i < COUNT(all); i++)
        expect(all[i] > all[i - 1]);
}

TEST(only_the_canonical_text_of_an_id_is_one)
{
    static const char *const wrong[] = {
        "", "0", "01", "-1", "+1", " 1", "1 ", "1.0", "1e3", "x", "9223372036854775808", "99999999999999999999",
        "12345678901234567890",
    };
    id v = {0};
    char text[ID_DIGITS];

    expect(id_parse(S("1"), &v));
    expect_eq(v.v, 1);
    expect(id_parse(S("9223372036854775807"), &v));
    expect_eq(v.v, INT64_MAX);
    expect_str(((str){ text, id_print(v, text) }), S("9223372036854775807"));
    expect_str(((str){ text, id_print((id){ 7 }, text) }), S("7"));
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (id_parse(str_of(wrong[i]), &v))
            test_fail(__FILE__, __LINE__, "\"%s\" was taken for an id", wrong[i]);
}

TEST(no_id_of_a_time_is_before_it)
{
    struct id_source s;

    id_source_init(&s, 0);
    id first = id_next(&s, now);
    expect(id_before(now).v < first.v);
    expect(id_before(now + 1).v > first.v);
    expect_eq(id_before(0).v, 0);
}

TEST(an_id_of_a_time_past_is_one_of_that_time)
{
    expect_eq(id_ms(id_past(now, 0)), now);
    expect_eq(id_ms(id_past(now, ID_SEQUENCES - 1)), now);
    expect(id_past(now, 0).v > id_before(now).v);
    expect(id_past(now, 1).v > id_past(now, 0).v);
    expect(id_past(now + 1, 0).v > id_past(now, ID_SEQUENCES - 1).v);
}
