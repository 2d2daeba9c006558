/* Callers and their permissions: a server with the test's own keeper, asked over a socket. */
#include "api/front/call.h"
#include "api/testbed.h"
#include "crypto/problems.h"

/* ---- a keeper that knows its callers by name ---- */

static _Atomic int asked;

static err known(ctx *c, str word, struct caller *out)
{
    static const struct { str word; struct caller caller; } people[] = {
        { S("ann"), { { 11 }, { 21 }, ROLE_USER } },
        { S("bob"), { { 12 }, { 22 }, ROLE_USER } },
        { S("mod"), { { 13 }, { 23 }, ROLE_MODERATOR } },
        { S("adm"), { { 14 }, { 24 }, ROLE_ADMIN } },
        { S("out"), { { 15 }, { 25 }, ROLE_ADMIN, .leaving = true } },
    };

    asked++;
    for (size_t i = 0; i < COUNT(people); i++) {
        if (!str_eq(word, people[i].word))
            continue;
        *out = people[i].caller;
        return OK;
    }
    *out = people[0].caller;                     /* after a failure the caller is ignored */
    if (str_eq(word, S("old")))
        return fail_saying(c, &token_expired, "That token has expired.");
    if (str_eq(word, S("away")))
        return fail_with(c, ERR_UNAVAILABLE, "The store is away.");
    return fail_saying(c, &token_invalid, "That is no token of ours.");
}

static const struct keeper keeper = { .by_token = known, .by_cookie = known };

/* ---- routes that return their caller ---- */

struct seen { id account; i64 role; str origin, address, user_agent, language; };

SHAPE(seen, FIELD(seen, account), FIELD(seen, role), FIELD(seen, origin), FIELD(seen, address), FIELD(seen, user_agent),
      FIELD(seen, language));

static err see(ctx *c, const struct nothing *in, struct seen *out)
{
    const struct request_facts *r = ctx_request(c);

    (void)in;
    *out = (struct seen){ c->caller.account, c->caller.role, r->origin, r->address, r->user_agent, r->language };
    expect(ctx_request(c) == r);
    return OK;
}

CALLS(see, nothing, seen)

static const struct permission may_look = { "see_audit", MODERATORS, UNTIL_LEAVING, "Look at what others do" };
static const struct permission may_turn = { "rotate_keys", ADMINS, UNTIL_LEAVING, "Turn keys" };

static const struct route routes[] = {
    { METHOD_GET,    "/open",   see_entry, &anyone,         RATE_READS,  200, GIVES(seen), .summary = "For anyone" },
    { METHOD_POST,   "/open",   see_entry, &anyone,         RATE_WRITES, 201, GIVES(seen), .summary = "A write for anyone" },
    { METHOD_POST,   "/renew",  see_entry, &anyone,         RATE_WRITES, 201, GIVES(seen), .dead_token_ok = true, .summary = "A new one" },
    { METHOD_GET,    "/keys",   see_entry, &anyone,         RATE_READS,  200, GIVES(seen), .asks_nobody = true,
      .summary = "For all alike" },
    { METHOD_GET,    "/mine",   see_entry, &any_member,     RATE_READS,  200, GIVES(seen), .summary = "For members" },
    { METHOD_POST,   "/mine",   see_entry, &any_member,     RATE_WRITES, 201, GIVES(seen), .summary = "A write for members" },
    { METHOD_PATCH,  "/mine",   see_entry, &any_member,     RATE_WRITES, 200, GIVES(seen), .summary = "A change for members" },
    { METHOD_DELETE, "/mine",   see_entry, &any_member,     RATE_WRITES, 200, GIVES(seen), .summary = "An end for members" },
    { METHOD_GET,    "/audit",  see_entry, &may_look,       RATE_READS,  200, GIVES(seen), .summary = "For moderators" },
    { METHOD_POST,   "/rotate", see_entry, &may_turn,       RATE_WRITES, 201, GIVES(seen), .summary = "For admins" },
    {0}
};

