/* Many at once: whatever order they come in, counts and edges agree afterwards. */
#include "base/random.h"
#include "base/str.h"
#include "domain/graph/testbed.h"

enum { PEOPLE = 24, FIBERS = 48, DEEDS = 60, FANS = 256 };

struct crowd { id people[PEOPLE]; id star, fans[FANS]; };

static err crowd_make(ctx *c, void *arg)
{
    struct crowd *w = arg;

    people_make(c, w->people, PEOPLE);
    for (int i = 0; i < 4; i++)
        lock_account(c, w->people[i], true);
    return OK;
}

/* Refusals are expected: a blocked account is not found. */
static err deed(ctx *c, struct rng *rng, id me, id other)
{
    struct follow f;

    switch (rng_below(rng, 10)) {
    case 0:
        return graph_block(c, me, other);
    case 1:
        return graph_unblock(c, me, other);
    case 2:
        return graph_mute(c, me, other);
    case 3:
        return graph_unmute(c, me, other);
    case 4:
        return graph_unfollow(c, me, other, &f);
    case 5:
        return graph_accept(c, me, other);
    case 6:
        return graph_reject(c, me, other);
    default:
        return graph_follow(c, me, other, &f);
    }
}

static err act(ctx *c, int which, void *arg)
{
    const struct crowd *w = arg;
    struct rng rng;

    rng_seed(&rng, (u64)which + 1);
    for (int i = 0; i < DEEDS; i++) {
        id me = w->people[rng_below(&rng, PEOPLE)], other = w->people[rng_below(&rng, PEOPLE)];
        err e = deed(c, &rng, me, other);
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

TEST(counts_and_edges_agree_after_whatever_a_crowd_does)
{
    static struct crowd w;
    struct house t = town_open();

    expect_ok(test_world_call(t.world, crowd_make, &w));
    expect_ok(test_world_crowd(t.world, FIBERS, act, &w));
    expect_ok(test_world_call(t.world, right, NULL));
    house_close(&t);
}

/* ---- one account that everybody wants ---- */

static err fans_make(ctx *c, void *arg)
{
    struct crowd *w = arg;

    w->star = a_person(c);
    people_make(c, w->fans, FANS);
    return OK;
}

static err cheer(ctx *c, int which, void *arg)
{
    const struct crowd *w = arg;
    struct follow f;

    TRY(graph_follow(c, w->fans[which], w->star, &f));
    TRY(graph_unfollow(c, w->fans[which], w->star, &f));
    return graph_follow(c, w->fans[which], w->star, &f);
}

static err all_counted(ctx *c, void *arg)
{
    const struct crowd *w = arg;

    expect_counts(c, w->star, FANS, 0);
    expect_right(c);
    return OK;
}

TEST(an_account_that_all_follow_at_once_counts_each_of_them)
{
    static struct crowd w;
    struct house t = town_open();

    expect_ok(test_world_call(t.world, fans_make, &w));
    expect_ok(test_world_crowd(t.world, FANS, cheer, &w));
    expect_ok(test_world_call(t.world, all_counted, &w));
    house_close(&t);
}
