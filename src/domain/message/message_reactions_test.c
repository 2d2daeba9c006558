/* Reactions, one deed at a time: what they show and refuse, and when they go. */
#include "base/buf.h"
#include "base/id.h"
#include "base/problems.h"
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

TEST(reactions_are_counted_and_those_of_the_viewer_marked) { in_messages(reactions_are_counted); }
TEST(reactions_with_the_same_count_stand_by_their_first_use) { in_messages(the_first_use_gives_the_order); }
TEST(reactions_have_their_refusals) { in_messages(reactions_have_their_refusals); }
TEST(a_message_has_at_most_twenty_different_reactions) { in_messages(at_most_twenty_are_different); }
TEST(an_archived_channel_takes_neither_reactions_nor_pins) { in_messages(an_archived_channel_takes_none); }
TEST(a_block_ends_reactions_between_two) { in_messages(a_block_ends_reactions_between_two); }
TEST(a_deletion_takes_the_reactions) { in_messages(deletion_takes_reactions); }
TEST(a_deletion_takes_many_reactions_in_a_sweep) { in_messages(many_follow_in_a_sweep); }
TEST(an_erased_account_leaves_no_reactions) { in_messages(the_erased_are_not_among_them); }
