#include "api/graphql/mutations_testbed.h"
#include "base/buf.h"
#include "domain/channel/conversation.h"
#include "domain/message/marks.h"
#include "domain/search/search.h"

enum { MANY = 5 };

/* ---- lists ---- */

static err history_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_room(c, ann, "public"), said[MANY], replies[MANY], nodes[2 * MANY];
    const char *history = TEXT("{ channel(id: %lld) { messages@# } }", ID(channel)), *pins = TEXT("{ channel(id: %lld) { pins@# } }",
                                                                                                  ID(channel));

    (void)arg;
    for (int i = 0; i < MANY; i++)
        nodes[i] = said[i] = says(c, ann, channel, "hello");
    for (int i = 0; i < MANY; i++)
        nodes[MANY + i] = replies[i] = in_thread(c, ann, channel, "reply", said[0]);
    for (int i = 0; i < MANY; i++)
        expect_ok(fresh(c, message_pin(c, ann, channel, said[i])));
    expect_list(c, ann, history, "", ids_said(c, nodes, 2 * MANY, true));
    expect_list(c, ann, pins, "", ids_said(c, said, MANY, true));
    expect_list(c, ann, TEXT("{ message(id: %lld) { thread@# } }", ID(said[0])), "", ids_said(c, replies, MANY, false));
    expect_list(c, ann, TEXT("{ message(id: %lld) { thread@# } }", ID(replies[2])), "", ids_said(c, replies, MANY, false));
    expect_list(c, ann, TEXT("{ message(id: %lld) { thread@# } }", ID(said[1])), "", S(""));
    return OK;
}

TEST(histories_threads_and_pins_are_walked_both_ways)
{
    in_surface(history_run);
}

static err since_joined_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel, mine[2], root;
    const struct channel_draft draft = { .name = { GIVEN, S("Room") }, .kind = { GIVEN, S("private") },
                                         .history = { GIVEN, S("since_joined") } };
    struct channel_member as;

    (void)arg;
    expect_ok(channel_create(c, ann, &draft, &channel));
    root = says(c, ann, channel, "before");
    in_thread(c, ann, channel, "before, too", root);
    expect_ok(channel_member_set(c, ann, channel, bob, (maybe_str){ 0 }, &as));
    mine[0] = says(c, ann, channel, "after");
    mine[1] = in_thread(c, ann, channel, "in the thread", root);
    expect_list(c, bob, TEXT("{ channel(id: %lld) { messages@# } }", ID(channel)), "", ids_said(c, mine, 2, true));
    expect_list(c, bob, TEXT("{ message(id: %lld) { thread@# } }", ID(mine[1])), "", ids_said(c, &mine[1], 1, true));
    expect_answer(c, bob, TEXT("{ message(id: %lld) { threadRoot { id } } }", ID(mine[1])),
                  "{\"data\":{\"message\":{\"threadRoot\":null}}}");
    expect_answer(c, bob, TEXT("{ message(id: %lld) { id } node(id: %lld) { id } }", ID(root), ID(root)),
                  "{\"data\":{\"message\":null,\"node\":null}}");
    return OK;
}

TEST(a_member_meets_nothing_of_what_was_said_before_they_joined)
{
    in_surface(since_joined_run);
}

