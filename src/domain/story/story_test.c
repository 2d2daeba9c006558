/* Stories, one deed at a time: what is refused, the end to the millisecond, views, the feed, lists, highlights, and what is swept. */
#include "base/id.h"
#include "base/str.h"
#include "domain/media/testbed.h"
#include "domain/story/story.sql.h"
#include "domain/story/testbed.h"
#include "kit/reads.h"

static const id nobody = { 0 };
enum { SHOWN_STORIES = 20, SHOWN_HIGHLIGHTS = 40 };

static err told(ctx *c, id me, const struct story_draft *d)
{
    id out;

    return story_create(c, me, d, &out);
}

static err shown(ctx *c, id me, id media)
{
    return told(c, me, &(struct story_draft){ .media_id = { GIVEN, id_text(&c->arena, media) } });
}

static err what_is_wrong_with_a_story_is_refused(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    id image = a_media(c, ann, MEDIA_IMAGE), theirs = a_media(c, bob, MEDIA_IMAGE);

    (void)arg;
    expect_eq(fresh(c, told(c, ann, &(struct story_draft){ .text.is = ABSENT })), ERR_INVALID);
    expect_eq(fresh(c, told(c, ann, &(struct story_draft){ .text = { GIVEN, S(" \n") } })), ERR_INVALID);
    expect_refused(c, shown(c, ann, theirs), &media_unknown);
    expect_refused(c, told(c, ann, &(struct story_draft){ .media_id = { GIVEN, S("7") } }), &media_unknown);
    expect_refused(c, told(c, ann, &(struct story_draft){ .media_id = { GIVEN, S("x") } }), &media_unknown);
    expect_refused(c, shown(c, ann, a_media(c, ann, MEDIA_AUDIO)), &media_kind);
    expect_refused(c, shown(c, ann, a_media_in(c, ann, MEDIA_IMAGE, MEDIA_PROCESSING)), &media_not_ready);
    expect_refused(c, shown(c, ann, a_media_in(c, ann, MEDIA_IMAGE, MEDIA_FAILED)), &media_failed);
    expect_refused(c, shown(c, ann, a_media(c, ann, MEDIA_VIDEO)), &media_too_long);     /* it has 70 seconds */
    const struct story_draft painted = { .media_id = { GIVEN, id_text(&c->arena, image) }, .background = { GIVEN, S("#ffffff") } };
    expect_eq(fresh(c, told(c, ann, &painted)), ERR_INVALID);
    expect_ok(shown(c, ann, image));
    expect_refused(c, shown(c, ann, image), &media_unknown);
    expect_right(c);
    medias_agree(c);
    return OK;
}

/* ---- the end ---- */

static err it_ends_to_the_millisecond(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");
    id story = a_story(c, ann, "x", STORY_FOR_ALL);

    expect(left_ms(c, story) >= 24 * 3600 * 1000);
    time_passes(c, arg, left_ms(c, story) - 1);
    expect(sees(c, ann, story) && sees(c, nobody, story));
    expect_str(feed_text(c, ann), S("ann:x*"));
    time_passes(c, arg, 1);
    expect(!sees(c, ann, story) && !sees(c, nobody, story));
    expect_str(feed_text(c, ann), S(""));
    return OK;
}

struct ended { id story, media; };

static bool is_gone(ctx *c, const void *arg)
{
    const struct ended *e = arg;
    story_row_page rows;
    viewing_page views;

    expect_ok(q_stories_by_ids(c, IDS(e->story), &rows));
    expect_ok(q_story_viewers(c, e->story, (id){ INT64_MAX }, 10, &views));
    return !rows.n && !views.n && !media_is_there(c, e->media);
}

static bool is_kept_alone(ctx *c, const void *arg)
{
    const struct ended *e = arg;
    story_row_page rows;
    viewing_page views;

    expect_ok(q_stories_by_ids(c, IDS(e->story), &rows));
    expect_ok(q_story_viewers(c, e->story, (id){ INT64_MAX }, 10, &views));
    return rows.n && rows.at[0].ended && !views.n && media_is_there(c, e->media);
}

