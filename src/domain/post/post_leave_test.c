/* Accounts that are hidden, shown again or erased, and posts that go: what follows, and that numbers agree. */
#include "base/id.h"
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"
#include "domain/post/testbed.h"

static const id nobody = { 0 };

struct wanted { id post; struct post_counts counts; };

static bool counts_are(ctx *c, const void *arg)
{
    const struct wanted *w = arg;
    struct post_view view;

    expect_ok(post_get(c, nobody, w->post, &view));
    return !memcmp(&view.counts, &w->counts, sizeof w->counts);
}

static void counts_soon(ctx *c, id post, i64 likes, i64 boosts, i64 quotes)
{
    post_soon(c, counts_are, &(struct wanted){ post, { .like_count = likes, .boost_count = boosts, .quote_count = quotes } });
    posts_agree(c);
}

/* One who likes, boosts and quotes twice. */
static id a_fan(ctx *c, const char *name, id post)
{
    id fan = a_person(c, name);
    struct post out;

    expect_ok(post_react(c, fan, post, REACTION_LIKE, &out));
    a_boost(c, fan, post);
    a_quote(c, fan, post, "one");
    a_quote(c, fan, post, "two");
    return fan;
}

static err what_a_hidden_account_did_is_not_counted_until_it_is_back(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), post = a_post(c, ann, "Hello", "public").id, bob = a_fan(c, "bob", post);

    (void)arg;
    a_fan(c, "eve", post);
    counts_soon(c, post, 2, 2, 4);
    hidden(c, bob, true);
    counts_soon(c, post, 1, 1, 2);
    hidden(c, bob, false);
    counts_soon(c, post, 2, 2, 4);
    hidden(c, bob, true);
    hidden(c, bob, false);
    hidden(c, bob, true);
    counts_soon(c, post, 1, 1, 2);
    return OK;
}

static err a_post_whose_fan_is_hidden_is_deleted_and_the_fan_comes_back(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), post = a_post(c, ann, "Hello", "public").id, bob = a_fan(c, "bob", post);

    (void)arg;
    hidden(c, bob, true);
    counts_soon(c, post, 0, 0, 0);
    expect_ok(post_delete(c, &(struct caller){ .account = ann }, post));
    hidden(c, bob, false);
    id other = a_post(c, ann, "Another", "public").id;
    a_fan(c, "eve", other);
    counts_soon(c, other, 1, 1, 2);
    return OK;
}

/* ---- erased ---- */

static bool has_nothing(ctx *c, const void *arg)
{
    post_row_page rows;

    expect_ok(q_post_rows_of(c, *(const id *)arg, nobody, 1, &rows));
    return !rows.n;
}

static err what_an_erased_account_published_is_gone(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, ann, "Hello", "public").id, eve = a_fan(c, "eve", post);
    id theirs = a_post(c, eve, "Mine", "public").id, quote = a_quote(c, bob, theirs, "Look").id, boost = a_boost(c, bob, theirs).id;
    struct post_view view;
    struct post out;

    (void)arg;
    TRY(post_edit(c, eve, &(struct post_change){ .id = theirs, .content = { GIVEN, S("Mine again") } }, &out));
    for (int i = 0; i < 250; i++)                /* more than two batches */
        a_post(c, eve, "and more", "public");
    counts_soon(c, post, 1, 1, 2);
    given_up(c, eve);
    expect(!sees(c, bob, theirs));
    expect(!sees(c, bob, boost));
    failure_begin(&c->failure, &c->arena);
    post_soon(c, has_nothing, &eve);
    counts_soon(c, post, 0, 0, 0);
    TRY(post_get(c, nobody, quote, &view));
    expect(!view.boost_of);
    return OK;
}

/* ---- deleted ---- */

struct leftovers { post_row_page boosts; post_version_row_page versions; post_count_page counts; };

static struct leftovers left_of(ctx *c, id post)
{
    struct leftovers l;

    expect_ok(q_post_boosts_of(c, post, 10, &l.boosts));
    expect_ok(q_post_versions_before(c, post, (id){ INT64_MAX }, 10, &l.versions));
    expect_ok(q_post_counts_get(c, (ids){ &post, 1 }, &l.counts));
    return l;
}

static bool boosts_are_gone(ctx *c, const void *arg)
{
    return !left_of(c, *(const id *)arg).boosts.n;
}

static err what_goes_with_a_deleted_post_leaves_no_row(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), post = a_post(c, ann, "Hello", "public").id;
    struct post out;

    (void)arg;
    for (int i = 0; i < 5; i++)
        a_fan(c, (const char *[]){ "bob", "carl", "dora", "emil", "fay" }[i], post);
    TRY(post_edit(c, ann, &(struct post_change){ .id = post, .content = { GIVEN, S("Hello again") } }, &out));
    expect_eq(left_of(c, post).versions.n, 1);
    expect_eq(left_of(c, post).counts.n, 1);
    TRY(post_delete(c, &(struct caller){ .account = ann }, post));
    expect_eq(left_of(c, post).versions.n, 0);
    expect_eq(left_of(c, post).counts.n, 0);
    post_soon(c, boosts_are_gone, &post);
    posts_agree(c);
    return OK;
}

