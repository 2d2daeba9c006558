/* Beginning conversations, and what a block does to them. */
#include <stdatomic.h>
#include "base/id.h"
#include "base/str.h"
#include "domain/talk/testbed.h"

static struct conversation_draft draft_of(ctx *c, const char *const *who, size_t n)
{
    struct conversation_draft draft = { .participant_ids = { arena_array(&c->arena, str, n), n } };

    for (size_t i = 0; i < n; i++)
        draft.participant_ids.at[i] = str_of(who[i]);
    return draft;
}

#define DRAFT(c, ...) draft_of((c), (const char *const[]){ __VA_ARGS__ }, COUNT(((const char *const[]){ __VA_ARGS__ })))

static void refused(ctx *c, id me, struct conversation_draft draft, const struct problem *why)
{
    struct channel out;
    bool made;
    err e = opens(c, me, &draft, &out, &made);
    const char *said = e == OK ? "OK" : c->failure.problem ? c->failure.problem->code : "another";

    if (!str_eq(str_of(said), str_of(why->code)) || e != why->what)
        test_fail(__FILE__, __LINE__, "wanted %s, got %s", why->code, said);
    failure_begin(&c->failure, &c->arena);
}

/* ---- of two ---- */

static err a_direct_one_is_the_same_from_both_sides(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct conversation_draft draft = DRAFT(c, "@BOB", "@bob", "@ann");
    struct channel first, again;
    bool made;

    (void)arg;
    TRY(opens(c, ann, &draft, &first, &made));
    expect(made);
    expect_str(first.kind, S("direct"));
    expect_eq(first.participants.n, 2);
    expect_eq(first.participants.at[0].id.v, bob.v);
    expect(first.name.is == NULLED && first.owner_id.is == NULLED && first.member_count == 2);
    TRY(opens(c, ann, &draft, &again, &made));
    expect(!made);
    expect_eq(again.id.v, first.id.v);
    draft = DRAFT(c, "@ann");
    TRY(opens(c, bob, &draft, &again, &made));
    expect(!made);
    expect_eq(again.id.v, first.id.v);
    expect_eq(again.participants.at[0].id.v, ann.v);
    return OK;
}

enum { CROWD = 24 };
struct pair { id people[2]; _Atomic i64 channel; _Atomic int made; };

static err pair_make(ctx *c, void *arg)
{
    struct pair *p = arg;

    p->people[0] = a_person(c, "ann");
    p->people[1] = a_person(c, "bob");
    atomic_store(&p->channel, 0);
    atomic_store(&p->made, 0);
    return OK;
}

static err begins(ctx *c, int which, void *arg)
{
    struct pair *p = arg;
    str other = id_text(&c->arena, p->people[1 - which % 2]);
    struct conversation_draft draft = { .participant_ids = { &other, 1 } };
    struct channel out;
    i64 none = 0;
    bool made;

    TRY(opens(c, p->people[which % 2], &draft, &out, &made));
    atomic_fetch_add(&p->made, made);
    expect(atomic_compare_exchange_strong(&p->channel, &none, out.id.v) || none == out.id.v);
    return OK;
}

TEST(two_who_begin_at_once_from_both_sides_have_one_conversation)
{
    static struct pair p;
    struct house h = hall_open(NULL);

    expect_ok(test_world_call(h.world, pair_make, &p));
    expect_ok(test_world_crowd(h.world, CROWD, begins, &p));
    expect_eq(atomic_load(&p.made), 1);
    house_close(&h);
}

static err what_cannot_be_begun_is_refused(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), cid = a_person(c, "cid"), dan = a_person(c, "dan"), eve = a_person(c, "eve");
    struct conversation_draft two = DRAFT(c, "@bob", "@eve");

    (void)arg;
    blocks(c, cid, ann, true);
    blocks(c, ann, bob, true);
    hidden(c, dan, true);
    refused(c, ann, (struct conversation_draft){ 0 }, &cannot_message_yourself);
    refused(c, ann, DRAFT(c, "@ann"), &cannot_message_yourself);
    refused(c, ann, (struct conversation_draft){ .participant_ids = DRAFT(c, "@ann").participant_ids, .is_group = { GIVEN, true } },
            &cannot_message_yourself);
    refused(c, ann, DRAFT(c, "@nobody"), &user_not_found);
    refused(c, ann, DRAFT(c, "12345"), &user_not_found);
    refused(c, ann, DRAFT(c, "x"), &user_not_found);
    refused(c, ann, DRAFT(c, ""), &user_not_found);
    refused(c, ann, DRAFT(c, "@cid"), &user_not_found);
    refused(c, ann, DRAFT(c, "@dan"), &user_not_found);
    refused(c, ann, DRAFT(c, "@bob"), &blocking);
    refused(c, ann, DRAFT(c, "@eve", "@cid"), &user_not_found);
    refused(c, ann, DRAFT(c, "@eve", "@dan"), &user_not_found);
    refused(c, ann, two, &blocking);
    two.is_group = (maybe_bool){ GIVEN, false };
    refused(c, ann, two, &needs_group);
    blocks(c, ann, bob, false);
    wants_requests(c, eve);
    refused(c, ann, DRAFT(c, "@bob", "@eve"), &cannot_message);
    expect_eq(channel_of_mine(c, ann, direct(c, ann, eve)).request.is, GIVEN);
    follows(c, eve, ann);
    expect_eq(channel_of_mine(c, ann, a_group(c, ann, (id[]){ bob, eve }, 2)).member_count, 3);
    return OK;
}

