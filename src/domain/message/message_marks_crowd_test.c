/* Many react, pin and reply at once: counts stay those of the rows, and no limit is passed. */
#include "base/id.h"
#include "base/random.h"
#include "base/str.h"
#include "domain/message/marks.h"
#include "domain/message/message.sql.h"
#include "domain/message/testbed.h"

enum { PEOPLE = 8, FIBERS = 32, DEEDS = 25, MESSAGES = 3, PINNED_AT_ONCE = 64 };

struct crowd { id people[PEOPLE], channel, messages[PINNED_AT_ONCE]; };

static const char *const names[PEOPLE] = { "ann", "bob", "carl", "dora", "emil", "fay", "gus", "hedy" };

static err crowd_make(ctx *c, void *arg)
{
    struct crowd *w = arg;

    for (int i = 0; i < PEOPLE; i++)
        w->people[i] = a_person(c, names[i]);
    w->channel = a_channel(c, w->people[0], "group");
    for (int i = 1; i < PEOPLE; i++)
        enters(c, w->channel, w->people[0], w->people[i]);
    for (int i = 0; i < PINNED_AT_ONCE; i++)
        w->messages[i] = said(c, w->people[i % PEOPLE], w->channel, "tea?").id;
    return OK;
}

static void in_crowd(err (*one)(ctx *, int, void *), err (*after)(ctx *, void *))
{
    static struct crowd w;
    struct house h = messages_open(NULL);

    expect_ok(test_world_call(h.world, crowd_make, &w));
    expect_ok(test_world_crowd(h.world, FIBERS, one, &w));
    expect_ok(test_world_call(h.world, after, &w));
    house_close(&h);
}

/* ---- reactions ---- */

static str emoji_at(ctx *c, i64 n)
{
    return arena_format(&c->arena, "\xf0\x9f\x98%c", (int)(0x80 + n));
}

