/* Authors who are hidden, shown again or erased, people who like, and posts that go: what follows, and that numbers agree. */
#include "base/str.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/testbed.h"

static const id nobody = { 0 }, post_itself = { 0 };

static i64 replies_of(ctx *c, id post, size_t which)
{
    struct comment_tree t = page_of(c, nobody, post, post_itself, (struct comment_wish){ .sort = COMMENTS_OLD, .limit = 20 });

    expect(which < t.n);
    return t.at[which].replies;
}

struct replies_wanted { id post; size_t which; i64 n; };

static bool replies_are(ctx *c, const void *arg)
{
    const struct replies_wanted *w = arg;

    return replies_of(c, w->post, w->which) == w->n;
}

static err a_hidden_authors_comments_are_not_counted_until_they_are_back(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, ann, "Hello", "public").id;
    id a = a_comment(c, bob, post, post_itself, "a"), d = a_comment(c, ann, post, post_itself, "d");

    (void)arg;
    a_comment(c, ann, post, a, "b");
    a_comment(c, bob, post, post_itself, "c");
    id e = a_comment(c, bob, post, d, "e");
    a_comment(c, bob, post, e, "f");
    expect_tree(c, nobody, post, "a(b)d(e(f))c");
    hidden(c, bob, true);
    expect_tree(c, nobody, post, "-(b)d(-)");    /* at once; the numbers follow */
    expect_count_soon(c, post, 2);
    expect_soon(c, replies_are, &(struct replies_wanted){ post, 1, 0 });
    expect_tree(c, nobody, post, "-(b)d");
    expect_right(c);
    hidden(c, bob, false);
    expect_count_soon(c, post, 6);
    expect_soon(c, replies_are, &(struct replies_wanted){ post, 1, 1 });
    expect_tree_soon(c, nobody, post, "a(b)d(e(f))c");
    expect_right(c);
    return OK;
}

static err a_placeholder_is_back_with_its_only_reply(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, ann, "Hello", "public").id;
    id a = a_comment(c, ann, post, post_itself, "a"), b = a_comment(c, ann, post, a, "b");

    (void)arg;
    a_comment(c, bob, post, b, "c");
    deleted(c, ann, b);
    deleted(c, ann, a);
    expect_tree(c, nobody, post, "-(-(c))");
    hidden(c, bob, true);
    expect_tree_soon(c, nobody, post, "");
    expect_count_soon(c, post, 0);
    expect_right(c);
    hidden(c, bob, false);
    expect_tree_soon(c, nobody, post, "-(-(c))");
    expect_count_soon(c, post, 1);
    expect_right(c);
    return OK;
}

static err what_an_erased_author_wrote_is_gone(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, ann, "Hello", "public").id;
    id a = a_comment(c, bob, post, post_itself, "a"), d = a_comment(c, ann, post, post_itself, "d");
    comment_row_page rows;
    comment_said_page said;

    (void)arg;
    a_comment(c, ann, post, a, "b");
    id gone = a_comment(c, bob, post, d, "e");
    liked(c, ann, gone, true);
    given_up(c, bob);
    expect_tree_soon(c, nobody, post, "-(b)d");
    expect_count_soon(c, post, 2);
    expect_soon(c, replies_are, &(struct replies_wanted){ post, 1, 0 });
    ids of_bob = { (id[]){ a, gone }, 2 };
    TRY(q_comments_by_user(c, bob, (id){ INT64_MAX }, 10, &rows));
    TRY(q_comment_texts_get(c, of_bob, &said));
    expect_eq(rows.n, 0);
    expect_eq(said.n, 0);
    expect_right(c);
    return OK;
}

static bool is_first(ctx *c, const void *arg)
{
    const struct replies_wanted *w = arg;
    struct comment_tree t = page_of(c, nobody, w->post, post_itself, (struct comment_wish){ .sort = COMMENTS_TOP, .limit = 1 });

    return t.at[0].likes == w->n;
}

