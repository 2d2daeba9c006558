/* The people of a seeding, and who follows whom: made up in memory, then written. */
#include <stdlib.h>
#include "base/str.h"
#include "cli/seeding.h"
#include "domain/audit/audit.h"

enum { ACCOUNTS_AT_ONCE = 1000, FOLLOWS_AT_ONCE = 50000, NAME_TRIES = 20 };
#define SPAN_MS ((i64)730 * 24 * 3600 * 1000)                /* how long they have been here, at most */

/* ---- made up ---- */

static void accounts_make(struct seeding *s)
{
    i64 begin = s->now_ms - SPAN_MS < ID_EPOCH_MS ? ID_EPOCH_MS : s->now_ms - SPAN_MS, step = (s->now_ms - begin) / s->users;
    struct seed_ids source = seed_ids_begin(s, KIND_ACCOUNT);
    struct person p;
    struct rng r;

    seed_rng(&r, s, STREAM_PEOPLE, 0);
    s->accounts = arena_array(s->line->arena, struct account, (size_t)s->users);
    for (i64 i = 0; i < s->users; i++) {
        struct account *a = &s->accounts[i];
        a->created_at.ms = begin + i * step + rng_below(&r, step + 1);
        a->id = seed_id(&source, a->created_at.ms);
        person_make(&r, s->line->arena, i, &p);
        a->username = p.username;
        a->display_name = p.display_name;
        a->bio = p.bio;
        a->language = S("en");
    }
}

static int by_edge(const void *a, const void *b)
{
    const struct planted *x = a, *y = b;

    return (x->edge.v > y->edge.v) - (x->edge.v < y->edge.v);
}

static int by_follower(const void *a, const void *b)
{
    const struct planted *x = a, *y = b;

    return (x->follower_id.v > y->follower_id.v) - (x->follower_id.v < y->follower_id.v);
}

/* Each at a time when both accounts existed; ids rise with time. */
static void edges_make(struct seeding *s)
{
    struct seed_ids source = seed_ids_begin(s, KIND_EDGE);
    struct rng r;

    seed_rng(&r, s, STREAM_EDGES, 0);
    struct pair *pairs = pairs_make(&r, s->line->arena, s->users, s->stars, s->follows);
    s->edge_count = s->follows + s->stars * (s->users - 1);
    s->edges = arena_array(s->line->arena, struct planted, (size_t)s->edge_count);
    for (i64 i = 0; i < s->edge_count; i++) {
        const struct account *a = &s->accounts[pairs[i].follower], *b = &s->accounts[pairs[i].followed];
        i64 from = a->created_at.ms > b->created_at.ms ? a->created_at.ms : b->created_at.ms;
        i64 at = from + rng_below(&r, from < s->now_ms ? s->now_ms - from + 1 : 1);
        s->edges[i] = (struct planted){ a->id, b->id, { at } };
    }
    qsort(s->edges, (size_t)s->edge_count, sizeof *s->edges, by_edge);
    for (i64 i = 0; i < s->edge_count; i++)
        s->edges[i].edge = seed_id(&source, s->edges[i].edge.v);
    qsort(s->edges, (size_t)s->edge_count, sizeof *s->edges, by_follower);
}

void people_make(struct seeding *s)
{
    accounts_make(s);
    edges_make(s);
}

/* ---- written ---- */

/* If the name is taken, one more digit makes it another. */
static err account_write(tx *t, const struct seeding *s, struct account *made)
{
    struct account a = *made;
    bool planted = false;

    a.password_hash = s->hash;
    for (int tries = 0; tries < NAME_TRIES; tries++) {
        a.email = (maybe_str){ GIVEN, arena_format(tx_arena(t), STR_FMT "@example.org", STR_ARG(a.username)) };
        TRY(account_plant(t, &a, &planted));
        if (planted && !str_eq(a.username, made->username))
            made->username = arena_copy(s->line->arena, a.username);
        if (planted)
            return OK;
        a.username = arena_format(tx_arena(t), STR_FMT "%c", STR_ARG(a.username), '2' + tries % 8);
    }
    return tx_fail_with(t, ERR_CONFLICT, "the name " STR_FMT " is taken, and so are those like it.", STR_ARG(made->username));
}

static err seeding_told(tx *t, const struct seeding *s)
{
    str what = arena_format(tx_arena(t), "%lld accounts, %lld follows, %lld posts, %lld comments, %lld reactions, "
                            "%lld channels, %lld conversations, %lld messages, seed %lld", (long long)s->users, (long long)s->edge_count,
                            (long long)s->posts, (long long)s->comments, (long long)s->reactions, (long long)s->channels,
                            (long long)s->conversations, (long long)s->messages, (long long)s->number);

    return audit_add(t, &(struct audit_note){ .action = &audit_seeded, .address = S(""), .detail = what });
}

static err accounts_write(tx *t, void *arg)
{
    const struct some *in = arg;

    if (in->from == 0)
        TRY(seeding_told(t, in->seeding));
    for (i64 i = in->from; i < in->from + in->n; i++)
        TRY(account_write(t, in->seeding, &in->seeding->accounts[i]));
    return OK;
}

static err edges_write(tx *t, void *arg)
{
    const struct some *in = arg;

    return graph_plant(t, in->seeding->edges + in->from, (size_t)in->n);
}

err people_write(struct seeding *s, struct host *h)
{
    TRY(seed_write(s, h, s->users, ACCOUNTS_AT_ONCE, "accounts", accounts_write));
    return seed_write(s, h, s->edge_count, FOLLOWS_AT_ONCE, "follows", edges_write);
}