static err around_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_room(c, ann, "public"), other = a_room(c, ann, "public"), said[MANY];

    (void)arg;
    for (int i = 0; i < MANY; i++)
        said[i] = says(c, ann, channel, "hello");
    str page = answer(c, ann, TEXT("{ channel(id: %lld) { messages(around: %lld, first: 3) { nodes { key: id } pageInfo { hasNextPage "
                                   "hasPreviousPage startCursor endCursor } } } }", ID(channel), ID(said[2])));
    struct buf both = BUF_ON(&c->arena), older = BUF_ON(&c->arena);

    ids_add(page, &both);
    expect_str(buf_str(&both), ids_said(c, said + 1, 3, true));
    expect(told(page, "\"hasNextPage\":true,\"hasPreviousPage\":true"));
    ids_add(answer(c, ann, TEXT("{ channel(id: %lld) { messages(around: %lld, after: " STR_FMT ") { nodes { key: id } } } }", ID(channel),
                                ID(said[2]), STR_ARG(member(page, "\"endCursor")))), &older);
    expect_str(buf_str(&older), ids_said(c, said, 1, true));
    expect(told(answer(c, ann, TEXT("{ channel(id: %lld) { messages(around: %lld) { nodes { id } } } }", ID(other), ID(said[2]))),
                "\"code\":\"message_not_found\""));
    return OK;
}

TEST(a_page_around_a_message_leads_on_both_ways)
{
    in_surface(around_run);
}

static err members_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_room(c, ann, "public"), people[MANY + 1] = { ann };
    const char *list = TEXT("{ channel(id: %lld) { members@# } }", ID(channel));
    struct channel_member as;

    (void)arg;
    for (int i = 0; i < MANY; i++) {
        people[1 + i] = a_person(c, TEXT("other_%c", 'a' + i));
        joins(c, people[1 + i], channel);
    }
    expect_ok(channel_member_set(c, ann, channel, people[3], (maybe_str){ GIVEN, S("admin") }, &as));
    const id ranked[] = { ann, people[3], people[1], people[2], people[4], people[5] };
    expect_list(c, ann, list, "", ids_said(c, ranked, COUNT(ranked), false));
    expect_list(c, ann, list, "role: MEMBER", ids_said(c, ranked + 2, MANY - 1, false));
    expect_list(c, ann, list, "role: ADMIN", ids_said(c, ranked + 1, 1, false));
    expect(told(answer(c, ann, TEXT("{ channel(id: %lld) { members(first: 2) { edges { role node { username } } } } }", ID(channel))),
                "[{\"role\":\"OWNER\",\"node\":{\"username\":\"ann\"}},{\"role\":\"ADMIN\",\"node\":{\"username\":\"other_c\"}}]"));
    hidden(c, people[2], true);
    const id shown[] = { ann, people[3], people[1], people[4], people[5] };
    expect_list(c, ann, list, "", ids_said(c, shown, COUNT(shown), false));
    return OK;
}

TEST(members_are_walked_both_ways_by_role_and_by_when_they_joined)
{
    in_surface(members_run);
}

static err channels_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), rooms[MANY], talks[MANY];

    (void)arg;
    for (int i = 0; i < MANY; i++) {
        id other = a_person(c, TEXT("other_%c", 'a' + i));
        const struct conversation_draft draft = { .participant_ids = { (str[]){ arena_format(&c->arena, "@other_%c", 'a' + i) }, 1 } };
        struct channel direct;
        bool made;
        rooms[i] = a_room(c, ann, "public");
        expect_ok(fresh(c, conversation_open(c, ann, &draft, &direct, &made)));
        talks[i] = direct.id;
        says(c, other, talks[i], "hello");
    }
    expect_list(c, ann, "{ conversations@# }", "", ids_said(c, talks, MANY, true));
    expect_list(c, ann, "{ conversations@# }", "requests: true", S(""));
    expect_list(c, ann, "{ channels@# }", "", ids_said(c, rooms, MANY, true));
    expect_list(c, bob, "{ channels@# }", "", S(""));
    expect_list(c, bob, "{ channels@# }", "filter: PUBLIC", ids_said(c, rooms, MANY, true));
    expect_list(c, bob, "{ channels@# }", "filter: PUBLIC, query: \"tea\"", ids_said(c, rooms, MANY, true));
    expect_list(c, bob, "{ channels@# }", "filter: PUBLIC, query: \"coffee\"", S(""));
    says(c, ann, rooms[0], "it is active");
    const id active[] = { rooms[0], rooms[4], rooms[3], rooms[2], rooms[1] };
    expect_list(c, ann, "{ channels@# }", "", ids_said(c, active, MANY, false));
    return OK;
}

