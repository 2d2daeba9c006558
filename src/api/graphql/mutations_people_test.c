#include "api/graphql/mutations_testbed.h"

#define RELATION "{ user { username followerCount relationship { following requested blocking muting followedBy } } } }"
#define RELATED(name, count, f, r, b, m, by)                                                                               \
    "{\"user\":{\"username\":\"" name "\",\"followerCount\":" count ",\"relationship\":{\"following\":" f ",\"requested\":" r \
    ",\"blocking\":" b ",\"muting\":" m ",\"followedBy\":" by "}}}"

static err people_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    long long b = ID(bob);

    (void)arg;
    for (int i = 0; i < 2; i++)
        DONE(ann, "\"follow\":" RELATED("bob", "1", "true", "false", "false", "false", "false"),
             "follow(input: { userId: %lld }) " RELATION, b);
    DONE(ann, "\"unfollow\":" RELATED("bob", "0", "false", "false", "false", "false", "false"),
         "unfollow(input: { userId: \"@BOB\" }) " RELATION);
    DONE(ann, "\"mute\":" RELATED("bob", "0", "false", "false", "false", "true", "false"), "mute(input: { userId: %lld }) " RELATION, b);
    DONE(ann, "\"unmute\":" RELATED("bob", "0", "false", "false", "false", "false", "false"), "unmute(input: { userId: %lld }) " RELATION,
         b);
    DONE(ann, "\"block\":" RELATED("bob", "0", "false", "false", "true", "false", "false"), "block(input: { userId: %lld }) " RELATION, b);
    REFUSED(ann, "blocking", "follow(input: { userId: %lld }) " RELATION, b);
    REFUSED(bob, "user_not_found", "follow(input: { userId: %lld }) " RELATION, ID(ann));
    DONE(ann, "\"unblock\":" RELATED("bob", "0", "false", "false", "false", "false", "false"),
         "unblock(input: { userId: %lld }) " RELATION, b);
    REFUSED(ann, "cannot_follow_yourself", "follow(input: { userId: %lld }) " RELATION, ID(ann));
    REFUSED(ann, "cannot_block_yourself", "block(input: { userId: %lld }) " RELATION, ID(ann));
    REFUSED(ann, "cannot_mute_yourself", "mute(input: { userId: %lld }) " RELATION, ID(ann));
    REFUSED(ann, "user_not_found", "follow(input: { userId: \"nobody\" }) " RELATION);
    REFUSED(ann, "user_not_found", "block(input: { userId: 7 }) " RELATION);
    return OK;
}

TEST(what_is_between_two_people_shows_at_once)
{
    in_surface(people_run);
}

static err requests_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve");

    (void)arg;
    DONE(ann, "\"updateProfile\":{\"user\":{\"account\":{\"locked\":true,\"noindex\":true}}}",
         "updateProfile(input: { locked: true, noindex: true }) { user { account { locked noindex } } } }");
    DONE(bob, "\"follow\":" RELATED("ann", "0", "false", "true", "false", "false", "false"), "follow(input: { userId: %lld }) " RELATION,
         ID(ann));
    DONE(eve, "\"follow\":" RELATED("ann", "0", "false", "true", "false", "false", "false"), "follow(input: { userId: %lld }) " RELATION,
         ID(ann));
    DONE(ann, "\"acceptFollowRequest\":" RELATED("bob", "0", "false", "false", "false", "false", "true"),
         "acceptFollowRequest(input: { userId: %lld }) " RELATION, ID(bob));
    DONE(ann, "\"rejectFollowRequest\":" RELATED("eve", "0", "false", "false", "false", "false", "false"),
         "rejectFollowRequest(input: { userId: %lld }) " RELATION, ID(eve));
    REFUSED(ann, "follow_request_not_found", "acceptFollowRequest(input: { userId: %lld }) " RELATION, ID(bob));
    REFUSED(ann, "follow_request_not_found", "rejectFollowRequest(input: { userId: %lld }) " RELATION, ID(eve));
    return OK;
}

TEST(requests_to_follow_are_accepted_or_rejected)
{
    in_surface(requests_run);
}

