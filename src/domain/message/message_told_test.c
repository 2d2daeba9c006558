/* What is heard on open connections of what happens to a message, and by whom. */
#include "base/str.h"
#include "domain/channel/conversation.h"
#include "domain/channel/messaging.h"
#include "domain/message/testbed.h"

#define LL(of) ((long long)(of).v)

static const char *topic_of(ctx *c, id channel) { return arena_format(&c->arena, "channel:%lld%c", LL(channel), 0).p; }

/* One that was sent, as somebody hears it. */
static str sent(ctx *c, const struct message *m, const char *kind, bool mention, const char *ref)
{
    return arena_format(&c->arena, "{\"type\":\"%s\",\"from\":\"%lld\",\"channelId\":\"%lld\",\"messageId\":\"%lld\",\"seq\":%lld%s%s%s,"
                        "\"threadRootId\":null,\"replyToId\":null,\"mention\":%s%s,\"cursor\":\"", kind ? "dm" : "channel_message",
                        LL(m->sender->id), LL(m->channel_id), LL(m->id), (long long)m->seq, kind ? ",\"kind\":\"" : "", kind ? kind : "",
                        kind ? "\"" : "", mention ? "true" : "false", ref);
}

static str changed(ctx *c, const struct message *m, const char *type, const char *who, id by)
{
    return arena_format(&c->arena,
                        "{\"type\":\"%s\",\"channelId\":\"%lld\",\"messageId\":\"%lld\",\"seq\":%lld,\"%s\":\"%lld\",\"cursor\":\"",
                        type, LL(m->channel_id), LL(m->id), (long long)m->seq, who, LL(by));
}

static void hear_no_more(struct listener **all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ear_close(&all[i]->ear);
}

static struct message sent_with(ctx *c, id me, id channel, const char *content, const char *ref)
{
    struct message_draft d = words(content);
    struct message m;

    d.client_ref = (maybe_str){ GIVEN, str_of(ref) };
    expect_ok(sends(c, me, channel, &d, &m));
    return m;
}

static err in_a_group(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), dan = a_person(c, "dan"), eve = a_person(c, "eve");
    id group = a_channel(c, ann, "group");
    struct message out;

    (void)arg;
    enters(c, group, ann, bob);
    enters(c, group, ann, dan);
    struct listener *a = listens(c, ann, NULL, S("")), *b = listens(c, bob, NULL, S("")), *d = listens(c, dan, topic_of(c, group), S(""));
    struct listener *e = listens(c, eve, NULL, S(""));
    struct message m = sent_with(c, ann, group, "Look, @bob", "r1");
    expect_heard(c, a, sent(c, &m, "group", false, ",\"clientRef\":\"r1\""));
    expect_heard(c, b, sent(c, &m, "group", true, ""));
    expect_heard(c, d, sent(c, &m, "group", false, ""));
    expect_ok(message_edit(c, ann, m.id, (maybe_str){ GIVEN, S("Look") }, &out));
    expect_heard(c, b, changed(c, &m, "message_edited", "from", ann));
    expect_ok(message_edit(c, ann, m.id, (maybe_str){ GIVEN, S("Look") }, &out));        /* which changes nothing */
    expect_ok(message_delete(c, &(struct caller){ .account = ann }, m.id));
    expect_ok(message_delete(c, &(struct caller){ .account = ann }, m.id));
    expect_heard(c, d, changed(c, &m, "message_edited", "from", ann));
    expect_heard(c, d, changed(c, &m, "message_deleted", "by", ann));
    struct message repeated;
    bool was;
    struct message_draft again = words("Look, @bob");
    again.client_ref = (maybe_str){ GIVEN, S("r1") };
    expect_ok(message_send(c, ann, group, &again, &repeated, &was));
    expect_unheard(c, d, dan, S("\"dm\""));                  /* of a topic that one hears anyway, nothing comes twice */
    expect_unheard(c, b, bob, S("message_edited"));
    expect_unheard(c, e, eve, S("\"messageId\""));
    hear_no_more((struct listener *[]){ a, b, d, e }, 4);
    return OK;
}

TEST(members_of_a_group_hear_what_is_written_without_subscribing) { in_messages(in_a_group); }

static err in_a_public_channel(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), channel = a_channel(c, ann, "public");

    (void)arg;
    enters(c, channel, ann, bob);
    struct listener *silent = listens(c, bob, NULL, S("")), *b = listens(c, bob, "channels", S(""));
    struct listener *e = listens(c, eve, topic_of(c, channel), S(""));
    struct message m = said(c, ann, channel, "Hello @eve @ann"), mine = said(c, bob, channel, "Hello");
    expect_heard(c, b, sent(c, &m, NULL, false, ""));
    expect_heard(c, b, sent(c, &mine, NULL, false, ",\"clientRef\":null"));
    expect_heard(c, e, sent(c, &m, NULL, true, ""));         /* who reads it, reads it as a member does */
    expect_heard(c, e, sent(c, &mine, NULL, false, ""));
    expect_ok(channel_ban(c, ann, channel, eve));
    said(c, ann, channel, "secret");
    expect_unheard(c, silent, bob, S("channel_message"));
    expect_unheard(c, e, eve, S("channel_message"));
    hear_no_more((struct listener *[]){ silent, b, e }, 3);
    return OK;
}

