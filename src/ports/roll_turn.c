/* What time does to a roll: accounts end that have no connection, processes that are silent, and what is remembered long enough. */
#include <string.h>
#include "base/buf.h"
#include "ports/roll_own.h"

enum {
    SWEEP_MS = 60 * 1000,            /* all buckets in this time, so nobody is seen more often */
    SEEN_ROUNDS = 10,                /* who stays is seen each so many sweeps */
    ENDS_AT_ONCE = 1000,             /* in one turn */
    LINGERS_ROOM = 64 * 1024,        /* octets of past ends that are kept until they are cleared away */
    PAUSE_MS = 1000,
    CROWDED_MS = 100                 /* while there are changes to tell */
};

static void seen_add(struct buf *seen, id who, when at)
{
    buf_add(seen, (str){ (const char *)&(struct roll_seen){ who, at }, sizeof(struct roll_seen) });
}

/* ---- ends ---- */

static void here_end(struct roll *r, struct place *p, struct roll_time now)
{
    id who = p->who;
    enum roll_state before = roll_state_of(r, who);

    roll_place_end(r, p, p->left, now, true);
    if (r->unsaid.n < ROLL_UNSAID_MOST * sizeof(id))
        buf_add(&r->unsaid, (str){ (const char *)&who, sizeof who });
    r->list_more = 2 * ROLL_BUCKETS;
    roll_changed(r, who, before);
}

static const struct linger *lingers_first(const struct roll *r)
{
    return r->lingers_at < r->lingers.n ? (const void *)(r->lingers.p + r->lingers_at) : NULL;
}

static void lingers_clear(struct roll *r)
{
    if (r->lingers_at < r->lingers.n && r->lingers_at < LINGERS_ROOM)
        return;
    r->lingers.n -= r->lingers_at;
    memmove(r->lingers.p, r->lingers.p + r->lingers_at, r->lingers.n);
    r->lingers_at = 0;
}

/* One that has come back meanwhile, or has left again, has another end. */
static void lingers_end(struct roll *r, struct roll_time now)
{
    const struct linger *l;

    for (int n = 0; n < ENDS_AT_ONCE && (l = lingers_first(r)) && l->until_ms <= now.ms; n++) {
        struct place *p = roll_place(r, l->who, 0);
        if (p && p->lingers && p->until_ms == l->until_ms)
            here_end(r, p, now);
        r->lingers_at += sizeof *l;
    }
    if (r->lingers.p)
        lingers_clear(r);
}

static void bucket_desert(struct roll *r, int bucket, int process, struct roll_time now)
{
    struct bucket *b = &r->buckets[bucket];

    for (u32 i = 0; i < b->n;) {
        struct place *p = &b->at[i];
        if (p->process != process) {
            i++;
            continue;
        }
        id who = p->who;
        enum roll_state before = roll_state_of(r, who);
        roll_place_end(r, p, r->processes[process].heard_at, now, true);
        roll_changed(r, who, before);
    }
}

static void process_end(struct roll *r, int process, struct roll_time now)
{
    struct roll_process *p = &r->processes[process];
    int most = p->at + ROLL_BUCKETS / 8;

    for (; p->at < ROLL_BUCKETS && p->at < most; p->at++)
        bucket_desert(r, p->at, process, now);
    if (p->at == ROLL_BUCKETS)
        p->from = 0;
}

static bool processes_end(struct roll *r, struct roll_time now)
{
    bool more = false;

    for (int i = 1; i < ROLL_PROCESSES; i++) {
        struct roll_process *p = &r->processes[i];
        if (!p->from || now.ms < p->heard_ms + ROLL_SILENCE_MS)
            continue;
        if (!p->ending)
            p->at = 0;
        p->ending = true;
        process_end(r, i, now);
        more |= p->from != 0;
    }
    return more;
}

/* ---- sweeping ---- */

