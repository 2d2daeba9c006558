/* Kept pages of feeds: whatever changes, the next answer is the one that is made from the store. */
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/tag/tag.h"
#include "domain/timeline/testbed.h"
#include "kit/reads.h"
#include "ports/cache.h"
#include "runtime/metrics.h"

static bool is_given(ctx *c, const void *arg)
{
    bool given;

    (void)page_read(c, *(const id *)arg, &given);
    return given;
}

static void kept(ctx *c, id me) { expect_soon(c, is_given, &me); }

static str fresh(ctx *c, id me)
{
    struct moment now;
    post_view_page page;
    id next;

    expect_ok(feed_get(c, me, (struct feed_wish){ .limit = PAGE_LIMIT }, &page, &next, &now));
    return page_text(c, &page);
}

/*
 * What is given is what the store says before it or after it: counts that follow a change by themselves may move meanwhile, and if
 * they move twice it is asked again. `first`: whether the first answer had been kept.
 */
static bool is_right(ctx *c, id me, str *now, bool *first)
{
    bool given;

    for (int tries = 0;; tries++) {
        str before = fresh(c, me);
        *now = page_read(c, me, tries ? &given : first);
        str after = fresh(c, me);
        if (str_eq(*now, before) || str_eq(*now, after))
            return true;
        if (str_eq(before, after))
            return false;
    }
}

/* After a change that the reader sees: what is given is no longer the old page, and it is right at once. */
static bool is_changed(ctx *c, id me, str before)
{
    bool given;
    str now;

    return is_right(c, me, &now, &given) && !given && !str_eq(now, before);
}

/* After one that they do not see. */
static void expect_kept(ctx *c, id me, str before)
{
    bool given;

    expect_str(page_read(c, me, &given), before);
    expect(given);
    expect_str(fresh(c, me), before);
}

static str kept_text(ctx *c, id me)
{
    bool given;

    kept(c, me);
    str text = page_read(c, me, &given);
    expect(given);
    return text;
}

/* ---- a town, in which ann reads ---- */

struct cast { id ann, bob, cid, dan, post, quote, boost, original, poll; };

static id asks(ctx *c, id me, i64 expires_in)
{
    str options[] = { S("yes"), S("no") };
    struct post out;

    expect_ok(post_create(c, me, &(struct post_draft){
        .content = { GIVEN, S("well?") },
        .poll = { .options = { options, 2 }, .expires_in = { GIVEN, expires_in } } }, &out));
    heard(c, out.id);
    return out.id;
}

static id quotes(ctx *c, id me, id of)
{
    struct post out;

    expect_ok(post_create(c, me, &(struct post_draft){
        .content = { GIVEN, S("look") }, .boost_of = { GIVEN, id_text(&c->arena, of) } }, &out));
    heard(c, out.id);
    return out.id;
}

static struct cast cast_of(ctx *c)
{
    struct cast t = { .ann = a_person(c, "ann"), .bob = a_person(c, "bob"), .cid = a_person(c, "cid"), .dan = a_person(c, "dan") };

    follows(c, t.ann, t.bob);
    follows(c, t.cid, t.bob);
    t.original = says(c, t.dan, "from far away");
    t.post = says(c, t.bob, "hello");
    t.poll = asks(c, t.bob, 86400);
    t.quote = quotes(c, t.bob, t.original);
    t.boost = boosts(c, t.bob, t.original);
    atomic_store(&timeline_memory_of(c->world)->settling_ms, 100);
    all_delivered(c);
    feed_made(c, t.ann);
    return t;
}

/* ---- changes of what is shown ---- */

static void edit(ctx *c, id me, id post)
{
    struct post out;

    expect_ok(post_edit(c, me, &(struct post_change){ .id = post, .content = { GIVEN, S("other words") } }, &out));
}

static void edits_post(ctx *c, const struct cast *t) { edit(c, t->bob, t->post); }
static void edits_original(ctx *c, const struct cast *t) { edit(c, t->dan, t->original); }

static void likes(ctx *c, id me, id post)
{
    struct post out;

    expect_ok(post_react(c, me, post, REACTION_LIKE, &out));
}

