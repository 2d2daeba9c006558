#include "ports/rate.h"
#include <assert.h>
#include <stdatomic.h>
#include <string.h>
#include "base/arena.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/str.h"
#include "runtime/metrics.h"
#include "runtime/settings.h"

/* A word: its owner (the part of the hash that the set's place does not give), its start, and its count. */
enum { WAYS = 8, SETS = 4096, COUNT_BITS = 24, START_BITS = 24, LINE = 64, BUDGETS_MOST = 64 };
#define COUNT_MASK (((u64)1 << COUNT_BITS) - 1)
#define START_MASK (((u64)1 << START_BITS) - 1)

typedef _Atomic u64 word;

_Static_assert(sizeof(word) * WAYS == LINE, "a set is one line of the processor's cache");

RATES_DEFINE(common_rates, COMMON_RATES);

/* Pages of a budget that nobody uses are never touched. */
struct table { const struct rate_budget *is; i64 limit; int label; word *words; void *memory; };

/* The common budgets come first, so that a request finds its own at once. */
struct rates { bool on; u64 seed; size_t count; struct table tables[BUDGETS_MOST]; };

static struct table *table_of(struct rates *r, const struct rate_budget *b)
{
    struct table *t = r->tables;

    while (t < r->tables + r->count && t->is != b)
        t++;
    assert(t < r->tables + r->count);
    return t;
}

static bool is_taken(const struct rates *r, const char *label)
{
    for (size_t i = 0; i < r->count; i++)
        if (strcmp(r->tables[i].is->word, label) == 0)
            return true;
    return false;
}

static err table_add(struct world *w, struct failure *failure, struct rates *r, const struct rate_budget *b)
{
    struct table t = { .is = b };

    if (is_taken(r, b->word))
        return failure_with(failure, ERR_INVALID, "the rate \"%s\" is declared twice.", b->word);
    if (!setting_number(w->settings, b->setting, &t.limit))
        return failure_with(failure, ERR_INVALID, "the rate \"%s\": there is no setting %s that is a number.", b->word, b->setting);
    assert(r->count < BUDGETS_MOST);
    t.label = w->metrics ? metric_label(w->metrics, M_RATE_LIMITED, str_of(b->word)) : 0;
    t.memory = memory_zero(sizeof(word) * SETS * WAYS + LINE);
    t.words = (word *)(((uintptr_t)t.memory + LINE - 1) & ~(uintptr_t)(LINE - 1));
    r->tables[r->count++] = t;
    return OK;
}

struct rates *rate_open(struct world *w)
{
    struct rates *r = memory_new(struct rates);

    r->on = w->settings->limits;
    random_bytes(&r->seed, sizeof r->seed);
    for (const struct rate_budget *const *b = common_rates; *b; b++) {
        err e = table_add(w, NULL, r, *b);
        assert(e == OK);
    }
    return r;
}

err rates_bring(struct world *w, struct failure *failure, const struct rate_budget *const *list)
{
    for (; list && *list; list++)
        TRY(table_add(w, failure, w->rates, *list));
    return OK;
}

void rate_close(struct rates **rates)
{
    if (!*rates)
        return;
    for (size_t i = 0; i < (*rates)->count; i++)
        memory_free((*rates)->tables[i].memory);
    memory_free(*rates);
    *rates = NULL;
}

/* ---- who is counted ---- */

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

/* A lookup in a budget: the owner's word, or otherwise the word of its set to replace. */
struct look { word *at; u64 is, tag; i64 now_s, window_s; bool own; };

/* What a word counts as long as its window lasts. */
static i64 live_of(const struct look *l, u64 v)
{
    return age_of(v, l->now_s) < l->window_s ? count_of(v) : 0;
}

/* The word to replace is empty, expired, or has the lowest count. */
static void look_for_room(word *set, struct look *l)
{
    i64 fewest = INT64_MAX;

    for (word *w = set; w < set + WAYS; w++) {
        u64 v = atomic_load_explicit(w, memory_order_relaxed);
        i64 live = live_of(l, v);
        if (live < fewest) {
            fewest = live;
            l->at = w;
            l->is = v;
        }
    }
}

/* Most callers have been here before. */
static inline void look_at(const struct table *t, u64 who, struct look *l)
{
    word *set = t->words + who % SETS * WAYS;

    for (word *w = set; w < set + WAYS; w++) {
        u64 v = atomic_load_explicit(w, memory_order_relaxed);
        if (tag_of(v) != l->tag || !live_of(l, v))
            continue;
        l->at = w;
        l->is = v;
        l->own = true;
        return;
    }
    l->own = false;
    look_for_room(set, l);
}

static struct look look_begin(const struct rate_budget *b, u64 who, i64 now_s)
{
    return (struct look){ .tag = tag_of(who), .now_s = now_s, .window_s = b->window_s };
}

