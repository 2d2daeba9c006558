#include "domain/talk/testbed.h"
#include "base/id.h"
#include "base/str.h"
#include "hub/hub.h"

enum { PATIENCE_MS = 30000, STEP_MS = 5 };

static const struct capability *const capabilities[] = {
    &work_capability, &hub_capability, &audit_capability, &account_capability, &graph_capability, &media_capability, &profile_capability,
    &channel_capability, &message_capability, &talk_capability, NULL
};
static const struct test_setting unlimited[] = { { "limits", "off" }, {0} };

struct house hall_open(const struct test_setting *settings)
{
    return house_open((struct house_options){ .world = { .real_clock = true, .settings = settings ? settings : unlimited },
                                              .capabilities = capabilities });
}

void in_hall(err (*run)(ctx *, void *))
{
    struct house h = hall_open(NULL);
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

void hall_agrees(ctx *c)
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

void expect_soon(ctx *c, bool (*is)(ctx *, const void *), const void *arg)
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

void blocks(ctx *c, id who, id whom, bool is)
{
    expect_ok(is ? graph_block(c, who, whom) : graph_unblock(c, who, whom));
}

void wants_requests(ctx *c, id who)
{
    struct messaging out;

    expect_ok(messaging_change(c, who, &(struct messaging_change){ .direct_messages_from = { GIVEN, S("following") } }, &out));
}

void shows_reading(ctx *c, id who, bool shows)
{
    struct messaging out;

    expect_ok(messaging_change(c, who, &(struct messaging_change){ .read_receipts = { GIVEN, shows } }, &out));
}

/* ---- conversations ---- */

err opens(ctx *c, id me, const struct conversation_draft *draft, struct channel *out, bool *made)
{
    return conversation_open(c, me, draft, out, made);
}

static id opened(ctx *c, id me, const id *others, size_t n, bool group)
{
    struct conversation_draft draft = { .is_group = { GIVEN, group } };
    struct channel out;
    bool made;

    draft.participant_ids = (strs){ arena_array(&c->arena, str, n), n };
    for (size_t i = 0; i < n; i++)
        draft.participant_ids.at[i] = id_text(&c->arena, others[i]);
    expect_ok(opens(c, me, &draft, &out, &made));
    return out.id;
}

id direct(ctx *c, id me, id other) { return opened(c, me, &other, 1, false); }
id a_group(ctx *c, id me, const id *others, size_t n) { return opened(c, me, others, n, true); }

err sends(ctx *c, id me, id channel, const char *content, struct message *out)
{
    struct message_draft draft = { .content = { GIVEN, str_of(content) } };
    struct message message;
    bool repeated;

    return message_send(c, me, channel, &draft, out ? out : &message, &repeated);
}

id said(ctx *c, id me, id channel, const char *content)
{
    struct message out;

    expect_ok(sends(c, me, channel, content, &out));
    return out.id;
}

err reads_to(ctx *c, id me, id channel, i64 seq, struct read_state *out)
{
    return talk_read(c, me, &(struct read_wish){ .id = channel, .seq = { GIVEN, seq } }, out);
}

struct channel channel_of_mine(ctx *c, id me, id which)
{
    struct channel out;

    expect_ok(channel_show(c, me, which, &out));
    return out;
}

bool lists(ctx *c, id me, bool requests, id channel)
{
    struct conversations_wish wish = { .requests = requests, .limit = 100 };
    struct activity_place next;
    channel_page page;

    expect_ok(conversations_show(c, me, &wish, &page, &next));
    for (size_t i = 0; i < page.n; i++)
        if (page.at[i].id.v == channel.v)
            return true;
    return false;
}
