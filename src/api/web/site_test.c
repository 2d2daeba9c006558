/* The web client as it is served: here one of three files. */
#include "api/testbed.h"
#include "api/web/client.h"
#include "api/web/web_own.h"
#include "ports/keeper.h"

static const struct client_file files[] = {
    { S("/assets/a-12.js"), S("text/javascript; charset=utf-8"), true, { S("identity"), S("gzip"), S("br") } },
    { S("/assets/b-34.woff2"), S("font/woff2"), true, { S("font") } },
    { S("/manifest.webmanifest"), S("application/manifest+json"), false, { S("{}") } },
};
const struct client client = { files, COUNT(files), S("/assets/later-78.js"),
                               S("/assets/a-12.js"), .shell = S("<!doctype html><p>The shell") };

static const struct capability *const capabilities[] = { &rest_capability, NULL };
static const struct route *const routes[] = { rest_routes, NULL };
static const struct keeper nobody;
static const struct program program = { "test", capabilities, routes, &nobody };

struct bed { struct testbed b; struct web *web; };

static struct bed bed(const struct test_setting *settings)
{
    struct bed s = { .b = testbed_make(&program, settings) };
    struct failure failure;

    failure_begin(&failure, &s.b.arena);
    expect_ok(web_open(&s.b.world->world, &failure, s.b.front, NULL, &s.web));
    testbed_begin(&s.b);
    return s;
}

static void bed_close(struct bed *s)
{
    testbed_close(&s->b);
    web_close(&s->web);
}

TEST(a_hashed_file_comes_in_the_form_that_is_wanted_and_is_kept_for_good)
{
    struct bed s = bed(NULL);
    struct heard h = ask(&s.b, "GET /assets/a-12.js", "Accept-Encoding: gzip, br\r\n", "");

    expect_str(h.body, S("br"));
    expect_str(head_of(h, "Content-Encoding"), S("br"));
    expect_str(head_of(h, "Content-Type"), S("text/javascript; charset=utf-8"));
    expect_str(head_of(h, "Cache-Control"), S("public, max-age=31536000, immutable"));
    expect_str(head_of(h, "Vary"), S("Accept-Encoding"));
    expect_str(ask(&s.b, "GET /assets/a-12.js", "Accept-Encoding: gzip\r\n", "").body, S("gzip"));
    expect_str(ask(&s.b, "GET /assets/a-12.js", "", "").body, S("identity"));
    const char *have = arena_cstr(&s.b.arena, arena_format(&s.b.arena, "Accept-Encoding: br\r\nIf-None-Match: " STR_FMT "\r\n",
                                                           STR_ARG(head_of(h, "ETag"))));
    expect_eq(ask(&s.b, "GET /assets/a-12.js", have, "").status, 304);
    bed_close(&s);
}

TEST(a_file_of_one_form_is_sent_as_it_is)
{
    struct bed s = bed(NULL);
    struct heard h = ask(&s.b, "GET /assets/b-34.woff2", "Accept-Encoding: gzip, br\r\n", "");

    expect_str(h.body, S("font"));
    expect(!head_of(h, "Content-Encoding").n && !head_of(h, "Vary").n);
    bed_close(&s);
}

TEST(a_file_without_a_hash_is_asked_for_each_time)
{
    struct bed s = bed(NULL);
    struct heard h = ask(&s.b, "GET /manifest.webmanifest", "", "");

    expect_str(head_of(h, "Content-Type"), S("application/manifest+json"));
    expect_str(head_of(h, "Cache-Control"), S("no-cache"));
    expect_eq(ask(&s.b, "GET /assets/c-78.js", "", "").status, 404);
    bed_close(&s);
}

TEST(where_a_browser_navigates_it_gets_the_shell_which_loads_nothing_of_other_hosts)
{
    static const char page[] = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n";
    struct bed s = bed(NULL);
    struct heard h = ask(&s.b, "GET /messages/12", page, "");
    str policy = head_of(h, "Content-Security-Policy");

    expect_eq(h.status, 200);
    expect(says(h, "The shell"));
    expect(str_starts(policy, S("default-src 'none'; script-src 'self';")));
    expect(str_find(policy, S("require-trusted-types-for 'script'")) > 0 && str_find(policy, S("unsafe")) < 0);
    expect_str(head_of(h, "Referrer-Policy"), S("same-origin"));
    expect(says(ask(&s.b, "GET /", "", ""), "The shell"));
    expect_eq(ask(&s.b, "GET /messages/12", "", "").status, 404);
    expect_eq(ask(&s.b, "GET /api/nothing", page, "").status, 404);
    bed_close(&s);
}
