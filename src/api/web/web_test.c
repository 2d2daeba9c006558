/* What a browser gets at addresses without a route. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "api/testbed.h"
#include "api/web/client.h"
#include "api/web/html.h"
#include "api/web/web_own.h"
#include "crypto/problems.h"
#include "ports/keeper.h"

static const struct capability *const capabilities[] = { &rest_capability, NULL };
static const struct route *const routes[] = { rest_routes, NULL };
static const struct program program = { "test", capabilities, routes };

static const struct keeper nobody;
static const struct program with_people = { "test", capabilities, routes, &nobody };

/* A program without the web client; site_test.c has one. */
const struct client client;

struct bed { struct testbed b; struct web *web; };

static struct bed bed_of(const struct program *p, const struct test_setting *settings)
{
    struct bed s = { .b = testbed_make(p, settings) };
    struct failure failure;

    failure_begin(&failure, &s.b.arena);
    expect_ok(web_open(&s.b.world->world, &failure, s.b.front, NULL, &s.web));
    testbed_begin(&s.b);
    return s;
}

static struct bed bed(const struct test_setting *settings) { return bed_of(&program, settings); }

static void bed_close(struct bed *s)
{
    testbed_close(&s->b);
    web_close(&s->web);
}

TEST(the_front_page_needs_nothing_but_itself)
{
    struct bed s = bed(NULL);
    struct heard h = ask(&s.b, "GET /", "", "");

    expect_eq(h.status, 200);
    expect_str(head_of(h, "Content-Type"), S("text/html; charset=utf-8"));
    expect_str(head_of(h, "X-Content-Type-Options"), S("nosniff"));
    str policy = head_of(h, "Content-Security-Policy");
    expect(str_starts(policy, S("default-src 'none';")) && str_find(policy, S("style-src 'sha256-")) > 0);
    expect(str_find(policy, S("unsafe")) < 0);
    expect(says(h, "<h1>Kith</h1>") && says(h, program_version) && !says(h, "{{"));
    expect(!says(h, "http://") && !says(h, "https://") && !says(h, "<script") && !says(h, " style="));
    h = ask(&s.b, "GET /favicon.svg", "", "");
    expect_str(head_of(h, "Content-Type"), S("image/svg+xml"));
    bed_close(&s);
}

TEST(the_front_page_is_for_visitors_and_bears_the_name_of_the_instance)
{
    struct bed s = bed_of(&with_people, (struct test_setting[]){ { "instance_name", "Tea & <Talk>" }, {0} });
    struct heard h = ask(&s.b, "GET /", "", "");

    expect(says(h, "<title>Tea &amp; &lt;Talk&gt;</title>") && says(h, "<h1>Tea &amp; &lt;Talk&gt;</h1>"));
    expect(says(h, "href=\"/reset\"") && says(h, "href=\"/api/v1/openapi.json\""));
    expect(!says(h, "metrics") && !says(h, "health") && !says(h, "kith serve"));
    bed_close(&s);
}

TEST(the_clients_module_comes_with_its_types)
{
    struct bed s = bed_of(&with_people, NULL);
    struct heard h = ask(&s.b, "GET /kith-realtime.js", "Accept-Encoding: br\r\n", "");

    expect_eq(h.status, 200);
    expect_str(head_of(h, "Content-Type"), S("text/javascript; charset=utf-8"));
    expect_str(head_of(h, "Content-Encoding"), S("br"));
    expect(head_of(h, "ETag").n > 0);
    expect(says(ask(&s.b, "GET /kith-realtime.js", "", ""), "RealtimeClient"));
    expect(says(ask(&s.b, "GET /kith-realtime.d.ts", "", ""), "export declare class RealtimeClient"));
    bed_close(&s);
}

