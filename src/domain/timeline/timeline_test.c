/* What a feed holds, in which order, and when. */
#include "base/str.h"
#include "domain/tag/tag.h"
#include "domain/timeline/testbed.h"

static err it_has_ones_own_posts_and_those_of_whom_one_follows(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), cid = a_person(c, "cid");

    (void)arg;
    follows(c, ann, bob);
    id own = says(c, ann, "mine"), his = says(c, bob, "his"), other = says(c, cid, "not for ann");
    id boost = boosts(c, bob, other), followers = says_to(c, bob, "among us", "followers"), unlisted = says_to(c, bob, "quiet", "unlisted");
    id named = says_to(c, bob, "psst @ann", "private");
    (void)says_to(c, bob, "psst @cid", "private");
    expect_feed(c, ann, IDS(named, unlisted, followers, boost, his, own));
    expect_feed(c, bob, feed_of(c, bob));
    feed_made(c, ann);
    expect_feed(c, ann, IDS(named, unlisted, followers, boost, his, own));
    return OK;
}

static err a_post_is_there_at_once_and_stays_when_it_is_delivered(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");

    (void)arg;
    follows(c, ann, bob);
    feed_made(c, ann);
    id first = says(c, bob, "1");
    expect_feed(c, ann, IDS(first));
    id second = says(c, bob, "2");
    expect_feed(c, ann, IDS(second, first));
    all_delivered(c);
    expect_eq(entries_of(c, ann), 2);
    heads_forget(c, ann);
    expect_feed(c, ann, IDS(second, first));
    deletes(c, bob, first);
    expect_feed(c, ann, IDS(second));
    all_delivered(c);
    expect_eq(entries_of(c, ann), 1);
    return OK;
}

static err following_brings_old_posts_and_unfollowing_takes_them_out(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");

    (void)arg;
    feed_made(c, ann);
    id old = says(c, bob, "before"), own = says(c, ann, "mine"), late = says(c, bob, "after");
    expect_feed(c, ann, IDS(own));
    follows(c, ann, bob);
    all_delivered(c);
    heads_forget(c, ann);
    expect_feed(c, ann, IDS(late, own, old));
    unfollows(c, ann, bob);
    expect_feed(c, ann, IDS(own));
    all_delivered(c);
    expect_eq(entries_of(c, ann), 0);
    return OK;
}

static err mutes_and_blocks_act_at_once(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), cid = a_person(c, "cid");

    (void)arg;
    follows(c, ann, bob);
    follows(c, ann, cid);
    feed_made(c, ann);
    id his = says(c, bob, "his"), hers = says(c, cid, "hers"), boost = boosts(c, cid, his);
    expect_feed(c, ann, IDS(boost, hers, his));
    expect_ok(graph_mute(c, ann, bob));
    expect_feed(c, ann, IDS(hers));
    expect_ok(graph_unmute(c, ann, bob));
    expect_feed(c, ann, IDS(boost, hers, his));
    expect_ok(graph_block(c, bob, ann));
    expect_feed(c, ann, IDS(hers));
    hidden(c, cid, true);
    expect_feed(c, ann, IDS());
    hidden(c, cid, false);
    expect_feed(c, ann, IDS(hers));
    return OK;
}

static err followed_tags_bring_public_posts(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct tag tag;

    (void)arg;
    feed_made(c, ann);
    id old = says(c, bob, "old #tea");
    expect_feed(c, ann, IDS());
    expect_ok(tag_follow(c, ann, S("tea"), &tag));
    expect_feed(c, ann, IDS(old));
    id fresh = says(c, bob, "new #Tea");
    (void)says_to(c, bob, "#tea, quietly", "unlisted");
    (void)boosts(c, bob, fresh);
    (void)says(c, bob, "#coffee");
    expect_feed(c, ann, IDS(fresh, old));
    expect_ok(tag_unfollow(c, ann, S("tea"), &tag));
    expect_feed(c, ann, IDS());
    return OK;
}

static err authors_above_the_limit_are_fetched(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), star = a_person(c, "star"), crowd[3];

    (void)arg;
    people_make(c, crowd, COUNT(crowd));
    follows(c, ann, star);
    feed_made(c, ann);
    id first = says(c, star, "to one");
    all_delivered(c);
    expect_eq(entries_of(c, ann), 1);
    for (size_t i = 0; i < COUNT(crowd); i++)
        follows(c, crowd[i], star);
    id second = says(c, star, "to four");
    all_delivered(c);
    expect_eq(entries_of(c, ann), 1);
    expect_feed(c, ann, IDS(second, first));
    heads_forget(c, ann);
    expect_feed(c, ann, IDS(second, first));
    expect_feed(c, crowd[0], IDS(second, first));
    return OK;
}

/* ---- since ---- */

static err since_names_what_came_into_being_after_an_answer(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), cid = a_person(c, "cid");
    struct moment now;

    (void)arg;
    follows(c, ann, bob);
    (void)says(c, bob, "old");
    id seen = says(c, cid, "old, of a stranger");
    struct moment then = moment_of(c, ann);
    expect_ids(feed_since(c, ann, then, &now), IDS());
    follows(c, ann, cid);
    expect_ids(feed_since(c, ann, then, &now), IDS());
    id a = says(c, bob, "a"), b = says(c, cid, "b"), own = says(c, ann, "mine");
    expect_ids(feed_since(c, ann, then, &now), IDS(own, b, a));
    expect_ids(feed_since(c, ann, now, &now), IDS());
    all_delivered(c);
    expect_ids(feed_since(c, ann, then, &now), IDS(own, b, a));
    heads_forget(c, ann);
    expect(has(feed_of(c, ann), seen));
    return OK;
}

