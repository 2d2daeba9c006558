/* Random histories of people who write, edit, come and go, and questions about them: what is found is what a model says. */
#include "base/buf.h"
#include "base/random.h"
#include "base/str.h"
#include "domain/search/messages_testbed.h"

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

TEST(whatever_is_said_and_whoever_comes_and_goes_a_search_agrees_with_a_model) { in_library(anything_agrees_with_a_model); }