static bool is_seen(const struct roll *r, const struct place *p)
{
    return p->process == 0 && (r->end_left || (!p->lingers && r->round % SEEN_ROUNDS == 0));
}

/* Of an account that is here again it is kept when that ends. */
static bool is_owed(struct roll *r, const struct place *p)
{
    return p->owed && roll_state_of(r, p->who) == ROLL_GONE;
}

static void bucket_sweep(struct roll *r, struct bucket *b, struct roll_time now, struct buf *seen)
{
    for (u32 i = 0; i < b->n; i++) {
        struct place *p = &b->at[i];
        if (is_seen(r, p))
            seen_add(seen, p->who, p->lingers ? p->left : now.at);
        if (is_owed(r, p)) {
            seen_add(seen, p->who, p->left);
            p->owed = false;
        }
        if (p->process == ROLL_NOBODY && p->until_ms <= now.ms) {
            roll_place_drop(r, p);
            i--;
        }
    }
}

/* How many buckets are due: after a long pause, and at the end, all of them. */
static i64 sweep_due(struct roll *r, i64 now_ms)
{
    i64 due = (now_ms - r->began_ms) * ROLL_BUCKETS / SWEEP_MS - r->swept;

    if (due > ROLL_BUCKETS)
        r->swept += due - ROLL_BUCKETS;
    due = due > ROLL_BUCKETS ? ROLL_BUCKETS : due;
    return due > r->end_left ? due : r->end_left;
}

/* False: there is more. */
static bool sweep(struct roll *r, struct roll_time now, struct buf *seen)
{
    for (i64 due = sweep_due(r, now.ms); due > 0; due--) {
        struct bucket *b = &r->buckets[r->swept % ROLL_BUCKETS];
        if (seen->n && seen->n / sizeof(struct roll_seen) + b->n > ROLL_SEEN_MOST)
            return false;
        bucket_sweep(r, b, now, seen);
        r->swept++;
        r->round += r->swept % ROLL_BUCKETS == 0;
        r->end_left -= r->end_left > 0;
    }
    return true;
}

void roll_end(struct roll *r)
{
    pthread_mutex_lock(&r->lock);
    r->end_left = ROLL_BUCKETS;
    pthread_mutex_unlock(&r->lock);
    bell_ring(&r->news);
}

void roll_owe(struct roll *r, const struct roll_seen *seen, size_t n)
{
    pthread_mutex_lock(&r->lock);
    for (size_t i = 0; i < n; i++) {
        struct place *p = roll_place(r, seen[i].who, ROLL_NOBODY);
        if (p)
            p->owed = true;
    }
    pthread_mutex_unlock(&r->lock);
}

/* ---- a turn ---- */

static i64 wait_ms(const struct roll *r, i64 now_ms)
{
    const struct linger *l = lingers_first(r);
    i64 until_ms = l ? l->until_ms - now_ms : PAUSE_MS, said_ms = roll_say_pause(r);
    i64 most_ms = r->crowded ? CROWDED_MS : PAUSE_MS, least_ms = until_ms < said_ms ? until_ms : said_ms;

    return least_ms < 0 ? 0 : least_ms < most_ms ? least_ms : most_ms;
}

void roll_turn(struct roll *r, struct roll_time now, bool company, struct arena *a, struct roll_turn *out)
{
    struct buf seen = BUF_ON(a);

    *out = (struct roll_turn){ .said = S("") };
    pthread_mutex_lock(&r->lock);
    if (!r->began_ms)
        r->began_ms = now.ms;
    lingers_end(r, now);
    bool more = processes_end(r, now) | !sweep(r, now, &seen);
    if (company)
        out->said = roll_say(r, now, a);
    else
        r->unsaid.n = 0;
    out->changed = roll_told(r, now.ms, a);
    out->wait_ms = more ? 0 : wait_ms(r, now.ms);
    pthread_mutex_unlock(&r->lock);
    out->seen = (void *)seen.p;
    out->seen_n = seen.n / sizeof *out->seen;
}
