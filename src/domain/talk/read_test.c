/* What is read and unread, against a model of it, and while many write at once. */
#include <stdatomic.h>
#include "base/id.h"
#include "base/random.h"
#include "base/str.h"
#include "domain/talk/testbed.h"

enum { PEOPLE = 5, MESSAGES_MOST = 400, DEEDS = 500 };
static const char *const names[PEOPLE] = { "ann", "bob", "cid", "dan", "eve" };

static id group_of_all(ctx *c, id *people)
{
    for (int i = 0; i < PEOPLE; i++)
        people[i] = a_person(c, names[i]);
    return a_group(c, people[0], people + 1, PEOPLE - 1);
}

/* ---- one after the other, against a model ---- */

struct written { id id; int by; u32 mentions; bool deleted; };
struct model {
    ctx *c;
    struct rng rng;
    id people[PEOPLE], channel;
    i64 last_read[PEOPLE], unlisted[PEOPLE];     /* up to there it is out of their sight */
    struct written messages[MESSAGES_MOST];
    i64 n;
};

static size_t some(struct model *m, size_t n) { return (size_t)(rng_next(&m->rng) % n); }

/* A text that mentions some, in bits. */
static const char *words_of(struct model *m, u32 *mentions)
{
    str text = S("hello");

    *mentions = 0;
    for (int i = 0; i < PEOPLE; i++)
        if (!some(m, 4)) {
            *mentions |= (u32)1 << i;
            text = arena_format(&m->c->arena, STR_FMT " @%s", STR_ARG(text), names[i]);
        }
    return arena_format(&m->c->arena, STR_FMT " %zu", STR_ARG(text), some(m, 1000000)).p;
}

static void model_send(struct model *m, int who)
{
    struct written *w = &m->messages[m->n];

    if (m->n == MESSAGES_MOST)
        return;
    w->by = who;
    w->id = said(m->c, m->people[who], m->channel, words_of(m, &w->mentions));
    m->last_read[who] = ++m->n;
}

/* One that its sender still sees, or NULL. */
static struct written *one_in_sight(struct model *m)
{
    i64 at = m->n ? (i64)some(m, (size_t)m->n) : 0;
    struct written *w = &m->messages[at];

    return m->n && at >= m->unlisted[w->by] ? w : NULL;
}

static void model_edit(struct model *m)
{
    struct written *w = one_in_sight(m);
    struct message out;

    if (!w || w->deleted)
        return;
    u32 mentions;
    const char *text = words_of(m, &mentions);
    expect_ok(message_edit(m->c, m->people[w->by], w->id, (maybe_str){ GIVEN, str_of(text) }, &out));
    w->mentions = mentions;
}

static void model_delete(struct model *m)
{
    struct written *w = one_in_sight(m);

    if (!w)
        return;
    expect_ok(message_delete(m->c, &(struct caller){ .account = m->people[w->by] }, w->id));
    w->deleted = true;
}

static void model_read(struct model *m, int who)
{
    i64 seq = (i64)some(m, (size_t)m->n + 3);
    struct read_state out;

    expect_ok(reads_to(m->c, m->people[who], m->channel, seq, &out));
    seq = seq < m->n ? seq : m->n;
    m->last_read[who] = seq > m->last_read[who] ? seq : m->last_read[who];
    expect_eq(out.last_read_seq, m->last_read[who]);
}

static i64 mentions_counted(const struct model *m, int who)
{
    i64 n = 0;

    for (i64 seq = m->last_read[who] + 1; seq <= m->n; seq++)
        n += !m->messages[seq - 1].deleted && m->messages[seq - 1].mentions >> who & 1;
    return n;
}

static void model_compare(struct model *m)
{
    struct unread_sum sum;

    for (int i = 0; i < PEOPLE; i++) {
        struct channel k = channel_of_mine(m->c, m->people[i], m->channel);
        i64 unread = m->n - m->last_read[i], mentions = mentions_counted(m, i);
        expect_eq(k.unread_count, unread);
        expect_eq(k.mention_count, mentions);
        expect_eq(k.last_read_message_id.v.v, m->last_read[i] ? m->messages[m->last_read[i] - 1].id.v : 0);
        expect_ok(talk_unread(m->c, m->people[i], &sum));
        expect_eq(sum.channels.n, unread > 0);
        expect_eq(sum.unread_count, unread);
        expect_eq(sum.mention_count, mentions);
    }
}

static void deed(struct model *m)
{
    int who = (int)some(m, PEOPLE);

    switch (some(m, 12)) {
    case 0: case 1: case 2: case 3: model_send(m, who); break;
    case 4: case 5: model_edit(m); break;
    case 6: model_delete(m); break;
    case 7:
        if (some(m, 4))
            break;
        expect_ok(conversation_unlist(m->c, m->people[who], m->channel));
        m->last_read[who] = m->unlisted[who] = m->n;
        break;
    default: model_read(m, who);
    }
}

