/* Which posts a question finds, for whom, and how soon: the same on both stores. */
#include "base/id.h"
#include "base/str.h"
#include "domain/search/search.sql.h"
#include "domain/search/testbed.h"

/* ---- the language ---- */

static void posts_publish(ctx *c, id ann, id bob)
{
    struct post out;

    (void)a_post(c, ann, "Hello, wide World", "public");
    (void)a_post(c, ann, "a world of tea #Café", "public");
    (void)a_post(c, bob, "I don't know 3.14", "public");
    (void)a_post(c, bob, "東京都に住んでいます", "public");
    (void)a_post(c, bob, "Straße ＦＵＬＬ ﬁn https://example.org/x", "public");
    struct poll_draft poll = { .options = { (str[]){ S("green apples"), S("pears") }, 2 } };
    expect_ok(post_create(c, ann, &(struct post_draft){ .content = { GIVEN, S("fruit") }, .poll = poll }, &out));
    struct post_draft warned = { .content = { GIVEN, S("hidden") }, .content_warning = { GIVEN, S("Spoiler ahead") } };
    expect_ok(post_create(c, ann, &warned, &out));
    (void)a_boost(c, bob, out.id);
}

static err questions_find_the_same_on_both_stores(ctx *c, void *arg)
{
#define TEA "a world of tea #Café"
#define WORLD "Hello, wide World"
#define KNOW "I don't know 3.14"
#define TOKYO "東京都に住んでいます"
#define STREET "Straße ＦＵＬＬ ﬁn https://example.org/x"
    static const struct { const char *q, *found; } cases[] = {
        { "world", TEA "|" WORLD }, { "WORLD hello", WORLD }, { "worl", "" }, { "worlds", "" },
        { "\"wide world\"", WORLD }, { "\"world wide\"", "" }, { "\"hello wide\"", WORLD }, { "\"hello world\"", "" },
        { "\"wide world", WORLD },
        { "world -hello", TEA }, { "world -\"of tea\"", WORLD }, { "world -#cafe", WORLD },
        { "don't", KNOW }, { "\"don t\"", KNOW }, { "t know", KNOW }, { "3.14", KNOW }, { "14", KNOW }, { "4", "" },
        { "東京", TOKYO }, { "京都", TOKYO }, { "京", TOKYO }, { "います", TOKYO }, { "京東", "" }, { "\"東京都 に\"", TOKYO }, { "す", TOKYO },
        { "strasse full fin", STREET }, { "STRASSE", STREET }, { "#CAFE", TEA }, { "#café world", TEA }, { "cafe", TEA }, { "#caf", "" },
        { "green", "fruit" }, { "\"apples pears\"", "" }, { "\"fruit green\"", "" }, { "spoiler", "hidden" }, { "\"hidden spoiler\"", "" },
        { "from:ann world", TEA "|" WORLD }, { "from:@ANN world", TEA "|" WORLD }, { "from:bob world", "" },
        { "world -from:bob", TEA "|" WORLD },
        { "from:nobody_here", "" }, { "world -from:nobody_here", TEA "|" WORLD }, { "from:me", "" }, { "world -from:me", TEA "|" WORLD },
        { "from:ann from:bob", "" }, { "from:bob", STREET "|" TOKYO "|" KNOW },
        { "from:ann has:poll", "fruit" }, { "from:bob has:link", STREET }, { "from:ann has:media", "" },
        { "from:bob -has:link", TOKYO "|" KNOW }, { "from:ann -has:poll -world", "hidden" },
        { "world before:2020-01-01", "" }, { "world after:2020-01-01", TEA "|" WORLD }, { "world before:2999-01-01", TEA "|" WORLD },
        { "world after:2999-01-01", "" }, { "world -after:2020-01-01", "" }, { "world -before:2020-01-01T00:00:00Z", TEA "|" WORLD },
        { "site:example", "" }, { "https:example", STREET }, { "example.org", STREET }, { "https://example.org/x", STREET },
    };
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");

    (void)arg;
    posts_publish(c, ann, bob);
    all_indexed(c);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        expect_str(arena_format(&c->arena, "%s: " STR_FMT, cases[i].q, STR_ARG(found_by(c, (id){ 0 }, cases[i].q))),
                   arena_format(&c->arena, "%s: %s", cases[i].q, cases[i].found));
        arena_rewind(&c->arena, mark);
    }
    expect_found(c, ann, "from:me world", TEA "|" WORLD);
    expect_found(c, bob, "from:me world", "");
    expect_found(c, ann, "hidden -from:me", "");
    return OK;
}

