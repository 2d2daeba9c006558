/* Accounts that are hidden, shown again and erased: their edges go and come with them, and every count is right. */
#include "base/random.h"
#include "base/str.h"
#include "domain/graph/testbed.h"

enum { FRIENDS = 250 };              /* more than a batch has */

static err hidden(ctx *c, void *arg)
{
    id ann = a_person(c), *p = arena_array(&c->arena, id, FRIENDS);
    struct follow f;

    (void)arg;
    people_make(c, p, FRIENDS);
    for (int i = 0; i < FRIENDS; i++) {
        follows(c, p[i], ann);
        follows(c, ann, p[i]);
    }
    follows(c, p[0], p[1]);
    suspend(c, ann, true);
    expect_soon(c, counts_are, &(struct counts_wanted){ ann, 0, 0 });
    expect_counts(c, p[0], 0, 1);
    expect_counts(c, p[1], 1, 0);
    expect_list(c, FOLLOWERS, p[1], p[0], &p[0], 1);
    expect_list(c, FOLLOWING, p[0], p[1], &p[1], 1);
    expect_right(c);
    suspend(c, ann, false);
    expect_soon(c, counts_are, &(struct counts_wanted){ ann, FRIENDS, FRIENDS });
    expect_counts(c, p[0], 1, 2);
    TRY(graph_unfollow(c, p[0], ann, &f));
    expect_counts(c, ann, FRIENDS - 1, FRIENDS);
    expect_right(c);
    return OK;
}

TEST(a_hidden_account_counts_for_nobody_and_is_back_with_all_its_edges)
{
    in_town(hidden);
}

/* An edge with two hidden ends comes back with the second of them. */
static err both_hidden(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c), eve = a_person(c);

    (void)arg;
    follows(c, ann, bob);
    follows(c, ann, eve);
    follows(c, eve, bob);
    suspend(c, ann, true);
    suspend(c, bob, true);
    expect_soon(c, counts_are, &(struct counts_wanted){ eve, 0, 0 });
    suspend(c, ann, false);
    expect_soon(c, counts_are, &(struct counts_wanted){ ann, 0, 1 });
    expect_counts(c, bob, 0, 0);
    suspend(c, bob, false);
    expect_soon(c, counts_are, &(struct counts_wanted){ bob, 2, 0 });
    expect_counts(c, ann, 0, 2);
    expect_right(c);
    return OK;
}

TEST(an_edge_between_two_hidden_accounts_waits_for_both)
{
    in_town(both_hidden);
}

static err request_hidden(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c), eve = a_person(c);

    (void)arg;
    lock_account(c, bob, true);
    follows(c, ann, bob);
    follows(c, ann, eve);
    suspend(c, ann, true);
    expect_soon(c, counts_are, &(struct counts_wanted){ eve, 0, 0 });
    expect_list(c, REQUESTS, bob, bob, NULL, 0);
    suspend(c, ann, false);
    expect_soon(c, counts_are, &(struct counts_wanted){ eve, 1, 0 });
    expect_list(c, REQUESTS, bob, bob, &ann, 1);
    TRY(graph_accept(c, bob, ann));
    expect_counts(c, bob, 1, 0);
    expect_right(c);
    return OK;
}

TEST(a_request_of_a_hidden_account_waits_unseen)
{
    in_town(request_hidden);
}

static bool is_erased(ctx *c, const void *arg)
{
    const id *who = arg;
    i64 accounts;
    id wrong;

    expect_ok(graph_check(c, &accounts, &wrong));
    expect_eq(wrong.v, 0);
    return accounts == who->v;
}

static err erased(ctx *c, void *arg)
{
    id ann = a_person(c), *p = arena_array(&c->arena, id, FRIENDS), left = { FRIENDS };

    (void)arg;
    people_make(c, p, FRIENDS);
    for (int i = 0; i < FRIENDS; i++) {
        follows(c, p[i], ann);
        follows(c, ann, p[i]);
    }
    follows(c, p[0], p[1]);
    TRY(graph_mute(c, ann, p[0]));
    TRY(graph_mute(c, p[1], ann));
    TRY(graph_block(c, ann, p[2]));
    TRY(graph_block(c, p[3], ann));
    erase(c, ann);
    expect_soon(c, is_erased, &left);            /* only the friends are left, and everything agrees */
    expect_counts(c, p[0], 0, 1);
    expect_counts(c, p[1], 1, 0);
    expect_counts(c, p[9], 0, 0);
    expect_list(c, MUTES, p[1], p[1], NULL, 0);
    expect_list(c, BLOCKS, p[3], p[3], NULL, 0);
    expect(!relation_to(c, p[2], ann).blocked_by);
    return OK;
}

TEST(of_an_erased_account_nothing_is_left)
{
    in_town(erased);
}

/* ---- while others go on ---- */

enum { PEOPLE = 40, FIBERS = 12, DEEDS = 60 };

struct crowd { id people[PEOPLE]; };

static err crowd_make(ctx *c, void *arg)
{
    struct crowd *w = arg;

    people_make(c, w->people, PEOPLE);
    return OK;
}

static err act(ctx *c, int which, void *arg)
{
    const struct crowd *w = arg;
    struct follow f;
    struct rng rng;

    rng_seed(&rng, (u64)which + 1);
    for (int i = 0; i < DEEDS; i++) {
        id me = w->people[rng_below(&rng, PEOPLE)], other = w->people[rng_below(&rng, PEOPLE)];
        if (which < 2) {             /* the moderators: each has people of their own, who are all shown in the end */
            id one = w->people[rng_below(&rng, PEOPLE / 8) * 2 + which];
            suspend(c, one, true);
            TRY(ctx_sleep(c, rng_below(&rng, 20)));
            suspend(c, one, false);
            continue;
        }
        err e = rng_below(&rng, 3) ? graph_follow(c, me, other, &f) : graph_unfollow(c, me, other, &f);
        if (e != OK && e != ERR_NOT_FOUND && e != ERR_INVALID && e != ERR_FORBIDDEN)
            return e;
    }
    return OK;
}

/* All are shown again, so all edges count once the workers are done. */
static bool all_count(ctx *c, const void *arg)
{
    const struct crowd *w = arg;
    struct graph_page page;
    graph_counts_page counts;
    i64 accounts;
    id wrong;

    expect_ok(graph_check(c, &accounts, &wrong));
    expect_eq(wrong.v, 0);
    for (int i = 0; i < PEOPLE; i++) {
        id one = w->people[i];
        i64 following = 0;
        expect_ok(graph_counts(c, (ids){ &one, 1 }, &counts));
        expect_ok(graph_list(c, FOLLOWING, one, one, (id){ 0 }, 0, 100, &page));
        for (int k = 0; k < PEOPLE; k++)
            following += relation_to(c, one, w->people[k]).following;
        if ((i64)page.users.n != following || (counts.n ? counts.at[0].following : 0) != following)
            return false;
    }
    return true;
}

static err settled(ctx *c, void *arg)
{
    expect_soon(c, all_count, arg);
    return OK;
}

TEST(counts_are_right_whoever_is_hidden_while_others_follow)
{
    static struct crowd w;
    struct house t = town_open();

    expect_ok(test_world_call(t.world, crowd_make, &w));
    expect_ok(test_world_crowd(t.world, FIBERS, act, &w));
    expect_ok(test_world_call(t.world, settled, &w));
    house_close(&t);
}
