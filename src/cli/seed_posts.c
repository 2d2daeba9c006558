/*
 * Posts of the last thirty days, comments and reactions, made up in memory: who, when, and on what. A few write much, and a few
 * posts get much. Most of what follows a post does so soon. In some threads each comment answers the one before.
 */
#include <stdlib.h>
#include "base/str.h"
#include "cli/seeding.h"

enum {
    OF_HUNDRED = 100, CHAIN_ONE_IN = 16, ANSWERS = 60, ANSWERS_LAST = 35,
    ON_COMMENTS_ONE_IN = 10, SAVES_ONE_IN = 7, REACTIONS_EACH = 2, LITTLE = 10
};
#define SPAN_MS ((i64)30 * 24 * 3600 * 1000)
#define SOON_MS ((i64)1000)

/* ---- posts ---- */

/* Of those who were there at the time. */
static u32 author_at(const struct seeding *s, struct rng *r, const struct wanted *w, i64 at_ms, u32 there)
{
    u32 one = wanted_one(w, r);

    return s->accounts[one].created_at.ms <= at_ms ? one : (u32)rng_below(r, there);
}

static enum visibility visibility_pick(struct rng *r)
{
    i64 of = rng_below(r, OF_HUNDRED);

    return of < 88 ? VISIBLE_TO_ALL : of < 93 ? VISIBLE_UNLISTED : of < 98 ? VISIBLE_TO_FOLLOWERS : VISIBLE_TO_NAMED;
}

static bool is_open(const struct made_post *p) { return p->visibility <= VISIBLE_UNLISTED; }

/* The first is open, so that there is one for whatever comes. */
static void posts_draw(struct seeding *s)
{
    i64 step = SPAN_MS / (s->posts ? s->posts : 1), begin = s->now_ms - SPAN_MS;
    struct seed_ids source = seed_ids_begin(s, KIND_POST);
    struct rng r;
    u32 there = 1;

    seed_rng(&r, s, STREAM_POSTS, 0);
    struct wanted w = wanted_make(&r, s->line->arena, s->users, LITTLE);
    s->made_posts = arena_array(s->line->arena, struct made_post, (size_t)s->posts);
    for (i64 i = 0; i < s->posts; i++) {
        struct made_post *p = &s->made_posts[i];
        i64 at = begin + i * step + rng_below(&r, step + 1);
        while (there < s->users && s->accounts[there].created_at.ms <= at)
            there++;
        *p = (struct made_post){ at, seed_id(&source, at), author_at(s, &r, &w, at, there), (u8)visibility_pick(&r) };
        if (i == 0 || s->users == 1)
            p->visibility = VISIBLE_TO_ALL;
    }
}

/* ---- what comes after: soon, as a rule ---- */

/* The time is drawn by its magnitude: as many within a minute to ten as within an hour to ten. */
static i64 time_after(const struct seeding *s, struct rng *r, i64 at_ms, u32 who)
{
    i64 there_ms = s->accounts[who].created_at.ms, from_ms = at_ms > there_ms ? at_ms : there_ms;
    i64 left = s->now_ms - from_ms, most = SOON_MS;

    while (most < left && rng_below(r, 4))
        most *= 4;
    most = most < left ? most : left;
    return from_ms + (most > 0 ? rng_below(r, most) : 0);
}

/* An open one: if the one drawn is not, the next that is. */
static u32 post_pick(const struct seeding *s, struct rng *r, const struct wanted *w)
{
    u32 one = wanted_one(w, r);

    while (!is_open(&s->made_posts[one]))
        one = one + 1 == (u32)s->posts ? 0 : one + 1;
    return one;
}

/* ---- comments ---- */

static int by_time(const void *a, const void *b)
{
    const struct made_comment *x = a, *y = b;

    return x->at_ms != y->at_ms ? (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms) : (x->post > y->post) - (x->post < y->post);
}

static void comments_draw(struct seeding *s, struct rng *r)
{
    struct wanted posts = wanted_make(r, s->line->arena, s->posts, LITTLE), people = wanted_make(r, s->line->arena, s->users, LITTLE);

    for (i64 i = 0; i < s->comments; i++) {
        u32 post = post_pick(s, r, &posts), who = wanted_one(&people, r);
        i64 at = time_after(s, r, s->made_posts[post].at_ms, who);
        s->made_comments[i] = (struct made_comment){ .at_ms = at, .post = post, .author = who };
    }
    qsort(s->made_comments, (size_t)s->comments, sizeof *s->made_comments, by_time);
}

/* What an answer of the thread may answer: the comment before it, or some earlier one. Each knows the one before it. */
struct thread { u32 last, n; };

static u32 parent_pick(struct rng *r, const struct thread *t, u32 post, const u32 *before)
{
    u32 at = t->last;
    i64 of = rng_below(r, OF_HUNDRED);

    if (!t->n || (post % CHAIN_ONE_IN && of >= ANSWERS))
        return 0;
    if (post % CHAIN_ONE_IN && of >= ANSWERS_LAST)
        for (i64 back = rng_below(r, t->n < 8 ? t->n : 8); back > 0; back--)
            at = before[at - 1];
    return at;
}