static void other_likes(ctx *c, const struct cast *t) { likes(c, t->cid, t->post); }
static void reader_likes(ctx *c, const struct cast *t) { likes(c, t->ann, t->post); }
static void reader_likes_original(ctx *c, const struct cast *t) { likes(c, t->ann, t->original); }

static void reader_unlikes(ctx *c, const struct cast *t)
{
    struct post out;

    expect_ok(post_unreact(c, t->ann, t->post, REACTION_LIKE, &out));
}

static void reader_saves(ctx *c, const struct cast *t)
{
    struct post out;

    expect_ok(post_react(c, t->ann, t->post, REACTION_SAVE, &out));
}

static void other_quotes(ctx *c, const struct cast *t) { (void)quotes(c, t->dan, t->post); }
static void other_boosts(ctx *c, const struct cast *t) { (void)boosts(c, t->cid, t->post); }
static void reader_boosts(ctx *c, const struct cast *t) { (void)boosts(c, t->ann, t->original); }

static void pins(ctx *c, const struct cast *t)
{
    struct post out;

    expect_ok(post_pin(c, t->bob, t->post, true, &out));
}

static void votes(ctx *c, id me, id poll)
{
    i64 choice = 1;
    struct post out;

    expect_ok(post_vote(c, me, &(struct post_votes){ poll, { &choice, 1 } }, &out));
}

static void other_votes(ctx *c, const struct cast *t) { votes(c, t->cid, t->poll); }
static void reader_votes(ctx *c, const struct cast *t) { votes(c, t->ann, t->poll); }
static void author_publishes(ctx *c, const struct cast *t) { (void)says(c, t->bob, "news"); }
static void reader_publishes(ctx *c, const struct cast *t) { (void)says(c, t->ann, "mine"); }
static void author_deletes(ctx *c, const struct cast *t) { deletes(c, t->bob, t->post); }

static void renames(ctx *c, id who)
{
    struct profile out;

    expect_ok(profile_change(c, who, who, &(struct profile_edit){ .display_name = { GIVEN, S("Somebody Else") } }, &out));
}

static void author_renames(ctx *c, const struct cast *t) { renames(c, t->bob); }
static void original_author_renames(ctx *c, const struct cast *t) { renames(c, t->dan); }
static void author_goes(ctx *c, const struct cast *t) { hidden(c, t->bob, true); }
static void author_comes(ctx *c, const struct cast *t) { hidden(c, t->bob, false); }
static void original_author_goes(ctx *c, const struct cast *t) { hidden(c, t->dan, true); }
static void original_author_comes(ctx *c, const struct cast *t) { hidden(c, t->dan, false); }
static void original_is_deleted(ctx *c, const struct cast *t) { deletes(c, t->dan, t->original); }

/* ---- changes of the reader's relations ---- */

static void mutes(ctx *c, const struct cast *t) { expect_ok(graph_mute(c, t->ann, t->bob)); }
static void unmutes(ctx *c, const struct cast *t) { expect_ok(graph_unmute(c, t->ann, t->bob)); }
static void mutes_original(ctx *c, const struct cast *t) { expect_ok(graph_mute(c, t->ann, t->dan)); }
static void unmutes_original(ctx *c, const struct cast *t) { expect_ok(graph_unmute(c, t->ann, t->dan)); }
static void blocks_original(ctx *c, const struct cast *t) { expect_ok(graph_block(c, t->ann, t->dan)); }
static void unblocks_original(ctx *c, const struct cast *t) { expect_ok(graph_unblock(c, t->ann, t->dan)); }
static void is_blocked(ctx *c, const struct cast *t) { expect_ok(graph_block(c, t->dan, t->ann)); }
static void is_unblocked(ctx *c, const struct cast *t) { expect_ok(graph_unblock(c, t->dan, t->ann)); }

