#include "api/graphql/mutations_testbed.h"
#include "base/buf.h"

static id made_by(ctx *c, str said)
{
    str digits = member(said, "\"id");
    id out = { 0 };

    if (!id_parse(str_to(str_from(digits, 1), digits.n - 2), &out))
        test_fail(__FILE__, __LINE__, STR_FMT, STR_ARG(said));
    (void)c;
    return out;
}

static err channel_life_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel;

    (void)arg;
    channel = made_by(c, answer(c, ann, TEXT("mutation { createChannel(input: { name: \" Tea \", topic: \"t\", memberIds: [%lld] }) "
                                             "{ channel { id } } }", ID(bob))));
    expect_answer(c, bob, TEXT("{ channel(id: %lld) { kind name topic description memberCount announcement lastSeq lastMessage { id } "
                               "membership { role unreadCount muted request } participants { id } owner { username } } }", ID(channel)),
        "{\"data\":{\"channel\":{\"kind\":\"PUBLIC\",\"name\":\"Tea\",\"topic\":\"t\",\"description\":\"\",\"memberCount\":2,"
        "\"announcement\":false,\"lastSeq\":0,\"lastMessage\":null,\"membership\":{\"role\":\"MEMBER\",\"unreadCount\":0,\"muted\":false,"
        "\"request\":null},\"participants\":[],\"owner\":{\"username\":\"ann\"}}}}");
    DONE(bob, "\"leaveChannel\":{\"channel\":{\"membership\":null,\"memberCount\":1}}",
         "leaveChannel(input: { channelId: %lld }) { channel { membership { role } memberCount } } }", ID(channel));
    DONE(bob, "\"joinChannel\":{\"channel\":{\"membership\":{\"role\":\"MEMBER\"}}}",
         "joinChannel(input: { channelId: %lld }) { channel { membership { role } } } }", ID(channel));
    channel = made_by(c, answer(c, ann, TEXT("mutation { createChannel(input: { name: \"x\", kind: PRIVATE, memberIds: [%lld] }) "
                                             "{ channel { id } } }", ID(bob))));
    DONE(bob, "\"leaveChannel\":{\"channel\":null}", "leaveChannel(input: { channelId: %lld }) { channel { id } } }", ID(channel));
    WRONG(ann, "input.kind", "not_one_of", "createChannel(input: { name: \"x\", kind: GROUP }) { channel { id } } }");
    WRONG(ann, "input.name", "too_short", "createChannel(input: { name: \"\" }) { channel { id } } }");
    REFUSED(ann, "user_not_found", "createChannel(input: { name: \"x\", memberIds: [\"y\"] }) { channel { id } } }");
    REFUSED(ann, "user_not_found", "createChannel(input: { name: \"x\", memberIds: [\"7\"] }) { channel { id } } }");
    return OK;
}

TEST(channels_are_made_joined_and_left)
{
    in_surface(channel_life_run);
}

static err conversation_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), direct;
    const char *begin = "mutation { createConversation(input: { participantIds: [\"@bob\"] }) { channel { id kind } } }";

    (void)arg;
    a_person(c, "eve");
    direct = made_by(c, answer(c, ann, begin));
    expect(made_by(c, answer(c, ann, begin)).v == direct.v);
    says(c, bob, direct, "hello");
    expect_answer(c, ann, TEXT("{ channel(id: %lld) { kind name owner { id } participants { username } lastMessage { content sender "
                               "{ username } } membership { unreadCount } } unread { unreadCount mentionCount requestCount } }",
                          ID(direct)),
        "{\"data\":{\"channel\":{\"kind\":\"DIRECT\",\"name\":null,\"owner\":null,\"participants\":[{\"username\":\"bob\"},"
        "{\"username\":\"ann\"}],\"lastMessage\":{\"content\":\"hello\",\"sender\":{\"username\":\"bob\"}},\"membership\":"
        "{\"unreadCount\":1}},\"unread\":{\"unreadCount\":1,\"mentionCount\":0,\"requestCount\":0}}}");
    DONE(ann, "\"createConversation\":{\"channel\":{\"kind\":\"GROUP\",\"name\":\"g\",\"participants\":[{\"username\":\"ann\"},"
              "{\"username\":\"bob\"},{\"username\":\"eve\"}]}}",
         "createConversation(input: { participantIds: [\"@bob\", \"@eve\"], name: \"g\" }) "
         "{ channel { kind name participants { username } } } }");
    REFUSED(ann, "cannot_message_yourself", "createConversation(input: { participantIds: [\"@ann\"] }) { channel { id } } }");
    REFUSED(ann, "user_not_found", "createConversation(input: { participantIds: [\"x\"] }) { channel { id } } }");
    return OK;
}

