#include "api/graphql/testbed.h"
#include "kit/test.h"

#define ID(of) ((long long)(of).v)

static err every_field_is_bound_run(ctx *c, void *arg)
{
    (void)arg;
    expect_answer(c, (id){ 0 }, "{ __typename }", "{\"data\":{\"__typename\":\"Query\"}}");
    return OK;
}

TEST(every_field_of_the_schema_is_bound)
{
    in_surface(every_field_is_bound_run);
}

static err viewer_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");

    (void)arg;
    expect_answer(c, (id){ 0 }, "{ me { id } }", "{\"data\":{\"me\":null}}");
    expect_answer(c, ann, "{ me { username relationship { muting } account { role emailConfirmed } } }",
        "{\"data\":{\"me\":{\"username\":\"ann\",\"relationship\":null,\"account\":{\"role\":\"user\",\"emailConfirmed\":false}}}}");
    return OK;
}

TEST(the_viewer_is_null_for_nobody_and_has_an_account_for_oneself)
{
    in_surface(viewer_run);
}

/* ---- people and nodes ---- */

#define DOCUMENT(c, ...) arena_format(&(c)->arena, __VA_ARGS__).p

static void expect_error(ctx *c, id me, const char *text, const char *part)
{
    str out = answer(c, me, text);

    if (str_find(out, str_of(part)) < 0)
        test_fail(__FILE__, __LINE__, "%s: no %s in " STR_FMT, text, part, STR_ARG(out));
}

static err people_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), ben = a_person(c, "ben"), post = a_post(c, ann, "hello", "public").id, nobody = { 0 };

    (void)arg;
    expect_answer(c, nobody, "{ user(username: \"@ANN\") { username } }", "{\"data\":{\"user\":{\"username\":\"ann\"}}}");
    expect_answer(c, nobody, DOCUMENT(c, "{ user(id: %lld) { username } }", ID(ben)), "{\"data\":{\"user\":{\"username\":\"ben\"}}}");
    expect_answer(c, nobody, "{ a: user(username: \"nobody\") { id } b: user(id: \"x\") { id } }", "{\"data\":{\"a\":null,\"b\":null}}");
    expect_error(c, nobody, "{ user { id } }", "\"code\":\"invalid_input\",\"errors\":[{\"field\":\"id\"");
    expect_error(c, nobody, "{ user(id: 1, username: \"ann\") { id } }", "{\"field\":\"username\",\"code\":\"invalid_form\"");
    expect_answer(c, nobody, "{ users(by: [{username: \"ben\"}, {id: 5}, {username: \"Ann\"}, {username: \"ben\"}]) { username } }",
        "{\"data\":{\"users\":[{\"username\":\"ben\"},null,{\"username\":\"ann\"},{\"username\":\"ben\"}]}}");
    expect_answer(c, nobody,
        DOCUMENT(c, "{ nodes(ids: [\"%lld\", \"x\", \"%lld\", \"%lld\"]) { __typename } }", ID(post), ID(ben), ID(post)),
        "{\"data\":{\"nodes\":[{\"__typename\":\"Post\"},null,{\"__typename\":\"User\"},{\"__typename\":\"Post\"}]}}");
    return OK;
}

TEST(people_and_nodes_come_in_the_order_asked_and_null_where_there_are_none)
{
    in_surface(people_run);
}

static err blocked_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), ben = a_person(c, "ben");
    struct post post;

    (void)arg;
    post = a_post(c, ben, "hello @ann", "public");
    a_post(c, ann, "hello @ben", "public");
    expect_ok(graph_block(c, ben, ann));
    expect_answer(c, ann, DOCUMENT(c, "{ user(username: \"ben\") { id } post(id: %lld) { id } }", ID(post.id)),
        "{\"data\":{\"user\":null,\"post\":null}}");
    expect_answer(c, ann, "{ me { posts { nodes { content mentions { username user { id } } } } } }",
        "{\"data\":{\"me\":{\"posts\":{\"nodes\":[{\"content\":\"hello @ben\",\"mentions\":[{\"username\":\"ben\",\"user\":null}]}]}}}}");
    expect_answer(c, ben, "{ user(username: \"ann\") { relationship { blocking } posts { nodes { id } } pinnedPosts { id } } }",
        "{\"data\":{\"user\":{\"relationship\":{\"blocking\":true},\"posts\":{\"nodes\":[]},\"pinnedPosts\":[]}}}");
    return OK;
}

