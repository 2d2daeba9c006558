/* Sending, editing, deleting and reading messages, one at a time. */
#include "base/buf.h"
#include "base/id.h"
#include "base/json.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/message/marks.h"
#include "domain/message/testbed.h"
#include "kit/reads.h"

static maybe_str given(const char *text) { return (maybe_str){ GIVEN, str_of(text) }; }

/* ---- sending ---- */

static err sending_gives_numbers(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public");
    struct message_draft d = words("  Hello @bob, @nobody \r\n");
    struct message m;

    (void)arg;
    enters(c, channel, ann, bob);
    expect_ok(sends(c, ann, channel, &d, &m));
    expect_eq(m.seq, 1);
    expect_str(m.content.v, S("Hello @bob, @nobody"));
    expect_eq(m.mentions.n, 1);
    expect_eq(m.mentions.at[0].user_id.v, bob.v);
    expect_eq(m.mentions.at[0].start, 6);
    expect_eq(m.sender->id.v, ann.v);
    expect_str(m.message_type, S("text"));
    expect(!m.is_read && !m.deleted && !m.pinned && !m.reply_to && !m.thread && !m.forwarded_from);
    expect_eq(said(c, bob, channel, "two").seq, 2);
    expect_eq(channel_now(c, ann, channel).seat.last_seq, 2);
    expect_eq(channel_now(c, bob, channel).seat.last_read, 2);
    expect_eq(channel_now(c, ann, channel).seat.last_read, 1);
    messages_agree(c);
    return OK;
}

TEST(messages_get_their_numbers_in_order) { in_messages(sending_gives_numbers); }

/* The answer of a send is what anybody reads afterwards. */
static err the_answer_is_what_is_kept(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public");
    struct message first = said(c, bob.v ? ann : bob, channel, "first @bob"), sent, read;
    struct message_draft d = words("second @ann https://kith.example/");
    struct buf a = BUF_ON(&c->arena), b = BUF_ON(&c->arena);

    (void)arg;
    d.reply_to_id = d.thread_root_id = (maybe_id){ GIVEN, first.id };
    d.client_ref = given("one");
    d.message_type = given("audio");
    expect_ok(sends(c, ann, channel, &d, &sent));
    for (int cold = 0; cold < 2; cold++) {
        if (cold)
            message_forget(c->world, sent.id);
        expect_ok(message_get(c, ann, sent.id, &read));
        a.n = b.n = 0;
        json_write(&a, &message_shape, &sent);
        json_write(&b, &message_shape, &read);
        expect_str(buf_str(&a), buf_str(&b));
    }
    expect_ok(message_get(c, bob, sent.id, &read));
    expect(read.client_ref.is != GIVEN);
    return OK;
}

TEST(the_answer_of_a_send_is_what_is_kept) { in_messages(the_answer_is_what_is_kept); }

static err bad_texts(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "private");
    char *longest = arena_alloc(&c->arena, MESSAGE_MOST + 1, 1);
    struct message_draft none = { .content.is = ABSENT }, blank = words(" \n "), fit = words(""), over = words(""), media = words("Look");
    struct message m;

    (void)arg;
    memset(longest, 'x', MESSAGE_MOST + 1);
    fit.content.v = (str){ longest, MESSAGE_MOST };
    over.content.v = (str){ longest, MESSAGE_MOST + 1 };
    media.media_ids = (strs){ (str[]){ S("7") }, 1 };
    expect_eq(fresh(c, sends(c, ann, channel, &none, &m)), ERR_INVALID);
    expect_eq(fresh(c, sends(c, ann, channel, &blank, &m)), ERR_INVALID);
    expect_eq(fresh(c, sends(c, ann, channel, &over, &m)), ERR_INVALID);
    expect_refused(c, sends(c, ann, channel, &media, &m), &media_unknown);
    expect_ok(sends(c, ann, channel, &fit, &m));
    expect_eq(m.seq, 1);
    return OK;
}

