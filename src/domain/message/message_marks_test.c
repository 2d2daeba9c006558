/* Threads, reactions and pins, one deed at a time: what each shows, refuses and tells. */
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/message/marks.h"
#include "domain/message/message.sql.h"
#include "domain/message/testbed.h"

static maybe_bool yes(bool v) { return (maybe_bool){ GIVEN, v }; }

static struct message message_now(ctx *c, id me, id which)
{
    struct message m;

    expect_ok(message_get(c, me, which, &m));
    return m;
}

/* "👍2+ ❤1": emoji, count, and whether `me` is among them. */
static str shown(ctx *c, const struct message *m)
{
    struct buf b = BUF_ON(&c->arena);

    for (size_t i = 0; i < m->reactions.n; i++)
        buf_format(&b, "%s" STR_FMT "%lld%s", i ? " " : "", STR_ARG(m->reactions.at[i].emoji), (long long)m->reactions.at[i].count,
                   m->reactions.at[i].me ? "+" : "");
    return buf_str(&b);
}

/* Both, and what is read afterwards is what was answered. */
static void reacts(ctx *c, id me, id which, const char *emoji, const char *wanted)
{
    struct message m, read;

    expect_ok(message_react(c, me, which, str_of(emoji), &m));
    expect_str(shown(c, &m), str_of(wanted));
    read = message_now(c, me, which);
    expect_str(shown(c, &read), str_of(wanted));
}

static void unreacts(ctx *c, id me, id which, const char *emoji, const char *wanted)
{
    struct message m, read;

    expect_ok(message_unreact(c, me, which, str_of(emoji), &m));
    expect_str(shown(c, &m), str_of(wanted));
    read = message_now(c, me, which);
    expect_str(shown(c, &read), str_of(wanted));
}

static str who_reacted(ctx *c, id me, id which, const char *emoji, i64 limit)
{
    struct buf b = BUF_ON(&c->arena);
    message_reaction_page page;
    id at = { 0 };

    do {
        expect_ok(message_reactions(c, me, which, str_of(emoji), at, limit, &page, &at));
        expect(page.n <= (size_t)limit);
        for (size_t i = 0; i < page.n; i++)
            buf_format(&b, "%s" STR_FMT STR_FMT, b.n ? " " : "", STR_ARG(page.at[i].user.username), STR_ARG(page.at[i].emoji));
    } while (at.v);
    return buf_str(&b);
}

/* ---- reactions ---- */

static err reactions_are_counted(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public");
    id m = said(c, ann, channel, "tea?").id;

    (void)arg;
    enters(c, channel, ann, bob);
    reacts(c, ann, m, "👍", "👍1+");
    reacts(c, ann, m, "👍", "👍1+");
    reacts(c, ann, m, "❤", "👍1+ ❤\ufe0f1+");
    reacts(c, bob, m, "❤\ufe0f", "❤\ufe0f2+ 👍1");
    reacts(c, bob, m, "🎉", "❤\ufe0f2+ 👍1 🎉1+");
    expect_str(who_reacted(c, bob, m, "", 1), S("bob🎉 bob❤\ufe0f ann❤\ufe0f ann👍"));
    expect_str(who_reacted(c, bob, m, "❤", 20), S("bob❤\ufe0f ann❤\ufe0f"));
    expect_str(who_reacted(c, bob, m, "🎈", 20), S(""));
    unreacts(c, ann, m, "❤", "👍1+ ❤\ufe0f1 🎉1");
    unreacts(c, ann, m, "❤", "👍1+ ❤\ufe0f1 🎉1");
    unreacts(c, bob, m, "🎈", "👍1 ❤\ufe0f1+ 🎉1+");
    return OK;
}

/* Of those with the same count, the one that is in use for longest is first: the first of those that are left. */
static err the_first_use_gives_the_order(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public");
    id m = said(c, ann, channel, "tea?").id;

    (void)arg;
    enters(c, channel, ann, bob);
    reacts(c, ann, m, "👍", "👍1+");
    reacts(c, ann, m, "🎉", "👍1+ 🎉1+");
    reacts(c, bob, m, "👍", "👍2+ 🎉1");
    unreacts(c, ann, m, "👍", "🎉1+ 👍1");
    reacts(c, ann, m, "👍", "👍2+ 🎉1+");
    unreacts(c, bob, m, "👍", "🎉1 👍1");
    messages_agree(c);
    return OK;
}

