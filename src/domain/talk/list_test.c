/* Lists of conversations: what is in them, in pages, what they cost, and the export. */
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/talk/testbed.h"
#include "kit/reads.h"

/* ---- lists ---- */

static err one_without_messages_is_shown_to_its_maker_only(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = direct(c, ann, bob);

    (void)arg;
    expect(lists(c, ann, false, channel) && !lists(c, bob, false, channel));
    (void)direct(c, bob, ann);
    expect(!lists(c, bob, false, channel));
    said(c, bob, channel, "hello");
    expect(lists(c, ann, false, channel) && lists(c, bob, false, channel));
    return OK;
}

static err one_that_is_deleted_is_out_of_sight_until_there_is_more(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = direct(c, ann, bob), first = said(c, bob, channel, "@ann one");
    struct message out;

    (void)arg;
    expect_eq(channel_of_mine(c, ann, channel).mention_count, 1);
    TRY(conversation_unlist(c, ann, channel));
    TRY(conversation_unlist(c, ann, channel));
    expect(!lists(c, ann, false, channel) && lists(c, bob, false, channel));
    expect_eq(fresh(c, message_get(c, ann, first, &out)), ERR_NOT_FOUND);
    expect_ok(message_get(c, bob, first, &out));
    struct channel own = channel_of_mine(c, ann, channel);
    expect(own.is_member && own.unread_count == 0 && own.mention_count == 0 && own.last_message_id.is == NULLED);
    id second = said(c, bob, channel, "two");
    own = channel_of_mine(c, ann, channel);
    expect(lists(c, ann, false, channel) && own.unread_count == 1 && own.last_message_id.v.v == second.v);
    expect_eq(fresh(c, message_get(c, ann, first, &out)), ERR_NOT_FOUND);
    expect_ok(message_get(c, ann, second, &out));
    return OK;
}

/* Pages of two, while others write: each is met at most once, and one that nobody writes in is met. */
enum { LISTED = 9 };

static err a_list_never_shows_one_twice(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channels[LISTED];
    struct conversations_wish wish = { .limit = 2 };
    struct activity_place next;
    int met[LISTED] = { 0 };
    channel_page page;

    (void)arg;
    for (int i = 0; i < LISTED; i++) {
        id other = a_person(c, arena_format(&c->arena, "other_%c", 'a' + i).p);
        channels[i] = direct(c, ann, other);
        said(c, ann, channels[i], "hello");
    }
    for (int turn = 0; ; turn++) {
        TRY(conversations_show(c, ann, &wish, &page, &next));
        for (size_t k = 0; k < page.n; k++)
            for (int i = 0; i < LISTED; i++)
                met[i] += page.at[k].id.v == channels[i].v;
        if (!next.channel.v)
            break;
        said(c, ann, channels[turn % 3], "more");
        said(c, ann, channels[LISTED - 1], "more");
        wish.from = next;
    }
    for (int i = 0; i < LISTED; i++)
        expect(met[i] <= 1);
    for (int i = 3; i < LISTED - 1; i++)
        expect_eq(met[i], 1);
    wish = (struct conversations_wish){ .limit = 100, .offset = LISTED - 2 };
    TRY(conversations_show(c, ann, &wish, &page, &next));
    expect_eq(page.n, 2);
    return OK;
}

TEST(one_without_messages_is_shown_to_its_maker_only) { in_hall(one_without_messages_is_shown_to_its_maker_only); }
TEST(one_that_is_deleted_is_out_of_sight_until_there_is_more) { in_hall(one_that_is_deleted_is_out_of_sight_until_there_is_more); }
TEST(a_list_never_shows_one_twice) { in_hall(a_list_never_shows_one_twice); }

/* ---- what they cost ---- */

enum { TIMES = 100 };

/* The least of several times: what was done before is handled meanwhile. */
static i64 reads_of(ctx *c, id me, void (*look)(ctx *, id me))
{
    struct reads r = { .turns = TIMES };

    while (reads_again(c, &r))
        look(c, me);
    return r.least;
}

static void list_look(ctx *c, id me) { (void)lists(c, me, false, me); }
static void unread_look(ctx *c, id me)
{
    struct unread_sum sum;

    expect_ok(talk_unread(c, me, &sum));
}

static void talks_add(ctx *c, id me, int from, int to)
{
    for (int i = from; i < to; i++) {
        id other = a_person(c, arena_format(&c->arena, "other_%c%c", '2' + i / 8, '2' + i % 8).p), third = a_person(c,
                        arena_format(&c->arena, "third_%c%c", '2' + i / 8, '2' + i % 8).p);
        said(c, other, direct(c, other, me), "hello");
        said(c, third, a_group(c, third, (id[]){ me, other }, 2), "hello");
    }
}

static err lists_take_as_many_statements_however_long_they_are(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");

    (void)arg;
    talks_add(c, ann, 0, 2);
    i64 list = reads_of(c, ann, list_look), unread = reads_of(c, ann, unread_look);
    talks_add(c, ann, 2, 24);
    expect_eq(reads_of(c, ann, list_look), list);
    expect_eq(reads_of(c, ann, unread_look), unread);
    expect_eq(unread, 2);
    expect(list <= 6);
    return OK;
}

TEST(lists_take_as_many_statements_however_long_they_are) { in_hall(lists_take_as_many_statements_however_long_they_are); }

/* ---- the export ---- */

struct collected { struct rows rows; struct buf text; int n; };

static err row_collect(ctx *c, struct rows *to, const struct shape *s, const void *row)
{
    struct collected *all = CONTAINER(to, struct collected, rows);

    (void)c;
    json_write(&all->text, s, row);
    all->n++;
    return OK;
}

/* Its arena lives longer than the rows'. */
static str exported(ctx *c, struct arena *kept, id who, int *n)
{
    struct collected all = { .rows.add = row_collect, .text = BUF_ON(kept) };

    expect_ok(talk_belongings[0].tell(c, who, &all.rows));
    *n = all.n;
    return buf_str(&all.text);
}

static int count(str text, const char *what)
{
    int n = 0;

    for (ptrdiff_t at; (at = str_find(text, str_of(what))) >= 0; n++)
        text = str_from(text, (size_t)at + 1);
    return n;
}

enum { LONG = 230 };

static err what_one_may_read_is_exported(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), cid = a_person(c, "cid"), talk = direct(c, ann, bob);
    id group = a_group(c, ann, (id[]){ bob, cid }, 2), other = direct(c, ann, cid);
    struct arena kept;
    int n;

    (void)arg;
    arena_init(&kept, NULL, 0);
    for (int i = 0; i < LONG; i++)
        said(c, i % 2 ? ann : bob, talk, "hello");
    said(c, ann, group, "in the group");
    said(c, cid, other, "out of sight");
    expect_ok(conversation_unlist(c, ann, other));
    str text = exported(c, &kept, ann, &n);
    expect_eq(count(text, "\"hello\""), LONG);
    expect_eq(count(text, "in the group"), 1);
    expect_eq(count(text, "out of sight"), 0);
    expect_eq(n, 3 + 2);
    text = exported(c, &kept, cid, &n);
    expect_eq(count(text, "\"hello\""), 0);
    expect_eq(count(text, "out of sight"), 1);
    expect_eq(n, 2);
    arena_close(&kept);
    return OK;
}

TEST(what_one_may_read_is_exported) { in_hall(what_one_may_read_is_exported); }