TEST(texts_are_1_to_5000_characters_and_media_are_unknown) { in_messages(bad_texts); }

static err targets(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), here = a_channel(c, ann, "public"), there = a_channel(c, ann, "public");
    struct message mine = said(c, ann, here, "here"), other = said(c, ann, there, "there"), gone = said(c, ann, here, "gone"), m;
    maybe_id wrong[] = { { GIVEN, other.id }, { GIVEN, gone.id }, { GIVEN, { 12345 } } };

    (void)arg;
    expect_ok(message_delete(c, &(struct caller){ .account = ann }, gone.id));
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct message_draft reply = words("x"), thread = words("x");
        reply.reply_to_id = wrong[i];
        thread.thread_root_id = wrong[i];
        expect_refused(c, sends(c, ann, here, &reply, &m), PROBLEM_AS(ERR_INVALID, message_not_found));
        expect_refused(c, sends(c, ann, here, &thread, &m), PROBLEM_AS(ERR_INVALID, message_not_found));
    }
    struct message_draft reply = words("x");
    reply.thread_root_id = reply.reply_to_id = (maybe_id){ GIVEN, mine.id };
    expect_ok(sends(c, ann, here, &reply, &m));
    expect_eq(m.reply_to->id.v, mine.id.v);
    expect_eq(m.thread_root_id.v.v, mine.id.v);
    reply.thread_root_id.v = m.id;                           /* of a reply, its root is taken */
    expect_ok(sends(c, ann, here, &reply, &m));
    expect_eq(m.thread_root_id.v.v, mine.id.v);
    expect_ok(message_get(c, ann, mine.id, &mine));
    expect_eq(mine.thread->reply_count, 2);
    expect_eq(mine.thread->last_reply_id.v.v, m.id.v);
    messages_agree(c);
    return OK;
}

TEST(replies_and_threads_are_of_messages_of_the_channel_that_are_there) { in_messages(targets); }

static err a_reply_follows(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public");
    struct message first = said(c, ann, channel, "first"), m, out;
    struct message_draft d = words("second");

    (void)arg;
    d.reply_to_id = (maybe_id){ GIVEN, first.id };
    expect_ok(sends(c, ann, channel, &d, &m));
    expect_ok(message_edit(c, ann, first.id, given("changed"), &out));
    expect_ok(message_get(c, ann, m.id, &out));
    expect_str(out.reply_to->content.v, S("changed"));
    expect_ok(message_delete(c, &(struct caller){ .account = ann }, first.id));
    expect_ok(message_get(c, ann, m.id, &out));
    expect(out.reply_to->deleted && out.reply_to->content.is == NULLED && out.reply_to->sender);
    expect_eq(out.reply_to_id.v.v, first.id.v);
    return OK;
}

TEST(what_a_reply_answers_follows_edits_and_deletion) { in_messages(a_reply_follows); }

static err long_replies(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public");
    struct buf text = BUF_ON(&c->arena);
    struct message_draft d = words("x");
    struct message m;

    (void)arg;
    for (int i = 0; i < 300; i++)
        buf_lit(&text, "\u00e9");
    buf_byte(&text, '\0');
    d.reply_to_id = (maybe_id){ GIVEN, said(c, ann, channel, buf_str(&text).p).id };
    expect_ok(sends(c, ann, channel, &d, &m));
    expect_eq(m.reply_to->content.v.n, 400);
    return OK;
}

TEST(of_what_is_answered_the_first_200_characters_are_shown) { in_messages(long_replies); }

/* ---- forwards ---- */