/* With all that belongs to it, unless a highlight keeps it; and then with the last one. */
static err what_is_over_goes(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct ended gone = { .media = a_media(c, ann, MEDIA_IMAGE) }, kept = { .media = a_media(c, ann, MEDIA_IMAGE) };
    struct ended left = { .media = a_media(c, ann, MEDIA_IMAGE) };
    struct story_seen seen;

    (void)arg;
    gone.story = a_picture(c, ann, gone.media);
    kept.story = a_picture(c, ann, kept.media);
    left.story = a_picture(c, ann, left.media);
    expect_ok(story_see(c, bob, gone.story, &seen));
    expect_ok(story_react(c, bob, kept.story, S("🔥")));
    id first = a_highlight(c, ann, "1", IDS(kept.story)), second = a_highlight(c, ann, "2", IDS(kept.story, left.story));
    expect_eq(media_refs(c, kept.media), 3);
    expect_soon(c, is_gone, &gone);
    expect_soon(c, is_kept_alone, &kept);
    expect_eq(media_refs(c, kept.media), 2);
    expect_soon(c, is_kept_alone, &left);
    expect_ok(highlight_edit(c, ann, &(struct highlight_change){ .id = second, .story_ids = IDS(kept.story) }));
    expect(is_gone(c, &left));
    expect_eq(media_refs(c, kept.media), 2);
    expect_right(c);
    medias_agree(c);
    expect_ok(highlight_delete(c, ann, first));
    expect(is_kept_alone(c, &kept));
    expect_eq(media_refs(c, kept.media), 1);
    expect_ok(highlight_delete(c, ann, second));
    expect(is_gone(c, &kept));
    expect_right(c);
    medias_agree(c);
    return OK;
}

/* What a lost job left is found: here no job runs at all until then. */
static err what_jobs_lost_is_swept(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");
    struct ended gone[120];
    story_row_page rows;

    for (size_t i = 0; i < COUNT(gone); i++)
        gone[i].story = a_story(c, ann, "x", STORY_FOR_ALL);
    time_passes(c, arg, left_ms(c, gone[COUNT(gone) - 1].story));
    expect_ok(stories_sweep(c));
    expect_ok(story_over_run(c, S("{\"about\":\"1\",\"after\":0,\"done\":false}")));
    expect_ok(q_stories_of_after(c, ann, nobody, 200, &rows));
    expect_eq(rows.n, 0);
    return OK;
}

/* ---- views and reactions ---- */

static struct story_view view_of(ctx *c, id me, id which)
{
    struct story_view out;

    expect_ok(story_get(c, me, which, &out));
    return out;
}

static bool counts_are(ctx *c, const void *arg)
{
    const i64 *wanted = arg;
    struct story_view v = view_of(c, (id){ wanted[0] }, (id){ wanted[1] });

    return v.views == wanted[2] && v.reactions == wanted[3];
}

static err views_count_those_whom_the_list_shows(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), joe = a_person(c, "joe"), next;
    id story = a_story(c, ann, "x", STORY_FOR_ALL);
    struct story_seen first, again;
    story_viewer_page viewers;

    (void)arg;
    expect_ok(story_see(c, bob, story, &first));
    expect_ok(story_see(c, bob, story, &again));
    expect_eq(first.viewed_at.ms, again.viewed_at.ms);
    expect_ok(story_react(c, eve, story, S("🔥")));
    expect_ok(story_react(c, eve, story, S("👍")));
    expect_ok(story_react(c, joe, story, S("🔥")));
    expect_ok(story_unreact(c, joe, story));
    expect_ok(story_unreact(c, joe, story));
    expect_ok(story_see(c, ann, story, &again));
    expect_eq(view_of(c, ann, story).views, 3);
    expect_eq(view_of(c, ann, story).reactions, 1);
    expect_str(view_of(c, eve, story).reaction.v, S("👍"));
    expect_ok(graph_block(c, ann, bob));
    expect_ok(graph_block(c, eve, ann));
    expect_eq(view_of(c, ann, story).views, 1);
    expect_eq(view_of(c, ann, story).reactions, 0);
    expect_ok(graph_unblock(c, eve, ann));
    expect_eq(view_of(c, ann, story).reactions, 1);
    hidden(c, joe, true);
    expect_soon(c, counts_are, (i64[]){ ann.v, story.v, 1, 1 });
    expect_ok(story_viewers(c, ann, story, nobody, 10, &viewers, &next));
    expect_eq(viewers.n, 1);
    expect_str(viewers.at[0].user.username, S("eve"));
    hidden(c, joe, false);
    expect_soon(c, counts_are, (i64[]){ ann.v, story.v, 2, 1 });
    given_up(c, eve);
    expect_soon(c, counts_are, (i64[]){ ann.v, story.v, 1, 0 });
    expect_right(c);
    return OK;
}

