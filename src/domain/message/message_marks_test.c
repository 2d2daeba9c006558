/* Threads and pins, one deed at a time: what they show and refuse. */
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/message/marks.h"
#include "domain/message/testbed.h"

static struct message message_now(ctx *c, id me, id which)
{
    struct message m;

    expect_ok(message_get(c, me, which, &m));
    return m;
}

/* ---- threads ---- */

static struct message replies(ctx *c, id me, id channel, id root, const char *content)
{
    struct message_draft d = words(content);
    struct message out;

    d.thread_root_id = (maybe_id){ GIVEN, root };
    expect_ok(sends(c, me, channel, &d, &out));
    return out;
}

static str thread_now(ctx *c, id me, id which, i64 limit)
{
    struct buf b = BUF_ON(&c->arena);
    message_view_page page;
    i64 at = 0;

    do {
        expect_ok(message_thread(c, me, which, at, limit, &page, &at));
        expect(page.n <= (size_t)limit);
        for (size_t i = 0; i < page.n; i++)
            buf_format(&b, "%s" STR_FMT, b.n ? " " : "", STR_ARG(page.at[i].words->deleted ? S("-") : page.at[i].words->content.v));
    } while (at);
    return buf_str(&b);
}

static void expect_thread(ctx *c, id me, id root, i64 replies, id last)
{
    const struct message m = message_now(c, me, root);

    expect(m.thread);
    expect_eq(m.thread->reply_count, replies);
    expect_eq(m.thread->last_reply_id.is == GIVEN ? m.thread->last_reply_id.v.v : 0, last.v);
    expect_eq(m.thread->last_reply_at.is == GIVEN ? m.thread->last_reply_at.v.ms : 0, last.v ? id_ms(last) : 0);
}

static err threads_are_one_deep(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public");
    const struct caller by = { .account = ann, .role = ROLE_USER };
    id root = said(c, ann, channel, "tea?").id;

    (void)arg;
    expect(!message_now(c, ann, root).thread);
    expect_str(thread_now(c, bob, root, 20), S(""));
    struct message one = replies(c, ann, channel, root, "one"), two = replies(c, ann, channel, one.id, "two");
    struct message three = replies(c, ann, channel, root, "three");
    expect_eq(two.thread_root_id.v.v, root.v);
    for (i64 limit = 1; limit < 5; limit++) {
        expect_str(thread_now(c, bob, root, limit), S("one two three"));
        expect_str(thread_now(c, bob, two.id, limit), S("one two three"));
    }
    expect_thread(c, bob, root, 3, three.id);
    expect_ok(message_delete(c, &by, three.id));
    expect_thread(c, bob, root, 2, two.id);
    expect_ok(message_delete(c, &by, three.id));
    expect_ok(message_delete(c, &by, one.id));
    expect_thread(c, bob, root, 1, two.id);
    expect_str(thread_now(c, bob, root, 2), S("- two -"));
    expect_ok(message_delete(c, &by, root));
    expect_thread(c, bob, root, 1, two.id);
    expect_ok(message_delete(c, &by, two.id));
    expect(!message_now(c, bob, root).thread || !message_now(c, bob, root).thread->reply_count);
    messages_agree(c);
    return OK;
}

static err a_thread_is_seen_as_its_channel_is(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve");
    id channel = a_channel_with(c, ann, "private", "since_joined");
    id root = said(c, ann, channel, "tea?").id;
    message_view_page page;
    i64 next;

    (void)arg;
    (void)replies(c, ann, channel, root, "before");
    enters(c, channel, ann, bob);
    struct message after = replies(c, ann, channel, root, "after");
    expect_refused(c, message_thread(c, bob, root, 0, 20, &page, &next), &message_not_found);
    expect_str(thread_now(c, bob, after.id, 20), S("after"));
    expect_str(thread_now(c, ann, after.id, 20), S("before after"));
    expect_refused(c, message_thread(c, eve, after.id, 0, 20, &page, &next), &message_not_found);
    expect_refused(c, message_thread(c, eve, (id){ 7 }, 0, 20, &page, &next), &message_not_found);
    return OK;
}

/* ---- pins ---- */