static err forwards(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), secret = a_channel(c, ann, "private"), open = a_channel(c, ann, "public");
    struct message original = said(c, ann, secret, "From @ann"), m, seen;
    struct message_draft d = { .forward_of = { GIVEN, original.id } };

    (void)arg;
    expect_ok(sends(c, ann, open, &d, &m));
    expect_str(m.content.v, S("From @ann"));
    expect_eq(m.mentions.n, 1);
    expect_eq(m.forwarded_from->message_id.v.v, original.id.v);
    expect_eq(m.forwarded_from->channel_id.v.v, secret.v);
    expect_eq(m.forwarded_from->sender->id.v, ann.v);
    expect_eq(m.forwarded_from->created_at.ms, original.created_at.ms);
    expect_ok(message_get(c, bob, m.id, &seen));             /* who may not read the original */
    expect(seen.forwarded_from->message_id.is == NULLED && seen.forwarded_from->channel_id.is == NULLED && seen.forwarded_from->sender);
    enters(c, open, ann, bob);
    d.forward_of.v = m.id;                                   /* once more: it still comes from where it was written */
    d.content = given("Look");
    expect_ok(sends(c, bob, open, &d, &seen));
    expect_str(seen.content.v, S("Look\n\nFrom @ann"));
    expect_eq(seen.forwarded_from->sender->id.v, ann.v);
    expect_ok(message_get(c, ann, seen.id, &seen));
    expect_eq(seen.forwarded_from->message_id.v.v, original.id.v);
    d.forward_of.v = original.id;
    expect_refused(c, sends(c, bob, open, &d, &seen), PROBLEM_AS(ERR_INVALID, message_not_found));
    expect_ok(message_edit(c, ann, m.id, given("My own"), &m));         /* words that are changed are their own */
    expect(!m.forwarded_from);
    expect_ok(message_get(c, ann, m.id, &m));
    expect(!m.forwarded_from);
    expect_ok(message_delete(c, &(struct caller){ .account = ann }, original.id));
    expect_refused(c, sends(c, ann, open, &d, &seen), PROBLEM_AS(ERR_INVALID, message_not_found));
    return OK;
}

TEST(a_forward_copies_the_text_and_says_where_it_was_written) { in_messages(forwards); }

/* ---- client_ref ---- */

static err refs(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public"), other = a_channel(c, ann, "public");
    struct message_draft d = words("Hello"), changed = words("Hallo");
    struct message m, again;
    bool repeated;

    (void)arg;
    enters(c, channel, ann, bob);
    d.client_ref = changed.client_ref = given("ref 1");
    expect_ok(sends(c, ann, channel, &d, &m));
    expect_str(m.client_ref.v, S("ref 1"));
    expect_ok(message_send(c, ann, channel, &d, &again, &repeated));
    expect(repeated);
    expect_eq(again.id.v, m.id.v);
    expect_refused(c, message_send(c, ann, channel, &changed, &again, &repeated), &client_ref_reused);
    expect(!repeated);
    expect_ok(sends(c, bob, channel, &d, &again));           /* of another sender, or elsewhere, it is another message */
    expect_ok(sends(c, ann, other, &d, &again));
    expect_ok(message_edit(c, ann, m.id, given("Edited"), &again));
    expect_ok(message_send(c, ann, channel, &d, &again, &repeated));
    expect_str(again.content.v, S("Edited"));
    expect_ok(message_delete(c, &(struct caller){ .account = ann }, m.id));
    expect_ok(message_send(c, ann, channel, &d, &again, &repeated));
    expect(repeated && again.deleted && again.id.v == m.id.v);
    expect_refused(c, message_send(c, ann, channel, &changed, &again, &repeated), &client_ref_reused);
    expect_eq(channel_now(c, ann, channel).seat.last_seq, 2);
    return OK;
}

TEST(one_client_ref_is_one_message_for_ever) { in_messages(refs); }

