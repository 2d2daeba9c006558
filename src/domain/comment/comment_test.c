/* Writing, reading, changing and deleting comments. */
#include "base/str.h"
#include "domain/comment/testbed.h"

static const id nobody = { 0 }, post_itself = { 0 };

static err a_comment_is_what_was_written(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct post post = a_post(c, ann, "Hello", "public");
    struct comment made;
    struct comment_tree tree;

    (void)arg;
    str text = S("  Hi @Ann, see https://kith.example/a #Caf\u00e9\r\n");
    TRY(comment_create(c, bob, post.id, &(struct comment_draft){ .content = { GIVEN, text } }, &made));
    expect_str(made.content, S("Hi @Ann, see https://kith.example/a #Caf\u00e9"));
    expect_eq(made.depth, 0);
    expect_eq(made.parent_comment_id.is, NULLED);
    expect_str(made.author->username, S("bob"));
    id first = a_comment(c, ann, post.id, made.id, "Thanks");
    TRY(comment_get(c, nobody, made.id, COMMENTS_NEW, 1, &tree));
    expect_str(tree.at[0].words->content, made.content);
    expect_str(tree.at[0].words->mentions.at[0].username, S("ann"));
    expect_str(tree.at[0].words->tags.at[0].name, S("cafe"));
    expect_str(tree.at[0].words->links.at[0].url, S("https://kith.example/a"));
    expect_eq(tree.at[0].replies, 1);
    expect_eq(tree.at[0].n, 1);
    expect_eq(tree.at[0].below[0].words->id.v, first.v);
    expect_eq(tree.at[0].below[0].words->depth, 1);
    expect_eq(comment_count(c, post.id), 2);
    TRY(comment_get(c, nobody, made.id, COMMENTS_NEW, 0, &tree));
    expect_eq(tree.at[0].n, 0);
    expect_eq(tree.at[0].next.id.v, first.v);
    expect_right(c);
    return OK;
}

static err what_one_may_not_answer_is_no_parent(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), out;
    struct post post = a_post(c, ann, "Hello", "public"), other = a_post(c, ann, "Bye", "public"), secret = a_post(c, ann, "?", "private");

    (void)arg;
    id there = a_comment(c, bob, post.id, post_itself, "a"), elsewhere = a_comment(c, bob, other.id, post_itself, "b");
    id gone = a_comment(c, bob, post.id, post_itself, "c");
    a_comment(c, ann, post.id, gone, "d");
    deleted(c, bob, gone);
    expect_eq(comment_or_not(c, ann, post.id, elsewhere, "x", &out), ERR_INVALID);
    expect_eq(comment_or_not(c, ann, post.id, gone, "x", &out), ERR_INVALID);
    expect_eq(comment_or_not(c, ann, post.id, post.id, "x", &out), ERR_INVALID);
    TRY(graph_block(c, bob, eve));
    expect_eq(comment_or_not(c, eve, post.id, there, "x", &out), ERR_INVALID);
    expect_eq(comment_or_not(c, eve, secret.id, post_itself, "x", &out), ERR_NOT_FOUND);
    hidden(c, eve, true);
    expect_eq(comment_or_not(c, eve, post.id, post_itself, "x", &out), ERR_FORBIDDEN);
    expect_eq(comment_count(c, post.id), 2);
    expect_right(c);
    return OK;
}

static err a_deleted_comment_leaves_a_place_for_its_replies(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct comment_tree tree;

    (void)arg;
    id post = a_post(c, ann, "Hello", "public").id;
    id a = a_comment(c, bob, post, post_itself, "a"), b = a_comment(c, ann, post, a, "b"), d = a_comment(c, bob, post, b, "d");
    id e = a_comment(c, bob, post, b, "e");
    expect_tree(c, nobody, post, "a(b(de))");
    deleted(c, bob, a);
    expect_tree(c, nobody, post, "-(b(de))");
    expect_eq(comment_get(c, bob, a, COMMENTS_NEW, 0, &tree), ERR_NOT_FOUND);
    expect_eq(delete_or_not(c, bob, a), ERR_NOT_FOUND);
    deleted(c, ann, b);
    expect_tree(c, nobody, post, "-(-(de))");
    expect_eq(comment_count(c, post), 2);
    deleted(c, ann, d);                          /* on her own post */
    expect_tree(c, nobody, post, "-(-(e))");
    expect_right(c);
    deleted(c, bob, e);
    expect_tree(c, nobody, post, "");
    expect_eq(comment_count(c, post), 0);
    expect_right(c);
    return OK;
}

