/* What those who listen to a timeline hear is what stands in it. */
#include "base/ids.h"
#include "base/json.h"
#include "base/random.h"
#include "base/str.h"
#include "domain/tag/tag.h"
#include "domain/timeline/testbed.h"
#include "hub/ear.h"

enum { PEOPLE = 6, POSTS = 24, HEARD_MOST = 200, PATIENCE_MS = 60000 };

struct listener { struct ear ear; struct { str type; id post; } heard[HEARD_MOST]; int n, gone; };
struct event_said { str type; maybe_id post_id, comment_id; };
static SHAPE(event_said, FIELD(event_said, type), FIELD_AS(event_said, post_id, "postId"), FIELD_AS(event_said, comment_id, "commentId"));

static bool deliver(struct ear *ear, struct heard *h)
{
    struct listener *l = CONTAINER(ear, struct listener, ear);
    struct event_said said;
    struct failure failure;
    struct arena a;

    arena_init(&a, NULL, 0);
    failure_begin(&failure, &a);
    expect_ok(json_read(&a, &failure, h->json, &event_said_shape, &said));
    if (said.post_id.is == GIVEN && l->n < HEARD_MOST) {
        l->heard[l->n].type = str_of(h->type);
        l->heard[l->n++].post = said.post_id.v;
    }
    arena_close(&a);
    return true;
}

static void nothing(struct ear *ear) { (void)ear; }
static void nothing_at(struct ear *ear, str cursor) { (void)ear, (void)cursor; }
static void nothing_resync(struct ear *ear, enum resync why, str cursor) { (void)ear, (void)why, (void)cursor; }
static void gone(struct ear *ear, str topic) { (void)topic, CONTAINER(ear, struct listener, ear)->gone++; }
static const struct mouth mouth = { .deliver = deliver, .live = nothing_at, .resync = nothing_resync, .gone = gone, .doubt = nothing,
                                    .slow = nothing, .lost = nothing };

static struct listener *listens(ctx *c, id who, str topic)
{
    struct listener *l = arena_new(&c->arena, struct listener);
    struct ear_opened opened;

    expect_ok(ear_open(c, &l->ear, &mouth, &(struct ear_wish){ .account = who, .topics = { &topic, 1 } }, &opened));
    return l;
}

static bool has_heard(const struct listener *l, const char *type, id post)
{
    for (int i = 0; i < l->n; i++)
        if (l->heard[i].post.v == post.v && str_eq(l->heard[i].type, str_of(type)))
            return true;
    return false;
}

static void await(ctx *c, const struct listener *l, const char *type, id post)
{
    for (int waited = 0; !has_heard(l, type, post); waited += 5) {
        expect(waited < PATIENCE_MS);
        expect_ok(ctx_sleep(c, 5));
    }
}

/* ---- everything at once ---- */

enum { FEED, PUBLIC, USER, TAG, TOPICS };
struct hall { id people[PEOPLE], posts[POSTS]; struct listener *ears[PEOPLE][TOPICS]; };

static void relations_make(ctx *c, struct hall *h, struct rng *r)
{
    struct tag tag;

    for (int a = 0; a < PEOPLE; a++)
        for (int b = 0; b < PEOPLE; b++) {
            i64 what = a == b ? -1 : rng_below(r, 12);
            if (what < 4 && what >= 0)
                follows(c, h->people[a], h->people[b]);
            else if (what == 4)
                expect_ok(graph_block(c, h->people[a], h->people[b]));
            if (a != b && rng_below(r, 8) == 0)
                expect_ok(graph_mute(c, h->people[a], h->people[b]));
        }
    for (int a = 0; a < PEOPLE; a += 2)
        expect_ok(tag_follow(c, h->people[a], S("birds"), &tag));
}

static void ears_open(ctx *c, struct hall *h)
{
    for (int a = 0; a < PEOPLE; a++) {
        h->ears[a][FEED] = listens(c, h->people[a], S("feed"));
        h->ears[a][PUBLIC] = listens(c, h->people[a], S("public"));
        h->ears[a][USER] = listens(c, h->people[a], arena_format(&c->arena, "user:%lld", (long long)h->people[1].v));
        h->ears[a][TAG] = listens(c, h->people[a], S("tag:#Birds"));
    }
}

static void posts_make(ctx *c, struct hall *h, struct rng *r)
{
    static const char *const visibility[] = { "public", "public", "unlisted", "followers", "private" };
    static const char *const texts[] = { "plain", "of #birds", "to @ann and @cat", "of #Birds to @bob" };

    for (int i = 0; i < POSTS; i++) {
        id author = h->people[rng_below(r, PEOPLE)];
        h->posts[i] = says_to(c, author, texts[rng_below(r, 4)], visibility[rng_below(r, 5)]);
    }
}

