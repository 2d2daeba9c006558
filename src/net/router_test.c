#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"
#include "net/router.h"

static struct router *r;
static struct arena a;

static const struct { enum method method; const char *pattern; } table[] = {
    { METHOD_GET, "/" },
    { METHOD_GET, "/notes" },
    { METHOD_POST, "/notes" },
    { METHOD_GET, "/notes/{id}" },
    { METHOD_DELETE, "/notes/{note}" },
    { METHOD_GET, "/notes/stats" },
    { METHOD_GET, "/users/{user}/posts/{post}" },
    { METHOD_GET, "/users/me/likes" },
};
enum { ROOT, NOTES, NOTES_POST, NOTE, NOTE_DELETE, STATS, POST, LIKES };

static void routes_open(void)
{
    arena_init(&a, NULL, 0);
    r = router_open();
    for (size_t i = 0; i < COUNT(table); i++)
        expect(!router_add(r, table[i].method, table[i].pattern, (int)i));
}

static void routes_close(void)
{
    router_close(&r);
    arena_close(&a);
}

static struct route_match find(enum method m, const char *path)
{
    return router_find(r, &a, m, str_of(path));
}

TEST(words_stand_before_parameters)
{
    routes_open();
    expect_eq(find(METHOD_GET, "/").route, ROOT);
    expect_eq(find(METHOD_GET, "/notes").route, NOTES);
    expect_eq(find(METHOD_GET, "/notes/stats").route, STATS);
    expect_eq(find(METHOD_GET, "/notes/7").route, NOTE);
    expect_eq(find(METHOD_GET, "/notes/statsx").route, NOTE);
    routes_close();
}

TEST(the_rest_of_a_path_comes_as_it_is_and_stands_alone)
{
    static const struct { const char *path, *rest; } row[] = {
        { "/files/a", "a" }, { "/files/", "" }, { "/files/a/b/../c//", "a/b/../c//" }, { "/files/%zz%2f", "%zz%2f" }, { "/%66iles/%61", "%61" },
    };

    routes_open();
    expect(!router_add(r, METHOD_GET, "/files/{path...}", 77));
    for (size_t i = 0; i < COUNT(row); i++) {
        struct route_match m = find(METHOD_GET, row[i].path);
        expect_eq(m.route, 77);
        expect_eq(m.n, 1);
        expect_str(m.params[0].name, S("path"));
        expect_str(m.params[0].value, str_of(row[i].rest));
    }
    expect_eq(find(METHOD_GET, "/files").route, -1);
    expect_eq(find(METHOD_GET, "/filesx/a").route, -1);
    expect_eq(find(METHOD_POST, "/files/a").route, -1);
    expect_eq(find(METHOD_POST, "/files/a").allowed, 1u << METHOD_GET | 1u << METHOD_HEAD);
    expect(router_add(r, METHOD_GET, "/files/word", 78));
    expect(router_add(r, METHOD_GET, "/files/{one}", 78));
    expect(router_add(r, METHOD_GET, "/notes/{rest...}", 78));
    expect(router_add(r, METHOD_GET, "/other/{rest...}/more", 78));
    routes_close();
}

TEST(a_word_that_leads_nowhere_is_a_value_after_all)
{
    routes_open();
    struct route_match m = find(METHOD_GET, "/users/me/posts/9");
    expect_eq(m.route, POST);
    expect_eq(m.n, 2);
    expect_str(m.params[0].name, S("user"));
    expect_str(m.params[0].value, S("me"));
    expect_str(m.params[1].value, S("9"));
    expect_eq(find(METHOD_GET, "/users/me/likes").route, LIKES);
    routes_close();
}

TEST(each_route_has_its_own_names_for_its_values)
{
    routes_open();
    expect_str(find(METHOD_GET, "/notes/7").params[0].name, S("id"));
    expect_str(find(METHOD_DELETE, "/notes/7").params[0].name, S("note"));
    routes_close();
}

TEST(another_method_is_told_which_ones_there_are)
{
    routes_open();
    struct route_match m = find(METHOD_PUT, "/notes");
    expect_eq(m.route, -1);
    expect_eq(m.allowed, 1u << METHOD_GET | 1u << METHOD_HEAD | 1u << METHOD_POST);
    expect_eq(find(METHOD_OTHER, "/notes/7").allowed, 1u << METHOD_GET | 1u << METHOD_HEAD | 1u << METHOD_DELETE);
    expect_eq(find(METHOD_PUT, "/nothing").allowed, 0);
    expect_eq(find(METHOD_HEAD, "/notes").route, NOTES);
    routes_close();
}