/* What was right when it was sent is no reason to refuse a repeat. */
static err refs_outlive(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public");
    struct message_draft d = words("Answer");
    struct message m, again;
    bool repeated;

    (void)arg;
    enters(c, channel, ann, bob);
    d.client_ref = given("r");
    d.reply_to_id = (maybe_id){ GIVEN, said(c, ann, channel, "first").id };
    expect_ok(sends(c, bob, channel, &d, &m));
    expect_ok(message_delete(c, &(struct caller){ .account = ann }, d.reply_to_id.v));
    expect_ok(channel_change(c, ann, &(struct channel_change){ .id = channel, .archived = { GIVEN, true } }));
    expect_ok(message_send(c, bob, channel, &d, &again, &repeated));
    expect(repeated && again.id.v == m.id.v);
    expect_ok(channel_leave(c, bob, channel));
    expect_ok(message_send(c, bob, channel, &d, &again, &repeated));
    expect(repeated && again.id.v == m.id.v);
    return OK;
}

TEST(a_repeat_is_answered_whatever_has_changed_since) { in_messages(refs_outlive); }

/* ---- who may not send ---- */

static err refusals(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), direct = a_direct(c, ann, bob);
    id open = a_channel(c, ann, "public"), closed = a_channel(c, ann, "private");
    struct message_draft d = words("x");
    struct message m;

    (void)arg;
    enters(c, open, ann, bob);
    expect_refused(c, sends(c, eve, open, &d, &m), &not_a_member);
    expect_refused(c, sends(c, eve, closed, &d, &m), &channel_not_found);
    expect_refused(c, sends(c, eve, direct, &d, &m), &channel_not_found);
    expect_refused(c, sends(c, eve, (id){ 99 }, &d, &m), &channel_not_found);
    expect_ok(channel_change(c, ann, &(struct channel_change){ .id = open, .announcement = { GIVEN, true } }));
    expect_refused(c, sends(c, bob, open, &d, &m), &announcement_only);
    expect_ok(sends(c, ann, open, &d, &m));
    expect_ok(channel_change(c, ann, &(struct channel_change){ .id = open, .archived = { GIVEN, true } }));
    expect_refused(c, sends(c, ann, open, &d, &m), &channel_archived);
    expect_refused(c, message_edit(c, ann, m.id, given("y"), &m), &channel_archived);
    expect_ok(message_delete(c, &(struct caller){ .account = ann }, m.id));
    said(c, bob, direct, "hi");
    expect_ok(graph_block(c, ann, bob));
    expect_refused(c, sends(c, ann, direct, &d, &m), &cannot_message);
    expect_refused(c, sends(c, bob, direct, &d, &m), &cannot_message);
    expect_ok(graph_unblock(c, ann, bob));
    expect_ok(sends(c, bob, direct, &d, &m));
    hidden(c, ann, true);
    expect_refused(c, sends(c, bob, direct, &d, &m), &cannot_message);
    expect_refused(c, message_edit(c, bob, m.id, given("y"), &m), &cannot_message);
    expect_eq(fresh(c, sends(c, ann, direct, &d, &m)), ERR_FORBIDDEN);
    return OK;
}

TEST(who_may_not_write_is_told_why) { in_messages(refusals); }

static err slow(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public");
    struct message_draft d = words("x");
    struct message m;

    (void)arg;
    enters(c, channel, ann, bob);
    expect_ok(channel_change(c, ann, &(struct channel_change){ .id = channel, .slow_mode_seconds = { GIVEN, 3600 } }));
    expect_ok(sends(c, bob, channel, &d, &m));
    expect_eq(sends(c, bob, channel, &d, &m), ERR_TOO_MANY);
    expect(c->failure.retry_after > 3590 && c->failure.retry_after <= 3600);
    expect_refused(c, ERR_TOO_MANY, &slow_mode);
    expect_ok(sends(c, ann, channel, &d, &m));               /* not for admins */
    expect_ok(sends(c, ann, channel, &d, &m));
    expect_eq(m.seq, 3);
    return OK;
}

TEST(slow_mode_lets_a_member_write_once_in_its_time) { in_messages(slow); }