static bool put(struct look *l, u64 next)
{
    return atomic_compare_exchange_weak_explicit(l->at, &l->is, next, memory_order_relaxed, memory_order_relaxed);
}

static struct rate rate_told(const struct rate_budget *b, const struct look *l, i64 count, i64 limit)
{
    return (struct rate){ limit, count < limit ? limit - count : 0, l->window_s - (l->own ? age_of(l->is, l->now_s) : 0), b, false };
}

/* ---- the verbs ---- */

static struct rate use(struct world *w, const struct rate_budget *b, u64 who, i64 times, i64 n, i64 now_s, bool refuses)
{
    struct look l = look_begin(b, who, now_s);

    if (!w->rates->on)
        return (struct rate){ .budget = b };
    struct table *t = table_of(w->rates, b);
    i64 count, limit = t->limit * times;
    do {
        look_at(t, who, &l);
        count = l.own ? count_of(l.is) : 0;
        if (refuses && count > limit - n) {
            struct rate full = rate_told(b, &l, count, limit);
            full.refused = true;
            metric_add(w->metrics, M_RATE_LIMITED, t->label, 1);
            return full;
        }
    } while (!put(&l, (l.own ? l.is : fresh(l.tag, now_s)) + (u64)(n < (i64)COUNT_MASK - count ? n : (i64)COUNT_MASK - count)));
    return rate_told(b, &l, count + n, limit);
}

struct rate rate_take(struct world *w, const struct rate_budget *b, u64 who, i64 now_s)
{
    return use(w, b, who, 1, 1, now_s, true);
}

struct rate rate_count(struct world *w, const struct rate_budget *b, u64 who, i64 now_s)
{
    return use(w, b, who, 1, 1, now_s, false);
}

struct rate rate_peek(struct world *w, const struct rate_budget *b, u64 who, i64 now_s)
{
    struct look l = look_begin(b, who, now_s);

    if (!w->rates->on)
        return (struct rate){ .budget = b };
    const struct table *t = table_of(w->rates, b);
    look_at(t, who, &l);
    i64 count = l.own ? count_of(l.is) : 0;
    struct rate rate = rate_told(b, &l, count, t->limit);
    rate.refused = count >= rate.limit;
    return rate;
}

/* A word with a count of zero is empty. */
static void take_off(struct world *w, const struct rate_budget *b, u64 who, i64 n, i64 now_s)
{
    const struct table *t = table_of(w->rates, b);
    struct look l = look_begin(b, who, now_s);

    do {
        look_at(t, who, &l);
    } while (l.own && !put(&l, n < count_of(l.is) ? l.is - (u64)n : 0));
}

void rate_give_back(struct world *w, const struct rate_budget *b, u64 who, i64 now_s)
{
    take_off(w, b, who, 1, now_s);
}

void rate_forget(struct world *w, const struct rate_budget *b, u64 who, i64 now_s)
{
    take_off(w, b, who, (i64)COUNT_MASK, now_s);
}

/* For a client, in the first of its networks. */
static void give_back(struct world *w, const struct rate_budget *b, const struct rate_client *client, size_t networks, i64 n, i64 now_s)
{
    for (size_t i = 0; i < networks; i++)
        if (client->times[i])
            take_off(w, b, client->of[i], n, now_s);
}

struct rate rate_take_many(struct world *w, const struct rate_budget *b, const struct rate_client *client, i64 n, i64 now_s)
{
    struct rate narrowest = use(w, b, client->of[0], client->times[0], n, now_s, true), wider;

    for (size_t i = 1; i < CLIENT_WIDTHS && !narrowest.refused; i++) {
        if (!client->times[i])
            continue;
        wider = use(w, b, client->of[i], client->times[i], n, now_s, true);
        if (!wider.refused)
            continue;
        give_back(w, b, client, i, n, now_s);
        return wider;
    }
    return narrowest;
}

struct rate rate_take_client(struct world *w, const struct rate_budget *b, const struct rate_client *client, i64 now_s)
{
    return rate_take_many(w, b, client, 1, now_s);
}

void rate_give_back_many(struct world *w, const struct rate_budget *b, const struct rate_client *client, i64 n, i64 now_s)
{
    give_back(w, b, client, CLIENT_WIDTHS, n, now_s);
}

void rate_give_back_client(struct world *w, const struct rate_budget *b, const struct rate_client *client, i64 now_s)
{
    rate_give_back_many(w, b, client, 1, now_s);
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
    str window = window_words(&c->arena, r->budget->window_s);
    err e = fail_with(c, ERR_TOO_MANY, "At most %lld %s in " STR_FMT "; try again in %lld s.", (long long)r->limit, what,
                      STR_ARG(window), (long long)r->reset_s);
    c->failure.retry_after = (int)r->reset_s;
    return e;
}