TEST(channels_and_conversations_are_walked_both_ways)
{
    in_surface(channels_run);
}

/* The index is kept by a consumer. */
static bool finds_all(ctx *c, const void *me)
{
    struct buf all = BUF_ON(&c->arena);

    ids_add(answer(c, *(const id *)me, "{ searchMessages(query: \"tea\") { nodes { key: id } } }"), &all);
    size_t n = 0;
    for (size_t i = 0; i < buf_str(&all).n; i++)
        n += buf_str(&all).p[i] == ' ';
    return n == MANY;
}

static err search_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), eve = a_person(c, "eve"), channel = a_room(c, ann, "private"), other = a_room(c, ann, "public");
    id said[MANY];

    (void)arg;
    for (int i = 0; i < MANY; i++)
        said[i] = says(c, ann, channel, "tea, please");
    says(c, ann, channel, "coffee");
    says(c, ann, other, "nothing");
    post_soon(c, finds_all, &ann);
    expect_list(c, ann, "{ searchMessages@# }", "query: \"tea\"", ids_said(c, said, MANY, true));
    expect_list(c, ann, "{ searchMessages@# }", TEXT("query: \"tea\", channelId: %lld", ID(channel)), ids_said(c, said, MANY, true));
    expect_list(c, ann, "{ searchMessages@# }", TEXT("query: \"tea\", channelId: %lld", ID(other)), S(""));
    expect_list(c, eve, "{ searchMessages@# }", "query: \"tea\"", S(""));
    refused(c, answer(c, eve, TEXT("{ searchMessages(query: \"tea\", channelId: %lld) { nodes { id } } }", ID(channel))),
            "channel_not_found");
    refused(c, answer(c, eve, "{ searchMessages(query: \"tea\", channelId: \"x\") { nodes { id } } }"), "channel_not_found");
    wrong(c, answer(c, eve, "{ searchMessages(query: \"\") { nodes { id } } }"), "query", "too_short");
    expect_ok(fresh(c, message_delete(c, &(struct caller){ .account = ann }, said[4])));
    expect_list(c, ann, "{ searchMessages@# }", "query: \"tea\"", ids_said(c, said, MANY - 1, true));
    return OK;
}

TEST(messages_are_found_both_ways)
{
    in_surface(search_run);
}

/* ---- who is met there ---- */

#define PERSON "id username displayName bio followerCount relationship { following } followers { nodes { id } } posts { nodes { id } } " \
               "following { nodes { id } } mutuals { nodes { id } } comments { nodes { id } } pinnedPosts { id } account { email }"

static err unseen_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), eve = a_person(c, "eve"), channel = a_room(c, eve, "public"), said;
    const char *alone = TEXT("{\"id\":\"%lld\",\"username\":\"eve\",\"displayName\":\"eve\",\"bio\":null,\"followerCount\":0,"
        "\"relationship\":null,\"followers\":{\"nodes\":[]},\"posts\":{\"nodes\":[]},\"following\":{\"nodes\":[]},"
        "\"mutuals\":{\"nodes\":[]},\"comments\":{\"nodes\":[]},\"pinnedPosts\":[],\"account\":null}", ID(eve));

    (void)arg;
    follows(c, a_person(c, "bob"), eve);
    follows(c, eve, a_person(c, "dan"));
    a_post(c, eve, "mine", "public");
    joins(c, ann, channel);
    said = says(c, eve, channel, "hello");
    expect_ok(fresh(c, graph_block(c, eve, ann)));
    for (int i = 0; i < 2; i++) {
        expect_answer(c, ann, TEXT("{ message(id: %lld) { sender { " PERSON " } } }", ID(said)),
                      TEXT("{\"data\":{\"message\":{\"sender\":%s}}}", alone));
        expect_answer(c, ann, TEXT("{ channel(id: %lld) { owner { " PERSON " } } }", ID(channel)),
                      TEXT("{\"data\":{\"channel\":{\"owner\":%s}}}", alone));
        expect(!told(answer(c, ann, TEXT("{ message(id: %lld) { sender { createdAt followers { nodes { id } } } } }", ID(said))),
                     "\"createdAt\":\"1970"));
        expect_answer(c, ann, TEXT("{ message(id: %lld) { sender { username followers { nodes { id } } } } user(id: %lld) { id } }",
                                   ID(said),
                                   ID(eve)), "{\"data\":{\"message\":{\"sender\":{\"username\":\"eve\",\"followers\":{\"nodes\":[]}}},"
                                             "\"user\":null}}");
        if (!i)
            expect(told(answer(c, ann, TEXT("{ channel(id: %lld) { members { nodes { username bio } } } }", ID(channel))),
                        "{\"username\":\"eve\",\"bio\":null}"));
        hidden(c, eve, true);
    }
    return OK;
}