TEST(a_browser_that_is_lost_gets_a_page_with_a_way_home)
{
    static const char page[] = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n";
    struct bed s = bed_of(&with_people, (struct test_setting[]){ { "instance_name", "Tea & Talk" }, {0} });
    struct heard h = ask(&s.b, "GET /nothing/here", page, "");

    expect_eq(h.status, 404);
    expect_str(head_of(h, "Content-Type"), S("text/html; charset=utf-8"));
    expect_str(head_of(h, "Vary"), S("Accept"));
    expect(str_starts(head_of(h, "Content-Security-Policy"), S("default-src 'none';"))
           && says(h, "<a href=\"/\">To the front page of Tea &amp; Talk</a>"));
    h = ask(&s.b, "HEAD /nothing/here", page, "");
    expect(h.status == 404 && !h.body.n);
    static const char *const programs[] = { "", "Accept: */*\r\n", "Accept: application/json, text/html;q=0.5\r\n",
                                            "Accept: text/html;q=0\r\n" };
    for (size_t i = 0; i < COUNT(programs); i++) {
        h = ask(&s.b, "GET /nothing/here", programs[i], "");
        expect(h.status == 404 && says(h, "no_route"));
    }
    h = ask(&s.b, "GET /api/nothing", page, "");
    expect(h.status == 404 && says(h, "no_route"));
    h = ask(&s.b, "GET /api/v1/nothing", page, "");
    expect(h.status == 404 && says(h, "no_route"));
    expect_eq(ask(&s.b, "POST /nothing/here", page, "{}").status, 404);
    bed_close(&s);
}

TEST(the_front_page_is_kept_and_comes_in_each_form)
{
    struct bed s = bed(NULL);
    struct heard h = ask(&s.b, "GET /", "Accept-Encoding: gzip, deflate, br\r\n", "");

    expect_str(head_of(h, "Content-Encoding"), S("br"));
    expect_str(head_of(h, "Vary"), S("Accept-Encoding"));
    const char *have = arena_cstr(&s.b.arena, arena_format(&s.b.arena, "Accept-Encoding: br\r\nIf-None-Match: " STR_FMT "\r\n",
                                                           STR_ARG(head_of(h, "ETag"))));
    expect_eq(ask(&s.b, "GET /", have, "").status, 304);
    expect_str(head_of(ask(&s.b, "GET /", "Accept-Encoding: gzip\r\n", ""), "Content-Encoding"), S("gzip"));
    struct heard head = ask(&s.b, "HEAD /", "Accept-Encoding: gzip, deflate, br\r\n", "");
    expect_str(head_of(head, "Content-Length"), head_of(h, "Content-Length"));
    expect_eq(head.body.n, 0);
    bed_close(&s);
}

TEST(other_methods_and_other_addresses_are_problems)
{
    struct bed s = bed(NULL);
    struct heard h = ask(&s.b, "POST /", "", "{}");

    expect_eq(h.status, 405);
    expect_str(head_of(h, "Allow"), S("GET, HEAD, OPTIONS"));
    expect_eq(ask(&s.b, "OPTIONS /", "", "").status, 204);
    h = ask(&s.b, "GET /nothing", "", "");
    expect(h.status == 404 && says(h, "no_route"));
    h = ask(&s.b, "GET /", "Accept-Encoding: *;q=0\r\n", "");
    expect(h.status == 406 && says(h, "not_acceptable"));
    expect_eq(ask(&s.b, "GET /api", "", "").status, 404);
    expect_eq(ask(&s.b, "GET /api/v1/health/live", "", "").status, 200);
    bed_close(&s);
}

