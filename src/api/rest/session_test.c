/* Routes that make and end sessions, redirect, send files and name users: a server in the process, asked over a socket. */
#include "api/rest/idempotency.sql.h"
#include "api/testbed.h"
#include "crypto/problems.h"
#include "ports/blob.h"

/* ---- a keeper that knows one caller, and the test's own routes ---- */

#define TEST_PROBLEMS(X) \
    X(user_not_found,  ERR_NOT_FOUND, "There is no such user.") \
    X(bad_credentials, ERR_SIGN_IN,   "That is not the password.")
PROBLEMS_DECLARE(test_problems, TEST_PROBLEMS)
PROBLEMS_DEFINE(test_problems, TEST_PROBLEMS)

static err known(ctx *c, str word, struct caller *out)
{
    if (!str_eq(word, S("ann")))
        return fail_saying(c, &token_invalid, "That is no token of ours.");
    *out = (struct caller){ { 11 }, { 21 }, 0 };
    return OK;
}

static const struct keeper keeper = { .by_token = known, .by_cookie = known };
static _Atomic int made;

struct login { str password; };
struct signed_in { str token; struct secret cookie; i64 count; };

SHAPE(login, FIELD(login, password));
SHAPE(signed_in, FIELD(signed_in, token), FIELD(signed_in, cookie, .cookie = true), FIELD(signed_in, count));

static err sign_in(ctx *c, const struct login *in, struct signed_in *out)
{
    if (str_eq(in->password, S("wrong")))
        return fail_saying(c, &bad_credentials, "Try %d.", ++made);
    *out = (struct signed_in){ S("t0ken"), { str_eq(in->password, S("bare")) ? S("") : S("c00kie") }, ++made };
    return OK;
}

static err nothing_done(tx *t, void *arg)
{
    (void)t, (void)arg;
    return OK;
}

static err sign_in_durably(ctx *c, const struct login *in, struct signed_in *out)
{
    TRY(sign_in(c, in, out));
    return transact(c, nothing_done, NULL);
}

static err sign_out(ctx *c, const struct nothing *in, struct nothing *out)
{
    (void)c, (void)in, (void)out;
    return OK;
}

struct whither { str to; };
SHAPE(whither, FIELD(whither, to));

static err leave(ctx *c, const struct whither *in, struct raw_answer *out)
{
    struct secret state;

    *out = (struct raw_answer){ .location = in->to };
    if (cookie_of_request(c, S("kith_state"), &state))
        out->session = state;
    else
        out->cookie = (struct raw_cookie){ S("kith_state"), { S("st4te") }, 600 };
    return OK;
}

struct file { str key; };
SHAPE(file, FIELD(file, key));

static err fetch(ctx *c, const struct file *in, struct raw_answer *out)
{
    (void)c;
    *out = (struct raw_answer){ .blob = in->key, .file_name = S("K\xc3\xb6pie \"1\".zip"), .type = S("application/zip") };
    return OK;
}

struct user_key { str id; };
struct named { str id; };
SHAPE(user_key, FIELD_USER(user_key, id));
SHAPE(named, FIELD(named, id));

static err by_name(ctx *c, const struct user_key *in, struct named *out)
{
    (void)c;
    out->id = in->id;
    return OK;
}

static err by_word(ctx *c, const struct nothing *in, struct named *out)
{
    (void)c, (void)in;
    out->id = S("a word");
    return OK;
}

struct change { str id; maybe_str name; maybe_bool locked; maybe_i64 age; };
SHAPE(change, FIELD_USER(change, id), FIELD(change, name, .min = 1, .max = 5), FIELD(change, locked),
      FIELD(change, age, .min = 1, .max = 9));

static err change(ctx *c, const struct change *in, struct named *out)
{
    static const char *const words[] = { [ABSENT] = "stays", [NULLED] = "cleared", [GIVEN] = "given" };

    made++;
    out->id = arena_format(&c->arena, STR_FMT " %s %s %s", STR_ARG(in->id), words[in->name.is], words[in->locked.is], words[in->age.is]);
    return OK;
}

