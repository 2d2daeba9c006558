#include "base/time.h"
#include <time.h>
#include "base/str.h"
#include "kit/test.h"

static str rfc3339(i64 ms)
{
    static char text[RFC3339_LENGTH];

    time_rfc3339((when){ ms }, text);
    return (str){ text, sizeof text };
}

static str http_date(i64 ms)
{
    static char text[HTTP_DATE_LENGTH];

    time_http_date((when){ ms }, text);
    return (str){ text, sizeof text };
}

TEST(times_are_printed_to_the_millisecond)
{
    expect_str(rfc3339(0), S("1970-01-01T00:00:00.000Z"));
    expect_str(rfc3339(-1), S("1969-12-31T23:59:59.999Z"));
    expect_str(rfc3339(951782400007), S("2000-02-29T00:00:00.007Z"));
    expect_str(rfc3339(4107542400000), S("2100-03-01T00:00:00.000Z"));
    expect_str(rfc3339(-62135596800000), S("0001-01-01T00:00:00.000Z"));
    expect_str(rfc3339(253402300799999), S("9999-12-31T23:59:59.999Z"));
}

TEST(times_out_of_range_are_printed_as_the_nearest)
{
    expect_str(rfc3339(INT64_MIN), S("0001-01-01T00:00:00.000Z"));
    expect_str(rfc3339(INT64_MAX), S("9999-12-31T23:59:59.999Z"));
    expect_str(http_date(INT64_MAX), S("Fri, 31 Dec 9999 23:59:59 GMT"));
}

TEST(printing_agrees_with_the_c_library_on_every_day)
{
    for (i64 day = -200000; day < 2900000; day += 13) {
        i64 seconds = day * 86400 + (day * 7919 % 86400 + 86400) % 86400;
        time_t t = (time_t)seconds;
        struct tm tm;
        char want[64];
        size_t n;
        when back;

        gmtime_r(&t, &tm);
        n = strftime(want, sizeof want, "%Y-%m-%dT%H:%M:%S.000Z", &tm);
        if (n != RFC3339_LENGTH)
            continue;                /* strftime does not pad years below 1000 */
        expect_str(rfc3339(seconds * 1000), ((str){ want, n }));
        expect(time_parse_rfc3339((str){ want, n }, &back));
        expect_eq(back.ms, seconds * 1000);
        n = strftime(want, sizeof want, "%a, %d %b %Y %H:%M:%S GMT", &tm);
        expect_str(http_date(seconds * 1000), ((str){ want, n }));
        expect(time_parse_http_date((str){ want, n }, &back));
        expect_eq(back.ms, seconds * 1000);
    }
}

TEST(offsets_and_fractions_are_read)
{
    static const struct { const char *text; i64 ms; } cases[] = {
        { "1970-01-01T00:00:00Z", 0 },
        { "1970-01-01t00:00:00z", 0 },
        { "1970-01-01T00:00:00.5Z", 500 },
        { "1970-01-01T00:00:00.12Z", 120 },
        { "1970-01-01T00:00:00.1239999999999999999999Z", 123 },
        { "1970-01-01T01:30:00+01:30", 0 },
        { "1969-12-31T19:00:00-05:00", 0 },
        { "1970-01-01T00:00:00-00:00", 0 },
        { "1970-01-02T00:59:00+23:59", 3600000 },
        { "2024-02-29T12:00:00Z", 1709208000000 },
        { "2000-02-29T00:00:00Z", 951782400000 },
        { "1990-12-31T23:59:60Z", 662688000000 },
        { "1990-12-31T15:59:60.9-08:00", 662688000000 },
        { "9999-12-31T23:59:59.999Z", 253402300799999 },
        { "0001-01-01T00:00:00Z", -62135596800000 },
    };
    when t;

    for (size_t i = 0; i < COUNT(cases); i++) {
        if (!time_parse_rfc3339(str_of(cases[i].text), &t))
            test_fail(__FILE__, __LINE__, "\"%s\" was refused", cases[i].text);
        if (t.ms != cases[i].ms)
            test_fail(__FILE__, __LINE__, "\"%s\" is %lld", cases[i].text, (long long)t.ms);
    }
}

TEST(what_is_no_rfc3339_time_is_refused)
{
    static const char *const wrong[] = {
        "", "2026", "2026-11-21", "2026-11-21T09:30:00", "2026-11-21 09:30:00Z", "2026-11-21T09:30Z",
        "2026-11-21T09:30:00.Z", "2026-11-21T09:30:00,5Z", "2026-11-21T9:30:00Z", "26-11-21T09:30:00Z",
        "2026-13-21T09:30:00Z", "2026-00-21T09:30:00Z", "2026-11-31T09:30:00Z", "2026-11-00T09:30:00Z",
        "2025-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T09:60:00Z",
        "2026-11-21T09:30:61Z", "2026-11-21T09:30:60Z", "2026-11-21T09:30:00+1:00", "2026-11-21T09:30:00+24:00",
        "2026-11-21T09:30:00+01:60", "2026-11-21T09:30:00+0100", "2026-11-21T09:30:00 Z", "2026-11-21T09:30:00ZZ",
        "2026-11-21T09:30:00Z ", " 2026-11-21T09:30:00Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z", "-026-11-21T09:30:00Z", "2026-11-21T09:30:00.5",
        "2026-1a-21T09:30:00Z", "+2026-11-21T09:30:00Z",
    };
    when t;

    for (size_t i = 0; i < COUNT(wrong); i++)
        if (time_parse_rfc3339(str_of(wrong[i]), &t))
            test_fail(__FILE__, __LINE__, "\"%s\" was taken for a time", wrong[i]);
}

TEST(all_three_forms_of_http_dates_are_read)
{
    static const char *const forms[] = {
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    };
    when t;

    for (size_t i = 0; i < COUNT(forms); i++) {
        expect(time_parse_http_date(str_of(forms[i]), &t));
        expect_eq(t.ms, 784111777000);
    }
    expect(time_parse_http_date(S("Wednesday, 15-Nov-23 08:49:37 GMT"), &t));
    expect_str(http_date(t.ms), S("Wed, 15 Nov 2023 08:49:37 GMT"));
    expect(time_parse_http_date(S("Wed Nov 15 08:49:37 2023"), &t));
    expect_str(rfc3339(t.ms), S("2023-11-15T08:49:37.000Z"));
}

TEST(what_is_no_http_date_is_refused)
{
    static const char *const wrong[] = {
        "", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT", "Sun 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sun Nov  6 08:49:37 94", "Sunday, 06-Nov-94 08:49:37 GMT ", "Xxx, 06 Nov 1994 08:49:37 GMT", "Sunday, ",
        "Sun, 06 Nov 1994 08:49:37 GMTx",
    };
    when t;

    for (size_t i = 0; i < COUNT(wrong); i++)
        if (time_parse_http_date(str_of(wrong[i]), &t))
            test_fail(__FILE__, __LINE__, "\"%s\" was taken for a date", wrong[i]);
}

TEST(the_monotonic_clock_does_not_go_back)
{
    i64 last = mono_us();

    for (int i = 0; i < 1000; i++) {
        i64 now = mono_us();
        expect(now >= last);
        last = now;
    }
}
