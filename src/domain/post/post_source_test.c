/* Posts of many authors: the newest of all, however many each wrote, and without reading what does not count. */
#include <stdlib.h>
#include "base/str.h"
#include "domain/post/testbed.h"
#include "runtime/metrics.h"

enum { AUTHORS = 60, POSTS = 6000, AT_ONCE = 1000 };

struct past { id people[AUTHORS]; struct planted_post posts[POSTS]; size_t n; };

static int oldest_first(const void *a, const void *b)
{
    const struct planted_post *x = a, *y = b;

    return (x->id.v > y->id.v) - (x->id.v < y->id.v);
}

static err plant(tx *t, void *arg)
{
    struct past *p = arg;

    for (size_t i = 0; i < AT_ONCE; i++) {
        size_t n = p->n + i, who = n < POSTS / 2 ? n % AUTHORS : n % 7 < 4 ? n % 3 : (n * n) % AUTHORS;    /* some write much more lately */
        p->posts[n] = (struct planted_post){ .id = tx_new_id(t), .user = p->people[who], .visibility = VISIBLE_TO_ALL, .content = S("x") };
    }
    return posts_plant(t, p->posts + p->n, AT_ONCE);
}

static void expect_newest(ctx *c, const struct past *p, ids authors, id after, id before, i64 most)
{
    post_by_page page;
    size_t n = 0;

    expect_ok(posts_from(c, authors, after, before, most, &page));
    for (size_t i = POSTS; i-- > 0 && (i64)n < most;) {
        bool wanted = p->posts[i].id.v > after.v && (!before.v || p->posts[i].id.v < before.v);
        for (size_t k = 0; wanted && k < authors.n; k++)
            if (authors.at[k].v == p->posts[i].user.v) {
                expect(n < page.n && page.at[n].id.v == p->posts[i].id.v && page.at[n].user_id.v == authors.at[k].v);
                n++;
            }
    }
    expect_eq(page.n, n);
}

static err the_newest_of_all_are_found_without_the_rest(ctx *c, void *arg)
{
    struct past *p = arg;
    ids all = { p->people, AUTHORS };

    for (size_t i = 0; i < AUTHORS; i++)
        p->people[i] = a_person(c, arena_cstr(&c->arena, arena_format(&c->arena, "author%zu", i)));
    for (p->n = 0; p->n < POSTS; p->n += AT_ONCE)
        TRY(transact(c, plant, p));
    qsort(p->posts, POSTS, sizeof *p->posts, oldest_first);
    i64 pooled = metric_value(c->world->metrics, M_STORE_POOLED, 0);
    for (i64 most = 1; most < 300; most = 2 * most + 1)
        for (size_t i = 0; i <= POSTS; i += POSTS / 5)
            expect_newest(c, p, all, (id){ 0 }, i < POSTS ? p->posts[i].id : (id){ 0 }, most);
    expect_eq(metric_value(c->world->metrics, M_STORE_POOLED, 0), pooled);
    expect_newest(c, p, all, p->posts[POSTS - 40].id, (id){ 0 }, 100);
    expect_newest(c, p, (ids){ all.at + 1, 3 }, (id){ 0 }, p->posts[POSTS / 2].id, 250);
    expect_newest(c, p, (ids){ all.at, 1 }, (id){ 0 }, (id){ 0 }, 5000);
    expect_newest(c, p, all, (id){ 0 }, (id){ 0 }, POSTS + 1);
    expect_newest(c, p, (ids){ 0 }, (id){ 0 }, (id){ 0 }, 20);
    return OK;
}

TEST(the_newest_of_all_are_found_without_the_rest)
{
    const struct test_setting bounded[] = { { "limits", "off" }, { "read_budget", "40000" }, {0} };
    struct house h = posts_open(bounded);
    static struct past past;

    expect_ok(test_world_call(h.world, the_newest_of_all_are_found_without_the_rest, &past));
    house_close(&h);
}