static const struct capability *const capabilities[] = { &rest_capability, NULL };
static const struct program program = { "test", capabilities, (const struct route *const[]){ rest_routes, routes, NULL }, &keeper };
static const struct program keeperless = { "test", capabilities, (const struct route *const[]){ rest_routes, routes, NULL }, NULL };

static struct testbed bed(const struct test_setting *settings)
{
    static const struct test_setting usual[] = { { "limits", "off" }, { "access_log", "off" }, {0} };

    asked = 0;
    return testbed_open(&program, settings ? settings : usual);
}

#define BEARER(token) "Authorization: Bearer " token "\r\n"
#define COOKIE(value) "Cookie: kith_session=" value "\r\n"

/* ---- a bearer token ---- */

TEST(a_bearer_says_who_calls)
{
    struct testbed b = bed(NULL);

    expect(says(ask(&b, "GET /api/v1/open", BEARER("ann"), ""), "\"account\":\"11\",\"role\":0"));
    expect(says(ask(&b, "GET /api/v1/mine", "authorization: bEARER   mod \r\n", ""), "\"account\":\"13\",\"role\":1"));
    expect(says(ask(&b, "GET /api/v1/open", "", ""), "\"account\":null,\"role\":0"));
    expect_eq(ask(&b, "GET /api/v1/mine", "", "").status, 401);
    testbed_close(&b);
}

static void expect_refused(struct testbed *b, const char *line, const char *headers, const char *code, const char *challenge)
{
    struct heard h = ask(b, line, headers, "");

    expect_eq(h.status, 401);
    expect(says(h, code));
    expect_str(head_of(h, "WWW-Authenticate"), str_of(challenge));
    expect_str(head_of(h, "Cache-Control"), S("no-store"));
}

TEST(an_account_that_is_leaving_reads_and_writes_hardly_anything)
{
    static const char *const refused[] = { "POST /api/v1/mine", "PATCH /api/v1/mine", "DELETE /api/v1/mine" };
    struct testbed b = bed(NULL);

    for (size_t i = 0; i < COUNT(refused); i++) {
        struct heard h = ask(&b, refused[i], BEARER("out"), "");
        expect_eq(h.status, 403);
        expect(says(h, "\"code\":\"account_leaving\""));
    }
    expect_eq(ask(&b, "GET /api/v1/mine", BEARER("out"), "").status, 200);
    expect_eq(ask(&b, "POST /api/v1/open", BEARER("out"), "").status, 201);
    testbed_close(&b);
}

TEST(a_bearer_that_is_none_is_refused_also_where_anyone_may)
{
    static const char dead[] = "Bearer error=\"invalid_token\"";
    struct testbed b = bed(NULL);

    expect_refused(&b, "GET /api/v1/open", BEARER("old"), "\"code\":\"token_expired\"", dead);
    expect_refused(&b, "GET /api/v1/mine", BEARER("nobody"), "\"code\":\"token_invalid\"", dead);
    expect_eq(asked, 2);
    expect_refused(&b, "GET /api/v1/open", BEARER("two words"), "token_invalid", dead);
    expect_refused(&b, "GET /api/v1/open", BEARER("a,b"), "token_invalid", dead);
    expect_refused(&b, "GET /api/v1/open", "Authorization: Bearer\r\n", "token_invalid", dead);
    expect_refused(&b, "GET /api/v1/open", "Authorization: Bearer ====\r\n", "token_invalid", dead);
    expect_refused(&b, "GET /api/v1/open", BEARER("ann") BEARER("ann"), "token_invalid", dead);
    expect_refused(&b, "GET /api/v1/open", "Authorization: Basic YTpi\r\n", "not_signed_in", "Bearer");
    expect_refused(&b, "GET /api/v1/open", "Authorization: Bearerann\r\n", "not_signed_in", "Bearer");
    expect_refused(&b, "GET /api/v1/open", "Authorization: \r\n", "not_signed_in", "Bearer");
    expect_eq(asked, 2);
    testbed_close(&b);
}