/* ---- the feed ---- */

static id since;

static str page_text(ctx *c, id me, struct tray_place *at, i64 most)
{
    story_group_page groups;
    str out = S("");
    bool more;

    expect_ok(story_feed(c, me, *at, most, &groups, &since, &more));
    for (size_t i = 0; i < groups.n; i++) {
        out = arena_format(&c->arena, STR_FMT STR_FMT, STR_ARG(out), STR_ARG(groups.at[i].author->card.username));
        *at = (struct tray_place){ since, groups.at[i].mark };
    }
    return more ? arena_format(&c->arena, STR_FMT "+", STR_ARG(out)) : out;
}

static err pages_keep_the_order_of_the_first(ctx *c, void *arg)
{
    static const char *const names[] = { "ann", "bob", "eve", "joe", "kim" };
    id me = a_person(c, "me"), people[COUNT(names)], stories[COUNT(names)];
    struct tray_place at = { 0 };
    struct story_seen seen;

    (void)arg;
    for (size_t i = 0; i < COUNT(names); i++) {
        people[i] = a_person(c, names[i]);
        follows(c, me, people[i]);
        stories[i] = a_story(c, people[i], "x", STORY_FOR_ALL);
    }
    expect_ok(story_see(c, me, stories[4], &seen));
    expect_str(page_text(c, me, &at, 1), S("joe+"));
    for (size_t i = 0; i < COUNT(names); i++)
        expect_ok(story_see(c, me, stories[i], &seen));
    a_story(c, people[0], "y", STORY_FOR_ALL);
    a_story(c, people[3], "y", STORY_FOR_ALL);
    a_story(c, people[4], "y", STORY_FOR_ALL);
    expect_str(page_text(c, me, &at, 1), S("eve+"));
    expect_str(page_text(c, me, &at, 2), S("bobann+"));
    expect_str(page_text(c, me, &at, 2), S("kim"));
    at = (struct tray_place){ 0 };
    expect_str(page_text(c, me, &at, 10), S("kimjoeannevebob"));
    return OK;
}

/* What is deleted, or for somebody else by now, neither repeats a group nor passes one over. */
static err pages_keep_the_order_whatever_goes(ctx *c, void *arg)
{
    static const char *const names[] = { "ann", "bob", "eve", "joe", "kim" };
    id me = a_person(c, "me"), people[COUNT(names)], first[COUNT(names)], second[COUNT(names)], close;
    struct tray_place at = { 0 };
    struct story_seen seen;

    (void)arg;
    for (size_t i = 0; i < COUNT(names); i++) {
        people[i] = a_person(c, names[i]);
        follows(c, me, people[i]);
        first[i] = a_story(c, people[i], "x", STORY_FOR_ALL);
    }
    close = a_story(c, people[1], "y", STORY_FOR_CLOSE);
    for (size_t i = 0; i < COUNT(names); i++)
        second[i] = a_story(c, people[i], "y", STORY_FOR_ALL);
    expect_ok(story_see(c, me, second[4], &seen));
    expect_ok(story_see(c, me, first[1], &seen));
    expect_ok(story_see(c, me, second[1], &seen));
    expect_str(page_text(c, me, &at, 2), S("kimjoe+"));
    expect_ok(story_delete(c, &(struct caller){ .account = people[4] }, first[4]));      /* it was the one unseen, */
    expect_ok(story_delete(c, &(struct caller){ .account = people[3] }, second[3]));     /* and the latest */
    expect_ok(story_list_put(c, people[1], STORY_CLOSE, me));
    expect_ok(story_get(c, me, close, &(struct story_view){ 0 }));
    expect_str(page_text(c, me, &at, 1), S("eve+"));
    expect_ok(story_delete(c, &(struct caller){ .account = people[0] }, second[0]));
    expect_str(page_text(c, me, &at, 5), S("annbob"));
    return OK;
}