static const struct change { const char *what; void (*make)(ctx *, const struct cast *); } changes[] = {
    { "another likes a post", other_likes },
    { "the reader likes it", reader_likes },
    { "the reader takes that back", reader_unlikes },
    { "the reader likes the original of a boost", reader_likes_original },
    { "the reader saves a post", reader_saves },
    { "a post is quoted", other_quotes },
    { "a post is boosted", other_boosts },
    { "a post is edited", edits_post },
    { "the original of a boost is edited", edits_original },
    { "a post is pinned", pins },
    { "another votes", other_votes },
    { "the reader votes", reader_votes },
    { "the author has another name", author_renames },
    { "the author of an original has another name", original_author_renames },
    { "the reader mutes the author", mutes },
    { "and no longer", unmutes },
    { "the reader mutes the author of an original", mutes_original },
    { "and no longer", unmutes_original },
    { "the reader blocks the author of an original", blocks_original },
    { "and no longer", unblocks_original },
    { "the author of an original blocks the reader", is_blocked },
    { "and no longer", is_unblocked },
    { "the author is suspended", author_goes },
    { "and comes back", author_comes },
    { "the author of an original is suspended", original_author_goes },
    { "and comes back", original_author_comes },
    { "the reader boosts", reader_boosts },
    { "the author publishes", author_publishes },
    { "the reader publishes", reader_publishes },
    { "a post is deleted", author_deletes },
    { "the original of a boost is deleted", original_is_deleted },
};

static err each_change_ends_a_kept_page_at_once(ctx *c, void *arg)
{
    struct cast t = cast_of(c);

    (void)arg;
    for (size_t i = 0; i < COUNT(changes); i++) {
        str before = kept_text(c, t.ann);
        changes[i].make(c, &t);
        if (!is_changed(c, t.ann, before))
            test_fail(__FILE__, __LINE__, "the page is not right at once after: %s", changes[i].what);
    }
    return OK;
}

/* What the feed is made of: each of these begins it again, so each has a reader of its own. */
static err whom_and_what_one_follows_ends_it_at_once(ctx *c, void *arg)
{
    struct cast t = cast_of(c);
    id readers[5];
    str before[COUNT(readers)];
    struct tag tag;

    (void)arg;
    (void)says(c, t.cid, "about #tea");
    people_make(c, readers, COUNT(readers));
    for (size_t i = 0; i < COUNT(readers); i++) {
        follows(c, readers[i], t.bob);
        feed_made(c, readers[i]);
    }
    expect_ok(tag_follow(c, readers[4], S("tea"), &tag));
    all_delivered(c);
    for (size_t i = 0; i < COUNT(readers); i++)
        before[i] = kept_text(c, readers[i]);
    follows(c, readers[0], t.cid);
    all_delivered(c);
    unfollows(c, readers[1], t.bob);
    expect_ok(graph_block(c, t.bob, readers[2]));
    expect_ok(tag_follow(c, readers[3], S("tea"), &tag));
    expect_ok(tag_unfollow(c, readers[4], S("tea"), &tag));
    for (size_t i = 0; i < COUNT(readers); i++)
        expect(is_changed(c, readers[i], before[i]));
    return OK;
}

static err what_others_do_elsewhere_leaves_it(ctx *c, void *arg)
{
    struct cast t = cast_of(c);
    id elsewhere = says(c, t.dan, "not for ann");

    (void)arg;
    str before = kept_text(c, t.ann);
    for (int i = 0; i < 100; i++)
        (void)says(c, t.dan, "nor is this");
    likes(c, t.cid, elsewhere);
    edit(c, t.dan, elsewhere);
    deletes(c, t.dan, elsewhere);
    follows(c, t.dan, t.bob);
    expect_ok(graph_mute(c, t.cid, t.dan));
    expect_kept(c, t.ann, before);
    (void)says(c, t.bob, "but this is");
    expect(is_changed(c, t.ann, before));
    return OK;
}

static bool shows_tea(ctx *c, const void *arg)
{
    bool given;

    return str_find(page_read(c, *(const id *)arg, &given), S("\"of #tea\"")) >= 0;
}