static err many(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public");
    struct message_draft d = words("x");
    struct message m;
    bool repeated;

    (void)arg;
    d.client_ref = given("r");
    expect_ok(sends(c, ann, channel, &d, &m));
    for (int i = 0; i < 5; i++)                              /* repeats do not count */
        expect_ok(message_send(c, ann, channel, &d, &m, &repeated));
    said(c, ann, channel, "two");
    d.client_ref.is = ABSENT;
    expect_eq(sends(c, ann, channel, &d, &m), ERR_TOO_MANY);
    expect_eq(c->failure.retry_after > 0, true);
    failure_begin(&c->failure, &c->arena);
    expect_ok(message_edit(c, ann, m.id, given("a"), &m));   /* changes count for themselves */
    expect_ok(message_edit(c, ann, m.id, given("b"), &m));
    expect_eq(fresh(c, message_edit(c, ann, m.id, given("c"), &m)), ERR_TOO_MANY);
    return OK;
}

TEST(an_account_sends_so_many_messages_a_minute)
{
    static const struct test_setting two[] = { { "messages_per_minute", "2" }, {0} };
    struct house h = messages_open(two);
    err e = test_world_call(h.world, many, NULL);

    house_close(&h);
    expect_ok(e);
}

/* ---- editing ---- */

static err edits(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "private");
    struct message m = said(c, ann, channel, "one"), out;
    message_version_page versions;
    id next;

    (void)arg;
    enters(c, channel, ann, bob);
    expect_ok(message_edit(c, ann, m.id, given("one"), &out));           /* the same changes nothing */
    expect(out.edited_at.is != GIVEN);
    expect_ok(message_edit(c, ann, m.id, given(" two @bob"), &out));
    expect_str(out.content.v, S("two @bob"));
    expect(out.edited_at.is == GIVEN && out.mentions.n == 1);
    expect_eq(channel_now(c, bob, channel).mention_count, 0);            /* it was there before they came */
    expect_ok(message_edit(c, ann, m.id, given("three"), &out));
    expect_ok(message_history(c, bob, m.id, (id){ 0 }, 2, &versions, &next));
    expect_eq(versions.n, 2);
    expect_str(versions.at[0].content, S("three"));
    expect_str(versions.at[1].content, S("two @bob"));
    expect_ok(message_history(c, bob, m.id, next, 2, &versions, &next));
    expect_eq(versions.n, 1);
    expect_str(versions.at[0].content, S("one"));
    expect_eq(versions.at[0].created_at.ms, m.created_at.ms);
    expect_eq(next.v, 0);
    expect_refused(c, message_edit(c, bob, m.id, given("x"), &out), PLAIN(ERR_FORBIDDEN));
    expect_eq(fresh(c, message_edit(c, ann, m.id, given(" "), &out)), ERR_INVALID);
    expect_eq(fresh(c, message_edit(c, ann, m.id, (maybe_str){ .is = NULLED }, &out)), ERR_INVALID);
    expect_ok(message_delete(c, &(struct caller){ .account = ann }, m.id));
    expect_refused(c, message_edit(c, ann, m.id, given("x"), &out), &message_deleted);
    expect_ok(message_history(c, bob, m.id, (id){ 0 }, 2, &versions, &next));
    expect_eq(versions.n, 0);
    return OK;
}

TEST(an_edit_keeps_what_was_said_before) { in_messages(edits); }

