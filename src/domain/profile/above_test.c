/* Counts, cards and marks, as used by capabilities above profiles. */
#include "base/str.h"
#include "domain/profile/testbed.h"
#include "kit/reads.h"

struct posting { id who; i64 change; };

static err post_in(tx *t, void *arg)
{
    const struct posting *p = arg;

    return profile_posted(t, p->who, p->change);
}

static void posted(ctx *c, id who, i64 change)
{
    expect_ok(transact(c, post_in, &(struct posting){ who, change }));
    profile_posts_forget(c->world, who);
}

static void expect_posts(ctx *c, id who, i64 wanted)
{
    struct profile p;
    i64 counted;

    expect_ok(profile_posts(c, who, &counted));
    expect_eq(counted, wanted);
    expect_ok(profile_get(c, (id){ 0 }, who, &p));
    expect_eq(p.post_count, wanted);
}

static err erase_in(tx *t, void *arg)
{
    return account_erase(t, *(const id *)arg);
}

static err counted(ctx *c, void *arg)
{
    id ann = a_person(c, "ann", "Ann"), bob = a_person(c, "bob", "Bob");
    struct capability_check check = { .wrong = S("") };
    i64 left = 1;

    (void)arg;
    expect_posts(c, ann, 0);
    posted(c, ann, 1);
    posted(c, ann, 1);
    posted(c, bob, 1);
    expect_posts(c, ann, 2);
    posted(c, ann, -1);
    expect_posts(c, ann, 1);
    expect_posts(c, bob, 1);
    TRY(profile_capability.check(c, &check));
    expect_str(check.looked_at, S("2 counts of posts"));
    expect(!check.wrong.n);
    posted(c, bob, -2);
    TRY(profile_capability.check(c, &check));
    expect(str_starts(check.wrong, S("account ")));
    TRY(transact(c, erase_in, &ann));
    for (int tries = 0; left && tries < 200; tries++) {
        expect_ok(profile_posts(c, ann, &left));
        expect_ok(ctx_sleep(c, 10));
    }
    expect_eq(left, 0);
    posted(c, ann, -1);                          /* her posts are deleted later; that brings no row back */
    expect_ok(profile_posts(c, ann, &left));
    expect_eq(left, 0);
    return OK;
}

TEST(a_profile_counts_the_posts_that_it_is_told_of_and_forgets_them_with_its_account) { in_house(counted); }

static err carded(ctx *c, void *arg)
{
    id people[] = { a_person(c, "ann", "Ann Lee"), { 99 }, a_person(c, "bob", "Bob"), a_person(c, "cyd", "Cyd"),
                    a_person(c, "dan", "Dan") };
    ids who = { people, COUNT(people) };
    card_page page;
    strs *words;

    (void)arg;
    TRY(graph_block(c, people[2], people[0]));
    TRY(graph_block(c, people[0], people[3]));
    TRY(cards_get(c, people[0], who, NULL, &page));
    expect_eq(page.n, 4);                        /* for anybody who asks; without the unknown id */
    TRY(cards_get(c, people[0], who, sight_reaches, &page));
    expect_eq(page.n, 2);
    expect(page.at[0].id.v == people[0].v && page.at[1].id.v == people[4].v);
    expect_str(page.at[0].username, S("ann"));
    expect_str(page.at[0].display_name, S("Ann Lee"));
    expect(card_among(&page, people[4]) == &page.at[1] && !card_among(&page, people[2]));
    TRY(cards_get(c, people[0], who, sight_sees, &page));
    expect_eq(page.n, 3);                        /* and without the one whom she blocks */
    TRY(marks_get(c, people[0], who, &words));
    expect_eq(words[0].n, 1);
    expect_str(words[0].at[0], S("even"));
    expect_eq(words[2].n, 2);
    expect_str(words[2].at[1], S("another"));
    expect(words[3].n == 1 && str_eq(words[3].at[0], S("another")));
    return OK;
}

TEST(a_card_is_shown_of_those_whom_its_question_lets_pass_with_the_marks_of_others) { in_house(carded); }

static err carded_from_the_cache(ctx *c, void *arg)
{
    id people[] = { a_person(c, "ann", "Ann"), a_person(c, "bob", "Bob"), a_person(c, "cyd", "Cyd") };
    struct reads r = { .turns = 20, .pause_ms = 5 };
    card_page page;

    (void)arg;
    while (reads_again(c, &r))
        TRY(cards_get(c, people[0], (ids){ people, COUNT(people) }, NULL, &page));
    expect_eq(r.least, 0);
    return OK;
}

TEST(a_page_of_cards_asks_the_store_for_nothing) { in_house(carded_from_the_cache); }