static err counts_are_those_of_a_model(ctx *c, void *arg)
{
    struct model *m = arena_new(&c->arena, struct model);

    (void)arg;
    *m = (struct model){ .c = c };
    rng_seed(&m->rng, 20261130);
    m->channel = group_of_all(c, m->people);
    struct arena_mark mark = arena_mark(&c->arena);
    for (int i = 0; i < DEEDS; i++) {
        deed(m);
        if (i % 5 == 0)
            model_compare(m);
        arena_rewind(&c->arena, mark);
    }
    model_compare(m);
    hall_agrees(c);
    return OK;
}

/* ---- many at once ---- */

enum { FIBERS = 20, TURNS = 25 };
struct crowd { id people[PEOPLE], channel; _Atomic i64 read[PEOPLE]; };

static err crowd_make(ctx *c, void *arg)
{
    struct crowd *all = arg;

    all->channel = group_of_all(c, all->people);
    for (int i = 0; i < PEOPLE; i++)
        atomic_store(&all->read[i], 0);
    return OK;
}

/* It is at least as far as every answer before it. */
static void reads_on(ctx *c, struct crowd *all, int who, struct rng *rng)
{
    i64 before = atomic_load(&all->read[who]), seen;
    struct read_state out;

    expect_ok(reads_to(c, all->people[who], all->channel, (i64)(rng_next(rng) % 300), &out));
    expect(out.last_read_seq >= before && out.unread_count >= 0 && out.mention_count >= 0);
    for (seen = before; seen < out.last_read_seq && !atomic_compare_exchange_weak(&all->read[who], &seen, out.last_read_seq); )
        continue;
}