static err mentions_count(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), channel = a_channel(c, ann, "private");
    struct message m, out;

    (void)arg;
    enters(c, channel, ann, bob);
    m = said(c, ann, channel, "@bob @bob @eve");
    expect_eq(m.mentions.n, 2);                              /* not of one who cannot read it */
    expect_eq(channel_now(c, bob, channel).mention_count, 1);
    expect_ok(message_edit(c, ann, m.id, given("nobody"), &out));
    expect_eq(channel_now(c, bob, channel).mention_count, 0);
    expect_ok(message_edit(c, ann, m.id, given("@bob"), &out));
    expect_eq(channel_now(c, bob, channel).mention_count, 1);
    said(c, ann, channel, "@bob again");
    expect_ok(message_delete(c, &(struct caller){ .account = ann }, m.id));
    expect_eq(channel_now(c, bob, channel).mention_count, 1);
    said(c, bob, channel, "here");                           /* who writes has read */
    expect_eq(channel_now(c, bob, channel).mention_count, 0);
    expect_ok(graph_block(c, bob, ann));
    expect_eq(said(c, ann, channel, "@bob").mentions.n, 0);  /* across a block the name is text, */
    expect_eq(said(c, bob, channel, "@ann").mentions.n, 0);  /* either way */
    expect_eq(channel_now(c, bob, channel).mention_count, 0);
    (void)eve;
    return OK;
}

TEST(a_mention_counts_until_it_is_read_or_goes) { in_messages(mentions_count); }

/* ---- deleting ---- */

static err tombstones(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "private");
    struct message first = said(c, ann, channel, "first"), m, out;
    struct message_draft d = words("second @ann");
    struct caller me = { .account = bob };

    (void)arg;
    enters(c, channel, ann, bob);
    d.reply_to_id = d.thread_root_id = (maybe_id){ GIVEN, first.id };
    expect_ok(sends(c, bob, channel, &d, &m));
    expect_ok(message_edit(c, bob, m.id, given("edited @ann"), &out));
    expect_eq(channel_now(c, ann, channel).mention_count, 1);
    expect_ok(message_delete(c, &me, m.id));
    expect_ok(message_delete(c, &me, m.id));
    expect_ok(message_get(c, ann, m.id, &out));
    expect(out.deleted && out.content.is == NULLED && !out.reply_to && out.reply_to_id.is == NULLED && out.edited_at.is == NULLED);
    expect(!out.mentions.n && !out.reactions.n && out.thread_root_id.v.v == first.id.v && out.sender->id.v == bob.v);
    expect_eq(out.seq, 2);
    expect_eq(out.created_at.ms, m.created_at.ms);
    expect_eq(channel_now(c, ann, channel).mention_count, 0);
    expect_ok(message_get(c, ann, first.id, &out));
    expect(!out.thread);
    expect_refused(c, message_delete(c, &me, first.id), PLAIN(ERR_FORBIDDEN));
    expect_ok(message_delete(c, &(struct caller){ .account = ann }, said(c, bob, channel, "x").id));     /* admins delete any */
    expect_refused(c, message_delete(c, &me, (id){ 99 }), &message_not_found);
    messages_agree(c);
    return OK;
}

TEST(a_deleted_message_keeps_its_place_and_nothing_else) { in_messages(tombstones); }

static err moderators(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), mod = a_person(c, "mod"), open = a_channel(c, ann, "public"), closed = a_channel(c, ann, "private");
    struct message m = said(c, ann, open, "bad"), secret = said(c, ann, closed, "bad"), worse = said(c, ann, open, "worse"), out;
    struct caller me = { .account = mod, .role = ROLE_MODERATOR };
    audit_page log;

    (void)arg;
    expect_ok(message_delete(c, &me, m.id));
    expect_ok(message_get(c, ann, m.id, &out));
    expect(out.deleted);
    expect_refused(c, message_delete(c, &me, secret.id), &message_not_found);
    expect_ok(channel_ban(c, ann, open, mod));               /* whom an owner bans moderates all the same */
    expect_ok(message_delete(c, &me, worse.id));
    expect_ok(audit_list(c, 0, 100, &log));
    expect_eq(log.n, 2);
    expect_str(log.at[0].action, S("message_removed"));
    expect_eq(log.at[0].actor.v, mod.v);
    expect_eq(log.at[0].subject.v, ann.v);
    return OK;
}