static err what_asks_for_nothing_or_is_malformed_is_refused(ctx *c, void *arg)
{
    static const char *const wide[] = { "-world", "has:link", "before:2026-01-01", "!?", "-from:me" };
    static const char *const wrong[] = { "world before:soon", "world has:cake", "from:a-b", "after:2026-13-01", "-has:" };
    post_view_page page;
    id next;

    (void)arg;
    for (size_t i = 0; i < COUNT(wide); i++) {
        failure_begin(&c->failure, &c->arena);
        expect_eq(posts_search(c, (id){ 0 }, str_of(wide[i]), (id){ 0 }, 20, &page, &next), ERR_INVALID);
        expect(c->failure.problem == &too_wide);
    }
    for (size_t i = 0; i < COUNT(wrong); i++) {
        failure_begin(&c->failure, &c->arena);
        expect_eq(posts_search(c, (id){ 0 }, str_of(wrong[i]), (id){ 0 }, 20, &page, &next), ERR_INVALID);
        expect(c->failure.problem != &too_wide);
    }
    failure_begin(&c->failure, &c->arena);
    return OK;
}

/* ---- who finds what ---- */

static err each_finds_what_the_rule_lets_them_see(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), fan = a_person(c, "fan"), named = a_person(c, "named"), eve = a_person(c, "eve");

    (void)arg;
    follows(c, fan, ann);
    (void)a_post(c, ann, "tea for all", "public");
    (void)a_post(c, ann, "tea unlisted", "unlisted");
    (void)a_post(c, ann, "tea among us", "followers");
    (void)a_post(c, ann, "tea @named", "private");
    all_indexed(c);
    expect_found(c, (id){ 0 }, "tea", "tea for all");
    expect_found(c, eve, "tea", "tea for all");
    expect_found(c, fan, "tea", "tea among us|tea for all");
    expect_found(c, named, "tea", "tea @named|tea for all");
    expect_found(c, ann, "tea", "tea @named|tea among us|tea unlisted|tea for all");
    expect_found(c, fan, "from:ann", "tea among us|tea for all");
    expect_ok(graph_block(c, ann, fan));
    expect_found(c, fan, "tea", "");
    expect_found(c, fan, "from:ann", "");
    expect_found(c, ann, "tea -from:fan", "tea @named|tea among us|tea unlisted|tea for all");
    hidden(c, ann, true);
    expect_found(c, eve, "tea", "");
    expect_found(c, eve, "from:ann", "");
    hidden(c, ann, false);
    expect_found(c, eve, "tea", "tea for all");
    expect_ok(graph_mute(c, eve, ann));
    expect_found(c, eve, "tea", "tea for all");
    return OK;
}

/* ---- changes ---- */

static i64 documents(ctx *c)
{
    search_hit_page page;

    expect_ok(q_post_documents_after(c, (id){ 0 }, 1000, &page));
    return (i64)page.n;
}

static void expect_right(ctx *c)
{
    struct capability_check is = { S(""), S("") };

    expect_ok(search_check(c, &is));
    expect_str(is.wrong, S(""));
}

static err an_edited_post_is_found_by_its_new_text_only(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct post p = a_post(c, ann, "about #tea", "public"), q = a_post(c, ann, "psst @bob", "private");

    (void)arg;
    all_indexed(c);
    expect_found(c, bob, "psst", "psst @bob");
    edits(c, ann, p.id, "about #coffee");
    edits(c, ann, q.id, "psst nobody");
    all_indexed(c);
    expect_found(c, bob, "tea", "");
    expect_found(c, bob, "#tea", "");
    expect_found(c, bob, "#coffee", "about #coffee");
    expect_found(c, bob, "about", "about #coffee");
    expect_found(c, bob, "psst", "");
    expect_found(c, ann, "psst", "psst nobody");
    expect_eq(documents(c), 2);
    expect_right(c);
    return OK;
}

