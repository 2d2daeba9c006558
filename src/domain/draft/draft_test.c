/* Drafts at their time, and several at once: each becomes one post, as it was last left. */
#include <stdatomic.h>
#include "base/id.h"
#include "base/str.h"
#include "domain/draft/draft_own.h"
#include "domain/media/testbed.h"
#include "domain/post/testbed.h"

static const id nobody = { 0 };

static struct house desk_open(const char *limits)
{
    const struct test_setting settings[] = { { "limits", limits }, { "posts_per_hour", "3" }, {0} };

    return posts_open_below(&draft_capability, settings);
}

static void at_a_desk(err (*run)(ctx *, void *), const char *limits)
{
    struct house h = desk_open(limits);
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

static struct draft a_draft(ctx *c, id me, const char *content, i64 in_ms)
{
    struct draft_wish wish = { .content = { GIVEN, str_of(content) },
                               .publish_at = { in_ms ? GIVEN : ABSENT, { ctx_now(c).ms + in_ms } } };
    struct draft out;

    expect_ok(draft_create(c, me, &wish, &out));
    return out;
}

static post_view_page posts_of(ctx *c, id who)
{
    post_view_page page;
    id next;

    expect_ok(posts_by(c, nobody, who, (struct post_wish){ .limit = 100 }, &page, &next));
    return page;
}

static bool has_posts(ctx *c, const void *arg) { return posts_of(c, *(const id *)arg).n > 0; }

/* ---- at its time ---- */

static err one_is_published_at_its_time(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");
    struct draft draft = a_draft(c, ann, " Hello #all ", 300);
    struct draft_place next;
    draft_page page;

    (void)arg;
    expect_eq(posts_of(c, ann).n, 0);
    TRY(draft_list(c, ann, DRAFTS_SCHEDULED, (struct draft_place){ 0 }, 10, &page, &next));
    expect_eq(page.n, 1);
    post_soon(c, has_posts, &ann);
    post_view_page posts = posts_of(c, ann);
    expect_eq(posts.n, 1);
    expect_str(posts.at[0].words->content, S("Hello #all"));
    expect(posts.at[0].words->created_at.ms >= draft.publish_at.v.ms);
    expect(posts.at[0].words->id.v != draft.id.v);
    expect_eq(fresh(c, draft_get(c, ann, draft.id, &draft)), ERR_NOT_FOUND);
    return OK;
}

struct waiting { id me, draft; };

static bool is_stopped(ctx *c, const void *arg)
{
    const struct waiting *w = arg;
    struct draft now;

    expect_ok(draft_get(c, w->me, w->draft, &now));
    return now.problem.is == GIVEN;
}

static err one_that_cannot_be_published_stays_and_says_why(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), other = a_post(c, bob, "Hello", "public").id;
    struct draft_wish wish = { .content = { GIVEN, S("Look") }, .boost_of = { GIVEN, id_text(&c->arena, other) },
                               .publish_at = { GIVEN, { ctx_now(c).ms + 400 } } };
    struct draft draft;
    struct post out;

    (void)arg;
    TRY(draft_create(c, ann, &wish, &draft));
    TRY(post_delete(c, &(struct caller){ .account = bob }, other));
    post_soon(c, is_stopped, &(struct waiting){ ann, draft.id });
    TRY(draft_get(c, ann, draft.id, &draft));
    expect_str(draft.problem.v, S("post_not_found"));
    expect(draft.publish_at.is != GIVEN);
    expect_str(draft.content.v, S("Look"));
    expect_eq(posts_of(c, ann).n, 0);
    TRY(draft_edit(c, ann, &(struct draft_change){ .id = draft.id, .boost_of.is = NULLED }, &draft));
    expect(draft.problem.is != GIVEN);
    TRY(draft_publish(c, ann, draft.id, &out));
    expect_str(out.content, S("Look"));
    return OK;
}

static err one_whose_author_is_suspended_stays(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");
    struct draft draft = a_draft(c, ann, "Hello", 300);

    (void)arg;
    hidden(c, ann, true);
    post_soon(c, is_stopped, &(struct waiting){ ann, draft.id });
    TRY(draft_get(c, ann, draft.id, &draft));
    expect_str(draft.problem.v, S("account_suspended"));
    hidden(c, ann, false);
    expect_eq(posts_of(c, ann).n, 0);
    return OK;
}

/* Its job finds another text, or no time: it goes by the draft. */
static err one_that_is_put_off_or_no_longer_scheduled_is_not_published(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct draft off = a_draft(c, ann, "put off", 300), never = a_draft(c, ann, "never", 300), mark = a_draft(c, bob, "later", 600);
    struct draft_change change = { .id = off.id, .publish_at = { GIVEN, { ctx_now(c).ms + 3600 * 1000 } } };

    (void)arg;
    TRY(draft_edit(c, ann, &change, &off));
    change = (struct draft_change){ .id = never.id, .publish_at.is = NULLED };
    TRY(draft_edit(c, ann, &change, &never));
    expect(mark.publish_at.v.ms > never.created_at.ms);
    post_soon(c, has_posts, &bob);               /* due after them */
    expect_eq(posts_of(c, ann).n, 0);
    return OK;
}

