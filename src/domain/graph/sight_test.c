/* Who may see whom: the questions one by one; and every way of asking gives the same sight. */
#include "domain/graph/graph_own.h"
#include "domain/graph/testbed.h"
#include "kit/house.h"
#include "kit/reads.h"
#include "kit/test.h"

/* ---- the questions ---- */

enum { SEES = 1, REACHES = 2, BRINGS = 4, SUGGESTS = 8, PUBLIC = 16, FOLLOWERS_ONLY = 32, NAMED = 64,
       OPEN = SEES | REACHES | PUBLIC | NAMED };

static int answers(const struct sight *s)
{
    return sight_sees(s) * SEES | sight_reaches(s) * REACHES | sight_brings(s) * BRINGS | sight_suggests(s) * SUGGESTS
           | sight_reads(s, FOR_EVERYBODY, false) * PUBLIC | sight_reads(s, FOR_FOLLOWERS, false) * FOLLOWERS_ONLY
           | sight_reads(s, FOR_NAMED, true) * NAMED;
}

static const struct standing shown = { .there = true, .shown = true }, hidden = { .there = true }, nobody = { 0 };

static const struct { const char *who; struct sight sight; int wanted; } cases[] = {
    { "a stranger",                 { .of = shown }, OPEN | BRINGS | SUGGESTS },
    { "a locked stranger",          { .of = { .there = true, .shown = true, .locked = true } }, OPEN | BRINGS | SUGGESTS },
    { "nobody",                     { .of = nobody }, 0 },
    { "one who is hidden",          { .of = hidden, .following = true }, 0 },
    { "oneself",                    { .of = shown, .self = true }, OPEN | BRINGS | FOLLOWERS_ONLY },
    { "oneself, hidden from others", { .of = hidden, .self = true }, OPEN | BRINGS | FOLLOWERS_ONLY },
    { "one who is followed",        { .of = shown, .following = true }, OPEN | BRINGS | FOLLOWERS_ONLY },
    { "one who was asked",          { .of = shown, .requested = true }, OPEN | BRINGS },
    { "a follower",                 { .of = shown, .followed_by = true }, OPEN | BRINGS | SUGGESTS },
    { "one who is blocked",         { .of = shown, .blocking = true, .following = true }, SEES },
    { "one who blocks",             { .of = shown, .blocked_by = true, .following = true }, 0 },
    { "one who is muted",           { .of = shown, .muting = true }, OPEN },
    { "one who is muted and followed", { .of = shown, .muting = true, .following = true }, OPEN | FOLLOWERS_ONLY },
};

TEST(each_question_has_its_answer_for_whatever_is_between_two)
{
    for (size_t i = 0; i < COUNT(cases); i++)
        if (answers(&cases[i].sight) != cases[i].wanted)
            test_fail(__FILE__, __LINE__, "%s: %d, not %d", cases[i].who, answers(&cases[i].sight), cases[i].wanted);
    expect(!sight_reads(&cases[0].sight, FOR_NAMED, false));
    expect(sight_reads(&cases[4].sight, FOR_NAMED, false));          /* the viewer's own, whomever it names */
}

/* ---- every way of asking ---- */

static void expect_same(const struct sight *a, const struct sight *b)
{
    expect_eq(a->of.who.v, b->of.who.v);
    expect(a->of.there == b->of.there && a->of.shown == b->of.shown && a->of.locked == b->of.locked && a->self == b->self);
    expect(a->following == b->following && a->followed_by == b->followed_by && a->requested == b->requested && a->asked_by == b->asked_by);
    expect(a->blocking == b->blocking && a->blocked_by == b->blocked_by && a->muting == b->muting);
}

/* Blocks and mutes are the same, and follows are none. */
static void expect_same_without_follows(ctx *c, id me, const sight_page *page)
{
    struct standing *of = arena_array(&c->arena, struct standing, page->n);
    sight_page found;

    for (size_t i = 0; i < page->n; i++)
        of[i] = page->at[i].of;
    expect_ok(sights_without_follows(c, me, of, page->n, &found));
    for (size_t i = 0; i < page->n; i++) {
        struct sight wanted = page->at[i];
        wanted.following = wanted.requested = wanted.followed_by = wanted.asked_by = false;
        expect_same(&found.at[i], &wanted);
        expect_eq(sight_brings(&found.at[i]), sight_brings(&page->at[i]));
    }
}

struct ask { id me; ids who; sight_page page; struct sight one; };

