/* Feeds that are made, dropped and made again; their length; people who leave; lists. */
#include "base/id.h"
#include "base/str.h"
#include "domain/timeline/testbed.h"
#include "domain/timeline/timeline.sql.h"
#include "kit/reads.h"

/* ---- nobody reads ---- */

static const i64 long_ago_ms = (i64)31 * 24 * 3600 * 1000;

static err unread(tx *t, void *arg)
{
    return q_feed_read(t, *(const id *)arg, (when){ tx_now(t).ms - long_ago_ms });
}

static err a_feed_that_nobody_reads_goes_and_comes_back(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct feed_row row;

    (void)arg;
    follows(c, ann, bob);
    feed_made(c, ann);
    id first = says(c, bob, "1");
    all_delivered(c);
    expect_eq(entries_of(c, ann), 1);
    expect_ok(feeds_sweep(c));
    expect_eq(entries_of(c, ann), 1);
    expect_ok(transact(c, unread, &ann));
    expect_ok(feeds_sweep(c));
    expect_eq(entries_of(c, ann), 0);
    expect_eq(q_feed_get(c, ann, &row), ERR_NOT_FOUND);
    id second = says(c, bob, "2");
    all_delivered(c);
    expect_eq(entries_of(c, ann), 0);
    heads_forget(c, ann);
    expect_feed(c, ann, IDS(second, first));
    feed_made(c, ann);
    expect_eq(entries_of(c, ann), 2);
    expect_feed(c, ann, IDS(second, first));
    return OK;
}

/* ---- rebuilding ---- */

static err entries_lose(tx *t, void *arg)
{
    i64 n;

    return q_entries_drop(t, *(const id *)arg, 1000, &n);
}

static err what_was_lost_is_made_again(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    i64 feeds;

    (void)arg;
    follows(c, ann, bob);
    feed_made(c, ann);
    id a = says(c, bob, "1"), b = says(c, bob, "2");
    all_delivered(c);
    expect_ok(transact(c, entries_lose, &ann));
    expect_ok(feeds_rebuild(c, &feeds));
    expect_eq(feeds, 1);
    expect_eq(entries_of(c, ann), 2);
    heads_forget(c, ann);
    expect_feed(c, ann, IDS(b, a));
    expect_ok(feed_rebuild(c, bob));
    expect_eq(entries_of(c, bob), 0);
    expect_ok(feeds_rebuild(c, &feeds));
    expect_eq(feeds, 2);
    return OK;
}

/* ---- length ---- */

static err trim(tx *t, void *arg)
{
    return entries_trim(t, *(const id *)arg);
}

static err the_oldest_entries_are_cut_off(ctx *c, void *arg)
{
    enum { LENGTH = 10, MORE = 5 };
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), posts[LENGTH + MORE];

    (void)arg;
    follows(c, ann, bob);
    feed_made(c, ann);
    (void)says(c, ann, "older than what is kept");
    for (size_t i = 0; i < LENGTH + MORE; i++)
        posts[i] = says(c, bob, "x");
    all_delivered(c);
    expect_ok(transact(c, trim, &ann));
    expect_eq(entries_of(c, ann), LENGTH);
    heads_forget(c, ann);
    ids feed = feed_of(c, ann);
    expect(feed.n >= LENGTH);
    for (size_t i = 0; i < LENGTH; i++)
        expect_eq(feed.at[i].v, posts[LENGTH + MORE - 1 - i].v);
    expect_ok(feed_rebuild(c, ann));
    expect_eq(entries_of(c, ann), LENGTH);
    return OK;
}

/* ---- much at once ---- */

enum { CROWDED = 1300 };

struct crowding { id reader, author; };

static err crowd(tx *t, void *arg)
{
    const struct crowding *in = arg;
    post_by_page posts = { arena_array(tx_arena(t), struct post_by, CROWDED), CROWDED, S("") };

    for (size_t i = 0; i < CROWDED; i++)
        posts.at[i] = (struct post_by){ tx_new_id(t), in->author };
    return q_entries_add(t, in->reader, entries_text(tx_arena(t), &posts));
}