static err reactions_have_their_refusals(ctx *c, void *arg)
{
    static const char *const wrong[] = { "", "a", "👍👍", ":+1:", "1", "❤\ufe0e", "🇩" };
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public");
    id hidden_one = a_channel(c, ann, "private");
    id m = said(c, ann, channel, "tea?").id, secret = said(c, ann, hidden_one, "psst").id;
    struct message out;
    message_reaction_page page;
    id next;

    (void)arg;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        expect_refused(c, message_react(c, ann, m, str_of(wrong[i]), &out), &invalid_emoji);
        expect_refused(c, message_unreact(c, ann, m, str_of(wrong[i]), &out), &invalid_emoji);
        if (wrong[i][0])
            expect_refused(c, message_reactions(c, ann, m, str_of(wrong[i]), (id){ 0 }, 20, &page, &next), &invalid_emoji);
    }
    expect_refused(c, message_react(c, bob, m, S("👍"), &out), &not_a_member);
    expect_refused(c, message_unreact(c, bob, m, S("👍"), &out), &not_a_member);
    expect_refused(c, message_react(c, bob, secret, S("👍"), &out), &message_not_found);
    expect_refused(c, message_react(c, bob, (id){ 7 }, S("👍"), &out), &message_not_found);
    expect_refused(c, message_reactions(c, bob, secret, S(""), (id){ 0 }, 20, &page, &next), &message_not_found);
    expect_refused(c, message_reactions(c, bob, (id){ 7 }, S(""), (id){ 0 }, 20, &page, &next), &message_not_found);
    expect_ok(message_delete(c, &(struct caller){ .account = ann, .role = ROLE_USER }, m));
    expect_refused(c, message_react(c, ann, m, S("👍"), &out), &message_deleted);
    expect_refused(c, message_unreact(c, ann, m, S("👍"), &out), &message_deleted);
    expect_str(who_reacted(c, ann, m, "", 20), S(""));
    return OK;
}

static err at_most_twenty_are_different(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public");
    id m = said(c, ann, channel, "tea?").id;
    struct message out;

    (void)arg;
    enters(c, channel, ann, bob);
    for (int i = 0; i < REACTIONS_MOST; i++)
        expect_ok(message_react(c, ann, m, arena_format(&c->arena, "\xf0\x9f\x98%c", 0x80 + i), &out));
    expect_eq(out.reactions.n, REACTIONS_MOST);
    expect_refused(c, message_react(c, ann, m, S("👍"), &out), &too_many_reactions);
    expect_refused(c, message_react(c, bob, m, S("👍"), &out), &too_many_reactions);
    expect_eq(message_now(c, ann, m).reactions.n, REACTIONS_MOST);
    expect_ok(message_react(c, bob, m, S("\xf0\x9f\x98\x80"), &out));
    expect_ok(message_unreact(c, ann, m, S("\xf0\x9f\x98\x81"), &out));
    expect_ok(message_react(c, bob, m, S("👍"), &out));
    messages_agree(c);
    return OK;
}

static err an_archived_channel_takes_none(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public"), m = said(c, ann, channel, "tea?").id;
    struct message out;

    (void)arg;
    reacts(c, ann, m, "👍", "👍1+");
    expect_ok(message_pin(c, ann, channel, m));
    expect_ok(channel_change(c, ann, &(struct channel_change){ .id = channel, .archived = yes(true) }));
    expect_refused(c, message_react(c, ann, m, S("🎉"), &out), &channel_archived);
    expect_refused(c, message_unreact(c, ann, m, S("👍"), &out), &channel_archived);
    expect_refused(c, message_pin(c, ann, channel, m), &channel_archived);
    expect_refused(c, message_unpin(c, ann, channel, m), &channel_archived);
    return OK;
}

static err a_block_ends_reactions_between_two(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), direct = a_direct(c, ann, bob), m = said(c, ann, direct, "tea?").id;
    struct message out;

    (void)arg;
    reacts(c, bob, m, "👍", "👍1+");
    expect_ok(graph_block(c, ann, bob));
    expect_refused(c, message_react(c, bob, m, S("🎉"), &out), &cannot_message);
    expect_refused(c, message_unreact(c, bob, m, S("👍"), &out), &cannot_message);
    expect_refused(c, message_react(c, ann, m, S("🎉"), &out), &cannot_message);
    expect_ok(graph_unblock(c, ann, bob));
    reacts(c, bob, m, "🎉", "👍1+ 🎉1+");
    return OK;
}

