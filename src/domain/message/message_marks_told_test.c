/* What others learn of reactions and pins: the log, and a check of the numbers. */
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/message/marks.h"
#include "domain/message/message.sql.h"
#include "domain/message/testbed.h"
#include "ports/bus.h"

enum { HEARD_MOST = 8 };

struct hearing { id channel; size_t wanted, n; struct message_told at[HEARD_MOST]; };

/* All that happened to messages of a channel, in order. */
static bool are_heard(ctx *c, const void *arg)
{
    struct hearing *h = (struct hearing *)arg;
    str key = id_text(&c->arena, h->channel);
    event_page page;

    h->n = 0;
    expect_ok(bus_fetch(c, bus_partition(key), 0, 1000, &page));
    for (size_t i = 0; i < page.n && h->n < HEARD_MOST; i++)
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
