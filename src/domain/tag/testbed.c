#include "domain/tag/testbed.h"
#include "base/buf.h"
#include "base/str.h"

enum { PATIENCE_MS = 30000, STEP_MS = 5 };

const struct capability *const tag_house[] = { &work_capability, &account_capability, &tag_capability, NULL };

void in_house_with_a_clock(err (*run)(ctx *, void *))
{
    struct house h = house_open((struct house_options){ .capabilities = tag_house });
    err e = test_world_call(h.world, run, &h.world->clock);

    house_close(&h);
    expect_ok(e);
}

void time_passes(ctx *c, void *clock, i64 ms)
{
    fake_clock_move(clock, ms * 1000);
    expect_ok(ctx_sleep(c, 1));                  /* the loop looks at its clock once a turn */
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

/* ---- posts ---- */

struct posting { id post, author; strs before, after; bool fresh; };

static err publish_in(tx *t, void *arg)
{
    struct posting *p = arg;

    if (p->fresh)
        p->post = tx_new_id(t);
    return tag_use(t, p->post, p->author, p->after);
}

id published(ctx *c, id author, strs names)
{
    struct posting p = { .author = author, .after = names, .fresh = true };

    expect_ok(transact(c, publish_in, &p));
    return p.post;
}

id published_at(ctx *c, id author, strs names, when at)
{
    struct posting p = { .post = { id_before(at.ms).v + 1 }, .author = author, .after = names };

    expect_ok(transact(c, publish_in, &p));
    return p.post;
}

static err edit_in(tx *t, void *arg)
{
    const struct posting *p = arg;

    return tag_change(t, p->post, p->author, p->before, p->after);
}

void edited(ctx *c, id post, id author, strs before, strs after)
{
    expect_ok(transact(c, edit_in, &(struct posting){ post, author, before, after, false }));
}

static err delete_in(tx *t, void *arg)
{
    const struct posting *p = arg;

    return tag_forget(t, p->post, p->author, p->before);
}

void deleted(ctx *c, id post, id author, strs names)
{
    expect_ok(transact(c, delete_in, &(struct posting){ .post = post, .author = author, .before = names }));
}

/* ---- what is expected ---- */

struct tag tag_seen(ctx *c, const char *name)
{
    struct tag tag;

    expect_ok(tag_get(c, (id){ 0 }, str_of(name), &tag));
    return tag;
}

void expect_tag(ctx *c, const char *name, i64 posts, i64 accounts)
{
    struct tag tag = tag_seen(c, name);

    expect_eq(tag.post_count, posts);
    expect_eq(tag.account_count, accounts);
}

void expect_tag_soon(ctx *c, const char *name, i64 posts, i64 accounts)
{
    i64 end = loop_mono_ms(c->loop) + PATIENCE_MS;
    struct tag tag = tag_seen(c, name);

    while ((tag.post_count != posts || tag.account_count != accounts) && loop_mono_ms(c->loop) < end) {
        expect_ok(ctx_sleep(c, STEP_MS));
        tag = tag_seen(c, name);
    }
    expect_tag(c, name, posts, accounts);
}

void expect_names(const tag_page *page, const char *wanted)
{
    struct arena a = { 0 };
    struct buf b = BUF_ON(&a);

    for (size_t i = 0; i < page->n; i++)
        buf_format(&b, "%s" STR_FMT, i ? " " : "", STR_ARG(page->at[i].name));
    expect_str(buf_str(&b), str_of(wanted));
    arena_close(&a);
}

void expect_right(ctx *c)
{
    struct capability_check check = { .wrong = S("") };

    expect_ok(tag_capability.check(c, &check));
    expect_str(check.wrong, S(""));
}