CALLS(sign_in, login, signed_in)
CALLS(sign_in_durably, login, signed_in)
CALLS(sign_out, nothing, nothing)
CALLS(leave, whither, raw_answer)
CALLS(fetch, file, raw_answer)
CALLS(by_name, user_key, named)
CALLS(by_word, nothing, named)
CALLS(change, change, named)

static const struct problem *const user_problems[] = { &user_not_found, NULL };

static const struct route routes[] = {
    { METHOD_POST,  "/login",         sign_in_entry,         &anyone, RATE_WRITES, 200, TAKES(login), GIVES(signed_in),
      .tokens = TOKENS_SET, .summary = "In" },
    { METHOD_POST,  "/login/durable", sign_in_durably_entry, &anyone, RATE_WRITES, 200, TAKES(login), GIVES(signed_in),
      .tokens = TOKENS_SET, .summary = "In" },
    { METHOD_POST,  "/logout",        sign_out_entry,        &any_member, RATE_WRITES, 204, .tokens = TOKENS_CLEAR, .summary = "Out" },
    { METHOD_GET,   "/away",          leave_entry,           &anyone, RATE_READS,  302, TAKES(whither), GIVES_RAW(NULL),
      .tokens = TOKENS_SET, .summary = "Away" },
    { METHOD_GET,   "/files",         fetch_entry,           &any_member, RATE_READS,  200, TAKES(file),
      GIVES_FILE("application/octet-stream"), .summary = "A file" },
    { METHOD_GET,   "/users/{id}",    by_name_entry,         &anyone, RATE_READS,  200, TAKES(user_key), GIVES(named), .summary = "One",
      .problems = user_problems },
    { METHOD_GET,   "/users/me",      by_word_entry,         &anyone, RATE_READS,  200, GIVES(named), .summary = "Me" },
    { METHOD_GET,   "/users/search",  by_word_entry,         &anyone, RATE_READS,  200, GIVES(named), .summary = "Search" },
    { METHOD_GET,   "/users/{id}/posts", by_name_entry,      &anyone, RATE_READS,  200, TAKES(user_key), GIVES(named), .summary = "Theirs",
      .problems = user_problems },
    { METHOD_PATCH, "/users/{id}",    change_entry,          &anyone, RATE_WRITES, 200, TAKES(change), GIVES(named), .summary = "Change",
      .problems = user_problems },
    {0}
};

static const struct capability *const capabilities[] = { &rest_capability, NULL };
static const struct program program = { "test", capabilities, (const struct route *const[]){ rest_routes, routes, NULL }, &keeper };

static struct testbed bed(void)
{
    static const struct test_setting usual[] = { { "limits", "off" }, { "access_log", "off" }, { "trusted_proxies", "127.0.0.1" }, {0} };

    made = 0;
    return testbed_open(&program, usual);
}

#define BEARER "Authorization: Bearer ann\r\n"
#define KEY "Idempotency-Key: a-key\r\n"
#define SESSION "kith_session=c00kie; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax"
#define CLEARED "kith_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"

/* ---- tokens ---- */

TEST(an_answer_with_tokens_sets_the_cookie_and_is_kept_by_nobody)
{
    struct testbed b = bed();
    struct heard h = ask(&b, "POST /api/v1/login", "", "{\"password\":\"right\"}");

    expect_eq(h.status, 200);
    expect_str(h.body, S("{\"token\":\"t0ken\",\"count\":1}"));
    expect_str(head_of(h, "set-cookie"), S(SESSION));
    expect_str(head_of(h, "Cache-Control"), S("no-store"));
    expect_eq(head_of(h, "ETag").n, 0);
    h = ask(&b, "POST /api/v1/login", "X-Forwarded-Proto: https\r\n", "{\"password\":\"right\"}");
    expect_str(head_of(h, "set-cookie"), S("kith_session=c00kie; Path=/; Max-Age=2592000; Secure; HttpOnly; SameSite=Lax"));
    expect_eq(head_of(ask(&b, "POST /api/v1/login", "", "{\"password\":\"bare\"}"), "set-cookie").n, 0);
    h = ask(&b, "POST /api/v1/login", "", "{\"password\":\"wrong\"}");
    expect_eq(h.status, 401);
    expect_eq(head_of(h, "set-cookie").n, 0);
    expect_str(head_of(h, "WWW-Authenticate"), S("Bearer"));
    testbed_close(&b);
}

