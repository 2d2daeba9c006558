/* Answers made of finished pieces: a client gets the same bytes as from a serialised struct. */
#include "api/rest/rest_own.h"
#include "api/testbed.h"
#include "crypto/problems.h"
#include "ports/keeper.h"

static err known(ctx *c, str word, struct caller *out)
{
    if (!str_eq(word, S("ann")))
        return fail_saying(c, &token_invalid, "That is no token of ours.");
    *out = (struct caller){ { 11 }, { 21 }, 0 };
    return OK;
}

static const struct keeper keeper = { .by_token = known, .by_cookie = known };

struct cup_mine { bool liked; };
struct cup { id id; str text; bool liked; };
struct cup_query { i64 limit; str cursor; };
typedef PAGE(cup) cup_page;

SHAPE(cup_mine, FIELD(cup_mine, liked));
SHAPE(cup, FIELD(cup, id), FIELD(cup, text), FIELD(cup, liked));
SHAPE(cup_query, FIELD(cup_query, limit, .optional = true, .min = 0, .max = 1000, .standard = 3),
      FIELD(cup_query, cursor, .optional = true));

/* A piece such as a cache might hold. */
static str kept(ctx *c, i64 n)
{
    return arena_format(&c->arena, "{\"id\":\"%lld\",\"text\":\"a \\\"cup\\\" of tea, and one more\"}", (long long)n);
}

static err cup_list(ctx *c, const struct cup_query *in, struct pieces *out)
{
    for (i64 i = 1; i <= in->limit; i++)
        pieces_item(c, out, kept(c, i), pieces_json(c, &cup_mine_shape, &(struct cup_mine){ i % 2 }));
    if (in->limit == 3)
        out->next = cursor_make(c, (struct cursor){ .a = 3 });
    return OK;
}

static err cup_list_written(ctx *c, const struct cup_query *in, cup_page *out)
{
    *out = (cup_page){ arena_array(&c->arena, struct cup, (size_t)in->limit), (size_t)in->limit, S("") };
    for (size_t i = 0; i < out->n; i++)
        out->at[i] = (struct cup){ { (i64)i + 1 }, S("a \"cup\" of tea, and one more"), (i + 1) % 2 };
    return OK;
}

static err cup_one(ctx *c, const struct cup_query *in, struct pieces *out)
{
    pieces_item(c, out, in->limit ? kept(c, in->limit) : S("{}"), in->limit == 1 ? S("") : S("{\"liked\":true}"));
    return OK;
}

CALLS(cup_list, cup_query, pieces)
CALLS(cup_list_written, cup_query, cup_page)
CALLS(cup_one, cup_query, pieces)

static const struct route cup_routes[] = {
    { METHOD_GET, "/cups",    cup_list_entry,         &anyone, RATE_READS, 200, TAKES(cup_query), GIVES_PIECES_PAGE(cup),
      .summary = "Joined" },
    { METHOD_GET, "/written", cup_list_written_entry, &anyone, RATE_READS, 200, TAKES(cup_query), GIVES_PAGE(cup), .summary = "Written" },
    { METHOD_GET, "/cup",     cup_one_entry,          &anyone, RATE_READS, 200, TAKES(cup_query), GIVES_PIECES(cup), .summary = "One" },
    {0}
};

static const struct capability *const capabilities[] = { &rest_capability, NULL };
static const struct program program = { "test", capabilities, (const struct route *const[]){ rest_routes, cup_routes, NULL }, &keeper };

static struct testbed bed(void)
{
    return testbed_open(&program, (struct test_setting[]){ { "limits", "off" }, { "access_log", "off" }, {0} });
}

static const char *line(struct testbed *b, const char *path, int limit)
{
    return arena_cstr(&b->arena, arena_format(&b->arena, "GET /api/v1/%s?limit=%d", path, limit));
}

TEST(joined_pieces_are_what_a_serialised_list_would_have_been)
{
    static const int limits[] = { 0, 1, 2, 20, 63, 64, 65, 1000 };
    struct testbed b = bed();

    for (size_t i = 0; i < COUNT(limits); i++) {
        struct heard joined = ask(&b, line(&b, "cups", limits[i]), "", ""), written = ask(&b, line(&b, "written", limits[i]), "", "");
        expect_eq(joined.status, 200);
        expect_str(joined.body, written.body);
        expect_str(head_of(joined, "ETag"), head_of(written, "ETag"));
        expect_str(head_of(joined, "Content-Length"), head_of(written, "Content-Length"));
        expect_str(head_of(joined, "Content-Type"), S("application/json"));
    }
    testbed_close(&b);
}

TEST(one_object_is_joined_of_two)
{
    struct testbed b = bed();

    expect_str(ask(&b, line(&b, "cup", 7), "", "").body,
               S("{\"id\":\"7\",\"text\":\"a \\\"cup\\\" of tea, and one more\",\"liked\":true}"));
    expect_str(ask(&b, line(&b, "cup", 1), "", "").body, S("{\"id\":\"1\",\"text\":\"a \\\"cup\\\" of tea, and one more\"}"));
    expect_str(ask(&b, line(&b, "cup", 0), "", "").body, S("{\"liked\":true}"));
    testbed_close(&b);
}

TEST(pieces_have_a_next_page_a_version_and_a_viewer)
{
    struct testbed b = bed();
    struct heard h = ask(&b, "GET /api/v1/cups", "", ""), hers = ask(&b, "GET /api/v1/cups", "Authorization: Bearer ann\r\n", "");

    expect(str_ends(head_of(h, "Link"), S(">; rel=\"next\"")));
    expect(!head_of(ask(&b, line(&b, "cups", 2), "", ""), "Link").n);
    expect(!str_eq(head_of(h, "ETag"), head_of(hers, "ETag")));
    expect_str(head_of(hers, "Cache-Control"), S("private, no-cache"));
    const char *have = arena_cstr(&b.arena, arena_format(&b.arena, "If-None-Match: " STR_FMT "\r\n", STR_ARG(head_of(h, "ETag"))));
    h = ask(&b, "GET /api/v1/cups", have, "");
    expect(h.status == 304 && !h.body.n);
    h = ask(&b, "HEAD /api/v1/cups", "", "");
    expect(h.status == 200 && !h.body.n && head_of(h, "Content-Length").n == 3);
    testbed_close(&b);
}

TEST(pieces_are_compressed_as_one)
{
    struct testbed b = bed();
    struct heard joined = ask(&b, line(&b, "cups", 100), "Accept-Encoding: gzip\r\n", "");
    struct heard written = ask(&b, line(&b, "written", 100), "Accept-Encoding: gzip\r\n", "");

    expect_str(head_of(joined, "Content-Encoding"), S("gzip"));
    expect_str(head_of(joined, "Vary"), S("Accept-Encoding"));
    expect_str(joined.body, written.body);
    expect_str(head_of(joined, "ETag"), head_of(written, "ETag"));
    testbed_close(&b);
}

TEST(pieces_are_described_as_what_they_make)
{
    struct testbed b = bed();
    struct heard h = ask(&b, "GET /api/v1/openapi.json", "", "");

    expect(says(h, "{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/cup\"}}"));
    testbed_close(&b);
}