TEST(what_is_asked_of_the_operations_asks_nobody_who_they_are)
{
    struct testbed b = bed(NULL);

    expect_eq(ask(&b, "GET /api/v1/health/live", BEARER("old"), "").status, 200);
    expect_eq(ask(&b, "GET /metrics", BEARER("away"), "").status, 200);
    expect_eq(ask(&b, "GET /api/v1/keys", BEARER("old"), "").status, 200);
    expect_eq(ask(&b, "GET /api/v1/keys", "Authorization: Basic YTpi\r\n", "").status, 200);
    expect_eq(asked, 0);
    testbed_close(&b);
}

TEST(whoever_wants_a_new_token_may_send_the_dead_one_along)
{
    struct testbed b = bed(NULL);
    struct heard h = ask(&b, "POST /api/v1/renew", BEARER("old"), "{}");

    expect_eq(h.status, 201);
    expect(says(h, "\"account\":null"));
    expect(says(ask(&b, "POST /api/v1/renew", BEARER("ann"), "{}"), "\"account\":\"11\""));
    expect_eq(ask(&b, "POST /api/v1/renew", BEARER("away"), "{}").status, 503);
    testbed_close(&b);
}

TEST(a_keeper_that_cannot_tell_is_no_refusal)
{
    struct testbed b = bed(NULL);
    struct heard h = ask(&b, "GET /api/v1/open", BEARER("away"), "");

    expect_eq(h.status, 503);
    expect(says(h, "\"code\":\"unavailable\"") && head_of(h, "Retry-After").n > 0);
    h = ask(&b, "GET /api/v1/open", COOKIE("away"), "");
    expect_eq(h.status, 503);
    expect_eq(head_of(h, "set-cookie").n, 0);
    testbed_close(&b);
}

TEST(without_a_keeper_nobody_signs_in)
{
    static const struct test_setting usual[] = { { "limits", "off" }, { "access_log", "off" }, {0} };
    struct testbed b = testbed_open(&keeperless, usual);

    expect(says(ask(&b, "GET /api/v1/open", BEARER("ann") COOKIE("ann"), ""), "\"account\":null"));
    expect_eq(ask(&b, "GET /api/v1/mine", BEARER("ann"), "").status, 401);
    testbed_close(&b);
}

/* ---- a cookie ---- */

TEST(a_cookie_says_who_calls_wherever_it_stands)
{
    struct testbed b = bed(NULL);

    expect(says(ask(&b, "GET /api/v1/mine", COOKIE("ann"), ""), "\"account\":\"11\""));
    expect(says(ask(&b, "GET /api/v1/mine", "Cookie: a=1; kith_session=bob; c=2\r\n", ""), "\"account\":\"12\""));
    expect(says(ask(&b, "GET /api/v1/mine", "Cookie: a=1\r\nCookie: kith_session=bob\r\nCookie: c=2\r\n", ""), "\"account\":\"12\""));
    expect(says(ask(&b, "GET /api/v1/mine", BEARER("ann") COOKIE("bob"), ""), "\"account\":\"11\""));
    expect_eq(ask(&b, "GET /api/v1/mine", BEARER("old") COOKIE("bob"), "").status, 401);
    testbed_close(&b);
}

