#include "domain/message/testbed.h"
#include "base/str.h"
#include "hub/hub.h"

static const struct capability *const capabilities[] = {
    &work_capability, &hub_capability, &audit_capability, &account_capability, &graph_capability, &media_capability, &profile_capability,
    &story_capability, &channel_capability, &message_capability, NULL
};

static const struct test_setting unlimited[] = { { "limits", "off" }, {0} };

static struct house opened(const struct test_setting *settings, bool idle)
{
    return house_open((struct house_options){ .world = { .real_clock = true, .settings = settings ? settings : unlimited },
                                              .capabilities = capabilities, .idle = idle });
}

struct house messages_open(const struct test_setting *settings) { return opened(settings, false); }
struct house messages_idle(void) { return opened(NULL, true); }

void in_messages(err (*run)(ctx *, void *))
{
    struct house h = messages_open(NULL);
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

void messages_agree(ctx *c)
{
    for (const struct capability *const *k = capabilities; *k; k++) {
        struct capability_check found = { 0 };
        expect_ok((*k)->check ? (*k)->check(c, &found) : OK);
        expect_str(found.wrong, S(""));
    }
}

/* ---- channels ---- */

id a_channel_with(ctx *c, id owner, const char *kind, const char *history)
{
    return a_channel_of(c, owner, &(struct channel_draft){ .name = { GIVEN, S("Birds") }, .kind = { GIVEN, str_of(kind) },
                                                           .history = { GIVEN, str_of(history) } });
}

void enters(ctx *c, id channel, id admin, id who)
{
    struct channel_member member;

    expect_ok(channel_member_set(c, admin, channel, who, (maybe_str){ .is = ABSENT }, &member));
}

struct channel_kept channel_now(ctx *c, id me, id channel)
{
    struct channel_kept k;

    expect_ok(channel_get(c, me, channel, &k));
    return k;
}

/* ---- messages ---- */

struct message_draft words(const char *content)
{
    return (struct message_draft){ .content = { GIVEN, str_of(content) } };
}

err sends(ctx *c, id me, id channel, const struct message_draft *d, struct message *out)
{
    bool repeated = false;
    err e = message_send(c, me, channel, d, out, &repeated);

    expect(!repeated);
    return e;
}

struct message said(ctx *c, id me, id channel, const char *content)
{
    struct message_draft d = words(content);
    struct message out;

    expect_ok(sends(c, me, channel, &d, &out));
    return out;
}

bool is_seen(ctx *c, id me, id which)
{
    struct message_view v;
    err e = fresh(c, message_show(c, me, which, &v));

    expect(e == OK || e == ERR_NOT_FOUND);
    return e == OK;
}
