#include "domain/graph/testbed.h"
#include "base/buf.h"
#include "base/str.h"
#include "ports/bus.h"

enum { PATIENCE_MS = 30000, STEP_MS = 5 };

EVENT_KIND(test_mark, "test.mark", nothing_told);
static const struct capability marks_capability = { .name = "marks", .events = KINDS(&test_mark) };
static const struct capability *const capabilities[] = { &work_capability, &account_capability, &graph_capability, &marks_capability,
    NULL };

struct house town_open(void)
{
    return house_open((struct house_options){ .world.real_clock = true, .capabilities = capabilities });
}

void in_town_with(err (*run)(ctx *, void *), void *arg)
{
    struct house h = town_open();
    err e = test_world_call(h.world, run, arg);

    house_close(&h);
    expect_ok(e);
}

void in_town(err (*run)(ctx *, void *))
{
    in_town_with(run, NULL);
}

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

void people_make(ctx *c, id *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = a_person(c);
}

void lock_account(ctx *c, id who, bool locked)
{
    struct account account;

    expect_ok(account_change(c, who, &(struct account_change){ .locked = { GIVEN, locked } }, &account));
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

/* ---- what is expected ---- */

void follows(ctx *c, id from, id to)
{
    struct follow f;

    expect_ok(graph_follow(c, from, to, &f));
}

static struct graph_counts counts_of(ctx *c, id user)
{
    graph_counts_page page;

    expect_ok(graph_counts(c, (ids){ &user, 1 }, &page));
    return page.n ? page.at[0] : (struct graph_counts){ user, 0, 0 };
}

void expect_counts(ctx *c, id user, i64 followers, i64 following)
{
    struct graph_counts counts = counts_of(c, user);

    expect_eq(counts.followers, followers);
    expect_eq(counts.following, following);
}

bool counts_are(ctx *c, const void *arg)
{
    const struct counts_wanted *w = arg;
    struct graph_counts counts = counts_of(c, w->user);

    return counts.followers == w->followers && counts.following == w->following;
}

void expect_right(ctx *c)
{
    i64 accounts;
    id wrong;

    expect_ok(graph_check(c, &accounts, &wrong));
    expect_eq(wrong.v, 0);
}

struct sight relation_to(ctx *c, id me, id other)
{
    sight_page page;

    expect_ok(sights_of(c, me, (ids){ &other, 1 }, &page));
    expect_eq(page.n, 1);
    return page.at[0];
}

void expect_list(ctx *c, enum graph_side side, id of, id me, const id *wanted, size_t n)
{
    struct graph_page page = { .next = { 0 } };
    size_t seen = 0;

    do {
        expect_ok(graph_list(c, side, of, me, page.next, 0, 3, &page));
        expect(page.users.n == 3 || !page.next.v);
        expect(seen + page.users.n <= n);
        for (size_t i = 0; i < page.users.n; i++)
            expect_eq(page.users.at[i].v, wanted[seen + i].v);
        seen += page.users.n;
    } while (page.next.v);
    expect_eq(seen, n);
}

void expect_soon(ctx *c, bool (*is)(ctx *, const void *), const void *arg)
{
    i64 end = loop_mono_ms(c->loop) + PATIENCE_MS;

    while (!is(c, arg)) {
        expect(loop_mono_ms(c->loop) < end);
        expect_ok(ctx_sleep(c, STEP_MS));
    }
}