static err a_feed_that_is_much_too_long_is_cut_step_by_step(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");

    (void)arg;
    follows(c, ann, bob);
    feed_made(c, ann);
    expect_ok(transact(c, crowd, &(struct crowding){ ann, bob }));
    expect_ok(transact(c, trim, &ann));
    i64 left = entries_of(c, ann);
    expect(left > CROWDED / 2 && left < CROWDED);
    for (int i = 0; i < 5; i++)
        expect_ok(transact(c, trim, &ann));
    expect_eq(entries_of(c, ann), 10);
    return OK;
}

static bool one_authors_are_left(ctx *c, const void *arg)
{
    return entries_of(c, *(const id *)arg) == CROWDED;
}

static err unfollow_first(tx *t, void *arg)
{
    const struct crowding *in = arg;

    return unfollow_begin(t, in->reader, in->author);
}

static err an_unfollow_takes_many_posts_out_in_batches(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), cid = a_person(c, "cid");

    (void)arg;
    feed_made(c, ann);
    expect_ok(transact(c, crowd, &(struct crowding){ ann, bob }));
    expect_ok(transact(c, crowd, &(struct crowding){ ann, cid }));
    expect_ok(transact(c, unfollow_first, &(struct crowding){ ann, bob }));
    expect_soon(c, one_authors_are_left, &ann);
    follows(c, ann, cid);                        /* again, before what is left of the unfollowing comes */
    all_delivered(c);
    expect_ok(transact(c, unfollow_first, &(struct crowding){ ann, cid }));
    expect(one_authors_are_left(c, &ann));
    return OK;
}

/* ---- people who leave ---- */

static err list_with(ctx *c, id owner, const char *title, id member, struct list *out)
{
    expect_ok(list_create(c, owner, &(struct list_draft){ str_of(title) }, out));
    return list_member_add(c, owner, out->id, member);
}

struct rest { id ann, bob; struct list anns, bobs; };

static bool is_gone(ctx *c, const void *arg)
{
    const struct rest *r = arg;
    struct feed_row row;
    struct list list;

    expect_ok(list_get(c, r->bob, r->bobs.id, &list));
    return q_feed_get(c, r->ann, &row) == ERR_NOT_FOUND && entries_of(c, r->ann) == 0 && list.member_count == 0 &&
           list_get(c, r->ann, r->anns.id, &list) == ERR_NOT_FOUND;
}

static err an_erased_account_takes_its_feed_and_lists_along(ctx *c, void *arg)
{
    struct rest r = { .ann = a_person(c, "ann"), .bob = a_person(c, "bob") };
    struct list more;

    (void)arg;
    follows(c, r.ann, r.bob);
    feed_made(c, r.ann);
    (void)says(c, r.bob, "1");
    all_delivered(c);
    expect_ok(list_with(c, r.ann, "a", r.bob, &r.anns));
    expect_ok(list_with(c, r.ann, "b", r.bob, &more));
    expect_ok(list_with(c, r.bob, "c", r.ann, &r.bobs));
    given_up(c, r.ann);
    expect_soon(c, is_gone, &r);
    failure_begin(&c->failure, &c->arena);
    expect_right(c);
    return OK;
}

/* ---- what an answer costs ---- */

/* The least of some answers: the workers of the world read meanwhile. */
static i64 reads_of(ctx *c, id me, const struct moment *since)
{
    struct reads r = { .turns = 20 };

    while (reads_again(c, &r)) {
        struct moment now;
        post_view_page page;
        id next;
        expect_ok(feed_get(c, me, (struct feed_wish){ .limit = 20, .since = since }, &page, &next, &now));
    }
    return r.least;
}

