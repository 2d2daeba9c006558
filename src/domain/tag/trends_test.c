/* Trends: the tags that the most people used within 24 hours. */
#include "base/str.h"
#include "domain/tag/testbed.h"

enum { PEOPLE = 4, HOUR_MS = 3600 * 1000 };

static void expect_trends(ctx *c, const char *wanted)
{
    tag_page page;
    strs names;

    expect_ok(trends_read(c, &names));
    expect_ok(tags_get(c, (id){ 0 }, names, &page));
    expect_names(&page, wanted);
}

static err ordered(ctx *c, void *arg)
{
    id p[PEOPLE];

    (void)arg;
    for (int i = 0; i < PEOPLE; i++)
        p[i] = a_person(c);
    expect_trends(c, "");
    for (int i = 0; i < 3; i++)
        published(c, p[i], NAMES(S("three"), S("alone"), S("b"), S("a")));
    for (int i = 0; i < 9; i++)
        published(c, p[0], NAMES(S("mine"), S("two")));
    expect_trends(c, "a alone b three");
    published(c, p[1], NAMES(S("two")));
    expect_trends(c, "a alone b three two");
    id again = published(c, p[0], NAMES(S("b")));
    id more = published(c, p[3], NAMES(S("three")));
    expect_trends(c, "three b a alone two");
    deleted(c, more, p[3], NAMES(S("three")));
    edited(c, again, p[0], NAMES(S("b")), NAMES(S("c")));
    expect_trends(c, "a alone b three two");
    suspend(c, p[1], true);
    expect_tag_soon(c, "two", 9, 1);
    expect_trends(c, "a alone b three");
    expect_right(c);
    return OK;
}

TEST(trends_go_by_people_then_posts_then_names_and_need_two_people) { in_house_of(tag_house, ordered); }

static err passed(ctx *c, void *clock)
{
    id ann = a_person(c), bob = a_person(c);
    when now = ctx_now(c);

    published_at(c, ann, NAMES(S("old"), S("tea")), (when){ now.ms - DAY_MS });
    published_at(c, bob, NAMES(S("old")), (when){ now.ms - DAY_MS + 1 });
    published_at(c, ann, NAMES(S("edge")), (when){ now.ms - DAY_MS + 3 });
    published_at(c, bob, NAMES(S("edge")), (when){ now.ms - DAY_MS + 4 });
    expect_trends(c, "edge");
    time_passes(c, clock, 2);
    expect_trends(c, "edge");
    time_passes(c, clock, 1);
    expect_trends(c, "");
    published(c, ann, NAMES(S("new")));
    published(c, bob, NAMES(S("new"), S("tea")));
    expect_trends(c, "new");
    for (int i = 0; i < 150; i++)
        published_at(c, i % 2 ? ann : bob, NAMES(S("often"), S("much")), (when){ now.ms - DAY_MS + 3600 * 1000 + i });
    expect_trends(c, "much often new");
    expect_right(c);
    time_passes(c, clock, HOUR_MS);
    expect_trends(c, "much often new");
    time_passes(c, clock, 200);
    expect_trends(c, "new");
    expect_right(c);
    time_passes(c, clock, 23 * HOUR_MS);
    expect_trends(c, "");
    expect_tag(c, "often", 150, 2);
    expect_right(c);
    return OK;
}

TEST(a_post_counts_in_trends_for_24_hours) { in_house_with_a_clock(passed); }

/* Its author is hidden, and shown again when the post is old. */
static err hidden_meanwhile(ctx *c, void *clock)
{
    id ann = a_person(c), bob = a_person(c);

    published(c, ann, NAMES(S("tea")));
    published(c, bob, NAMES(S("tea")));
    suspend(c, bob, true);
    expect_tag_soon(c, "tea", 1, 1);
    expect_trends(c, "");
    time_passes(c, clock, 25 * HOUR_MS);
    TRY(tags_fade(c, 10));
    suspend(c, bob, false);
    expect_tag_soon(c, "tea", 2, 2);
    expect_trends(c, "");
    expect_right(c);
    return OK;
}

TEST(a_post_that_has_grown_old_while_its_author_was_hidden_is_not_in_trends) { in_house_with_a_clock(hidden_meanwhile); }

static err kept(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c);
    struct tag one;
    tag_page page;

    (void)arg;
    published(c, ann, NAMES(S("tea"), S("cup")));
    published(c, bob, NAMES(S("tea"), S("cup")));
    TRY(tags_trending(c, (id){ 0 }, 10, &page));
    expect_names(&page, "cup tea");
    expect(!page.at[1].following && page.at[1].post_count == 2 && page.at[1].history.at[0].accounts == 2);
    TRY(tag_follow(c, bob, S("tea"), &one));
    TRY(tags_trending(c, bob, 10, &page));
    expect(page.at[1].following && !page.at[0].following);
    TRY(tags_trending(c, ann, 1, &page));
    expect_names(&page, "cup");
    return OK;
}

TEST(trends_are_kept_for_all_but_follows_are_the_viewers) { in_house_of(tag_house, kept); }