static bool has_no_reactions(ctx *c, const void *arg)
{
    message_reacted_page left;

    expect_ok(q_message_reactions_page(c, *(const id *)arg, (maybe_str){ .is = NULLED }, (id){ INT64_MAX }, 10, &left));
    return !left.n;
}

static err deletion_takes_reactions(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public"), m = said(c, ann, channel, "tea?").id;

    (void)arg;
    reacts(c, ann, m, "👍", "👍1+");
    expect_ok(message_delete(c, &(struct caller){ .account = ann, .role = ROLE_USER }, m));
    expect(has_no_reactions(c, &m));
    expect_eq(message_now(c, ann, m).reactions.n, 0);
    messages_agree(c);
    return OK;
}

/* More than a batch of them go in a sweep; nobody sees them meanwhile. */
static err many_follow_in_a_sweep(ctx *c, void *arg)
{
    enum { MANY = 230 };
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public"), m = said(c, ann, channel, "tea?").id;
    struct message out;

    (void)arg;
    for (int i = 0; i < MANY; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        id one = a_person(c, (const char *)arena_format(&c->arena, "p%d%c", i, 0).p);
        expect_ok(channel_join(c, one, channel, &(id){ 0 }));
        expect_ok(message_react(c, one, m, S("👍"), &out));
        arena_rewind(&c->arena, mark);
    }
    expect_eq(message_now(c, ann, m).reactions.at[0].count, MANY);
    expect_ok(message_delete(c, &(struct caller){ .account = ann, .role = ROLE_USER }, m));
    expect_eq(message_now(c, ann, m).reactions.n, 0);
    expect_str(who_reacted(c, ann, m, "", 20), S(""));
    expect_soon(c, has_no_reactions, &m);
    messages_agree(c);
    return OK;
}

struct waiting { id me, which; const char *wanted; };

static bool shows(ctx *c, const void *arg)
{
    const struct waiting *w = arg;
    struct message m = message_now(c, w->me, w->which);

    return str_eq(shown(c, &m), str_of(w->wanted));
}

static err the_erased_are_not_among_them(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public");
    id m = said(c, ann, channel, "tea?").id, other = said(c, ann, channel, "cake?").id;

    (void)arg;
    enters(c, channel, ann, bob);
    reacts(c, bob, m, "👍", "👍1+");
    reacts(c, ann, m, "👍", "👍2+");
    reacts(c, bob, m, "🎉", "👍2+ 🎉1+");
    reacts(c, bob, other, "🎉", "🎉1+");
    given_up(c, bob);
    expect_soon(c, shows, &(struct waiting){ ann, m, "👍1+" });
    expect_soon(c, shows, &(struct waiting){ ann, other, "" });
    expect_str(who_reacted(c, ann, m, "", 20), S("ann👍"));
    messages_agree(c);
    return OK;
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
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), channel = a_channel_with(c, ann, "private", "since_joined");
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

TEST(reactions_are_counted_and_those_of_the_viewer_marked) { in_messages(reactions_are_counted); }
TEST(reactions_with_the_same_count_stand_by_their_first_use) { in_messages(the_first_use_gives_the_order); }
TEST(reactions_have_their_refusals) { in_messages(reactions_have_their_refusals); }
TEST(a_message_has_at_most_twenty_different_reactions) { in_messages(at_most_twenty_are_different); }
TEST(an_archived_channel_takes_neither_reactions_nor_pins) { in_messages(an_archived_channel_takes_none); }
TEST(a_block_ends_reactions_between_two) { in_messages(a_block_ends_reactions_between_two); }
TEST(a_deletion_takes_the_reactions) { in_messages(deletion_takes_reactions); }
TEST(a_deletion_takes_many_reactions_in_a_sweep) { in_messages(many_follow_in_a_sweep); }
TEST(an_erased_account_leaves_no_reactions) { in_messages(the_erased_are_not_among_them); }
TEST(a_thread_is_one_deep_and_counts_what_is_not_deleted) { in_messages(threads_are_one_deep); }
TEST(a_thread_is_seen_as_its_channel_is) { in_messages(a_thread_is_seen_as_its_channel_is); }
TEST(pins_stand_last_pinned_first_and_go_with_their_message) { in_messages(pins_stand_first); }
TEST(admins_pin_and_in_conversations_all_members) { in_messages(admins_pin_and_in_groups_all); }
TEST(a_channel_has_at_most_fifty_pins) { in_messages(at_most_fifty_are_pinned); }

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
