/* Profiles and the search of people, on a world with accounts and a follow graph. */
#include "domain/profile/testbed.h"
#include <stdio.h>
#include "base/str.h"

static err found(ctx *c, id me, const char *query, str *names, i64 *total)
{
    struct people_found all;

    TRY(people_search(c, me, str_of(query), 20, 0, &all));
    *names = S("");
    *total = all.total;
    for (size_t i = 0; i < all.results.n; i++)
        *names = arena_format(&c->arena, STR_FMT "%s" STR_FMT, STR_ARG(*names), i ? " " : "", STR_ARG(all.results.at[i].username));
    return OK;
}

enum { COMERS = 300, COMERS_SHARED = 60, AWAITED_MS = 250 };

/* Found, or the machine is so busy that the search did not wait for the index. */
static bool found_at_once(ctx *c, id who, const char *name)
{
    struct people_found all;
    i64 began = loop_mono_ms(c->loop);

    expect_ok(people_search(c, (id){ 0 }, str_of(name), 20, 0, &all));
    i64 took = loop_mono_ms(c->loop) - began;
    for (size_t i = 0; i < all.results.n; i++)
        if (all.results.at[i].user_id.v == who.v)
            return true;
    if (took < AWAITED_MS)
        test_fail(__FILE__, __LINE__, "%s was not found after %lld ms", name, (long long)took);
    return false;
}

static err found_at_once_all(ctx *c, void *arg)
{
    int missed = 0, all = store_dialect(c->world->store) == ON_SQLITE ? COMERS : COMERS_SHARED;

    (void)arg;
    for (int i = 0; i < all; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        const char *name = arena_cstr(&c->arena, arena_format(&c->arena, "comer_%c_%d", 'a' + i % 26, i));
        struct account_change change = { .display_name = { GIVEN, arena_format(&c->arena, "renamed%c%d", 'a' + i % 26, i) } };
        struct account a;
        id who = a_person(c, name, "");
        missed += !found_at_once(c, who, name);
        expect_ok(account_change(c, who, &change, &a));
        missed += !found_at_once(c, who, arena_cstr(&c->arena, change.display_name.v));
        arena_rewind(&c->arena, mark);
    }
    if (missed)
        printf("# %d of %d searches went on without the index, after %d ms\n", missed, 2 * all, AWAITED_MS);
    return OK;
}
TEST(who_has_just_come_or_changed_is_found_at_once) { in_house(found_at_once_all); }

/* The index follows within two seconds. */
static void expect_found(ctx *c, id me, const char *query, const char *names)
{
    str is = S("");
    i64 total;

    for (int tries = 0; tries < 200; tries++) {
        expect_ok(found(c, me, query, &is, &total));
        if (str_eq(is, str_of(names)))
            return;
        expect_ok(ctx_sleep(c, 10));
    }
    expect_str(is, str_of(names));
}

/* ---- the cases ---- */

static err seen(ctx *c, void *arg)
{
    id ann = a_person(c, "ann", "Ann"), bob = a_person(c, "bob", "Bob");
    struct profile p;
    struct follow f;

    (void)arg;
    TRY(profile_get(c, (id){ 0 }, ann, &p));
    expect(!p.relationship && p.follower_count == 0);
    TRY(graph_follow(c, bob, ann, &f));
    TRY(profile_get(c, bob, ann, &p));
    expect(p.relationship && p.relationship->following && !p.relationship->followed_by);
    expect_eq(p.follower_count, 1);
    TRY(profile_get(c, (id){ 0 }, bob, &p));
    expect_eq(p.following_count, 1);
    TRY(graph_unfollow(c, bob, ann, &f));
    TRY(profile_get(c, ann, bob, &p));
    expect_eq(p.following_count, 0);
    TRY(graph_block(c, ann, bob));
    expect_eq(profile_get(c, bob, ann, &p), ERR_NOT_FOUND);
    TRY(profile_get(c, ann, bob, &p));
    expect(p.relationship->blocking);
    expect_eq(profile_get(c, ann, (id){ 7 }, &p), ERR_NOT_FOUND);
    expect_str(str_of(failure_code(&c->failure)), S("user_not_found"));
    return OK;
}

TEST(a_profile_shows_counts_and_relations_as_they_are)
{
    in_house(seen);
}

