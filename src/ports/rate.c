#include "ports/rate.h"
#include <stdatomic.h>
#include "base/arena.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/str.h"
#include "runtime/metrics.h"
#include "runtime/settings.h"

/* A word: whose it is (the part of the hash that the set's place does not say), since when, and how many. */
enum { WAYS = 8, SETS = 4096, COUNT_BITS = 24, START_BITS = 24, LINE = 64 };
#define COUNT_MASK (((u64)1 << COUNT_BITS) - 1)
#define START_MASK (((u64)1 << START_BITS) - 1)

typedef _Atomic u64 word;

_Static_assert(sizeof(word) * WAYS == LINE, "a set is one line of the processor's cache");

static const struct { i64 window_s; size_t setting; const char *word; } budgets[RATE_BUDGET_COUNT] = {
#define X(name, window_s, setting, word) [name] = { window_s, offsetof(struct settings, setting), word },
    RATE_BUDGETS(X)
#undef X
};

struct rates {
    bool on;
    u64 seed;
    i64 limits[RATE_BUDGET_COUNT];
    int labels[RATE_BUDGET_COUNT];
    word *tables[RATE_BUDGET_COUNT];             /* pages of one that nobody uses are never touched */
    void *memory;
};

struct rates *rate_open(struct world *w)
{
    struct rates *r = memory_new(struct rates);
    size_t table = (size_t)SETS * WAYS;

    r->on = w->settings->limits;
    random_bytes(&r->seed, sizeof r->seed);
    r->memory = memory_zero(sizeof(word) * table * RATE_BUDGET_COUNT + LINE);
    word *first = (word *)(((uintptr_t)r->memory + LINE - 1) & ~(uintptr_t)(LINE - 1));
    for (int b = 0; b < RATE_BUDGET_COUNT; b++) {
        r->limits[b] = *(const i64 *)(const void *)((const char *)w->settings + budgets[b].setting);
        r->labels[b] = w->metrics ? metric_label(w->metrics, M_RATE_LIMITED, str_of(budgets[b].word)) : 0;
        r->tables[b] = first + table * (size_t)b;
    }
    return r;
}

void rate_close(struct rates **rates)
{
    if (!*rates)
        return;
    memory_free((*rates)->memory);
    memory_free(*rates);
    *rates = NULL;
}

/* ---- whom it is for ---- */

static u64 of(const struct world *w, u64 kind, const void *bytes, size_t n)
{
    return hash_seeded(w->rates->seed + kind * 0x9e3779b97f4a7c15u, (str){ bytes, n });
}

u64 rate_of_id(const struct world *w, id v)
{
    return of(w, 1, &v.v, sizeof v.v);
}

static u64 narrowest_of(const struct world *w, const struct address *a)
{
    return a->v6 ? of(w, 2, a->bytes, 8) : of(w, 3, a->bytes, 4);
}

u64 rate_of_address(const struct world *w, const struct address *from)
{
    struct address a = address_counted(from);

    return narrowest_of(w, &a);
}

struct rate_client rate_client(const struct world *w, const struct address *from)
{
    struct address a = address_counted(from);
    u64 narrowest = narrowest_of(w, &a);

    if (a.v6)
        return (struct rate_client){ { narrowest, of(w, 5, a.bytes, 7), of(w, 6, a.bytes, 6) }, { 1, 4, 16 } };
    return (struct rate_client){ { narrowest, narrowest, of(w, 6, a.bytes, 3) }, { 1, 0, 16 } };
}

struct rate_client rate_client_text(const struct world *w, str text)
{
    u64 none = rate_of_text(w, text);
    struct address a;

    return address_read(text, &a) ? rate_client(w, &a) : (struct rate_client){ { none, none + 1, none + 2 }, { 1, 1, 1 } };
}

u64 rate_of_text(const struct world *w, str text)
{
    return of(w, 4, text.p, text.n);
}

/* ---- a word ---- */

static u64 tag_of(u64 w) { return w >> (COUNT_BITS + START_BITS); }
static i64 count_of(u64 w) { return (i64)(w & COUNT_MASK); }
static i64 age_of(u64 w, i64 now_s) { return (i64)(((u64)now_s - (w >> COUNT_BITS)) & START_MASK); }
static u64 fresh(u64 tag, i64 now_s) { return tag << (COUNT_BITS + START_BITS) | ((u64)now_s & START_MASK) << COUNT_BITS; }

/* One look at a budget: the word that is its own, or else the one of its set to give up. */
struct look { word *at; u64 is, tag; i64 now_s, window_s; bool own; };

/* The one to give up is empty, over, or has the fewest. */
static void look_at(struct rates *r, enum rate_budget b, u64 who, struct look *l)
{
    word *set = r->tables[b] + who % SETS * WAYS;
    i64 fewest = INT64_MAX;

    l->own = false;
    for (word *w = set; w < set + WAYS; w++) {
        u64 v = atomic_load_explicit(w, memory_order_relaxed);
        i64 live = age_of(v, l->now_s) < l->window_s ? count_of(v) : 0;
        l->own = live && tag_of(v) == l->tag;
        if (l->own || live < fewest) {
            fewest = live;
            l->at = w;
            l->is = v;
        }
        if (l->own)
            return;
    }
}