/* ---- while its author writes ---- */

enum { WRITERS = 24 };

struct writing { id ann, drafts[WRITERS]; };

static err writing_make(ctx *c, void *arg)
{
    struct writing *w = arg;

    w->ann = a_person(c, "ann");
    for (int i = 0; i < WRITERS; i++)
        w->drafts[i] = a_draft(c, w->ann, "first", 500).id;
    return OK;
}

static bool said(ctx *c, id who, str text)
{
    post_view_page posts = posts_of(c, who);
    size_t n = 0;

    for (size_t i = 0; i < posts.n; i++)
        n += str_eq(posts.at[i].words->content, text);
    return n == 1;
}

/* Writes until there is nothing left to write on. */
static err keeps_writing(ctx *c, int which, void *arg)
{
    const struct writing *w = arg;
    i64 end = loop_mono_ms(c->loop) + 60000;
    struct arena_mark mark = arena_mark(&c->arena);
    char last[40] = "", next[40];
    struct draft out;
    err e = OK;

    for (int i = 0; e == OK || e == ERR_CONFLICT; i++) {
        if (e == OK && i)
            memcpy(last, next, sizeof last);
        arena_rewind(&c->arena, mark);
        expect_ok(e == OK ? OK : ctx_sleep(c, 5));
        expect(loop_mono_ms(c->loop) < end);
        str text = arena_format(&c->arena, "%d wrote %d", which, i);
        memcpy(next, text.p, text.n);
        next[text.n] = '\0';
        e = fresh(c, draft_edit(c, w->ann, &(struct draft_change){ .id = w->drafts[which], .content = { GIVEN, text } }, &out));
    }
    expect_eq(e, ERR_NOT_FOUND);
    expect(said(c, w->ann, last[0] ? str_of(last) : S("first")));
    return OK;
}

TEST(one_that_is_changed_while_it_becomes_due_is_published_as_it_was_left)
{
    static struct writing w;
    struct house h = desk_open("off");

    expect_ok(test_world_call(h.world, writing_make, &w));
    expect_ok(test_world_crowd(h.world, WRITERS, keeps_writing, &w));
    house_close(&h);
}

struct sharing { id ann, drafts[32]; _Atomic int published; };

static err sharing_make(ctx *c, void *arg)
{
    struct sharing *s = arg;

    s->ann = a_person(c, "ann");
    for (size_t i = 0; i < 32; i++)
        s->drafts[i] = a_draft(c, s->ann, "Hello", i % 2 ? 500 : 0).id;
    atomic_store(&s->published, 0);
    return OK;
}

/* Four at each, and half of them are due meanwhile. */
static err publishes(ctx *c, int which, void *arg)
{
    struct sharing *s = arg;
    struct post out;

    for (int i = 0; i < 32; i++) {
        err e = fresh(c, draft_publish(c, s->ann, s->drafts[(i + which / 4) % 32], &out));
        expect(e == OK || e == ERR_NOT_FOUND);
        if (e == OK)
            atomic_fetch_add(&s->published, 1);
    }
    return OK;
}

static err each_is_one_post(ctx *c, void *arg)
{
    struct sharing *s = arg;
    struct draft_place next;
    draft_page page;

    expect(atomic_load(&s->published) <= 32 && atomic_load(&s->published) >= 16);
    expect_eq(posts_of(c, s->ann).n, 32);
    TRY(draft_list(c, s->ann, DRAFTS_ALL, (struct draft_place){ 0 }, 10, &page, &next));
    expect_eq(page.n, 0);
    return OK;
}

TEST(each_draft_is_one_post_whoever_publishes_it_at_once)
{
    static struct sharing s;
    struct house h = desk_open("off");

    expect_ok(test_world_call(h.world, sharing_make, &s));
    expect_ok(test_world_crowd(h.world, 16, publishes, &s));
    expect_ok(test_world_call(h.world, each_is_one_post, &s));
    house_close(&h);
}

/* ---- how many ---- */

enum { MOST = 300, NEAR = 290 };

static err nearly_full(ctx *c, void *arg)
{
    id *ann = arg;

    *ann = a_person(c, "ann");
    for (int i = 0; i < NEAR; i++)
        a_draft(c, *ann, "x", 0);
    return OK;
}

static err adds(ctx *c, int which, void *arg)
{
    struct draft_wish wish = { .content = { GIVEN, S("y") } };
    struct draft out;
    err e = draft_create(c, *(id *)arg, &wish, &out);

    (void)which;
    expect(e == OK || (e == ERR_CONFLICT && c->failure.problem == &too_many_drafts));
    return OK;
}

/* All of them, in pages, last changed first. */
static err there_are_as_many_as_may_be(ctx *c, void *arg)
{
    struct draft_place at = { 0 };
    i64 n = 0, last = INT64_MAX;
    draft_page page;

    do {
        TRY(draft_list(c, *(id *)arg, DRAFTS_ALL, at, 7, &page, &at));
        for (size_t i = 0; i < page.n; i++, n++) {
            expect(page.at[i].updated_at.ms <= last);
            last = page.at[i].updated_at.ms;
        }
    } while (at.b);
    expect_eq(n, MOST);
    return OK;
}

