/*
 * kith seed: fills a store with made-up people who follow each other, for trials and
 * measurements. It uses the capabilities' own statements, many to a transaction and in
 * the order of keys; each transaction leaves all counts right. The accounts are
 * published as events, so that the search finds them; the follows are not.
 */
#include "cli/seed.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/str.h"
#include "cli/visit.h"
#include "domain/audit/audit.h"
#include "domain/graph/graph.h"
#include "domain/signin/signin.h"

enum { USERS_STANDARD = 1000, FOLLOWS_EACH = 20, USERS_MOST = 2000000, FOLLOWS_MOST = 100000000 };
enum { ACCOUNTS_AT_ONCE = 1000, FOLLOWS_AT_ONCE = 50000, NAME_TRIES = 20 };
#define SPAN_MS ((i64)730 * 24 * 3600 * 1000)                /* how long they have been here, at most */

struct seeding {
    struct line *line;
    i64 users, follows, number;
    str password;
    struct secret hash;
    struct rng rng;
    struct account *accounts;
    struct planted *edges;
    bool any;
    i64 began_ms;
};

/* ---- what is asked for ---- */

static int number_read(struct line *l, enum own_flag flag, i64 least, i64 most, i64 *out)
{
    str text = l->own[flag];

    if (!text.p)
        return DONE;
    if (!str_to_i64(text, out) || *out < least || *out > most)
        return complain(l, MISUSED, "--%s: \"" STR_FMT "\" is not a number from %lld to %lld", own_flags[flag].name,
                        STR_ARG(text), (long long)least,
                        (long long)most);
    return DONE;
}

static int flags_read(struct seeding *s)
{
    struct line *l = s->line;
    int status = DONE;

    s->users = USERS_STANDARD;
    s->follows = -1;
    s->number = 1;
    if (number_read(l, FLAG_USERS, 1, USERS_MOST, &s->users) != DONE ||
        number_read(l, FLAG_FOLLOWS, 0, FOLLOWS_MOST, &s->follows) != DONE ||
        number_read(l, FLAG_SEED, 1, INT64_MAX, &s->number) != DONE)
        return MISUSED;
    i64 most = s->users * (s->users - 1);
    if (s->follows < 0)
        s->follows = s->users * FOLLOWS_EACH < most ? s->users * FOLLOWS_EACH : most;
    if (s->follows > most)
        status = complain(l, MISUSED, "--follows: %lld users can follow each other %lld times at most", (long long)s->users,
                          (long long)most);
    return status;
}

/* Random, since anybody who knows it can be any of them. */
static str password_draw(struct arena *a)
{
    struct buf b = BUF_ON(a);
    u64 drawn[2];

    random_bytes(drawn, sizeof drawn);
    for (int i = 0; i < 16; i++) {
        if (i && i % 4 == 0)
            buf_byte(&b, '-');
        buf_byte(&b, "abcdefghjkmnpqrstuvwxyz23456789_"[drawn[i / 8] >> i % 8 * 5 & 31]);
    }
    return buf_str(&b);
}

/* ---- made up, before anything is written ---- */

