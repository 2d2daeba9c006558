/* Many at once: numbers are dense, in the order of commits, one client_ref is one message, and the counts are those of the rows. */
#include <stdatomic.h>
#include "base/id.h"
#include "base/random.h"
#include "base/str.h"
#include "domain/message/testbed.h"

enum { PEOPLE = 8, FIBERS = 64, DEEDS = 20 };

struct crowd { id people[PEOPLE], channel; _Atomic i64 known[FIBERS]; _Atomic i64 sent; };

static err crowd_make(ctx *c, void *arg)
{
    static const char *const names[PEOPLE] = { "ann", "bob", "carl", "dora", "emil", "fay", "gus", "hedy" };
    struct crowd *w = arg;

    for (int i = 0; i < PEOPLE; i++)
        w->people[i] = a_person(c, names[i]);
    w->channel = a_channel(c, w->people[0], "private");
    for (int i = 1; i < PEOPLE; i++)
        enters(c, w->channel, w->people[0], w->people[i]);
    for (int i = 0; i < FIBERS; i++)
        atomic_store(&w->known[i], said(c, w->people[i % PEOPLE], w->channel, "Hello @ann").id.v);
    atomic_store(&w->sent, FIBERS);
    return OK;
}

/* ---- numbers ---- */

/* What one sends after another is answered has a greater number. */
static err sends_in_order(ctx *c, int which, void *arg)
{
    struct crowd *w = arg;
    i64 last = 0;

    for (int i = 0; i < DEEDS; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        struct message m = said(c, w->people[which % PEOPLE], w->channel, "x");
        expect(m.seq > last);
        last = m.seq;
        atomic_fetch_add(&w->sent, 1);
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

static err numbers_are_dense(ctx *c, void *arg)
{
    struct crowd *w = arg;
    i64 sent = atomic_load(&w->sent), expected = sent, before = INT64_MAX;
    struct message_ends ends;
    message_view_page page;
    struct seat seat;

    expect_ok(channel_seat(c, w->people[0], w->channel, &seat));
    expect_eq(seat.last_seq, sent);
    do {
        expect_ok(messages_page(c, &seat, &(struct message_wish){ MESSAGES_BEFORE, before, 100, false }, &page, &ends));
        for (size_t i = 0; i < page.n; i++)
            expect_eq(page.at[i].words->seq, expected--);
        before = ends.older;
    } while (before);
    expect_eq(expected, 0);
    messages_agree(c);
    return OK;
}

TEST(numbers_are_dense_however_many_write_at_once)
{
    static struct crowd w;
    struct house h = messages_open(NULL);

    expect_ok(test_world_call(h.world, crowd_make, &w));
    expect_ok(test_world_crowd(h.world, FIBERS, sends_in_order, &w));
    expect_ok(test_world_call(h.world, numbers_are_dense, &w));
    house_close(&h);
}

/* ---- one client_ref ---- */

struct racing { id ann, channel; _Atomic i64 first, made; };

static err racing_make(ctx *c, void *arg)
{
    struct racing *r = arg;

    r->ann = a_person(c, "ann");
    r->channel = a_channel(c, r->ann, "public");
    atomic_store(&r->first, 0);
    atomic_store(&r->made, 0);
    return OK;
}

/* Half of them say something else with it: whoever comes first has said it. */
static err sends_the_same(ctx *c, int which, void *arg)
{
    struct message_draft d = words(which % 2 ? "one" : "other");
    struct racing *r = arg;
    struct message m;
    bool repeated;
    i64 none = 0;

    d.client_ref = (maybe_str){ GIVEN, S("ref") };
    err e = message_send(c, r->ann, r->channel, &d, &m, &repeated);
    expect(e == OK || e == ERR_INVALID);
    if (e == OK) {
        expect(atomic_compare_exchange_strong(&r->first, &none, m.id.v) || none == m.id.v);
        atomic_fetch_add(&r->made, !repeated);
    }
    return OK;
}

static err was_sent_once(ctx *c, void *arg)
{
    struct racing *r = arg;

    expect_eq(atomic_load(&r->made), 1);
    expect_eq(channel_now(c, r->ann, r->channel).seat.last_seq, 1);
    messages_agree(c);
    return OK;
}

TEST(of_many_with_one_client_ref_at_once_one_is_sent)
{
    static struct racing r;
    struct house h = messages_open(NULL);

    expect_ok(test_world_call(h.world, racing_make, &r));
    expect_ok(test_world_crowd(h.world, FIBERS, sends_the_same, &r));
    expect_ok(test_world_call(h.world, was_sent_once, &r));
    house_close(&h);
}

/* ---- slow mode ---- */

static err slow_make(ctx *c, void *arg)
{
    struct racing *r = arg;
    id owner = a_person(c, "owner");

    r->ann = a_person(c, "ann");
    r->channel = a_channel_of(c, owner, &(struct channel_draft){ .name = { GIVEN, S("Slow") }, .slow_mode_seconds = { GIVEN, 600 } });
    enters(c, r->channel, owner, r->ann);
    atomic_store(&r->made, 0);
    return OK;
}

static err sends_fast(ctx *c, int which, void *arg)
{
    struct message_draft d = words("x");
    struct racing *r = arg;
    struct message m;

    (void)which;
    err e = sends(c, r->ann, r->channel, &d, &m);
    expect(e == OK || e == ERR_TOO_MANY);
    atomic_fetch_add(&r->made, e == OK);
    return OK;
}

static err went_through_once(ctx *c, void *arg)
{
    struct racing *r = arg;

    expect_eq(atomic_load(&r->made), 1);
    expect_eq(channel_now(c, r->ann, r->channel).seat.last_seq, 1);
    return OK;
}

TEST(in_slow_mode_one_of_many_at_once_goes_through)
{
    static struct racing r;
    struct house h = messages_open(NULL);

    expect_ok(test_world_call(h.world, slow_make, &r));
    expect_ok(test_world_crowd(h.world, 32, sends_fast, &r));
    expect_ok(test_world_call(h.world, went_through_once, &r));
    house_close(&h);
}

/* ---- among others ---- */

enum { MIXED = 48 };

struct mixed { id owner, members[MIXED], open, announced; };

/* Every third is no member, every third is suspended. */
static err mixed_make(ctx *c, void *arg)
{
    struct mixed *m = arg;

    m->owner = a_person(c, "owner");
    m->open = a_channel(c, m->owner, "public");
    m->announced = a_channel_of(c, m->owner, &(struct channel_draft){ .name = { GIVEN, S("News") }, .announcement = { GIVEN, true } });
    for (int i = 0; i < MIXED; i++) {
        m->members[i] = a_person(c, arena_format(&c->arena, "member_%d", i).p);
        enters(c, m->announced, m->owner, m->members[i]);
        if (i % 3)
            enters(c, m->open, m->owner, m->members[i]);
        if (i % 3 == 1)
            hidden(c, m->members[i], true);
    }
    return OK;
}

static err sends_among_others(ctx *c, int which, void *arg)
{
    struct message_draft d = words("x");
    struct mixed *m = arg;
    id me = m->members[which];
    struct message out;

    for (int i = 0; i < 5; i++) {
        err e = sends(c, me, m->open, &d, &out);
        if (which % 3 == 0)
            expect_refused(c, e, &not_a_member);
        else if (which % 3 == 1)
            expect_refused(c, e, &account_suspended);
        else
            expect_ok(e);
        e = sends(c, me, m->announced, &d, &out);
        expect_refused(c, e, which % 3 == 1 ? &account_suspended : &announcement_only);
        said(c, m->owner, m->announced, "x");
    }
    return OK;
}

static err those_who_may_have_sent(ctx *c, void *arg)
{
    struct mixed *m = arg;

    expect_eq(channel_now(c, m->owner, m->open).seat.last_seq, MIXED / 3 * 5);
    expect_eq(channel_now(c, m->owner, m->announced).seat.last_seq, MIXED * 5);
    messages_agree(c);
    return OK;
}

TEST(who_may_not_send_is_told_why_among_those_who_may)
{
    static struct mixed m;
    struct house h = messages_open(NULL);

    expect_ok(test_world_call(h.world, mixed_make, &m));
    expect_ok(test_world_crowd(h.world, MIXED, sends_among_others, &m));
    expect_ok(test_world_call(h.world, those_who_may_have_sent, &m));
    house_close(&h);
}

/* ---- everything at once ---- */

static err replies(ctx *c, struct rng *rng, struct crowd *w, id me, _Atomic i64 *place)
{
    struct message_draft d = words(rng_below(rng, 2) ? "Hello @ann @bob" : "Hello");
    struct message m;
    bool repeated;

    if (rng_below(rng, 2))
        d.reply_to_id = (maybe_id){ GIVEN, { atomic_load(place) } };
    if (rng_below(rng, 2))
        d.thread_root_id = (maybe_id){ GIVEN, { atomic_load(place) } };
    if (rng_below(rng, 4) == 0)
        d.forward_of = (maybe_id){ GIVEN, { atomic_load(place) } };
    err e = message_send(c, me, w->channel, &d, &m, &repeated);
    if (e == OK) {
        atomic_store(place, m.id.v);
        atomic_fetch_add(&w->sent, 1);
    }
    return e;
}

static err deed(ctx *c, struct rng *rng, struct crowd *w)
{
    id me = w->people[rng_below(rng, PEOPLE)];
    _Atomic i64 *place = &w->known[rng_below(rng, FIBERS)];
    id known = { atomic_load(place) };
    struct message m;

    switch (rng_below(rng, 4)) {
    case 0: return message_delete(c, &(struct caller){ .account = me }, known);
    case 1: return message_edit(c, me, known, (maybe_str){ GIVEN, rng_below(rng, 2) ? S("tick @carl") : S("tock @ann") }, &m);
    default: return replies(c, rng, w, me, place);
    }
}

static err act(ctx *c, int which, void *arg)
{
    struct rng rng;

    rng_seed(&rng, (u64)which + 1);
    for (int i = 0; i < DEEDS; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        err e = fresh(c, deed(c, &rng, arg));
        expect(e == OK || e == ERR_NOT_FOUND || e == ERR_INVALID || e == ERR_FORBIDDEN || e == ERR_CONFLICT);
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

/* What answers show out of the cache is what is in the rows; and mentions counted are those that stand unread. */
static err all_agree(ctx *c, void *arg)
{
    struct crowd *w = arg;

    for (int i = 0; i < FIBERS; i++) {
        id which = { atomic_load(&w->known[i]) };
        struct message_view shown, read;
        expect_ok(message_show(c, w->people[0], which, &shown));
        message_forget(c->world, which);
        message_marks_forget(c->world, which);
        expect_ok(message_show(c, w->people[0], which, &read));
        expect_str(shown.json, read.json);
        expect_str(message_rest_json(&c->arena, &shown), message_rest_json(&c->arena, &read));
    }
    return numbers_are_dense(c, arg);
}

static i64 unread_mentions(ctx *c, struct crowd *w, id who)
{
    i64 n = 0, before = INT64_MAX;
    struct message_ends ends;
    message_view_page page;
    struct seat seat;

    expect_ok(channel_seat(c, who, w->channel, &seat));
    do {
        expect_ok(messages_page(c, &seat, &(struct message_wish){ MESSAGES_BEFORE, before, 100, false }, &page, &ends));
        for (size_t i = 0; i < page.n; i++) {
            bool named = false;
            for (size_t k = 0; k < page.at[i].words->mentions.n; k++)
                named |= page.at[i].words->mentions.at[k].user_id.v == who.v;
            n += named && page.at[i].words->seq > seat.last_read;
        }
        before = ends.older;
    } while (before);
    return n;
}

static err mentions_agree(ctx *c, void *arg)
{
    struct crowd *w = arg;

    for (int i = 0; i < PEOPLE; i++)
        expect_eq(channel_now(c, w->people[i], w->channel).mention_count, unread_mentions(c, w, w->people[i]));
    return OK;
}

TEST(everything_agrees_after_whatever_a_crowd_does)
{
    static struct crowd w;
    struct house h = messages_open(NULL);

    expect_ok(test_world_call(h.world, crowd_make, &w));
    expect_ok(test_world_crowd(h.world, FIBERS, act, &w));
    expect_ok(test_world_call(h.world, all_agree, &w));
    expect_ok(test_world_call(h.world, mentions_agree, &w));
    house_close(&h);
}