static struct look look_begin(enum rate_budget b, u64 who, i64 now_s)
{
    return (struct look){ .tag = tag_of(who), .now_s = now_s, .window_s = budgets[b].window_s };
}

static bool put(struct look *l, u64 next)
{
    return atomic_compare_exchange_weak_explicit(l->at, &l->is, next, memory_order_relaxed, memory_order_relaxed);
}

static struct rate rate_told(enum rate_budget b, const struct look *l, i64 count, i64 limit)
{
    return (struct rate){ limit, count < limit ? limit - count : 0, l->window_s - (l->own ? age_of(l->is, l->now_s) : 0), b, false };
}

/* ---- the verbs ---- */

static struct rate use(struct world *w, enum rate_budget b, u64 who, i64 times, i64 now_s, bool refuses)
{
    struct rates *r = w->rates;
    struct look l = look_begin(b, who, now_s);
    i64 count, limit = r->limits[b] * times;

    if (!r->on)
        return (struct rate){ .budget = b };
    do {
        look_at(r, b, who, &l);
        count = l.own ? count_of(l.is) : 0;
        if (refuses && count >= limit) {
            struct rate full = rate_told(b, &l, count, limit);
            full.refused = true;
            metric_add(w->metrics, M_RATE_LIMITED, r->labels[b], 1);
            return full;
        }
    } while (!put(&l, l.own ? l.is + (count < (i64)COUNT_MASK) : fresh(l.tag, now_s) + 1));
    return rate_told(b, &l, count + 1, limit);
}

struct rate rate_take(struct world *w, enum rate_budget b, u64 who, i64 now_s)
{
    return use(w, b, who, 1, now_s, true);
}

struct rate rate_count(struct world *w, enum rate_budget b, u64 who, i64 now_s)
{
    return use(w, b, who, 1, now_s, false);
}

struct rate rate_peek(struct world *w, enum rate_budget b, u64 who, i64 now_s)
{
    struct look l = look_begin(b, who, now_s);

    if (!w->rates->on)
        return (struct rate){ .budget = b };
    look_at(w->rates, b, who, &l);
    i64 count = l.own ? count_of(l.is) : 0;
    struct rate rate = rate_told(b, &l, count, w->rates->limits[b]);
    rate.refused = count >= rate.limit;
    return rate;
}

/* A word whose count is zero is an empty one. */
static void take_off(struct world *w, enum rate_budget b, u64 who, i64 now_s, bool all)
{
    struct look l = look_begin(b, who, now_s);

    do {
        look_at(w->rates, b, who, &l);
    } while (l.own && !put(&l, all ? 0 : l.is - 1));
}

void rate_give_back(struct world *w, enum rate_budget b, u64 who, i64 now_s)
{
    take_off(w, b, who, now_s, false);
}

void rate_forget(struct world *w, enum rate_budget b, u64 who, i64 now_s)
{
    take_off(w, b, who, now_s, true);
}

/* Of a client, in the first `n` of its networks. */
static void give_back(struct world *w, enum rate_budget b, const struct rate_client *client, size_t n, i64 now_s)
{
    for (size_t i = 0; i < n; i++)
        if (client->times[i])
            take_off(w, b, client->of[i], now_s, false);
}

struct rate rate_take_client(struct world *w, enum rate_budget b, const struct rate_client *client, i64 now_s)
{
    struct rate narrowest = use(w, b, client->of[0], client->times[0], now_s, true), wider;

    for (size_t i = 1; i < CLIENT_WIDTHS && !narrowest.refused; i++) {
        if (!client->times[i])
            continue;
        wider = use(w, b, client->of[i], client->times[i], now_s, true);
        if (!wider.refused)
            continue;
        give_back(w, b, client, i, now_s);
        return wider;
    }
    return narrowest;
}

void rate_give_back_client(struct world *w, enum rate_budget b, const struct rate_client *client, i64 now_s)
{
    give_back(w, b, client, CLIENT_WIDTHS, now_s);
}

/* "one minute", "15 minutes", "one hour" */
static str window_words(struct arena *a, i64 window_s)
{
    bool hours = window_s % 3600 == 0;
    i64 n = window_s / (hours ? 3600 : 60);

    return n == 1 ? (hours ? S("one hour") : S("one minute")) : arena_format(a, "%lld %s", (long long)n, hours ? "hours" : "minutes");
}

err rate_refuse(ctx *c, const struct rate *r, const char *what)
{
    if (!r->refused)
        return OK;
    str window = window_words(&c->arena, budgets[r->budget].window_s);
    err e = fail(c, ERR_TOO_MANY, NULL, "At most %lld %s in " STR_FMT "; try again in %lld s", (long long)r->limit, what,
                 STR_ARG(window), (long long)r->reset_s);
    c->failure.retry_after = (int)r->reset_s;
    return e;
}