TEST(a_new_session_takes_the_place_of_a_dead_cookie)
{
    struct testbed b = bed();
    struct heard h = ask(&b, "POST /api/v1/login", "Cookie: kith_session=old\r\n", "{\"password\":\"right\"}");
    str head = h.head;

    expect_eq(h.status, 200);
    expect_str(head_of(h, "set-cookie"), S(SESSION));
    expect(str_find(str_from(head, (size_t)str_find(head, S("set-cookie")) + 1), S("set-cookie")) < 0);
    testbed_close(&b);
}

TEST(signing_out_takes_the_cookie_back)
{
    struct testbed b = bed();
    struct heard h = ask(&b, "POST /api/v1/logout", BEARER, "");

    expect_eq(h.status, 204);
    expect_str(head_of(h, "set-cookie"), S(CLEARED));
    expect_str(head_of(h, "Cache-Control"), S("no-store"));
    h = ask(&b, "POST /api/v1/logout", "Cookie: kith_session=ann\r\n", "");
    expect_eq(h.status, 204);
    expect_str(head_of(h, "set-cookie"), S(CLEARED));
    testbed_close(&b);
}

static void expect_given_once(struct testbed *b, const char *line, const char *headers)
{
    struct heard first = ask(b, line, headers, "{\"password\":\"right\"}"), again = ask(b, line, headers, "{\"password\":\"right\"}");
    int before = made;

    expect_eq(first.status, 200);
    expect(says(first, "t0ken"));
    expect_eq(again.status, 409);
    expect(says(again, "\"code\":\"idempotency_answer_gone\"") && says(again, "sign in") && !says(again, "t0ken"));
    expect_eq(head_of(again, "set-cookie").n, 0);
    expect_eq(head_of(again, "Idempotency-Replayed").n, 0);
    expect_eq(ask(b, line, headers, "{\"password\":\"right\"}").status, 409);
    expect_eq(made, before);
}

struct kept { struct idempotency_row row; bool found; };

static err find_kept(tx *t, void *arg)
{
    struct kept *k = arg;
    err e = q_idempotency_find(t, 11, S("another"), &k->row);

    k->found = e == OK;
    return OK;
}

static err kept_look(ctx *c, void *arg)
{
    struct kept k = {0};

    (void)arg;
    TRY(transact(c, find_kept, &k));
    expect(k.found && k.row.status == 200);
    expect_eq(k.row.body.n + k.row.content_type.n, 0);
    return OK;
}

TEST(an_answer_with_tokens_is_given_once)
{
    struct testbed b = bed();

    expect_given_once(&b, "POST /api/v1/login", KEY);
    expect_given_once(&b, "POST /api/v1/login/durable", KEY);
    expect_given_once(&b, "POST /api/v1/login", "Idempotency-Key: another\r\n" BEARER);
    expect_ok(test_world_call(b.world, kept_look, NULL));
    testbed_close(&b);
}

TEST(a_refusal_to_sign_in_is_given_again_as_the_401_that_it_was)
{
    struct testbed b = bed();

    expect(says(ask(&b, "POST /api/v1/login", KEY, "{\"password\":\"wrong\"}"), "Try 1"));
    struct heard again = ask(&b, "POST /api/v1/login", KEY, "{\"password\":\"wrong\"}");
    expect_eq(again.status, 401);
    expect(says(again, "Try 1"));
    expect_str(head_of(again, "WWW-Authenticate"), S("Bearer"));
    expect_str(head_of(again, "Cache-Control"), S("no-store"));
    testbed_close(&b);
}