static err edit(ctx *c, id me, id post, const char *content)
{
    struct post out;

    return post_edit(c, me, &(struct post_change){ .id = post, .content = { GIVEN, str_of(content) } }, &out);
}

static err an_edited_post_is_not_new_but_in_the_feed_of_whom_it_names_now(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct moment now;

    (void)arg;
    follows(c, ann, bob);
    feed_made(c, ann);
    id seen = says(c, bob, "seen"), named = says_to(c, bob, "psst @bob", "private");
    expect_feed(c, ann, IDS(seen));
    struct moment then = moment_of(c, ann);
    expect_ok(edit(c, bob, seen, "seen, better"));
    expect_ok(edit(c, bob, named, "psst @ann"));
    all_delivered(c);
    expect_feed(c, ann, IDS(named, seen));
    expect_ids(feed_since(c, ann, then, &now), IDS());
    memory_forget(c);
    heads_forget(c, ann);
    expect_feed(c, ann, IDS(named, seen));
    return OK;
}

static err since_an_answer_that_memory_has_forgotten_goes_by_the_log(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), cid = a_person(c, "cid");
    struct moment now;

    (void)arg;
    follows(c, ann, bob);
    feed_made(c, ann);
    id old = says(c, bob, "old"), stranger = says(c, cid, "old, of a stranger");
    struct moment then = moment_of(c, ann);
    id a = says(c, bob, "a"), own = says(c, ann, "mine"), b = says(c, cid, "b");
    all_delivered(c);
    memory_forget(c);
    heads_forget(c, ann);
    expect_ids(feed_since(c, ann, then, &now), IDS(own, a));
    expect_ids(feed_since(c, ann, now, &now), IDS());
    follows(c, ann, cid);
    all_delivered(c);
    heads_forget(c, ann);
    expect_feed(c, ann, IDS(b, own, a, stranger, old));
    expect_ids(feed_since(c, ann, then, &now), IDS(b, own, a));
    return OK;
}

static err after_a_start_the_first_answer_waits_for_what_is_not_delivered(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct moment now;

    (void)arg;
    follows(c, ann, bob);
    feed_made(c, ann);
    for (int i = 0; i < 20; i++) {
        id post = says(c, bob, "just before");
        memory_forget(c);
        heads_forget(c, ann);
        struct moment then = moment_of(c, ann);
        expect(has(feed_of(c, ann), post));
        expect_ids(feed_since(c, ann, then, &now), IDS());
    }
    return OK;
}

/* ---- others ---- */

static err lists_hold_their_members_posts(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), cid = a_person(c, "cid"), next;
    post_view_page page;
    struct list list;

    (void)arg;
    id his = says(c, bob, "his");
    (void)says(c, cid, "hers");
    expect_ok(list_create(c, ann, &(struct list_draft){ S("friends") }, &list));
    expect_ok(list_member_add(c, ann, list.id, bob));
    expect_ok(list_member_add(c, ann, list.id, bob));
    expect_ok(list_get(c, ann, list.id, &list));
    expect_eq(list.member_count, 1);
    expect_ok(timeline_of_list(c, ann, list.id, (struct post_wish){ .limit = 20 }, &page, &next));
    expect_eq(page.n, 1);
    expect_eq(page.at[0].words->id.v, his.v);
    expect_eq(list_get(c, bob, list.id, &list), ERR_NOT_FOUND);
    expect_ok(graph_block(c, bob, ann));
    expect_ok(graph_unblock(c, bob, ann));
    expect_ok(list_get(c, ann, list.id, &list));
    expect_eq(list.member_count, 0);
    expect_ok(list_member_add(c, ann, list.id, bob));
    all_delivered(c);
    expect_ok(list_get(c, ann, list.id, &list));
    expect_eq(list.member_count, 1);
    expect_right(c);
    return OK;
}

TEST(it_has_ones_own_posts_and_those_of_whom_one_follows) { in_town(it_has_ones_own_posts_and_those_of_whom_one_follows); }
TEST(a_post_is_there_at_once_and_stays_when_it_is_delivered) { in_town(a_post_is_there_at_once_and_stays_when_it_is_delivered); }
TEST(following_brings_old_posts_and_unfollowing_takes_them_out) { in_town(following_brings_old_posts_and_unfollowing_takes_them_out); }
TEST(mutes_and_blocks_act_at_once) { in_town(mutes_and_blocks_act_at_once); }
TEST(followed_tags_bring_public_posts) { in_town(followed_tags_bring_public_posts); }
TEST(authors_above_the_limit_are_fetched)
{
    in_town_with((const struct test_setting[]){ { "fanout_limit", "2" }, { 0 } }, authors_above_the_limit_are_fetched);
}
TEST(since_names_what_came_into_being_after_an_answer) { in_town(since_names_what_came_into_being_after_an_answer); }
TEST(an_edited_post_is_not_new_but_in_the_feed_of_whom_it_names_now)
{
    in_town(an_edited_post_is_not_new_but_in_the_feed_of_whom_it_names_now);
}
TEST(since_an_answer_that_memory_has_forgotten_goes_by_the_log) { in_town(since_an_answer_that_memory_has_forgotten_goes_by_the_log); }
TEST(after_a_start_the_first_answer_waits_for_what_is_not_delivered)
{
    in_town(after_a_start_the_first_answer_waits_for_what_is_not_delivered);
}
TEST(lists_hold_their_members_posts) { in_town(lists_hold_their_members_posts); }