TEST(moderators_delete_in_public_channels_which_is_audited) { in_messages(moderators); }

/* ---- the history ---- */

static void page_is(ctx *c, id me, id channel, struct message_wish wish, const char *seqs, struct message_ends ends)
{
    struct buf b = BUF_ON(&c->arena);
    struct message_ends found;
    message_view_page page;
    struct seat seat;

    expect_ok(channel_seat(c, me, channel, &seat));
    expect_ok(messages_page(c, &seat, &wish, &page, &found));
    for (size_t i = 0; i < page.n; i++)
        buf_format(&b, "%s%lld", i ? " " : "", (long long)page.at[i].words->seq);
    expect_str(buf_str(&b), str_of(seqs));
    expect_eq(found.older, ends.older);
    expect_eq(found.newer, ends.newer);
}

static err pages(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public");

    (void)arg;
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_BEFORE, INT64_MAX, 3, false }, "", (struct message_ends){ 0, 0 });
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_AROUND, 4, 3, false }, "", (struct message_ends){ 0, 0 });
    for (int i = 1; i <= 9; i++)
        said(c, ann, channel, "x");
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_BEFORE, INT64_MAX, 3, false }, "9 8 7", (struct message_ends){ 7, 0 });
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_BEFORE, 7, 3, false }, "6 5 4", (struct message_ends){ 4, 0 });
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_BEFORE, 4, 3, false }, "3 2 1", (struct message_ends){ 0, 0 });
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_AFTER, 0, 3, false }, "3 2 1", (struct message_ends){ 0, 3 });
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_AFTER, 6, 3, false }, "9 8 7", (struct message_ends){ 0, 0 });
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_AFTER, 9, 3, false }, "", (struct message_ends){ 0, 0 });
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_AROUND, 5, 4, false }, "6 5 4 3", (struct message_ends){ 3, 6 });
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_AROUND, 5, 5, false }, "7 6 5 4 3", (struct message_ends){ 3, 7 });
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_AROUND, 1, 4, false }, "4 3 2 1", (struct message_ends){ 0, 4 });
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_AROUND, 9, 4, false }, "9 8 7", (struct message_ends){ 7, 0 });
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_AROUND, 5, 1, false }, "5", (struct message_ends){ 5, 5 });
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_AROUND, 99, 4, false }, "9 8", (struct message_ends){ 8, 0 });
    return OK;
}

TEST(the_history_is_read_from_anywhere_either_way) { in_messages(pages); }

static err hides_threads(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public");
    struct message_draft d = words("reply");
    struct message m;

    (void)arg;
    d.thread_root_id = (maybe_id){ GIVEN, said(c, ann, channel, "root").id };
    expect_ok(sends(c, ann, channel, &d, &m));
    said(c, ann, channel, "three");
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_BEFORE, INT64_MAX, 9, false }, "3 2 1", (struct message_ends){ 0, 0 });
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_BEFORE, INT64_MAX, 9, true }, "3 1", (struct message_ends){ 0, 0 });
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_AFTER, 0, 1, true }, "1", (struct message_ends){ 0, 1 });
    page_is(c, ann, channel, (struct message_wish){ MESSAGES_AROUND, 2, 1, true }, "3", (struct message_ends){ 3, 0 });
    return OK;
}

TEST(replies_in_threads_are_left_out_if_wished) { in_messages(hides_threads); }

