#include "api/rest/limits.h"
#include <stdatomic.h>
#include "base/arena.h"
#include "base/hash.h"

/* A word: whose it is (the part of the hash that the set's place does not say), since when, and how many. */
enum { WAYS = 8, SETS = 4096, COUNT_BITS = 24, START_BITS = 24 };
#define COUNT_MASK (((u64)1 << COUNT_BITS) - 1)
#define START_MASK (((u64)1 << START_BITS) - 1)

const char *const rate_budget_names[RATE_BUDGETS] = { [PER_MINUTE] = "minute", [PER_HOUR] = "hour" };

static const struct { i64 window_s; size_t setting; } budgets[RATE_BUDGETS] = {
    [PER_MINUTE] = { 60,   offsetof(struct settings, rate_per_minute) },
    [PER_HOUR]   = { 3600, offsetof(struct settings, rate_per_hour) },
};

/* Reads and writes share the API's budgets; what is only shown counts for itself and is never refused. */
static const struct { bool counts, refuses; u64 pot; } classes[] = {
    [RATE_NONE]   = { false, false, 0 },
    [RATE_SHOWN]  = { true,  false, 1 },
    [RATE_READS]  = { true,  true,  2 },
    [RATE_WRITES] = { true,  true,  2 },
};

typedef _Atomic u64 word;

struct limiter {
    bool on;
    u64 seed;
    i64 limits[RATE_BUDGETS];
    word *tables[RATE_BUDGETS];
};

/* A set is one line of the processor's cache. */
static word *table_open(struct arena *a)
{
    uintptr_t at = (uintptr_t)arena_zero(a, sizeof(word) * (SETS + 1) * WAYS, _Alignof(word));

    return (word *)((at + sizeof(word) * WAYS - 1) & ~(uintptr_t)(sizeof(word) * WAYS - 1));
}

struct limiter *limiter_open(struct arena *a, const struct settings *s, u64 seed)
{
    struct limiter *l = arena_new(a, struct limiter);

    l->on = s->limits;
    l->seed = seed;
    for (int b = 0; b < RATE_BUDGETS; b++) {
        l->limits[b] = *(const i64 *)((const char *)s + budgets[b].setting);
        l->tables[b] = table_open(a);
    }
    return l;
}

static u64 tag_of(u64 w) { return w >> (COUNT_BITS + START_BITS); }
static i64 age_of(u64 w, i64 now_s) { return (i64)(((u64)now_s - (w >> COUNT_BITS)) & START_MASK); }
static u64 fresh(u64 tag, i64 now_s) { return tag << (COUNT_BITS + START_BITS) | ((u64)now_s & START_MASK) << COUNT_BITS; }

/* The key's own word; else the one of its set to give up: empty, over, or with the fewest requests. */
static word *word_find(word *set, u64 tag, i64 now_s, i64 window_s, u64 *is)
{
    word *least = NULL;
    u64 fewest = 0;

    for (word *w = set; w < set + WAYS; w++) {
        u64 v = atomic_load_explicit(w, memory_order_relaxed);
        bool live = (v & COUNT_MASK) && age_of(v, now_s) < window_s;
        if (live && tag_of(v) == tag) {
            *is = v;
            return w;
        }
        if (!least || (live ? v & COUNT_MASK : 0) < fewest) {
            least = w;
            fewest = live ? v & COUNT_MASK : 0;
            *is = v;
        }
    }
    return least;
}

static struct rate budget_take(struct limiter *l, enum rate_budget b, u64 key, bool refuses, i64 now_s)
{
    i64 limit = l->limits[b], window_s = budgets[b].window_s;
    word *set = l->tables[b] + key % SETS * WAYS;
    u64 tag = key >> (COUNT_BITS + START_BITS), is = 0, next;
    bool own;

    do {
        word *w = word_find(set, tag, now_s, window_s, &is);
        own = (is & COUNT_MASK) && tag_of(is) == tag && age_of(is, now_s) < window_s;
        i64 count = own ? (i64)(is & COUNT_MASK) : 0;
        i64 reset_s = window_s - (own ? age_of(is, now_s) : 0);
        if (refuses && count >= limit)
            return (struct rate){ limit, 0, reset_s, b, true };
        next = own ? is + (count < (i64)COUNT_MASK) : fresh(tag, now_s) + 1;
        if (atomic_compare_exchange_weak_explicit(w, &is, next, memory_order_relaxed, memory_order_relaxed))
            return (struct rate){ limit, count + 1 < limit ? limit - count - 1 : 0, reset_s, b, false };
    } while (true);
}

/* The minute first: whoever is refused there does not use up the hour. What is told is the tighter one. */
struct rate limiter_take(struct limiter *l, enum rate_class class, u64 who, i64 now_s)
{
    struct rate tightest = { 0 };

    if (!l->on || !classes[class].counts)
        return tightest;
    for (int b = 0; b < RATE_BUDGETS; b++) {
        struct rate r = budget_take(l, b, who + classes[class].pot * 0x9e3779b97f4a7c15u, classes[class].refuses, now_s);
        if (!tightest.limit || r.refused || r.remaining < tightest.remaining)
            tightest = r;
        if (r.refused)
            break;
    }
    return tightest;
}

u64 limiter_of_account(const struct limiter *l, id account)
{
    return hash_seeded(l->seed, (str){ (const char *)&account.v, sizeof account.v });
}

u64 limiter_of_address(const struct limiter *l, const struct address *a)
{
    return hash_seeded(~l->seed, (str){ (const char *)a->bytes, a->v6 ? 8 : 4 });
}
