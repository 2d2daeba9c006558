/* Voters who are hidden, shown and erased, polls that are deleted, and crowds: the numbers are exact. */
#include "base/random.h"
#include "base/str.h"
#include "domain/poll/poll.sql.h"
#include "domain/poll/testbed.h"

enum { POLLS = 230 };                /* more than two batches */

static err came_and_went(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c), posts[POLLS];

    (void)arg;
    for (int i = 0; i < POLLS; i++) {
        posts[i] = a_poll(c, ann, &two);
        votes(c, posts[i], bob, CHOICES(i % 2));
    }
    votes(c, posts[0], ann, CHOICES(0));
    suspend(c, bob, true);
    for (int i = 1; i < POLLS; i++)
        expect_numbers_soon(c, posts[i], 0, 0, 0);
    expect_numbers(c, posts[0], 1, 1, 0);
    expect(seen_by(c, bob, posts[0]).voted);
    expect_right(c);
    suspend(c, bob, false);
    for (int i = 1; i < POLLS; i++)
        expect_numbers_soon(c, posts[i], 1, i % 2 == 0, i % 2);
    expect_numbers(c, posts[0], 2, 2, 0);
    suspend(c, bob, true);
    expect_numbers_soon(c, posts[POLLS - 1], 0, 0, 0);
    erase(c, bob);
    expect_numbers_soon(c, posts[0], 1, 1, 0);
    for (bool voted = true; voted;) {
        poll_vote_page page;
        TRY(poll_votes_of(c, bob, (id){ 0 }, 1, &page));
        voted = page.n;
        TRY(ctx_sleep(c, 5));
    }
    expect_right(c);
    return OK;
}

TEST(votes_of_hidden_people_do_not_count_and_those_of_erased_ones_are_gone) { in_house_of(poll_house, came_and_went); }

static err forgotten(ctx *c, void *arg)
{
    id ann = a_person(c), one = a_poll(c, ann, &two), other = a_poll(c, ann, &two);
    poll_shown_page page;
    poll_vote_page own;
    vote_row_page left;
    bool there = true;

    (void)arg;
    votes(c, one, ann, CHOICES(0));
    votes(c, other, ann, CHOICES(1));
    forget(c, one);
    forget(c, one);
    TRY(polls_get(c, ann, (ids){ (id[]){ one, other }, 2 }, &page));
    expect(page.n == 1 && !poll_among(&page, one) && poll_among(&page, other));
    TRY(poll_votes_of(c, ann, (id){ 0 }, 10, &own));
    expect(own.n == 1 && own.at[0].post_id.v == other.v);
    for (int tries = 0; there && tries < 3000; tries++) {
        TRY(q_poll_votes_by(c, ann, (id){ 0 }, 10, &left));
        there = left.n > 1;
        TRY(ctx_sleep(c, 10));
    }
    expect_eq(left.n, 1);
    expect_right(c);
    return OK;
}

TEST(of_a_deleted_poll_nothing_is_left) { in_house_of(poll_house, forgotten); }

/* ---- crowds ---- */

enum { VOTERS = 256 };

struct crowd { id post, ann, voters[VOTERS]; };

static err crowd_make(ctx *c, void *arg)
{
    struct crowd *w = arg;

    w->ann = a_person(c);
    w->post = a_poll(c, w->ann, &(struct poll_draft){ two.options, .multiple = { GIVEN, true } });
    for (int i = 0; i < VOTERS; i++)
        w->voters[i] = a_person(c);
    return OK;
}

static err vote_twice(ctx *c, int which, void *arg)
{
    const struct crowd *w = arg;
    struct poll_view view;
    bool changed;

    for (int i = 0; i < 2; i++)
        TRY(vote(c, w->post, w->voters[which], which % 4 == 3 ? CHOICES(0, 1) : CHOICES(which % 2), &view, &changed));
    return OK;
}

static err all_counted(ctx *c, void *arg)
{
    const struct crowd *w = arg;

    expect_numbers_soon(c, w->post, VOTERS, VOTERS * 3 / 4, VOTERS / 2);
    expect_right(c);
    return OK;
}

TEST(each_of_a_crowd_that_votes_at_once_is_counted_once)
{
    static struct crowd w;
    struct house h = house_open((struct house_options){ .world.real_clock = true, .capabilities = poll_house });

    expect_ok(test_world_call(h.world, crowd_make, &w));
    expect_ok(test_world_crowd(h.world, VOTERS, vote_twice, &w));
    expect_ok(test_world_call(h.world, all_counted, &w));
    house_close(&h);
}

/* Some hide and show others, who vote meanwhile: in the end all are shown, and all have voted. */
static err vote_or_hide(ctx *c, int which, void *arg)
{
    const struct crowd *w = arg;
    struct rng rng;

    if (which >= 8)
        return vote_twice(c, which, arg);
    rng_seed(&rng, (u64)which + 1);
    TRY(vote_twice(c, which, arg));
    for (int i = 0; i < 12; i++) {
        id one = w->voters[rng_below(&rng, VOTERS / 8) * 8 + (u32)which];    /* people of its own */
        suspend(c, one, true);
        TRY(ctx_sleep(c, rng_below(&rng, 20)));
        suspend(c, one, false);
    }
    return OK;
}

TEST(counts_are_right_whoever_is_hidden_while_others_vote)
{
    static struct crowd w;
    struct house h = house_open((struct house_options){ .world.real_clock = true, .capabilities = poll_house });

    expect_ok(test_world_call(h.world, crowd_make, &w));
    expect_ok(test_world_crowd(h.world, VOTERS, vote_or_hide, &w));
    expect_ok(test_world_call(h.world, all_counted, &w));
    house_close(&h);
}