static err anchors(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public"), other = a_channel(c, ann, "public");
    struct message m = said(c, ann, channel, "x"), elsewhere = said(c, ann, other, "x");
    struct seat seat;
    i64 seq;

    (void)arg;
    expect_ok(channel_seat(c, ann, channel, &seat));
    expect_ok(message_anchor(c, &seat, S("before"), id_text(&c->arena, m.id), &seq));
    expect_eq(seq, 1);
    expect_ok(message_anchor(c, &seat, S("before"), S("seq:77"), &seq));
    expect_eq(seq, 77);
    expect_refused(c, message_anchor(c, &seat, S("before"), id_text(&c->arena, elsewhere.id), &seq), &message_not_found);
    expect_refused(c, message_anchor(c, &seat, S("before"), S("99"), &seq), &message_not_found);
    expect_eq(fresh(c, message_anchor(c, &seat, S("before"), S("seq:-1"), &seq)), ERR_INVALID);
    expect_eq(fresh(c, message_anchor(c, &seat, S("before"), S("seq:"), &seq)), ERR_INVALID);
    expect_eq(fresh(c, message_anchor(c, &seat, S("before"), S("soon"), &seq)), ERR_INVALID);
    return OK;
}

TEST(a_place_is_named_by_a_message_of_the_channel_or_by_a_number) { in_messages(anchors); }

/* ---- what a page costs ---- */

enum { FEW = 2, MANY = 40, AUTHORS = 8 };

static i64 reads_of_page(ctx *c, id me, id channel, i64 limit, bool cold)
{
    struct message_wish wish = { MESSAGES_BEFORE, INT64_MAX, limit, false };
    struct message_ends ends;
    message_view_page page;
    struct seat seat;
    struct reads r = { .turns = 5 };

    while (reads_again(c, &r)) {
        expect_ok(channel_seat(c, me, channel, &seat));
        expect_ok(messages_page(c, &seat, &wish, &page, &ends));
        expect_eq(page.n, limit);
        for (size_t k = 0; cold && k < page.n; k++) {
            message_forget(c->world, page.at[k].words->id);
            message_marks_forget(c->world, page.at[k].words->id);
        }
    }
    return r.least;
}

static err page_costs(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), group = a_channel(c, ann, "group"), other = a_channel(c, ann, "private"), authors[AUTHORS];
    struct message_draft d = words("Hello @ann");
    struct message m = said(c, ann, other, "elsewhere"), marked;

    (void)arg;
    for (int i = 0; i < AUTHORS; i++) {
        authors[i] = a_person(c, arena_format(&c->arena, "author_%d", i).p);
        enters(c, group, ann, authors[i]);
        enters(c, other, ann, authors[i]);
    }
    for (int i = 0; i < MANY; i++) {
        d.forward_of = (maybe_id){ i % 2 ? GIVEN : ABSENT, m.id };
        d.reply_to_id = d.thread_root_id = (maybe_id){ i > 3 ? GIVEN : ABSENT, marked.id };
        expect_ok(sends(c, i % 3 ? authors[i % AUTHORS] : ann, group, &d, &marked));
        expect_ok(message_react(c, ann, marked.id, S("\U0001F44D"), &marked));
    }
    expect_ok(channel_change(c, ann, &(struct channel_change){ .id = group, .history = { GIVEN, S("full") } }));
    i64 few = reads_of_page(c, ann, group, FEW, true), many = reads_of_page(c, ann, group, MANY, true);
    expect(few <= many && many <= 12);
    expect(many - few <= 1);                                 /* what only some messages have */
    expect(reads_of_page(c, ann, group, MANY, false) <= 7);
    return OK;
}

TEST(a_page_of_many_costs_as_many_statements_as_one_of_few) { in_messages(page_costs); }

/* ---- what is read ---- */

static err read_marks(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), direct = a_direct(c, ann, bob);
    struct message m = said(c, ann, direct, "one"), out;

    (void)arg;
    expect_ok(message_get(c, bob, m.id, &out));
    expect(!out.is_read);
    said(c, bob, direct, "two");                             /* who writes has read */
    expect_ok(message_get(c, bob, m.id, &out));
    expect(out.is_read);
    expect_ok(message_get(c, ann, m.id, &out));
    expect(out.is_read);
    return OK;
}

TEST(a_message_is_read_once_its_reader_or_another_has_read_it) { in_messages(read_marks); }
