/* Many at once: views, a deletion, one media for several stories, one place on a list. */
#include "base/str.h"
#include "domain/media/testbed.h"
#include "domain/story/story.sql.h"
#include "domain/story/testbed.h"

enum { MANY = 24 };

struct stage { id ann, people[MANY], story, media; _Atomic int done; };

static err people_come(ctx *c, void *arg)
{
    struct stage *s = arg;

    s->ann = a_person(c, "ann");
    for (int i = 0; i < MANY; i++)
        s->people[i] = a_person(c, arena_format(&c->arena, "person%d%c", i, 0).p);
    s->story = a_story(c, s->ann, "x", STORY_FOR_ALL);
    s->media = a_media(c, s->ann, MEDIA_IMAGE);
    return OK;
}

/* Everybody from several connections at once. */
static err views(ctx *c, int which, void *arg)
{
    struct stage *s = arg;
    struct story_seen seen;
    id me = s->people[which % 4];

    return which % 3 ? story_see(c, me, s->story, &seen) : story_react(c, me, s->story, S("🔥"));
}

static err four_have_viewed(ctx *c, void *arg)
{
    struct stage *s = arg;
    struct story_view view;
    story_viewer_page viewers;
    id next;

    expect_ok(story_get(c, s->ann, s->story, &view));
    expect_ok(story_viewers(c, s->ann, s->story, (id){ 0 }, 100, &viewers, &next));
    expect_eq(view.views, 4);
    expect_eq(viewers.n, 4);
    expect_right(c);
    return OK;
}

static err views_or_deletes(ctx *c, int which, void *arg)
{
    struct stage *s = arg;
    struct story_seen seen;
    err e = which == MANY / 2 ? story_delete(c, &(struct caller){ .account = s->ann }, s->story)
                              : story_see(c, s->people[which], s->story, &seen);

    return e == ERR_NOT_FOUND ? fresh(c, OK) : e;
}

static err no_view_is_left(ctx *c, void *arg)
{
    struct stage *s = arg;
    viewing_page left;
    story_count_page counts;

    expect_ok(q_story_viewers(c, s->story, (id){ INT64_MAX }, MANY, &left));
    expect_ok(q_story_counts_get(c, IDS(s->story), &counts));
    expect(!left.n && !counts.n);
    expect_right(c);
    return OK;
}

static err attaches(ctx *c, int which, void *arg)
{
    struct stage *s = arg;
    id out;
    err e = story_create(c, s->ann, &(struct story_draft){ .media_id = { GIVEN, id_text(&c->arena, s->media) } }, &out);

    (void)which;
    s->done += e == OK;
    return e == ERR_INVALID ? fresh(c, OK) : e;
}

static err one_has_it(ctx *c, void *arg)
{
    struct stage *s = arg;
    story_row_page rows;

    expect_eq(s->done, 1);
    expect_ok(q_stories_of_after(c, s->ann, (id){ 0 }, 100, &rows));
    expect_eq(rows.n, 2);
    expect_eq(media_refs(c, s->media), 1);
    expect_right(c);
    return OK;
}

static void crowd(err (*run)(ctx *, int, void *), err (*then)(ctx *, void *))
{
    struct house h = town_open((struct house_options){ .world = { .real_clock = true } });
    static struct stage s;

    s.done = 0;
    err e = test_world_call(h.world, people_come, &s);
    e = e == OK ? test_world_crowd(h.world, MANY, run, &s) : e;
    e = e == OK ? test_world_call(h.world, then, &s) : e;
    house_close(&h);
    expect_ok(e);
}

TEST(each_account_views_once_from_however_many_connections) { crowd(views, four_have_viewed); }
TEST(views_at_once_with_a_deletion_leave_nothing) { crowd(views_or_deletes, no_view_is_left); }
TEST(one_media_is_one_story_s) { crowd(attaches, one_has_it); }
