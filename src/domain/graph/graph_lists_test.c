/* Lists of people: their order, their pages, what they leave out; and suggestions. */
#include "base/random.h"
#include "base/str.h"
#include "domain/graph/testbed.h"

static const id nobody = { 0 };

static err newest_first(ctx *c, void *arg)
{
    enum { N = 8 };
    id star = a_person(c), fan[N], wanted[N];

    (void)arg;
    people_make(c, fan, N);
    for (int i = 0; i < N; i++) {
        follows(c, fan[i], star);
        wanted[N - 1 - i] = fan[i];
    }
    expect_list(c, FOLLOWERS, star, nobody, wanted, N);
    expect_list(c, FOLLOWERS, star, fan[2], wanted, N);
    for (int i = 0; i < N; i++)
        follows(c, star, fan[i]);
    expect_list(c, FOLLOWING, star, nobody, wanted, N);
    expect_list(c, MUTUALS, star, star, wanted, N);
    return OK;
}

TEST(lists_go_from_the_newest_to_the_oldest_page_by_page)
{
    in_town(newest_first);
}

/* Blocks are between the viewer and half of the list, so pages must be filled with later entries. */
static err filled(ctx *c, void *arg)
{
    enum { N = 60 };
    id star = a_person(c), viewer = a_person(c), fan[N], wanted[N];
    struct graph_page page;
    size_t n = 0;

    (void)arg;
    people_make(c, fan, N);
    for (int i = 0; i < N; i++)
        follows(c, fan[i], star);
    for (int i = 0; i < N; i++)
        if (i % 3)
            TRY(i % 3 == 1 ? graph_block(c, viewer, fan[i]) : graph_block(c, fan[i], viewer));
    for (int i = N - 1; i >= 0; i--)
        if (i % 3 == 0)
            wanted[n++] = fan[i];
    expect_list(c, FOLLOWERS, star, viewer, wanted, n);
    for (i64 offset = 0; offset <= (i64)n + 1; offset++) {
        TRY(graph_list(c, FOLLOWERS, star, viewer, nobody, offset, 2, &page));
        size_t left = offset < (i64)n ? n - (size_t)offset : 0;
        expect_eq(page.users.n, left < 2 ? left : 2);
        expect_eq(page.next.v != 0, left > 2);
        for (size_t i = 0; i < page.users.n; i++)
            expect_eq(page.users.at[i].v, wanted[offset + (i64)i].v);
    }
    return OK;
}

TEST(a_page_is_full_and_an_offset_passes_over_what_the_viewer_sees)
{
    in_town(filled);
}

static err mutual(ctx *c, void *arg)
{
    id p[6];

    (void)arg;
    people_make(c, p, COUNT(p));
    for (int i = 1; i < 6; i++)
        follows(c, p[0], p[i]);
    follows(c, p[1], p[0]);
    follows(c, p[4], p[0]);
    expect_list(c, MUTUALS, p[0], p[0], (id[]){ p[4], p[1] }, 2);
    struct graph_page page;
    follows(c, p[2], p[5]);
    follows(c, p[3], p[5]);
    follows(c, p[4], p[5]);
    lock_account(c, p[5], true);
    follows(c, p[1], p[5]);                      /* a request is no follow */
    TRY(graph_common(c, p[0], p[5], nobody, 2, &page));
    expect_eq(page.users.n, 2);
    expect_eq(page.users.at[0].v, p[4].v);
    expect_eq(page.users.at[1].v, p[3].v);
    TRY(graph_common(c, p[0], p[5], page.next, 2, &page));
    expect_eq(page.users.n, 1);
    expect_eq(page.users.at[0].v, p[2].v);
    expect_eq(page.next.v, 0);
    return OK;
}

TEST(mutuals_follow_each_other_and_common_ones_follow_both)
{
    in_town(mutual);
}

/* ---- pages while the list changes ---- */

enum { STAYING = 90, COMING = 60, VIEWS = 6, CHANGES = 150 };

struct fair { id star, stays[STAYING], comes[COMING]; _Atomic int busy; };

static err fair_open(ctx *c, void *arg)
{
    struct fair *f = arg;

    f->star = a_person(c);
    people_make(c, f->stays, STAYING);
    people_make(c, f->comes, COMING);
    for (int i = 0; i < STAYING; i++) {
        follows(c, f->stays[i], f->star);
        if (i < COMING && i % 2)
            follows(c, f->comes[i], f->star);
    }
    return OK;
}