TEST(what_a_block_hides_is_null_and_the_blocked_have_written_nothing)
{
    in_surface(blocked_run);
}

/* ---- posts ---- */

static err boosts_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), ben = a_person(c, "ben"), post = a_post(c, ann, "hello", "public").id;
    id boost = a_boost(c, ben, post).id, quote = a_quote(c, ben, post, "indeed").id;

    (void)arg;
    a_remark(c, ann, post, (id){ 0 }, "first");
    expect_answer(c, ann, DOCUMENT(c, "{ post(id: %lld) { content boostOf { content boostOf { id } author { username } } "
        "comments { nodes { content } } history { nodes { content } } reactions { nodes { type user { username } } } } }", ID(boost)),
        "{\"data\":{\"post\":{\"content\":\"\",\"boostOf\":{\"content\":\"hello\",\"boostOf\":null,\"author\":{\"username\":\"ann\"}},"
        "\"comments\":{\"nodes\":[{\"content\":\"first\"}]},\"history\":{\"nodes\":[{\"content\":\"hello\"}]},"
        "\"reactions\":{\"nodes\":[{\"type\":\"BOOST\",\"user\":{\"username\":\"ben\"}}]}}}}");
    expect_answer(c, ann, "{ user(username: \"ben\") { a: posts(boosts: null) { nodes { id } } b: posts(boosts: false) { nodes { id } } "
        "c: posts(quotes: false) { nodes { id } } d: posts(mediaOnly: true) { nodes { id } } } }",
        DOCUMENT(c, "{\"data\":{\"user\":{\"a\":{\"nodes\":[{\"id\":\"%lld\"},{\"id\":\"%lld\"}]},\"b\":{\"nodes\":[{\"id\":\"%lld\"}]},"
            "\"c\":{\"nodes\":[{\"id\":\"%lld\"}]},\"d\":{\"nodes\":[]}}}}", ID(quote), ID(boost), ID(quote), ID(boost)));
    expect_ok(post_delete(c, &(struct caller){ .account = ann, .role = ROLE_USER }, post));
    expect_answer(c, ann, DOCUMENT(c, "{ post(id: %lld) { boostOfId boostOf { id } } }", ID(quote)),
        DOCUMENT(c, "{\"data\":{\"post\":{\"boostOfId\":\"%lld\",\"boostOf\":null}}}", ID(post)));
    return OK;
}

TEST(a_boost_shows_its_original_and_what_is_said_there)
{
    in_surface(boosts_run);
}