TEST(the_operators_folder_takes_the_pages_place_but_not_the_apis)
{
    char at[] = "/tmp/kith-web-XXXXXX";
    int folder = open(mkdtemp(at), O_DIRECTORY | O_RDONLY);
    int file = openat(folder, "index.html", O_CREAT | O_WRONLY, 0600);

    expect_eq(write(file, "<p>ours", 7), 7);
    expect_eq(mkdirat(folder, "api", 0700), 0);
    close(file);
    close(openat(folder, "api/hidden.txt", O_CREAT | O_WRONLY, 0600));
    struct bed s = bed((struct test_setting[]){ { "web_root", at }, {0} });
    struct heard h = ask(&s.b, "GET /", "", "");
    expect_str(h.body, S("<p>ours"));
    expect_eq(head_of(h, "Content-Security-Policy").n, 0);
    expect_eq(ask(&s.b, "GET /favicon.svg", "", "").status, 404);
    h = ask(&s.b, "GET /favicon.ico", "Accept: text/html\r\n", "");
    expect(h.status == 404 && says(h, "To the front page"));
    expect_eq(ask(&s.b, "GET /api/hidden.txt", "", "").status, 404);
    expect_eq(ask(&s.b, "GET /api/v1/health/live", "", "").status, 200);
    h = ask(&s.b, "GET /", "Range: bytes=99-\r\n", "");
    expect(h.status == 416 && says(h, "range_not_satisfiable"));
    expect_str(head_of(h, "Content-Range"), S("bytes */7"));
    bed_close(&s);
    unlinkat(folder, "api/hidden.txt", 0);
    unlinkat(folder, "api", AT_REMOVEDIR);
    unlinkat(folder, "index.html", 0);
    close(folder);
    rmdir(at);
}

TEST(a_folder_that_is_not_there_keeps_the_server_from_starting)
{
    struct testbed b = testbed_open(&program, (struct test_setting[]){ { "web_root", "/nonexistent" }, {0} });
    struct failure failure;
    struct web *web;

    failure_begin(&failure, &b.arena);
    expect_eq(web_open(&b.world->world, &failure, b.front, NULL, &web), ERR_INVALID);
    expect_str(failure.detail, S("web_root: /nonexistent: No such file or directory."));
    testbed_close(&b);
}

TEST(the_page_of_the_first_admin_brings_its_scripts_and_asks_this_server_alone)
{
    struct bed s = bed_of(&with_people, NULL);
    struct heard h = ask(&s.b, "GET /first-admin", "", "");

    expect_eq(h.status, 200);
    str policy = head_of(h, "Content-Security-Policy");
    expect(str_starts(policy, S("default-src 'none';")) && str_find(policy, S("style-src 'sha256-")) > 0);
    expect(str_ends(policy, S("; script-src 'self'; connect-src 'self'")) && str_find(policy, S("unsafe")) < 0);
    expect_str(head_of(h, "Referrer-Policy"), S("no-referrer"));
    expect(says(h, "<script src=\"/page.js\" defer></script>\n<script src=\"/first-admin.js\" defer></script>")
           && !says(h, "http://") && !says(h, " style=") && !says(h, " onclick="));
    h = ask(&s.b, "GET /first-admin.js", "", "");
    expect_str(head_of(h, "Content-Type"), S("text/javascript; charset=utf-8"));
    expect_str(head_of(h, "X-Content-Type-Options"), S("nosniff"));
    expect(says(h, "ask(\"first-admin\""));
    h = ask(&s.b, "GET /page.js", "", "");
    expect_str(head_of(h, "Content-Type"), S("text/javascript; charset=utf-8"));
    expect(says(h, "fetch(`/api/v1/auth/${path}`") && says(h, "sessionStorage") && !says(h, "localStorage"));
    expect_eq(ask(&s.b, "POST /first-admin", "", "{}").status, 405);
    bed_close(&s);
}

TEST(the_page_of_links_brings_its_scripts_and_asks_this_server_alone)
{
    struct bed s = bed_of(&with_people, NULL);
    struct heard h = ask(&s.b, "GET /link", "", "");

    expect_eq(h.status, 200);
    str policy = head_of(h, "Content-Security-Policy");
    expect(str_ends(policy, S("; script-src 'self'; connect-src 'self'")) && str_find(policy, S("unsafe")) < 0);
    expect_str(head_of(h, "Referrer-Policy"), S("no-referrer"));
    expect(says(h, "<script src=\"/page.js\" defer></script>\n<script src=\"/link.js\" defer></script>") && !says(h, "http://")
           && !says(h, " style=") && !says(h, " onclick="));
    h = ask(&s.b, "GET /link.js", "", "");
    expect_str(head_of(h, "Content-Type"), S("text/javascript; charset=utf-8"));
    expect(says(h, "\"link\"") && says(h, "\"login/second\""));
    bed_close(&s);
}

