/* Which messages a question finds, for whom, and how soon: the same on both stores. */
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/search/messages_testbed.h"
#include "domain/search/search.sql.h"
#include "kit/reads.h"

static void edits(ctx *c, id me, id which, const char *content)
{
    struct message out;

    expect_ok(message_edit(c, me, which, (maybe_str){ GIVEN, str_of(content) }, &out));
}

/* ---- the language ---- */

static err words_and_phrases_are_those_of_posts(ctx *c, void *arg)
{
#define TEA "a world of tea #Café"
#define WORLD "Hello, wide World"
#define KNOW "I don't know 3.14"
#define TOKYO "東京都に住んでいます"
#define STREET "Straße ＦＵＬＬ ﬁn https://example.org/x"
#define KEYS "from:ann before:soon has:cake"
    static const struct { const char *q, *found; } cases[] = {
        { "world", TEA "|" WORLD }, { "WORLD hello", WORLD }, { "worl", "" }, { "worl*", "" }, { "worlds", "" },
        { "\"wide world\"", WORLD }, { "\"world wide\"", "" }, { "\"hello wide\"", WORLD }, { "\"wide world", WORLD },
        { "world -hello", TEA }, { "world -\"of tea\"", WORLD }, { "don't", KNOW }, { "3.14", KNOW }, { "4", "" },
        { "東京", TOKYO }, { "京都", TOKYO }, { "京", TOKYO }, { "京東", "" }, { "す", TOKYO },
        { "strasse full fin", STREET }, { "#CAFE", TEA }, { "cafe", TEA }, { "#caf", "" }, { "example.org", STREET },
        { "from:ann", KEYS }, { "before:soon", KEYS }, { "has:cake", KEYS }, { "from:bob", "" }, { "soon -has:cake", "" },
        { "in:1", "" }, { "¶in§public", "" },
    };
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "private");

    (void)arg;
    said(c, ann, channel, WORLD);
    said(c, ann, channel, TEA);
    said(c, ann, channel, KNOW);
    said(c, ann, channel, TOKYO);
    said(c, ann, channel, STREET);
    said(c, ann, channel, KEYS);
    indexed(c);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        expect_str(arena_format(&c->arena, "%s: " STR_FMT, cases[i].q, STR_ARG(found(c, ann, cases[i].q))),
                   arena_format(&c->arena, "%s: %s", cases[i].q, cases[i].found));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

static err what_else_is_asked_for_narrows(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), one = a_channel(c, ann, "public"), other = a_channel(c, ann, "private");
    str bob_text = id_text(&c->arena, bob);

    (void)arg;
    enters(c, one, ann, bob);
    said(c, ann, one, "tea one");
    said(c, bob, one, "tea two https://example.org/");
    said(c, ann, other, "tea three");
    indexed(c);
    const struct { struct messages_asked asked; const char *found; } cases[] = {
        { { .q = S("tea") }, "tea three|tea two https://example.org/|tea one" },
        { { .q = S("tea"), .channel = one }, "tea two https://example.org/|tea one" },
        { { .q = S("tea"), .channel = other }, "tea three" },
        { { .q = S("tea"), .from = S("bob") }, "tea two https://example.org/" },
        { { .q = S("tea"), .from = S("@BOB") }, "tea two https://example.org/" },
        { { .q = S("tea"), .from = bob_text }, "tea two https://example.org/" },
        { { .q = S("tea"), .from = S("me") }, "tea three|tea one" },
        { { .q = S("tea"), .from = S("nobody_here") }, "" },
        { { .q = S("tea"), .from = S("7") }, "" },
        { { .q = S("tea"), .from = S("me"), .channel = one }, "tea one" },
        { { .q = S("tea"), .has = S("link") }, "tea two https://example.org/" },
        { { .q = S("tea"), .has = S("media") }, "" },
        { { .q = S("tea"), .before = S("2020-01-01") }, "" },
        { { .q = S("tea"), .after = S("2020-01-01"), .channel = other }, "tea three" },
        { { .q = S("tea"), .before = S("2999-01-01T00:00:00Z"), .channel = other }, "tea three" },
        { { .q = S("tea"), .after = S("2999-01-01") }, "" },
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        expect_str(found_in_pages(c, ann, &cases[i].asked, 20), str_of(cases[i].found));
    return OK;
}