static err a_deleted_post_leaves_nothing(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");
    struct post p = a_post(c, ann, "gone soon", "public");
    search_hit_page page;

    (void)arg;
    all_indexed(c);
    expect_eq(documents(c), 1);
    deletes(c, ann, p.id);
    expect_found(c, ann, "gone", "");
    all_indexed(c);
    expect_eq(documents(c), 0);
    bool postgres = store_dialect(c->world->store) == ON_POSTGRES;
    str match = postgres ? S("'gone'") : S("\"gone\"");
    expect_ok(q_post_found_in_index(c, match, (id){ 0 }, (id){ INT64_MAX }, 10, &page));
    expect_eq(page.n, 0);
    expect_right(c);
    return OK;
}

static err erase(tx *t, void *arg)
{
    return account_erase(t, *(const id *)arg);
}

static err an_erased_account_leaves_nothing(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");

    (void)arg;
    (void)a_post(c, ann, "tea one", "public");
    (void)a_post(c, ann, "tea two", "private");
    (void)a_post(c, bob, "tea three", "public");
    all_indexed(c);
    expect_ok(transact(c, erase, &ann));
    expect_found(c, bob, "tea", "tea three");
    for (int n = 0; documents(c) > 1; n++) {
        expect(n < 3000);
        expect_ok(ctx_sleep(c, 10));
    }
    expect_right(c);
    return OK;
}

struct losing { ids which; };

static err lose(tx *t, void *arg)
{
    const struct losing *in = arg;

    return q_post_documents_drop(t, in->which);
}

static err fill(tx *t, void *arg)
{
    (void)arg;
    return search_fill(t);
}

static err the_check_finds_a_post_that_is_missing_and_the_index_is_filled_again(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");
    struct post p = a_post(c, ann, "missing", "public");
    struct capability_check is = { S(""), S("") };

    (void)arg;
    (void)a_post(c, ann, "there", "public");
    (void)a_boost(c, ann, p.id);
    all_indexed(c);
    expect_right(c);
    expect_ok(transact(c, lose, &(struct losing){ { &p.id, 1 } }));
    expect_ok(search_check(c, &is));
    expect(str_find(is.wrong, id_text(&c->arena, p.id)) >= 0);
    expect_ok(transact(c, fill, NULL));
    for (int n = 0; documents(c) < 2; n++) {
        expect(n < 3000);
        expect_ok(ctx_sleep(c, 10));
    }
    expect_right(c);
    expect_found(c, ann, "missing", "missing");
    return OK;
}

/* ---- pages ---- */

enum { MANY = 60 };

static err pages_are_full_and_neither_skip_nor_repeat(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), all[MANY], next;
    post_view_page page;

    (void)arg;
    for (int i = 0; i < MANY; i++) {
        all[i] = a_post(c, ann, "tea again", "public").id;
        (void)a_post(c, ann, "tea among us", i % 3 ? "followers" : "unlisted");
    }
    all_indexed(c);
    for (i64 limit = 1; limit <= 100; limit = limit * 3 + 1) {
        ids got = found_in_pages(c, bob, "tea", limit);
        expect_eq(got.n, MANY);
        for (size_t i = 0; i < MANY; i++)
            expect_eq(got.at[i].v, all[MANY - 1 - i].v);
    }
    expect_ok(posts_search(c, bob, S("tea"), (id){ 0 }, 7, &page, &next));
    expect_eq(page.n, 7);
    expect_eq(next.v, all[MANY - 7].v);
    expect_ok(posts_search(c, bob, S("tea"), all[7], 7, &page, &next));
    expect_eq(page.n, 7);
    expect_eq(next.v, 0);
    return OK;
}

/* Marks in between make slices, which must not lose what is at their edges. */
static err mark_all(tx *t, void *arg)
{
    const ids *which = arg;

    for (size_t i = 0; i < which->n; i++)
        TRY(q_post_mark_add(t, which->at[i]));
    return OK;
}

/* From the oldest up it is each `step`-th of all. */
static void expect_found_up(ctx *c, id me, const char *q, const id *all, int step)
{
    struct post_entries some;
    id after = { 0 };
    int n = 0;

    do {
        expect_ok(posts_search_up(c, me, str_of(q), after, 7, &some));
        for (size_t i = 0; i < some.n; i++)
            expect_eq(some.at[i].post.v, all[step * n++].v);
        after = some.left.v ? some.left : some.n ? some.at[some.n - 1].place : after;
    } while (some.n == 7 || some.left.v);
    expect_eq(n, MANY / step);
}

