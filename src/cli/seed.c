/*
 * kith seed: fills a store with made-up people who follow each other, post, comment, react and write messages, for trials and
 * measurements. It uses the capabilities' own statements, many to a transaction and in the order of keys; each transaction leaves all
 * counts right. The accounts are published as events, so that the search finds them; the rest is not.
 */
#include "cli/seed.h"
#include <stdio.h>
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "cli/seeding.h"
#include "domain/signin/signin.h"

enum {
    USERS_STANDARD = 1000, FOLLOWS_EACH = 20, POSTS_EACH = 5, USERS_MOST = 2000000, FOLLOWS_MOST = 100000000,
    POSTS_MOST = 100000000, STARS_MOST = 1000, SEQUENCES_EACH = ID_SEQUENCES / SEED_KINDS, PROGRESS_MS = 1000,
    ACCOUNTS_A_CHANNEL = 100, MESSAGES_EACH = 2
};

/* ---- what is asked for ---- */

static int numbers_read(struct seeding *s)
{
    const struct { enum own_flag flag; i64 least, most; i64 *out; } numbers[] = {
        { FLAG_USERS, 1, USERS_MOST, &s->users }, { FLAG_FOLLOWS, 0, FOLLOWS_MOST, &s->follows }, { FLAG_POSTS, 0, POSTS_MOST, &s->posts },
        { FLAG_COMMENTS, 0, POSTS_MOST, &s->comments }, { FLAG_REACTIONS, 0, POSTS_MOST, &s->reactions },
        { FLAG_CHANNELS, 0, USERS_MOST, &s->channels }, { FLAG_CONVERSATIONS, 0, POSTS_MOST, &s->conversations },
        { FLAG_MESSAGES, 0, POSTS_MOST, &s->messages }, { FLAG_STARS, 0, STARS_MOST, &s->stars }, { FLAG_SEED, 1, INT64_MAX, &s->number },
    };

    for (size_t i = 0; i < COUNT(numbers); i++)
        if (number_flag(s->line, numbers[i].flag, numbers[i].least, numbers[i].most, numbers[i].out) != DONE)
            return MISUSED;
    return DONE;
}

/* What was not said is in proportion to the rest. */
static void standards_set(struct seeding *s)
{
    i64 most = pairs_most(s->users, s->stars);

    if (s->follows < 0)
        s->follows = s->users * FOLLOWS_EACH < most ? s->users * FOLLOWS_EACH : most;
    if (s->posts < 0)
        s->posts = s->users * POSTS_EACH;
    if (s->comments < 0)
        s->comments = s->posts;
    if (s->channels < 0)
        s->channels = s->users / ACCOUNTS_A_CHANNEL;
    if (s->conversations < 0)
        s->conversations = s->users > 1 ? s->users : 0;
    if (s->messages < 0)
        s->messages = s->channels + s->conversations ? s->users * MESSAGES_EACH : 0;
}