TEST(of_somebody_who_is_not_seen_a_message_shows_the_name_and_picture_alone)
{
    in_surface(unseen_run);
}

static err nobody_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_room(c, ann, "public"), said = says(c, ann, channel, "hello");
    const char *const roots[] = { "channel(id: 1) { id }", "channels { nodes { id } }", "conversations { nodes { id } }",
        "message(id: 1) { id }", "searchMessages(query: \"x\") { nodes { id } }", "unread { unreadCount }" };

    (void)arg;
    for (size_t i = 0; i < COUNT(roots); i++)
        refused(c, answer(c, (id){ 0 }, TEXT("{ %s }", roots[i])), "not_signed_in");
    expect_answer(c, (id){ 0 }, TEXT("{ nodes(ids: [%lld, %lld]) { id } }", ID(channel), ID(said)), "{\"data\":{\"nodes\":[null,null]}}");
    expect_answer(c, ann, TEXT("{ nodes(ids: [%lld, %lld, 7]) { __typename id } }", ID(channel), ID(said)),
        TEXT("{\"data\":{\"nodes\":[{\"__typename\":\"Channel\",\"id\":\"%lld\"},{\"__typename\":\"Message\",\"id\":\"%lld\"},null]}}",
             ID(channel), ID(said)));
    return OK;
}

TEST(nothing_of_talk_is_for_somebody_who_is_not_signed_in)
{
    in_surface(nobody_run);
}

static err private_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), eve = a_person(c, "eve"), channel = a_room(c, ann, "private"), said = says(c, ann, channel, "hello");

    (void)arg;
    expect_answer(c, eve, TEXT("{ channel(id: %lld) { id } message(id: %lld) { id } nodes(ids: [%lld, %lld]) { id } }",
                               ID(channel), ID(said),
                               ID(channel), ID(said)), "{\"data\":{\"channel\":null,\"message\":null,\"nodes\":[null,null]}}");
    REFUSED(eve, "channel_not_found", "sendMessage(input: { channelId: %lld, content: \"x\" }) { message { id } } }", ID(channel));
    REFUSED(eve, "channel_not_found", "joinChannel(input: { channelId: %lld }) { channel { id } } }", ID(channel));
    REFUSED(eve, "channel_not_found", "markRead(input: { channelId: %lld, messageId: %lld }) { channel { id } } }", ID(channel), ID(said));
    REFUSED(eve, "message_not_found", "addMessageReaction(input: { messageId: %lld, emoji: \"\U0001F44D\" }) { message { id } } }",
            ID(said));
    REFUSED(eve, "message_not_found", "updateMessage(input: { id: %lld, content: \"x\" }) { message { id } } }", ID(said));
    REFUSED(eve, "message_not_found", "deleteMessage(input: { id: %lld }) { message { id } } }", ID(said));
    return OK;
}

TEST(a_private_channel_is_not_there_for_others)
{
    in_surface(private_run);
}
