/* What goes: a channel that is deleted, an account that is erased or hidden; and what the check, the export and planting know of it. */
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/channel/channel.sql.h"
#include "domain/channel/member.sql.h"
#include "domain/channel/testbed.h"
#include "work/belongings.h"

static const maybe_str no_role = { .is = ABSENT };

/* ---- deleting ---- */

static bool is_swept(ctx *c, const void *arg)
{
    struct channel_gone gone;
    channel_user_page members;

    expect_ok(q_gone_members(c, *(const id *)arg, 10, &members));
    return !members.n && fresh(c, q_gone_get(c, *(const id *)arg, &gone)) == ERR_NOT_FOUND;
}

static err is_gone_at_once(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), channel = a_channel(c, ann, "public"), joined;
    struct channel_invite invite;

    (void)arg;
    comes_in(c, channel, ann, bob, CHANNEL_MEMBER);
    expect_ok(channel_ban(c, ann, channel, eve));
    expect_ok(channel_invite_make(c, ann, &(struct invite_draft){ .id = channel }, &invite));
    expect_refused(c, channel_delete(c, &(struct caller){ .account = eve }, channel), &channel_not_found);
    expect_refused(c, channel_delete(c, &(struct caller){ .account = bob }, channel), PLAIN(ERR_FORBIDDEN));
    expect_ok(channel_delete(c, &(struct caller){ .account = ann }, channel));
    expect(!reads(c, channel, ann) && !reads(c, channel, bob) && !is_member(c, channel, bob));
    expect_refused(c, channel_invite_accept(c, bob, invite.code, &joined), &invite_not_found);
    expect_refused(c, channel_delete(c, &(struct caller){ .account = ann }, channel), &channel_not_found);
    expect_soon(c, is_swept, &channel);
    channels_agree(c);
    return OK;
}

TEST(a_deleted_channel_is_gone_at_once_and_what_was_in_it_soon) { in_channels(is_gone_at_once); }

static err by_a_moderator(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), mod = a_person(c, "mod"), open = a_channel(c, ann, "public"), closed = a_channel(c, ann, "private");
    const struct caller caller = { .account = mod, .role = ROLE_MODERATOR };
    audit_page log;

    (void)arg;
    expect_refused(c, channel_delete(c, &caller, closed), &channel_not_found);
    expect_ok(channel_ban(c, ann, open, mod));
    expect_ok(channel_delete(c, &caller, open));
    expect_ok(audit_list(c, 0, 100, &log));
    const struct audit_entry *last = &log.at[log.n - 1];
    expect_str(last->action, S("channel_removed"));
    expect_eq(last->actor.v, mod.v);
    expect_eq(last->subject.v, ann.v);
    expect_ok(channel_delete(c, &(struct caller){ .account = ann, .role = ROLE_ADMIN }, closed));
    expect_ok(audit_list(c, last->number, 100, &log));
    expect_eq(log.n, 0);
    return OK;
}

TEST(a_moderator_deletes_public_channels_of_others_and_the_audit_log_has_it) { in_channels(by_a_moderator); }

/* ---- erased accounts ---- */

struct erased { id who, channels[4]; };

static bool is_out(ctx *c, const void *arg)
{
    const struct erased *e = arg;
    channel_listed_page page;
    invite_row_page invites;

    expect_ok(q_memberships_after(c, e->who, (id){ 0 }, 10, &page));
    expect_ok(q_invites_by_before(c, e->channels[0], e->who, (id){ INT64_MAX }, ctx_now(c), 10, &invites));
    return !page.n && !invites.n;
}

static err erased_goes(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve");
    struct erased e = { ann, { a_channel(c, ann, "public"), a_channel(c, ann, "private"), a_channel(c, bob, "group"),
                               a_direct(c, ann, bob) } };
    struct channel_invite invite;

    (void)arg;
    comes_in(c, e.channels[0], ann, bob, CHANNEL_MEMBER);
    comes_in(c, e.channels[0], ann, eve, CHANNEL_ADMIN);
    comes_in(c, e.channels[2], bob, ann, CHANNEL_MEMBER);
    expect_ok(channel_invite_make(c, ann, &(struct invite_draft){ .id = e.channels[0] }, &invite));
    expect_ok(channel_ban(c, bob, e.channels[2], ann));
    expect_ok(channel_unban(c, bob, e.channels[2], ann));
    expect_ok(channel_ban(c, bob, e.channels[2], ann));
    given_up(c, ann);
    expect_soon(c, is_out, &e);
    expect_eq(role_now(c, e.channels[0], eve), CHANNEL_OWNER);
    expect_eq(now(c, bob, e.channels[0]).seat.member_count, 2);
    expect(!reads(c, e.channels[1], ann));
    expect(reads(c, e.channels[3], bob));
    expect_eq(now(c, bob, e.channels[3]).seat.member_count, 1);
    channels_agree(c);
    return OK;
}

TEST(an_erased_account_is_out_of_every_channel_and_what_it_owned_has_another_owner) { in_channels(erased_goes); }