TEST(what_letters_link_to_is_one_page_under_three_names)
{
    static const char *const names[] = { "GET /confirm", "GET /reset", "GET /email" };
    struct bed s = bed_of(&with_people, NULL);
    struct heard h;

    for (size_t i = 0; i < COUNT(names); i++) {
        h = ask(&s.b, names[i], "", "");
        expect_eq(h.status, 200);
        str policy = head_of(h, "Content-Security-Policy");
        expect(str_ends(policy, S("; script-src 'self'; connect-src 'self'")) && str_find(policy, S("unsafe")) < 0);
        expect_str(head_of(h, "Referrer-Policy"), S("no-referrer"));
        expect(says(h, "<script src=\"/page.js\" defer></script>\n<script src=\"/letters.js\" defer></script>")
               && !says(h, "http://") && !says(h, " style=") && !says(h, " onclick="));
    }
    h = ask(&s.b, "GET /letters.js", "", "");
    expect_str(head_of(h, "Content-Type"), S("text/javascript; charset=utf-8"));
    expect(says(h, "email/confirm") && says(h, "email/change") && says(h, "password/reset") && says(h, "password/forgot"));
    expect_eq(ask(&s.b, "POST /reset", "", "{}").status, 405);
    bed_close(&s);
}

/* ---- pages of the test's own: one for members, one that fails ---- */

static err known(ctx *c, str word, struct caller *out)
{
    if (str_eq(word, S("away")))
        return fail_with(c, ERR_INTERNAL, "The <store> is odd.");
    if (!str_eq(word, S("ann")))
        return fail_saying(c, &token_invalid, "That is no token of ours.");
    *out = (struct caller){ { 11 }, { 21 }, 0 };
    return OK;
}

static const struct keeper keeper = { .by_token = known, .by_cookie = known };
static const struct program with_keeper = { "test", capabilities, routes, &keeper };

static err hall(struct exchange *x, const struct nothing *in, void *arg)
{
    struct html h = html_on(&x->c->arena);

    (void)in, (void)arg;
    html_lit(&h, "<!doctype html><title>Hall</title><p>Welcome, ");
    html_number(&h, x->c->caller.account.v);
    reply(x, 200, S("text/html; charset=utf-8"), html_done(&h));
    return OK;
}

CALLS_EXCHANGE(hall, nothing)

static const struct route halls[] = {
    { METHOD_GET, "!/hall", NULL, &any_member, RATE_PAGES, 200, .exchange = hall_exchange, .refuse = page_refuse,
      .summary = "For members" },
    { METHOD_GET, "!/open", NULL, &anyone, RATE_PAGES, 200, .exchange = hall_exchange, .refuse = page_refuse, .summary = "For all" },
    {0}
};

static struct bed bed_with_halls(const struct test_setting *settings)
{
    struct bed s = { .b = testbed_make(&with_keeper, settings) };
    const struct route *const tables[] = { halls, NULL };
    struct endpoints added;
    struct failure failure;

    failure_begin(&failure, &s.b.arena);
    expect_ok(web_open(&s.b.world->world, &failure, s.b.front, NULL, &s.web));
    expect_ok(front_add(s.b.front, &failure, &(struct front_tables){ .tables = tables, .arg = s.web }, &added));
    testbed_begin(&s.b);
    return s;
}

#define BROWSER "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n"
#define COOKIE(value) "Cookie: kith_session=" value "\r\n"

TEST(a_page_is_signed_in_by_the_session_cookie)
{
    struct bed s = bed_with_halls(NULL);
    struct heard h = ask(&s.b, "GET /hall", BROWSER COOKIE("ann"), "");

    expect(h.status == 200 && says(h, "<p>Welcome, 11"));
    expect(head_of(h, "X-Request-Id").n > 0 && head_of(h, "RateLimit-Limit").n > 0);
    expect(says(ask(&s.b, "GET /open", BROWSER COOKIE("ann") "Sec-Fetch-Site: cross-site\r\n", ""), "Welcome, 11"));
    h = ask(&s.b, "GET /open", BROWSER COOKIE("old"), "");
    expect(h.status == 200 && says(h, "Welcome, 0"));
    bed_close(&s);
}