/* Those of one person's, each with a message of its own to change. */
static err mixes(ctx *c, int which, void *arg)
{
    struct crowd *all = arg;
    int who = which % PEOPLE;
    struct arena_mark mark = arena_mark(&c->arena);
    struct message out;
    struct rng rng;
    id own = { 0 };

    rng_seed(&rng, (u64)which);
    for (int i = 0; i < TURNS; i++) {
        const char *text = arena_format(&c->arena, "%d @%s @%s", i, names[rng_next(&rng) % PEOPLE], names[rng_next(&rng) % PEOPLE]).p;
        u64 deed = rng_next(&rng) % 6;
        if (deed < 2 || !own.v)
            own = said(c, all->people[who], all->channel, text);
        else if (deed == 2)
            expect_ok(message_edit(c, all->people[who], own, (maybe_str){ GIVEN, str_of(text) }, &out));
        else if (deed == 3) {
            expect_ok(message_delete(c, &(struct caller){ .account = all->people[who] }, own));
            own.v = 0;
        } else
            reads_on(c, all, who, &rng);
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

static bool mentions(const struct message_words *w, id who)
{
    for (size_t i = 0; i < w->mentions.n; i++)
        if (w->mentions.at[i].user_id.v == who.v)
            return true;
    return false;
}

static err counts_are_those_of_the_messages(ctx *c, void *arg)
{
    struct crowd *all = arg;

    for (int i = 0; i < PEOPLE; i++) {
        struct channel k = channel_of_mine(c, all->people[i], all->channel);
        struct message_wish wish = { .way = MESSAGES_AFTER, .seq = k.last_read_seq, .limit = 1000 };
        message_view_page page;
        struct message_ends ends;
        struct seat seat;
        i64 n = 0;
        TRY(channel_seat(c, all->people[i], all->channel, &seat));
        TRY(messages_page(c, &seat, &wish, &page, &ends));
        for (size_t m = 0; m < page.n; m++)
            n += mentions(page.at[m].words, all->people[i]);
        expect_eq(k.unread_count, page.n);
        expect_eq(k.mention_count, n);
        expect_eq(k.last_seq - k.last_read_seq, k.unread_count);
        expect(k.last_read_seq >= atomic_load(&all->read[i]));
    }
    hall_agrees(c);
    return OK;
}

TEST(counts_stay_right_and_positions_never_go_back_while_many_write)
{
    static struct crowd all;
    struct house h = hall_open(NULL);

    expect_ok(test_world_call(h.world, crowd_make, &all));
    expect_ok(test_world_crowd(h.world, FIBERS, mixes, &all));
    expect_ok(test_world_call(h.world, counts_are_those_of_the_messages, &all));
    house_close(&h);
}

enum { SAID = 40, READERS = 24 };
struct racing { id ann, bob, channel; _Atomic i64 furthest; };

static err racing_make(ctx *c, void *arg)
{
    struct racing *r = arg;

    r->ann = a_person(c, "ann");
    r->bob = a_person(c, "bob");
    r->channel = direct(c, r->ann, r->bob);
    for (int i = 0; i < SAID; i++)
        said(c, r->ann, r->channel, i % 4 ? "hello" : "hello @bob");
    atomic_store(&r->furthest, 0);
    return OK;
}

/* All begin from nothing read, and each says another place. */
static err races(ctx *c, int which, void *arg)
{
    struct racing *r = arg;
    i64 seq = 1 + (which * 7) % (SAID - 4), seen = atomic_load(&r->furthest);
    struct read_state out;

    TRY(reads_to(c, r->bob, r->channel, seq, &out));
    expect(out.last_read_seq >= seq);
    while (seen < out.last_read_seq && !atomic_compare_exchange_weak(&r->furthest, &seen, out.last_read_seq))
        continue;
    return OK;
}

static err the_furthest_stands(ctx *c, void *arg)
{
    struct racing *r = arg;
    i64 furthest = atomic_load(&r->furthest), mentions = 0;
    struct channel k = channel_of_mine(c, r->bob, r->channel);

    for (i64 seq = furthest + 1; seq <= SAID; seq++)
        mentions += (seq - 1) % 4 == 0;
    expect_eq(k.last_read_seq, furthest);
    expect_eq(k.unread_count, SAID - furthest);
    expect_eq(k.mention_count, mentions);
    return OK;
}

TEST(of_many_positions_at_once_the_furthest_stands)
{
    static struct racing r;
    struct house h = hall_open(NULL);

    expect_ok(test_world_call(h.world, racing_make, &r));
    expect_ok(test_world_crowd(h.world, READERS, races, &r));
    expect_ok(test_world_call(h.world, the_furthest_stands, &r));
    house_close(&h);
}

/* ---- what a wish may say ---- */

static err a_position_is_a_message_or_a_number_of_this_channel(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), cid = a_person(c, "cid"), channel = direct(c, ann, bob);
    id other = direct(c, ann, cid), theirs = said(c, ann, other, "hello"), first = said(c, ann, channel, "one");
    struct read_state out;

    (void)arg;
    said(c, ann, channel, "two");
    struct read_wish wish = { .id = channel, .message_id = { GIVEN, theirs } };
    expect_eq(fresh(c, talk_read(c, bob, &wish, &out)), ERR_NOT_FOUND);
    wish.message_id.v = (id){ 12345 };
    expect_eq(talk_read(c, bob, &wish, &out), ERR_NOT_FOUND);
    expect(c->failure.problem == &message_not_found);
    (void)fresh(c, OK);
    expect_eq(talk_read(c, cid, &wish, &out), ERR_NOT_FOUND);
    expect(c->failure.problem == &channel_not_found);
    (void)fresh(c, OK);
    wish.message_id.v = first;
    TRY(talk_read(c, bob, &wish, &out));
    expect(out.last_read_seq == 1 && out.unread_count == 1 && out.last_read_message_id.v.v == first.v);
    TRY(reads_to(c, bob, channel, 0, &out));
    expect(out.last_read_seq == 1 && out.last_read_message_id.v.v == first.v);
    TRY(reads_to(c, bob, channel, 99, &out));
    expect(out.last_read_seq == 2 && out.unread_count == 0);
    TRY(talk_read(c, bob, &wish, &out));
    expect_eq(out.last_read_seq, 2);
    return OK;
}

/* ---- totals ---- */

static bool all_count(ctx *c, const void *arg)
{
    struct unread_sum sum;

    expect_ok(talk_unread(c, *(const id *)arg, &sum));
    return sum.unread_count == 2 && sum.mention_count == 2 && !sum.channels.at[0].muted;
}

static err what_is_muted_counts_for_nothing(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), cid = a_person(c, "cid");
    id loud = direct(c, bob, ann), quiet = direct(c, cid, ann);
    struct unread_sum sum;

    (void)arg;
    said(c, bob, loud, "@ann hello");
    said(c, cid, quiet, "@ann hello");
    TRY(channel_mute(c, ann, quiet, (maybe_when){ .is = ABSENT }));
    TRY(talk_unread(c, ann, &sum));
    expect(sum.unread_count == 1 && sum.mention_count == 1 && sum.channels.n == 2);
    expect(sum.channels.at[0].channel_id.v == quiet.v && sum.channels.at[0].muted && sum.channels.at[0].mention_count == 1);
    expect(!sum.channels.at[1].muted);
    TRY(channel_mute(c, ann, quiet, (maybe_when){ GIVEN, { ctx_now(c).ms + 50 } }));
    expect_soon(c, all_count, &ann);
    return OK;
}

TEST(counts_are_those_of_a_model) { in_hall(counts_are_those_of_a_model); }
TEST(a_position_is_a_message_or_a_number_of_this_channel) { in_hall(a_position_is_a_message_or_a_number_of_this_channel); }
TEST(what_is_muted_counts_for_nothing) { in_hall(what_is_muted_counts_for_nothing); }
