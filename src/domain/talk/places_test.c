/*
 * Where conversations stand in the lists of their two, whatever both do to each other at once: the lists are indexes of rows of the
 * two, and agree with the channel.
 */
#include "base/random.h"
#include "base/str.h"
#include "domain/channel/conversation.h"
#include "domain/talk/testbed.h"

enum { PEOPLE = 4, FIBERS = 12, DEEDS = 20 };

struct meeting { id people[PEOPLE], talks[PEOPLE]; };        /* of the first with each other one */

static err meet(ctx *c, void *arg)
{
    static const char *const names[] = { "ann", "bob", "cid", "dan" };
    struct meeting *m = arg;

    for (int i = 0; i < PEOPLE; i++)
        m->people[i] = a_person(c, names[i]);
    wants_requests(c, m->people[0]);
    for (int i = 1; i < PEOPLE; i++)
        m->talks[i] = direct(c, m->people[i], m->people[0]);
    return OK;
}

static err deed(ctx *c, const struct meeting *m, struct rng *rng)
{
    u64 with = 1 + rng_below(rng, PEOPLE - 1);
    id talk = m->talks[with], me = rng_below(rng, 2) ? m->people[0] : m->people[with];
    struct read_state state;

    switch (rng_below(rng, 7)) {
    case 0: return reads_to(c, me, talk, INT64_MAX, &state);
    case 1: return conversation_drop(c, me, talk);
    case 2: return request_decline(c, m->people[0], talk);
    case 3: return rng_below(rng, 5) ? OK : request_accept(c, m->people[0], talk);
    default: return sends(c, me, talk, "hello", NULL);
    }
}

static err deeds(ctx *c, int which, void *arg)
{
    struct rng rng;

    rng_seed(&rng, (u64)which + 1);
    for (int i = 0; i < DEEDS; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        err e = fresh(c, deed(c, arg, &rng));
        expect(e == OK || e == ERR_FORBIDDEN || e == ERR_CONFLICT || e == ERR_NOT_FOUND);
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

/* The total is the sum of what each in the list says. */
static void lists_agree(ctx *c, id me)
{
    struct conversations_wish all = { .limit = 100 };
    struct activity_place next;
    struct unread_sum sum;
    channel_page page;
    i64 unread = 0;

    expect_ok(conversations_show(c, me, &all, &page, &next));
    expect_ok(talk_unread(c, me, &sum));
    for (size_t i = 0; i < page.n; i++)
        unread += page.at[i].unread_count;
    expect_eq(sum.unread_count, unread);
}

static err agree(ctx *c, void *arg)
{
    const struct meeting *m = arg;

    hall_agrees(c);
    for (int i = 0; i < PEOPLE; i++)
        lists_agree(c, m->people[i]);
    for (int i = 1; i < PEOPLE; i++) {                       /* whatever it was, an accepted one that says more is listed for both */
        (void)fresh(c, request_accept(c, m->people[0], m->talks[i]));
        (void)said(c, m->people[0], m->talks[i], "hello");
        expect(lists(c, m->people[0], false, m->talks[i]) && lists(c, m->people[i], false, m->talks[i]));
        expect(!lists(c, m->people[0], true, m->talks[i]));
    }
    hall_agrees(c);
    return OK;
}

TEST(lists_of_conversations_agree_with_them_whatever_both_do_at_once)
{
    static struct meeting m;
    struct house h = hall_open(NULL);

    expect_ok(test_world_call(h.world, meet, &m));
    expect_ok(test_world_crowd(h.world, FIBERS, deeds, &m));
    expect_ok(test_world_call(h.world, agree, &m));
    house_close(&h);
}