TEST(a_cookie_that_is_none_is_taken_back)
{
    static const char cleared[] = "kith_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax";
    struct testbed b = bed(NULL);
    struct heard h = ask(&b, "GET /api/v1/open", COOKIE("old"), "");

    expect_eq(h.status, 200);
    expect(says(h, "\"account\":null"));
    expect_str(head_of(h, "set-cookie"), str_of(cleared));
    expect_str(head_of(h, "Cache-Control"), S("private, no-cache"));
    h = ask(&b, "GET /api/v1/mine", COOKIE("old"), "");
    expect_eq(h.status, 401);
    expect(says(h, "token_expired"));
    expect_str(head_of(h, "set-cookie"), str_of(cleared));
    expect_str(head_of(h, "WWW-Authenticate"), S("Bearer"));
    h = ask(&b, "POST /api/v1/open", COOKIE("old") "Origin: https://evil.example\r\n", "");
    expect_eq(h.status, 201);
    expect_str(head_of(h, "set-cookie"), str_of(cleared));
    expect_eq(head_of(ask(&b, "GET /api/v1/open", COOKIE("ann"), ""), "set-cookie").n, 0);
    testbed_close(&b);
}

/* ---- permissions ---- */

TEST(roles_may_what_the_table_says)
{
    struct testbed b = bed(NULL);
    struct heard h = ask(&b, "GET /api/v1/audit", BEARER("ann"), "");

    expect_eq(h.status, 403);
    expect(says(h, "\"code\":\"not_allowed\"") && says(h, "see_audit"));
    expect_eq(ask(&b, "GET /api/v1/audit", BEARER("mod"), "").status, 200);
    expect_eq(ask(&b, "GET /api/v1/audit", BEARER("adm"), "").status, 200);
    expect_eq(ask(&b, "GET /api/v1/audit", "", "").status, 401);
    expect_eq(ask(&b, "POST /api/v1/rotate", BEARER("mod"), "").status, 403);
    expect_eq(ask(&b, "POST /api/v1/rotate", BEARER("adm"), "").status, 201);
    testbed_close(&b);
}

TEST(the_description_shows_who_may)
{
    struct testbed b = bed(NULL);
    struct heard h = ask(&b, "GET /api/v1/openapi.json", "", "");

    expect(says(h, "\"security\":[{\"bearer\":[]},{\"cookie\":[]}],\"x-permission\":\"see_audit\""));
    expect(says(h, "\"security\":[{},{\"bearer\":[]},{\"cookie\":[]}],\"x-permission\":\"anyone\""));
    expect(says(h, "\"name\":\"kith_session\""));
    testbed_close(&b);
}

/* ---- other sites ---- */

static int writes(struct testbed *b, const char *headers)
{
    struct heard h = ask(b, "POST /api/v1/mine", headers, "");

    expect(h.status == 201 || (h.status == 403 && says(h, "\"code\":\"cross_site\"")));
    return h.status;
}

TEST(a_write_that_a_cookie_signs_comes_from_a_page_of_ours)
{
    static const struct test_setting settings[] = {
        { "limits", "off" }, { "access_log", "off" }, { "cors_origins", "https://app.example,*" },
        { "public_url", "https://www.example/" }, {0}
    };
    struct testbed b = bed(settings);

    expect_eq(writes(&b, COOKIE("ann")), 201);
    expect_eq(writes(&b, COOKIE("ann") "Origin: http://kith.example\r\n"), 201);
    expect_eq(writes(&b, COOKIE("ann") "Origin: http://KITH.example:80\r\n"), 201);
    expect_eq(writes(&b, COOKIE("ann") "Origin: https://app.example\r\n"), 201);
    expect_eq(writes(&b, COOKIE("ann") "Origin: https://www.example\r\n"), 201);
    expect_eq(writes(&b, COOKIE("ann") "Origin: https://kith.example\r\n"), 403);
    expect_eq(writes(&b, COOKIE("ann") "Origin: http://kith.example:8080\r\n"), 403);
    expect_eq(writes(&b, COOKIE("ann") "Origin: http://kith.example.evil.example\r\n"), 403);
    expect_eq(writes(&b, COOKIE("ann") "Origin: https://evil.example\r\n"), 403);
    expect_eq(writes(&b, COOKIE("ann") "Origin: null\r\n"), 403);
    expect_eq(writes(&b, COOKIE("ann") "Origin: \r\n"), 403);
    expect_eq(writes(&b, COOKIE("ann") "Origin: http://kith.example\r\nOrigin: https://evil.example\r\n"), 403);
    expect_eq(writes(&b, COOKIE("ann") "Sec-Fetch-Site: cross-site\r\n"), 403);
    expect_eq(writes(&b, COOKIE("ann") "Sec-Fetch-Site: same-origin\r\n"), 201);
    expect_eq(writes(&b, COOKIE("ann") "Sec-Fetch-Site: none\r\n"), 201);
    expect_eq(writes(&b, BEARER("ann") COOKIE("bob") "Origin: https://evil.example\r\n"), 201);
    testbed_close(&b);
}