static err others_may_not_delete_it(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), mod = a_person(c, "mod");
    id post = a_post(c, ann, "Hello", "followers").id;

    (void)arg;
    follows(c, bob, ann);
    follows(c, eve, ann);
    id a = a_comment(c, bob, post, post_itself, "a"), b = a_comment(c, bob, post, post_itself, "b");
    expect_eq(delete_or_not(c, eve, a), ERR_FORBIDDEN);
    TRY(graph_block(c, bob, eve));
    expect_eq(delete_or_not(c, eve, a), ERR_NOT_FOUND);
    expect_eq(delete_or_not(c, mod, a), ERR_NOT_FOUND);      /* who does not see the post */
    TRY(graph_unfollow(c, bob, ann, &(struct follow){ 0 }));
    deleted(c, bob, a);                          /* one's own, even so */
    expect_ok(comment_delete(c, &(struct caller){ .account = mod, .role = ROLE_MODERATOR }, b));
    audit_page log;
    TRY(audit_list(c, 0, 10, &log));
    expect_eq(log.n, 1);                         /* only what a moderator did */
    expect_str(log.at[0].action, S("comment_removed"));
    expect_eq(log.at[0].actor.v, mod.v);
    expect_eq(log.at[0].subject.v, bob.v);
    expect_str(log.at[0].detail, arena_format(&c->arena, "comment %lld", (long long)b.v));
    expect_tree(c, ann, post, "");
    expect_right(c);
    return OK;
}

static err an_edit_keeps_what_was_said(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), next;
    id post = a_post(c, ann, "Hello", "public").id, a = a_comment(c, bob, post, post_itself, "one");
    comment_version_page versions;
    struct comment_tree tree;
    struct comment io;

    (void)arg;
    static const char *const texts[] = { "two", "two", "three @ann" };
    for (size_t i = 0; i < COUNT(texts); i++) {
        TRY(comment_get(c, bob, a, COMMENTS_NEW, 0, &tree));
        comment_of(tree.at, (maybe_str){ .is = NULLED }, &io);
        TRY(comment_edit(c, bob, (maybe_str){ GIVEN, str_of(texts[i]) }, &io));
        expect_str(io.content, str_of(texts[i]));
    }
    expect_eq(io.mentions.n, 1);
    TRY(comment_get(c, ann, a, COMMENTS_NEW, 0, &tree));
    expect_str(tree.at->words->content, S("three @ann"));
    expect_eq(tree.at->words->edited_at.is, GIVEN);
    comment_of(tree.at, (maybe_str){ .is = NULLED }, &io);
    expect_eq(comment_edit(c, ann, (maybe_str){ GIVEN, S("x") }, &io), ERR_FORBIDDEN);
    TRY(comment_history(c, ann, a, (id){ 0 }, 2, &versions, &next));
    expect_eq(versions.n, 2);
    expect_str(versions.at[0].content, S("three @ann"));
    expect_str(versions.at[1].content, S("two"));
    TRY(comment_history(c, ann, a, next, 2, &versions, &next));
    expect_eq(versions.n, 1);
    expect_str(versions.at[0].content, S("one"));
    expect_eq(next.v, 0);
    TRY(comment_history(c, ann, a, (id){ 0 }, 1, &versions, &next));
    TRY(comment_history(c, ann, a, next, 1, &versions, &next));
    expect_str(versions.at[0].content, S("two"));
    return OK;
}

static err likes_make_the_order_of_top(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve");
    id post = a_post(c, ann, "Hello", "public").id;
    post_reaction_page likers;
    id next;

    (void)arg;
    id a = a_comment(c, ann, post, post_itself, "a"), b = a_comment(c, ann, post, post_itself, "b");
    id d = a_comment(c, ann, post, post_itself, "d");
    id e = a_comment(c, ann, post, a, "e"), f = a_comment(c, ann, post, a, "f");
    (void)e;
    liked(c, ann, d, true);
    liked(c, bob, d, true);
    liked(c, bob, d, true);
    liked(c, bob, b, true);
    liked(c, bob, f, true);
    expect_str(tree_text(c, nobody, post, COMMENTS_TOP, 2), S("dba(fe)"));
    expect_str(tree_text(c, nobody, post, COMMENTS_NEW, 2), S("dba(fe)"));
    expect_str(tree_text(c, nobody, post, COMMENTS_OLD, 2), S("a(ef)bd"));
    liked(c, bob, f, false);
    liked(c, bob, d, false);
    liked(c, ann, d, false);
    expect_str(tree_text(c, nobody, post, COMMENTS_TOP, 2), S("ba(ef)d"));
    liked(c, ann, a, true);
    liked(c, eve, a, true);
    expect_str(tree_text(c, nobody, post, COMMENTS_TOP, 0), S("a(+)bd"));
    TRY(comment_likers(c, nobody, a, LIKERS, (id){ 0 }, 1, &likers, &next));
    expect_str(likers.at[0].user.username, S("eve"));
    TRY(comment_likers(c, nobody, a, LIKERS, next, 1, &likers, &next));
    expect_str(likers.at[0].user.username, S("ann"));
    expect_eq(next.v, 0);
    expect_right(c);
    return OK;
}

