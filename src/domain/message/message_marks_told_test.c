/* What others learn of reactions and pins: the log, and a check of the numbers. */
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/message/marks.h"
#include "domain/message/message.sql.h"
#include "domain/message/testbed.h"
#include "ports/bus.h"

enum { TOLD_MOST = 8 };

struct hearing { id channel; size_t wanted, n; struct message_told at[TOLD_MOST]; };

/* All that happened to messages of a channel, in order. */
static bool are_heard(ctx *c, const void *arg)
{
    struct hearing *h = (struct hearing *)arg;
    str key = id_text(&c->arena, h->channel);
    event_page page;

    h->n = 0;
    expect_ok(bus_fetch(c, bus_partition(key), 0, 1000, &page));
    for (size_t i = 0; i < page.n && h->n < TOLD_MOST; i++)
        if (page.at[i].kind == &message_changed && str_eq(page.at[i].key, key))
            expect_ok(event_read(&c->arena, &page.at[i], message_changed, &h->at[h->n++]));
    return h->n >= h->wanted;
}

static err events_say_who_did_what(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public");
    static const struct { const char *type, *emoji; i64 count; bool bobs; } wanted[] = {
        { "channel_message", NULL, 0, false }, { "channel_message", NULL, 0, false },
        { "reaction_added", "❤\ufe0f", 1, false }, { "reaction_added", "❤\ufe0f", 2, true }, { "reaction_removed", "❤\ufe0f", 1, false },
        { "message_pinned", NULL, 0, false }, { "message_unpinned", NULL, 0, false },
    };
    struct message out;

    (void)arg;
    enters(c, channel, ann, bob);
    (void)said(c, ann, channel, "first");
    id m = said(c, ann, channel, "tea?").id;
    expect_ok(message_react(c, ann, m, S("❤"), &out));
    expect_ok(message_react(c, ann, m, S("❤\ufe0f"), &out));
    expect_ok(message_react(c, bob, m, S("❤"), &out));
    expect_ok(message_unreact(c, ann, m, S("❤"), &out));
    expect_ok(message_unreact(c, ann, m, S("❤"), &out));
    expect_ok(message_pin(c, ann, channel, m));
    expect_ok(message_pin(c, ann, channel, m));
    expect_ok(message_unpin(c, ann, channel, m));
    expect_ok(message_unpin(c, ann, channel, m));
    struct hearing h = { .channel = channel, .wanted = COUNT(wanted) };
    expect_soon(c, are_heard, &h);
    expect_eq(h.n, COUNT(wanted));
    for (size_t i = 0; i < h.n; i++) {
        id who = wanted[i].bobs ? bob : ann;
        expect_str(h.at[i].type, str_of(wanted[i].type));
        expect_str(h.at[i].channel_kind, S("public"));
        if (!i)
            continue;
        expect_eq(h.at[i].message_id.v, m.v);
        expect_eq(h.at[i].seq.v, 2);             /* by which those who came later do not hear of it */
        expect_str(h.at[i].emoji.is == GIVEN ? h.at[i].emoji.v : S(""), str_of(wanted[i].emoji ? wanted[i].emoji : ""));
        expect_eq(h.at[i].count.is == GIVEN ? h.at[i].count.v : 0, wanted[i].count);
        expect_eq(h.at[i].user_id.is == GIVEN ? h.at[i].user_id.v.v : 0, wanted[i].emoji ? who.v : 0);
        expect_eq(h.at[i].by.is == GIVEN ? h.at[i].by.v.v : 0, i > 4 ? ann.v : 0);
    }
    return OK;
}

TEST(reactions_and_pins_are_told_once_and_with_the_number_of_their_message) { in_messages(events_say_who_did_what); }

/* ---- a budget ---- */

static err toggling_has_an_end(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public"), m = said(c, ann, channel, "tea?").id;
    struct message out;

    (void)arg;
    for (int i = 0; i < 10; i++)
        expect_ok(message_react(c, ann, m, S("👍"), &out));              /* repeats change nothing, and cost nothing */
    expect_ok(message_unreact(c, ann, m, S("👍"), &out));
    expect_refused(c, message_react(c, ann, (id){ 7 }, S("👍"), &out), &message_not_found);
    expect_ok(message_react(c, ann, m, S("🎉"), &out));
    expect_eq(fresh(c, message_unreact(c, ann, m, S("🎉"), &out)), ERR_TOO_MANY);
    (void)said(c, ann, channel, "messages count for themselves");
    return OK;
}

static err pinning_has_an_end(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public"), m = said(c, ann, channel, "hello").id;

    (void)arg;
    for (int i = 0; i < 10; i++)
        expect_ok(message_pin(c, ann, channel, m));          /* repeats change nothing, and cost nothing */
    expect_ok(message_unpin(c, ann, channel, m));
    expect_ok(message_pin(c, ann, channel, m));
    expect_eq(fresh(c, message_unpin(c, ann, channel, m)), ERR_TOO_MANY);
    return OK;
}

TEST(an_account_pins_so_many_times_a_minute)
{
    static const struct test_setting three[] = { { "messages_per_minute", "3" }, {0} };
    struct house h = messages_open(three);
    err e = test_world_call(h.world, pinning_has_an_end, NULL);

    house_close(&h);
    expect_ok(e);
}

TEST(an_account_reacts_so_many_times_a_minute)
{
    static const struct test_setting three[] = { { "messages_per_minute", "3" }, {0} };
    struct house h = messages_open(three);
    err e = test_world_call(h.world, toggling_has_an_end, NULL);

    house_close(&h);
    expect_ok(e);
}

/* ---- an export ---- */

struct counting { struct rows rows; int n; };

static err row_count(ctx *c, struct rows *rows, const struct shape *s, const void *row)
{
    struct counting *out = CONTAINER(rows, struct counting, rows);

    (void)c;
    (void)s;
    (void)row;
    out->n++;
    return OK;
}

/* Pages of 100 end within the reactions to a message. */
static err exports(ctx *c, void *arg)
{
    enum { TOLD = 12, EACH = 18 };
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public");
    struct counting out = { .rows = { row_count } };
    struct message x;

    (void)arg;
    enters(c, channel, ann, bob);
    for (int i = 0; i < TOLD; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        id m = said(c, ann, channel, "tea?").id;
        for (int k = 0; k < EACH; k++)
            expect_ok(message_react(c, ann, m, arena_format(&c->arena, "\xf0\x9f\x98%c", 0x80 + k), &x));
        expect_ok(message_react(c, bob, m, S("\xf0\x9f\x98\x80"), &x));
        arena_rewind(&c->arena, mark);
    }
    expect_str(str_of(message_belongings[1].file), S("message_reactions.json"));
    expect_ok(message_belongings[1].tell(c, ann, &out.rows));
    expect_eq(out.n, TOLD * EACH);
    return OK;
}

TEST(an_export_has_all_reactions) { in_messages(exports); }

/* ---- the check ---- */

static err unmark(tx *t, void *arg)
{
    i64 n;

    return q_message_unpin(t, *(const id *)arg, &n);
}

static err wrong_pins_are_found(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public"), m = said(c, ann, channel, "tea?").id;
    struct capability_check found = { 0 };

    (void)arg;
    expect_ok(message_pin(c, ann, channel, m));
    messages_agree(c);
    expect_ok(transact(c, unmark, &m));
    expect_ok(message_check(c, &found));
    expect(str_find(found.wrong, id_text(&c->arena, channel)) >= 0);
    return OK;
}

TEST(a_count_of_pins_that_is_wrong_is_found_by_the_check) { in_messages(wrong_pins_are_found); }
