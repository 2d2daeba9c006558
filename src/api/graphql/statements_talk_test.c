/* Of many channels, and of many messages, a field costs as many statements as of few. */
#include "api/graphql/mutations_testbed.h"
#include "domain/channel/conversation.h"
#include "domain/message/marks.h"

enum { FEW = 2, MANY = 7, SAID = 3 };

/* Rooms and groups of different people, with messages that answer others, stand in threads, mention, and have reactions and pins. */
static id a_talk(ctx *c, id ann, int i)
{
    id who = a_person(c, TEXT("owner_%c", 'a' + i)), talk = a_room(c, who, i % 2 ? "public" : "private"), said;
    struct channel_member as;
    struct message out;
    bool repeated;

    expect_ok(channel_member_set(c, who, talk, ann, (maybe_str){ 0 }, &as));
    for (int k = 0; k < SAID; k++)
        said = says(c, k ? who : ann, talk, "@ann look");
    in_thread(c, ann, talk, "in the thread", said);
    expect_ok(message_send(c, who, talk, &(struct message_draft){ .content = { GIVEN, S("so it is") }, .reply_to_id = { GIVEN, said } }, &out,
                           &repeated));
    expect_ok(fresh(c, message_pin(c, who, talk, said)));
    expect_ok(fresh(c, message_react(c, ann, said, S("\xf0\x9f\x91\x8d"), &out)));
    return talk;
}

static const char *const fields[] = {
    "name memberCount", "owner { bio followerCount }", "membership { unreadCount mentionCount }", "lastMessage { content }",
    "lastMessage { sender { bio } replyTo { content sender { username } } }", "participants { bio }", "members(first: 2) { nodes { bio } }",
    "members(last: 2) { edges { role node { username } } }", "messages(first: 3) { nodes { content sender { bio } isRead } }",
    "messages(last: 3) { nodes { content mentions { user { bio } } } }", "messages { nodes { reactions { emoji me } channel { name } } }",
    "messages { nodes { threadRoot { content } replyTo { content } } }", "messages { nodes { thread(first: 2) { nodes { content } } } }",
    "messages { nodes { channel { members(first: 2) { nodes { username } } } } }", "pins { nodes { content sender { username } } }",
};

static const char *selected(ctx *c, const id *talks, int n, const char *fields_of)
{
    const char *which = "";

    for (int i = 0; i < n; i++)
        which = TEXT("%s \"%lld\"", which, ID(talks[i]));
    return TEXT("{ nodes(ids: [%s]) { ... on Channel { %s } } }", which, fields_of);
}

static err talks_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), talks[MANY];

    (void)arg;
    for (int i = 0; i < MANY; i++)
        talks[i] = a_talk(c, ann, i);
    for (size_t i = 0; i < COUNT(fields); i++) {
        i64 few = statements_of(c, ann, selected(c, talks, FEW, fields[i])), many = statements_of(c, ann, selected(c, talks, MANY, fields[i]));
        if (few != many)
            test_fail(__FILE__, __LINE__, "%s: %lld statements for %d channels, %lld for %d", fields[i], (long long)few, FEW,
                      (long long)many, MANY);
    }
    return OK;
}

TEST(a_field_of_many_channels_costs_as_many_statements_as_that_of_few)
{
    in_surface(talks_run);
}