static err reacts_at_random(ctx *c, int which, void *arg)
{
    struct crowd *w = arg;
    struct rng random;

    rng_seed(&random, (u64)which + 1);
    for (int i = 0; i < DEEDS; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        id me = w->people[rng_below(&random, PEOPLE)], m = w->messages[rng_below(&random, MESSAGES)];
        str emoji = emoji_at(c, rng_below(&random, 3));
        struct message out;
        expect_ok((rng_below(&random, 3) ? message_react : message_unreact)(c, me, m, emoji, &out));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

static err counts_are_those_of_the_rows(ctx *c, void *arg)
{
    struct crowd *w = arg;

    for (int i = 0; i < MESSAGES; i++) {
        i64 counted = 0;
        message_reaction_page page;
        struct message m;
        id next;
        expect_ok(message_reactions(c, w->people[0], w->messages[i], S(""), (id){ 0 }, 100, &page, &next));
        expect_ok(message_get(c, w->people[0], w->messages[i], &m));
        for (size_t k = 0; k < m.reactions.n; k++)
            counted += m.reactions.at[k].count;
        expect_eq(counted, (i64)page.n);
    }
    messages_agree(c);
    return OK;
}

/* Far more different ones than a message may have. */
static err reacts_with_many(ctx *c, int which, void *arg)
{
    struct crowd *w = arg;
    struct message out;

    for (int i = 0; i < 3; i++) {
        err e = fresh(c, message_react(c, w->people[which % PEOPLE], w->messages[0], emoji_at(c, (which + i * FIBERS) % 60), &out));
        expect(e == OK || e == ERR_CONFLICT);
        expect(e != OK || out.reactions.n <= REACTIONS_MOST);
    }
    return OK;
}

static err there_are_twenty(ctx *c, void *arg)
{
    struct crowd *w = arg;
    struct message m;

    expect_ok(message_get(c, w->people[0], w->messages[0], &m));
    expect_eq(m.reactions.n, REACTIONS_MOST);
    messages_agree(c);
    return OK;
}

/* Some react while its sender deletes it: a tombstone has none in the end. */
static err reacts_and_deletes(ctx *c, int which, void *arg)
{
    struct crowd *w = arg;

    for (int i = 0; i < PINNED_AT_ONCE; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        int at = (i + which) % PINNED_AT_ONCE, sender = at % PEOPLE;
        const struct caller by = { .account = w->people[sender], .role = ROLE_USER };
        struct message out;
        err e = which < PEOPLE && sender == which
            ? message_delete(c, &by, w->messages[at])
            : message_react(c, w->people[which % PEOPLE], w->messages[at], emoji_at(c, which % 3), &out);
        expect(fresh(c, e) == OK || e == ERR_CONFLICT);
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

static err none_is_left(ctx *c, void *arg)
{
    struct crowd *w = arg;

    for (int i = 0; i < PINNED_AT_ONCE; i++) {
        message_reacted_page left;
        expect_ok(q_message_reactions_page(c, w->messages[i], (maybe_str){ .is = NULLED }, (id){ INT64_MAX }, 10, &left));
        expect_eq(left.n, 0);
    }
    messages_agree(c);
    return OK;
}

/* ---- pins ---- */

static err pins_all(ctx *c, int which, void *arg)
{
    struct crowd *w = arg;

    for (int i = 0; i < 4; i++) {
        id m = w->messages[(which * 4 + i) % PINNED_AT_ONCE];
        err e = fresh(c, message_pin(c, w->people[which % PEOPLE], w->channel, m));
        expect(e == OK || e == ERR_CONFLICT);
    }
    return OK;
}

static err there_are_fifty(ctx *c, void *arg)
{
    struct crowd *w = arg;
    message_view_page page;

    expect_ok(message_pins(c, w->people[0], w->channel, &page));
    expect_eq(page.n, PINS_MOST);
    expect_eq(channel_now(c, w->people[0], w->channel).pin_count, PINS_MOST);
    messages_agree(c);
    return OK;
}

static err pins_and_deletes(ctx *c, int which, void *arg)
{
    struct crowd *w = arg;
    int own = which % PEOPLE;

    for (int i = own; i < PINNED_AT_ONCE; i += PEOPLE) {
        err e = fresh(c, message_pin(c, w->people[own], w->channel, w->messages[i]));
        expect(e == OK || e == ERR_CONFLICT);
        expect_ok(fresh(c, message_delete(c, &(struct caller){ .account = w->people[own], .role = ROLE_USER }, w->messages[i])));
    }
    return OK;
}

static err none_is_pinned(ctx *c, void *arg)
{
    struct crowd *w = arg;

    expect_eq(channel_now(c, w->people[0], w->channel).pin_count, 0);
    messages_agree(c);
    return OK;
}

/* ---- threads ---- */

static err replies_and_deletes(ctx *c, int which, void *arg)
{
    struct crowd *w = arg;
    const struct caller me = { .account = w->people[which % PEOPLE], .role = ROLE_USER };
    struct message_draft d = words("tea!");
    struct message m;

    d.thread_root_id = (maybe_id){ GIVEN, w->messages[0] };
    for (int i = 0; i < 6; i++) {
        expect_ok(fresh(c, sends(c, me.account, w->channel, &d, &m)));
        TRY(i % 2 ? message_delete(c, &me, m.id) : OK);
    }
    return OK;
}

static err half_are_left(ctx *c, void *arg)
{
    struct crowd *w = arg;
    struct message m;

    expect_ok(message_get(c, w->people[0], w->messages[0], &m));
    expect_eq(m.thread->reply_count, FIBERS * 3);
    messages_agree(c);
    return OK;
}

TEST(counts_of_reactions_are_those_of_the_rows_however_many_react_at_once) { in_crowd(reacts_at_random, counts_are_those_of_the_rows); }
TEST(no_twenty_first_reaction_slips_in_among_many) { in_crowd(reacts_with_many, there_are_twenty); }
TEST(a_message_that_is_deleted_while_many_react_has_no_reactions) { in_crowd(reacts_and_deletes, none_is_left); }
TEST(no_fifty_first_pin_slips_in_among_many) { in_crowd(pins_all, there_are_fifty); }
TEST(pins_of_messages_that_are_deleted_meanwhile_are_not_counted) { in_crowd(pins_and_deletes, none_is_pinned); }
TEST(replies_are_counted_however_many_are_sent_and_deleted_at_once) { in_crowd(replies_and_deletes, half_are_left); }