static err likes_of_hidden_people_do_not_order_comments(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), post = a_post(c, ann, "Hello", "public").id;

    (void)arg;
    id a = a_comment(c, ann, post, post_itself, "a"), b = a_comment(c, ann, post, post_itself, "b");
    liked(c, ann, a, true);
    liked(c, bob, b, true);
    liked(c, eve, b, true);
    expect_str(tree_text(c, nobody, post, COMMENTS_TOP, 0), S("ba"));
    hidden(c, bob, true);
    given_up(c, eve);
    expect_soon(c, is_first, &(struct replies_wanted){ post, 0, 1 });
    expect_str(tree_text(c, nobody, post, COMMENTS_TOP, 0), S("ab"));
    expect_right(c);
    hidden(c, bob, false);
    expect_soon(c, replies_are, &(struct replies_wanted){ post, 0, 0 });
    return OK;
}

static bool nothing_is_left(ctx *c, const void *arg)
{
    const id *post = arg;
    comment_row_page rows;

    expect_ok(q_comments_of_post(c, *post, (id){ 0 }, 1, &rows));
    return rows.n == 0;
}

enum { MANY = 450 };

static i64 in_a_chain_of_ten(size_t i)
{
    return i % 10 ? (i64)i - 1 : -1;
}

static err nothing_is_left_of_a_deleted_posts_comments(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, ann, "Hello", "public").id;
    id *all = arena_array(&c->arena, id, MANY);
    reaction_counts_page counts;
    comment_said_page said;

    (void)arg;
    planted(c, ann, post, MANY, in_a_chain_of_ten, all);
    deleted(c, ann, all[0]);
    liked(c, bob, all[MANY - 1], true);
    TRY(post_delete(c, &(struct caller){ .account = ann }, post));
    expect_soon(c, nothing_is_left, &post);
    TRY(q_comment_texts_get(c, ((ids){ all, MANY }), &said));
    expect_eq(said.n, 0);
    TRY(reactions_counts(c, (ids){ all, MANY }, &counts));
    expect_eq(counts.at[MANY - 1].likes, 0);
    expect_right(c);
    return OK;
}

enum { VERSIONS = 130 };

static err versions_plant(tx *t, void *arg)
{
    for (int i = 0; i < VERSIONS; i++)
        TRY(q_comment_version_insert(t, *(const id *)arg, tx_new_id(t), S("before"), tx_now(t)));
    return OK;
}

static bool versions_are_gone(ctx *c, const void *arg)
{
    comment_version_row_page rows;

    expect_ok(q_comment_versions_before(c, *(const id *)arg, (id){ INT64_MAX }, 1, &rows));
    return !rows.n;
}

static id a_comment_edited_often(ctx *c, id me, id post)
{
    id comment = a_comment(c, me, post, post_itself, "now");

    expect_ok(transact(c, versions_plant, &comment));
    return comment;
}

static err many_versions_of_what_is_deleted_are_gone_soon(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, ann, "Hello", "public").id;
    id of_ann = a_comment_edited_often(c, ann, post), of_bob = a_comment_edited_often(c, bob, post);
    id with_post[] = { a_comment_edited_often(c, ann, post), a_comment_edited_often(c, ann, post) };

    (void)arg;
    deleted(c, ann, of_ann);
    expect_soon(c, versions_are_gone, &of_ann);
    given_up(c, bob);
    expect_soon(c, versions_are_gone, &of_bob);
    expect(!versions_are_gone(c, &with_post[0]));
    TRY(post_delete(c, &(struct caller){ .account = ann }, post));
    expect_soon(c, versions_are_gone, &with_post[0]);
    expect_soon(c, versions_are_gone, &with_post[1]);
    expect_soon(c, nothing_is_left, &post);
    return OK;
}

TEST(many_versions_of_what_is_deleted_are_gone_soon) { in_forum(many_versions_of_what_is_deleted_are_gone_soon); }
TEST(a_hidden_authors_comments_are_not_counted_until_they_are_back)
{
    in_forum(a_hidden_authors_comments_are_not_counted_until_they_are_back);
}
TEST(a_placeholder_is_back_with_its_only_reply) { in_forum(a_placeholder_is_back_with_its_only_reply); }
TEST(what_an_erased_author_wrote_is_gone) { in_forum(what_an_erased_author_wrote_is_gone); }
TEST(likes_of_hidden_people_do_not_order_comments) { in_forum(likes_of_hidden_people_do_not_order_comments); }
TEST(nothing_is_left_of_a_deleted_posts_comments) { in_forum(nothing_is_left_of_a_deleted_posts_comments); }