TEST(every_kind_of_write_is_looked_at_and_no_read)
{
    static const char evil[] = COOKIE("ann") "Origin: https://evil.example\r\n";
    struct testbed b = bed(NULL);

    expect_eq(ask(&b, "PATCH /api/v1/mine", evil, "").status, 403);
    expect_eq(ask(&b, "DELETE /api/v1/mine", evil, "").status, 403);
    expect_eq(ask(&b, "POST /api/v1/open", evil, "").status, 403);
    expect_eq(ask(&b, "GET /api/v1/mine", evil, "").status, 200);
    expect_eq(ask(&b, "HEAD /api/v1/mine", evil, "").status, 200);
    expect_eq(ask(&b, "POST /api/v1/open", "Origin: https://evil.example\r\n", "").status, 201);
    testbed_close(&b);
}

/* ---- the address that clients see ---- */

TEST(behind_a_proxy_the_server_is_what_its_clients_see)
{
    static const struct test_setting settings[] = {
        { "limits", "off" }, { "access_log", "off" }, { "trusted_proxies", "127.0.0.0/8,10.0.0.0/8" }, {0}
    };
    static const struct { const char *headers, *origin; } cases[] = {
        { "", "http://kith.example" },
        { "X-Forwarded-Proto: https\r\nX-Forwarded-Host: www.example\r\n", "https://www.example" },
        { "X-Forwarded-Proto: https, http\r\nX-Forwarded-Host: forged.example, www.example:8443\r\n", "https://www.example:8443" },
        { "Forwarded: for=203.0.113.7;proto=https;host=www.example\r\n", "https://www.example" },
        { "Forwarded: for=9.9.9.9;host=forged.example, for=203.0.113.7;proto=https;host=\"www.example:8443\", "
          "for=10.1.1.1;proto=http;host=in\r\n",
          "https://www.example:8443" },
        { "Forwarded: for=203.0.113.7;host=one.example\r\nX-Forwarded-Host: other.example\r\n", "http://kith.example" },
        { "Forwarded: for=203.0.113.7;proto=https\r\nX-Forwarded-Proto: http\r\n", "http://kith.example" },
        { "X-Forwarded-Host: not a host\r\n", "http://kith.example" },
        { "X-Forwarded-Host: user@www.example\r\nX-Forwarded-Proto: gopher\r\n", "http://kith.example" },
    };
    struct testbed b = bed(settings);

    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *want = arena_cstr(&b.arena, arena_format(&b.arena, "\"origin\":\"%s\"", cases[i].origin));
        expect(says(ask(&b, "GET /api/v1/open", cases[i].headers, ""), want));
    }
    expect_eq(writes(&b, COOKIE("ann") "Origin: https://www.example\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: www.example\r\n"),
              201);
    expect_eq(writes(&b, COOKIE("ann") "Origin: http://kith.example\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: www.example\r\n"),
              403);
    testbed_close(&b);
}

TEST(who_is_no_proxy_of_ours_is_not_believed)
{
    struct testbed b = bed(NULL);

    expect(says(ask(&b, "GET /api/v1/open",
                    "X-Forwarded-Proto: https\r\nX-Forwarded-Host: www.example\r\nX-Forwarded-For: 203.0.113.7\r\n", ""),
                "\"origin\":\"http://kith.example\",\"address\":\"127.0.0.1\""));
    testbed_close(&b);
}

