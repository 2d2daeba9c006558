/* What counts for posts_per_hour and likes_per_hour, and what does not. */
#include "base/id.h"
#include "base/str.h"
#include "domain/post/testbed.h"

static err create(ctx *c, id me, const char *content, id of)
{
    struct post_draft d = { .content = { content ? GIVEN : ABSENT, str_of(content ? content : "") } };
    struct post out;

    if (of.v)
        d.boost_of = (maybe_str){ GIVEN, id_text(&c->arena, of) };
    return fresh(c, post_create(c, me, &d, &out));
}

static void on_a_budget(err (*run)(ctx *, void *))
{
    static const struct test_setting tight[] = { { "posts_per_hour", "3" }, { "likes_per_hour", "3" }, { "edits_per_hour", "3" }, {0} };
    struct house h = posts_open(tight);
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

static err posts_and_quotes_count(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, bob, "Hello", "public").id;
    struct post out;

    (void)arg;
    expect_eq(create(c, ann, "", (id){ 0 }), ERR_INVALID);       /* refused: not counted */
    expect_eq(create(c, ann, "x", (id){ 1 }), ERR_INVALID);
    id mine = a_post(c, ann, "one", "public").id;
    expect_ok(create(c, ann, "two", post));
    expect_ok(create(c, ann, NULL, post));                       /* a boost counts as a like */
    expect_ok(create(c, ann, "three", (id){ 0 }));
    expect_eq(create(c, ann, "four", (id){ 0 }), ERR_TOO_MANY);
    expect_eq(create(c, ann, "five", post), ERR_TOO_MANY);
    expect_eq(create(c, ann, "", (id){ 0 }), ERR_INVALID);       /* what is wrong is said all the same */
    expect_ok(post_edit(c, ann, &(struct post_change){ .id = mine, .content = { GIVEN, S("edited") } }, &out));
    expect_ok(create(c, bob, "another's", (id){ 0 }));
    posts_agree(c);
    return OK;
}

static err reactions_boosts_and_votes_count_together(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, bob, "Hello", "public").id;
    struct post_draft d = { .content = { GIVEN, S("?") }, .poll.options = { (str[]){ S("a"), S("b") }, 2 } };
    struct post out;

    (void)arg;
    TRY(post_create(c, bob, &d, &out));
    id poll = out.id;
    expect_eq(fresh(c, post_react(c, ann, (id){ 1 }, REACTION_LIKE, &out)), ERR_NOT_FOUND);
    expect_ok(post_react(c, ann, post, REACTION_SAVE, &out));
    for (int i = 0; i < 5; i++)
        expect_ok(create(c, ann, NULL, post));                   /* once counted, and then repeated */
    expect_ok(post_vote(c, ann, &(struct post_votes){ poll, { (i64[]){ 1 }, 1 } }, &out));
    expect_eq(fresh(c, post_react(c, ann, post, REACTION_LIKE, &out)), ERR_TOO_MANY);
    expect_eq(create(c, ann, NULL, poll), ERR_TOO_MANY);
    expect_eq(fresh(c, post_react(c, ann, (id){ 1 }, REACTION_LIKE, &out)), ERR_NOT_FOUND);      /* 404 before 429 */
    expect_ok(post_react(c, ann, post, REACTION_SAVE, &out));    /* repeats are harmless */
    expect_ok(post_react(c, ann, post, REACTION_BOOST, &out));
    expect_ok(create(c, ann, NULL, post));
    expect_ok(post_vote(c, ann, &(struct post_votes){ poll, { (i64[]){ 1 }, 1 } }, &out));
    expect_eq(fresh(c, post_vote(c, ann, &(struct post_votes){ poll, { (i64[]){ 0 }, 1 } }, &out)), ERR_CONFLICT);
    expect_ok(post_unreact(c, ann, post, REACTION_SAVE, &out));
    expect_eq(fresh(c, post_react(c, ann, post, REACTION_SAVE, &out)), ERR_TOO_MANY);            /* what is taken back is not given back */
    expect_ok(create(c, ann, "a post", (id){ 0 }));
    posts_agree(c);
    return OK;
}

static err edit(ctx *c, id me, id post, const char *content)
{
    struct post out;

    return fresh(c, post_edit(c, me, &(struct post_change){ .id = post, .content = { GIVEN, str_of(content) } }, &out));
}

static err edits_that_change_something_count(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    id one = a_post(c, ann, "one", "public").id, two = a_post(c, ann, "two", "public").id;

    (void)arg;
    for (int i = 0; i < 5; i++)
        expect_ok(edit(c, ann, one, "one"));
    expect_ok(edit(c, ann, one, "uno"));
    expect_ok(edit(c, ann, two, "due"));
    expect_eq(edit(c, ann, two, ""), ERR_INVALID);
    expect_ok(edit(c, ann, two, "zwei"));
    expect_eq(edit(c, ann, two, "dos"), ERR_TOO_MANY);
    expect_eq(edit(c, bob, two, "dos"), ERR_FORBIDDEN);
    expect_ok(edit(c, bob, a_post(c, bob, "his", "public").id, "another's"));
    return OK;
}

TEST(edits_that_change_something_count) { on_a_budget(edits_that_change_something_count); }
TEST(posts_and_quotes_count) { on_a_budget(posts_and_quotes_count); }
TEST(reactions_boosts_and_votes_count_together) { on_a_budget(reactions_boosts_and_votes_count_together); }