static void accounts_make(struct seeding *s, struct id_source *source, i64 now_ms)
{
    i64 begin = now_ms - SPAN_MS < ID_EPOCH_MS ? ID_EPOCH_MS : now_ms - SPAN_MS, step = (now_ms - begin) / s->users;
    struct person p;

    s->accounts = arena_array(s->line->arena, struct account, (size_t)s->users);
    for (i64 i = 0; i < s->users; i++) {
        struct account *a = &s->accounts[i];
        a->created_at.ms = begin + i * step + rng_below(&s->rng, step + 1);
        a->id = id_next(source, a->created_at.ms);
        person_make(&s->rng, s->line->arena, i, &p);
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
static void edges_make(struct seeding *s, struct id_source *source, i64 now_ms)
{
    struct pair *pairs = pairs_make(&s->rng, s->line->arena, s->users, s->follows);

    s->edges = arena_array(s->line->arena, struct planted, (size_t)s->follows);
    for (i64 i = 0; i < s->follows; i++) {
        const struct account *a = &s->accounts[pairs[i].follower], *b = &s->accounts[pairs[i].followed];
        i64 from = a->created_at.ms > b->created_at.ms ? a->created_at.ms : b->created_at.ms;
        i64 at = from + rng_below(&s->rng, from < now_ms ? now_ms - from + 1 : 1);
        s->edges[i] = (struct planted){ a->id, b->id, { at } };
    }
    qsort(s->edges, (size_t)s->follows, sizeof *s->edges, by_edge);
    for (i64 i = 0; i < s->follows; i++)
        s->edges[i].edge = id_next(source, s->edges[i].edge.v);
    qsort(s->edges, (size_t)s->follows, sizeof *s->edges, by_follower);
}

static void make_up(struct seeding *s, const struct world *w)
{
    struct id_source accounts, edges;
    i64 now_ms = clock_ms(w->clock);

    rng_seed(&s->rng, (u64)s->number);
    id_source_init(&accounts, ID_NODE_PAST);
    id_source_init(&edges, ID_NODE_PAST);
    accounts_make(s, &accounts, now_ms);
    edges_make(s, &edges, now_ms);
}

/* ---- written ---- */

struct some { struct seeding *seeding; i64 from, n; };

/* If the name is taken, one more digit makes it another. */
static err account_write(tx *t, const struct seeding *s, const struct account *made)
{
    struct account a = *made;
    bool planted = false;

    a.password_hash = s->hash;
    for (int tries = 0; tries < NAME_TRIES; tries++) {
        a.email = (maybe_str){ GIVEN, arena_format(tx_arena(t), STR_FMT "@example.org", STR_ARG(a.username)) };
        TRY(account_plant(t, &a, &planted));
        if (planted)
            return OK;
        a.username = arena_format(tx_arena(t), STR_FMT "%c", STR_ARG(a.username), '2' + tries % 8);
    }
    return tx_fail_with(t, ERR_CONFLICT, "the name " STR_FMT " is taken, and so are those like it.", STR_ARG(made->username));
}

static err seeding_told(tx *t, const struct seeding *s)
{
    str what = arena_format(tx_arena(t), "%lld accounts, %lld follows, seed %lld", (long long)s->users, (long long)s->follows,
                            (long long)s->number);

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

struct writing { struct some some; tx_fn *write; };

static err write_some(ctx *c, void *arg)
{
    struct writing *w = arg;

    return transact(c, w->write, &w->some);
}

static err write_all(struct seeding *s, struct host *h, i64 n, i64 at_once, const char *what, tx_fn *write)
{
    for (i64 at = 0; at < n; at += at_once) {
        struct writing w = { { s, at, n - at < at_once ? n - at : at_once }, write };
        TRY(host_call(h, write_some, &w, &s->line->failure));
        fprintf(stderr, "%lld of %lld %s\n", (long long)(at + w.some.n), (long long)n, what);
    }
    return OK;
}

static err ready(ctx *c, void *arg)
{
    struct seeding *s = arg;
    struct secret hash;

    TRY(accounts_any(c, &s->any));
    TRY(signin_hash(c, s->password, &hash));
    s->hash.hidden = arena_copy(s->line->arena, hash.hidden);
    return OK;
}

static err seed(struct line *l, struct host *h, void *arg)
{
    struct seeding *s = arg;

    s->began_ms = mono_ms();
    s->password = password_draw(l->arena);
    TRY(host_call(h, ready, s, &l->failure));
    if (s->any && !l->own[FLAG_MORE].p)
        return failure_with(&l->failure, ERR_CONFLICT, "there are accounts already; --more adds made-up ones to them.");
    make_up(s, &h->world);
    TRY(write_all(s, h, s->users, ACCOUNTS_AT_ONCE, "accounts", accounts_write));
    TRY(write_all(s, h, s->follows, FOLLOWS_AT_ONCE, "follows", edges_write));
    printf("%lld accounts and %lld follows in %.1f s\neach signs in with the password " STR_FMT ", for one as " STR_FMT "\n",
           (long long)s->users,
           (long long)s->follows, (double)(mono_ms() - s->began_ms) / 1000, STR_ARG(s->password), STR_ARG(s->accounts[0].username));
    return OK;
}

int seed_run(struct line *l)
{
    struct seeding s = { .line = l };
    int status = flags_read(&s);

    return status == DONE ? visit(l, HOST_OWNS, seed, &s) : status;
}
