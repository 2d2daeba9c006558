/* Which messages a question finds, for whom, and how soon: the same on both stores. */
#include "base/buf.h"
#include "base/id.h"
#include "base/random.h"
#include "base/str.h"
#include "domain/message/testbed.h"
#include "domain/search/search.sql.h"
#include "domain/search/search_own.h"
#include "domain/tag/tag.h"

enum { PATIENCE_MS = 30000 };

static const struct capability *const capabilities[] = {
    &work_capability, &audit_capability, &account_capability, &graph_capability, &profile_capability, &reaction_capability,
    &poll_capability, &tag_capability, &post_capability, &channel_capability, &message_capability, &search_capability, NULL
};
static const struct test_setting unlimited[] = { { "limits", "off" }, {0} };

static void in_library(err (*run)(ctx *, void *))
{
    struct house h = house_open((struct house_options){ .world = { .real_clock = true, .settings = unlimited },
                                                        .capabilities = capabilities });
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

static void indexed(ctx *c)
{
    expect_ok(consumer_await(c, MESSAGES_CONSUMER, PATIENCE_MS));
}

static void expect_right(ctx *c)
{
    struct capability_check is = { S(""), S("") };

    expect_ok(search_check(c, &is));
    expect_str(is.wrong, S(""));
}

static const struct caller *as(ctx *c, id who)
{
    struct caller *me = arena_new(&c->arena, struct caller);

    *me = (struct caller){ .account = who, .role = ROLE_USER };
    return me;
}

/* What `me` finds, page by page of so many: "second|first". */
static str found_in_pages(ctx *c, id me, const struct messages_asked *asked, i64 limit)
{
    struct buf b = BUF_ON(&c->arena);
    message_view_page page;
    id at = { 0 };

    do {
        expect_ok(messages_search(c, me, asked, at, limit, &page, &at));
        expect(page.n <= (size_t)limit);
        for (size_t i = 0; i < page.n; i++)
            buf_format(&b, "%s" STR_FMT, b.n ? "|" : "", STR_ARG(page.at[i].words->content.v));
    } while (at.v);
    return buf_str(&b);
}

static str found(ctx *c, id me, const char *q)
{
    return found_in_pages(c, me, &(struct messages_asked){ .q = str_of(q) }, 20);
}
#define expect_found(c, me, q, wanted) expect_str(found((c), (me), (q)), S(wanted))

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
        expect_refused(c, messages_search(c, ann, &(struct messages_asked){ .q = str_of(wide[i]) }, (id){ 0 }, 20, &page, &next), &too_wide);
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

static bool eve_finds(ctx *c, id eve, const char *wanted)
{
    return str_eq(found(c, eve, "tea"), str_of(wanted));
}

struct eve { id who; const char *wanted; };
static bool finds(ctx *c, const void *arg)
{
    const struct eve *e = arg;

    return eve_finds(c, e->who, e->wanted);
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

/* ---- anything, compared with a model ---- */

enum { PEOPLE = 5, ROOMS = 6, ROUNDS = 12, DEEDS = 25, QUESTIONS = 12, SAID_MOST = 400, WORDS = 5 };

static const char *const vocabulary[WORDS] = { "tea", "cup", "Café", "東京", "don't" };

struct model {
    struct rng random;
    id people[PEOPLE], rooms[ROOMS];
    struct { id id; int text[4], words; bool gone; } said[SAID_MOST];
    int n;
};

static str text_of(ctx *c, const int *text, int words)
{
    struct buf b = BUF_ON(&c->arena);

    for (int i = 0; i < words; i++)
        buf_format(&b, "%s%s", i ? " " : "", vocabulary[text[i]]);
    return buf_str(&b);
}

static int words_choose(struct model *m, int *text)
{
    int words = 1 + (int)rng_below(&m->random, 4);

    for (int i = 0; i < words; i++)
        text[i] = (int)rng_below(&m->random, WORDS);
    return words;
}

static void says_something(ctx *c, struct model *m, id who, id room)
{
    struct message_draft d = { .content.is = GIVEN };
    struct message out;

    if (m->n == SAID_MOST)
        return;
    m->said[m->n].words = words_choose(m, m->said[m->n].text);
    d.content.v = text_of(c, m->said[m->n].text, m->said[m->n].words);
    if (fresh(c, sends(c, who, room, &d, &out)) == OK) {
        m->said[m->n].gone = false;
        m->said[m->n++].id = out.id;
    }
}

static void changes_something(ctx *c, struct model *m, id who)
{
    int at = m->n ? (int)rng_below(&m->random, m->n) : 0, text[4], words = words_choose(m, text);
    struct message out;

    if (!m->n)
        return;
    if (rng_below(&m->random, 3)) {
        if (fresh(c, message_edit(c, who, m->said[at].id, (maybe_str){ GIVEN, text_of(c, text, words) }, &out)) == OK) {
            memcpy(m->said[at].text, text, sizeof text);
            m->said[at].words = words;
        }
    } else if (fresh(c, message_delete(c, as(c, who), m->said[at].id)) == OK) {
        m->said[at].gone = true;
    }
}

static void moves_somebody(ctx *c, struct model *m, id who, id other, id room)
{
    struct channel_member member;
    struct channel_change change = { .id = room };

    switch (rng_below(&m->random, 7)) {
    case 0:
    case 1:
        (void)fresh(c, channel_member_set(c, who, room, other, (maybe_str){ .is = ABSENT }, &member));
        break;
    case 2:
        (void)fresh(c, channel_join(c, who, room, &(id){ 0 }));
        break;
    case 3:
        (void)fresh(c, channel_leave(c, other, room));
        break;
    case 4:
        (void)fresh(c, channel_ban(c, who, room, other));
        break;
    case 5:
        change.history = (maybe_str){ GIVEN, rng_below(&m->random, 2) ? S("full") : S("since_joined") };
        (void)fresh(c, channel_change(c, who, &change));
        break;
    default:
        change.kind = (maybe_str){ GIVEN, rng_below(&m->random, 2) ? S("public") : S("private") };
        (void)fresh(c, channel_change(c, who, &change));
    }
}

static void does_something(ctx *c, struct model *m)
{
    id who = m->people[rng_below(&m->random, PEOPLE)], other = m->people[rng_below(&m->random, PEOPLE)];
    id room = m->rooms[rng_below(&m->random, ROOMS)];
    i64 deed = rng_below(&m->random, 10);

    if (deed < 5)
        says_something(c, m, who, room);
    else if (deed < 7)
        changes_something(c, m, who);
    else
        moves_somebody(c, m, who, other, room);
}

static bool stands_in(const int *text, int words, const int *asked, int n)
{
    for (int at = 0; at + n <= words; at++) {
        int same = 0;
        while (same < n && text[at + same] == asked[same])
            same++;
        if (same == n)
            return true;
    }
    return false;
}

/* A phrase of two words, or two words, of which the second may be unwanted. */
struct question { int asked[2]; bool phrase, without; };

static bool holds(const struct question *q, const int *text, int words)
{
    if (q->phrase)
        return stands_in(text, words, q->asked, 2);
    return stands_in(text, words, q->asked, 1) && stands_in(text, words, q->asked + 1, 1) != q->without;
}

static str expected(ctx *c, const struct model *m, id me, const struct question *q)
{
    struct buf b = BUF_ON(&c->arena);

    for (int i = m->n - 1; i >= 0; i--)
        if (!m->said[i].gone && holds(q, m->said[i].text, m->said[i].words) && is_seen(c, me, m->said[i].id)) {
            buf_add(&b, b.n ? S("|") : S(""));
            buf_add(&b, text_of(c, m->said[i].text, m->said[i].words));
        }
    return buf_str(&b);
}

static str asked_as(ctx *c, const struct question *q)
{
    const char *one = vocabulary[q->asked[0]], *two = vocabulary[q->asked[1]];

    if (q->phrase)
        return arena_format(&c->arena, "\"%s %s\"", one, two);
    return arena_format(&c->arena, q->without ? "%s -%s" : "%s %s", one, two);
}

struct asking { const struct model *m; id me; struct question q; i64 limit; };

/* A sweep after a change of a channel's kind may be under way; in the end they agree. */
static bool agrees(ctx *c, const void *arg)
{
    const struct asking *a = arg;
    struct arena_mark mark = arena_mark(&c->arena);
    const struct messages_asked asked = { .q = asked_as(c, &a->q) };
    bool same = str_eq(found_in_pages(c, a->me, &asked, a->limit), expected(c, a->m, a->me, &a->q));

    arena_rewind(&c->arena, mark);
    return same;
}

static void asks_something(ctx *c, struct model *m)
{
    struct asking a = { .m = m, .me = m->people[rng_below(&m->random, PEOPLE)], .limit = 1 + rng_below(&m->random, 20) };

    a.q = (struct question){ { (int)rng_below(&m->random, WORDS), (int)rng_below(&m->random, WORDS) }, rng_below(&m->random, 3) == 0,
                             rng_below(&m->random, 3) == 0 };
    expect_soon(c, agrees, &a);
}

static err anything_agrees_with_a_model(ctx *c, void *arg)
{
    static const char *const names[PEOPLE] = { "ann", "bob", "carl", "dora", "emil" }, *const kinds[3] = { "public", "private", "group" };
    struct model *m = arena_new(&c->arena, struct model);

    (void)arg;
    *m = (struct model){ .n = 0 };
    rng_seed(&m->random, 20261130);
    for (int i = 0; i < PEOPLE; i++)
        m->people[i] = a_person(c, names[i]);
    for (int i = 0; i < ROOMS; i++)
        m->rooms[i] = i == ROOMS - 1 ? a_direct(c, m->people[0], m->people[1]) : a_channel(c, m->people[i % PEOPLE], kinds[i % 3]);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < DEEDS; i++)
            does_something(c, m);
        indexed(c);
        for (int i = 0; i < QUESTIONS; i++)
            asks_something(c, m);
    }
    expect_right(c);
    return OK;
}