static err questions_have_their_refusals(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), eve = a_person(c, "eve"), secret = a_channel(c, ann, "private");
    static const char *const wide[] = { "-tea", "!?", "-\"a b\"", "\"\"" };
    message_view_page page;
    id next;

    (void)arg;
    for (size_t i = 0; i < COUNT(wide); i++)
        expect_refused(c, messages_search(c, ann, &(struct messages_asked){ .q = str_of(wide[i]) }, (id){ 0 }, 20, &page, &next),
                       &too_wide);
    const struct messages_asked wrong[] = {
        { .q = S("tea"), .before = S("soon") }, { .q = S("tea"), .after = S("2026-13-01") }, { .q = S("tea"), .has = S("cake") },
    };
    for (size_t i = 0; i < COUNT(wrong); i++)
        expect_eq(fresh(c, messages_search(c, ann, &wrong[i], (id){ 0 }, 20, &page, &next)), ERR_INVALID);
    const struct messages_asked away[] = { { .q = S("tea"), .channel = secret }, { .q = S("tea"), .channel = { 7 } } };
    for (size_t i = 0; i < COUNT(away); i++)
        expect_refused(c, messages_search(c, eve, &away[i], (id){ 0 }, 20, &page, &next), &channel_not_found);
    return OK;
}

/* ---- who finds what ---- */

static err each_finds_what_they_may_read(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve");
    id open = a_channel(c, ann, "public"), closed = a_channel(c, ann, "private"), group = a_channel(c, ann, "group");
    id direct = a_direct(c, ann, bob);

    (void)arg;
    said(c, ann, open, "tea open");
    said(c, ann, closed, "tea closed");
    said(c, ann, group, "tea before");
    enters(c, closed, ann, bob);
    enters(c, group, ann, bob);
    said(c, ann, group, "tea after");
    said(c, ann, direct, "tea direct");
    indexed(c);
    expect_found(c, ann, "tea", "tea direct|tea after|tea before|tea closed|tea open");
    expect_found(c, bob, "tea", "tea direct|tea after|tea closed|tea open");
    expect_found(c, eve, "tea", "tea open");
    expect_ok(channel_leave(c, bob, closed));
    expect_found(c, bob, "tea", "tea direct|tea after|tea open");
    expect_ok(channel_member_remove(c, ann, group, bob));
    expect_found(c, bob, "tea", "tea direct|tea open");
    expect_ok(channel_ban(c, ann, open, bob));
    expect_found(c, bob, "tea", "tea direct");
    expect_ok(channel_unban(c, ann, open, bob));
    expect_ok(graph_block(c, ann, bob));
    expect_found(c, bob, "tea", "tea direct|tea open");
    expect_ok(channel_delete(c, as(c, ann), open));
    expect_found(c, bob, "tea", "tea direct");
    expect_found(c, eve, "tea", "");
    return OK;
}

/* Each kind of channel and history of it, and each standing of the viewer. */
enum viewer { STRANGER, OWNER, MEMBER, LATE, AGAIN, WENT, SENT_OFF, BARRED, BLOCKING, VIEWERS };
static const char *const names[VIEWERS] = { "stranger", "owner", "member", "late", "again", "left", "removed", "banned", "blocking" };

static const char *to_be_found(enum viewer v, bool open, bool closed_history)
{
    bool belongs = v == OWNER || v == MEMBER || v == LATE || v == AGAIN || v == BLOCKING;
    bool reads = belongs || (open && v != BARRED), late = v == LATE || v == AGAIN;

    return !reads ? "" : late && closed_history ? "tea late" : "tea late|tea early";
}

