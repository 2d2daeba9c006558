#include "domain/media/testbed.h"
#include "base/str.h"
#include "domain/graph/graph.h"
#include "domain/media/media.sql.h"
#include "domain/media/media_own.h"

enum { PATIENCE_MS = 30000, STEP_MS = 5, SIZE = 100, DAY_MS = 24 * 3600 * 1000 };

static const struct capability *const capabilities[] = {
    &work_capability, &audit_capability, &account_capability, &graph_capability, &media_capability, NULL
};
static const struct test_setting unlimited[] = { { "limits", "off" }, {0} };

struct house gallery_open(bool idle)
{
    return house_open((struct house_options){ .world = { .real_clock = true, .settings = unlimited }, .capabilities = capabilities,
                                              .idle = idle });
}

struct house gallery_open_with(const struct test_setting *settings)
{
    return house_open((struct house_options){ .world = { .real_clock = true, .settings = settings }, .capabilities = capabilities });
}

struct house gallery_open_still(const struct test_setting *settings)
{
    return house_open((struct house_options){ .world = { .settings = settings }, .capabilities = capabilities, .idle = true });
}

void in_gallery(err (*run)(ctx *, void *))
{
    struct house h = gallery_open(false);
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

/* ---- media that nobody made ---- */

struct planting { id me; enum media_kind kind; enum media_state state; i64 lives_ms; id out; };

static err arrive(tx *t, const struct planting *p)
{
    struct media_counted by = media_count_of(p->kind, 1, SIZE);
    when until = { tx_now(t).ms + p->lives_ms };
    i64 n;

    by.reserved = -SIZE;
    TRY(media_count_in(t, p->me, &by));
    return q_media_arrive(t, p->out, p->kind, S("image/png"), SIZE, S("00"), until, &n);
}

static err finish(tx *t, const struct planting *p)
{
    str name = arena_format(tx_arena(t), "plantedbysomebodyforatest%lld.png", (long long)p->out.v);
    maybe_i64 none = { .is = NULLED };
    maybe_str no = { .is = NULLED };
    i64 n;

    TRY(q_media_finish(t, p->out, p->kind, S("image/png"), SIZE, (maybe_i64){ GIVEN, 40 }, (maybe_i64){ GIVEN, 30 },
                       p->kind == MEDIA_IMAGE ? none : (maybe_i64){ GIVEN, 70000 }, false, no, no, name, no, S("[]"), SIZE, &n));
    return q_media_name_add(t, name, p->out);
}

static err spoil(tx *t, const struct planting *p)
{
    struct media_counted by = media_count_of(p->kind, -1, -SIZE);
    i64 n;

    TRY(media_count_in(t, p->me, &by));
    return q_media_fail(t, p->out, S("media_broken"), S("It is."), &n);
}

static err plant(tx *t, void *arg)
{
    struct planting *p = arg;
    struct media_begin begin = { .owner = p->me, .asked = p->kind, .filename = S("a file"), .size = SIZE,
                                 .description = { .is = NULLED }, .expires_at = { tx_now(t).ms + 24 * 3600 * 1000 } };

    TRY(media_begin_in(t, &begin, &p->out));
    TRY(p->state != MEDIA_WAITING ? arrive(t, p) : OK);
    TRY(p->state == MEDIA_READY ? finish(t, p) : OK);
    return p->state == MEDIA_FAILED ? spoil(t, p) : OK;
}

id a_media_in(ctx *c, id me, enum media_kind kind, enum media_state state)
{
    struct planting p = { .me = me, .kind = kind, .state = state, .lives_ms = DAY_MS };

    expect_ok(transact(c, plant, &p));
    return p.out;
}

id a_media_that_ends(ctx *c, id me, enum media_kind kind)
{
    struct planting p = { .me = me, .kind = kind, .state = MEDIA_READY, .lives_ms = -1 };

    expect_ok(transact(c, plant, &p));
    return p.out;
}

void medias_sweep(ctx *c)
{
    expect_ok(media_schedules[0].run(c));
}

id a_media(ctx *c, id me, enum media_kind kind)
{
    return a_media_in(c, me, kind, MEDIA_READY);
}

id a_brief_media(ctx *c, id me, i64 lives_ms)
{
    struct planting p = { .me = me, .kind = MEDIA_IMAGE, .state = MEDIA_READY, .lives_ms = lives_ms };

    expect_ok(transact(c, plant, &p));
    return p.out;
}

/* ---- what is there ---- */

static bool row_of(ctx *c, id which, struct media_row *out)
{
    err e = q_media_row_get(c, which, out);

    expect(e == OK || e == ERR_NOT_FOUND);
    return e == OK;
}

bool media_is_there(ctx *c, id which)
{
    struct media_row row;

    return row_of(c, which, &row);
}

i64 media_refs(ctx *c, id which)
{
    struct media_row row;

    return row_of(c, which, &row) ? row.refs : -1;
}

void medias_agree(ctx *c)
{
    struct capability_check found = { 0 };

    expect_ok(media_check(c, &found));
    expect_str(found.wrong, S(""));
}

void medias_soon(ctx *c, bool (*is)(ctx *, const void *), const void *arg)
{
    i64 end = loop_mono_ms(c->loop) + PATIENCE_MS;

    while (!is(c, arg)) {
        expect(loop_mono_ms(c->loop) < end);
        expect_ok(ctx_sleep(c, STEP_MS));
    }
}

/* ---- verbs ---- */

struct attaching { id me; ids which; const struct media_take *take; struct media_thing thing; };

static err attach(tx *t, void *arg)
{
    struct attaching *in = arg;

    return media_attach(t, in->me, in->which, in->take);
}

static err loosen(tx *t, void *arg)
{
    struct attaching *in = arg;

    return media_let_go(t, in->which, in->thing);
}

struct sharing { ids which; struct media_thing to; bool open; };

static err share(tx *t, void *arg)
{
    const struct sharing *in = arg;

    return media_share(t, in->which, &(struct media_take){ .thing = in->to, .open = in->open });
}

err shared(ctx *c, ids which, struct media_thing to, bool open)
{
    return transact(c, share, &(struct sharing){ which, to, open });
}

err attached(ctx *c, id me, ids which, const struct media_take *take)
{
    failure_begin(&c->failure, &c->arena);
    return transact(c, attach, &(struct attaching){ .me = me, .which = which, .take = take });
}

err let_go(ctx *c, ids which, struct media_thing thing)
{
    return transact(c, loosen, &(struct attaching){ .which = which, .thing = thing });
}
