/* Many at once: whatever order they come in, counts and rows agree, at every moment and afterwards. */
#include "base/random.h"
#include "base/str.h"
#include "domain/reaction/testbed.h"

enum { PEOPLE = 24, POSTS = 6, FIBERS = 48, DEEDS = 40, FANS = 256 };

struct crowd { id people[PEOPLE], fans[FANS]; struct reaction_on on[POSTS], star; };

static err crowd_make(ctx *c, void *arg)
{
    struct crowd *w = arg;

    people_make(c, w->people, PEOPLE);
    for (int i = 0; i < POSTS; i++)
        w->on[i] = i % 2 ? a_comment(c, w->on[i - 1].post) : a_post(c);
    return OK;
}

static err deed(ctx *c, struct rng *rng, const struct crowd *w)
{
    struct reaction_on on = w->on[rng_below(rng, POSTS)];
    struct reaction_done done;

    if (rng_below(rng, 100) == 0) {
        forget(c, on);
        return OK;
    }
    TRY(set_or_not(c, (enum reaction_kind)rng_below(rng, REACTION_KINDS), w->people[rng_below(rng, PEOPLE)], on, rng_below(rng, 2), &done));
    expect(done.counts.likes >= 0 && done.counts.saves >= 0 && done.counts.boosts >= 0);
    return OK;
}

static err act(ctx *c, int which, void *arg)
{
    struct rng rng;

    rng_seed(&rng, (u64)which + 1);
    for (int i = 0; i < DEEDS; i++) {
        TRY(deed(c, &rng, arg));
        if (i % 10 == 0)
            expect_right(c);
    }
    return OK;
}

static err right(ctx *c, void *arg)
{
    (void)arg;
    expect_right(c);
    return OK;
}

TEST(counts_and_rows_agree_whatever_a_crowd_does)
{
    static struct crowd w;
    struct house h = stage_open(NULL);

    expect_ok(test_world_call(h.world, crowd_make, &w));
    expect_ok(test_world_crowd(h.world, FIBERS, act, &w));
    expect_ok(test_world_call(h.world, right, NULL));
    house_close(&h);
}

/* ---- one post that everybody wants ---- */

static err fans_make(ctx *c, void *arg)
{
    struct crowd *w = arg;

    w->star = a_post(c);
    people_make(c, w->fans, FANS);
    return OK;
}

static err cheer(ctx *c, int which, void *arg)
{
    const struct crowd *w = arg;

    for (int i = 0; i < 3; i++) {
        expect_eq(set(c, REACTION_LIKE, w->fans[which], w->star).changed, true);
        expect_eq(unset(c, REACTION_LIKE, w->fans[which], w->star).changed, true);
    }
    expect(!unset(c, REACTION_LIKE, w->fans[which], w->star).changed);
    struct reaction_done done = set(c, REACTION_LIKE, w->fans[which], w->star);
    expect(done.changed && done.counts.likes >= 1 && done.counts.likes <= FANS);
    return OK;
}

static err all_counted(ctx *c, void *arg)
{
    const struct crowd *w = arg;

    expect_counts(c, w->star, FANS, 0, 0);
    expect_right(c);
    expect_eq(events_of(c, &reaction_created, w->star.post).n, 4 * FANS);
    expect_eq(events_of(c, &reaction_deleted, w->star.post).n, 3 * FANS);
    return OK;
}

TEST(a_post_that_all_like_at_once_counts_each_of_them)
{
    static struct crowd w;
    struct house h = stage_open(NULL);

    expect_ok(test_world_call(h.world, fans_make, &w));
    expect_ok(test_world_crowd(h.world, FANS, cheer, &w));
    expect_ok(test_world_call(h.world, all_counted, &w));
    house_close(&h);
}

/* ---- one account on many devices ---- */

static err insist(ctx *c, int which, void *arg)
{
    const struct crowd *w = arg;

    for (int i = 0; i < 5; i++)
        if (which % 2)
            set(c, REACTION_SAVE, w->fans[0], w->star);
        else
            unset(c, REACTION_SAVE, w->fans[0], w->star);
    return OK;
}

static err once_or_not(ctx *c, void *arg)
{
    const struct crowd *w = arg;
    reaction_own_page own;

    TRY(reactions_own(c, w->fans[0], (ids){ (id *)&w->star.post, 1 }, &own));
    expect_counts(c, w->star, 0, own.at[0].saved, 0);
    expect_eq(events_of(c, &reaction_created, w->star.post).n - events_of(c, &reaction_deleted, w->star.post).n, own.at[0].saved);
    expect_right(c);
    return OK;
}

TEST(one_account_that_saves_and_takes_back_at_once_counts_once_or_not)
{
    static struct crowd w;
    struct house h = stage_open(NULL);

    expect_ok(test_world_call(h.world, fans_make, &w));
    expect_ok(test_world_crowd(h.world, 32, insist, &w));
    expect_ok(test_world_call(h.world, once_or_not, &w));
    house_close(&h);
}
