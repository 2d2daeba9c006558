#include "api/graphql/mutations_testbed.h"

/* ---- posts ---- */

static err post_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");

    (void)arg;
    DONE(ann,
         "\"createPost\":{\"post\":{\"content\":\"Hello #Tea\",\"visibility\":\"UNLISTED\",\"contentWarning\":\"w\",\"sensitive\":true,"
         "\"language\":\"pt-BR\",\"type\":\"TEXT\",\"author\":{\"username\":\"ann\",\"postCount\":1},\"liked\":false,"
         "\"tags\":[{\"text\":\"Tea\"}],\"editedAt\":null,\"boostOf\":null}}",
         "createPost(input: { content: \" Hello #Tea \", visibility: UNLISTED, contentWarning: \"w\", sensitive: true, "
         "language: \"PT-br\" }) "
         "{ post { content visibility contentWarning sensitive language type author { username postCount } liked tags { text } editedAt "
         "boostOf { id } } } }");
    DONE(ann, "\"createPost\":{\"post\":{\"visibility\":\"PUBLIC\",\"sensitive\":false,\"contentWarning\":null}}",
         "createPost(input: { content: \"x\", contentWarning: null, visibility: null, sensitive: null, poll: null, mediaIds: null }) "
         "{ post { visibility sensitive contentWarning } } }");
    return OK;
}

TEST(a_post_is_published_and_shown_as_it_then_is)
{
    in_surface(post_run);
}

static err change_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, ann, "one", "public").id;
    const char *left_out = TEXT("mutation ($w: String, $t: String) { updatePost(input: { id: %lld, contentWarning: $w, content: $t }) "
                                "{ post { content contentWarning } } }", ID(post));

    (void)arg;
    DONE(ann, "\"updatePost\":{\"post\":{\"content\":\"one\",\"contentWarning\":\"w\",\"sensitive\":true}}",
         "updatePost(input: { id: %lld, contentWarning: \"w\", sensitive: true }) { post { content contentWarning sensitive } } }",
             ID(post));
    expect_str(answer_with(c, ann, left_out, S("{\"t\": \"two\"}")),
               S("{\"data\":{\"updatePost\":{\"post\":{\"content\":\"two\",\"contentWarning\":\"w\"}}}}"));
    expect_str(answer_with(c, ann, left_out, S("{\"w\": null}")),
               S("{\"data\":{\"updatePost\":{\"post\":{\"content\":\"two\",\"contentWarning\":null}}}}"));
    REFUSED(bob, "not_allowed", "updatePost(input: { id: %lld, content: \"three\" }) { post { id } } }", ID(post));
    WRONG(ann, "input.content", "too_short", "updatePost(input: { id: %lld, content: \"\" }) { post { id } } }", ID(post));
    WRONG(ann, "input.type", "invalid_form", "updatePost(input: { id: %lld, type: VIDEO }) { post { id } } }", ID(post));
    REFUSED(ann, "media_not_found", "updatePost(input: { id: %lld, mediaIds: [\"7\"] }) { post { id } } }", ID(post));
    return OK;
}

TEST(a_change_leaves_what_is_left_out_and_null_clears)
{
    in_surface(change_run);
}

static err deletion_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, ann, "one", "public").id, other = a_post(c, ann, "two",
                                        "public").id;
    const char *text = TEXT("mutation { deletePost(input: { id: %lld }) { deletedId } }", ID(other));

    (void)arg;
    REFUSED(bob, "not_allowed", "deletePost(input: { id: %lld }) { deletedId } }", ID(post));
    DONE(ann, TEXT("\"deletePost\":{\"deletedId\":\"%lld\"}", ID(post)), "deletePost(input: { id: %lld }) { deletedId } }", ID(post));
    REFUSED(ann, "post_not_found", "deletePost(input: { id: %lld }) { deletedId } }", ID(post));
    REFUSED(ann, "post_not_found", "updatePost(input: { id: %lld, content: \"x\" }) { post { id } } }", ID(post));
    expect_str(answer_as(c, (struct caller){ .account = bob, .role = ROLE_MODERATOR }, text),
               arena_format(&c->arena, "{\"data\":{\"deletePost\":{\"deletedId\":\"%lld\"}}}", ID(other)));
    expect(!sees(c, ann, other));
    return OK;
}

TEST(a_post_is_deleted_by_its_author_or_a_moderator)
{
    in_surface(deletion_run);
}

