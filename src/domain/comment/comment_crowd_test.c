/* Many at once, and threads that are long: whatever order things come in, each number is that of its rows afterwards. */
#include <stdatomic.h>
#include <stdlib.h>
#include "base/random.h"
#include "base/str.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/testbed.h"

static const id nobody = { 0 }, post_itself = { 0 };

enum { PEOPLE = 8, FIBERS = 32, DEEDS = 40, KNOWN = 64 };

struct crowd { id people[PEOPLE], post; _Atomic i64 known[KNOWN]; };

static err crowd_make(ctx *c, void *arg)
{
    static const char *const names[PEOPLE] = { "ann", "bob", "carl", "dora", "emil", "fay", "gus", "hedy" };
    struct crowd *w = arg;

    for (int i = 0; i < PEOPLE; i++)
        w->people[i] = a_person(c, names[i]);
    w->post = a_post(c, w->people[0], "Hello", "public").id;
    return OK;
}

/* Most reply to what others have just written, or delete it: the same few branches grow and fall. */
static err deed(ctx *c, struct rng *rng, struct crowd *w)
{
    id me = w->people[rng_below(rng, PEOPLE)], made;
    _Atomic i64 *place = &w->known[rng_below(rng, KNOWN)];
    id known = { atomic_load(place) };
    struct comment io = { .id = known, .user_id = { GIVEN, me } };

    switch (rng_below(rng, 8)) {
    case 0:
    case 1:
    case 2:
        return comment_delete(c, &(struct caller){ .account = me, .role = ROLE_MODERATOR }, known);
    case 3:
        return comment_like(c, me, rng_below(rng, 2), &io);
    case 4:
        return comment_edit(c, me, (maybe_str){ GIVEN, rng_below(rng, 2) ? S("tick") : S("tock") }, &io);
    default: {
        err e = comment_or_not(c, me, w->post, known, "says", &made);
        if (e == OK)
            atomic_store(place, made.v);
        return e;
    }
    }
}

static err act(ctx *c, int which, void *arg)
{
    struct rng rng;

    rng_seed(&rng, (u64)which + 1);
    for (int i = 0; i < DEEDS; i++) {
        err e = deed(c, &rng, arg);
        if (e != OK && e != ERR_NOT_FOUND && e != ERR_INVALID && e != ERR_FORBIDDEN)
            return e;
    }
    return OK;
}

static err right(ctx *c, void *arg)
{
    (void)arg;
    expect_right(c);
    return OK;
}

TEST(numbers_agree_after_whatever_a_crowd_does)
{
    static struct crowd w;
    struct house h = forum_open();

    expect_ok(test_world_call(h.world, crowd_make, &w));
    expect_ok(test_world_crowd(h.world, FIBERS, act, &w));
    expect_ok(test_world_call(h.world, right, NULL));
    house_close(&h);
}

/* ---- a reply to what is being deleted ---- */

enum { PAIRS = 24 };

struct race { id ann, bob, post, at[PAIRS]; };

static err race_make(ctx *c, void *arg)
{
    struct race *r = arg;

    r->ann = a_person(c, "ann");
    r->bob = a_person(c, "bob");
    r->post = a_post(c, r->ann, "Hello", "public").id;
    for (int i = 0; i < PAIRS; i++)
        r->at[i] = a_comment(c, r->ann, r->post, post_itself, "a");
    return OK;
}

static err race_run(ctx *c, int which, void *arg)
{
    struct race *r = arg;
    id out;

    if (which % 2)
        return delete_or_not(c, r->ann, r->at[which / 2]);
    err e = comment_or_not(c, r->bob, r->post, r->at[which / 2], "b", &out);
    return e == ERR_INVALID ? OK : e;
}

/* Each is gone, or a placeholder with the reply. */
static err race_won(ctx *c, void *arg)
{
    struct race *r = arg;
    struct comment_tree t = page_of(c, nobody, r->post, post_itself, (struct comment_wish){ .depth = 1, .limit = 100 });

    for (size_t i = 0; i < t.n; i++) {
        expect(t.at[i].words->deleted);
        expect_eq(t.at[i].n, 1);
    }
    expect_eq(comment_count(c, r->post), t.n);
    expect_right(c);
    return OK;
}

TEST(a_reply_to_what_is_being_deleted_is_refused_or_has_its_place)
{
    static struct race r;
    struct house h = forum_open();

    expect_ok(test_world_call(h.world, race_make, &r));
    expect_ok(test_world_crowd(h.world, 2 * PAIRS, race_run, &r));
    expect_ok(test_world_call(h.world, race_won, &r));
    house_close(&h);
}

/* ---- long threads ---- */

static size_t length(void)
{
    const char *wanted = getenv("KITH_TEST_THREAD");

    return wanted ? (size_t)atol(wanted) : 3000;
}

static i64 chain(size_t i)
{
    return (i64)i - 1;
}

static bool only_the_last_is_left(ctx *c, const void *arg)
{
    const id *post = arg;

    return comment_count(c, *post) == 1;
}

static err a_thread_of_any_depth_is_read_written_and_deleted(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, ann, "Hello", "public").id, next;
    size_t n = length();
    id *all = arena_array(&c->arena, id, n);
    comment_row_page rows;
    struct comment_tree t;

    (void)arg;
    planted(c, bob, post, n, chain, all);
    id last = a_comment(c, ann, post, all[n - 1], "z");
    TRY(comment_get(c, nobody, last, COMMENTS_NEW, 0, &t));
    expect_eq(t.at[0].words->depth, n);
    t = page_of(c, nobody, post, all[n - 5], (struct comment_wish){ .depth = 10, .limit = 20 });
    expect_eq(t.all, 5);
    TRY(comment_ancestors(c, nobody, last, (id){ 0 }, 100, &t, &next));
    expect_eq(t.n, 100);
    expect_eq(next.v, all[n - 101].v);
    given_up(c, bob);
    expect_soon(c, only_the_last_is_left, &post);
    expect_right(c);
    t = page_of(c, nobody, post, all[n - 2], (struct comment_wish){ .depth = 10, .limit = 20 });
    expect(t.at[0].words->deleted);
    expect_str(t.at[0].below[0].words->content, S("z"));
    deleted(c, ann, last);
    expect_tree_soon(c, nobody, post, "");
    TRY(q_comments_of_post(c, post, (id){ 0 }, 1, &rows));
    expect_eq(rows.n, 0);
    return OK;
}

TEST(a_thread_of_any_depth_is_read_written_and_deleted) { in_forum(a_thread_of_any_depth_is_read_written_and_deleted); }

/* Placeholders above a hidden author's comment fall and stand again, however many they are. */
static err a_long_row_of_placeholders_falls_and_stands_with_its_last_reply(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), post = a_post(c, ann, "Hello", "public").id;
    id *all = arena_array(&c->arena, id, 250);

    (void)arg;
    planted(c, bob, post, 250, chain, all);
    a_comment(c, eve, post, all[249], "z");
    given_up(c, bob);
    expect_count_soon(c, post, 1);
    hidden(c, eve, true);
    expect_tree_soon(c, nobody, post, "");
    expect_right(c);
    hidden(c, eve, false);
    expect_tree_soon(c, nobody, post, "-(-(-(-(-(-(-(-(-(-(-(+)))))))))))");
    expect_right(c);
    return OK;
}

TEST(a_long_row_of_placeholders_falls_and_stands_with_its_last_reply)
{
    in_forum(a_long_row_of_placeholders_falls_and_stands_with_its_last_reply);
}
