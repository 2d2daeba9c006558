/* Many at once: whatever order things come in, counts are those of rows, edits are all in the history, and pages are whole. */
#include <stdatomic.h>
#include "base/id.h"
#include "base/random.h"
#include "base/str.h"
#include "domain/post/post_own.h"
#include "domain/post/testbed.h"

static const id nobody = { 0 };

enum { PEOPLE = 8, FIBERS = 32, DEEDS = 30, KNOWN = 24 };

struct crowd { id people[PEOPLE]; _Atomic i64 known[KNOWN]; };

static err crowd_make(ctx *c, void *arg)
{
    static const char *const names[PEOPLE] = { "ann", "bob", "carl", "dora", "emil", "fay", "gus", "hedy" };
    struct crowd *w = arg;

    for (int i = 0; i < PEOPLE; i++)
        w->people[i] = a_person(c, names[i]);
    for (int i = 0; i < KNOWN; i++)
        atomic_store(&w->known[i], a_post(c, w->people[i % PEOPLE], "Hello #all", "public").id.v);
    return OK;
}

static err writes(ctx *c, struct rng *rng, id me, _Atomic i64 *place)
{
    str options[] = { S("a"), S("b") };
    struct post_draft d = { .content = { GIVEN, S("Look #all") }, .visibility = { GIVEN, str_of(visibility_words[rng_below(rng, 4)]) } };
    struct post out;

    if (rng_below(rng, 2))
        d.boost_of = (maybe_str){ GIVEN, id_text(&c->arena, (id){ atomic_load(place) }) };
    if (rng_below(rng, 2))
        d.poll.options = (strs){ options, 2 };
    if (rng_below(rng, 4) == 0)
        d.content.is = ABSENT;
    err e = post_create(c, me, &d, &out);
    if (e == OK)
        atomic_store(place, out.id.v);
    return e;
}

/* Most act on what others have just written or are about to delete. */
static err deed(ctx *c, struct rng *rng, struct crowd *w)
{
    id me = w->people[rng_below(rng, PEOPLE)];
    _Atomic i64 *place = &w->known[rng_below(rng, KNOWN)];
    id known = { atomic_load(place) };
    enum reaction_kind kind = (enum reaction_kind)rng_below(rng, REACTION_KINDS);
    struct post_change change = { .id = known, .content = { GIVEN, rng_below(rng, 2) ? S("tick #one") : S("tock #all") } };
    struct post out;

    switch (rng_below(rng, 8)) {
    case 0: return post_delete(c, &(struct caller){ .account = me, .role = ROLE_MODERATOR }, known);
    case 1: return post_unreact(c, me, known, kind, &out);
    case 2: return post_vote(c, me, &(struct post_votes){ known, { (i64[]){ rng_below(rng, 2) }, 1 } }, &out);
    case 3: return post_edit(c, me, &change, &out);
    case 4: return post_pin(c, me, known, rng_below(rng, 2), &out);
    case 5: return writes(c, rng, me, place);
    default: return post_react(c, me, known, kind, &out);
    }
}

