#include "api/front/cors.h"
#include "base/str.h"
#include "kit/test.h"

static struct arena arena;

static err read_origins(struct cors *c, str setting)
{
    struct failure failure;

    arena_close(&arena);
    arena_init(&arena, NULL, 0);
    failure_begin(&failure, &arena);
    return cors_read(c, &arena, &failure, setting);
}

static str lines(const struct cors *c, str origin)
{
    struct buf head = BUF_ON(&arena);

    cors_lines(c, origin, &head);
    return buf_str(&head);
}

TEST(configured_origins_are_allowed_and_no_others)
{
    struct cors c;

    expect_ok(read_origins(&c, S("https://app.example, https://other.example:8443")));
    expect(cors_allows(&c, S("https://app.example")));
    expect(cors_allows(&c, S("https://other.example:8443")));
    expect(!cors_allows(&c, S("https://app.example.evil.example")));
    expect(!cors_allows(&c, S("http://app.example")));
    expect(!cors_allows(&c, S("https://app.example:443")));
    expect(!cors_allows(&c, S("null")));
    expect(!cors_allows(&c, S("")));
    arena_close(&arena);
}

TEST(what_is_no_origin_stops_the_start)
{
    static const char *const wrong[] = { "app.example", "https://", "https://a/b", "https://a b", "://a", "https://a\"b" };
    struct cors c;

    for (size_t i = 0; i < COUNT(wrong); i++)
        expect_eq(read_origins(&c, str_of(wrong[i])), ERR_INVALID);
    expect_ok(read_origins(&c, S("")));
    expect(!cors_allows(&c, S("https://app.example")));
    arena_close(&arena);
}

TEST(a_configured_origin_is_named_with_leave_for_its_cookie)
{
    struct cors c;

    expect_ok(read_origins(&c, S("https://app.example")));
    str said = lines(&c, S("https://app.example"));
    expect(str_find(said, S("Access-Control-Allow-Origin: https://app.example\r\n")) >= 0);
    expect(str_find(said, S("Access-Control-Allow-Credentials: true\r\n")) >= 0);
    expect(str_find(said, S("Vary: Origin\r\n")) >= 0);
    expect_str(lines(&c, S("https://evil.example")), S("Vary: Origin\r\n"));
    expect_str(lines(&c, (str){ NULL, 0 }), S("Vary: Origin\r\n"));
    arena_close(&arena);
}

TEST(any_origin_may_read_without_a_cookie)
{
    struct cors c;

    expect_ok(read_origins(&c, S("*")));
    str said = lines(&c, S("https://app.example"));
    expect(str_find(said, S("Access-Control-Allow-Origin: *\r\n")) >= 0);
    expect(str_find(said, S("Credentials")) < 0);
    arena_close(&arena);
}

TEST(a_preflight_says_methods_and_headers)
{
    struct cors c;
    struct buf head = BUF_ON(&arena);

    expect_ok(read_origins(&c, S("https://app.example")));
    cors_preflight_lines(&c, S("https://app.example"), S("GET, POST"), S("x-mine"), &head);
    expect(str_find(buf_str(&head), S("Access-Control-Allow-Methods: GET, POST\r\n")) >= 0);
    expect(str_find(buf_str(&head), S("Access-Control-Allow-Headers: x-mine\r\n")) >= 0);
    arena_close(&arena);
}