/* ---- what it costs ---- */

enum { FEW = 2, MANY = 40 };

/* Authors whom one follows, each with two stories; of the first page of the feed, whose rows the cache has. */
static i64 feed_reads(ctx *c, id me, const char *prefix, int authors)
{
    struct reads r = { .turns = 40, .pause_ms = 5 };         /* consumers read for a while after all that is new */

    for (int i = 0; i < authors; i++) {
        id who = a_person(c, arena_format(&c->arena, "%s%d%c", prefix, i, 0).p);
        follows(c, me, who);
        a_story(c, who, "x", STORY_FOR_FOLLOWERS);
        a_story(c, who, "y", STORY_FOR_ALL);
    }
    while (reads_again(c, &r))
        expect(feed_text(c, me).n);
    return r.least;
}

static err a_feed_of_many_costs_as_many_statements_as_one_of_few(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");

    (void)arg;
    i64 few = feed_reads(c, ann, "few", FEW), many = feed_reads(c, bob, "many", MANY);
    expect_eq(many, few);
    expect_eq(few, 6);
    return OK;
}

/* ---- lists ---- */

static bool is_close(ctx *c, id whose, id who)
{
    profile_page page;
    u32 marks;
    id next;

    expect_ok(story_marks_get(c, who, (ids){ &whose, 1 }, &marks));
    expect_ok(story_list_get(c, whose, STORY_CLOSE, (struct people_wish){ .limit = 10 }, &page, &next));
    expect_eq(page.n, marks & MARKED_CLOSE ? 1 : 0);
    return page.n;
}

static err a_block_takes_off_the_lists_of_both_for_good(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");

    (void)arg;
    expect_ok(story_list_put(c, ann, STORY_CLOSE, bob));
    expect_ok(story_list_put(c, bob, STORY_CLOSE, ann));
    expect_ok(graph_block(c, ann, bob));
    expect_ok(graph_unblock(c, ann, bob));
    expect(!is_close(c, ann, bob) && !is_close(c, bob, ann));
    expect_ok(story_list_put(c, ann, STORY_CLOSE, bob));
    expect(is_close(c, ann, bob) && !is_close(c, bob, ann));
    return OK;
}

static err a_list_has_its_end(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), last = nobody;

    (void)arg;
    for (int i = 0; i < STORY_LIST_MOST; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        last = a_person(c, arena_format(&c->arena, "p%d%c", i, 0).p);
        expect_ok(story_list_put(c, ann, STORY_HIDDEN_FROM, last));
        arena_rewind(&c->arena, mark);
    }
    id bob = a_person(c, "bob");
    expect_refused(c, story_list_put(c, ann, STORY_HIDDEN_FROM, bob), &list_full);
    expect_ok(story_list_put(c, ann, STORY_HIDDEN_FROM, last));
    expect_ok(story_list_put(c, ann, STORY_CLOSE, bob));
    return OK;
}

/* ---- highlights ---- */

static err nobody_has_too_many_highlights(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), out;
    id story = a_story(c, ann, "x", STORY_FOR_ALL);

    (void)arg;
    for (int i = 0; i < HIGHLIGHTS_MOST; i++)
        out = a_highlight(c, ann, "x", IDS(story));
    expect_refused(c, highlight_create(c, ann, &(struct highlight_draft){ .title = S("x"), .story_ids = IDS(story) }, &out),
                   &too_many_highlights);
    expect_ok(story_delete(c, &(struct caller){ .account = ann }, story));
    expect_right(c);
    return OK;
}

static size_t taken(const struct arena *a) { return a->used - (size_t)(a->end - a->at); }

/* The memory that it takes to show all of these at once. */
static size_t memory_of(ctx *c, id me, ids which)
{
    struct arena_mark mark = arena_mark(&c->arena);
    size_t before = taken(&c->arena);
    highlight_page page;

    expect_ok(highlights_by_ids(c, me, which, true, &page));
    expect_eq(page.n, which.n);
    for (size_t i = 0; i < page.n; i++)
        expect_eq(page.at[i].stories.n, SHOWN_STORIES);
    size_t more = taken(&c->arena) - before;
    arena_rewind(&c->arena, mark);
    return more;
}

