#include "domain/reaction/testbed.h"
#include "base/buf.h"
#include "base/str.h"
#include "ports/bus.h"

enum { PATIENCE_MS = 30000, STEP_MS = 5, FETCHED = 500, EVENTS_MOST = 10000 };

EVENT_KIND(test_mark, "test.mark", nothing_told);
static const struct capability marks_capability = { .name = "marks", .events = KINDS(&test_mark) };
static const struct capability *const capabilities[] = { &work_capability, &account_capability, &reaction_capability, &marks_capability,
    NULL };

struct house stage_open(const struct test_setting *settings)
{
    return house_open((struct house_options){ .world = { .real_clock = true, .settings = settings }, .capabilities = capabilities });
}

void on_stage(err (*run)(ctx *, void *))
{
    in_house_of(capabilities, run);
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

/* ---- what they react to ---- */

struct reaction_on a_post(ctx *c)
{
    return (struct reaction_on){ .post = ctx_new_id(c), .author = ctx_new_id(c) };
}

struct reaction_on a_comment(ctx *c, id post)
{
    return (struct reaction_on){ .post = post, .author = ctx_new_id(c), .comment = { GIVEN, ctx_new_id(c) } };
}

struct act { enum reaction_kind kind; id me; struct reaction_on on; bool set; struct reaction_done *out; };

/* As a capability above does: the account must act. */
static err act_in(tx *t, void *arg)
{
    const struct act *in = arg;
    struct account me;

    TRY(account_by_id_in(t, in->me, &me));
    TRY(account_acts(t, &me));
    return in->set ? reaction_set(t, in->kind, in->me, &in->on, (id){ 0 }, in->out)
                   : reaction_unset(t, in->kind, in->me, reaction_subject(&in->on), in->out);
}

err set_or_not(ctx *c, enum reaction_kind kind, id me, struct reaction_on on, bool set, struct reaction_done *out)
{
    return transact(c, act_in, &(struct act){ kind, me, on, set, out });
}

struct reaction_done set(ctx *c, enum reaction_kind kind, id me, struct reaction_on on)
{
    struct reaction_done done;

    expect_ok(set_or_not(c, kind, me, on, true, &done));
    return done;
}

struct reaction_done unset(ctx *c, enum reaction_kind kind, id me, struct reaction_on on)
{
    struct reaction_done done;

    expect_ok(set_or_not(c, kind, me, on, false, &done));
    return done;
}

static err forget_in(tx *t, void *arg)
{
    return reactions_forget(t, *(const id *)arg);
}

void forget(ctx *c, struct reaction_on on)
{
    id subject = reaction_subject(&on);

    expect_ok(transact(c, forget_in, &subject));
}

struct plan { struct planted_reaction *all; size_t n; };

static err plant_in(tx *t, void *arg)
{
    const struct plan *in = arg;

    return reactions_plant(t, in->all, in->n);
}

void plant(ctx *c, struct planted_reaction *all, size_t n)
{
    expect_ok(transact(c, plant_in, &(struct plan){ all, n }));
}

/* ---- what is expected ---- */

struct reaction_counts counts_now(ctx *c, struct reaction_on on)
{
    id subject = reaction_subject(&on);
    reaction_counts_page page;

    expect_ok(reactions_counts(c, (ids){ &subject, 1 }, &page));
    expect_eq(page.n, 1);
    expect_eq(page.at[0].subject_id.v, subject.v);
    return page.at[0];
}

void expect_counts(ctx *c, struct reaction_on on, i64 likes, i64 saves, i64 boosts)
{
    struct reaction_counts counts = counts_now(c, on);

    expect_eq(counts.likes, likes);
    expect_eq(counts.saves, saves);
    expect_eq(counts.boosts, boosts);
}

bool counts_are(ctx *c, const void *arg)
{
    const struct counts_wanted *w = arg;
    struct reaction_counts counts = counts_now(c, w->on);

    return counts.likes == w->likes && counts.saves == w->saves && counts.boosts == w->boosts;
}

void expect_right(ctx *c)
{
    i64 subjects;
    id wrong;

    expect_ok(reactions_check(c, &subjects, &wrong));
    expect_eq(wrong.v, 0);
}

void expect_soon(ctx *c, bool (*is)(ctx *, const void *), const void *arg)
{
    i64 end = loop_mono_ms(c->loop) + PATIENCE_MS;

    while (!is(c, arg)) {
        expect(loop_mono_ms(c->loop) < end);
        expect_ok(ctx_sleep(c, STEP_MS));
    }
}

/* ---- the log ---- */

struct mark { str key, text; };
struct found { strs events; str last; };

static err mark(tx *t, void *arg)
{
    const struct mark *m = arg;

    return event_add(t, &test_mark, m->key, m->text);
}

/* Those with this key that follow `after`; moves it on. False: there are no more. */
static bool events_more(ctx *c, const struct event_kind *kind, str key, i64 *after, struct found *out)
{
    event_page page;

    expect_ok(bus_fetch(c, bus_partition(key), *after, FETCHED, &page));
    expect(out->events.n + page.n <= EVENTS_MOST);
    for (size_t i = 0; i < page.n; i++) {
        if (str_eq(page.at[i].subject, str_of(kind->subject)) && str_eq(page.at[i].key, key))
            out->events.at[out->events.n++] = page.at[i].payload;
        out->last = page.at[i].payload;
        *after = page.at[i].position;
    }
    return page.n > 0;
}

/* They have their places once an event added after them has its own. */
strs events_of(ctx *c, const struct event_kind *kind, id key)
{
    str key_text = id_text(&c->arena, key), text = id_text(&c->arena, ctx_new_id(c));
    struct found found = { { arena_array(&c->arena, str, EVENTS_MOST), 0 }, { 0 } };
    i64 after = 0, end = loop_mono_ms(c->loop) + PATIENCE_MS;

    expect_ok(transact(c, mark, &(struct mark){ key_text, text }));
    while (!str_eq(found.last, text))
        if (!events_more(c, kind, key_text, &after, &found)) {
            expect(loop_mono_ms(c->loop) < end);
            expect_ok(ctx_sleep(c, STEP_MS));
        }
    return found.events;
}
