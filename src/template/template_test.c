#include "template/template_test_pages.h"
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

static struct arena arena;

static struct template page(void)
{
    arena_close(&arena);
    arena_init(&arena, NULL, 0);
    return TEMPLATE_ON(&arena, 0);
}

static bool has(const struct template *t, const char *words)
{
    return str_find(buf_str(&t->out), str_of(words)) >= 0;
}

TEST(text_is_escaped_as_its_place_needs)
{
    struct template t = page();

    places(&t, &(struct place){ S("en"), S("a<b>&\"c' \r\n</title></textarea></script>") });
    expect(has(&t, "<title>a&lt;b&gt;&amp;&#34;c&#39; &#13;\n&lt;/title&gt;&lt;/textarea&gt;&lt;/script&gt;</title>"));
    expect(has(&t, "<p title=\"a&lt;b&gt;&amp;&#34;c&#39; &#13;\n&lt;/title"));
    expect(has(&t, "<textarea name=\"words\">\na&lt;b&gt;"));
    expect(has(&t, "<a href=\"#\">whole"));
    expect(has(&t, "<a href=\"/x/a%3Cb%3E%26%22c%27%20%0D%0A%3C%2Ftitle%3E"));
    expect(has(&t, "id=\"data\">\"a\\u003cb\\u003e\\u0026\\\"c' \\r\\n\\u003c/title\\u003e"
                  "\\u003c/textarea\\u003e\\u003c/script\\u003e\"</script>"));
    arena_close(&arena);
}

static bool leads(const char *to, const char *made)
{
    struct template t = page();

    places(&t, &(struct place){ S("en"), str_of(to) });
    return has(&t, arena_cstr(&arena, arena_format(&arena, "<a href=\"%s\">whole", made)));
}

TEST(an_address_is_of_the_web_or_of_letters_or_a_path)
{
    static const char *const good[] = { "/", "/@ada/7?x=1#y", "https://kith.example/", "HTTP://kith.example/", "mailto:ada@kith.example" };
    static const char *const bad[] = {
        "javascript:alert(1)", " javascript:alert(1)", "JaVaScRiPt:x", "java\tscript:x", "data:text/html,x", "//evil.example",
        "/\\evil.example",
        "/\t/evil.example", "/a\n", "x", "", "https:evil", "vbscript:x", "\1javascript:x", "blob:x", "about:blank", "/a\x7f",
    };

    for (size_t i = 0; i < COUNT(good); i++)
        if (!leads(good[i], good[i]))
            test_fail(__FILE__, __LINE__, "%s does not lead there", good[i]);
    for (size_t i = 0; i < COUNT(bad); i++)
        if (!leads(bad[i], "#"))
            test_fail(__FILE__, __LINE__, "%s leads somewhere", bad[i]);
    arena_close(&arena);
}

TEST(a_form_is_sent_to_this_site_only)
{
    struct template t = page();

    places(&t, &(struct place){ S("en"), S("https://evil.example/") });
    expect(has(&t, "<a href=\"https://evil.example/\">") && has(&t, "<form action=\"#\">"));
    t = page();
    places(&t, &(struct place){ S("en"), S("/login") });
    expect(has(&t, "<form action=\"/login\">"));
    arena_close(&arena);
}

TEST(conditions_loops_and_frames_make_one_page)
{
    struct person both[] = { { .name = S("Ann"), .bio = S("<3"), .posts = -7, .id = { 9 }, .since = { 1795253400000 } },
                             { .name = S("Bob"), .bio = S("x"), .hidden = true } };
    struct people all = { S("All & one"), { both, 2 } };
    struct template t = page();

    people(&t, &all);
    expect_str(buf_str(&t.out),
        S("<main><h1>All &amp; one</h1>\n<ul>\n"
          "<li class=\"card busy\"><bdi>Ann</bdi><p>&lt;3</p>-7 9 2026-11-21T09:30:00.000Z</li>"
          "<li class=\"card\"><bdi>Bob</bdi><p>hidden</p>0 0 1970-01-01T00:00:00.000Z</li>"
          "</ul>\n</main>"));
    t = page();
    card(&t, &(struct person){ .name = S("C") }, true);
    expect(has(&t, "<li aria-current=\"true\" class=\"card\"><bdi>C</bdi><br>0"));
    arena_close(&arena);
}

TEST(finished_json_cannot_end_its_script)
{
    struct template t = page();

    finished(&t, (raw_json){ S("{\"a\":\"</script><!--&\"}") });
    expect_str(buf_str(&t.out), S("<script type=\"application/ld+json\">{\"a\":\"\\u003c/script\\u003e\\u003c!--\\u0026\"}</script>"));
    arena_close(&arena);
}