/* ---- redirects ---- */

TEST(a_redirect_says_where_to_and_remembers_in_a_cookie)
{
    struct testbed b = bed();
    struct heard h = ask(&b, "GET /api/v1/away?to=https://other.example/a?b=c%26d", "", "");

    expect_eq(h.status, 302);
    expect_str(head_of(h, "Location"), S("https://other.example/a?b=c&d"));
    expect_str(head_of(h, "set-cookie"), S("kith_state=st4te; Path=/; Max-Age=600; HttpOnly; SameSite=Lax"));
    expect_str(head_of(h, "Cache-Control"), S("no-store"));
    expect_eq(h.body.n, 0);
    h = ask(&b, "GET /api/v1/away?to=/", "Cookie: kith_state=st4te\r\n", "");
    expect_str(head_of(h, "Location"), S("/"));
    expect_str(head_of(h, "set-cookie"), S("kith_session=st4te; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax"));
    testbed_close(&b);
}

TEST(no_text_begins_a_line_of_the_head)
{
    struct testbed b = bed();
    struct heard h = ask(&b, "GET /api/v1/away?to=/a%0d%0aEvil:%20yes%22", "", "");

    expect_str(head_of(h, "Location"), S("/a%0D%0AEvil:%20yes%22"));
    expect_eq(head_of(h, "Evil").n, 0);
    testbed_close(&b);
}

/* ---- files ---- */

enum { FILE_BYTES = 3 * 65536 + 7 };

static err file_make(ctx *c, void *arg)
{
    struct blob_writer *w;
    char *bytes = arena_alloc(&c->arena, FILE_BYTES, 1);

    (void)arg;
    for (int i = 0; i < FILE_BYTES; i++)
        bytes[i] = (char)('a' + i % 23);
    TRY(blob_begin(c, c->world->blob, S("test/file"), &w));
    TRY(blob_write(c, w, (str){ bytes, FILE_BYTES }));
    return blob_finish(c, w);
}

static struct testbed bed_with_file(void)
{
    struct testbed b = bed();
    struct failure failure;

    failure_begin(&failure, &b.arena);
    expect_ok(blob_open(&b.world->world, &failure, &b.world->world.blob));
    expect_ok(test_world_call(b.world, file_make, NULL));
    return b;
}

static void bed_close(struct testbed *b)
{
    runtime_stop(b->world->world.runtime);
    blob_close(&b->world->world.blob);
    testbed_close(b);
}

TEST(a_file_comes_whole_under_its_name)
{
    struct testbed b = bed_with_file();
    struct heard h = ask(&b, "GET /api/v1/files?key=test/file", BEARER, "");

    expect_eq(h.status, 200);
    expect_eq(h.body.n, FILE_BYTES);
    for (int i = 0; i < FILE_BYTES; i++)
        expect(h.body.p[i] == (char)('a' + i % 23));
    expect_str(head_of(h, "Content-Type"), S("application/zip"));
    expect_str(head_of(h, "Content-Disposition"), S("attachment; filename=\"K__pie _1_.zip\"; filename*=UTF-8''K%C3%B6pie%20%221%22.zip"));
    expect_str(head_of(h, "Cache-Control"), S("no-store"));
    expect_str(head_of(h, "X-Content-Type-Options"), S("nosniff"));
    h = ask(&b, "HEAD /api/v1/files?key=test/file", BEARER, "");
    expect_eq(h.status, 200);
    expect_eq(h.body.n, 0);
    expect_str(head_of(h, "Content-Length"), S("196615"));
    bed_close(&b);
}