static err words_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), post = a_post(c, ann, "@ann #Café https://a.example", "unlisted").id;
    struct post changed;

    (void)arg;
    expect_answer(c, (id){ 0 }, DOCUMENT(c, "{ post(id: %lld) { type visibility media { id } poll { voted } liked "
        "mentions { username start end user { username } } tags { text start end tag { name following } } links { url start end } } }",
        ID(post)),
        "{\"data\":{\"post\":{\"type\":\"TEXT\",\"visibility\":\"UNLISTED\",\"media\":[],\"poll\":null,\"liked\":false,"
        "\"mentions\":[{\"username\":\"ann\",\"start\":0,\"end\":4,\"user\":{\"username\":\"ann\"}}],"
        "\"tags\":[{\"text\":\"Café\",\"start\":5,\"end\":10,\"tag\":{\"name\":\"cafe\",\"following\":false}}],"
        "\"links\":[{\"url\":\"https://a.example\",\"start\":11,\"end\":28}]}}}");
    for (int i = 0; i < 3; i++)
        expect_ok(post_edit(c, ann, &(struct post_change){ .id = post, .content = { GIVEN, i == 0 ? S("b") : i == 1 ? S("c") : S("d") } },
            &changed));
    expect_answer(c, ann,
        DOCUMENT(c, "{ post(id: %lld) { history(first: 2) { nodes { content } pageInfo { hasNextPage hasPreviousPage } } } }",
        ID(post)), "{\"data\":{\"post\":{\"history\":{\"nodes\":[{\"content\":\"d\"},{\"content\":\"c\"}],"
        "\"pageInfo\":{\"hasNextPage\":true,\"hasPreviousPage\":false}}}}}");
    expect_answer(c, ann,
        DOCUMENT(c, "{ post(id: %lld) { history(last: 3) { nodes { content } pageInfo { hasNextPage hasPreviousPage } } } }",
        ID(post)), "{\"data\":{\"post\":{\"history\":{\"nodes\":[{\"content\":\"c\"},{\"content\":\"b\"},"
        "{\"content\":\"@ann #Café https://a.example\"}],\"pageInfo\":{\"hasNextPage\":false,\"hasPreviousPage\":true}}}}}");
    expect_error(c, ann, DOCUMENT(c, "{ post(id: %lld) { reactions(type: SAVE) { nodes { type } } } }", ID(post)),
        "\"errors\":[{\"field\":\"type\"");
    return OK;
}

TEST(a_post_has_its_words_what_they_name_and_what_they_were)
{
    in_surface(words_run);
}

/* ---- comments ---- */

static err placeholders_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), post = a_post(c, ann, "hello", "public").id, top = a_remark(c, ann, post, (id){ 0 }, "a");
    id below = a_remark(c, ann, post, top, "b");

    (void)arg;
    expect_ok(comment_delete(c, &(struct caller){ .account = ann, .role = ROLE_USER }, top));
    expect_answer(c, ann, DOCUMENT(c, "{ comment(id: %lld) { id } post(id: %lld) { comments { nodes { content deleted replyCount "
        "author { id } } } } }", ID(top), ID(post)),
        "{\"data\":{\"comment\":null,\"post\":{\"comments\":{\"nodes\":[{\"content\":\"\",\"deleted\":true,\"replyCount\":1,"
        "\"author\":null}]}}}}");
    expect_answer(c, ann, DOCUMENT(c, "{ comment(id: %lld) { depth parent { deleted } post { content } ancestors { nodes { deleted } } } }",
        ID(below)), "{\"data\":{\"comment\":{\"depth\":1,\"parent\":{\"deleted\":true},\"post\":{\"content\":\"hello\"},"
        "\"ancestors\":{\"nodes\":[{\"deleted\":true}]}}}}");
    return OK;
}

TEST(a_placeholder_stands_in_its_place_and_is_no_comment_by_its_id)
{
    in_surface(placeholders_run);
}

/* ---- arguments of lists ---- */

static str text_after(str text, const char *mark)
{
    ptrdiff_t at = str_find(text, str_of(mark));

    expect(at >= 0);
    text = str_from(text, (size_t)at + strlen(mark));
    return str_to(text, (size_t)str_find(text, S("\"")));
}