/* ---- hidden people ---- */

static size_t listed(ctx *c, id me, id channel)
{
    channel_member_page page;
    struct member_place next;

    expect_ok(channel_members(c, me, channel, &(struct member_wish){ .limit = 50 }, &page, &next));
    return page.n;
}

static bool is_alone(ctx *c, const void *arg)
{
    const id *both = arg;

    return listed(c, both[0], both[1]) == 1;
}

static err hidden_stays(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "private"), both[] = { ann, channel };
    struct channel_member out;

    (void)arg;
    expect_ok(channel_member_set(c, ann, channel, bob, no_role, &out));
    expect_ok(graph_block(c, ann, bob));
    expect_eq(listed(c, ann, channel), 2);
    expect_ok(graph_unblock(c, ann, bob));
    hidden(c, bob, true);
    expect_soon(c, is_alone, both);
    expect_eq(now(c, ann, channel).seat.member_count, 2);
    expect_refused(c, channel_leave(c, bob, channel), &account_suspended);
    hidden(c, bob, false);
    channels_agree(c);
    return OK;
}

TEST(hidden_people_are_counted_and_not_listed_and_blocked_ones_are_listed) { in_channels(hidden_stays); }

/* ---- the check, the export, planting ---- */

struct damage { id channel; const char *how; };

static err damage_do(tx *t, void *arg)
{
    const struct damage *d = arg;

    if (!strcmp(d->how, "count"))
        return q_channel_members_count(t, d->channel, 1);
    return q_channel_owner_set(t, d->channel, (id){ 77 });
}

static err check_finds(ctx *c, void *arg)
{
    static const char *const how[] = { "count", "owner" };
    struct capability_check found = { 0 };
    id ann = a_person(c, "ann");

    (void)arg;
    for (size_t i = 0; i < COUNT(how); i++) {
        id channel = a_channel(c, ann, "public");
        channels_agree(c);
        expect_ok(transact(c, damage_do, &(struct damage){ channel, how[i] }));
        expect_ok(channel_check(c, &found));
        expect(str_find(found.wrong, id_text(&c->arena, channel)) >= 0);
        expect_ok(channel_delete(c, &(struct caller){ .account = ann }, channel));
        found = (struct capability_check){ 0 };
    }
    return OK;
}

TEST(the_check_finds_a_wrong_count_and_a_wrong_owner)
{
    struct house h = channels_idle();
    err e = test_world_call(h.world, check_finds, NULL);

    house_close(&h);
    expect_ok(e);
}

struct tally { struct rows rows; int n, nameless; };

static err row_count(ctx *c, struct rows *rows, const struct shape *s, const void *row)
{
    struct tally *tally = CONTAINER(rows, struct tally, rows);
    struct buf text = BUF_ON(&c->arena);

    json_write(&text, s, row);
    tally->n++;
    tally->nameless += str_find(buf_str(&text), S("\"kind\":\"group\",\"name\":null")) >= 0;
    return OK;
}

static err exported(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct tally tally = { .rows = { row_count } };

    (void)arg;
    a_channel(c, ann, "public");
    a_direct(c, ann, bob);
    a_group(c, ann, S(""));
    expect_ok(channels_export(c, ann, &tally.rows));
    expect_eq(tally.n, 2);
    expect_eq(tally.nameless, 1);
    return OK;
}

TEST(the_export_has_the_memberships_but_direct_ones) { in_channels(exported); }

enum { ALL = CHANNELS_MOST };

static err plant(tx *t, void *arg)
{
    const struct planted_channel *all = arg;

    return channels_plant(t, all, ALL);
}

static err five_thousand(ctx *c, void *arg)
{
    static struct planted_channel all[ALL];
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), joined;

    (void)arg;
    for (int i = 0; i < ALL; i++)
        all[i] = (struct planted_channel){ .id = id_past(ctx_now(c).ms - 86400000 + i, 1), .kind = CHANNEL_PUBLIC, .name = S("Planted"),
                                           .members = { &ann, 1 } };
    expect_ok(transact(c, plant, all));
    channels_agree(c);
    expect_refused(c, channel_create(c, ann, &(struct channel_draft){ .name = { GIVEN, S("x") } }, &joined), &too_many_channels);
    id one_more = a_channel(c, bob, "public");
    expect_refused(c, channel_join(c, ann, one_more, &joined), &too_many_channels);
    struct channel_member out;
    expect_refused(c, channel_member_set(c, bob, one_more, ann, no_role, &out), &too_many_channels);
    expect_ok(channel_leave(c, ann, all[0].id));
    a_direct(c, ann, bob);
    expect_ok(channel_join(c, ann, one_more, &joined));
    return OK;
}

TEST(nobody_is_in_more_than_five_thousand_channels_but_for_conversations_of_two)
{
    struct house h = channels_idle();
    err e = test_world_call(h.world, five_thousand, NULL);

    house_close(&h);
    expect_ok(e);
}