static id stage_make(ctx *c, const id *people, const char *kind, const char *history)
{
    static const enum viewer first[] = { MEMBER, AGAIN, WENT, SENT_OFF, BARRED, BLOCKING };
    id channel = str_eq(str_of(kind), S("group")) ? a_channel(c, people[OWNER], kind) : a_channel_with(c, people[OWNER], kind, history);

    expect_ok(channel_change(c, people[OWNER], &(struct channel_change){ .id = channel, .history = { GIVEN, str_of(history) } }));
    for (size_t i = 0; i < COUNT(first); i++)
        enters(c, channel, people[OWNER], people[first[i]]);
    said(c, people[MEMBER], channel, "tea early");
    expect_ok(channel_leave(c, people[WENT], channel));
    expect_ok(channel_leave(c, people[AGAIN], channel));
    expect_ok(channel_member_remove(c, people[OWNER], channel, people[SENT_OFF]));
    expect_ok(channel_ban(c, people[OWNER], channel, people[BARRED]));
    enters(c, channel, people[OWNER], people[LATE]);
    enters(c, channel, people[OWNER], people[AGAIN]);
    said(c, people[MEMBER], channel, "tea late");
    return channel;
}

static err all_combinations(ctx *c, void *arg)
{
    static const char *const kinds[] = { "public", "private", "group" }, *const histories[] = { "full", "since_joined" };
    id people[VIEWERS];

    (void)arg;
    for (int v = 0; v < VIEWERS; v++)
        people[v] = a_person(c, names[v]);
    for (size_t i = 0; i < COUNT(kinds) * COUNT(histories); i++) {
        id channel = stage_make(c, people, kinds[i / 2], histories[i % 2]);
        expect_ok(graph_block(c, people[BLOCKING], people[MEMBER]));
        indexed(c);
        for (int v = 0; v < VIEWERS; v++) {
            const char *wanted = to_be_found((enum viewer)v, i / 2 == 0, i % 2);
            const struct messages_asked here = { .q = S("tea"), .channel = channel };
            bool reads = *wanted || (i / 2 == 0 && v != BARRED);
            message_view_page page;
            id next;
            expect_str(found(c, people[v], "tea"), str_of(wanted));
            expect_eq(fresh(c, messages_search(c, people[v], &here, (id){ 0 }, 5, &page, &next)), reads ? OK : ERR_NOT_FOUND);
            expect_eq(page.n, !*wanted ? 0 : str_eq(str_of(wanted), S("tea late")) ? 1 : 2);
        }
        expect_ok(graph_unblock(c, people[BLOCKING], people[MEMBER]));
        expect_ok(channel_delete(c, as(c, people[OWNER]), channel));
    }
    return OK;
}

struct eve { id who; const char *wanted; };

static bool finds(ctx *c, const void *arg)
{
    const struct eve *e = arg;

    return str_eq(found(c, e->who, "tea"), str_of(e->wanted));
}

static err a_channel_that_opens_is_found_by_all(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), eve = a_person(c, "eve"), channel = a_channel(c, ann, "private");

    (void)arg;
    said(c, ann, channel, "tea one");
    said(c, ann, channel, "tea two");
    indexed(c);
    expect_found(c, eve, "tea", "");
    expect_ok(channel_change(c, ann, &(struct channel_change){ .id = channel, .kind = { GIVEN, S("public") } }));
    expect_soon(c, finds, &(struct eve){ eve, "tea two|tea one" });
    said(c, ann, channel, "tea three");
    indexed(c);
    expect_found(c, eve, "tea", "tea three|tea two|tea one");
    expect_ok(channel_change(c, ann, &(struct channel_change){ .id = channel, .kind = { GIVEN, S("private") } }));
    expect_found(c, eve, "tea", "");
    expect_found(c, ann, "tea", "tea three|tea two|tea one");
    expect_right(c);
    return OK;
}

/* ---- changes ---- */

static i64 documents(ctx *c)
{
    search_hit_page page;

    expect_ok(q_message_documents_after(c, (id){ 0 }, 1000, &page));
    return (i64)page.n;
}

static bool are_left(ctx *c, const void *arg)
{
    return documents(c) == *(const i64 *)arg;
}

