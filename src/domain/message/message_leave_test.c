/* What goes: with its account, with its channel, with time. */
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/message/message.sql.h"
#include "domain/message/testbed.h"

enum { MANY = 130 };

static bool is_tombstone(ctx *c, id me, id which, bool owned)
{
    struct message m;

    expect_ok(message_get(c, me, which, &m));
    return m.deleted && (m.sender != NULL) == owned;
}

/* ---- accounts ---- */

struct gone { id me; ids which; };

static bool all_are_tombstones(ctx *c, const void *arg)
{
    const struct gone *g = arg;
    struct arena_mark mark = arena_mark(&c->arena);
    bool are = true;

    for (size_t i = 0; are && i < g->which.n; i++)
        are = is_tombstone(c, g->me, g->which.at[i], false);
    arena_rewind(&c->arena, mark);
    return are;
}

static err an_account(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "private"), which[MANY];
    struct message_draft d = words("@ann");
    struct message m;
    bool repeated;

    (void)arg;
    enters(c, channel, ann, bob);
    for (int i = 0; i < MANY; i++)
        which[i] = said(c, bob, channel, i % 2 ? "@ann" : "x").id;
    d.client_ref = (maybe_str){ GIVEN, S("r") };
    d.thread_root_id = (maybe_id){ GIVEN, which[0] };
    expect_ok(message_send(c, bob, channel, &d, &m, &repeated));
    which[1] = m.id;
    expect_ok(message_delete(c, &(struct caller){ .account = bob }, which[3]));
    hidden(c, bob, true);                                    /* hidden, they stay, and so do their messages */
    expect_ok(message_get(c, ann, which[0], &m));
    expect(!m.deleted && m.sender->id.v == bob.v);
    given_up(c, bob);
    expect_soon(c, all_are_tombstones, &(struct gone){ ann, { which, MANY } });
    expect_eq(channel_now(c, ann, channel).mention_count, 0);
    messages_agree(c);
    return OK;
}

TEST(what_an_erased_account_wrote_is_tombstones_without_sender) { in_messages(an_account); }

/* ---- channels ---- */

struct left { id channel; message_row_page rows; };

static err rows_read(tx *t, void *arg)
{
    struct left *l = arg;

    return q_messages_of_channel(t, l->channel, 10, &l->rows);
}

static bool nothing_is_left(ctx *c, const void *channel)
{
    struct left l = { .channel = *(const id *)channel };

    expect_ok(transact(c, rows_read, &l));
    return !l.rows.n;
}

static err a_channel_goes(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public"), other = a_channel(c, ann, "public");
    struct message m, out;

    (void)arg;
    for (int i = 0; i < MANY; i++)
        m = said(c, ann, channel, "x");
    expect_ok(message_edit(c, ann, m.id, (maybe_str){ GIVEN, S("y") }, &out));
    said(c, ann, other, "x");
    expect_ok(channel_delete(c, &(struct caller){ .account = ann }, channel));
    expect_soon(c, nothing_is_left, &channel);
    expect(!nothing_is_left(c, &other));
    messages_agree(c);
    return OK;
}

TEST(a_deleted_channel_leaves_no_messages_behind) { in_messages(a_channel_goes); }

/* ---- damage ---- */

struct damage { id channel, message; };

static err damage_do(tx *t, void *arg)
{
    const struct damage *d = arg;

    return q_messages_delete(t, d->channel, (ids){ (id[]){ d->message }, 1 });
}

static err a_gap(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public"), which[3];
    struct capability_check found = { 0 };

    (void)arg;
    for (int i = 0; i < 3; i++)
        which[i] = said(c, ann, channel, "x").id;
    expect_ok(message_check(c, &found));
    expect_str(found.wrong, S(""));
    expect_ok(transact(c, damage_do, &(struct damage){ channel, which[1] }));
    expect_ok(message_check(c, &found));
    expect_str(found.wrong, arena_format(&c->arena, "channel %lld: the numbers of its messages have gaps", (long long)channel.v));
    return OK;
}

TEST(the_check_finds_a_gap) { in_messages(a_gap); }

/* ---- time ---- */

static err old_ones(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public"), which[MANY], last;
    struct message m;

    (void)arg;
    for (int i = 0; i < MANY; i++)
        which[i] = said(c, ann, channel, "x").id;
    expect_ok(message_edit(c, ann, which[7], (maybe_str){ GIVEN, S("y") }, &m));
    expect_ok(ctx_sleep(c, 1100));
    last = said(c, ann, channel, "x").id;
    for (int again = 0; again < 2; again++) {
        expect_ok(message_retention_run(c));
        for (int i = 0; i < MANY; i++)
            expect(is_tombstone(c, ann, which[i], true));
        expect(!is_tombstone(c, ann, last, true));
    }
    messages_agree(c);
    return OK;
}

TEST(messages_are_kept_as_long_as_is_set)
{
    static const struct test_setting kept[] = { { "limits", "off" }, { "message_retention", "1s" }, {0} };
    struct house h = messages_open(kept);
    err e = test_world_call(h.world, old_ones, NULL);

    house_close(&h);
    expect_ok(e);
}

/* ---- exports ---- */

struct counting { struct rows rows; int n; struct buf text; };

static err row_count(ctx *c, struct rows *rows, const struct shape *s, const void *row)
{
    struct counting *out = CONTAINER(rows, struct counting, rows);

    (void)c;
    out->n++;
    json_write(&out->text, s, row);
    return OK;
}

static err exports(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public");
    struct arena own = { 0 };
    struct counting out = { .rows = { row_count } };
    struct message m = said(c, ann, channel, "before"), x;

    (void)arg;
    arena_init(&own, NULL, 0);                   /* the export rewinds its own */
    out.text = (struct buf)BUF_ON(&own);
    enters(c, channel, ann, bob);
    expect_ok(message_edit(c, ann, m.id, (maybe_str){ GIVEN, S("after") }, &x));
    for (int i = 0; i < MANY; i++)
        said(c, ann, channel, "mine");
    said(c, bob, channel, "theirs");
    expect_ok(message_delete(c, &(struct caller){ .account = ann }, said(c, ann, channel, "deleted").id));
    expect_ok(message_belongings[0].tell(c, ann, &out.rows));
    expect_eq(out.n, MANY + 1);
    expect(str_find(buf_str(&out.text), S("before")) > 0 && str_find(buf_str(&out.text), S("after")) > 0);
    expect(str_find(buf_str(&out.text), S("theirs")) < 0 && str_find(buf_str(&out.text), S("\"deleted\":true")) < 0);
    arena_close(&own);
    return OK;
}

TEST(an_export_has_all_that_one_wrote_and_what_it_said_before) { in_messages(exports); }