TEST(of_public_channels_those_hear_who_subscribe) { in_messages(in_a_public_channel); }

static err closed_history(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel_with(c, ann, "private", "since_joined");
    struct message early = said(c, ann, channel, "early"), out;

    (void)arg;
    enters(c, channel, ann, bob);
    struct listener *b = listens(c, bob, topic_of(c, channel), S(""));
    expect_ok(message_edit(c, ann, early.id, (maybe_str){ GIVEN, S("changed") }, &out));
    expect_ok(message_delete(c, &(struct caller){ .account = ann }, early.id));
    expect_unheard(c, b, bob, S("\"messageId\""));
    struct message late = said(c, ann, channel, "late");
    expect_heard(c, b, sent(c, &late, NULL, false, ""));
    expect_unheard(c, b, bob, S("\"messageId\""));
    hear_no_more((struct listener *[]){ b }, 1);
    return OK;
}

TEST(of_messages_from_before_one_came_nothing_is_heard) { in_messages(closed_history); }

static err between_two(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct message out;

    (void)arg;
    id direct = a_direct(c, ann, bob);
    struct listener *a = listens(c, ann, NULL, S("")), *b = listens(c, bob, NULL, S(""));
    struct message m = said(c, ann, direct, "Hello @bob");
    expect_heard(c, a, sent(c, &m, "direct", false, ",\"clientRef\":null"));
    expect_heard(c, b, sent(c, &m, "direct", true, ""));
    expect_ok(message_edit(c, ann, m.id, (maybe_str){ GIVEN, S("Hi") }, &out));
    expect_heard(c, b, changed(c, &m, "message_edited", "from", ann));
    hear_no_more((struct listener *[]){ a, b }, 2);
    return OK;
}

TEST(both_hear_what_is_written_between_them) { in_messages(between_two); }

struct opening { id me; struct conversation_wish wish; struct channel_kept out; id there; };

static err open(tx *t, void *arg)
{
    struct opening *o = arg;

    return conversation_make(t, o->me, &o->wish, &o->out, &o->there);
}

static err not_accepted(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct opening o = { .me = ann, .wish = { .others = { &bob, 1 } } };
    struct message out;

    (void)arg;
    wants_requests(c, bob);
    expect_ok(transact(c, open, &o));
    id direct = o.out.seat.channel;
    struct listener *a = listens(c, ann, NULL, S("")), *b = listens(c, bob, NULL, S("")), *s = listens(c, bob, topic_of(c, direct), S(""));
    struct message m = said(c, ann, direct, "Hello @bob");
    expect_heard(c, a, sent(c, &m, "direct", false, ",\"clientRef\":null"));
    expect_ok(message_edit(c, ann, m.id, (maybe_str){ GIVEN, S("Hi") }, &out));
    expect_heard(c, a, changed(c, &m, "message_edited", "from", ann));
    expect_ok(message_delete(c, &(struct caller){ .account = ann }, m.id));
    expect_heard(c, a, changed(c, &m, "message_deleted", "by", ann));
    expect_unheard(c, b, bob, S("\"messageId\""));
    expect_unheard(c, s, bob, S("\"messageId\""));
    m = said(c, bob, direct, "Go on");                       /* who answers accepts */
    expect_heard(c, a, sent(c, &m, "direct", false, ""));
    m = said(c, ann, direct, "Thanks");
    expect_heard(c, b, sent(c, &m, "direct", false, ""));
    hear_no_more((struct listener *[]){ a, b, s }, 3);
    return OK;
}

TEST(the_receiver_of_a_request_hears_nothing_of_it) { in_messages(not_accepted); }

/* ---- content ---- */

static err content(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public");
    struct message out;

    (void)arg;
    struct listener *l = listens_to_content(c, bob, topic_of(c, channel), S("")), *bare = listens(c, bob, topic_of(c, channel), S(""));
    struct message m = said(c, ann, channel, "Hello");
    expect_heard(c, l, S("\"mention\":false,\"content\":\"Hello\",\"messageType\":\"text\",\"mediaIds\":[],\"createdAt\":\""));
    expect_ok(message_edit(c, ann, m.id, (maybe_str){ GIVEN, S("Changed") }, &out));
    expect_heard(c, l, S("\"content\":\"Changed\""));
    expect_heard(c, bare, changed(c, &m, "message_edited", "from", ann));
    hear_no_more((struct listener *[]){ l, bare }, 2);
    return OK;
}

TEST(the_words_come_along_where_they_are_wanted) { in_messages(content); }

static err forwarded(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public");
    struct listener *l = listens_to_content(c, ann, topic_of(c, channel), S(""));
    struct message m = said(c, ann, channel, "Hello");
    struct message_draft again = { .forward_of = { GIVEN, m.id } };

    (void)arg;
    expect_heard(c, l, S("\"content\":\"Hello\""));
    expect_ok(sends(c, ann, channel, &again, &m));
    expect_heard(c, l, S("\"forwarded\":true"));
    hear_no_more(&l, 1);
    return OK;
}

TEST(words_that_are_anothers_come_marked_as_forwarded) { in_messages(forwarded); }