static err act(ctx *c, int which, void *arg)
{
    struct rng rng;

    rng_seed(&rng, (u64)which + 1);
    for (int i = 0; i < DEEDS; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        err e = fresh(c, deed(c, &rng, arg));
        expect(e == OK || e == ERR_NOT_FOUND || e == ERR_INVALID || e == ERR_FORBIDDEN || e == ERR_CONFLICT);
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

/* What answers show is what is in the rows, also out of the cache. */
static err all_agree(ctx *c, void *arg)
{
    struct crowd *w = arg;

    posts_agree(c);
    for (int i = 0; i < KNOWN; i++) {
        id which = { atomic_load(&w->known[i]) };
        struct post_view shown, read;
        if (fresh(c, post_get(c, w->people[0], which, &shown)) != OK)
            continue;
        id subject = shown.plain ? shown.boost_of->words->id : which;
        post_forget(c->world, which);
        post_counts_forget(c->world, subject);
        expect_ok(post_get(c, w->people[0], which, &read));
        expect(!memcmp(&shown.counts, &read.counts, sizeof shown.counts));
        expect_str(shown.json, read.json);
    }
    return OK;
}

TEST(counts_agree_after_whatever_a_crowd_does)
{
    static struct crowd w;
    struct house h = posts_open(NULL);

    expect_ok(test_world_call(h.world, crowd_make, &w));
    expect_ok(test_world_crowd(h.world, FIBERS, act, &w));
    expect_ok(test_world_call(h.world, all_agree, &w));
    house_close(&h);
}

/* ---- one account that insists ---- */

struct insisting { id ann, bob, post; _Atomic i64 boost; };

static err insisting_make(ctx *c, void *arg)
{
    struct insisting *in = arg;

    in->ann = a_person(c, "ann");
    in->bob = a_person(c, "bob");
    in->post = a_post(c, in->ann, "Hello", "public").id;
    atomic_store(&in->boost, 0);
    return OK;
}

/* Each way of boosting finds the one boost there is. */
static err boosts(ctx *c, int which, void *arg)
{
    struct insisting *in = arg;
    struct post out;
    i64 none = 0;

    if (which % 2)
        return post_react(c, in->bob, in->post, REACTION_BOOST, &out);
    id made = a_boost(c, in->bob, in->post).id;
    expect(atomic_compare_exchange_strong(&in->boost, &none, made.v) || none == made.v);
    return OK;
}

static err is_boosted_once(ctx *c, void *arg)
{
    struct insisting *in = arg;
    struct post_view view;
    post_view_page page;
    id next;

    TRY(post_get(c, in->bob, in->post, &view));
    expect_eq(view.counts.boost_count, 1);
    expect(view.boosted);
    TRY(posts_by(c, nobody, in->bob, (struct post_wish){ .limit = 10 }, &page, &next));
    expect_eq(page.n, 1);
    expect_eq(page.at[0].words->id.v, atomic_load(&in->boost));
    posts_agree(c);
    return OK;
}

TEST(of_many_boosts_by_one_at_once_there_is_one)
{
    static struct insisting in;
    struct house h = posts_open(NULL);

    expect_ok(test_world_call(h.world, insisting_make, &in));
    expect_ok(test_world_crowd(h.world, 32, boosts, &in));
    expect_ok(test_world_call(h.world, is_boosted_once, &in));
    house_close(&h);
}

/* ---- edits at once ---- */

enum { EDITORS = 24 };

static err edits(ctx *c, int which, void *arg)
{
    struct insisting *in = arg;
    struct post out;
    str text = arena_format(&c->arena, "edit %d", which);

    TRY(post_edit(c, in->ann, &(struct post_change){ .id = in->post, .content = { GIVEN, text } }, &out));
    expect_str(out.content, text);
    expect(out.edited_at.is == GIVEN);
    return OK;
}

static bool says(const post_version_page *all, str text)
{
    size_t n = 0;

    for (size_t i = 0; i < all->n; i++)
        n += str_eq(all->at[i].content, text);
    return n == 1;
}

static err all_are_in_the_history(ctx *c, void *arg)
{
    const struct insisting *in = arg;
    post_version_page all;
    struct post_view view;
    id next;

    TRY(post_history(c, nobody, in->post, nobody, 100, &all, &next));
    expect_eq(all.n, EDITORS + 1);
    expect_eq(next.v, 0);
    expect(says(&all, S("Hello")));
    for (int i = 0; i < EDITORS; i++)
        expect(says(&all, arena_format(&c->arena, "edit %d", i)));
    for (size_t i = 1; i < all.n; i++)
        expect(all.at[i].created_at.ms <= all.at[i - 1].created_at.ms);
    TRY(post_get(c, nobody, in->post, &view));
    expect_str(view.words->content, all.at[0].content);
    expect_str(all.at[all.n - 1].content, S("Hello"));
    return OK;
}

static err the_history_is_paged(ctx *c, void *arg)
{
    const struct insisting *in = arg;
    post_version_page all, page;
    id next, after = nobody;
    size_t n = 0;

    TRY(post_history(c, nobody, in->post, nobody, 100, &all, &next));
    for (i64 most = 1; most <= 4; most += 3, after = nobody, n = 0) {
        do {
            TRY(post_history(c, nobody, in->post, after, most, &page, &after));
            expect(page.n && (i64)page.n <= most);
            for (size_t i = 0; i < page.n; i++)
                expect_str(page.at[i].content, all.at[n++].content);
        } while (after.v);
        expect_eq(n, all.n);
    }
    return OK;
}

TEST(of_edits_at_once_each_is_in_the_history_and_the_last_stands)
{
    static struct insisting in;
    struct house h = posts_open(NULL);

    expect_ok(test_world_call(h.world, insisting_make, &in));
    expect_ok(test_world_crowd(h.world, EDITORS, edits, &in));
    expect_ok(test_world_call(h.world, all_are_in_the_history, &in));
    expect_ok(test_world_call(h.world, the_history_is_paged, &in));
    house_close(&h);
}

/* ---- pages while others write ---- */

enum { STANDING = 60, WRITERS = 6, READERS = 4, ROUNDS = 6 };

struct reading { id ann, posts[STANDING]; };

static err reading_make(ctx *c, void *arg)
{
    struct reading *r = arg;

    r->ann = a_person(c, "ann");
    for (int i = 0; i < STANDING; i++)
        r->posts[i] = a_post(c, r->ann, "Hello", "public").id;
    return OK;
}

static err writes_and_deletes(ctx *c, const struct reading *r)
{
    for (int i = 0; i < 10; i++) {
        id made = a_post(c, r->ann, "Soon gone", "public").id;
        expect_ok(post_delete(c, &(struct caller){ .account = r->ann }, made));
        a_post(c, r->ann, "New", "followers");
    }
    return OK;
}

/* Falling without repeats; all that stood before and after is on some page. */
static void pages_are_whole(ctx *c, const struct reading *r, i64 limit)
{
    id after = nobody, last = { INT64_MAX };
    int met = STANDING;
    post_view_page page;

    do {
        expect_ok(posts_by(c, r->ann, r->ann, (struct post_wish){ .after = after, .limit = limit }, &page, &after));
        expect(!after.v || (i64)page.n == limit);
        for (size_t i = 0; i < page.n; i++) {
            expect(page.at[i].words->id.v < last.v);
            last = page.at[i].words->id;
            met -= met && last.v == r->posts[met - 1].v;
        }
    } while (after.v);
    expect_eq(met, 0);
}

static err reads_or_writes(ctx *c, int which, void *arg)
{
    const struct reading *r = arg;

    if (which >= READERS)
        return writes_and_deletes(c, r);
    for (int i = 0; i < ROUNDS; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        pages_are_whole(c, r, 7 + which);
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

TEST(pages_neither_skip_nor_repeat_while_posts_come_and_go)
{
    static struct reading r;
    struct house h = posts_open(NULL);

    expect_ok(test_world_call(h.world, reading_make, &r));
    expect_ok(test_world_crowd(h.world, READERS + WRITERS, reads_or_writes, &r));
    house_close(&h);
}