TEST(a_conversation_is_begun_once)
{
    in_surface(conversation_run);
}

static err message_life_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_room(c, ann, "public"), said;

    (void)arg;
    joins(c, bob, channel);
    said = made_by(c, answer(c, ann, TEXT("mutation { sendMessage(input: { channelId: %lld, content: \"hello @bob\", clientRef: \"r\" }) "
                                          "{ message { id } } }", ID(channel))));
    DONE(ann, TEXT("\"sendMessage\":{\"message\":{\"id\":\"%lld\"}}", ID(said)),
         "sendMessage(input: { channelId: %lld, content: \"hello @bob\", clientRef: \"r\" }) { message { id } } }", ID(channel));
    REFUSED(ann, "client_ref_reused", "sendMessage(input: { channelId: %lld, content: \"other\", clientRef: \"r\" }) { message { id } } }",
            ID(channel));
    expect_answer(c, bob, TEXT("{ message(id: %lld) { seq messageType content clientRef isRead senderBlocked mentions { username user "
                               "{ username } start end } media { id } channel { membership { unreadCount mentionCount } } } }", ID(said)),
        "{\"data\":{\"message\":{\"seq\":1,\"messageType\":\"TEXT\",\"content\":\"hello @bob\",\"clientRef\":null,\"isRead\":false,"
        "\"senderBlocked\":false,\"mentions\":[{\"username\":\"bob\",\"user\":{\"username\":\"bob\"},\"start\":6,\"end\":10}],\"media\":[],"
        "\"channel\":{\"membership\":{\"unreadCount\":1,\"mentionCount\":1}}}}}");
    DONE(bob, "\"markRead\":{\"channel\":{\"membership\":{\"unreadCount\":0,\"mentionCount\":0,\"lastReadSeq\":1}}}",
         "markRead(input: { channelId: %lld, messageId: %lld }) { channel { membership { unreadCount mentionCount lastReadSeq } } } }",
         ID(channel), ID(said));
    DONE(bob, "\"addMessageReaction\":{\"message\":{\"reactions\":[{\"emoji\":\"\U0001F44D\",\"count\":1,\"me\":true}]}}",
         "addMessageReaction(input: { messageId: %lld, emoji: \"\U0001F44D\" }) { message { reactions { emoji count me } } } }", ID(said));
    DONE(bob, "\"removeMessageReaction\":{\"message\":{\"reactions\":[]}}",
         "removeMessageReaction(input: { messageId: %lld, emoji: \"\U0001F44D\" }) { message { reactions { me } } } }", ID(said));
    REFUSED(bob, "invalid_emoji", "addMessageReaction(input: { messageId: %lld, emoji: \"x\" }) { message { id } } }", ID(said));
    DONE(bob, "\"sendMessage\":{\"message\":{\"replyTo\":{\"content\":\"hello @bob\"},\"threadRoot\":{\"seq\":1,\"threadReplyCount\":1}}}",
         "sendMessage(input: { channelId: %lld, content: \"hi\", replyToId: %lld, threadRootId: %lld }) "
         "{ message { replyTo { content } threadRoot { seq threadReplyCount } } } }", ID(channel), ID(said), ID(said));
    REFUSED(bob, "message_not_found", "sendMessage(input: { channelId: %lld, content: \"x\", replyToId: \"7\" }) { message { id } } }",
            ID(channel));
    WRONG(bob, "input.messageType", "not_one_of", "sendMessage(input: { channelId: %lld, content: \"x\", messageType: SYSTEM }) "
                                                   "{ message { id } } }", ID(channel));
    REFUSED(bob, "not_allowed", "updateMessage(input: { id: %lld, content: \"x\" }) { message { id } } }", ID(said));
    DONE(ann, "\"updateMessage\":{\"message\":{\"content\":\"bye\",\"mentions\":[]}}",
         "updateMessage(input: { id: %lld, content: \"bye\" }) { message { content mentions { start } } } }", ID(said));
    DONE(ann, "\"deleteMessage\":{\"message\":{\"content\":null,\"deleted\":true,\"seq\":1,\"sender\":{\"username\":\"ann\"}}}",
         "deleteMessage(input: { id: %lld }) { message { content deleted seq sender { username } } } }", ID(said));
    return OK;
}

TEST(a_message_is_sent_read_edited_and_deleted)
{
    in_surface(message_life_run);
}
