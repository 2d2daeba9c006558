/* Who hears of reading, on open connections. */
#include <stdio.h>
#include "base/str.h"
#include "domain/talk/testbed.h"
#include "hub/ear.h"

enum { HEARD_MOST = 4000 };
struct listener { struct ear ear; char text[HEARD_MOST]; size_t n; };

static bool deliver(struct ear *ear, struct heard *h)
{
    struct listener *l = CONTAINER(ear, struct listener, ear);

    expect(l->n + h->json.n + 1 < sizeof l->text);
    memcpy(l->text + l->n, h->json.p, h->json.n);
    l->n += h->json.n;
    l->text[l->n++] = '\n';
    return true;
}

static void nothing(struct ear *ear) { (void)ear; }
static void nothing_at(struct ear *ear, str cursor) { (void)ear, (void)cursor; }
static void nothing_resync(struct ear *ear, enum resync why, str cursor) { (void)ear, (void)why, (void)cursor; }
static const struct mouth mouth = { .deliver = deliver, .live = nothing_at, .resync = nothing_resync, .gone = nothing_at, .doubt = nothing,
                                    .slow = nothing, .lost = nothing };

static struct listener *listens(ctx *c, id who)
{
    struct listener *l = arena_new(&c->arena, struct listener);
    struct ear_opened opened;

    expect_ok(ear_open(c, &l->ear, &mouth, &(struct ear_wish){ .account = who, .session = ctx_new_id(c) }, &opened));
    return l;
}

static str heard(const struct listener *l) { return (str){ l->text, l->n }; }

struct wanted { const struct listener *l; str what; };

static bool hears(ctx *c, const void *arg)
{
    const struct wanted *w = arg;

    (void)c;
    return str_find(heard(w->l), w->what) >= 0;
}

static void expect_heard(ctx *c, const struct listener *l, str what) { expect_soon(c, hears, &(struct wanted){ l, what }); }
static bool has_heard(const struct listener *l, const char *what) { return str_find(heard(l), str_of(what)) >= 0; }

/* Was it said that somebody has read to there? */
static bool has_read(const struct listener *l, i64 seq)
{
    char end[40];

    int n = snprintf(end, sizeof end, "\"seq\":%lld", (long long)seq);
    for (str rest = heard(l), line; rest.n; rest = str_from(rest, line.n + 1)) {
        line = str_to(rest, (size_t)str_find(rest, S("\n")));
        if (str_find(line, S("{\"type\":\"read\"")) >= 0 && str_find(line, (str){ end, (size_t)n }) >= 0)
            return true;
    }
    return false;
}

/* The end of what is said of it. */
static str said_read(ctx *c, i64 seq, const char *more)
{
    return arena_format(&c->arena, "\"seq\":%lld%s", (long long)seq, more);
}

static err reading_is_told_where_both_show_it(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), cid = a_person(c, "cid"), group = a_group(c, ann, (id[]){ bob, cid }, 2);
    struct read_state out;

    (void)arg;
    for (int i = 0; i < 4; i++)
        said(c, ann, group, "hello @bob");
    shows_reading(c, cid, false);
    struct listener *a = listens(c, ann), *b = listens(c, bob), *again = listens(c, bob), *d = listens(c, cid);
    TRY(reads_to(c, bob, group, 1, &out));
    expect_heard(c, a, said_read(c, 1, "}"));
    expect_heard(c, b, said_read(c, 1, ",\"unreadCount\":3,\"mentionCount\":3}"));
    expect_heard(c, again, said_read(c, 1, ",\"unreadCount\":3,\"mentionCount\":3}"));
    TRY(reads_to(c, cid, group, 2, &out));       /* not shown */
    expect_heard(c, d, said_read(c, 2, ",\"unreadCount\":2,\"mentionCount\":0}"));
    TRY(reads_to(c, bob, group, 3, &out));
    expect_heard(c, a, said_read(c, 3, "}"));
    expect(!has_read(a, 2) && !has_read(d, 1) && !has_read(d, 3));
    expect(!has_heard(a, "unreadCount"));
    TRY(conversation_drop(c, bob, group));
    expect_heard(c, again, said_read(c, 4, ",\"unreadCount\":0,\"mentionCount\":0}"));
    ear_close(&a->ear), ear_close(&b->ear), ear_close(&again->ear), ear_close(&d->ear);
    return OK;
}

static err reading_a_request_is_not_told_to_its_maker(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct read_state out;

    (void)arg;
    wants_requests(c, bob);
    id channel = direct(c, ann, bob);
    said(c, ann, channel, "one");
    said(c, ann, channel, "two");
    struct listener *a = listens(c, ann), *b = listens(c, bob);
    TRY(reads_to(c, bob, channel, 1, &out));
    expect_heard(c, b, said_read(c, 1, ",\"unreadCount\":1"));
    TRY(request_accept(c, bob, channel));
    TRY(reads_to(c, bob, channel, 2, &out));
    expect_heard(c, a, said_read(c, 2, "}"));
    expect(has_read(a, 2) && !has_read(a, 1));
    ear_close(&a->ear), ear_close(&b->ear);
    return OK;
}

