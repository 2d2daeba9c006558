#include "domain/post/testbed.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/tag/tag.h"

enum { PATIENCE_MS = 30000, STEP_MS = 5 };

static const struct capability *const capabilities[] = {
    &work_capability, &audit_capability, &account_capability, &graph_capability, &media_capability,
    &profile_capability, &reaction_capability,
    &tag_capability, &poll_capability, &post_capability, NULL
};

void in_house(err (*run)(ctx *, void *))
{
    in_house_of(capabilities, run);
}

static const struct test_setting unlimited[] = { { "limits", "off" }, {0} };

static struct house opened(const struct capability *const *all, const struct test_setting *settings, bool idle)
{
    return house_open((struct house_options){ .world = { .real_clock = true, .settings = settings ? settings : unlimited },
                                              .capabilities = all, .idle = idle });
}

struct house posts_open(const struct test_setting *settings)
{
    return opened(capabilities, settings, false);
}

struct house posts_open_below(const struct capability *above, const struct test_setting *settings)
{
    static const struct capability *all[sizeof capabilities / sizeof *capabilities + 1];

    memcpy(all, capabilities, sizeof capabilities);
    all[sizeof capabilities / sizeof *capabilities - 1] = above;
    return opened(all, settings, false);
}

struct house posts_idle(void)
{
    return opened(capabilities, NULL, true);
}

void in_open_house(err (*run)(ctx *, void *))
{
    struct house h = posts_open(NULL);
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

void posts_agree(ctx *c)
{
    for (const struct capability *const *k = capabilities; *k; k++) {
        struct capability_check found = { 0 };
        expect_ok((*k)->check ? (*k)->check(c, &found) : OK);
        expect_str(found.wrong, S(""));
    }
}

err fresh(ctx *c, err e)
{
    failure_begin(&c->failure, &c->arena);
    return e;
}

void post_soon(ctx *c, bool (*is)(ctx *, const void *), const void *arg)
{
    i64 end = loop_mono_ms(c->loop) + PATIENCE_MS;

    while (!is(c, arg)) {
        expect(loop_mono_ms(c->loop) < end);
        expect_ok(ctx_sleep(c, STEP_MS));
    }
}

/* ---- people ---- */

void follows(ctx *c, id who, id whom)
{
    struct follow follow;

    expect_ok(graph_follow(c, who, whom, &follow));
}

/* ---- posts ---- */

static struct post published(ctx *c, id me, const struct post_draft *draft)
{
    struct post out;

    expect_ok(post_create(c, me, draft, &out));
    return out;
}

struct post a_post(ctx *c, id me, const char *content, const char *visibility)
{
    return published(c, me, &(struct post_draft){ .content = { GIVEN, str_of(content) }, .visibility = { GIVEN, str_of(visibility) } });
}

struct post a_boost(ctx *c, id me, id of)
{
    return published(c, me, &(struct post_draft){ .boost_of = { GIVEN, id_text(&c->arena, of) } });
}

struct post a_quote(ctx *c, id me, id of, const char *content)
{
    return published(c, me, &(struct post_draft){ .content = { GIVEN, str_of(content) }, .boost_of = { GIVEN, id_text(&c->arena, of) } });
}

bool sees(ctx *c, id me, id post)
{
    struct post_view view;
    err e = post_get(c, me, post, &view);

    expect(e == OK || e == ERR_NOT_FOUND);
    return e == OK;
}
