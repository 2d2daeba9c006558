/* Feeds against their definition: people do things at random, and what they read is compared with all posts there are. */
#include "base/id.h"
#include "base/random.h"
#include "base/str.h"
#include "domain/tag/tag.h"
#include "domain/timeline/testbed.h"

enum { PEOPLE = 6, POSTS_MOST = 220, DEEDS = 320, LOOK_EVERY = 8 };

static const char *const names[PEOPLE] = { "ann", "bob", "cid", "dan", "eve", "fay" };
static const char *const visibilities[] = { "public", "public", "unlisted", "followers", "private" };
static const char *const tags[] = { "tea", "coffee" };

struct model {
    ctx *c;
    struct rng rng;
    id people[PEOPLE], posts[POSTS_MOST];
    size_t n;
    struct { struct moment at; size_t posts; bool is; } seen[PEOPLE];        /* an answer of each one's feed, and the posts of that time */
};

static size_t some(struct model *m, size_t n) { return (size_t)(rng_next(&m->rng) % n); }
static id somebody(struct model *m) { return m->people[some(m, PEOPLE)]; }

/* ---- deeds ---- */

static void publish(struct model *m, id who)
{
    if (m->n == POSTS_MOST)
        return;
    str text = arena_format(&m->c->arena, "%zu @%s%s%s", m->n, names[some(m, PEOPLE)], some(m, 3) ? "" : " #tea",
                            some(m, 3) ? "" : " #coffee");
    m->posts[m->n++] = says_to(m->c, who, arena_cstr(&m->c->arena, text), visibilities[some(m, COUNT(visibilities))]);
}

static void boost(struct model *m, id who)
{
    struct post_view view;
    struct post out;

    if (!m->n || m->n == POSTS_MOST)
        return;
    id of = m->posts[some(m, m->n)];
    if (post_get(m->c, who, of, &view) != OK)
        return;
    if (post_create(m->c, who, &(struct post_draft){ .boost_of = { GIVEN, id_text(&m->c->arena, of) } }, &out) != OK)
        return;
    for (size_t i = 0; i < m->n; i++)
        if (m->posts[i].v == out.id.v)
            return;                  /* it was boosted before */
    m->posts[m->n++] = out.id;
    heard(m->c, out.id);
}

static void delete(struct model *m)
{
    id which = m->n ? m->posts[some(m, m->n)] : (id){ 1 };
    err e = post_delete(m->c, &(struct caller){ .account = somebody(m), .role = ROLE_MODERATOR }, which);

    expect(e == OK || e == ERR_NOT_FOUND || e == ERR_FORBIDDEN);
}

/* As after a restart, once all is delivered. */
static void forget(struct model *m)
{
    if (some(m, 2))
        return;
    all_delivered(m->c);
    memory_forget(m->c);
    for (size_t i = 0; i < PEOPLE; i++)
        heads_forget(m->c, m->people[i]);
}

static void deed(struct model *m)
{
    id who = somebody(m), whom = somebody(m);
    struct follow follow;
    struct tag tag;

    switch (some(m, 16)) {
    case 0: case 1: case 2: case 3: case 4: case 5: publish(m, who); break;
    case 6: boost(m, who); break;
    case 7: case 8: (void)graph_follow(m->c, who, whom, &follow); break;
    case 9: (void)graph_unfollow(m->c, who, whom, &follow); break;
    case 10: (void)(some(m, 2) ? graph_mute(m->c, who, whom) : graph_unmute(m->c, who, whom)); break;
    case 11: (void)(some(m, 3) ? graph_unblock(m->c, who, whom) : graph_block(m->c, who, whom)); break;
    case 12: (void)tag_follow(m->c, who, str_of(tags[some(m, 2)]), &tag); break;
    case 13: (void)tag_unfollow(m->c, who, str_of(tags[some(m, 2)]), &tag); break;
    case 14: delete(m); break;
    default: heads_forget(m->c, who); forget(m);
    }
    failure_begin(&m->c->failure, &m->c->arena);
}

/* ---- the definition ---- */

static bool belongs(const struct post_view *v, const strs *followed)
{
    if (v->author->sight.self || v->author->sight.following)
        return true;
    for (size_t i = 0; i < v->words->tags.n && post_is_open(v); i++)
        for (size_t k = 0; k < followed->n; k++)
            if (str_eq(v->words->tags.at[i].name, followed->at[k]))
                return true;
    return false;
}

/* Of the posts from one on, newest first. */
static ids feed_defined(struct model *m, id me, size_t from)
{
    ids all = { arena_array(&m->c->arena, id, m->n), 0 }, out = { arena_array(&m->c->arena, id, m->n), 0 };
    post_view_page views;
    strs followed;

    for (size_t i = m->n; i > from; i--)
        all.at[all.n++] = m->posts[i - 1];
    expect_ok(tags_followed(m->c, me, &followed));
    expect_ok(posts_get(m->c, me, all, post_is_brought, &views));
    for (size_t i = 0; i < views.n; i++)
        if (belongs(&views.at[i], &followed))
            out.at[out.n++] = views.at[i].words->id;
    return out;
}

static bool same(ids a, ids b)
{
    bool is = a.n == b.n;

    for (size_t i = 0; is && i < a.n; i++)
        is = a.at[i].v == b.at[i].v;
    return is;
}

struct look { struct model *m; id me; };

static bool is_defined(ctx *c, const void *arg)
{
    const struct look *l = arg;

    return same(feed_of(c, l->me), feed_defined(l->m, l->me, 0));
}

/* What came into being since an answer is in the feed of now, by its definition. */
static void since_compare(struct model *m, size_t who)
{
    id me = m->people[who];
    struct moment now;

    if (m->seen[who].is) {
        ids found = feed_since(m->c, me, m->seen[who].at, &now), wanted = feed_defined(m, me, m->seen[who].posts);
        expect_ids(found, (ids){ wanted.at, wanted.n < 100 ? wanted.n : 100 });
    }
    if (some(m, 2))
        return;
    m->seen[who].at = moment_of(m->c, me);
    m->seen[who].posts = m->n;
    m->seen[who].is = true;
}

static void compare(struct model *m, size_t who)
{
    struct arena_mark mark = arena_mark(&m->c->arena);

    all_delivered(m->c);
    expect_soon(m->c, is_defined, &(struct look){ m, m->people[who] });
    since_compare(m, who);
    arena_rewind(&m->c->arena, mark);
}

static err run(ctx *c, u64 seed)
{
    struct model m = { .c = c };

    rng_seed(&m.rng, seed);
    for (size_t i = 0; i < PEOPLE; i++)
        m.people[i] = a_person(c, names[i]);
    for (size_t i = 1; i <= DEEDS; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        deed(&m);
        arena_rewind(&c->arena, mark);
        if (i % LOOK_EVERY == 0)
            compare(&m, some(&m, PEOPLE));
    }
    for (size_t i = 0; i < PEOPLE; i++)
        compare(&m, i);
    expect_right(c);
    return OK;
}

static err one(ctx *c, void *arg) { (void)arg; return run(c, 1); }
static err two(ctx *c, void *arg) { (void)arg; return run(c, 2); }

static const struct test_setting few_followers[] = {
    { "fanout_limit", "2" }, { "posts_per_hour", "1000000" }, { "likes_per_hour", "1000000" }, { 0 }
};

TEST(a_feed_is_what_its_definition_says) { in_town(one); }
TEST(a_feed_of_authors_who_are_fetched_is_too) { in_town_with(few_followers, two); }