TEST(three_hundred_drafts_are_kept_also_if_many_come_at_once)
{
    struct house h = desk_open("off");
    id ann;

    expect_ok(test_world_call(h.world, nearly_full, &ann));
    expect_ok(test_world_crowd(h.world, 24, adds, &ann));
    expect_ok(test_world_call(h.world, there_are_as_many_as_may_be, &ann));
    house_close(&h);
}

static err scheduling_and_publishing_count_once_each(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");
    struct draft_wish wish = { .content = { GIVEN, S("x") }, .publish_at = { GIVEN, { ctx_now(c).ms + 3600 * 1000 } } };
    struct draft later = a_draft(c, ann, "later", 3600 * 1000), one = a_draft(c, ann, "one", 0), two = a_draft(c, ann, "two", 0);
    struct draft_change change = { .id = two.id, .publish_at = wish.publish_at };
    struct draft out;
    struct post post;

    (void)arg;
    expect_ok(draft_publish(c, ann, one.id, &post));
    expect_ok(draft_publish(c, ann, later.id, &post));           /* counted when it was scheduled */
    expect_ok(draft_edit(c, ann, &change, &out));
    expect_eq(fresh(c, draft_create(c, ann, &wish, &out)), ERR_TOO_MANY);
    struct draft three = a_draft(c, ann, "three", 0);
    expect_eq(fresh(c, draft_publish(c, ann, three.id, &post)), ERR_TOO_MANY);
    change.id = three.id;
    expect_eq(fresh(c, draft_edit(c, ann, &change, &out)), ERR_TOO_MANY);
    expect_ok(draft_get(c, ann, three.id, &out));                /* it stays as it was */
    expect(out.publish_at.is != GIVEN);
    change = (struct draft_change){ .id = two.id, .content = { GIVEN, S("two again") } };
    expect_ok(draft_edit(c, ann, &change, &out));
    expect(out.publish_at.is == GIVEN);
    return OK;
}

TEST(one_is_published_at_its_time) { at_a_desk(one_is_published_at_its_time, "off"); }
TEST(one_that_cannot_be_published_stays_and_says_why) { at_a_desk(one_that_cannot_be_published_stays_and_says_why, "off"); }
TEST(one_whose_author_is_suspended_stays) { at_a_desk(one_whose_author_is_suspended_stays, "off"); }
TEST(one_that_is_put_off_or_no_longer_scheduled_is_not_published)
{
    at_a_desk(one_that_is_put_off_or_no_longer_scheduled_is_not_published, "off");
}
TEST(scheduling_and_publishing_count_once_each) { at_a_desk(scheduling_and_publishing_count_once_each, "on"); }

/* ---- media ---- */

static strs named(ctx *c, id which)
{
    strs out = { arena_array(&c->arena, str, 1), 1 };

    out.at[0] = id_text(&c->arena, which);
    return out;
}

static err media_of_drafts(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), a = a_media(c, ann, MEDIA_IMAGE), b = a_media(c, ann, MEDIA_IMAGE), d = a_media(c, ann, MEDIA_IMAGE);
    struct draft_wish wish = { .media_ids = named(c, a) }, other = { .media_ids = named(c, d) };
    struct draft draft, dropped;
    struct post post;

    (void)arg;
    TRY(draft_create(c, ann, &wish, &draft));
    TRY(draft_create(c, ann, &other, &dropped));
    id last = dropped.id;
    expect_str(draft.media_ids.json, arena_format(&c->arena, "[\"%lld\"]", (long long)a.v));
    expect_eq(draft_create(c, ann, &wish, &dropped), ERR_INVALID);
    expect_str(str_of(failure_code(&c->failure)), S("media_not_found"));
    failure_begin(&c->failure, &c->arena);
    str list = arena_format(&c->arena, "[\"%lld\"]", (long long)b.v);
    TRY(draft_edit(c, ann, &(struct draft_change){ .id = draft.id, .media_ids = { list } }, &draft));
    TRY(draft_edit(c, ann, &(struct draft_change){ .id = draft.id, .content = { GIVEN, S("Look") } }, &draft));
    expect_str(draft.media_ids.json, list);
    expect(!media_is_there(c, a) && media_refs(c, b) == 1);
    TRY(draft_publish(c, ann, draft.id, &post));
    expect_eq(post.media.n, 1);
    expect_eq(post.media.at[0].id.v, b.v);
    expect_eq(post.media.at[0].url_expires_at.is, NULLED);
    expect_eq(media_refs(c, b), 1);
    TRY(draft_drop(c, ann, last));
    expect_eq(draft_drop(c, ann, last), ERR_NOT_FOUND);
    expect(!media_is_there(c, d));
    medias_agree(c);
    return OK;
}

TEST(a_draft_holds_its_media_until_the_post_does) { at_a_desk(media_of_drafts, "off"); }