static err come_and_go(ctx *c, int which, struct fair *f)
{
    struct follow done;
    struct rng rng;

    rng_seed(&rng, (u64)which + 1);
    for (int i = 0; i < CHANGES; i++) {
        id one = f->comes[rng_below(&rng, COMING)];
        TRY(rng_below(&rng, 2) ? graph_follow(c, one, f->star, &done) : graph_unfollow(c, one, f->star, &done));
    }
    f->busy--;
    return OK;
}

static int times_in(id one, const id *list, size_t n)
{
    int times = 0;

    for (size_t i = 0; i < n; i++)
        times += list[i].v == one.v;
    return times;
}

static err view(ctx *c, int which, struct fair *f)
{
    static const i64 sizes[] = { 1, 3, 7, 20, 100 };
    struct graph_page page;
    id *seen = arena_array(&c->arena, id, STAYING + COMING * CHANGES);

    do {
        size_t n = 0;
        page.next = nobody;
        do {
            TRY(graph_list(c, FOLLOWERS, f->star, nobody, page.next, 0, sizes[which % 5], &page));
            expect(page.users.n == (size_t)sizes[which % 5] || !page.next.v);
            for (size_t i = 0; i < page.users.n; i++)
                seen[n++] = page.users.at[i];
            TRY(ctx_yield(c));
        } while (page.next.v);
        for (int i = 0; i < STAYING; i++)
            expect_eq(times_in(f->stays[i], seen, n), 1);
    } while (f->busy);
    return OK;
}

static err change_or_view(ctx *c, int which, void *arg)
{
    return which < VIEWS ? view(c, which, arg) : come_and_go(c, which, arg);
}

static err fair_check(ctx *c, void *arg)
{
    (void)arg;
    expect_right(c);
    return OK;
}

TEST(whoever_stays_on_a_list_is_met_once_whatever_comes_and_goes)
{
    static struct fair f;
    struct house t = town_open();

    expect_ok(test_world_call(t.world, fair_open, &f));
    f.busy = 4;
    expect_ok(test_world_crowd(t.world, VIEWS + 4, change_or_view, &f));
    expect_ok(test_world_call(t.world, fair_check, NULL));
    house_close(&t);
}

/* ---- suggestions ---- */

static void expect_suggestions(ctx *c, id me, i64 most, const struct suggestion *wanted, size_t n)
{
    suggestion_page page;

    expect_ok(graph_suggestions(c, me, most, &page));
    expect_eq(page.n, n);
    for (size_t i = 0; i < n; i++) {
        expect_eq(page.at[i].user_id.v, wanted[i].user_id.v);
        expect_eq(page.at[i].common, wanted[i].common);
    }
}

static err suggested(ctx *c, void *arg)
{
    id me = a_person(c), friend[3], star[8];

    (void)arg;
    expect_suggestions(c, me, 10, NULL, 0);
    people_make(c, friend, COUNT(friend));
    people_make(c, star, COUNT(star));
    for (size_t i = 0; i < COUNT(friend); i++) {
        follows(c, me, friend[i]);
        follows(c, friend[i], me);
        for (size_t k = 0; k < COUNT(star); k++)
            if (k >= i)
                follows(c, friend[i], star[k]);
    }
    follows(c, friend[0], friend[1]);
    expect_suggestions(c, me, 3, (struct suggestion[]){ { star[2], 3 }, { star[3], 3 }, { star[4], 3 } }, 3);
    follows(c, me, star[2]);
    TRY(graph_block(c, me, star[3]));
    TRY(graph_block(c, star[4], me));
    TRY(graph_mute(c, me, star[5]));
    lock_account(c, star[6], true);
    follows(c, me, star[6]);
    expect_suggestions(c, me, 10, (struct suggestion[]){ { star[7], 3 }, { star[1], 2 }, { star[0], 1 } }, 3);
    suspend(c, star[7], true);
    expect_soon(c, counts_are, &(struct counts_wanted){ star[7], 0, 0 });
    expect_suggestions(c, me, 10, (struct suggestion[]){ { star[1], 2 }, { star[0], 1 } }, 2);
    return OK;
}

TEST(those_are_suggested_whom_many_of_those_one_follows_do_follow)
{
    in_town(suggested);
}