static err wrong_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), secret = a_post(c, bob, "secret", "private").id,
       followers = a_post(c, ann, "for followers", "followers").id;
    const char *long_text = TEXT("%05001d", 0);

    (void)arg;
    WRONG(ann, "input.content", "too_short", "createPost(input: {}) { post { id } } }");
    WRONG(ann, "input.content", "too_long", "createPost(input: { content: \"%s\" }) { post { id } } }", long_text);
    WRONG(ann, "input.contentWarning", "too_long", "createPost(input: { content: \"x\", contentWarning: \"%.501s\" }) { post { id } } }",
          long_text);
    WRONG(ann, "input.language", "invalid_form", "createPost(input: { content: \"x\", language: \"-\" }) { post { id } } }");
    WRONG(ann, "input.type", "invalid_form", "createPost(input: { content: \"x\", type: LINK }) { post { id } } }");
    WRONG(ann, "input.mediaIds", "too_long", "createPost(input: { mediaIds: [1,2,3,4,5,6,7,8,9] }) { post { id } } }");
    WRONG(ann, "input.poll.options", "too_short", "createPost(input: { content: \"x\", poll: { options: [] } }) { post { id } } }");
    WRONG(ann, "input.poll.options", "options_alike", "createPost(input: { poll: { options: [\"a\", \"a\"] } }) { post { id } } }");
    WRONG(ann, "input.poll.expiresIn", "too_small",
          "createPost(input: { poll: { options: [\"a\", \"b\"], expiresIn: 1 } }) { post { id } } }");
    WRONG(ann, "input.poll.expiresAt", "end_out_of_range",
          "createPost(input: { poll: { options: [\"a\", \"b\"], expiresAt: \"2001-01-01T00:00:00Z\" } }) { post { id } } }");
    REFUSED(ann, "media_not_found", "createPost(input: { mediaIds: [\"7\"] }) { post { id } } }");
    REFUSED(ann, "post_not_found", "createPost(input: { boostOf: %lld }) { post { id } } }", ID(secret));
    REFUSED(ann, "post_not_found", "createPost(input: { boostOf: \"x\" }) { post { id } } }");
    REFUSED(ann, "cannot_boost", "createPost(input: { content: \"q\", boostOf: %lld }) { post { id } } }", ID(followers));
    return OK;
}

TEST(what_is_wrong_with_a_post_is_named_from_the_input_on)
{
    in_surface(wrong_run);
}

static err boost_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, ann, "one", "public").id;
    str first = answer(c, bob,
                       TEXT("mutation { createPost(input: { boostOf: %lld }) { post { id content boosted boostCount boostOf { id content "
                                    "boosted boostOf { id } } } } }", ID(post)));

    (void)arg;
    expect(told(first, "\"content\":\"\",\"boosted\":true,\"boostCount\":1,\"boostOf\":{"));
    expect(told(first, "\"content\":\"one\",\"boosted\":true,\"boostOf\":null}"));
    expect_str(answer(c, bob,
               TEXT("mutation { createPost(input: { boostOf: %lld }) { post { id content boosted boostCount boostOf { id content "
                                   "boosted boostOf { id } } } } }", ID(post))), first);
    DONE(bob, "\"createPost\":{\"post\":{\"content\":\"so true\",\"boostOf\":{\"content\":\"one\",\"quoteCount\":1}}}",
         "createPost(input: { content: \"so true\", boostOf: %lld }) { post { content boostOf { content quoteCount } } } }", ID(post));
    return OK;
}

TEST(a_boost_is_there_once_and_a_quote_counts)
{
    in_surface(boost_run);
}

static err pins_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, ann, "one", "public").id, secret = a_post(c, ann, "s",
                                        "private").id;

    (void)arg;
    for (int i = 0; i < 2; i++)
        DONE(ann, "\"pinPost\":{\"post\":{\"pinned\":true}}", "pinPost(input: { id: %lld }) { post { pinned } } }", ID(post));
    REFUSED(bob, "not_allowed", "pinPost(input: { id: %lld }) { post { pinned } } }", ID(post));
    REFUSED(ann, "cannot_pin", "pinPost(input: { id: %lld }) { post { pinned } } }", ID(secret));
    for (int i = 0; i < 4; i++)
        DONE(ann, "\"pinPost\":{\"post\":{\"pinned\":true}}", "pinPost(input: { id: %lld }) { post { pinned } } }",
             ID(a_post(c, ann, "more", "public").id));
    REFUSED(ann, "too_many_pins", "pinPost(input: { id: %lld }) { post { pinned } } }", ID(a_post(c, ann, "sixth", "public").id));
    for (int i = 0; i < 2; i++)
        DONE(ann, "\"unpinPost\":{\"post\":{\"pinned\":false}}", "unpinPost(input: { id: %lld }) { post { pinned } } }", ID(post));
    return OK;
}