static err a_story_is_made_once_for_all_highlights(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), stories[SHOWN_STORIES], all[SHOWN_HIGHLIGHTS];

    (void)arg;
    for (int i = 0; i < SHOWN_STORIES; i++)
        stories[i] = a_picture(c, ann, a_media(c, ann, MEDIA_IMAGE));
    for (int i = 0; i < SHOWN_HIGHLIGHTS; i++)
        all[i] = a_highlight(c, ann, "x", (ids){ stories, SHOWN_STORIES });
    size_t one = memory_of(c, ann, (ids){ all, 1 }), many = memory_of(c, ann, (ids){ all, SHOWN_HIGHLIGHTS });
    expect(many < 8 * one);
    return OK;
}

/* ---- an account that goes ---- */

static bool nothing_is_left(ctx *c, const void *arg)
{
    const id *who = arg;
    highlight_row_page highlights;
    story_listed_page listed;
    story_row_page stories;
    viewing_page views;

    expect_ok(q_stories_of_after(c, *who, nobody, 10, &stories));
    expect_ok(q_highlights_of(c, *who, (id){ INT64_MAX }, 10, &highlights));
    expect_ok(q_story_views_by(c, *who, nobody, 10, &views));
    expect_ok(q_story_list_before(c, *who, STORY_CLOSE, (id){ INT64_MAX }, 10, &listed));
    return !stories.n && !highlights.n && !views.n && !listed.n;
}

static err with_an_account_all_of_it_goes(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    id media = a_media(c, ann, MEDIA_IMAGE), theirs = a_story(c, bob, "x", STORY_FOR_ALL), story = a_picture(c, ann, media);
    story_mark_page marks;

    (void)arg;
    a_highlight(c, ann, "x", IDS(story));
    expect_ok(story_react(c, ann, theirs, S("🔥")));
    expect_ok(story_list_put(c, ann, STORY_CLOSE, bob));
    expect_ok(story_list_put(c, bob, STORY_CLOSE, ann));
    given_up(c, ann);
    expect_soon(c, nothing_is_left, &ann);
    expect_soon(c, counts_are, (i64[]){ bob.v, theirs.v, 0, 0 });
    expect(!media_is_there(c, media));
    i64 end = loop_mono_ms(c->loop) + 30000;
    do {
        expect(loop_mono_ms(c->loop) < end);
        expect_ok(q_story_marks(c, ann, IDS(bob), &marks));
    } while (marks.n);
    expect_right(c);
    return OK;
}

static const struct test_setting brief[] = { { "limits", "off" }, { "story_ttl", "2s" }, {0} };

TEST(what_is_wrong_with_a_story_is_refused) { in_town(what_is_wrong_with_a_story_is_refused); }
TEST(it_ends_to_the_millisecond) { in_still_town(it_ends_to_the_millisecond); }
TEST(what_is_over_goes) { in_town_where(brief, what_is_over_goes); }
TEST(what_jobs_lost_is_swept) { in_still_town(what_jobs_lost_is_swept); }
TEST(views_count_those_whom_the_list_shows) { in_town(views_count_those_whom_the_list_shows); }
TEST(pages_keep_the_order_whatever_goes) { in_town(pages_keep_the_order_whatever_goes); }
TEST(pages_keep_the_order_of_the_first) { in_town(pages_keep_the_order_of_the_first); }
TEST(a_feed_of_many_costs_as_many_statements_as_one_of_few) { in_town(a_feed_of_many_costs_as_many_statements_as_one_of_few); }
TEST(a_block_takes_off_the_lists_of_both_for_good) { in_town(a_block_takes_off_the_lists_of_both_for_good); }
TEST(a_list_has_its_end) { in_town(a_list_has_its_end); }
TEST(a_story_is_made_once_for_all_highlights) { in_town(a_story_is_made_once_for_all_highlights); }
TEST(nobody_has_too_many_highlights) { in_town(nobody_has_too_many_highlights); }
TEST(with_an_account_all_of_it_goes) { in_town(with_an_account_all_of_it_goes); }
