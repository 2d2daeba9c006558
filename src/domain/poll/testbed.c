#include "domain/poll/testbed.h"
#include "base/buf.h"
#include "base/str.h"

enum { PATIENCE_MS = 30000, STEP_MS = 5 };

const struct capability *const poll_house[] = { &work_capability, &account_capability, &poll_capability, NULL };

/* ---- people ---- */

/* Names that look like no other: digits 2 to 9 look unlike each other and unlike letters. */
static str a_name(struct arena *a, u64 n)
{
    struct buf b = BUF_ON(a);

    buf_lit(&b, "person_");
    for (; n; n /= 8)
        buf_byte(&b, (char)('2' + n % 8));
    return buf_str(&b);
}

static err person_make(tx *t, void *arg)
{
    id *out = arg;
    struct account account;

    *out = tx_new_id(t);
    str name = a_name(tx_arena(t), (u64)out->v);
    return account_create(t, &(struct account_draft){ .id = *out, .username = name, .display_name = name, .language = S("en") }, &account);
}

id a_person(ctx *c)
{
    id out;

    expect_ok(transact(c, person_make, &out));
    return out;
}

struct state { id who; bool on; };

static err suspend_in(tx *t, void *arg)
{
    const struct state *in = arg;

    return account_suspend(t, in->who, in->on);
}

void suspend(ctx *c, id who, bool suspended)
{
    expect_ok(transact(c, suspend_in, &(struct state){ who, suspended }));
}

static err erase_in(tx *t, void *arg)
{
    return account_erase(t, *(const id *)arg);
}

void erase(ctx *c, id who)
{
    expect_ok(transact(c, erase_in, &who));
}

/* ---- polls ---- */

static str drinks[] = { { "tea", 3 }, { "coffee", 6 } };
const struct poll_draft two = { .options = { drinks, COUNT(drinks) } };

struct making { id post, author; const struct poll_draft *draft; };

static err make_in(tx *t, void *arg)
{
    struct making *m = arg;
    struct poll_view view;

    m->post = tx_new_id(t);
    return poll_make(t, m->post, m->author, m->draft, &view);
}

id a_poll(ctx *c, id author, const struct poll_draft *d)
{
    struct making m = { .author = author, .draft = d };

    expect_ok(transact(c, make_in, &m));
    return m.post;
}

static err vote_in(tx *t, void *arg)
{
    struct voted *v = arg;

    return poll_vote(t, v->post, v->me, v->choices, v->out, &v->changed);
}

err vote(ctx *c, id post, id me, i64s choices, struct poll_view *out, bool *changed)
{
    struct voted v = { .post = post, .me = me, .choices = choices, .out = out };

    failure_begin(&c->failure, &c->arena);
    TRY(transact(c, vote_in, &v));
    *changed = v.changed;
    return OK;
}

void votes(ctx *c, id post, id me, i64s choices)
{
    struct poll_view view;
    bool changed = false;

    expect_ok(vote(c, post, me, choices, &view, &changed));
    expect(changed && view.voted && view.own_votes.n == choices.n);
}

static err forget_in(tx *t, void *arg)
{
    return poll_forget(t, *(const id *)arg);
}

void forget(ctx *c, id post)
{
    expect_ok(transact(c, forget_in, &post));
}

/* ---- what is expected ---- */

i64 ends_told(ctx *c)
{
    event_page page;
    i64 n = 0;

    for (i64 partition = 0; partition < BUS_PARTITIONS; partition++) {
        struct arena_mark mark = arena_mark(&c->arena);
        expect_ok(bus_fetch(c, partition, 0, 10000, &page));
        for (size_t i = 0; i < page.n; i++)
            n += str_eq(page.at[i].subject, str_of(poll_ended.subject));
        arena_rewind(&c->arena, mark);
    }
    return n;
}

struct poll_view seen_by(ctx *c, id me, id post)
{
    poll_shown_page page;

    expect_ok(polls_get(c, me, (ids){ &post, 1 }, &page));
    expect_eq(page.n, 1);
    return page.at[0].view;
}

static bool numbers_are(ctx *c, id post, i64 voters, i64 first, i64 second)
{
    struct poll_view v = seen_by(c, (id){ 0 }, post);

    return v.voter_count.v == voters && v.options.at[0].vote_count.v == first && v.options.at[1].vote_count.v == second;
}

void expect_numbers(ctx *c, id post, i64 voters, i64 first, i64 second)
{
    struct poll_view v = seen_by(c, (id){ 0 }, post);

    expect_eq(v.voter_count.v, voters);
    expect_eq(v.options.at[0].vote_count.v, first);
    expect_eq(v.options.at[1].vote_count.v, second);
}

void expect_numbers_soon(ctx *c, id post, i64 voters, i64 first, i64 second)
{
    i64 end = loop_mono_ms(c->loop) + PATIENCE_MS;

    while (!numbers_are(c, post, voters, first, second) && loop_mono_ms(c->loop) < end)
        expect_ok(ctx_sleep(c, STEP_MS));
    expect_numbers(c, post, voters, first, second);
}

void expect_right(ctx *c)
{
    struct capability_check check = { .wrong = S("") };

    expect_ok(poll_capability.check(c, &check));
    expect_str(check.wrong, S(""));
}
