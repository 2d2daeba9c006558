/* Feeds while many publish and read, and for many followers. */
#include <stdatomic.h>
#include "base/str.h"
#include "domain/timeline/testbed.h"
#include "domain/timeline/timeline.sql.h"

/* ---- those who poll miss nothing and get nothing twice ---- */

enum { WRITERS = 4, EACH = 25, POSTS = WRITERS * EACH, OLD = 60 };

struct crowd { id reader, writers[WRITERS], old[OLD], made[POSTS]; _Atomic int n, done; struct moment begun; };

static err people_settle(ctx *c, void *arg)
{
    struct crowd *in = arg;

    in->reader = a_person(c, "reader");
    people_make(c, in->writers, WRITERS);
    for (size_t i = 0; i < WRITERS; i++)
        follows(c, in->reader, in->writers[i]);
    feed_made(c, in->reader);
    for (size_t i = 0; i < OLD; i++)
        in->old[i] = says(c, in->writers[i % WRITERS], "old");
    in->begun = moment_of(c, in->reader);
    return OK;
}

static void write_some(ctx *c, struct crowd *in, int which)
{
    for (int i = 0; i < EACH; i++) {
        struct post out;
        expect_ok(post_create(c, in->writers[which], &(struct post_draft){ .content = { GIVEN, S("new") } }, &out));
        in->made[atomic_fetch_add(&in->n, 1)] = out.id;
    }
    atomic_fetch_add(&in->done, 1);
}

/* All pages since the moment of the last answer. */
static struct moment new_read(ctx *c, id me, struct moment since, ids *all)
{
    struct moment now = since, later;
    post_view_page page;
    id next = { 0 };

    do {
        struct feed_wish wish = { .after = next, .limit = 7, .since = &since };
        bool first = !next.v;
        expect_ok(feed_get(c, me, wish, &page, &next, first ? &now : &later));
        for (size_t i = 0; i < page.n; i++)
            all->at[all->n++] = page.at[i].words->id;
    } while (next.v);
    return now;
}

static void poll(ctx *c, struct crowd *in)
{
    ids all = { arena_array(&c->arena, id, 100 * POSTS), 0 };
    struct moment since = in->begun;
    i64 end = loop_mono_ms(c->loop) + 60000;

    while (all.n < POSTS && loop_mono_ms(c->loop) < end) {
        since = new_read(c, in->reader, since, &all);
        expect_ok(ctx_sleep(c, 3));
    }
    (void)new_read(c, in->reader, since, &all);
    expect_eq(all.n, POSTS);
    for (int i = 0; i < POSTS; i++)
        expect(has(all, in->made[i]));
}

/* What was there throughout is met once. */
static void pages_read(ctx *c, struct crowd *in)
{
    while (atomic_load(&in->done) < WRITERS) {
        struct arena_mark mark = arena_mark(&c->arena);
        ids all = { arena_array(&c->arena, id, POSTS + OLD), 0 };
        id next = { 0 };
        do {
            ids page = feed_page(c, in->reader, next, 5, &next);
            for (size_t i = 0; i < page.n; i++)
                all.at[all.n++] = page.at[i];
        } while (next.v);
        for (size_t i = 0; i < OLD; i++)
            expect(has(all, in->old[i]));
        for (size_t i = 1; i < all.n; i++)
            expect(all.at[i - 1].v > all.at[i].v);
        arena_rewind(&c->arena, mark);
        expect_ok(ctx_yield(c));
    }
}

static err bustle(ctx *c, int which, void *arg)
{
    if (which < WRITERS)
        write_some(c, arg, which);
    else if (which == WRITERS)
        poll(c, arg);
    else
        pages_read(c, arg);
    return OK;
}

TEST(a_reader_who_polls_gets_each_post_once_while_others_write)
{
    struct house h = town_open((struct test_world_options){ .real_clock = true });
    struct crowd in = { .n = 0 };

    expect_ok(test_world_call(h.world, people_settle, &in));
    expect_ok(test_world_crowd(h.world, WRITERS + 2, bustle, &in));
    house_close(&h);
}

/* ---- a change is in kept pages once it is answered, while others keep them ---- */

enum { LIKES = 200, KEEPERS = 3, LOOKS = 20 };

struct liked { id reader, fan, post; _Atomic bool done; int given; };

