/* Accounts that are hidden, shown again and erased, and subjects that are deleted: rows and counts follow. */
#include "base/random.h"
#include "base/str.h"
#include "domain/reaction/reaction.sql.h"
#include "domain/reaction/testbed.h"

enum { MANY = 450, VERY_MANY = 4500 };           /* more than a batch has; more than a job does */

static struct reaction_on *posts_make(ctx *c, size_t n)
{
    struct reaction_on *out = arena_array(&c->arena, struct reaction_on, n);

    for (size_t i = 0; i < n; i++)
        out[i] = a_post(c);
    return out;
}

/* Somebody who likes all of them, and saves and boosts the first. */
static void likes_all(ctx *c, id who, const struct reaction_on *posts, size_t n)
{
    struct planted_reaction *all = arena_array(&c->arena, struct planted_reaction, n + 2);

    for (size_t i = 0; i < n; i++)
        all[i] = (struct planted_reaction){ REACTION_LIKE, who, ctx_new_id(c), posts[i] };
    all[n] = (struct planted_reaction){ REACTION_SAVE, who, ctx_new_id(c), posts[0] };
    all[n + 1] = (struct planted_reaction){ REACTION_BOOST, who, ctx_new_id(c), posts[0] };
    plant(c, all, n + 2);
}

struct totals { const struct reaction_on *posts; size_t n; i64 likes; };

static i64 likes_now(ctx *c, const struct reaction_on *posts, size_t n)
{
    ids subjects = { arena_array(&c->arena, id, n), n };
    reaction_counts_page page;
    i64 sum = 0;

    for (size_t i = 0; i < n; i++)
        subjects.at[i] = posts[i].post;
    expect_ok(reactions_counts(c, subjects, &page));
    for (size_t i = 0; i < n; i++)
        sum += page.at[i].likes;
    return sum;
}

static bool likes_are(ctx *c, const void *arg)
{
    const struct totals *w = arg;

    expect_right(c);
    return likes_now(c, w->posts, w->n) == w->likes;
}

static err hidden(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c);
    struct reaction_on *posts = posts_make(c, MANY);
    reaction_page page;

    (void)arg;
    likes_all(c, ann, posts, MANY);
    set(c, REACTION_LIKE, bob, posts[0]);
    suspend(c, ann, true);
    expect_soon(c, likes_are, &(struct totals){ posts, MANY, 1 });
    expect_soon(c, counts_are, &(struct counts_wanted){ posts[0], 1, 0, 0 });
    TRY(reactions_of(c, posts[0].post, LIKERS, (id){ 0 }, 10, &page));
    expect_eq(page.n, 2);
    expect(page.at[1].hidden && !page.at[0].hidden);
    suspend(c, ann, false);
    expect_soon(c, likes_are, &(struct totals){ posts, MANY, MANY + 1 });
    expect_soon(c, counts_are, &(struct counts_wanted){ posts[0], 2, 1, 1 });
    expect(unset(c, REACTION_LIKE, ann, posts[0]).changed);
    expect_counts(c, posts[0], 1, 1, 1);
    expect_right(c);
    return OK;
}

TEST(what_a_hidden_account_did_counts_for_nothing_and_is_back_with_it)
{
    on_stage(hidden);
}

/* Its posts' and comments' caches hear of each subject once for each change of its counts. */
static err heard(ctx *c, void *arg)
{
    id ann = a_person(c);
    struct reaction_on *posts = posts_make(c, MANY);
    i64 named = 0;

    (void)arg;
    likes_all(c, ann, posts, MANY);
    suspend(c, ann, true);
    expect_soon(c, counts_are, &(struct counts_wanted){ posts[0], 0, 0, 0 });
    expect_soon(c, likes_are, &(struct totals){ posts, MANY, 0 });
    strs told = events_of(c, &reaction_recounted, ann);
    for (size_t i = 0; i < told.n; i++) {
        struct reaction_recount_told of;
        TRY(event_read(&c->arena, (&(struct event){ .payload = told.at[i], .kind = &reaction_recounted }), reaction_recounted, &of));
        named += (i64)of.subjects.n;
    }
    expect_eq(named, MANY + 2);
    return OK;
}

TEST(every_subject_that_is_counted_again_is_reported)
{
    on_stage(heard);
}

static err handed_on(ctx *c, void *arg)
{
    id ann = a_person(c);
    struct reaction_on *posts = posts_make(c, VERY_MANY);

    (void)arg;
    likes_all(c, ann, posts, VERY_MANY);
    suspend(c, ann, true);
    expect_soon(c, likes_are, &(struct totals){ posts, VERY_MANY, 0 });
    suspend(c, ann, false);
    suspend(c, ann, true);
    suspend(c, ann, false);
    expect_soon(c, likes_are, &(struct totals){ posts, VERY_MANY, VERY_MANY });
    return OK;
}

TEST(more_than_one_job_can_do_is_handed_on)
{
    on_stage(handed_on);
}

