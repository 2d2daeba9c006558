#include "domain/story/testbed.h"
#include "base/buf.h"
#include "base/str.h"
#include "domain/story/story.sql.h"
#include "hub/hub.h"

enum { PATIENCE_MS = 30000, STEP_MS = 5 };

static const struct capability *const capabilities[] = {
    &work_capability, &hub_capability, &audit_capability, &account_capability, &graph_capability, &profile_capability, &media_capability,
    &story_capability, NULL
};
static const struct test_setting unlimited[] = { { "limits", "off" }, {0} };

struct house town_open(struct house_options o)
{
    o.world.settings = o.world.settings ? o.world.settings : unlimited;
    o.capabilities = capabilities;
    return house_open(o);
}

void in_town_where(const struct test_setting *settings, err (*run)(ctx *, void *))
{
    struct house h = town_open((struct house_options){ .world = { .real_clock = true, .settings = settings } });
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

void in_still_town(err (*run)(ctx *, void *))
{
    struct house h = town_open((struct house_options){ .idle = true });
    err e = test_world_call(h.world, run, &h.world->clock);

    house_close(&h);
    expect_ok(e);
}

void in_town(err (*run)(ctx *, void *)) { in_town_where(NULL, run); }

err fresh(ctx *c, err e)
{
    failure_begin(&c->failure, &c->arena);
    return e;
}

void expect_refused(ctx *c, err e, const struct problem *p)
{
    expect(e != OK);
    expect_str(str_of(failure_code(&c->failure)), str_of(p->code));
    (void)fresh(c, e);
}

/* ---- people ---- */

void follows(ctx *c, id who, id whom)
{
    struct follow follow;

    expect_ok(graph_follow(c, who, whom, &follow));
}

/* ---- stories ---- */

id a_story(ctx *c, id me, const char *text, enum story_audience audience)
{
    id out;

    expect_ok(story_create(c, me, &(struct story_draft){ .text = { GIVEN, str_of(text) },
                                                         .audience = { GIVEN, str_of(story_audience_words[audience]) } }, &out));
    return out;
}

id a_picture(ctx *c, id me, id media)
{
    id out;

    expect_ok(story_create(c, me, &(struct story_draft){ .media_id = { GIVEN, id_text(&c->arena, media) },
                                                         .audience = { GIVEN, S("public") } }, &out));
    return out;
}

id a_highlight(ctx *c, id me, const char *title, ids stories)
{
    id out;

    expect_ok(highlight_create(c, me, &(struct highlight_draft){ .title = str_of(title), .story_ids = stories }, &out));
    return out;
}

/* The clock of ids may be ahead of one that stands. */
i64 left_ms(ctx *c, id story)
{
    story_row_page rows;

    expect_ok(q_stories_by_ids(c, IDS(story), &rows));
    expect_eq(rows.n, 1);
    return rows.at[0].expires_at.ms - ctx_now(c).ms;
}

void time_passes(ctx *c, struct fake_clock *clock, i64 ms)
{
    fake_clock_move(clock, 1000 * ms);
    expect_ok(ctx_yield(c));                     /* a loop looks at the clock once in a turn */
}

bool sees(ctx *c, id me, id story)
{
    struct story_view view;
    err e = fresh(c, story_get(c, me, story, &view));

    expect(e == OK || e == ERR_NOT_FOUND);
    return e == OK;
}

str feed_text(ctx *c, id me)
{
    struct buf b = BUF_ON(&c->arena);
    story_group_page groups;
    bool more;
    id since;

    expect_ok(story_feed(c, me, (struct tray_place){ 0 }, 100, &groups, &since, &more));
    for (size_t i = 0; i < groups.n; i++) {
        buf_format(&b, "%s" STR_FMT ":", i ? "|" : "", STR_ARG(groups.at[i].author->card.username));
        for (size_t k = 0; k < groups.at[i].stories.n; k++) {
            const struct story_view *v = &groups.at[i].stories.at[k];
            buf_format(&b, "%s" STR_FMT "%s", k ? " " : "", STR_ARG(v->row->text.v), v->seen ? "*" : "");
        }
    }
    return buf_str(&b);
}

void expect_right(ctx *c)
{
    for (const struct capability *const *k = capabilities; *k; k++) {
        struct capability_check found = { 0 };
        expect_ok((*k)->check ? (*k)->check(c, &found) : OK);
        expect_str(found.wrong, S(""));
    }
}

void expect_soon(ctx *c, bool (*is)(ctx *, const void *), const void *arg)
{
    i64 end = loop_mono_ms(c->loop) + PATIENCE_MS;

    while (!is(c, arg)) {
        expect(loop_mono_ms(c->loop) < end);
        expect_ok(ctx_sleep(c, STEP_MS));
    }
}