static err profile_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");

    (void)arg;
    DONE(ann, "\"updateProfile\":{\"user\":{\"displayName\":\"Ann\",\"bio\":\"hi\",\"avatarUrl\":\"https://kith.example/a.png\"}}",
         "updateProfile(input: { displayName: \" Ann \", bio: \"hi\", avatarUrl: \"https://kith.example/a.png\" }) "
         "{ user { displayName bio avatarUrl } } }");
    DONE(ann, "\"updateProfile\":{\"user\":{\"displayName\":\"Ann\",\"bio\":\"hi\",\"avatarUrl\":null}}",
         "updateProfile(input: { avatarUrl: null }) { user { displayName bio avatarUrl } } }");
    str said = answer(c, ann, "mutation { updateProfile(input: { avatarUrl: \"ftp://x\", displayName: \"\" }) { user { id } } }");
    wrong(c, said, "input.avatarUrl", "invalid_url");
    wrong(c, said, "input.displayName", "too_short");
    REFUSED(ann, "BAD_USER_INPUT", "updateProfile(input: { avatarUrl: { a: 1 } }) { user { id } } }");
    expect(told(answer_with(c, ann, "mutation ($u: URL) { updateProfile(input: { avatarUrl: $u }) { user { id } } }", S("{\"u\": 7}")),
                "[{\"message\":\"Variable"));
    return OK;
}

TEST(a_profile_is_changed_and_all_that_is_wrong_with_it_is_named)
{
    in_surface(profile_run);
}

static err tags_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");

    (void)arg;
    for (int i = 0; i < 2; i++)
        DONE(ann, "\"followTag\":{\"tag\":{\"name\":\"cafe\",\"following\":true,\"postCount\":0}}",
             "followTag(input: { name: \"#Caf\xc3\xa9\" }) { tag { name following postCount } } }");
    DONE(ann, "\"unfollowTag\":{\"tag\":{\"name\":\"cafe\",\"following\":false}}",
         "unfollowTag(input: { name: \"cafe\" }) { tag { name following } } }");
    REFUSED(ann, "tag_not_found", "followTag(input: { name: \"a b\" }) { tag { name } } }");
    REFUSED(ann, "tag_not_found", "unfollowTag(input: { name: \"\" }) { tag { name } } }");
    return OK;
}

TEST(a_tag_is_followed_in_any_spelling)
{
    in_surface(tags_run);
}

static id id_in(str said, const char *before)
{
    ptrdiff_t at = str_find(said, str_of(before));
    id out = { 0 };

    expect(at >= 0);
    str rest = str_from(said, (size_t)at + strlen(before)), text;
    expect(str_cut(&rest, '"', &text) && id_parse(text, &out));
    return out;
}

static err lists_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve");
    str made = answer(c, ann, "mutation { createList(input: { title: \"friends\" }) { list { title memberCount id } } }");
    id list = id_in(made, "{\"title\":\"friends\",\"memberCount\":0,\"id\":\"");
    long long l = ID(list);

    (void)arg;
    for (int i = 0; i < 2; i++)
        DONE(ann, "\"addToList\":{\"list\":{\"memberCount\":1}}",
             "addToList(input: { listId: %lld, userId: %lld }) { list { memberCount } } }", l, ID(bob));
    DONE(ann, "\"updateList\":{\"list\":{\"title\":\"close\",\"memberCount\":1}}",
         "updateList(input: { id: %lld, title: \"close\" }) { list { title memberCount } } }", l);
    WRONG(ann, "input.title", "too_short", "createList(input: { title: \"\" }) { list { id } } }");
    WRONG(ann, "input.title", "too_short", "updateList(input: { id: %lld, title: \"\" }) { list { id } } }", l);
    REFUSED(eve, "list_not_found", "updateList(input: { id: %lld, title: \"x\" }) { list { id } } }", l);
    REFUSED(eve, "list_not_found", "addToList(input: { listId: %lld, userId: %lld }) { list { id } } }", l, ID(bob));
    REFUSED(eve, "list_not_found", "deleteList(input: { id: %lld }) { deletedId } }", l);
    REFUSED(ann, "user_not_found", "addToList(input: { listId: %lld, userId: 7 }) { list { id } } }", l);
    expect_ok(graph_block(c, ann, eve));
    REFUSED(ann, "blocking", "addToList(input: { listId: %lld, userId: %lld }) { list { id } } }", l, ID(eve));
    for (int i = 0; i < 2; i++)
        DONE(ann, "\"removeFromList\":{\"list\":{\"memberCount\":0}}", "removeFromList(input: { listId: %lld, userId: \"@bob\" }) "
             "{ list { memberCount } } }", l);
    DONE(ann, TEXT("\"deleteList\":{\"deletedId\":\"%lld\"}", l), "deleteList(input: { id: \"%lld\" }) { deletedId } }", l);
    REFUSED(ann, "list_not_found", "deleteList(input: { id: %lld }) { deletedId } }", l);
    return OK;
}

