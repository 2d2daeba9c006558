#include "api/graphql/testbed.h"
#include "base/buf.h"
#include "kit/test.h"

#define LL(of) ((long long)(of).v)
#define DOCUMENT(c, ...) arena_format(&(c)->arena, __VA_ARGS__).p

/* ---- the lists ---- */

enum { MANY = 5 };

static err people_lists_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), people[MANY];

    (void)arg;
    for (int i = 0; i < MANY; i++) {
        people[i] = a_person(c, DOCUMENT(c, "other_%c", 'a' + i));
        follows(c, people[i], ann);
        follows(c, ann, people[i]);
    }
    str newest = ids_said(c, people, MANY, true);
    expect_list(c, (id){ 0 }, "{ user(username: \"ann\") { followers@# } }", "", newest);
    expect_list(c, (id){ 0 }, "{ user(username: \"ann\") { following@# } }", "", newest);
    expect_list(c, ann, "{ me { mutuals@# } }", "", newest);
    expect_list(c, (id){ 0 }, "{ user(username: \"ann\") { mutuals@# } }", "", S(""));
    expect_list(c, people[0], "{ user(username: \"other_b\") { mutuals@# } }", "", ids_said(c, &ann, 1, true));
    for (int i = 0; i < MANY; i++)
        expect_ok(graph_mute(c, ann, people[i]));
    expect_list(c, ann, "{ mutes@# }", "", newest);
    for (int i = 0; i < MANY; i++)
        expect_ok(graph_block(c, ann, people[i]));
    expect_list(c, ann, "{ blocks@# }", "", newest);
    expect_list(c, ann, "{ followRequests@# }", "", S(""));
    expect_list(c, ann, "{ me { followers@# } }", "", S(""));
    return OK;
}

TEST(lists_of_people_are_walked_both_ways)
{
    in_surface(people_lists_run);
}

static err post_lists_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), ben = a_person(c, "ben"), posts[MANY], quotes[MANY];

    (void)arg;
    for (int i = 0; i < MANY; i++)
        posts[i] = a_post(c, ann, "about #tea", "public").id;
    for (int i = 0; i < MANY; i++)
        quotes[i] = a_quote(c, ben, posts[0], "so it is").id;
    str newest = ids_said(c, posts, MANY, true);
    expect_list(c, ben, "{ user(username: \"ann\") { posts@# } }", "", newest);
    expect_list(c, ben, DOCUMENT(c, "{ post(id: %lld) { quotes@# } }", LL(posts[0])), "", ids_said(c, quotes, MANY, true));
    expect_list(c, ben, "{ user(username: \"ben\") { posts@# } }", "quotes: false", S(""));
    expect_list(c, (id){ 0 }, "{ tag(name: \"Tea\") { posts@# } }", "", newest);
    expect_list(c, (id){ 0 }, "{ publicTimeline@# }", "",
        arena_format(&c->arena, STR_FMT STR_FMT, STR_ARG(ids_said(c, quotes, MANY, true)), STR_ARG(newest)));
    for (int i = 0; i < MANY; i++) {
        struct post saved;
        expect_ok(post_react(c, ben, posts[i], REACTION_SAVE, &saved));
    }
    expect_list(c, ben, "{ saved@# }", "", newest);
    expect_list(c, ann, "{ feed@# }", "", newest);
    expect_str(down(c, ann, "{ feed@# }", "order: RANKED", 10).n ? S("some") : S("none"), S("some"));
    return OK;
}

TEST(lists_of_posts_are_walked_both_ways)
{
    in_surface(post_lists_run);
}

enum { INDEX_MS = 30000 };
#define FOUND "{ search@{ nodes { ... on Post { key: id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"

/* What is not for the viewer is passed over, at both ends and in between. */
static err found_posts_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), posts[MANY];

    (void)arg;
    for (int i = 0; i < MANY; i++) {
        (void)a_post(c, ann, "tea among us", "private");
        posts[i] = a_post(c, ann, "tea for all", "public").id;
        (void)a_post(c, ann, "milk", "public");
        (void)a_post(c, ann, "tea among friends", "unlisted");
    }
    expect_ok(consumer_await(c, "search", INDEX_MS));
    expect_list(c, (id){ 0 }, FOUND, "query: \"tea\"", ids_said(c, posts, MANY, true));
    expect_list(c, (id){ 0 }, FOUND, "query: \"nothing\"", S(""));
    return OK;
}