TEST(a_path_matches_whole_or_not_at_all)
{
    static const char *const strangers[] = { "", "notes", "/notes/", "//notes", "/notes//", "/notes/7/8", "/users",
                                             "/users//posts/9", "/NOTES", "*" };

    routes_open();
    for (size_t i = 0; i < COUNT(strangers); i++)
        expect_eq(find(METHOD_GET, strangers[i]).route, -1);
    routes_close();
}

TEST(values_are_decoded_within_their_segment)
{
    routes_open();
    expect_str(find(METHOD_GET, "/notes/a%2Fb").params[0].value, S("a/b"));
    expect_str(find(METHOD_GET, "/notes/%C3%A9+").params[0].value, S("\xc3\xa9+"));
    expect_eq(find(METHOD_GET, "/%6eotes/s%74ats").route, STATS);
    expect_eq(find(METHOD_GET, "/notes/%").route, -1);
    expect_eq(find(METHOD_GET, "/notes/%4").route, -1);
    expect_eq(find(METHOD_GET, "/notes/%zz").route, -1);
    expect_eq(find(METHOD_GET, "/notes/%00").route, -1);
    expect_eq(find(METHOD_GET, "/notes/%ff").route, -1);
    routes_close();
}

TEST(a_wrong_pattern_is_told_what_is_wrong)
{
    static const char *const wrong[] = { "", "notes", "/a//b", "/a/", "/{}", "/{a b}", "/x{a}", "/{a", "/{a}/{a}", "/a%20b",
                                         "/notes/{other}" };

    routes_open();
    for (size_t i = 0; i < COUNT(wrong); i++)
        expect(router_add(r, METHOD_GET, wrong[i], 99));
    expect(router_add(r, METHOD_GET, "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}", 99));
    routes_close();
}

TEST(what_is_called_by_a_name_is_found_between_words_and_anything)
{
    static const char *const paths[] = { "/about", "/@ada", "/%40ada", "/@ada/7", "/@ada/comments", "/x", "/@" };
    static const char *const patterns[] = { "/about", "/@{name}", "/@{name}/{post}", "/@{name}/comments", "/{any}" };
    static const int routes[] = { 0, 1, 1, 2, 3, 4, 4 };
    struct router *r2 = router_open();

    arena_init(&a, NULL, 0);
    for (size_t i = 0; i < COUNT(patterns); i++)
        expect(!router_add(r2, METHOD_GET, patterns[i], (int)i));
    for (size_t i = 0; i < COUNT(paths); i++)
        expect_eq(router_find(r2, &a, METHOD_GET, str_of(paths[i])).route, routes[i]);
    struct route_match m = router_find(r2, &a, METHOD_GET, S("/@ada/7"));
    expect_str(m.params[0].value, S("ada"));
    expect_str(m.params[1].value, S("7"));
    expect(router_add(r2, METHOD_GET, "/@{}", 9) && router_add(r2, METHOD_GET, "/@a{b}", 9));
    router_close(&r2);
    arena_close(&a);
}

TEST(text_becomes_part_of_an_address_and_back)
{
    struct buf b = {0};
    str back;

    arena_init(&a, NULL, 0);
    url_encode(&b, S("a b/\xc3\xa9~-._Z9?&=+%"));
    expect_str(buf_str(&b), S("a%20b%2F%C3%A9~-._Z9%3F%26%3D%2B%25"));
    expect(url_decode(&a, buf_str(&b), true, &back));
    expect_str(back, S("a b/\xc3\xa9~-._Z9?&=+%"));
    buf_close(&b);
    arena_close(&a);
}

TEST(a_query_is_walked_pair_by_pair)
{
    str rest = S("a=1&&b=x+y%26&c&=d&e=f=g"), name, value;
    static const char *const want[][2] = { { "a", "1" }, { "b", "x y&" }, { "c", "" }, { "", "d" }, { "e", "f=g" } };
    bool bad;

    arena_init(&a, NULL, 0);
    for (size_t i = 0; i < COUNT(want); i++) {
        expect(query_next(&a, &rest, &name, &value, &bad));
        expect_str(name, str_of(want[i][0]));
        expect_str(value, str_of(want[i][1]));
    }
    expect(!query_next(&a, &rest, &name, &value, &bad) && !bad);
    rest = S("a=%zz&b=1");
    expect(!query_next(&a, &rest, &name, &value, &bad) && bad);
    rest = S("");
    expect(!query_next(&a, &rest, &name, &value, &bad) && !bad);
    arena_close(&a);
}