/* Three for the sights of the authors, one for one's own reactions. */
static err a_warm_page_asks_the_store_only_for_what_is_the_readers(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), authors[20];

    (void)arg;
    people_make(c, authors, COUNT(authors));
    for (size_t i = 0; i < COUNT(authors); i++) {
        follows(c, ann, authors[i]);
        (void)says(c, authors[i], "hello");
    }
    feed_made(c, ann);
    struct moment now = moment_of(c, ann);
    expect_eq(reads_of(c, ann, NULL), 4);
    expect_eq(reads_of(c, ann, &now), 0);
    return OK;
}

/* ---- exports ---- */

struct told { struct rows rows; i64 n; };

static err row_count(ctx *c, struct rows *to, const struct shape *s, const void *row)
{
    (void)c, (void)s, (void)row;
    CONTAINER(to, struct told, rows)->n++;
    return OK;
}

static err an_export_has_ones_lists(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct told told = { .rows.add = row_count };
    struct list list;

    (void)arg;
    expect_ok(list_with(c, ann, "a", bob, &list));
    expect_ok(list_with(c, ann, "b", bob, &list));
    expect_ok(list_with(c, bob, "c", ann, &list));
    expect_ok(timeline_belongings[0].tell(c, ann, &told.rows));
    expect_eq(told.n, 2);
    return OK;
}

/* ---- lists ---- */

struct full { id owner, list; };

static err members_plant(tx *t, void *arg)
{
    struct full *in = arg;
    i64 added;

    for (int i = 0; i < LIST_MEMBERS_MOST; i++)
        TRY(q_member_add(t, in->list, tx_new_id(t), tx_new_id(t), &added));
    return q_list_count_add(t, ((ids){ &in->list, 1 }), LIST_MEMBERS_MOST);
}

static err a_list_holds_500_and_a_person_has_100(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct list list;
    list_page all;

    (void)arg;
    for (int i = 0; i < LISTS_MOST; i++)
        expect_ok(list_create(c, ann, &(struct list_draft){ S("same") }, &list));
    expect_eq(list_create(c, ann, &(struct list_draft){ S("one more") }, &list), ERR_CONFLICT);
    expect_ok(lists_get(c, ann, &all));
    expect_eq(all.n, LISTS_MOST);
    for (size_t i = 1; i < all.n; i++)
        expect(all.at[i - 1].id.v < all.at[i].id.v);
    struct full full = { ann, all.at[0].id };
    expect_ok(transact(c, members_plant, &full));
    expect_eq(list_member_add(c, ann, full.list, bob), ERR_CONFLICT);
    failure_begin(&c->failure, &c->arena);
    expect_ok(list_get(c, ann, full.list, &list));
    expect_eq(list.member_count, LIST_MEMBERS_MOST);
    expect_right(c);
    return OK;
}

TEST(a_feed_that_nobody_reads_goes_and_comes_back) { in_town(a_feed_that_nobody_reads_goes_and_comes_back); }
TEST(what_was_lost_is_made_again) { in_town(what_was_lost_is_made_again); }
TEST(the_oldest_entries_are_cut_off)
{
    in_town_with((const struct test_setting[]){ { "timeline_length", "10" }, { "posts_per_hour", "1000" }, { 0 } },
                 the_oldest_entries_are_cut_off);
}
TEST(a_feed_that_is_much_too_long_is_cut_step_by_step)
{
    in_town_with((const struct test_setting[]){ { "timeline_length", "10" }, { 0 } }, a_feed_that_is_much_too_long_is_cut_step_by_step);
}
TEST(an_unfollow_takes_many_posts_out_in_batches)
{
    in_town_with((const struct test_setting[]){ { "timeline_length", "5000" }, { 0 } }, an_unfollow_takes_many_posts_out_in_batches);
}
TEST(an_erased_account_takes_its_feed_and_lists_along) { in_town(an_erased_account_takes_its_feed_and_lists_along); }
TEST(a_warm_page_asks_the_store_only_for_what_is_the_readers) { in_town(a_warm_page_asks_the_store_only_for_what_is_the_readers); }
TEST(an_export_has_ones_lists) { in_town(an_export_has_ones_lists); }
TEST(a_list_holds_500_and_a_person_has_100) { in_town(a_list_holds_500_and_a_person_has_100); }