static err ask_in(tx *t, void *arg)
{
    struct ask *a = arg;
    sight_page page;

    TRY(sights_of_in(t, a->me, a->who, &page));
    expect_eq(page.n, a->who.n);
    for (size_t i = 0; i < page.n; i++)
        expect_same(&page.at[i], &a->page.at[i]);
    return page.n ? sight_of_in(t, a->me, a->who.at[0], &a->one) : OK;
}

/* From the other side: among few viewers and among many. */
static void expect_same_by(ctx *c, id me, const sight_page *page)
{
    enum { MANY = 300 };
    ids viewers = { arena_array(&c->arena, id, MANY), MANY };
    sight_page found;

    for (size_t i = 0; i < MANY; i++)
        viewers.at[i] = (id){ (i64)i + 1 };
    viewers.at[7] = me;
    for (size_t i = 0; i < page->n; i++) {
        struct sight wanted = page->at[i];
        wanted.requested = wanted.followed_by = wanted.asked_by = false;
        expect_ok(sights_by(c, viewers, wanted.of.who, &found));
        expect_same(&found.at[7], &wanted);
        expect_ok(sights_by(c, (ids){ &viewers.at[7], 3 }, wanted.of.who, &found));
        expect_eq(found.n, 3);
        expect_same(&found.at[0], &wanted);
    }
}

static void expect_agreement(ctx *c, id me, ids who)
{
    struct ask a = { .me = me, .who = who };

    expect_ok(sights_of(c, me, who, &a.page));
    expect_eq(a.page.n, who.n);
    expect_same_without_follows(c, me, &a.page);
    expect_same_by(c, me, &a.page);
    expect_ok(transact(c, ask_in, &a));
    if (who.n)
        expect_same(&a.one, &a.page.at[0]);
    for (size_t i = 0; i < who.n; i++) {
        struct sight one, from;
        expect_eq(a.page.at[i].of.who.v, who.at[i].v);
        expect_ok(sight_of(c, me, who.at[i], &one));
        expect_same(&one, &a.page.at[i]);
        expect_ok(sight_from(c, me, &one.of, &from));
        expect_same(&from, &one);
    }
}

/* p[0] follows 1 and asked 2, is followed by 3 and asked by 4; blocks 5, is blocked by 6, mutes 7; 8 is suspended. */
static void town_make(ctx *c, id *p, size_t n)
{
    people_make(c, p, n);
    lock_account(c, p[2], true);
    follows(c, p[0], p[1]);
    follows(c, p[0], p[2]);
    follows(c, p[3], p[0]);
    lock_account(c, p[0], true);
    follows(c, p[4], p[0]);
    expect_ok(graph_block(c, p[0], p[5]));
    expect_ok(graph_block(c, p[6], p[0]));
    expect_ok(graph_mute(c, p[0], p[7]));
    suspend(c, p[8], true);
}

static err asked_every_way(ctx *c, void *arg)
{
    id p[9], who[12];
    sight_page page;
    ids barred;

    (void)arg;
    town_make(c, p, COUNT(p));
    for (size_t i = 0; i < COUNT(who); i++)
        who[i] = i < 9 ? p[8 - i] : i == 9 ? (id){ 77 } : p[i - 9];          /* nobody, and some twice */
    expect_agreement(c, p[0], (ids){ who, COUNT(who) });
    expect_agreement(c, p[6], (ids){ who, COUNT(who) });
    expect_agreement(c, (id){ 0 }, (ids){ who, COUNT(who) });
    expect_agreement(c, p[0], (ids){ 0 });
    TRY(sights_of(c, p[0], (ids){ p, COUNT(p) }, &page));
    expect(page.at[0].self && page.at[0].of.locked && page.at[1].following && page.at[2].requested && page.at[2].of.locked);
    expect(page.at[3].followed_by && page.at[4].asked_by && page.at[5].blocking && page.at[6].blocked_by && page.at[7].muting);
    expect(page.at[8].of.there && !page.at[8].of.shown);
    TRY(sight_barred(c, p[0], &barred));
    expect(barred.n == 2 && barred.at[0].v + barred.at[1].v == p[5].v + p[6].v);
    TRY(sight_barred_of(c, p[0], (ids){ p, COUNT(p) }, BARRED_BY_THEM, &barred));
    expect(barred.n == 1 && barred.at[0].v == p[6].v);
    return OK;
}