TEST(what_goes_wrong_is_a_page_for_a_browser_and_a_problem_for_a_program)
{
    struct bed s = bed_with_halls(NULL);
    struct heard h = ask(&s.b, "GET /hall", BROWSER COOKIE("old"), "");

    expect_eq(h.status, 401);
    expect_str(head_of(h, "Content-Type"), S("text/html; charset=utf-8"));
    expect_str(head_of(h, "Vary"), S("Accept"));
    expect_str(head_of(h, "Cache-Control"), S("no-store"));
    expect(head_of(h, "WWW-Authenticate").n > 0 && str_starts(head_of(h, "Set-Cookie"), S("kith_session=;")));
    expect(str_starts(head_of(h, "Content-Security-Policy"), S("default-src 'none';")));
    expect(says(h, "<h1>You need to sign in</h1>") && says(h, "<a href=\"/\">To the front page of Kith</a>") && !says(h, "{{"));
    h = ask(&s.b, "GET /hall", "", "");
    expect(h.status == 401 && says(h, "\"code\":\"not_signed_in\"") && head_of(h, "WWW-Authenticate").n > 0);
    h = ask(&s.b, "GET /open", BROWSER COOKIE("away"), "");
    expect(h.status == 500 && says(h, "Something went wrong on our side") && says(h, "The &lt;store&gt; is odd.") && says(h, "<code>"));
    h = ask(&s.b, "GET /open", "Accept: application/json\r\n" COOKIE("away"), "");
    expect(h.status == 500 && says(h, "\"code\":\"internal_error\""));
    expect_eq(ask(&s.b, "HEAD /hall", BROWSER, "").status, 401);
    bed_close(&s);
}

TEST(pages_have_budgets_of_their_own)
{
    struct bed s = bed_with_halls((struct test_setting[]){ { "rate_per_minute", "1" }, { "access_log", "off" }, {0} });
    struct heard h;

    for (int i = 0; i < 10; i++)
        expect_eq(ask(&s.b, i % 2 ? "GET /nothing" : "GET /favicon.svg", "", "").status, i % 2 ? 404 : 200);
    h = ask(&s.b, "GET /", BROWSER, "");
    expect_eq(h.status, 429);
    expect(head_of(h, "Retry-After").n > 0 && says(h, "<h1>Too many requests</h1>"));
    h = ask(&s.b, "GET /nothing", "", "");
    expect(h.status == 429 && says(h, "\"code\":\"too_many_requests\""));
    expect_eq(ask(&s.b, "GET /api/v1/openapi.json", "", "").status, 200);
    expect_eq(ask(&s.b, "GET /api/v1/openapi.json", "", "").status, 429);
    expect_eq(ask(&s.b, "GET /hall", COOKIE("ann"), "").status, 200);
    bed_close(&s);
}

TEST(pages_that_need_no_store_do_not_wait_for_it)
{
    struct bed s = bed_with_halls(NULL);
    struct heard h;

    s.b.front->ready = false;
    expect_eq(ask(&s.b, "GET /", BROWSER, "").status, 200);
    expect_eq(ask(&s.b, "GET /nothing", BROWSER, "").status, 404);
    h = ask(&s.b, "GET /hall", BROWSER COOKIE("ann"), "");
    expect(h.status == 503 && says(h, "The server is starting") && head_of(h, "Retry-After").n > 0);
    bed_close(&s);
}

TEST(where_nobody_signs_in_there_is_no_first_admin)
{
    struct bed s = bed(NULL);

    expect_eq(ask(&s.b, "GET /first-admin", "", "").status, 404);
    expect_eq(ask(&s.b, "GET /first-admin.js", "", "").status, 404);
    expect_eq(ask(&s.b, "GET /reset", "", "").status, 404);
    bed_close(&s);
}