static err changes_are_found(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "private");

    (void)arg;
    enters(c, channel, ann, bob);
    id one = said(c, ann, channel, "about tea").id, two = said(c, ann, channel, "more tea").id, three = said(c, bob, channel, "his tea").id;
    indexed(c);
    expect_found(c, bob, "tea", "his tea|more tea|about tea");
    edits(c, ann, one, "about coffee");
    expect_ok(message_delete(c, as(c, ann), two));
    expect_found(c, bob, "more", "");
    indexed(c);
    expect_found(c, bob, "tea", "his tea");
    expect_found(c, bob, "coffee", "about coffee");
    expect_eq(documents(c), 2);
    expect_ok(message_delete(c, as(c, ann), three));
    expect_ok(search_tidy_all(c));
    indexed(c);
    expect_found(c, bob, "tea", "");
    expect_eq(documents(c), 1);
    expect_right(c);
    return OK;
}

static err what_is_gone_leaves_nothing(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), one = a_channel(c, ann, "public"), other = a_channel(c, ann, "public");

    (void)arg;
    enters(c, other, ann, bob);
    said(c, ann, one, "tea one");
    said(c, ann, other, "tea two");
    said(c, bob, other, "tea three");
    indexed(c);
    expect_eq(documents(c), 3);
    given_up(c, bob);
    expect_soon(c, are_left, &(i64){ 2 });
    expect_found(c, ann, "tea", "tea two|tea one");
    expect_ok(channel_delete(c, as(c, ann), one));
    expect_found(c, ann, "tea", "tea two");
    expect_soon(c, are_left, &(i64){ 1 });
    expect_right(c);
    return OK;
}

struct losing { ids which; };
static err lose(tx *t, void *arg) { return q_message_documents_drop(t, ((const struct losing *)arg)->which); }
static err fill(tx *t, void *arg) { (void)arg; return search_fill(t); }

static err a_lost_one_is_found_by_the_check(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public"), m = said(c, ann, channel, "missing").id;
    struct capability_check is = { S(""), S("") };

    (void)arg;
    said(c, ann, channel, "there");
    indexed(c);
    expect_right(c);
    expect_ok(transact(c, lose, &(struct losing){ { &m, 1 } }));
    expect_ok(search_check(c, &is));
    expect(str_find(is.wrong, id_text(&c->arena, m)) >= 0);
    expect_ok(transact(c, fill, NULL));
    expect_soon(c, are_left, &(i64){ 2 });
    expect_right(c);
    expect_found(c, ann, "missing", "missing");
    return OK;
}

/* ---- pages, and people in very many channels ---- */

enum { MANY = 70, CHANNELS = 210 };

static err pages_neither_skip_nor_repeat(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), mine = a_channel(c, bob, "private"), other = a_channel(c, ann, "private");
    struct buf all = BUF_ON(&c->arena);
    message_view_page page;
    id next;

    (void)arg;
    for (int i = 0; i < MANY; i++) {
        (void)said(c, bob, mine, (const char *)arena_format(&c->arena, "tea %d%c", i, 0).p);
        (void)said(c, ann, other, "tea of others");
    }
    for (int i = MANY - 1; i >= 0; i--)
        buf_format(&all, "%stea %d", all.n ? "|" : "", i);
    indexed(c);
    for (i64 limit = 1; limit <= 100; limit = limit * 3 + 1)
        expect_str(found_in_pages(c, bob, &(struct messages_asked){ .q = S("tea") }, limit), buf_str(&all));
    expect_ok(messages_search(c, bob, &(struct messages_asked){ .q = S("tea") }, (id){ 0 }, MANY, &page, &next));
    expect_eq(page.n, MANY);
    expect_eq(next.v, 0);
    return OK;
}

struct planting { struct planted_channel at[CHANNELS]; id me; };

static err plant(tx *t, void *arg)
{
    struct planting *p = arg;

    for (int i = 0; i < CHANNELS; i++)
        p->at[i] = (struct planted_channel){ .id = tx_new_id(t), .kind = CHANNEL_PRIVATE, .name = S("many"), .topic = S(""),
                                             .members = { &p->me, 1 } };
    return channels_plant(t, p->at, CHANNELS);
}