TEST(a_list_is_made_filled_renamed_and_deleted_by_its_owner_alone)
{
    in_surface(lists_run);
}

/* ---- who may ---- */

/* Every mutation, of what could be changed by it. */
struct scene { id other, post, comment, list; };
static const struct { const char *before; size_t at; const char *after; } each[] = {
    { "createPost(input: { content: \"", offsetof(struct scene, post), "\" }) { post { id } }" },
    { "updatePost(input: { content: \"y\", id: ", offsetof(struct scene, post), " }) { post { id } }" },
    { "deletePost(input: { id: ", offsetof(struct scene, post), " }) { deletedId }" },
    { "createComment(input: { content: \"x\", postId: ", offsetof(struct scene, post), " }) { comment { id } }" },
    { "updateComment(input: { content: \"y\", id: ", offsetof(struct scene, comment), " }) { comment { id } }" },
    { "deleteComment(input: { id: ", offsetof(struct scene, comment), " }) { deletedId }" },
    { "react(input: { subjectId: ", offsetof(struct scene, post), " }) { subject { id } }" },
    { "unreact(input: { subjectId: ", offsetof(struct scene, comment), " }) { subject { id } }" },
    { "votePoll(input: { choices: 0, postId: ", offsetof(struct scene, post), " }) { post { id } }" },
    { "pinPost(input: { id: ", offsetof(struct scene, post), " }) { post { id } }" },
    { "unpinPost(input: { id: ", offsetof(struct scene, post), " }) { post { id } }" },
    { "follow(input: { userId: ", offsetof(struct scene, other), " }) { user { id } }" },
    { "unfollow(input: { userId: ", offsetof(struct scene, other), " }) { user { id } }" },
    { "block(input: { userId: ", offsetof(struct scene, other), " }) { user { id } }" },
    { "unblock(input: { userId: ", offsetof(struct scene, other), " }) { user { id } }" },
    { "mute(input: { userId: ", offsetof(struct scene, other), " }) { user { id } }" },
    { "unmute(input: { userId: ", offsetof(struct scene, other), " }) { user { id } }" },
    { "acceptFollowRequest(input: { userId: ", offsetof(struct scene, other), " }) { user { id } }" },
    { "rejectFollowRequest(input: { userId: ", offsetof(struct scene, other), " }) { user { id } }" },
    { "followTag(input: { name: \"t", offsetof(struct scene, post), "\" }) { tag { name } }" },
    { "unfollowTag(input: { name: \"t", offsetof(struct scene, post), "\" }) { tag { name } }" },
    { "updateProfile(input: { bio: \"", offsetof(struct scene, post), "\" }) { user { id } }" },
    { "createList(input: { title: \"", offsetof(struct scene, post), "\" }) { list { id } }" },
    { "updateList(input: { title: \"y\", id: ", offsetof(struct scene, list), " }) { list { id } }" },
    { "deleteList(input: { id: ", offsetof(struct scene, list), " }) { deletedId }" },
    { "addToList(input: { userId: \"@other\", listId: ", offsetof(struct scene, list), " }) { list { id } }" },
    { "removeFromList(input: { userId: \"@other\", listId: ", offsetof(struct scene, list), " }) { list { id } }" },
};

static void each_refused(ctx *c, struct caller who, const struct scene *s, const char *code)
{
    for (size_t i = 0; i < COUNT(each); i++) {
        id of = *(const id *)(const void *)((const char *)s + each[i].at);
        refused(c, answer_as(c, who, TEXT("mutation { %s%lld%s }", each[i].before, ID(of), each[i].after)), code);
    }
}

