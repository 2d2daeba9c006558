#include "api/graphql/testbed.h"
#include "base/id.h"
#include "domain/media/testbed.h"
#include "kit/test.h"

#define LL(of) ((long long)(of).v)
#define DOCUMENT(c, ...) arena_format(&(c)->arena, __VA_ARGS__).p
enum { FEW = 2, MANY = 9 };

/* A story, and another that a highlight keeps. */
static void stories_tell(ctx *c, id who)
{
    const struct story_draft draft = { .text = { GIVEN, S("look") }, .audience = { GIVEN, S("public") } };
    id first, kept, highlight;

    expect_ok(story_create(c, who, &draft, &first));
    expect_ok(story_create(c, who, &draft, &kept));
    const struct highlight_draft best = { .title = S("x"), .story_ids = { (id[]){ kept, first }, 2 } };
    expect_ok(highlight_create(c, who, &best, &highlight));
}

/* Posts by different people, each with comments by others, quotes, reactions, tags and mentions, and its author with followers. */
static void town_fill(ctx *c, id ann, id *posts)
{
    for (int i = 0; i < MANY; i++) {
        id who = a_person(c, DOCUMENT(c, "author_%c", 'a' + i)), root;
        struct post done;
        posts[i] = a_post(c, who, DOCUMENT(c, "@ann look at #tag%c https://kith.example", 'a' + i), "public").id;
        stories_tell(c, who);
        follows(c, ann, who);
        follows(c, who, ann);
        for (int k = 0; k < 3; k++)
            root = a_remark(c, k ? who : ann, posts[i], (id){ 0 }, "hello");
        a_remark(c, ann, posts[i], root, "indeed");
        a_quote(c, ann, posts[i], "see there");
        expect_ok(post_react(c, ann, posts[i], REACTION_LIKE, &done));
        expect_ok(post_pin(c, who, posts[i], true, &done));
    }
}

static str selected(ctx *c, const id *posts, int n, const char *fields)
{
    str which = S("");

    for (int i = 0; i < n; i++)
        which = arena_format(&c->arena, STR_FMT " \"%lld\"", STR_ARG(which), LL(posts[i]));
    return arena_format(&c->arena, "{ nodes(ids: [" STR_FMT "]) { ... on Post { %s } } }", STR_ARG(which), fields);
}

static const char *const fields[] = {
    "author { username }", "author { bio followerCount }", "author { relationship { following } }",
    "author { followers { nodes { username } } }", "author { following { nodes { username } } }",
    "author { mutuals { nodes { username } } }",
    "author { posts { nodes { content } } }", "author { posts(last: 3) { nodes { content } } }", "author { pinnedPosts { content } }",
    "author { stories { nodes { text media { url } author { bio } } } }", "author { stories(last: 1) { nodes { seen } } }",
    "author { highlights { nodes { title coverUrl author { bio } stories { text } } } }",
    "author { comments { nodes { content } } }", "mentions { user { username } }", "tags { tag { postCount } }",
    "tags { tag { posts(first: 3) { nodes { content } } } }", "comments(first: 2) { nodes { content author { bio } } }",
    "comments(last: 2) { nodes { content } }", "comments(sort: TOP) { nodes { content } }",
    "comments { nodes { replies { nodes { content } } } }",
    "comments(first: 4) { nodes { replies(first: 2) { nodes { ancestors(first: 3) { nodes { content } } } } } }",
    "comments { nodes { post { content } } }", "comments(first: 4) { nodes { replies(first: 3) { nodes { parent { content } } } } }",
    "quotes { nodes { content boostOf { content } } }", "history { nodes { content } }", "reactions { nodes { type user { bio } } }",
};

static err statements_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), posts[MANY];

    (void)arg;
    town_fill(c, ann, posts);
    for (size_t i = 0; i < COUNT(fields); i++) {
        i64 few = statements_of(c, ann, selected(c, posts, FEW, fields[i]).p);
        i64 many = statements_of(c, ann, selected(c, posts, MANY, fields[i]).p);
        if (few != many)
            test_fail(__FILE__, __LINE__, "%s: %lld statements for %d posts, %lld for %d", fields[i], (long long)few, FEW, (long long)many,
                MANY);
    }
    return OK;
}

TEST(a_field_of_many_costs_as_many_statements_as_that_of_few)
{
    in_surface(statements_run);
}

/* ---- and memory ---- */

static size_t taken(const struct arena *a) { return a->used - (size_t)(a->end - a->at); }

static size_t memory_of(ctx *c, id me, const char *text)
{
    struct arena_mark mark = arena_mark(&c->arena);
    size_t before = taken(&c->arena);
    str said = answer(c, me, text);

    expect(str_find(said, S("\"url\"")) > 0);
    size_t more = taken(&c->arena) - before;
    arena_rewind(&c->arena, mark);
    return more;
}

/* Each has seven addresses that are signed, if it is made. */
static void pictures_tell(ctx *c, id who, int n)
{
    id out;

    for (int i = 0; i < n; i++) {
        str picture = id_text(&c->arena, a_media(c, who, MEDIA_IMAGE));
        const struct story_draft draft = { .media_id = { GIVEN, picture }, .audience = { GIVEN, S("public") } };
        expect_ok(story_create(c, who, &draft, &out));
    }
}

static err stories_cut_run(ctx *c, void *arg)
{
    enum { ALL = 50, A_ROW = 1024 };
    static const char one[] = "{ user(username: \"ann\") { stories(first: 1) { nodes { media { url } } } } }";
    id ann = a_person(c, "ann");

    (void)arg;
    pictures_tell(c, ann, 1);
    size_t few = memory_of(c, ann, one);
    pictures_tell(c, ann, ALL - 1);
    size_t many = memory_of(c, ann, one);
    expect(many < few + ALL * A_ROW);
    return OK;
}

TEST(of_somebody_s_stories_only_those_asked_for_are_made)
{
    in_surface(stories_cut_run);
}