TEST(words_and_phrases_are_those_of_posts_and_keys_are_words) { in_library(words_and_phrases_are_those_of_posts); }
TEST(a_channel_a_sender_times_and_facts_narrow_a_question) { in_library(what_else_is_asked_for_narrows); }
TEST(a_question_about_messages_has_its_refusals) { in_library(questions_have_their_refusals); }
TEST(a_person_finds_what_they_may_read) { in_library(each_finds_what_they_may_read); }
TEST(a_channel_that_opens_is_found_by_all_and_one_that_closes_by_its_members) { in_library(a_channel_that_opens_is_found_by_all); }
TEST(a_message_is_found_by_its_new_text_only_and_not_once_it_is_deleted) { in_library(changes_are_found); }
TEST(what_is_erased_or_in_a_deleted_channel_leaves_nothing) { in_library(what_is_gone_leaves_nothing); }
TEST(a_message_that_the_index_lost_is_found_by_the_check) { in_library(a_lost_one_is_found_by_the_check); }
TEST(a_page_of_messages_is_full_and_pages_neither_skip_nor_repeat) { in_library(pages_neither_skip_nor_repeat); }
TEST(a_person_in_very_many_channels_finds_the_same) { in_library(people_in_many_channels_find_the_same); }
TEST(whatever_is_said_and_whoever_comes_and_goes_a_search_agrees_with_a_model) { in_library(anything_agrees_with_a_model); }