TEST(pins_come_and_go_and_are_at_most_five)
{
    in_surface(pins_run);
}

static err votes_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), bare = a_post(c, ann, "no poll", "public").id;
    struct post poll;

    (void)arg;
    expect_ok(post_create(c, ann, &(struct post_draft){ .poll = { .options = { (str[]){ S("a"), S("b") }, 2 } } }, &poll));
    WRONG(bob, "input.choices", "too_short", "votePoll(input: { postId: %lld, choices: [] }) { post { id } } }", ID(poll.id));
    WRONG(bob, "input.choices", "too_long", "votePoll(input: { postId: %lld, choices: [0,1,2,3,4,5,6,7,8,9,10] }) { post { id } } }",
          ID(poll.id));
    WRONG(bob, "input.choices", "no_such_choice", "votePoll(input: { postId: %lld, choices: [2] }) { post { id } } }", ID(poll.id));
    WRONG(bob, "input.choices", "single_choice", "votePoll(input: { postId: %lld, choices: [0, 1] }) { post { id } } }", ID(poll.id));
    for (int i = 0; i < 2; i++)
        DONE(bob, "\"votePoll\":{\"post\":{\"poll\":{\"voted\":true,\"voterCount\":1,\"options\":[{\"voteCount\":0},{\"voteCount\":1}]}}}",
             "votePoll(input: { postId: %lld, choices: [1] }) { post { poll { voted voterCount options { voteCount } } } } }", ID(poll.id));
    REFUSED(bob, "already_voted", "votePoll(input: { postId: %lld, choices: 0 }) { post { id } } }", ID(poll.id));
    REFUSED(bob, "poll_not_found", "votePoll(input: { postId: %lld, choices: [0] }) { post { id } } }", ID(bare));
    REFUSED(bob, "post_not_found", "votePoll(input: { postId: 7, choices: [0] }) { post { id } } }");
    return OK;
}

TEST(a_vote_counts_once)
{
    in_surface(votes_run);
}

/* ---- comments ---- */

static err comments_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, ann, "one", "public").id, other = a_post(c, ann, "two",
                                        "public").id;
    id first = a_remark(c, bob, post, (id){ 0 }, "first"), elsewhere = a_remark(c, bob, other, (id){ 0 }, "elsewhere");

    (void)arg;
    DONE(ann, TEXT("\"createComment\":{\"comment\":{\"content\":\"reply\",\"depth\":1,\"parent\":{\"id\":\"%lld\",\"replyCount\":1},"
                   "\"post\":{\"commentCount\":2}}}", ID(first)),
         "createComment(input: { postId: %lld, parentId: %lld, content: \" reply \" }) { comment { content depth parent { id replyCount } "
         "post { commentCount } } } }", ID(post), ID(first));
    WRONG(ann, "input.content", "too_short", "createComment(input: { postId: %lld, content: \" \" }) { comment { id } } }", ID(post));
    REFUSED(ann, "post_not_found", "createComment(input: { postId: \"x\", content: \"y\" }) { comment { id } } }");
    str said = answer(c, ann,
                      TEXT("mutation { createComment(input: { postId: %lld, parentId: %lld, content: \"y\" }) { comment { id } } }",
                           ID(post),
                                   ID(elsewhere)));
    refused(c, said, "parent_not_found");
    expect(told(said, "{\"field\":\"input.parentId\",\"code\":\"parent_not_found\""));
    DONE(bob, "\"updateComment\":{\"comment\":{\"content\":\"other\",\"deleted\":false,\"author\":{\"username\":\"bob\"}}}",
         "updateComment(input: { id: %lld, content: \"other\" }) { comment { content deleted author { username } } } }", ID(first));
    WRONG(bob, "input.content", "too_short", "updateComment(input: { id: %lld, content: \"\" }) { comment { id } } }", ID(first));
    REFUSED(ann, "not_allowed", "updateComment(input: { id: %lld, content: \"mine\" }) { comment { id } } }", ID(first));
    REFUSED(ann, "comment_not_found", "updateComment(input: { id: %lld, content: \"mine\" }) { comment { id } } }", ID(post));
    return OK;
}

TEST(a_comment_is_written_answered_and_changed)
{
    in_surface(comments_run);
}

