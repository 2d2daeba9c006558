#include "domain/channel/testbed.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/channel/conversation.sql.h"
#include "domain/channel/messaging.h"
#include "hub/hub.h"

enum { PATIENCE_MS = 30000, STEP_MS = 5 };

static const struct capability *const capabilities[] = {
    &work_capability, &hub_capability, &audit_capability, &account_capability, &graph_capability, &media_capability,
    &profile_capability, &channel_capability,
    NULL
};
static const struct test_setting unlimited[] = { { "limits", "off" }, {0} };

static struct house opened(const struct test_setting *settings, bool idle, bool real_clock)
{
    return house_open((struct house_options){ .world = { .real_clock = real_clock, .settings = settings ? settings : unlimited },
                                              .capabilities = capabilities, .idle = idle });
}

struct house channels_open(const struct test_setting *settings) { return opened(settings, false, true); }
struct house channels_idle(void) { return opened(NULL, true, true); }
struct house channels_in_standing_time(void) { return opened(NULL, true, false); }

void in_channels(err (*run)(ctx *, void *))
{
    struct house h = channels_open(NULL);
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

void channels_agree(ctx *c)
{
    struct capability_check found = { 0 };

    expect_ok(channel_check(c, &found));
    expect_str(found.wrong, S(""));
}

err fresh(ctx *c, err e)
{
    failure_begin(&c->failure, &c->arena);
    return e;
}

void expect_refused(ctx *c, err e, const struct problem *why)
{
    const struct problem *told = c->failure.fields ? c->failure.fields->problem : c->failure.problem;

    expect_eq(e, why->what);
    expect_str(str_of(told ? told->code : ""), str_of(why->code ? why->code : ""));
    (void)fresh(c, e);
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

void wants_requests(ctx *c, id who)
{
    struct messaging now;

    expect_ok(messaging_change(c, who, &(struct messaging_change){ .direct_messages_from = { GIVEN, S("following") } }, &now));
}

/* ---- channels ---- */

struct group_call { id owner; str name; id made; };

static err group_make(tx *t, void *arg)
{
    struct group_call *in = arg;
    struct seat_row row = { .kind = CHANNEL_GROUP, .name = in->name, .owner_id = in->owner, .history_since_joined = true,
                            .avatar_url.is = NULLED, .archived_at.is = NULLED };

    TRY(channel_make(t, &row));
    in->made = row.id;
    return member_enter(t, &row, &(struct entry){ in->owner, CHANNEL_OWNER, in->owner, REQUEST_NONE, LISTED_ALWAYS });
}

id a_group(ctx *c, id owner, str name)
{
    struct group_call in = { owner, name, { 0 } };

    expect_ok(transact(c, group_make, &in));
    return in.made;
}

id a_channel(ctx *c, id owner, const char *kind)
{
    if (!strcmp(kind, "group"))
        return a_group(c, owner, S("Group"));
    return a_channel_of(c, owner, &(struct channel_draft){ .name = { GIVEN, S("Birds") }, .kind = { GIVEN, str_of(kind) } });
}

id a_channel_of(ctx *c, id owner, const struct channel_draft *draft)
{
    id made;

    expect_ok(channel_create(c, owner, draft, &made));
    return made;
}

struct pair_call { id me, other, made; };

static err pair_make(tx *t, void *arg)
{
    struct pair_call *in = arg;
    bool less = in->me.v < in->other.v;
    struct seat_row row = { .kind = CHANNEL_DIRECT, .low_id = less ? in->me : in->other, .high_id = less ? in->other : in->me,
                            .avatar_url.is = NULLED, .archived_at.is = NULLED };

    TRY(channel_make(t, &row));
    in->made = row.id;
    TRY(q_pair_add(t, row.low_id, row.high_id, row.id));
    TRY(member_enter(t, &row, &(struct entry){ in->me, CHANNEL_MEMBER, in->me, REQUEST_NONE, LISTED_ALWAYS }));
    return member_enter(t, &row, &(struct entry){ in->other, CHANNEL_MEMBER, in->me, REQUEST_NONE, 0 });
}

id a_direct(ctx *c, id me, id other)
{
    struct pair_call in = { me, other, { 0 } };

    expect_ok(transact(c, pair_make, &in));
    return in.made;
}

struct coming { id channel, owner, who; enum channel_role role; };

static err come(tx *t, void *arg)
{
    const struct coming *in = arg;
    struct seat_row row;

    TRY(channel_row_get(t, in->who, in->channel, &row));
    return member_enter(t, &row, &(struct entry){ in->who, in->role, in->owner, REQUEST_NONE, LISTED_ALWAYS });
}

void comes_in(ctx *c, id channel, id owner, id who, enum channel_role role)
{
    expect_ok(transact(c, come, &(struct coming){ channel, owner, who, role }));
}

struct saying_call { struct seat seat; };

static err say_in(tx *t, void *arg)
{
    struct saying_call *in = arg;
    struct channel_turn turn;

    return channel_take_seq(t, &in->seat, tx_new_id(t), &turn);
}

err says(ctx *c, id channel, id who)
{
    struct saying_call in;

    TRY(channel_seat(c, who, channel, &in.seat));
    return transact(c, say_in, &in);
}

void is_said(ctx *c, id channel, id who)
{
    expect_ok(says(c, channel, who));
}

/* ---- what is ---- */

struct channel_kept now(ctx *c, id me, id channel)
{
    struct channel_kept kept;

    expect_ok(channel_get(c, me, channel, &kept));
    return kept;
}

static struct seat seat_now(ctx *c, id channel, id who)
{
    seat_page page;

    expect_ok(channel_seats(c, who, (ids){ &channel, 1 }, &page));
    return page.at[0];
}

enum channel_role role_now(ctx *c, id channel, id who)
{
    expect(is_member(c, channel, who));
    return seat_now(c, channel, who).role;
}

bool is_member(ctx *c, id channel, id who) { return seat_now(c, channel, who).member; }
bool reads(ctx *c, id channel, id who) { return seat_now(c, channel, who).reads; }