/* The words are the same to both, whatever the reason. */
static void nobody_writes(ctx *c, id ann, id bob, id channel)
{
    for (int who = 0; who < 2; who++) {
        err e = sends(c, who ? bob : ann, channel, "hello", NULL);
        expect_eq(e, ERR_FORBIDDEN);
        expect(c->failure.problem == &cannot_message);
        failure_begin(&c->failure, &c->arena);
        expect(channel_of_mine(c, who ? bob : ann, channel).is_member);
    }
}

static err across_a_block_nobody_writes(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = direct(c, ann, bob);

    (void)arg;
    said(c, ann, channel, "hello");
    blocks(c, ann, bob, true);
    nobody_writes(c, ann, bob, channel);
    blocks(c, ann, bob, false);
    said(c, ann, channel, "hello");
    blocks(c, bob, ann, true);
    nobody_writes(c, ann, bob, channel);
    blocks(c, bob, ann, false);
    said(c, ann, channel, "hello");
    hidden(c, bob, true);
    expect_eq(sends(c, ann, channel, "hello", NULL), ERR_FORBIDDEN);
    expect(c->failure.problem == &cannot_message);
    failure_begin(&c->failure, &c->arena);
    hidden(c, bob, false);
    said(c, bob, channel, "hello");
    return OK;
}

/* ---- when the other is gone ---- */

struct left_alone { id me, channel; };

static bool is_alone(ctx *c, const void *arg)
{
    const struct left_alone *l = arg;

    return channel_of_mine(c, l->me, l->channel).member_count == 1;
}

static err what_an_erased_one_said_stays_without_them(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = direct(c, ann, bob), first = said(c, bob, channel, "@ann hello");
    struct message_view view;

    (void)arg;
    TRY(reads_to(c, bob, channel, 1, &(struct read_state){ 0 }));
    given_up(c, bob);
    expect_soon(c, is_alone, &(struct left_alone){ ann, channel });
    struct channel own = channel_of_mine(c, ann, channel);
    expect_eq(own.participants.n, 1);
    expect_eq(own.unread_count, 1);
    expect(lists(c, ann, false, channel));
    expect_eq(sends(c, ann, channel, "hello?", NULL), ERR_FORBIDDEN);
    expect(c->failure.problem == &cannot_message);
    (void)fresh(c, OK);
    refused(c, ann, DRAFT(c, arena_cstr(&c->arena, id_text(&c->arena, bob))), &user_not_found);
    TRY(message_show(c, ann, first, &view));
    receipt_page receipts;
    struct seat seat;
    TRY(channel_seat(c, ann, channel, &seat));
    TRY(channel_receipts(c, &seat, &receipts));
    expect_eq(receipts.n, 0);
    return OK;
}

/* ---- groups ---- */

static err a_group_has_its_maker_as_owner_and_others_in_their_order(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), cid = a_person(c, "cid");
    struct conversation_draft draft = DRAFT(c, "@cid", "@bob", "@cid");
    struct channel out, other;
    bool made;

    (void)arg;
    draft.group_name = (maybe_str){ GIVEN, S("  Tea  ") };
    TRY(opens(c, ann, &draft, &out, &made));
    expect(made);
    expect_str(out.kind, S("group"));
    expect_str(out.name.v, S("Tea"));
    expect_str(out.role.v, S("owner"));
    expect_str(out.history, S("since_joined"));
    expect_eq(out.participants.n, 3);
    expect_eq(out.participants.at[0].id.v, ann.v);
    expect_eq(out.participants.at[1].id.v, cid.v);
    expect_eq(out.participants.at[2].id.v, bob.v);
    other = channel_of_mine(c, ann, out.id);
    expect_eq(other.participants.n, 3);
    expect_eq(other.participants.at[1].id.v, cid.v);
    TRY(opens(c, ann, &draft, &other, &made));
    expect(made && other.id.v != out.id.v);
    expect(lists(c, bob, false, out.id));
    hidden(c, cid, true);
    other = channel_of_mine(c, ann, out.id);
    expect_eq(other.participants.n, 2);
    expect_eq(other.member_count, 3);
    hidden(c, cid, false);
    other = channel_of_mine(c, ann, out.id);
    expect_eq(other.participants.n, 3);
    return OK;
}