static err placeholder_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), post = a_post(c, ann, "one", "public").id;
    id first = a_remark(c, bob, post, (id){ 0 }, "first"), reply = a_remark(c, ann, post, first, "reply");

    (void)arg;
    REFUSED(eve, "not_allowed", "deleteComment(input: { id: %lld }) { deletedId } }", ID(first));
    DONE(bob,
         TEXT("\"deleteComment\":{\"deletedId\":\"%lld\",\"comment\":{\"id\":\"%lld\",\"deleted\":true,\"content\":\"\",\"author\":null,"
                   "\"replyCount\":1}}", ID(first), ID(first)),
         "deleteComment(input: { id: %lld }) { deletedId comment { id deleted content author { id } replyCount } } }", ID(first));
    REFUSED(bob, "comment_not_found", "deleteComment(input: { id: %lld }) { deletedId } }", ID(first));
    DONE(ann, TEXT("\"deleteComment\":{\"comment\":null,\"deletedId\":\"%lld\"}", ID(reply)),
         "deleteComment(input: { id: %lld }) { comment { id } deletedId } }", ID(reply));
    return OK;
}

TEST(a_deleted_comment_leaves_a_placeholder_while_it_has_replies)
{
    in_surface(placeholder_run);
}

/* ---- reactions ---- */

static err reactions_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, ann, "one", "public").id, boost = a_boost(c, ann, post).id;
    id secret = a_post(c, ann, "secret", "private").id, narrow = a_post(c, bob, "narrow", "followers").id;

    (void)arg;
    for (int i = 0; i < 2; i++)
        DONE(bob, "\"react\":{\"subject\":{\"likeCount\":1,\"liked\":true}}",
             "react(input: { subjectId: %lld }) { subject { likeCount liked } } }",
             ID(post));
    DONE(bob, TEXT("\"react\":{\"subject\":{\"id\":\"%lld\",\"saved\":true,\"saveCount\":1,\"likeCount\":1}}", ID(post)),
         "react(input: { subjectId: %lld, type: SAVE }) { subject { ... on Post { id saved saveCount } likeCount } } }", ID(boost));
    for (int i = 0; i < 2; i++)
        DONE(bob, "\"unreact\":{\"subject\":{\"likeCount\":0,\"liked\":false}}",
             "unreact(input: { subjectId: %lld, type: LIKE }) { subject { likeCount liked } } }", ID(post));
    DONE(bob, "\"a\":{\"subject\":{\"boosted\":true,\"boostCount\":2}},\"b\":{\"subject\":{\"boosted\":false,\"boostCount\":1}}",
         "a: react(input: { subjectId: %lld, type: BOOST }) { subject { ... on Post { boosted boostCount } } } "
         "b: unreact(input: { subjectId: %lld, type: BOOST }) { subject { ... on Post { boosted boostCount } } } }", ID(post), ID(post));
    REFUSED(bob, "cannot_boost", "react(input: { subjectId: %lld, type: BOOST }) { subject { id } } }", ID(narrow));
    REFUSED(bob, "post_not_found", "react(input: { subjectId: %lld }) { subject { id } } }", ID(secret));
    REFUSED(bob, "post_not_found", "unreact(input: { subjectId: \"nothing\" }) { subject { id } } }");
    return OK;
}

TEST(a_reaction_counts_once_and_of_a_boost_for_its_original)
{
    in_surface(reactions_run);
}

static err comment_likes_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, ann, "one", "public").id;
    id comment = a_remark(c, ann, post, (id){ 0 }, "c");

    (void)arg;
    for (int i = 0; i < 2; i++)
        DONE(bob, "\"react\":{\"subject\":{\"__typename\":\"Comment\",\"likeCount\":1,\"liked\":true}}",
             "react(input: { subjectId: %lld, type: null }) { subject { __typename likeCount liked } } }", ID(comment));
    WRONG(bob, "input.type", "not_one_of", "react(input: { subjectId: %lld, type: BOOST }) { subject { id } } }", ID(comment));
    WRONG(bob, "input.type", "not_one_of", "unreact(input: { subjectId: %lld, type: SAVE }) { subject { id } } }", ID(comment));
    DONE(bob, "\"unreact\":{\"subject\":{\"likeCount\":0,\"liked\":false}}",
         "unreact(input: { subjectId: %lld }) { subject { likeCount liked } } }",
         ID(comment));
    return OK;
}

TEST(a_comment_can_only_be_liked)
{
    in_surface(comment_likes_run);
}