static err slices_lose_nothing(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), all[MANY];

    (void)arg;
    for (int i = 0; i < MANY; i++)
        all[i] = a_post(c, ann, i % 2 ? "odd tea" : "even tea", "public").id;
    all_indexed(c);
    expect_ok(transact(c, mark_all, &(ids){ all, MANY }));
    expect_eq(found_in_pages(c, ann, "tea", 7).n, MANY);
    expect_eq(found_in_pages(c, ann, "odd", 50).n, MANY / 2);
    expect_eq(found_in_pages(c, ann, "even -odd", 100).n, MANY / 2);
    expect_found_up(c, ann, "tea", all, 1);
    expect_found_up(c, ann, "odd", all + 1, 2);
    expect_eq(found_in_pages(c, ann, "from:ann", 3).n, MANY);
    return OK;
}

/* A source of one post that gives up after it, with a place from which to go on. */
static err patience_ends(ctx *c, const void *arg, id after, i64 most, struct post_entries *out)
{
    const id *post = arg;

    (void)most;
    *out = (struct post_entries){ arena_array(&c->arena, struct post_entry, 1), after.v ? 0 : 1, after.v ? (id){ 0 } : (id){ 7 } };
    out->at[0] = (struct post_entry){ *post, *post };
    return OK;
}

static err a_source_that_gives_up_ends_its_page(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), post = a_post(c, ann, "tea", "public").id, next;
    const struct post_source source = { .read = patience_ends, .arg = &post };
    post_view_page page;

    (void)arg;
    expect_ok(post_list(c, ann, &source, (struct post_wish){ .limit = 5 }, &page, &next));
    expect_eq(page.n, 1);
    expect_eq(next.v, 7);
    expect_ok(post_list(c, ann, &source, (struct post_wish){ .limit = 5, .after = next }, &page, &next));
    expect_eq(page.n, 0);
    expect_eq(next.v, 0);
    return OK;
}

/* ---- words of what is gone: test/search.py looks into the file ---- */

static err a_merged_index_finds_the_same(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), posts[8];

    (void)arg;
    for (size_t i = 0; i < COUNT(posts); i++) {
        posts[i] = a_post(c, ann, i == 3 ? "one zebra" : i == 5 ? "one okapi" : "some other words", "public").id;
        all_indexed(c);
    }
    expect_ok(search_tidy_all(c));
    deletes(c, ann, posts[3]);
    edits(c, ann, posts[5], "another animal");
    all_indexed(c);
    expect_ok(search_tidy_all(c));
    expect_ok(search_tidy_all(c));
    expect_found(c, ann, "one", "");
    expect_found(c, ann, "animal", "another animal");
    expect_eq(found_in_pages(c, ann, "words", 4).n, COUNT(posts) - 2);
    return OK;
}

TEST(a_merged_index_finds_the_same) { in_library(a_merged_index_finds_the_same); }
TEST(a_question_finds_the_same_on_both_stores) { in_library(questions_find_the_same_on_both_stores); }
TEST(a_question_that_asks_for_nothing_or_is_malformed_is_refused) { in_library(what_asks_for_nothing_or_is_malformed_is_refused); }
TEST(a_viewer_finds_what_the_rule_lets_them_see) { in_library(each_finds_what_the_rule_lets_them_see); }
TEST(a_post_is_found_by_its_new_text_only_once_it_is_edited) { in_library(an_edited_post_is_found_by_its_new_text_only); }
TEST(a_post_that_is_deleted_leaves_nothing_in_the_index) { in_library(a_deleted_post_leaves_nothing); }
TEST(a_post_that_the_index_lost_is_found_by_the_check) { in_library(the_check_finds_a_post_that_is_missing_and_the_index_is_filled_again); }
TEST(a_page_is_full_and_pages_neither_skip_nor_repeat) { in_library(pages_are_full_and_neither_skip_nor_repeat); }
TEST(a_slice_of_time_loses_nothing_at_its_edges) { in_library(slices_lose_nothing); }
TEST(a_person_who_is_erased_leaves_nothing_in_the_index) { in_library(an_erased_account_leaves_nothing); }
TEST(a_source_that_gives_up_ends_its_page_with_a_place_to_go_on) { in_library(a_source_that_gives_up_ends_its_page); }
