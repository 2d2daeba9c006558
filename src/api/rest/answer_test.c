/* Compression of answers: which are compressed, for which clients, and the ETags that distinguish the two. */
#include <zlib.h>
#include "api/testbed.h"

struct saying { str text; };
struct saying_query { i64 length; };
SHAPE(saying, FIELD(saying, text));
SHAPE(saying_query, FIELD(saying_query, length));

static err say(ctx *c, const struct saying_query *in, struct saying *out)
{
    char *p = arena_alloc(&c->arena, (size_t)in->length, 1);

    memset(p, 'a', (size_t)in->length);
    out->text = (str){ p, (size_t)in->length };
    return OK;
}

CALLS(say, saying_query, saying)

static const struct route say_routes[] = {
    { METHOD_GET,  "/say",    say_entry, &anyone, RATE_READS,  200, TAKES(saying_query), GIVES(saying), .summary = "Say" },
    { METHOD_POST, "/say",    say_entry, &anyone, RATE_WRITES, 201, TAKES(saying_query), GIVES(saying), .summary = "Have it said" },
    { METHOD_GET,  "/secret", say_entry, &anyone, RATE_READS,  200, TAKES(saying_query), GIVES(saying), .no_etag = true,
      .summary = "Whisper" },
    {0}
};
static const struct capability *const capabilities[] = { &rest_capability, NULL };
static const struct route *const routes[] = { say_routes, rest_routes, NULL };
static const struct program program = { "test", capabilities, routes };

#define GZIP "Accept-Encoding: gzip\r\n"

static struct testbed bed(void)
{
    return testbed_open(&program, NULL);
}

static size_t inflated(struct testbed *b, str form)
{
    char *to = arena_alloc(&b->arena, 1 << 20, 1);
    z_stream z = { .next_in = (Bytef *)form.p, .avail_in = (uInt)form.n, .next_out = (Bytef *)to, .avail_out = 1 << 20 };

    expect_eq(inflateInit2(&z, 16 + MAX_WBITS), Z_OK);
    expect_eq(inflate(&z, Z_FINISH), Z_STREAM_END);
    inflateEnd(&z);
    return z.total_out;
}

TEST(short_answers_come_as_they_are_and_say_nothing_of_codings)
{
    struct testbed b = bed();
    struct heard h = ask(&b, "GET /api/v1/say?length=1000", GZIP, "");

    expect_eq(head_of(h, "Vary").n, 0);
    expect_eq(head_of(h, "Content-Encoding").n, 0);
    expect_eq(ask(&b, "GET /api/v1/say?length=1000", "Accept-Encoding: *;q=0\r\n", "").status, 200);
    testbed_close(&b);
}

TEST(longer_ones_are_compressed_for_whoever_wants_it_inline_and_on_the_pool)
{
    static const char *const lengths[] = { "2000", "300000" };
    struct testbed b = bed();

    for (size_t i = 0; i < COUNT(lengths); i++) {
        const char *line = arena_cstr(&b.arena, arena_format(&b.arena, "GET /api/v1/say?length=%s", lengths[i]));
        struct heard plain = ask(&b, line, "", ""), coded = ask(&b, line, GZIP, "");
        expect_str(head_of(plain, "Vary"), S("Accept-Encoding"));
        expect_str(head_of(coded, "Vary"), S("Accept-Encoding"));
        expect_eq(head_of(plain, "Content-Encoding").n, 0);
        expect_str(head_of(coded, "Content-Encoding"), S("gzip"));
        expect(coded.body.n < plain.body.n / 2);
        expect_eq(inflated(&b, coded.body), plain.body.n);
        expect_str(head_of(ask(&b, line, "Accept-Encoding: gzip, br\r\n", ""), "Content-Encoding"), S("br"));
        expect_eq(head_of(ask(&b, line, "Accept-Encoding: identity;q=1, gzip;q=0.1\r\n", ""), "Content-Encoding").n, 0);
        expect_str(head_of(ask(&b, arena_cstr(&b.arena, arena_format(&b.arena, "HEAD" STR_FMT, STR_ARG(str_from(str_of(line), 3)))),
                               GZIP, ""), "Content-Length"), head_of(coded, "Content-Length"));
    }
    testbed_close(&b);
}

TEST(each_form_has_its_own_tag)
{
    struct testbed b = bed();
    struct heard plain = ask(&b, "GET /api/v1/say?length=2000", "", ""), coded = ask(&b, "GET /api/v1/say?length=2000", GZIP, "");
    str own = head_of(coded, "ETag");

    expect(str_ends(own, S("-gz\"")) && !str_eq(own, head_of(plain, "ETag")));
    const char *have = arena_cstr(&b.arena, arena_format(&b.arena, "If-None-Match: " STR_FMT "\r\n", STR_ARG(own)));
    const char *both = arena_cstr(&b.arena, arena_format(&b.arena, "%s" GZIP, have));
    struct heard again = ask(&b, "GET /api/v1/say?length=2000", both, "");
    expect_eq(again.status, 304);
    expect_str(head_of(again, "ETag"), own);
    expect_str(head_of(again, "Vary"), S("Accept-Encoding"));
    expect_eq(ask(&b, "GET /api/v1/say?length=2000", have, "").status, 200);
    testbed_close(&b);
}

TEST(what_refuses_every_form_is_406_unless_it_has_been_done)
{
    struct testbed b = bed();
    struct heard h = ask(&b, "GET /api/v1/say?length=2000", "Accept-Encoding: identity;q=0\r\n", "");

    expect_eq(h.status, 406);
    expect(says(h, "\"code\":\"not_acceptable\""));
    expect_str(head_of(h, "Vary"), S("Accept-Encoding"));
    expect_eq(ask(&b, "POST /api/v1/say", "Accept-Encoding: *;q=0\r\n", "{\"length\":2000}").status, 201);
    h = ask(&b, "POST /api/v1/say", GZIP, "{\"length\":2000}");
    expect_eq(h.status, 201);
    expect_str(head_of(h, "Content-Encoding"), S("gzip"));
    testbed_close(&b);
}

TEST(what_may_not_be_kept_is_not_compressed)
{
    struct testbed b = bed();
    struct heard h = ask(&b, "GET /api/v1/secret?length=2000", GZIP, "");

    expect_str(head_of(h, "Cache-Control"), S("no-store"));
    expect_eq(head_of(h, "Content-Encoding").n, 0);
    expect_eq(head_of(h, "Vary").n, 0);
    testbed_close(&b);
}

TEST(the_description_comes_compressed)
{
    struct testbed b = bed();
    struct heard plain = ask(&b, "GET /api/v1/openapi.json", "", ""), coded = ask(&b, "GET /api/v1/openapi.json", GZIP, "");

    expect_str(head_of(coded, "Content-Encoding"), S("gzip"));
    expect_eq(inflated(&b, coded.body), plain.body.n);
    expect_str(ask(&b, "GET /api/v1/openapi.json", GZIP, "").body, coded.body);
    expect_str(head_of(ask(&b, "GET /api/v1/openapi.json", "Accept-Encoding: br\r\n", ""), "Content-Encoding"), S("br"));
    testbed_close(&b);
}