TEST(a_sight_is_the_same_of_one_and_of_many_inside_of_a_transaction_and_outside) { in_town(asked_every_way); }

/* ---- what memory knows of strangers ---- */

static const struct sight strangers = { .self = false };

/* Until a filter has been made, and from it. */
static void expect_sight(ctx *c, id me, id other, struct sight wanted)
{
    struct sight one;

    for (int i = 0; i < 4; i++) {
        expect_ok(sight_of(c, me, other, &one));
        wanted.of = one.of;
        expect_same(&one, &wanted);
    }
}

/* Each change makes them more than strangers, at once for both. */
static err not_strangers_any_more(ctx *c, void *arg)
{
    static const struct { err (*change)(ctx *, id, id), (*undo)(ctx *, id, id); struct sight forth, back; } deeds[] = {
        { graph_block, graph_unblock, { .blocking = true }, { .blocked_by = true } },
        { graph_mute, graph_unmute, { .muting = true }, { .self = false } },
    };
    struct follow follow;
    id p[8];

    (void)arg;
    people_make(c, p, COUNT(p));
    for (size_t i = 0; i < COUNT(deeds); i++) {
        id ann = p[2 * i], bob = p[2 * i + 1];
        expect_sight(c, ann, bob, strangers);
        expect_sight(c, bob, ann, strangers);
        expect_ok(deeds[i].change(c, ann, bob));
        expect_sight(c, ann, bob, deeds[i].forth);
        expect_sight(c, bob, ann, deeds[i].back);
        expect_ok(deeds[i].undo(c, ann, bob));
        expect_sight(c, ann, bob, strangers);
        expect_sight(c, bob, ann, strangers);
    }
    for (int locked = 0; locked < 2; locked++) {
        id ann = p[4 + 2 * locked], bob = p[5 + 2 * locked];
        lock_account(c, bob, locked);
        expect_sight(c, ann, bob, strangers);
        expect_sight(c, bob, ann, strangers);
        expect_ok(graph_follow(c, ann, bob, &follow));
        expect_sight(c, ann, bob, (struct sight){ .following = !locked, .requested = locked });
        expect_sight(c, bob, ann, (struct sight){ .followed_by = !locked, .asked_by = locked });
        expect_ok(graph_unfollow(c, ann, bob, &follow));
        expect_sight(c, bob, ann, strangers);
    }
    return OK;
}

TEST(strangers_who_become_acquainted_see_it_at_once) { in_town(not_strangers_any_more); }

/* ---- its cost ---- */

struct cost { id me; ids who; };

static err one_asked(ctx *c, const struct cost *k)
{
    struct sight one;

    return sight_of(c, k->me, k->who.at[0], &one);
}

static err one_asked_of_a_cache(ctx *c, const struct cost *k)
{
    const struct standing of = { k->who.at[0], true, true, false };
    struct sight one;

    return sight_from(c, k->me, &of, &one);
}

static err all_asked(ctx *c, const struct cost *k)
{
    sight_page page;

    return sights_of(c, k->me, k->who, &page);
}

/* The least of some runs: the workers of the world read meanwhile. */
static i64 reads_of(ctx *c, err (*ask)(ctx *, const struct cost *), id me, ids who)
{
    struct reads r = { .turns = 20 };

    while (reads_again(c, &r))
        expect_ok(ask(c, &(struct cost){ me, who }));
    return r.least;
}

static err bounded(ctx *c, void *arg)
{
    id p[64];

    (void)arg;
    people_make(c, p, COUNT(p));
    i64 of_strangers = store_dialect(c->world->store) == ON_SQLITE ? 0 : 1;
    expect_eq(reads_of(c, one_asked, p[0], (ids){ p + 1, 1 }), 1 + of_strangers);
    expect_eq(reads_of(c, one_asked, (id){ 0 }, (ids){ p + 1, 1 }), 1);
    expect_eq(reads_of(c, one_asked_of_a_cache, p[0], (ids){ p + 1, 1 }), of_strangers);
    follows(c, p[1], p[0]);
    expect_eq(reads_of(c, one_asked_of_a_cache, p[0], (ids){ p + 1, 1 }), 1);
    expect_eq(reads_of(c, all_asked, p[0], (ids){ p, 2 }), 4);
    expect_eq(reads_of(c, all_asked, p[0], (ids){ p, COUNT(p) }), 4);
    return OK;
}

TEST(a_page_of_sights_takes_four_statements_and_one_at_most_two) { in_town(bounded); }