static void threads_make(struct seeding *s, struct rng *r)
{
    struct thread *threads = arena_array(s->line->arena, struct thread, (size_t)s->posts);
    u32 *before = arena_array(s->line->arena, u32, (size_t)s->comments);
    struct seed_ids source = seed_ids_begin(s, KIND_COMMENT);

    for (i64 i = 0; i < s->comments; i++) {
        struct made_comment *c = &s->made_comments[i];
        struct thread *t = &threads[c->post];
        c->id = seed_id(&source, c->at_ms);
        c->parent = parent_pick(r, t, c->post, before);
        c->depth = c->parent ? s->made_comments[c->parent - 1].depth + 1 : 0;
        before[i] = t->last;
        *t = (struct thread){ (u32)i + 1, t->n + 1 };
    }
}

static void comments_make(struct seeding *s)
{
    struct rng r;

    s->made_comments = arena_array(s->line->arena, struct made_comment, (size_t)s->comments);
    if (!s->comments)
        return;
    seed_rng(&r, s, STREAM_COMMENTS, 0);
    comments_draw(s, &r);
    threads_make(s, &r);
}

/* ---- reactions: nobody twice to one thing ---- */

/* What is more than everybody goes to the next that takes any. */
static void shares_settle(u32 *shares, const bool *takes, i64 n, i64 most)
{
    i64 over = 0;

    for (i64 round = 0; round < 2; round++)
        for (i64 i = 0; i < n; i++) {
            i64 share = shares[i] + over, least = share < most ? share : most;
            if (!takes[i])
                continue;
            shares[i] = (u32)least;
            over = share - least;
        }
}

static struct made_reaction *reactions_of_shares(struct seeding *s, struct rng *r, const u32 *shares, i64 subjects, i64 n, bool of_posts)
{
    struct made_reaction *all = arena_array(s->line->arena, struct made_reaction, (size_t)n), *next = all;
    struct wanted people = wanted_make(r, s->line->arena, s->users, LITTLE);
    u32 *taken = arena_array(s->line->arena, u32, (size_t)s->users);

    for (u32 i = 0; i < subjects; i++) {
        i64 from = of_posts ? s->made_posts[i].at_ms : s->made_comments[i].at_ms;
        for (u32 k = 0; k < shares[i]; k++) {
            u32 who = wanted_free(&people, r, taken, i + 1);
            *next++ = (struct made_reaction){ time_after(s, r, from, who), i, who, of_posts && !rng_below(r, SAVES_ONE_IN) };
        }
    }
    return all;
}

static void on_posts_make(struct seeding *s, struct rng *r)
{
    u32 *shares = arena_array(s->line->arena, u32, (size_t)s->posts);
    bool *takes = arena_array(s->line->arena, bool, (size_t)s->posts);
    struct wanted posts = wanted_make(r, s->line->arena, s->posts, LITTLE);

    for (i64 i = 0; i < s->on_post_count; i++)
        shares[post_pick(s, r, &posts)]++;
    for (i64 i = 0; i < s->posts; i++)
        takes[i] = is_open(&s->made_posts[i]);
    shares_settle(shares, takes, s->posts, s->users);
    s->on_posts = reactions_of_shares(s, r, shares, s->posts, s->on_post_count, true);
}

static void on_comments_make(struct seeding *s, struct rng *r)
{
    u32 *shares = arena_array(s->line->arena, u32, (size_t)s->comments);
    bool *takes = arena_array(s->line->arena, bool, (size_t)s->comments);

    for (i64 i = 0; i < s->on_comment_count; i++)
        shares[rng_below(r, s->comments)]++;
    for (i64 i = 0; i < s->comments; i++)
        takes[i] = true;
    shares_settle(shares, takes, s->comments, s->users);
    s->on_comments = reactions_of_shares(s, r, shares, s->comments, s->on_comment_count, false);
}

static i64 reactions_most(const struct seeding *s)
{
    i64 open = 0;

    for (i64 i = 0; i < s->posts; i++)
        open += is_open(&s->made_posts[i]);
    return open * s->users;
}

static err reactions_make(struct seeding *s)
{
    struct rng r;
    i64 most = reactions_most(s), standard = REACTIONS_EACH * s->posts;

    if (s->reactions < 0)
        s->reactions = standard < most ? standard : most;
    i64 some = s->reactions / ON_COMMENTS_ONE_IN, on_comments = s->comments * s->users;
    s->on_comment_count = some < on_comments ? some : on_comments;
    s->on_post_count = s->reactions - s->on_comment_count;
    if (s->on_post_count > most)
        return failure_with(&s->line->failure, ERR_INVALID, "--reactions: there are places for %lld.",
                            (long long)(most + s->on_comment_count));
    seed_rng(&r, s, STREAM_REACTIONS, 0);
    if (s->on_post_count)
        on_posts_make(s, &r);
    if (s->on_comment_count)
        on_comments_make(s, &r);
    return OK;
}

err posts_make(struct seeding *s)
{
    posts_draw(s);
    comments_make(s);
    return reactions_make(s);
}