static struct scene scene_of(ctx *c, id me)
{
    id other = a_person(c, "other");
    struct scene s = { .other = other };
    struct list list;
    struct post post;

    expect_ok(post_create(c, me, &(struct post_draft){ .poll = { .options = { (str[]){ S("a"), S("b") }, 2 } } }, &post));
    expect_ok(list_create(c, me, &(struct list_draft){ S("list") }, &list));
    s.post = post.id;
    s.list = list.id;
    s.comment = a_remark(c, me, post.id, (id){ 0 }, "c");
    return s;
}

static err strangers_run(ctx *c, void *arg)
{
    struct scene s = scene_of(c, a_person(c, "ann"));

    (void)arg;
    each_refused(c, (struct caller){ 0 }, &s, "not_signed_in");
    return OK;
}

TEST(nobody_changes_anything_without_having_signed_in)
{
    in_surface(strangers_run);
}

static err leaving_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");
    struct scene s = scene_of(c, ann);

    (void)arg;
    each_refused(c, (struct caller){ .account = ann, .role = ROLE_USER, .leaving = true }, &s, "account_leaving");
    return OK;
}

TEST(an_account_about_to_be_deleted_changes_nothing)
{
    in_surface(leaving_run);
}

/* Signed in as before, in the moment before the keeper hears of it. */
static err suspended_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");
    struct scene s = scene_of(c, ann);

    (void)arg;
    hidden(c, ann, true);
    each_refused(c, (struct caller){ .account = ann, .role = ROLE_USER }, &s, "account_suspended");
    return OK;
}

TEST(a_suspended_account_changes_nothing)
{
    in_surface(suspended_run);
}

/* ---- several ---- */

static err several_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");
    str said = answer(c, ann, "mutation { a: createPost(input: { content: \"one\" }) { post { content author { postCount } } } "
                      "b: createPost(input: { content: \"\" }) { post { content } } "
                      "c: createPost(input: { content: \"three\" }) { post { content author { postCount } } } }");

    (void)arg;
    expect(told(said, "\"path\":[\"b\"]"));
    expect(!told(said, "}},{\"message\""));
    expect(str_ends(said, S("\"data\":{\"a\":{\"post\":{\"content\":\"one\",\"author\":{\"postCount\":1}}},\"b\":null,"
                            "\"c\":{\"post\":{\"content\":\"three\",\"author\":{\"postCount\":2}}}}}")));
    return OK;
}

TEST(a_mutation_that_fails_neither_undoes_nor_stops_the_others)
{
    in_surface(several_run);
}

static const struct test_setting few[] = {
    { "posts_per_hour", "2" }, { "comments_per_hour", "1" }, { "likes_per_hour", "1" }, {0}
};

static void expect_too_many(ctx *c, str said)
{
    refused(c, said, "too_many_requests");
    expect(told(said, "\"retryAfter\":"));
}

static err rates_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), post = a_post(c, ann, "one", "public").id;
    const char *comment = TEXT("mutation { createComment(input: { postId: %lld, content: \"x\" }) { comment { id } } }", ID(post));
    const char *like = TEXT("mutation { react(input: { subjectId: %lld }) { subject { liked } } }", ID(post));

    (void)arg;
    expect(told(answer(c, ann,
           "mutation { a: createPost(input: { content: \"two\" }) { post { id } } b: createPost(input: { content: \"three\" }) "
                       "{ post { id } } }"), "\"path\":[\"b\"],\"extensions\":{\"code\":\"too_many_requests\",\"retryAfter\":"));
    expect(told(answer(c, ann, comment), "{\"data\":{\"createComment\":{\"comment\":"));
    expect_too_many(c, answer(c, ann, comment));
    expect(told(answer(c, ann, like), "\"liked\":true"));
    expect(told(answer(c, ann, like), "\"liked\":true"));                /* a repeat needs nothing of the budget */
    expect_too_many(c, answer(c, ann, TEXT("mutation { react(input: { subjectId: %lld, type: SAVE }) { subject { liked } } }", ID(post))));
    return OK;
}

TEST(the_budgets_of_an_hour_are_those_of_rest_and_refuse_in_place)
{
    in_surface_with(few, rates_run);
}