static err people_in_many_channels_find_the_same(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), other = a_channel(c, ann, "private");
    struct planting *p = arena_new(&c->arena, struct planting);

    (void)arg;
    p->me = bob;
    expect_ok(transact(c, plant, p));
    for (int i = 0; i < 3; i++)
        (void)said(c, bob, p->at[i * 100].id, i == 1 ? "tea with milk" : "tea");
    for (int i = 0; i < 60; i++)
        (void)said(c, ann, other, "tea");
    (void)said(c, bob, p->at[7].id, "tea last");
    indexed(c);
    expect_found(c, bob, "tea", "tea last|tea|tea with milk|tea");
    expect_str(found_in_pages(c, bob, &(struct messages_asked){ .q = S("tea") }, 1), S("tea last|tea|tea with milk|tea"));
    expect_found(c, bob, "tea milk", "tea with milk");
    expect_found(c, ann, "milk", "");
    return OK;
}

/* The least of some, since consumers read, too. */
static i64 reads_of_search(ctx *c, id me, const char *q)
{
    message_view_page page;
    struct reads r = { .turns = 5 };
    id next;

    while (reads_again(c, &r)) {
        expect_ok(messages_search(c, me, &(struct messages_asked){ .q = str_of(q) }, (id){ 0 }, 20, &page, &next));
        expect_eq(page.n, 0);
        expect_eq(next.v, 0);
    }
    return r.least;
}

static err what_others_say_is_not_looked_at(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), other = a_channel(c, ann, "private");
    struct planting *p = arena_new(&c->arena, struct planting);

    (void)arg;
    p->me = bob;
    expect_ok(transact(c, plant, p));
    (void)said(c, ann, other, "secret");
    indexed(c);
    expect_eq(reads_of_search(c, bob, "secret"), reads_of_search(c, bob, "unsaid"));
    return OK;
}

/* Nor what was said in a group before one joined it. */
static err what_was_said_before_is_not_looked_at(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), group = a_channel(c, ann, "group");
    struct channel_member member;

    (void)arg;
    (void)said(c, ann, group, "secret");
    expect_ok(channel_member_set(c, ann, group, bob, (maybe_str){ .is = ABSENT }, &member));
    (void)said(c, ann, group, "welcome");
    indexed(c);
    expect_found(c, bob, "welcome", "welcome");
    expect_eq(reads_of_search(c, bob, "secret"), reads_of_search(c, bob, "unsaid"));
    return OK;
}

TEST(what_a_question_asks_does_not_depend_on_what_was_said_before_one_joined) { in_library(what_was_said_before_is_not_looked_at); }
TEST(words_and_phrases_are_those_of_posts_and_keys_are_words) { in_library(words_and_phrases_are_those_of_posts); }
TEST(a_channel_a_sender_times_and_facts_narrow_a_question) { in_library(what_else_is_asked_for_narrows); }
TEST(a_question_about_messages_has_its_refusals) { in_library(questions_have_their_refusals); }
TEST(a_person_finds_what_they_may_read) { in_library(each_finds_what_they_may_read); }
TEST(who_finds_a_message_is_the_rule_of_its_channel) { in_library(all_combinations); }
TEST(a_channel_that_opens_is_found_by_all_and_one_that_closes_by_its_members) { in_library(a_channel_that_opens_is_found_by_all); }
TEST(a_message_is_found_by_its_new_text_only_and_not_once_it_is_deleted) { in_library(changes_are_found); }
TEST(what_is_erased_or_in_a_deleted_channel_leaves_nothing) { in_library(what_is_gone_leaves_nothing); }
TEST(a_message_that_the_index_lost_is_found_by_the_check) { in_library(a_lost_one_is_found_by_the_check); }
TEST(a_page_of_messages_is_full_and_pages_neither_skip_nor_repeat) { in_library(pages_neither_skip_nor_repeat); }
TEST(a_person_in_very_many_channels_finds_the_same) { in_library(people_in_many_channels_find_the_same); }
TEST(what_a_person_in_very_many_channels_asks_does_not_depend_on_what_others_say) { in_library(what_others_say_is_not_looked_at); }