TEST(a_file_comes_in_ranges_and_not_to_who_has_it)
{
    struct testbed b = bed_with_file();
    struct heard h = ask(&b, "GET /api/v1/files?key=test/file", BEARER "Range: bytes=23-27\r\n", "");

    expect_eq(h.status, 206);
    expect_str(h.body, S("abcde"));
    expect_str(head_of(h, "Content-Range"), S("bytes 23-27/196615"));
    expect_str(head_of(h, "Accept-Ranges"), S("bytes"));
    expect(str_find(head_of(h, "Content-Disposition"), S("K__pie")) > 0);
    str tag = head_of(h, "ETag");

    str again = arena_format(&b.arena, BEARER "Range: bytes=196610-\r\nIf-Range: " STR_FMT "\r\n", STR_ARG(tag));
    h = ask(&b, "GET /api/v1/files?key=test/file", again.p, "");
    expect_eq(h.status, 206);
    expect_eq(h.body.n, 5);
    h = ask(&b, "GET /api/v1/files?key=test/file", BEARER "Range: bytes=196610-\r\nIf-Range: \"another\"\r\n", "");
    expect_eq(h.status, 200);
    expect_eq(h.body.n, FILE_BYTES);
    h = ask(&b, "GET /api/v1/files?key=test/file", BEARER "Range: bytes=0-0,-1\r\n", "");
    expect_eq(h.status, 206);
    expect(str_starts(head_of(h, "Content-Type"), S("multipart/byteranges")));
    expect(says(h, "Content-Range: bytes 196614-196614/196615\r\n\r\n"));
    again = arena_format(&b.arena, BEARER "If-None-Match: " STR_FMT "\r\n", STR_ARG(tag));
    h = ask(&b, "GET /api/v1/files?key=test/file", again.p, "");
    expect_eq(h.status, 304);
    expect_eq(h.body.n, 0);
    expect_str(head_of(h, "ETag"), tag);
    bed_close(&b);
}

TEST(ranges_and_conditions_that_do_not_fit_are_refused)
{
    struct testbed b = bed_with_file();
    struct heard h = ask(&b, "GET /api/v1/files?key=test/file", BEARER "Range: bytes=196615-\r\n", "");

    expect_eq(h.status, 416);
    expect_str(head_of(h, "Content-Range"), S("bytes */196615"));
    expect_str(head_of(h, "Content-Type"), S("application/problem+json"));
    expect_eq(head_of(h, "Content-Disposition").n, 0);
    h = ask(&b, "GET /api/v1/files?key=test/file", BEARER "If-Match: \"another\"\r\n", "");
    expect_eq(h.status, 412);
    expect_str(head_of(h, "Content-Type"), S("application/problem+json"));
    h = ask(&b, "GET /api/v1/files?key=test/file", BEARER "Range: octets=1-2\r\n", "");
    expect_eq(h.status, 200);
    bed_close(&b);
}

TEST(a_file_that_is_not_there_is_a_404)
{
    struct testbed b = bed_with_file();
    struct heard h = ask(&b, "GET /api/v1/files?key=test/other", BEARER, "");

    expect_eq(h.status, 404);
    expect_str(head_of(h, "Content-Type"), S("application/problem+json"));
    expect_eq(head_of(h, "Content-Disposition").n, 0);
    bed_close(&b);
}

TEST(a_client_that_leaves_in_the_middle_of_a_file_harms_nobody)
{
    static const char line[] = "GET /api/v1/files?key=test/file HTTP/1.1\r\nHost: a\r\n" BEARER "\r\n";
    struct testbed b = bed_with_file();

    for (int i = 0; i < 20; i++) {
        int fd = testbed_connect(&b);
        int small = 2048;
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        expect_eq(send(fd, line, sizeof line - 1, MSG_NOSIGNAL), sizeof line - 1);
        char bytes[512];
        expect(recv(fd, bytes, sizeof bytes, 0) > 0);
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger));
        close(fd);
    }
    expect_eq(ask(&b, "GET /api/v1/files?key=test/file", BEARER, "").status, 200);
    bed_close(&b);
}

/* ---- users in paths ---- */

