/* Who sees how far others have read, and what people choose to show. */
#include "base/str.h"
#include "domain/talk/testbed.h"

enum { PEOPLE = 5 };
static const char *const names[PEOPLE] = { "ann", "bob", "cid", "dan", "eve" };

static id group_of_all(ctx *c, id *people)
{
    for (int i = 0; i < PEOPLE; i++)
        people[i] = a_person(c, names[i]);
    return a_group(c, people[0], people + 1, PEOPLE - 1);
}

/* ---- receipts ---- */

static size_t receipts_of(ctx *c, id me, id channel, receipt_page *out)
{
    struct seat seat;

    expect_ok(channel_seat(c, me, channel, &seat));
    expect_ok(channel_receipts(c, &seat, out));
    return out->n;
}

static err receipts_are_for_those_who_show_theirs(ctx *c, void *arg)
{
    id people[PEOPLE], channel = group_of_all(c, people);
    receipt_page page;
    struct read_state out;

    (void)arg;
    for (int i = 0; i < 3; i++)
        said(c, people[0], channel, "hello");
    expect_eq(receipts_of(c, people[1], channel, &page), 1);
    for (int i = 1; i < PEOPLE; i++)
        TRY(reads_to(c, people[i], channel, i > 3 ? 3 : i, &out));
    expect_eq(receipts_of(c, people[1], channel, &page), PEOPLE);
    for (size_t i = 1; i < page.n; i++)
        expect(page.at[i].seq <= page.at[i - 1].seq);
    expect(page.at[PEOPLE - 1].user_id.v == people[1].v && page.at[PEOPLE - 1].seq == 1 && page.at[PEOPLE - 1].message_id.v);
    shows_reading(c, people[2], false);
    expect_eq(receipts_of(c, people[1], channel, &page), PEOPLE - 1);
    expect_eq(receipts_of(c, people[2], channel, &page), 0);
    hidden(c, people[3], true);
    expect_eq(receipts_of(c, people[1], channel, &page), PEOPLE - 2);
    shows_reading(c, people[2], true);
    hidden(c, people[3], false);
    expect_eq(receipts_of(c, people[2], channel, &page), PEOPLE);
    return OK;
}

static err of_two_with_a_block_between_them_neither_sees_it(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = direct(c, ann, bob);
    receipt_page page;

    (void)arg;
    said(c, ann, channel, "hello");
    said(c, bob, channel, "hello");
    expect_eq(receipts_of(c, ann, channel, &page), 2);
    blocks(c, ann, bob, true);
    expect(receipts_of(c, ann, channel, &page) == 1 && page.at[0].user_id.v == ann.v);
    expect(receipts_of(c, bob, channel, &page) == 1 && page.at[0].user_id.v == bob.v);
    blocks(c, ann, bob, false);
    expect_eq(receipts_of(c, bob, channel, &page), 2);
    return OK;
}

TEST(of_two_with_a_block_between_them_neither_sees_it) { in_hall(of_two_with_a_block_between_them_neither_sees_it); }

/* ---- settings ---- */

static err settings_have_standards_and_change_together(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");
    struct messaging out;

    (void)arg;
    TRY(messaging_get(c, ann, &out));
    expect_str(out.direct_messages_from, S("everyone"));
    expect(out.read_receipts && out.typing);
    expect_str(out.presence, S("visible"));
    TRY(messaging_change(c, ann, &(struct messaging_change){ .typing = { GIVEN, false }, .presence = { GIVEN, S("invisible") } }, &out));
    TRY(messaging_get(c, ann, &out));
    expect(out.read_receipts && !out.typing);
    expect_str(out.presence, S("invisible"));
    struct messaging_change standard = { .typing.is = NULLED, .presence.is = NULLED, .read_receipts = { GIVEN, false } };
    TRY(messaging_change(c, ann, &standard, &out));
    expect(!out.read_receipts && out.typing);
    expect_str(out.presence, S("visible"));
    return OK;
}

TEST(receipts_are_for_those_who_show_theirs) { in_hall(receipts_are_for_those_who_show_theirs); }
TEST(settings_have_standards_and_change_together) { in_hall(settings_have_standards_and_change_together); }