static const struct test_setting small_groups[] = { { "limits", "off" }, { "group_size", "3" }, {0} };

static err one_more_than_fit(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");

    (void)arg;
    for (const char *const *p = (const char *const[]){ "bob", "cid", "dan", NULL }; *p; p++)
        (void)a_person(c, *p);
    refused(c, ann, DRAFT(c, "@bob", "@cid", "@dan"), PROBLEM_AS(ERR_INVALID, too_many_members));
    struct conversation_draft fits = DRAFT(c, "@bob", "@cid");
    struct channel out;
    bool made;
    return opens(c, ann, &fits, &out, &made);
}

TEST(a_group_that_is_too_large_is_not_made)
{
    struct house h = hall_open(small_groups);
    err e = test_world_call(h.world, one_more_than_fit, NULL);

    house_close(&h);
    expect_ok(e);
}

static const struct test_setting few[] = { { "limits", "on" }, { "conversations_per_day", "2" }, {0} };

static err only_new_ones_count(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), cid = a_person(c, "cid");
    struct channel out;
    bool made;

    (void)arg;
    refused(c, ann, DRAFT(c, "@nobody"), &user_not_found);
    hidden(c, cid, true);
    refused(c, ann, DRAFT(c, "@cid", "@bob"), &user_not_found);
    hidden(c, cid, false);
    for (int i = 0; i < 4; i++)
        (void)direct(c, ann, bob);
    (void)direct(c, ann, cid);
    struct conversation_draft group = DRAFT(c, "@bob", "@cid");
    expect_eq(opens(c, ann, &group, &out, &made), ERR_TOO_MANY);
    return OK;
}

TEST(conversations_that_are_made_count_for_the_day)
{
    struct house h = hall_open(few);
    err e = test_world_call(h.world, only_new_ones_count, NULL);

    house_close(&h);
    expect_ok(e);
}

static const struct test_setting changes[] = { { "limits", "on" }, { "messaging_per_hour", "2" }, {0} };

static err only_changes_count(ctx *c, void *arg)
{
    const struct messaging_change veil = { .presence = { GIVEN, S("invisible") } }, show = { .presence = { GIVEN, S("visible") } };
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct messaging now;

    (void)arg;
    expect_ok(messaging_change(c, ann, &veil, &now));
    for (int i = 0; i < 4; i++)
        expect_ok(messaging_change(c, ann, &veil, &now));
    expect_ok(messaging_change(c, ann, &show, &now));
    expect_eq(messaging_change(c, ann, &veil, &now), ERR_TOO_MANY);
    return messaging_change(c, bob, &veil, &now);
}

TEST(changes_of_how_one_is_seen_count_for_the_hour)
{
    struct house h = hall_open(changes);
    err e = test_world_call(h.world, only_changes_count, NULL);

    house_close(&h);
    expect_ok(e);
}

static const struct test_setting turns[] = { { "limits", "on" }, { "channel_turns_per_hour", "2" }, {0} };

static struct channel_change history_of(id channel, const char *history)
{
    return (struct channel_change){ .id = channel, .history = { GIVEN, str_of(history) } };
}

/* Who listens is asked about at each. */
static err only_turns_count(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), group = a_group(c, ann, &bob, 1), other = a_group(c, ann, &bob, 1);
    const struct channel_change opens = history_of(group, "full"), closes = history_of(group, "since_joined");
    const struct channel_change named = { .id = group, .name = { GIVEN, S("Us") } }, last = history_of(other, "full");

    (void)arg;
    expect_ok(channel_change(c, ann, &opens));
    for (int i = 0; i < 4; i++)
        expect_ok(channel_change(c, ann, &opens));
    expect_eq(channel_change(c, bob, &closes), ERR_FORBIDDEN);
    expect_ok(channel_change(c, ann, &closes));
    expect_ok(channel_change(c, ann, &named));
    expect_eq(channel_change(c, ann, &last), ERR_TOO_MANY);
    return OK;
}

TEST(changes_of_who_may_read_a_channel_count_for_the_hour)
{
    struct house h = hall_open(turns);
    err e = test_world_call(h.world, only_turns_count, NULL);

    house_close(&h);
    expect_ok(e);
}

TEST(a_direct_one_is_the_same_from_both_sides) { in_hall(a_direct_one_is_the_same_from_both_sides); }
TEST(what_cannot_be_begun_is_refused) { in_hall(what_cannot_be_begun_is_refused); }
TEST(across_a_block_nobody_writes) { in_hall(across_a_block_nobody_writes); }
TEST(a_group_has_its_maker_as_owner_and_others_in_their_order) { in_hall(a_group_has_its_maker_as_owner_and_others_in_their_order); }
TEST(what_an_erased_one_said_stays_without_them) { in_hall(what_an_erased_one_said_stays_without_them); }