static err what_is_above_a_comment_comes_in_pages(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), post = a_post(c, ann, "Hello", "public").id, at = { 0 }, next, chain[8];
    struct comment_tree tree;

    (void)arg;
    for (size_t i = 0; i < COUNT(chain); i++)
        at = chain[i] = a_comment(c, ann, post, at, (char[]){ (char)('a' + i), 0 });
    deleted(c, ann, chain[5]);
    TRY(comment_ancestors(c, nobody, chain[7], (id){ 0 }, 4, &tree, &next));
    expect_eq(tree.n, 4);
    expect_eq(tree.at[0].words->id.v, chain[6].v);
    expect_eq(tree.at[0].next.id.v, chain[7].v);
    expect(tree.at[1].words->deleted);
    expect_eq(next.v, chain[2].v);
    TRY(comment_ancestors(c, nobody, chain[7], next, 4, &tree, &next));
    expect_eq(tree.n, 3);
    expect_eq(tree.at[2].words->id.v, chain[0].v);
    expect_eq(next.v, 0);
    TRY(comment_ancestors(c, nobody, chain[0], (id){ 0 }, 4, &tree, &next));
    expect_eq(tree.n, 0);
    id other = a_comment(c, ann, a_post(c, ann, "Other", "private").id, post_itself, "x");
    TRY(comment_ancestors(c, nobody, chain[7], other, 4, &tree, &next));     /* a cursor of another list shows nothing of it */
    expect_eq(tree.n, 0);
    return OK;
}

static err comments_go_with_their_post(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, ann, "Hello", "public").id;
    id a = a_comment(c, bob, post, post_itself, "a");
    struct comment_tree tree;
    id next;

    (void)arg;
    a_comment(c, ann, post, a, "b");
    TRY(post_delete(c, &(struct caller){ .account = ann }, post));
    expect_eq(comment_get(c, bob, a, COMMENTS_NEW, 0, &tree), ERR_NOT_FOUND);
    expect_eq(delete_or_not(c, bob, a), ERR_NOT_FOUND);
    TRY(comments_by(c, bob, bob, (id){ 0 }, 10, &tree, &next));
    expect_eq(tree.n, 0);
    expect_right(c);
    return OK;
}

static err the_comments_of_somebody_are_those_on_posts_that_one_sees(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), next;
    id open = a_post(c, ann, "Hello", "public").id, closed = a_post(c, ann, "Psst", "followers").id;
    struct comment_tree tree;

    (void)arg;
    follows(c, bob, ann);
    id a = a_comment(c, bob, open, post_itself, "a"), b = a_comment(c, bob, closed, post_itself, "b"), d = a_comment(c, bob, open, a, "d");
    a_comment(c, bob, open, a, "e");
    deleted(c, bob, d);
    TRY(comments_by(c, bob, bob, (id){ 0 }, 2, &tree, &next));
    expect_eq(tree.n, 2);
    expect_eq(tree.at[1].words->id.v, b.v);
    TRY(comments_by(c, bob, bob, next, 2, &tree, &next));
    expect_eq(tree.n, 1);
    expect_eq(tree.at[0].words->id.v, a.v);
    expect_eq(next.v, 0);
    TRY(comments_by(c, eve, bob, (id){ 0 }, 10, &tree, &next));
    expect_eq(tree.n, 2);
    TRY(graph_block(c, eve, bob));
    TRY(comments_by(c, eve, bob, (id){ 0 }, 10, &tree, &next));
    expect_eq(tree.n, 0);
    expect_eq(comments_by(c, bob, eve, (id){ 0 }, 10, &tree, &next), ERR_NOT_FOUND);
    return OK;
}

TEST(a_comment_is_what_was_written) { in_forum(a_comment_is_what_was_written); }
TEST(what_one_may_not_answer_is_no_parent) { in_forum(what_one_may_not_answer_is_no_parent); }
TEST(a_deleted_comment_leaves_a_place_for_its_replies) { in_forum(a_deleted_comment_leaves_a_place_for_its_replies); }
TEST(others_may_not_delete_it) { in_forum(others_may_not_delete_it); }
TEST(an_edit_keeps_what_was_said) { in_forum(an_edit_keeps_what_was_said); }
TEST(likes_make_the_order_of_top) { in_forum(likes_make_the_order_of_top); }
TEST(what_is_above_a_comment_comes_in_pages) { in_forum(what_is_above_a_comment_comes_in_pages); }
TEST(comments_go_with_their_post) { in_forum(comments_go_with_their_post); }
TEST(the_comments_of_somebody_are_those_on_posts_that_one_sees) { in_forum(the_comments_of_somebody_are_those_on_posts_that_one_sees); }
