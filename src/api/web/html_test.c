#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "api/web/html.h"
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

static struct arena arena;

static struct html page(void)
{
    arena_close(&arena);
    arena_init(&arena, NULL, 0);
    return html_on(&arena);
}

TEST(text_is_escaped_wherever_it_may_stand)
{
    struct html h = page();

    html_lit(&h, "<p title=\"");
    html_text(&h, S("a \"b\" <c> & 'd'"));
    html_lit(&h, "\" lang='");
    html_text(&h, S("'e'"));
    html_lit(&h, "'>");
    html_text(&h, S("</p><script>alert(\"1\" && '2')</script>"));
    html_number(&h, -7);
    html_lit(&h, "</p><!-- <b title=\"> --><style>p > b { color: red }</style>");
    html_text(&h, S("<"));
    expect_str(html_done(&h), S("<p title=\"a &quot;b&quot; &lt;c&gt; &amp; &#39;d&#39;\" lang='&#39;e&#39;'>"
                                "&lt;/p&gt;&lt;script&gt;alert(&quot;1&quot; &amp;&amp; &#39;2&#39;)&lt;/script&gt;-7"
                                "</p><!-- <b title=\"> --><style>p > b { color: red }</style>&lt;"));
    arena_close(&arena);
}

static str link_to(str to)
{
    struct html h = page();

    html_lit(&h, "<a class=x href=\"");
    html_text(&h, to);
    html_lit(&h, "\">");
    return html_done(&h);
}

TEST(an_address_is_a_path_or_of_the_web)
{
    static const char *const bad[] = { "javascript:alert(1)", " javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x",
                                       "//evil.example", "/\\evil.example", "/\t/evil.example", "/a\n", "x" };
    static const char *const good[] = { "/", "/@ada/7?x=1#y", "https://kith.example/", "HTTP://kith.example/", "" };

    for (size_t i = 0; i < COUNT(bad); i++)
        expect_str(link_to(str_of(bad[i])), S("<a class=x href=\"#\">"));
    for (size_t i = 0; i < COUNT(good); i++) {
        str made = link_to(str_of(good[i]));
        expect(str_starts(made, arena_format(&arena, "<a class=x href=\"%s\">", good[i])));
    }
    arena_close(&arena);
}

TEST(an_address_that_the_program_begins_ends_as_it_likes_but_for_a_host)
{
    struct html h = page();

    html_lit(&h, "<a href=\"/@");
    html_text(&h, S("javascript:x"));
    html_lit(&h, "\"></a><a href='/");
    html_text(&h, S("/evil.example"));
    html_lit(&h, "'></a>");
    expect_str(html_done(&h), S("<a href=\"/@javascript:x\"></a><a href='/#'></a>"));
    arena_close(&arena);
}

/* Each of these is a bug, and aborts the program. */
static void misuse(struct html *h, int which)
{
    switch (which) {
    case 0: html_lit(h, "<p "); html_text(h, S("x")); break;
    case 1: html_lit(h, "<p title="); html_text(h, S("x")); break;
    case 2: html_lit(h, "<script>"); html_text(h, S("x")); break;
    case 3: html_lit(h, "<style>p{}"); html_text(h, S("x")); break;
    case 4: html_lit(h, "<!-- "); html_text(h, S("x")); break;
    case 5: html_lit(h, "<p onclick=\""); html_text(h, S("x")); break;
    case 6: html_lit(h, "<p style=\""); html_text(h, S("x")); break;
    case 7: html_lit(h, "<"); html_text(h, S("x")); break;
    case 8: html_lit(h, "<p title=\"x"); (void)html_done(h); break;
    case 9: html_lit(h, "<iframe srcdoc='"); html_text(h, S("x")); break;
    }
}

TEST(where_no_escape_would_help_text_is_a_bug)
{
    for (int i = 0; i < 10; i++) {
        struct html h = page();
        int status;
        pid_t child = fork();
        if (!child) {
            dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
            misuse(&h, i);
            _exit(0);
        }
        expect_eq(waitpid(child, &status, 0), child);
        if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT)
            test_fail(__FILE__, __LINE__, "case %d passes", i);
    }
    arena_close(&arena);
}