TEST(an_address_that_is_configured_is_the_servers)
{
    static const struct test_setting settings[] = {
        { "limits", "off" }, { "access_log", "off" }, { "public_url", "https://www.example/" }, {0}
    };
    struct testbed b = bed(settings);

    expect(says(ask(&b, "GET /api/v1/open", "", ""), "\"origin\":\"https://www.example\""));
    testbed_close(&b);
}

TEST(a_public_url_that_is_none_stops_the_start)
{
    static const char *const wrong[] = { "kith.example", "https://kith.example/path", "ftp://kith.example", "https://" };

    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct test_setting settings[] = { { "public_url", wrong[i] }, {0} };
        struct test_world *t = test_world_open((struct test_world_options){ .settings = settings });
        struct front *front = NULL;
        struct failure failure;
        failure_begin(&failure, &t->arena);
        t->world.program = &program;
        expect_eq(front_open(&t->world, &failure, &front), ERR_INVALID);
        expect(str_find(failure.detail, S("public_url")) >= 0);
        test_world_close(&t);
    }
}

TEST(what_a_client_says_of_itself_is_bounded)
{
    struct testbed b = bed(NULL);
    char line[1024] = "User-Agent: ";
    size_t n = strlen(line);

    for (int i = 0; i < 399; i++)
        line[n++] = 'x';
    memcpy(line + n, "\xc3\xa9\xc3\xa9 end\r\nAccept-Language: de, en;q=0.5\r\n",
           sizeof "\xc3\xa9\xc3\xa9 end\r\nAccept-Language: de, en;q=0.5\r\n");
    struct heard h = ask(&b, "GET /api/v1/open", line, "");
    expect(says(h, "xxx\",\"language\":\"de, en;q=0.5\""));
    ptrdiff_t at = str_find(h.body, S("\"user_agent\":\""));
    expect_eq(str_find(h.body, S("\",\"language\"")) - at - (ptrdiff_t)strlen("\"user_agent\":\""), 399);
    expect(says(ask(&b, "GET /api/v1/open", "", ""), "\"user_agent\":\"\",\"language\":\"\""));
    testbed_close(&b);
}

/* ---- caching of signed-in answers ---- */

TEST(an_answer_to_somebody_is_theirs)
{
    struct testbed b = bed(NULL);
    struct heard ann = ask(&b, "GET /api/v1/open", BEARER("ann"), ""), nobody = ask(&b, "GET /api/v1/open", "", "");

    expect_str(head_of(ann, "Cache-Control"), S("private, no-cache"));
    expect_str(head_of(ann, "Vary"), S("Authorization, Cookie"));
    expect_str(head_of(nobody, "Cache-Control"), S("no-cache"));
    expect_eq(head_of(nobody, "Vary").n, 0);
    expect_str(head_of(ask(&b, "POST /api/v1/mine", BEARER("ann"), ""), "Cache-Control"), S("private, no-cache"));
    testbed_close(&b);
}

struct same { i64 same; };
SHAPE(same, FIELD(same, same));

static err same(ctx *c, const struct nothing *in, struct same *out)
{
    (void)c, (void)in, (void)out;
    return OK;
}

CALLS(same, nothing, same)

static const struct route same_routes[] = {
    { METHOD_GET, "/same", same_entry, &anyone, RATE_READS, 200, GIVES(same), .summary = "The same for all" },
    {0}
};

static const struct program one = { "test", capabilities, (const struct route *const[]){ same_routes, NULL }, &keeper };