/* By a moderator, for one: a boost goes with its post. */
static err unset_in(tx *t, void *arg)
{
    struct reaction_told *of = arg;
    struct reaction_done done;

    TRY(reaction_unset(t, REACTION_LIKE, of->user_id, of->post_id, &done));
    return done.changed ? OK : tx_fail(t, &unknown_reaction);
}

static err taken_while_hidden(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c);
    struct reaction_on post = a_post(c);
    struct reaction_done done;

    (void)arg;
    set(c, REACTION_LIKE, ann, post);
    set(c, REACTION_LIKE, bob, post);
    suspend(c, ann, true);
    expect_soon(c, counts_are, &(struct counts_wanted){ post, 1, 0, 0 });
    expect_eq(set_or_not(c, REACTION_SAVE, ann, post, true, &done), ERR_FORBIDDEN);
    TRY(transact(c, unset_in, &(struct reaction_told){ .user_id = ann, .post_id = post.post }));
    expect_counts(c, post, 1, 0, 0);
    suspend(c, ann, false);
    set(c, REACTION_LIKE, ann, post);
    expect_counts(c, post, 2, 0, 0);
    expect_right(c);
    return OK;
}

TEST(a_reaction_of_a_hidden_account_that_is_taken_back_is_not_taken_from_the_count)
{
    on_stage(taken_while_hidden);
}

static bool did_nothing(ctx *c, const void *arg)
{
    reaction_page page;
    size_t n = 0;

    for (int kind = 0; kind < REACTION_KINDS; kind++) {
        expect_ok(reactions_by(c, *(const id *)arg, (enum reaction_kind)kind, (id){ 0 }, 10, &page));
        n += page.n;
    }
    return n == 0;
}

static err erased(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c), eve = a_person(c);
    struct reaction_on *posts = posts_make(c, MANY);

    (void)arg;
    likes_all(c, ann, posts, MANY);
    likes_all(c, eve, posts, MANY);
    set(c, REACTION_LIKE, bob, posts[0]);
    suspend(c, eve, true);
    expect_soon(c, likes_are, &(struct totals){ posts, MANY, MANY + 1 });
    erase(c, ann);
    erase(c, eve);
    expect_soon(c, did_nothing, &ann);
    expect_soon(c, did_nothing, &eve);
    expect_eq(likes_now(c, posts, MANY), 1);
    expect_counts(c, posts[0], 1, 0, 0);
    expect_right(c);
    return OK;
}

TEST(what_an_erased_account_did_is_taken_back)
{
    on_stage(erased);
}

/* ---- deleted subjects ---- */

struct rows_left { id subject; i64 n; };

static err left_in(tx *t, void *arg)
{
    struct rows_left *in = arg;
    reaction_counts_page counts;
    reaction_page page;

    TRY(q_reactions_to(t, in->subject, (id){ INT64_MAX }, 10000, true, true, &page));
    TRY(q_reaction_counts_get(t, ((ids){ &in->subject, 1 }), &counts));
    in->n = (i64)(page.n + counts.n);
    return OK;
}

static bool nothing_left(ctx *c, const void *arg)
{
    struct rows_left of = { *(const id *)arg, 0 };

    expect_ok(transact(c, left_in, &of));
    return of.n == 0;
}

static err forgotten(ctx *c, void *arg)
{
    id ann = a_person(c);
    struct reaction_on post = a_post(c), other = a_post(c);
    reaction_own_page own;
    reaction_page page;

    (void)arg;
    forget(c, post);                 /* nobody reacted */
    set(c, REACTION_SAVE, ann, post);
    set(c, REACTION_SAVE, ann, other);
    forget(c, post);
    expect_counts(c, post, 0, 0, 0);
    TRY(reactions_own(c, ann, (ids){ &post.post, 1 }, &own));
    expect(!own.at[0].saved);
    TRY(reactions_by(c, ann, REACTION_SAVE, (id){ 0 }, 10, &page));
    expect_eq(page.n, 1);
    expect_eq(page.at[0].post_id.v, other.post.v);
    expect(nothing_left(c, &post.post));
    expect_eq(events_of(c, &reaction_deleted, post.post).n, 0);
    expect_right(c);
    return OK;
}

TEST(a_deleted_subject_has_no_reactions)
{
    on_stage(forgotten);
}

static err forgotten_by_many(ctx *c, void *arg)
{
    struct planted_reaction *all = arena_array(&c->arena, struct planted_reaction, VERY_MANY);
    id ann = a_person(c);
    struct reaction_on post = a_post(c);
    reaction_page page;

    (void)arg;
    for (size_t i = 0; i < VERY_MANY; i++)
        all[i] = (struct planted_reaction){ (enum reaction_kind)(i % 3), i / 3 ? (id){ (i64)i / 3 } : ann, ctx_new_id(c), post };
    plant(c, all, VERY_MANY);
    expect_counts(c, post, VERY_MANY / 3, VERY_MANY / 3, VERY_MANY / 3);
    forget(c, post);
    expect_counts(c, post, 0, 0, 0);
    TRY(reactions_by(c, ann, REACTION_LIKE, (id){ 0 }, 10, &page));
    expect_eq(page.n, 0);
    expect_right(c);
    erase(c, ann);
    expect_soon(c, nothing_left, &post.post);
    expect_right(c);
    return OK;
}