static err row_read(ctx *c, const void *arg, id at, i64 offset, i64 most, struct people_ids *out)
{
    const ids *all = arg;
    size_t from = (size_t)(at.v + offset), n = all->n - from < (size_t)most ? all->n - from : (size_t)most;

    (void)c;
    *out = (struct people_ids){ { all->at + from, n }, { from + n < all->n ? (i64)(from + n) : 0 } };
    return OK;
}

enum { CROWD = 12 };

/* Every third blocks, every fourth is blocked, and one does not exist. */
static void crowd_make(ctx *c, id me, id *crowd, strs *seen)
{
    *seen = (strs){ arena_array(&c->arena, str, CROWD), 0 };
    for (int i = 0; i < CROWD; i++) {
        const char *name = arena_cstr(&c->arena, arena_format(&c->arena, "person_%c", "abcdefghkmnp"[i]));
        crowd[i] = i == 7 ? (id){ 99 } : a_person(c, name, name);
        if (i % 3 == 2)
            expect_ok(graph_block(c, crowd[i], me));
        else if (i % 4 == 1)
            expect_ok(graph_block(c, me, crowd[i]));
        else if (i != 7)
            seen->at[seen->n++] = str_of(name);
    }
}

static err paged_through(ctx *c, void *arg)
{
    id crowd[CROWD], me = a_person(c, "ann", "Ann"), next = { 0 };
    const ids all = { crowd, CROWD };
    const struct people_source from = { row_read, &all, sight_reaches };
    profile_page page;
    size_t seen = 0;
    strs wanted;

    (void)arg;
    crowd_make(c, me, crowd, &wanted);
    do {
        TRY(people_list(c, me, &from, (struct people_wish){ next, 0, 2 }, &page, &next));
        expect(page.n == 2 || !next.v);
        for (size_t i = 0; i < page.n; i++)
            expect_str(page.at[i].username, wanted.at[seen++]);
    } while (next.v);
    expect_eq(seen, wanted.n);
    return OK;
}

TEST(a_page_is_full_although_some_of_its_people_may_not_be_seen) { in_house(paged_through); }

/* The first read is from the tables, the next from the cache. */
static err kept(ctx *c, void *arg)
{
    struct account_change change = { .bio = { GIVEN, S("Reads, \"writes\".\nÉt cetera.") },
                                     .banner_url = { GIVEN, S("https://a.example/b.png") } };
    id ann = a_person(c, "ann", "Ann Lee"), bob = a_person(c, "bob", "Bob");
    struct profile first, next;
    struct account changed;
    struct follow f;

    (void)arg;
    TRY(account_change(c, ann, &change, &changed));
    TRY(graph_follow(c, bob, ann, &f));
    TRY(ctx_sleep(c, 50));
    for (int i = 0; i < 3; i++) {
        TRY(profile_get(c, (id){ 0 }, ann, i ? &next : &first));
        const struct profile *p = i ? &next : &first;
        expect_eq(p->user_id.v, ann.v);
        expect_str(p->username, S("ann"));
        expect_str(p->display_name, S("Ann Lee"));
        expect_str(p->bio, change.bio.v);
        expect(p->avatar_url.is == NULLED && p->banner_url.is == GIVEN);
        expect_str(p->banner_url.v, change.banner_url.v);
        expect(p->follower_count == 1 && !p->following_count && p->created_at.ms == changed.created_at.ms && !p->relationship);
    }
    TRY(profile_get(c, bob, bob, &next));
    expect(next.relationship && !next.relationship->following && !next.relationship->blocking);
    return OK;
}

TEST(a_profile_that_was_kept_says_what_the_tables_say)
{
    in_house(kept);
}

static err listed(ctx *c, void *arg)
{
    id people[] = { a_person(c, "ann", "Ann"), { 99 }, a_person(c, "bob", "Bob"), a_person(c, "cy2", "Cy") };
    profile_page page;

    (void)arg;
    TRY(graph_block(c, people[2], people[0]));
    TRY(profiles_get(c, people[0], (ids){ people, COUNT(people) }, &page));
    expect_eq(page.n, 2);
    expect(page.at[0].user_id.v == people[0].v && page.at[1].user_id.v == people[3].v && page.at[1].relationship);
    TRY(profiles_get(c, (id){ 0 }, (ids){ people + 2, 2 }, &page));
    expect(page.n == 2 && !page.at[0].relationship && page.at[0].user_id.v == people[2].v);
    return OK;
}