TEST(found_posts_are_walked_both_ways)
{
    in_surface(found_posts_run);
}

/* Octets that an answer takes. */
static size_t held_by(ctx *c, const char *document)
{
    size_t before = c->arena.used;

    expect(str_find(answer(c, (id){ 0 }, document), S("\"errors\"")) < 0);
    return c->arena.used - before;
}

static err found_end_run(ctx *c, void *arg)
{
    enum { LONG = 200, WORDS = 4000, MORE_MOST = 256 << 10 };
    id ann = a_person(c, "ann");
    char *text = arena_zero(&c->arena, WORDS + 1, 1);

    (void)arg;
    memset(text, 'x', WORDS);
    memcpy(text, "tea ", 4);
    for (int i = 0; i < LONG; i++)
        (void)a_post(c, ann, text, "public");
    expect_ok(consumer_await(c, "search", INDEX_MS));
    size_t first = held_by(c, "{ search(query: \"tea\", first: 1) { pageInfo { hasNextPage } } }");
    size_t last = held_by(c, "{ search(query: \"tea\", last: 1) { pageInfo { hasPreviousPage } } }");
    expect(last < first + MORE_MOST);
    return OK;
}

TEST(the_end_of_a_long_search_holds_no_more_than_its_beginning)
{
    in_surface(found_end_run);
}

static err comment_lists_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), post = a_post(c, ann, "hello", "public").id, roots[MANY], replies[MANY], chain[MANY];

    (void)arg;
    for (int i = 0; i < MANY; i++)
        roots[i] = a_remark(c, ann, post, (id){ 0 }, "a");
    for (int i = 0; i < MANY; i++)
        replies[i] = a_remark(c, ann, post, roots[0], "b");
    for (int i = 0; i < MANY; i++)
        chain[i] = a_remark(c, ann, post, i ? chain[i - 1] : roots[1], "c");
    const char *of_post = DOCUMENT(c, "{ post(id: %lld) { comments@# } }", LL(post));
    expect_list(c, ann, of_post, "", ids_said(c, roots, MANY, true));
    expect_list(c, ann, of_post, "sort: OLD", ids_said(c, roots, MANY, false));
    expect_str(down(c, ann, of_post, "sort: TOP", 2), ids_said(c, roots, MANY, false));
    expect_list(c, ann, DOCUMENT(c, "{ comment(id: %lld) { replies@# } }", LL(roots[0])), "", ids_said(c, replies, MANY, true));
    expect_list(c, ann, DOCUMENT(c, "{ comment(id: %lld) { ancestors@# } }", LL(chain[MANY - 1])), "",
        arena_format(&c->arena, STR_FMT " %lld", STR_ARG(ids_said(c, chain, MANY - 1, true)), LL(roots[1])));
    expect_list(c, (id){ 0 }, "{ user(username: \"ann\") { comments@# } }", "", arena_format(&c->arena, STR_FMT STR_FMT STR_FMT,
        STR_ARG(ids_said(c, chain, MANY, true)), STR_ARG(ids_said(c, replies, MANY, true)), STR_ARG(ids_said(c, roots, MANY, true))));
    return OK;
}

TEST(lists_of_comments_are_walked_both_ways)
{
    in_surface(comment_lists_run);
}

static err own_lists_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), ben = a_person(c, "ben"), lists[MANY], posts[MANY];
    struct list list;

    (void)arg;
    for (int i = 0; i < MANY; i++) {
        expect_ok(list_create(c, ann, &(struct list_draft){ arena_format(&c->arena, "the same beginning %c", 'e' - i) }, &list));
        lists[i] = list.id;
        posts[i] = a_post(c, i % 2 ? ann : ben, "hello", "public").id;
    }
    expect_list(c, ann, "{ lists@# }", "", ids_said(c, lists, MANY, true));
    expect_ok(list_member_add(c, ann, lists[0], ann));
    expect_ok(list_member_add(c, ann, lists[0], ben));
    id members[] = { ann, ben };
    const char *node = DOCUMENT(c, "{ node(id: %lld) { ... on List { members@# } } }", LL(lists[0]));
    expect_list(c, ann, node, "", ids_said(c, members, 2, true));
    expect_list(c, ann, DOCUMENT(c, "{ node(id: %lld) { ... on List { posts@# } } }", LL(lists[0])), "", ids_said(c, posts, MANY, true));
    expect_answer(c, ben, DOCUMENT(c, "{ node(id: %lld) { id } }", LL(lists[0])), "{\"data\":{\"node\":null}}");
    return OK;
}