static str pins_now(ctx *c, id me, id channel)
{
    struct buf b = BUF_ON(&c->arena);
    message_view_page page;

    expect_ok(message_pins(c, me, channel, &page));
    for (size_t i = 0; i < page.n; i++) {
        expect(page.at[i].rest.pinned);
        buf_format(&b, "%s" STR_FMT, b.n ? " " : "", STR_ARG(page.at[i].words->content.v));
    }
    return buf_str(&b);
}

static err pins_stand_first(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), eve = a_person(c, "eve"), channel = a_channel(c, ann, "public");
    id one = said(c, ann, channel, "one").id, two = said(c, ann, channel, "two").id;
    message_view_page page;

    (void)arg;
    expect_str(pins_now(c, eve, channel), S(""));
    expect_ok(message_pin(c, ann, channel, two));
    expect_ok(message_pin(c, ann, channel, one));
    expect_ok(message_pin(c, ann, channel, two));
    expect_str(pins_now(c, eve, channel), S("one two"));
    expect_eq(channel_now(c, ann, channel).pin_count, 2);
    expect(message_now(c, eve, one).pinned);
    expect_ok(message_unpin(c, ann, channel, one));
    expect_ok(message_unpin(c, ann, channel, one));
    expect(!message_now(c, eve, one).pinned);
    expect_str(pins_now(c, eve, channel), S("two"));
    expect_ok(message_delete(c, &(struct caller){ .account = ann, .role = ROLE_USER }, two));
    expect_str(pins_now(c, eve, channel), S(""));
    expect_eq(channel_now(c, ann, channel).pin_count, 0);
    expect_refused(c, message_pin(c, ann, channel, two), &message_deleted);
    expect_refused(c, message_pins(c, eve, (id){ 7 }, &page), &channel_not_found);
    messages_agree(c);
    return OK;
}

static err admins_pin_and_in_groups_all(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve");
    id channels[] = { a_channel(c, ann, "public"), a_channel(c, ann, "private"), a_channel(c, ann, "group"), a_direct(c, ann, bob) };

    (void)arg;
    for (size_t i = 0; i < COUNT(channels); i++) {
        if (i < 3)
            enters(c, channels[i], ann, bob);
        id m = said(c, ann, channels[i], "tea?").id;
        if (i < 2)
            expect_refused(c, message_pin(c, bob, channels[i], m), PLAIN(ERR_FORBIDDEN));
        else
            expect_ok(message_pin(c, bob, channels[i], m));
        expect_refused(c, message_pin(c, eve, channels[i], m), i ? &channel_not_found : &not_a_member);
        expect_refused(c, message_unpin(c, eve, channels[i], m), i ? &channel_not_found : &not_a_member);
        expect_ok(message_pin(c, ann, channels[i], m));
        expect_refused(c, message_pin(c, ann, channels[(i + 1) % COUNT(channels)], m), &message_not_found);
        expect_refused(c, message_pin(c, ann, channels[i], (id){ 7 }), &message_not_found);
        expect_eq(channel_now(c, ann, channels[i]).pin_count, 1);
    }
    return OK;
}

static err at_most_fifty_are_pinned(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public"), first = { 0 };

    (void)arg;
    for (int i = 0; i < PINS_MOST; i++) {
        id m = said(c, ann, channel, "tea?").id;
        first = first.v ? first : m;
        expect_ok(message_pin(c, ann, channel, m));
    }
    id more = said(c, ann, channel, "more").id;
    expect_refused(c, message_pin(c, ann, channel, more), &too_many_pins);
    expect_ok(message_pin(c, ann, channel, first));
    expect(!message_now(c, ann, more).pinned);
    expect_ok(message_unpin(c, ann, channel, first));
    expect_ok(message_pin(c, ann, channel, more));
    expect_eq(channel_now(c, ann, channel).pin_count, PINS_MOST);
    return OK;
}

TEST(a_thread_is_one_deep_and_counts_what_is_not_deleted) { in_messages(threads_are_one_deep); }
TEST(a_thread_is_seen_as_its_channel_is) { in_messages(a_thread_is_seen_as_its_channel_is); }
TEST(pins_stand_last_pinned_first_and_go_with_their_message) { in_messages(pins_stand_first); }
TEST(admins_pin_and_in_conversations_all_members) { in_messages(admins_pin_and_in_groups_all); }
TEST(a_channel_has_at_most_fifty_pins) { in_messages(at_most_fifty_are_pinned); }