TEST(a_list_of_profiles_keeps_its_order_and_leaves_out_who_may_not_be_seen)
{
    in_house(listed);
}

static err suspend(tx *t, void *arg)
{
    return account_suspend(t, *(id *)arg, true);
}

static err searched(ctx *c, void *arg)
{
    id ann = a_person(c, "ann", "Zoe Q"), anna, marie;
    struct account_change change = { .display_name = { GIVEN, S("Ólafur Ann") } };
    struct account changed;

    (void)arg;
    anna = a_person(c, "annabel", "Annabel Lee");
    marie = a_person(c, "marie_curie", "Marie Ann Sklodowska");
    (void)a_person(c, "tokyo_7", "東京太郎");
    expect_found(c, ann, "ann", "ann annabel marie_curie");
    expect_found(c, ann, "@ANN", "ann annabel marie_curie");
    expect_found(c, ann, "annab", "annabel");
    expect_found(c, ann, "sklodowska marie", "marie_curie");
    expect_found(c, ann, "京太", "tokyo_7");
    expect_found(c, ann, "anabel", "annabel");
    expect_found(c, ann, "marei curie", "marie_curie");
    expect_found(c, ann, "%", "");
    expect_found(c, ann, "an*", "ann annabel marie_curie");
    TRY(account_change(c, marie, &change, &changed));
    expect_found(c, ann, "olafur", "marie_curie");
    TRY(graph_block(c, anna, ann));
    expect_found(c, ann, "ann", "ann marie_curie");
    expect_found(c, anna, "ann", "annabel marie_curie");
    expect_found(c, (id){ 0 }, "ann", "ann annabel marie_curie");
    TRY(transact(c, suspend, &marie));
    expect_found(c, (id){ 0 }, "ann", "ann annabel");
    return OK;
}

TEST(people_are_found_by_name_prefix_word_and_in_spite_of_a_typing_error)
{
    in_house(searched);
}

static err paged(ctx *c, void *arg)
{
    struct people_found page;
    i64 seen_so_far = 0;

    (void)arg;
    for (int i = 0; i < 25; i++)
        (void)a_person(c, arena_cstr(&c->arena, arena_format(&c->arena, "robin_%d", 200 + i)), "Robin");
    for (int tries = 0; tries < 200 && (!tries || page.total < 25); tries++) {
        TRY(people_search(c, (id){ 0 }, S("robin"), 10, 0, &page));
        TRY(ctx_sleep(c, 10));
    }
    for (i64 offset = 0; offset < 30; offset += 10) {
        TRY(people_search(c, (id){ 0 }, S("robin"), 10, offset, &page));
        expect_eq(page.total, 25);
        for (size_t i = 0; i < page.results.n; i++)
            expect_str(page.results.at[i].username, arena_format(&c->arena, "robin_%lld", 200 + (long long)seen_so_far++));
    }
    expect_eq(seen_so_far, 25);
    return OK;
}

TEST(pages_of_a_search_follow_each_other)
{
    in_house(paged);
}

/* More people than one search looks at share the word. */
static err many_of_one_word(tx *t, void *arg)
{
    (void)arg;
    return tx_script(t, S("INSERT INTO person (user_id, name, display)"
                          " WITH RECURSIVE n(i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < 10050)"
                          " SELECT i, 'somebody' || CAST(i AS text), 'maria' FROM n;"
                          "INSERT INTO person_word (word, user_id) SELECT 'maria', user_id FROM person WHERE display = 'maria';"));
}

static err found_among_many(ctx *c, void *arg)
{
    id maria = a_person(c, "maria", "M");
    struct people_found found;

    TRY(people_search(c, (id){ 0 }, S("maria"), 1, 0, &found));
    for (int i = 0; i < 500 && !found.results.n; i++) {
        TRY(ctx_sleep(c, 10));
        TRY(people_search(c, (id){ 0 }, S("maria"), 1, 0, &found));
    }
    TRY(transact(c, many_of_one_word, arg));
    TRY(people_search(c, (id){ 0 }, S("maria"), 1, 0, &found));
    expect_eq(found.results.n, 1);
    expect_eq(found.results.at[0].user_id.v, maria.v);
    expect_eq(found.total, 10001);
    return OK;
}

TEST(a_name_is_found_however_many_share_its_word)
{
    in_house(found_among_many);
}