TEST(the_same_answer_has_another_tag_for_another_viewer)
{
    static const struct test_setting usual[] = { { "limits", "off" }, { "access_log", "off" }, {0} };
    struct testbed b = testbed_open(&one, usual);
    str ann = head_of(ask(&b, "GET /api/v1/same", BEARER("ann"), ""), "ETag");
    const char *matching = arena_cstr(&b.arena, arena_format(&b.arena, "If-None-Match: " STR_FMT "\r\n" BEARER("ann"), STR_ARG(ann)));
    const char *others = arena_cstr(&b.arena, arena_format(&b.arena, "If-None-Match: " STR_FMT "\r\n" BEARER("bob"), STR_ARG(ann)));

    expect_eq(ask(&b, "GET /api/v1/same", matching, "").status, 304);
    expect_eq(ask(&b, "GET /api/v1/same", others, "").status, 200);
    expect(!str_eq(ann, head_of(ask(&b, "GET /api/v1/same", "", ""), "ETag")));
    expect_str(head_of(ask(&b, "GET /api/v1/same", matching, ""), "Cache-Control"), S("private, no-cache"));
    testbed_close(&b);
}

/* ---- limits ---- */

TEST(each_user_has_a_budget_and_so_has_each_address)
{
    static const struct test_setting few[] = { { "rate_per_minute", "2" }, { "access_log", "off" }, {0} };
    struct testbed b = bed(few);

    for (int i = 0; i < 2; i++) {
        expect_eq(ask(&b, "GET /api/v1/mine", BEARER("ann"), "").status, 200);
        expect_eq(ask(&b, "GET /api/v1/mine", COOKIE("bob"), "").status, 200);
        expect_eq(ask(&b, "GET /api/v1/open", "", "").status, 200);
    }
    expect_eq(ask(&b, "GET /api/v1/mine", COOKIE("ann"), "").status, 429);
    expect_eq(ask(&b, "GET /api/v1/mine", BEARER("bob"), "").status, 429);
    expect_eq(ask(&b, "GET /api/v1/open", "", "").status, 429);
    expect_eq(ask(&b, "GET /api/v1/open", BEARER("mod"), "").status, 200);
    expect_str(head_of(ask(&b, "GET /api/v1/open", BEARER("mod"), ""), "RateLimit-Remaining"), S("0"));
    testbed_close(&b);
}

TEST(guesses_count_against_their_address)
{
    static const struct test_setting few[] = { { "bad_tokens_per_address", "3" }, { "access_log", "off" }, {0} };
    struct testbed b = bed(few);

    expect_eq(ask(&b, "GET /api/v1/open", BEARER("guess"), "").status, 401);
    expect_eq(ask(&b, "GET /api/v1/open", BEARER("ann"), "").status, 200);
    expect_eq(ask(&b, "GET /api/v1/open", COOKIE("guess"), "").status, 200);
    expect_eq(ask(&b, "GET /api/v1/open", BEARER("two words"), "").status, 401);
    struct heard h = ask(&b, "GET /api/v1/open", BEARER("guess"), "");
    expect_eq(h.status, 429);
    expect(head_of(h, "Retry-After").n > 0);
    expect_eq(asked, 3);
    expect_eq(ask(&b, "GET /api/v1/open", "", "").status, 200);
    fake_clock_move(&b.world->clock, 60 * 1000000);
    expect_eq(ask(&b, "GET /api/v1/open", BEARER("ann"), "").status, 200);
    testbed_close(&b);
}

TEST(a_refused_token_counts_as_a_request_of_its_address)
{
    static const struct test_setting few[] = { { "rate_per_minute", "2" }, { "access_log", "off" }, {0} };
    struct testbed b = bed(few);

    expect_eq(ask(&b, "GET /api/v1/open", BEARER("old"), "").status, 401);
    expect_eq(ask(&b, "GET /api/v1/mine", "", "").status, 401);
    expect_eq(ask(&b, "GET /api/v1/open", BEARER("old"), "").status, 429);
    expect_eq(ask(&b, "GET /api/v1/open", BEARER("ann"), "").status, 200);
    testbed_close(&b);
}