static err across_a_block_reading_is_not_told(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = direct(c, ann, bob);
    struct read_state out;

    (void)arg;
    for (int i = 0; i < 3; i++)
        said(c, ann, channel, "hello");
    struct listener *a = listens(c, ann), *b = listens(c, bob);
    blocks(c, bob, ann, true);
    TRY(reads_to(c, bob, channel, 1, &out));
    expect_heard(c, b, said_read(c, 1, ",\"unreadCount\":2"));
    blocks(c, bob, ann, false);
    TRY(reads_to(c, bob, channel, 2, &out));
    expect_heard(c, a, said_read(c, 2, "}"));
    expect(!has_read(a, 1));
    ear_close(&a->ear), ear_close(&b->ear);
    return OK;
}

static err a_request_comes_to_its_receiver_once_it_is_accepted(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), cid = a_person(c, "cid");

    (void)arg;
    wants_requests(c, bob);
    struct listener *a = listens(c, ann), *b = listens(c, bob), *d = listens(c, cid);
    id plain = direct(c, ann, cid);
    const char *form = "\"channel_joined\",\"channelId\":\"%lld\",\"kind\":\"direct\",\"role\":\"member\",\"by\":\"%lld\"";
    expect_heard(c, d, arena_format(&c->arena, form, (long long)plain.v, (long long)ann.v));
    id channel = direct(c, ann, bob);
    str joined = arena_format(&c->arena, "\"channel_joined\",\"channelId\":\"%lld\"", (long long)channel.v);
    expect_heard(c, a, joined);
    said(c, ann, channel, "hello");
    said(c, bob, direct(c, bob, cid), "mark");
    expect_heard(c, b, S("channel_joined"));
    expect(str_find(heard(b), joined) < 0);
    TRY(request_accept(c, bob, channel));
    expect_heard(c, b, joined);
    expect_heard(c, a, arena_format(&c->arena, "\"request_accepted\",\"channelId\":\"%lld\",\"userId\":\"%lld\"", (long long)channel.v,
                                    (long long)bob.v));
    ear_close(&a->ear), ear_close(&b->ear), ear_close(&d->ear);
    return OK;
}

static err a_setting_that_changes_is_told_to_ones_own(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct listener *a = listens(c, ann), *b = listens(c, bob);

    (void)arg;
    shows_reading(c, ann, false);
    expect_heard(c, a, S("{\"type\":\"account_changed\",\"changed\":[\"read_receipts\"],\"cursor\":\""));
    expect(!has_heard(b, "account_changed"));
    ear_close(&a->ear), ear_close(&b->ear);
    return OK;
}

/* What somebody put out of their sight is not told to them any more; to others it is. */
static err what_was_put_away_is_not_heard(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = direct(c, ann, bob);
    id old = said(c, ann, channel, "old");
    struct listener *a = listens(c, ann), *b = listens(c, bob);
    struct message out;

    (void)arg;
    TRY(conversation_drop(c, bob, channel));
    expect_ok(message_edit(c, ann, old, (maybe_str){ GIVEN, S("older") }, &out));
    (void)said(c, ann, channel, "new");
    expect_heard(c, a, S("\"message_edited\""));
    expect_heard(c, b, S("\"type\":\"dm\""));
    expect(!has_heard(b, "message_edited"));
    ear_close(&a->ear), ear_close(&b->ear);
    return OK;
}

static int times(str in, str what)
{
    int n = 0;

    for (ptrdiff_t at; (at = str_find(in, what)) >= 0; n++)
        in = str_from(in, (size_t)at + what.n);
    return n;
}

/* Those who are brought with the making of a group are there at once: each hears that alone. */
static err a_group_is_made_quietly(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), cid = a_person(c, "cid"), dan = a_person(c, "dan");
    struct listener *a = listens(c, ann), *b = listens(c, bob);
    struct channel_member out;

    (void)arg;
    id group = a_group(c, ann, (id[]){ bob, cid }, 2);
    expect_heard(c, b, S("\"type\":\"channel_joined\""));
    expect_ok(channel_member_set(c, ann, group, dan, (maybe_str){ .is = ABSENT }, &out));
    str joined = arena_format(&c->arena, "\"userId\":\"%lld\",\"role\":\"member\"", (long long)dan.v);
    expect_heard(c, a, joined);
    expect_heard(c, b, joined);
    expect_eq(times(heard(a), S("member_joined")), 1);
    expect_eq(times(heard(b), S("member_joined")), 1);
    ear_close(&a->ear), ear_close(&b->ear);
    return OK;
}

TEST(what_was_put_away_is_not_heard_any_more) { in_hall(what_was_put_away_is_not_heard); }
TEST(those_brought_with_a_group_hear_that_they_are_in_alone) { in_hall(a_group_is_made_quietly); }
TEST(reading_is_told_where_both_show_it) { in_hall(reading_is_told_where_both_show_it); }
TEST(reading_a_request_is_not_told_to_its_maker) { in_hall(reading_a_request_is_not_told_to_its_maker); }
TEST(a_setting_that_changes_is_told_to_ones_own) { in_hall(a_setting_that_changes_is_told_to_ones_own); }
TEST(a_request_comes_to_its_receiver_once_it_is_accepted) { in_hall(a_request_comes_to_its_receiver_once_it_is_accepted); }
TEST(across_a_block_reading_is_not_told) { in_hall(across_a_block_reading_is_not_told); }