static err arguments_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), nobody = { 0 };

    (void)arg;
    for (int i = 0; i < 3; i++)
        a_post(c, ann, DOCUMENT(c, "%d", i), "public");
    expect_error(c, nobody, "{ publicTimeline(first: -1) { nodes { id } } }", "\"errors\":[{\"field\":\"first\",\"code\":\"too_small\"");
    expect_error(c, nobody, "{ publicTimeline(last: 101) { nodes { id } } }", "\"errors\":[{\"field\":\"last\",\"code\":\"too_large\"");
    expect_error(c, nobody, "{ publicTimeline(first: 1, last: 1) { nodes { id } } }", "\"errors\":[{\"field\":\"last\"");
    expect_error(c, nobody, "{ publicTimeline(after: \"x\") { nodes { id } } }",
        "\"errors\":[{\"field\":\"after\",\"code\":\"invalid_cursor\"");
    expect_error(c, ann, "{ feed(order: RANKED, last: 1) { nodes { id } } }", "\"errors\":[{\"field\":\"last\"");
    expect_answer(c, nobody, "{ publicTimeline(first: 0) { nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }",
        "{\"data\":{\"publicTimeline\":{\"nodes\":[],\"pageInfo\":{\"hasNextPage\":true,\"hasPreviousPage\":false,\"startCursor\":null,"
        "\"endCursor\":null}}}}");
    str first = text_after(answer(c, nobody, "{ publicTimeline(first: 1) { edges { cursor } } }"), "\"cursor\":\"");
    str last = text_after(answer(c, nobody, "{ publicTimeline(last: 1) { edges { cursor } } }"), "\"cursor\":\"");
    const char *between = DOCUMENT(c, "{ publicTimeline(after: \"" STR_FMT "\", before: \"" STR_FMT "\") { nodes { content } pageInfo { "
        "hasNextPage hasPreviousPage } } }", STR_ARG(first), STR_ARG(last));
    expect_answer(c, nobody, between, "{\"data\":{\"publicTimeline\":{\"nodes\":[{\"content\":\"1\"}],\"pageInfo\":{\"hasNextPage\":false,"
        "\"hasPreviousPage\":true}}}}");
    expect_error(c, ann, DOCUMENT(c, "{ feed(after: \"" STR_FMT "\") { nodes { id } } }", STR_ARG(first)), "\"code\":\"invalid_cursor\"");
    expect_error(c, nobody, "{ feed { nodes { id } } lists { nodes { id } } }", "\"code\":\"not_signed_in\"");
    expect_error(c, nobody, "{ trendingTags(first: 51) { name } }", "\"errors\":[{\"field\":\"first\",\"code\":\"too_large\"");
    expect_answer(c, nobody, "{ tag(name: \"no tag\") { name } }", "{\"data\":{\"tag\":null}}");
    return OK;
}

TEST(arguments_of_lists_are_checked_and_cursors_belong_to_their_list)
{
    in_surface(arguments_run);
}

/* ---- search ---- */

static err search_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");

    (void)arg;
    a_person(c, "annabel");
    a_person(c, "annemarie");
    a_post(c, ann, "tea with #milk", "public");
    expect_answer(c, ann,
        "{ search(query: \"ann\", type: USERS, first: 2) { nodes { ... on User { username } } pageInfo { hasNextPage } } }",
        "{\"data\":{\"search\":{\"nodes\":[{\"username\":\"ann\"},{\"username\":\"annabel\"}],\"pageInfo\":{\"hasNextPage\":true}}}}");
    expect_answer(c, ann,
        "{ search(query: \"ann\", type: USERS, last: 1) { nodes { ... on User { username } } pageInfo { hasPreviousPage } } }",
        "{\"data\":{\"search\":{\"nodes\":[{\"username\":\"annemarie\"}],\"pageInfo\":{\"hasPreviousPage\":true}}}}");
    expect_answer(c, ann, "{ search(query: \"mi\", type: TAGS) { edges { node { __typename ... on Tag { name } } } } }",
        "{\"data\":{\"search\":{\"edges\":[{\"node\":{\"__typename\":\"Tag\",\"name\":\"milk\"}}]}}}");
    expect_error(c, ann, "{ search(query: \"\") { nodes { __typename } } }", "\"errors\":[{\"field\":\"query\",\"code\":\"too_short\"");
    expect_error(c, ann, "{ search(query: \"after:never\") { nodes { __typename } } }", "\"errors\":[{\"field\":\"query\"");
    return OK;
}

TEST(a_search_finds_people_and_tags_and_refuses_as_rest_does)
{
    in_surface(search_run);
}