TEST(a_deleted_subject_that_many_like_has_no_reactions_at_once_and_no_rows_soon)
{
    on_stage(forgotten_by_many);
}

/* As when the boosts of a deleted post are deleted in their turn. */
static err forget_first(tx *t, void *arg)
{
    const struct reaction_told *of = arg;
    struct reaction_done done;

    TRY(reactions_forget(t, of->post_id));
    TRY(reaction_unset(t, REACTION_BOOST, of->user_id, of->post_id, &done));
    expect(!done.changed && !done.made.v && !done.counts.boosts);
    return reaction_counts_in(t, of->post_id, &done.counts);
}

static err unset_too_late(ctx *c, void *arg)
{
    struct planted_reaction *all = arena_array(&c->arena, struct planted_reaction, MANY);
    struct reaction_on post = a_post(c);

    (void)arg;
    for (size_t i = 0; i < MANY; i++)
        all[i] = (struct planted_reaction){ REACTION_BOOST, { (i64)i + 1 }, ctx_new_id(c), post };
    plant(c, all, MANY);
    TRY(transact(c, forget_first, &(struct reaction_told){ .user_id = { MANY }, .post_id = post.post }));
    expect_counts(c, post, 0, 0, 0);
    expect_soon(c, nothing_left, &post.post);
    expect_eq(events_of(c, &reaction_deleted, post.post).n, 0);
    expect_right(c);
    return OK;
}

TEST(what_is_taken_back_from_a_deleted_subject_is_not_reported)
{
    on_stage(unset_too_late);
}

/* ---- while others go on ---- */

enum { PEOPLE = 24, POSTS = 12, FIBERS = 12, DEEDS = 60 };

struct crowd { id people[PEOPLE]; struct reaction_on posts[POSTS]; };

static err crowd_make(ctx *c, void *arg)
{
    struct crowd *w = arg;

    people_make(c, w->people, PEOPLE);
    for (int i = 0; i < POSTS; i++)
        w->posts[i] = a_post(c);
    return OK;
}

static err act(ctx *c, int which, void *arg)
{
    const struct crowd *w = arg;
    struct reaction_done done;
    struct rng rng;

    rng_seed(&rng, (u64)which + 1);
    for (int i = 0; i < DEEDS; i++) {
        if (which < 2) {             /* the moderators: each has people of their own, who are all shown in the end */
            id one = w->people[rng_below(&rng, PEOPLE / 4) * 2 + which];
            suspend(c, one, true);
            TRY(ctx_sleep(c, rng_below(&rng, 20)));
            suspend(c, one, false);
            continue;
        }
        err e = set_or_not(c, (enum reaction_kind)rng_below(&rng, REACTION_KINDS), w->people[rng_below(&rng, PEOPLE)],
                           w->posts[rng_below(&rng, POSTS)], rng_below(&rng, 3) > 0, &done);
        if (e != OK && e != ERR_FORBIDDEN)
            return e;
    }
    return OK;
}

static void expect_own(ctx *c, const struct crowd *w, const id posts[POSTS], i64 wanted[POSTS])
{
    reaction_own_page own;

    for (int p = 0; p < PEOPLE; p++) {
        expect_ok(reactions_own(c, w->people[p], (ids){ (id *)posts, POSTS }, &own));
        for (int i = 0; i < POSTS; i++)
            wanted[i] += own.at[i].liked + own.at[i].saved + own.at[i].boosted;
    }
}

/* All are shown again, so all that is set counts once the workers are done. */
static bool all_count(ctx *c, const void *arg)
{
    const struct crowd *w = arg;
    id posts[POSTS];
    i64 wanted[POSTS] = { 0 };
    bool all = true;

    for (int i = 0; i < POSTS; i++)
        posts[i] = w->posts[i].post;
    expect_right(c);
    expect_own(c, w, posts, wanted);
    for (int i = 0; i < POSTS; i++) {
        struct reaction_counts n = counts_now(c, w->posts[i]);
        all &= n.likes + n.saves + n.boosts == wanted[i];
    }
    return all;
}

static err settled(ctx *c, void *arg)
{
    expect_soon(c, all_count, arg);
    return OK;
}

TEST(counts_are_right_whoever_is_hidden_while_others_react)
{
    static struct crowd w;
    struct house h = stage_open(NULL);

    expect_ok(test_world_call(h.world, crowd_make, &w));
    expect_ok(test_world_crowd(h.world, FIBERS, act, &w));
    expect_ok(test_world_call(h.world, settled, &w));
    house_close(&h);
}