static bool stands_in(ctx *c, struct hall *h, int who, int which, id post)
{
    post_view_page page = { 0 };
    id me = h->people[who], next;

    if (which == FEED)
        return has(feed_of(c, me), post);
    if (which == PUBLIC)
        expect_ok(timeline_public(c, me, (struct post_wish){ .limit = 100 }, &page, &next));
    else if (which == TAG)
        expect_ok(timeline_of_tag(c, me, S("birds"), (struct post_wish){ .limit = 100 }, &page, &next));
    else if (posts_by(c, me, h->people[1], (struct post_wish){ .limit = 100 }, &page, &next) == ERR_NOT_FOUND)
        return false;
    for (size_t i = 0; i < page.n; i++)
        if (page.at[i].words->id.v == post.v)
            return post_is_brought(&page.at[i]);
    return false;
}

static void expect_heard_what_stands(ctx *c, struct hall *h)
{
    for (int who = 0; who < PEOPLE; who++)
        for (int which = 0; which < TOPICS; which++)
            for (int i = 0; i < POSTS; i++) {
                struct arena_mark mark = arena_mark(&c->arena);
                bool stands = stands_in(c, h, who, which, h->posts[i]), is = has_heard(h->ears[who][which], "post_created", h->posts[i]);
                if (stands != is)
                    test_fail(__FILE__, __LINE__, "person %d, topic %d, post %d: it %s, and was %sheard", who, which, i,
                              stands ? "stands there" : "does not", is ? "" : "not ");
                arena_rewind(&c->arena, mark);
            }
}

static err all_of_it(ctx *c, void *arg)
{
    static const char *const names[] = { "ann", "bob", "cat", "dan", "eve", "fay" };
    struct hall h;
    struct rng r;

    rng_seed(&r, *(u64 *)arg);
    for (int i = 0; i < PEOPLE; i++)
        h.people[i] = a_person(c, names[i]);
    (void)says(c, h.people[0], "#birds");
    relations_make(c, &h, &r);
    ears_open(c, &h);
    posts_make(c, &h, &r);
    id last = says(c, h.people[0], "the end");
    await(c, h.ears[0][FEED], "post_created", last);
    expect_heard_what_stands(c, &h);
    for (int who = 0; who < PEOPLE; who++)
        for (int which = 0; which < TOPICS; which++)
            ear_close(&h.ears[who][which]->ear);
    return OK;
}

TEST(who_listens_hears_what_stands_in_each_timeline)
{
    for (u64 seed = 1; seed <= 4; seed++) {
        struct house house = town_open((struct test_world_options){ .real_clock = true });
        err e = test_world_call(house.world, all_of_it, &seed);

        house_close(&house);
        expect_ok(e);
    }
}

/* ---- one post ---- */

static err of_one_post(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), cat = a_person(c, "cat");

    (void)arg;
    follows(c, bob, ann);
    id post = says_to(c, ann, "for those who follow", "followers"), other = says(c, ann, "for all");
    str topic = arena_format(&c->arena, "post:%lld", (long long)post.v);
    struct listener *b = listens(c, bob, topic), *x = listens(c, cat, topic), *feed = listens(c, bob, S("feed"));
    struct listener *open = listens(c, cat, arena_format(&c->arena, "post:%lld", (long long)other.v));
    id boost = boosts(c, cat, other);
    await(c, open, "post_counts", other);
    unfollows(c, bob, ann);
    deletes(c, cat, boost);
    deletes(c, ann, other);
    await(c, open, "post_deleted", other);
    expect(!has_heard(feed, "post_deleted", other));         /* it stands there no longer */
    expect_eq(b->gone, 1);           /* with the right to see it */
    expect_eq(x->n, 0);
    expect_eq(open->gone, 1);
    ear_close(&b->ear);
    ear_close(&x->ear);
    ear_close(&feed->ear);
    ear_close(&open->ear);
    return OK;
}

TEST(who_listens_to_a_post_hears_its_numbers_and_its_end) { in_town(of_one_post); }

/* Those who listen to what the hidden one wrote, or to a boost of it, hear no more; others are not touched. */
static err of_one_who_is_hidden(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), cat = a_person(c, "cat");
    id post = says(c, ann, "seen"), boost = boosts(c, bob, post), own = says(c, bob, "stays");
    struct listener *ears[3];
    id posts[] = { post, boost, own };

    (void)arg;
    for (int i = 0; i < 3; i++)
        ears[i] = listens(c, cat, arena_format(&c->arena, "post:%lld", (long long)posts[i].v));
    hidden(c, ann, true);
    id again = boosts(c, cat, own);
    await(c, ears[2], "post_counts", own);
    deletes(c, cat, again);
    for (int i = 0; i < 3; i++) {
        expect_eq(ears[i]->gone, i < 2);
        ear_close(&ears[i]->ear);
    }
    return OK;
}

TEST(who_listens_to_a_post_loses_it_with_its_hidden_author_and_so_do_boosts) { in_town(of_one_who_is_hidden); }