/* Its row may still be there; nobody finds it. */
static err a_boost_of_a_deleted_post_is_not_there(ctx *c, void *arg)
{
    id *at = arg;
    struct post_view view;
    struct post out;

    at[0] = a_person(c, "ann");
    at[1] = a_person(c, "bob");
    id post = a_post(c, at[0], "Hello", "public").id, boost = a_boost(c, at[1], post).id;
    TRY(post_delete(c, &(struct caller){ .account = at[0] }, post));
    expect_eq(left_of(c, post).boosts.n, 1);     /* nothing works here */
    expect_eq(fresh(c, post_get(c, at[1], boost, &view)), ERR_NOT_FOUND);
    expect_eq(fresh(c, post_unreact(c, at[1], boost, REACTION_BOOST, &out)), ERR_NOT_FOUND);
    expect_eq(fresh(c, post_delete(c, &(struct caller){ .account = at[1] }, boost)), ERR_NOT_FOUND);
    expect_eq(fresh(c, post_delete(c, &(struct caller){ .account = at[0], .role = ROLE_MODERATOR }, boost)), ERR_NOT_FOUND);
    posts_agree(c);
    return OK;
}

static err count_more(tx *t, void *arg)
{
    return profile_posted(t, *(const id *)arg, 1);
}

static err a_count_without_posts_is_found_out(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct capability_check found = { 0 };

    (void)arg;
    a_post(c, ann, "Hello", "public");
    posts_agree(c);
    TRY(transact(c, count_more, &bob));
    TRY(post_check(c, &found));
    expect(str_find(found.wrong, id_text(&c->arena, bob)) >= 0);
    return OK;
}

static err count_less(tx *t, void *arg)
{
    return profile_posted(t, *(const id *)arg, -1);
}

/* Nothing deletes its posts here; they are on their way all the same. */
static err posts_of_an_erased_account_are_no_mistake(ctx *c, void *arg)
{
    id *ann = arg;

    *ann = a_person(c, "ann");
    a_post(c, *ann, "Hello", "public");
    given_up(c, *ann);
    TRY(transact(c, count_less, ann));
    posts_agree(c);
    return OK;
}

TEST(a_count_without_posts_is_found_out) { in_open_house(a_count_without_posts_is_found_out); }
TEST(posts_of_an_erased_account_are_no_mistake)
{
    struct house h = posts_idle();
    id ann;

    expect_ok(test_world_call(h.world, posts_of_an_erased_account_are_no_mistake, &ann));
    house_close(&h);
}
TEST(what_a_hidden_account_did_is_not_counted_until_it_is_back)
{
    in_open_house(what_a_hidden_account_did_is_not_counted_until_it_is_back);
}
TEST(a_post_whose_fan_is_hidden_is_deleted_and_the_fan_comes_back)
{
    in_open_house(a_post_whose_fan_is_hidden_is_deleted_and_the_fan_comes_back);
}
enum { VERSIONS = 250 };

static err versions_plant(tx *t, void *arg)
{
    const id *post = arg;
    maybe_str none = { .is = NULLED };

    for (int i = 0; i < VERSIONS; i++)
        TRY(q_post_version_add(t, *post, tx_new_id(t), S("before"), none, false, none, tx_now(t), S("")));
    return OK;
}

static i64 versions_of(ctx *c, id post)
{
    post_version_row_page page;

    expect_ok(q_post_versions_before(c, post, (id){ INT64_MAX }, VERSIONS + 1, &page));
    return (i64)page.n;
}

static bool versions_are_gone(ctx *c, const void *arg) { return !versions_of(c, *(const id *)arg); }

static id a_post_edited_often(ctx *c, id me)
{
    id post = a_post(c, me, "now", "public").id;

    expect_ok(transact(c, versions_plant, &post));
    return post;
}

static err a_deletion_drops_few_versions_at_once(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), post = a_post_edited_often(c, ann);

    (void)arg;
    TRY(post_delete(c, &(struct caller){ .account = ann }, post));
    expect(versions_of(c, post) > VERSIONS / 2);
    return OK;
}

static err and_the_rest_soon(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), post = a_post_edited_often(c, ann), other = a_post_edited_often(c, ann);

    (void)arg;
    TRY(post_delete(c, &(struct caller){ .account = ann }, post));
    post_soon(c, versions_are_gone, &post);
    expect_eq(versions_of(c, other), VERSIONS);
    given_up(c, ann);
    post_soon(c, versions_are_gone, &other);
    return OK;
}

TEST(a_deletion_drops_few_versions_at_once)
{
    struct house h = posts_idle();

    expect_ok(test_world_call(h.world, a_deletion_drops_few_versions_at_once, NULL));
    house_close(&h);
}
TEST(and_the_rest_soon) { in_open_house(and_the_rest_soon); }
TEST(what_an_erased_account_published_is_gone) { in_open_house(what_an_erased_account_published_is_gone); }
TEST(what_goes_with_a_deleted_post_leaves_no_row) { in_open_house(what_goes_with_a_deleted_post_leaves_no_row); }
TEST(a_boost_of_a_deleted_post_is_not_there)
{
    struct house h = posts_idle();
    id people[2];

    expect_ok(test_world_call(h.world, a_boost_of_a_deleted_post_is_not_there, people));
    house_close(&h);
}