TEST(lists_of_ones_own_are_walked_both_ways)
{
    in_surface(own_lists_run);
}

/* ---- what the viewer may not see is replaced by what comes after it ---- */

enum { HIDDEN_EACH = 30 };

static err hidden_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), ben = a_person(c, "ben"), eve = a_person(c, "eve"), shown[MANY], followers[MANY];

    (void)arg;
    for (int i = 0; i < MANY; i++) {
        for (int k = 0; k < HIDDEN_EACH; k++)
            a_post(c, ann, "not for all", "followers");
        shown[i] = a_post(c, ann, "for all", "public").id;
        followers[i] = a_person(c, DOCUMENT(c, "friend_%c", 'a' + i));
        follows(c, followers[i], ann);
        expect_ok(graph_block(c, i % 2 ? followers[i] : eve, i % 2 ? eve : followers[i]));
    }
    follows(c, ben, ann);
    expect_list(c, eve, "{ user(username: \"ann\") { posts@# } }", "", ids_said(c, shown, MANY, true));
    expect_list(c, eve, "{ user(username: \"ann\") { followers@# } }", "", ids_said(c, &ben, 1, true));
    return OK;
}

TEST(pages_are_full_though_most_of_a_list_is_not_for_the_viewer)
{
    in_surface(hidden_run);
}

static err changing_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), posts[MANY];
    const char *document = "{ user(username: \"ann\") { posts@# } }";
    struct buf rest = BUF_ON(&c->arena);

    (void)arg;
    for (int i = 0; i < MANY; i++)
        posts[i] = a_post(c, ann, "hello", "public").id;
    str end = member(page_ask(c, ann, document, S("first: 2")), "\"endCursor");
    expect_ok(post_delete(c, &(struct caller){ .account = ann, .role = ROLE_USER }, posts[MANY - 2]));
    a_post(c, ann, "newer", "public");
    ids_add(page_ask(c, ann, document, arena_format(&c->arena, "first: 9, after: " STR_FMT, STR_ARG(end))), &rest);
    expect_str(buf_str(&rest), ids_said(c, posts, MANY - 2, true));
    return OK;
}

TEST(a_cursor_outlives_its_entry_and_what_others_write)
{
    in_surface(changing_run);
}

static err repeated_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");

    (void)arg;
    a_post(c, ann, "one #tea", "public");
    a_post(c, ann, "two #tea #tea", "public");
    expect_answer(c, ann, "{ me { posts { nodes { content author { username posts(last: 1) { nodes { content } } } "
        "tags { tag { name postCount posts(first: 1) { nodes { content } } } } } } } }",
        "{\"data\":{\"me\":{\"posts\":{\"nodes\":["
        "{\"content\":\"two #tea #tea\",\"author\":{\"username\":\"ann\",\"posts\":{\"nodes\":[{\"content\":\"one #tea\"}]}},\"tags\":["
        "{\"tag\":{\"name\":\"tea\",\"postCount\":2,\"posts\":{\"nodes\":[{\"content\":\"two #tea #tea\"}]}}},"
        "{\"tag\":{\"name\":\"tea\",\"postCount\":2,\"posts\":{\"nodes\":[{\"content\":\"two #tea #tea\"}]}}}]},"
        "{\"content\":\"one #tea\",\"author\":{\"username\":\"ann\",\"posts\":{\"nodes\":[{\"content\":\"one #tea\"}]}},\"tags\":["
        "{\"tag\":{\"name\":\"tea\",\"postCount\":2,\"posts\":{\"nodes\":[{\"content\":\"two #tea #tea\"}]}}}]}]}}}}");
    return OK;
}

TEST(a_list_that_is_asked_for_by_several_rows_is_the_same_for_each)
{
    in_surface(repeated_run);
}