static err liked_settle(ctx *c, void *arg)
{
    struct liked *in = arg;
    id author = a_person(c, "author");

    in->reader = a_person(c, "reader");
    in->fan = a_person(c, "fan");
    follows(c, in->reader, author);
    atomic_store(&timeline_memory_of(c->world)->settling_ms, 0);
    all_delivered(c);
    feed_made(c, in->reader);
    in->post = says(c, author, "like it");
    return OK;
}

/* Now, and while those who began before the change keep what they have made. */
static void looks(ctx *c, struct liked *in, str wanted)
{
    for (int i = 0; i < LOOKS; i++) {
        bool given;
        expect(str_find(page_read(c, in->reader, &given), wanted) >= 0);
        in->given += given;
        expect_ok(ctx_yield(c));
    }
}

static void like_and_look(ctx *c, struct liked *in)
{
    struct arena_mark mark = arena_mark(&c->arena);

    for (int i = 0; i < LIKES; i++) {
        struct post out;
        bool likes = i % 2 == 0;
        expect_ok(likes ? post_react(c, in->fan, in->post, REACTION_LIKE, &out) : post_unreact(c, in->fan, in->post, REACTION_LIKE, &out));
        looks(c, in, likes ? S("\"like_count\":1") : S("\"like_count\":0"));
        arena_rewind(&c->arena, mark);
    }
    atomic_store(&in->done, true);
}

static void pages_keep(ctx *c, struct liked *in)
{
    struct arena_mark mark = arena_mark(&c->arena);

    while (!atomic_load(&in->done)) {
        (void)page_make(c, in->reader);
        arena_rewind(&c->arena, mark);
        expect_ok(ctx_sleep(c, 1));
    }
}

static err like_or_keep(ctx *c, int which, void *arg)
{
    if (which == 0)
        like_and_look(c, arg);
    else
        pages_keep(c, arg);
    return OK;
}

TEST(a_change_is_on_the_kept_page_once_it_is_answered_while_others_keep_it)
{
    struct house h = town_open((struct test_world_options){ .real_clock = true });
    struct liked in = { .done = false };

    expect_ok(test_world_call(h.world, liked_settle, &in));
    expect_ok(test_world_crowd(h.world, 1 + KEEPERS, like_or_keep, &in));
    expect(in.given > 0);
    house_close(&h);
}

/* ---- many followers ---- */

enum { THOUSANDS = 2500 };

struct many { id author, *followers; };

static err followers_plant(tx *t, void *arg)
{
    struct many *in = arg;
    struct planted *edges = arena_array(tx_arena(t), struct planted, THOUSANDS);

    for (size_t i = 0; i < THOUSANDS; i++) {
        in->followers[i] = tx_new_id(t);
        edges[i] = (struct planted){ in->followers[i], in->author, tx_new_id(t) };
        TRY(q_feed_begin(t, in->followers[i], tx_now(t)));
        TRY(q_feed_made(t, in->followers[i], (id){ 0 }));
    }
    return graph_plant(t, edges, THOUSANDS);
}

static size_t delivered(ctx *c, const struct many *in)
{
    struct arena_mark mark = arena_mark(&c->arena);
    size_t n = 0;

    for (size_t i = 0; i < THOUSANDS; i++)
        n += (size_t)entries_of(c, in->followers[i]);
    arena_rewind(&c->arena, mark);
    return n;
}

static bool all_have_it(ctx *c, const void *arg) { return delivered(c, arg) == THOUSANDS; }
static bool none_has_it(ctx *c, const void *arg) { return delivered(c, arg) == 0; }

static err a_post_reaches_thousands(ctx *c, void *arg)
{
    struct many in = { .author = a_person(c, "author"), .followers = arena_array(&c->arena, id, THOUSANDS) };

    (void)arg;
    expect_ok(transact(c, followers_plant, &in));
    id post = says(c, in.author, "hello, all");
    expect_soon(c, all_have_it, &in);
    str again = arena_format(&c->arena, "{\"post_id\":\"%lld\",\"author_id\":\"%lld\",\"after\":\"1\",\"withdrawn\":false}",
                             (long long)post.v, (long long)in.author.v);
    expect_ok(deliver_run(c, again));            /* as after a kill */
    expect_eq(delivered(c, &in), THOUSANDS);
    deletes(c, in.author, post);
    expect_soon(c, none_has_it, &in);
    return OK;
}

TEST(a_post_reaches_thousands_of_followers_and_leaves_them) { in_town(a_post_reaches_thousands); }