/* A tag that is followed brings posts of anybody, and so does an edit that adds it. */
static err a_post_with_a_followed_tag_ends_it(ctx *c, void *arg)
{
    struct cast t = cast_of(c);
    struct tag tag;
    struct post out;

    (void)arg;
    expect_ok(tag_follow(c, t.ann, S("tea"), &tag));
    str before = kept_text(c, t.ann);
    (void)says(c, t.dan, "a cup of #tea");
    expect(is_changed(c, t.ann, before));
    id plain = says(c, t.dan, "a cup of something");
    before = kept_text(c, t.ann);
    expect_ok(post_edit(c, t.dan, &(struct post_change){ .id = plain, .content = { GIVEN, S("of #tea") } }, &out));
    expect_soon(c, shows_tea, &t.ann);
    return OK;
}

static err a_kept_page_asks_the_store_for_nothing(ctx *c, void *arg)
{
    struct cast t = cast_of(c);
    struct reads r = { .turns = 20 };
    bool given;

    (void)arg;
    kept(c, t.ann);
    i64 hits = metric_value(c->world->metrics, M_PAGE_HITS, 0), misses = metric_value(c->world->metrics, M_PAGE_MISSES, 0);
    while (reads_again(c, &r)) {
        (void)page_read(c, t.ann, &given);
        expect(given);
    }
    expect_eq(r.least, 0);
    expect_eq(metric_value(c->world->metrics, M_PAGE_HITS, 0) - hits, 20);
    expect_eq(metric_value(c->world->metrics, M_PAGE_MISSES, 0), misses);
    return OK;
}

/* A poll ends by the clock, without an event; the page that shows it goes no further. */
static err a_page_with_a_poll_ends_with_it(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");

    (void)arg;
    atomic_store(&timeline_memory_of(c->world)->settling_ms, 100);
    feed_made(c, ann);
    (void)asks(c, ann, POLL_LEAST_S);
    i64 end = ctx_now(c).ms + (POLL_LEAST_S + 1) * 1000;
    kept(c, ann);
    while (ctx_now(c).ms < end) {
        bool given;
        str now;
        expect(is_right(c, ann, &now, &given));
        expect_ok(ctx_sleep(c, 20));
    }
    return OK;
}

/* One for each reader, whatever they ask for; a very long one is not kept at all. */
static err a_reader_has_one_page_of_a_bounded_size(ctx *c, void *arg)
{
    struct cast t = cast_of(c);
    struct feed_page page;
    bool found;

    (void)arg;
    kept(c, t.ann);
    expect_ok(feed_page_get(c, t.ann, S(""), PAGE_LIMIT - 1, &page, &found));
    expect(!found);
    struct feed_wish wish = { .limit = PAGE_LIMIT - 1, .made = feed_made_new(c) };
    struct moment now;
    post_view_page views;
    id next;
    expect_ok(feed_get(c, t.ann, wish, &views, &next, &now));
    static char large[200 * 1024];
    feed_page_keep(c, wish.made, &(struct feed_page){ .limit = PAGE_LIMIT - 1, .text = { large, sizeof large } });
    expect_ok(feed_page_get(c, t.ann, S(""), PAGE_LIMIT - 1, &page, &found));
    expect(!found);
    feed_page_keep(c, wish.made, &(struct feed_page){ .limit = PAGE_LIMIT - 1, .text = page_text(c, &views) });
    expect_ok(feed_page_get(c, t.ann, S(""), PAGE_LIMIT - 1, &page, &found));
    expect(found);
    expect_ok(feed_page_get(c, t.ann, S(""), PAGE_LIMIT, &page, &found));
    expect(!found);
    return OK;
}

TEST(each_change_ends_a_kept_page_at_once) { in_town(each_change_ends_a_kept_page_at_once); }
TEST(whom_and_what_one_follows_ends_it_at_once) { in_town(whom_and_what_one_follows_ends_it_at_once); }
TEST(what_others_do_elsewhere_leaves_it) { in_town(what_others_do_elsewhere_leaves_it); }
TEST(a_post_with_a_followed_tag_ends_it) { in_town(a_post_with_a_followed_tag_ends_it); }
TEST(a_kept_page_asks_the_store_for_nothing) { in_town(a_kept_page_asks_the_store_for_nothing); }
TEST(a_page_with_a_poll_ends_with_it) { in_town(a_page_with_a_poll_ends_with_it); }
TEST(a_reader_has_one_page_of_a_bounded_size) { in_town(a_reader_has_one_page_of_a_bounded_size); }
