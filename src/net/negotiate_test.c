#include "net/negotiate.h"
#include "base/str.h"
#include "kit/test.h"

enum { ALL = 1 << CODING_IDENTITY | 1 << CODING_GZIP | 1 << CODING_BROTLI };

TEST(a_coding_is_chosen_by_weight_and_then_by_ours)
{
    static const struct { const char *accept; enum coding want; } table[] = {
        { NULL, CODING_IDENTITY },
        { "", CODING_IDENTITY },
        { "gzip", CODING_GZIP },
        { "gzip, br", CODING_BROTLI },
        { "GZip;Q=1, br;q=0.5", CODING_GZIP },
        { "identity;q=1, gzip;q=0.1", CODING_IDENTITY },
        { "identity, gzip", CODING_GZIP },
        { "*", CODING_BROTLI },
        { "*;q=0", CODING_COUNT },
        { "*;q=0, identity", CODING_IDENTITY },
        { "identity;q=0", CODING_COUNT },
        { "identity;q=0, *", CODING_BROTLI },
        { "gzip;q=0, br;q=0", CODING_IDENTITY },
        { "gzip;q=2", CODING_IDENTITY },
        { "gzip;q=0.0001", CODING_IDENTITY },
        { "gzip;q=0.001", CODING_IDENTITY + 1 },
        { "deflate, zstd", CODING_IDENTITY },
        { "br;q=1.000,gzip;q=1.0", CODING_BROTLI },
        { ",,gzip ; q=0.5,,", CODING_GZIP },
    };

    for (size_t i = 0; i < COUNT(table); i++)
        expect_eq(negotiate_coding(str_of(table[i].accept), ALL), table[i].want);
    expect_eq(negotiate_coding(S("br"), 1 << CODING_IDENTITY | 1 << CODING_GZIP), CODING_IDENTITY);
}

TEST(the_most_exact_media_range_tells_the_weight)
{
    expect_eq(accept_weight(S("text/*;q=0.3, text/html;q=0.7, */*;q=0.5"), S("text/html")), 700);
    expect_eq(accept_weight(S("text/*;q=0.3, text/html;q=0.7, */*;q=0.5"), S("text/plain")), 300);
    expect_eq(accept_weight(S("text/*;q=0.3, */*;q=0.5"), S("image/png")), 500);
    expect_eq(accept_weight(S("application/json"), S("text/html")), 0);
    expect_eq(accept_weight((str){0}, S("text/html")), 1000);
}

TEST(ranges_are_read_against_the_size)
{
    static const struct { const char *field; enum range_verdict want; int n; i64 from, length; } table[] = {
        { "bytes=0-4", RANGE_GOOD, 1, 0, 5 },
        { "bytes=5-", RANGE_GOOD, 1, 5, 5 },
        { "bytes=-3", RANGE_GOOD, 1, 7, 3 },
        { "bytes=-30", RANGE_GOOD, 1, 0, 10 },
        { "bytes=8-100", RANGE_GOOD, 1, 8, 2 },
        { "bytes=0-1, 4-5", RANGE_GOOD, 2, 0, 2 },
        { "bytes=0-1,99-", RANGE_GOOD, 1, 0, 2 },
        { "bytes=10-", RANGE_UNSATISFIABLE, 0, 0, 0 },
        { "bytes=-0", RANGE_UNSATISFIABLE, 0, 0, 0 },
        { "bytes=99999999999999999999999-", RANGE_UNSATISFIABLE, 0, 0, 0 },
        { "bytes=4-2", RANGE_NONE, 0, 0, 0 },
        { "bytes=a-b", RANGE_NONE, 0, 0, 0 },
        { "bytes=", RANGE_NONE, 0, 0, 0 },
        { "bytes=-", RANGE_NONE, 0, 0, 0 },
        { "bytes=+1-2", RANGE_NONE, 0, 0, 0 },
        { "items=0-4", RANGE_NONE, 0, 0, 0 },
        { "bytes=0-9,0-9", RANGE_NONE, 1, 0, 10 },
    };
    struct range r[RANGES_MOST];
    int n;

    for (size_t i = 0; i < COUNT(table); i++) {
        expect_eq(range_read(str_of(table[i].field), 10, r, &n), table[i].want);
        expect_eq(n, table[i].n);
        if (n)
            expect(r[0].from == table[i].from && r[0].length == table[i].length);
    }
    expect_eq(range_read(S("bytes=0-"), 0, r, &n), RANGE_UNSATISFIABLE);
}

TEST(entity_tags_are_found_in_lists)
{
    expect(etag_listed(S("\"a\", \"b\""), S("\"b\""), true));
    expect(etag_listed(S("W/\"b\""), S("\"b\""), true));
    expect(!etag_listed(S("W/\"b\""), S("\"b\""), false));
    expect(etag_listed(S("*"), S("\"b\""), false));
    expect(etag_listed(S("\"a,b\" , \"c\""), S("\"c\""), true));
    expect(!etag_listed(S("\"a,b\""), S("\"b\""), true));
    expect(!etag_listed(S("b"), S("\"b\""), true));
    expect(!etag_listed(S(""), S("\"b\""), true));
    expect(!etag_listed(S("\"b"), S("\"b\""), true));
}