static int flags_read(struct seeding *s)
{
    struct line *l = s->line;

    if (numbers_read(s) != DONE)
        return MISUSED;
    standards_set(s);
    if (s->stars > s->users)
        return complain(l, MISUSED, "--stars: at most %lld, as many as there are users", (long long)s->users);
    i64 most = pairs_most(s->users, s->stars);
    if (s->follows > most)
        return complain(l, MISUSED, "--follows: %lld users can follow each other %lld times at most", (long long)s->users, (long long)most);
    if (s->comments && !s->posts)
        return complain(l, MISUSED, "--comments: there are no posts to comment on");
    if (s->conversations && s->users < 2)
        return complain(l, MISUSED, "--conversations: one account has nobody to talk to");
    if (s->messages && !s->channels && !s->conversations)
        return complain(l, MISUSED, "--messages: there are no channels and no conversations to write in");
    s->as_json = l->own[FLAG_JSON].p != NULL;
    return DONE;
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

/* ---- for those who make and write it ---- */

void seed_rng(struct rng *r, const struct seeding *s, enum seed_stream stream, i64 n)
{
    u64 drawn = (u64)s->number * 0x9e3779b97f4a7c15u ^ ((u64)stream + 1) * 0xbf58476d1ce4e5b9u ^ ((u64)n + 1) * 0x94d049bb133111ebu;

    rng_seed(r, drawn ? drawn : 1);
}

struct seed_ids seed_ids_begin(const struct seeding *s, enum seed_kind kind)
{
    return (struct seed_ids){ .kind = kind, .run = s->now_ms / 1000 % SEQUENCES_EACH };
}

id seed_id(struct seed_ids *source, i64 ms)
{
    source->n = ms > source->ms ? 0 : source->n + 1;
    source->ms = ms > source->ms ? ms : source->ms;
    if (source->n == SEQUENCES_EACH) {
        source->n = 0;
        source->ms++;
    }
    return id_past(source->ms, source->kind * SEQUENCES_EACH + (source->run + source->n) % SEQUENCES_EACH);
}

struct writing { struct some some; tx_fn *write; };

static err write_some(ctx *c, void *arg)
{
    struct writing *w = arg;

    return transact(c, w->write, &w->some);
}

err seed_write(struct seeding *s, struct host *h, i64 n, i64 at_once, const char *what, tx_fn *write)
{
    i64 said_ms = 0;

    for (i64 at = 0; at < n; at += at_once) {
        struct writing w = { { s, at, n - at < at_once ? n - at : at_once }, write };
        TRY(host_call(h, write_some, &w, &s->line->failure));
        if (at + w.some.n == n || mono_ms() - said_ms >= PROGRESS_MS) {
            fprintf(stderr, "%lld of %lld %s\n", (long long)(at + w.some.n), (long long)n, what);
            said_ms = mono_ms();
        }
    }
    return OK;
}

/* ---- the answer ---- */

static void said_as_json(const struct seeding *s, double seconds)
{
    const struct { const char *name; i64 n; } counts[] = {
        { "users", s->users }, { "follows", s->edge_count }, { "posts", s->posts }, { "comments", s->comments },
        { "reactions", s->reactions }, { "channels", s->channels }, { "conversations", s->conversations }, { "messages", s->messages },
    };
    struct buf b = BUF_ON(s->line->arena);

    for (size_t i = 0; i < COUNT(counts); i++)
        buf_format(&b, "%s\"%s\":%lld", i ? "," : "{", counts[i].name, (long long)counts[i].n);
    buf_format(&b, ",\"stars\":[");
    for (i64 i = 0; i < s->stars; i++) {
        buf_format(&b, "%s", i ? "," : "");
        json_text(&b, s->accounts[i].username);
    }
    buf_format(&b, "],\"password\":");
    json_text(&b, s->password);
    buf_format(&b, ",\"seed\":%lld,\"seconds\":%.3f}", (long long)s->number, seconds);
    printf(STR_FMT "\n", STR_ARG(buf_str(&b)));
}

static void said(const struct seeding *s)
{
    double seconds = (double)(mono_ms() - s->began_ms) / 1000;

    if (s->as_json) {
        said_as_json(s, seconds);
        return;
    }
    printf("%lld accounts, %lld follows, %lld posts, %lld comments, %lld reactions,\n", (long long)s->users, (long long)s->edge_count,
           (long long)s->posts, (long long)s->comments, (long long)s->reactions);
    printf("%lld channels, %lld conversations and %lld messages in %.1f s\n", (long long)s->channels, (long long)s->conversations,
           (long long)s->messages, seconds);
    for (i64 i = 0; i < s->stars; i++)
        printf("all others follow " STR_FMT "\n", STR_ARG(s->accounts[i].username));
    printf("each signs in with the password " STR_FMT ", for one as " STR_FMT "\n", STR_ARG(s->password), STR_ARG(s->accounts[0].username));
}

/* ---- the run ---- */

static err not_empty(ctx *c, void *arg)
{
    bool *any = arg;

    return accounts_any(c, any);
}

static err hash_make(ctx *c, void *arg)
{
    struct seeding *s = arg;
    struct secret hash;

    TRY(signin_hash(c, s->password, &hash));
    s->hash.hidden = arena_copy(s->line->arena, hash.hidden);
    return OK;
}

static err seed(struct line *l, struct host *h, void *arg)
{
    struct seeding *s = arg;
    bool any;

    s->password = password_draw(l->arena);
    TRY(host_call(h, not_empty, &any, &l->failure));
    if (any && !l->own[FLAG_MORE].p)
        return failure_with(&l->failure, ERR_CONFLICT, "there are accounts already; --more adds made-up ones to them.");
    s->now_ms = clock_ms(h->world.clock);
    people_make(s);
    TRY(posts_make(s));
    talk_make(s);
    TRY(host_call(h, hash_make, s, &l->failure));
    TRY(people_write(s, h));
    TRY(posts_write(s, h));
    TRY(talk_write(s, h));
    said(s);
    return OK;
}

int seed_run(struct line *l)
{
    struct seeding s = { .line = l, .users = USERS_STANDARD, .follows = -1, .posts = -1, .comments = -1, .reactions = -1, .channels = -1,
                         .conversations = -1, .messages = -1, .number = 1, .began_ms = mono_ms() };
    int status = flags_read(&s);

    return status == DONE ? visit(l, HOST_OWNS, seed, &s) : status;
}