TEST(a_user_is_named_by_id_or_name)
{
    static const char *const odd[] = {
        "0", "01", "x", "-1", "9223372036854775808", "@", "@ab", "@a.b", "@abc%20", "@@abc", "%40a%C3%A9b", "me2",
        "@a23456789_b23456789_c23456789_d23456789_e23456789_f"
    };
    struct testbed b = bed();

    expect(says(ask(&b, "GET /api/v1/users/7", "", ""), "\"id\":\"7\""));
    expect(says(ask(&b, "GET /api/v1/users/9223372036854775807", "", ""), "\"id\":\"9223372036854775807\""));
    expect(says(ask(&b, "GET /api/v1/users/@Ann_1", "", ""), "\"id\":\"@Ann_1\""));
    expect(says(ask(&b, "GET /api/v1/users/%40ann", "", ""), "\"id\":\"@ann\""));
    expect(says(ask(&b, "GET /api/v1/users/@a23456789_b23456789_c23456789_d23456789_e23456789_", "", ""), "e23456789_\""));
    expect(says(ask(&b, "GET /api/v1/users/@ann/posts", "", ""), "@ann"));
    for (size_t i = 0; i < COUNT(odd); i++) {
        struct heard h = ask(&b, arena_cstr(&b.arena, arena_format(&b.arena, "GET /api/v1/users/%s", odd[i])), "", "");
        expect_eq(h.status, 404);
        expect(says(h, "\"code\":\"user_not_found\""));
    }
    testbed_close(&b);
}

TEST(words_win_over_names)
{
    struct testbed b = bed();

    expect(says(ask(&b, "GET /api/v1/users/me", "", ""), "a word"));
    expect(says(ask(&b, "GET /api/users/search?q=x", "", ""), "a word"));
    expect_eq(ask(&b, "GET /api/v1/users/me/posts", "", "").status, 404);
    expect_eq(ask(&b, "PATCH /api/v1/users/me", "", "{}").status, 405);
    testbed_close(&b);
}

/* ---- changes ---- */

TEST(a_change_leaves_clears_and_sets_all_or_nothing)
{
    struct testbed b = bed();

    expect(says(ask(&b, "PATCH /api/v1/users/@ann", "", "{\"name\":null,\"locked\":true,\"other\":1}"), "@ann cleared given stays"));
    expect(says(ask(&b, "PATCH /api/v1/users/7", "", "{\"id\":\"9\",\"age\":3}"), "7 stays stays given"));
    expect(says(ask(&b, "PATCH /api/v1/users/7", "", "{}"), "7 stays stays stays"));
    expect_eq(made, 3);
    struct heard h = ask(&b, "PATCH /api/v1/users/7", "", "{\"name\":\"toolong\",\"locked\":\"yes\",\"age\":3}");
    expect_eq(h.status, 422);
    expect(says(h, "\"field\":\"name\"") && says(h, "\"field\":\"locked\"") && !says(h, "\"field\":\"age\""));
    h = ask(&b, "PATCH /api/v1/users/7", "", "{\"name\":\"a\",\"name\":\"b\"}");
    expect_eq(h.status, 400);
    expect(says(h, "malformed_json"));
    expect_eq(made, 3);
    testbed_close(&b);
}

/* ---- HEAD ---- */

TEST(a_problem_told_to_head_has_no_body)
{
    static const char *const lines[] = { "HEAD /api/v1/users/x", "HEAD /api/v1/nothing", "HEAD /api/v1/files?key=a", "HEAD /api/v1/login" };
    static const int statuses[] = { 404, 404, 401, 405 };
    struct testbed b = bed();

    for (size_t i = 0; i < COUNT(lines); i++) {
        struct heard h = ask(&b, lines[i], "", "");
        expect_eq(h.status, statuses[i]);
        expect_eq(h.body.n, 0);
        expect_str(head_of(h, "Content-Type"), S("application/problem+json"));
    }
    testbed_close(&b);
}
