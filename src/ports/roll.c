#include "ports/roll_own.h"
#include "base/buf.h"
#include "base/memory.h"

enum { REMEMBERED_MS = 3 * 60 * 1000 };          /* longer than it takes until a time is kept */

struct roll *roll_open(void)
{
    struct roll *r = memory_new(struct roll);

    pthread_mutex_init(&r->lock, NULL);
    bell_init(&r->news);
    r->round = 1;                    /* those who come first are written later than they come */
    return r;
}

void roll_close(struct roll **roll)
{
    struct roll *r = *roll;

    if (!r)
        return;
    for (int i = 0; i < ROLL_BUCKETS; i++)
        memory_free(r->buckets[i].at);
    buf_close(&r->changed);
    buf_close(&r->told);
    buf_close(&r->unsaid);
    buf_close(&r->lingers);
    bell_close(&r->news);
    pthread_mutex_destroy(&r->lock);
    memory_free(r);
    *roll = NULL;
}

struct bell *roll_news(struct roll *r)
{
    return &r->news;
}

/* ---- places ---- */

struct place *roll_place(struct roll *r, id who, int process)
{
    struct bucket *b = &r->buckets[roll_bucket(who)];

    for (u32 i = 0; i < b->n; i++)
        if (b->at[i].who.v == who.v && b->at[i].process == process)
            return &b->at[i];
    return NULL;
}

struct place *roll_place_take(struct roll *r, id who, int process)
{
    struct bucket *b = &r->buckets[roll_bucket(who)];
    struct place *p = roll_place(r, who, process);

    if (p)
        return p;
    if (b->n == b->size) {
        b->size = b->size ? b->size + b->size / 2 : 2;
        b->at = memory_resize(b->at, b->size * sizeof *b->at);
    }
    b->at[b->n] = (struct place){ .who = who, .process = (u16)process };
    r->here += process == 0;
    return &b->at[b->n++];
}

/* The last one of its bucket takes its place. */
void roll_place_drop(struct roll *r, struct place *p)
{
    struct bucket *b = &r->buckets[roll_bucket(p->who)];

    r->here -= p->process == 0;
    *p = b->at[--b->n];
}

enum roll_state roll_state_of(struct roll *r, id who)
{
    const struct bucket *b = &r->buckets[roll_bucket(who)];
    enum roll_state state = ROLL_GONE;

    for (u32 i = 0; i < b->n; i++)
        if (b->at[i].who.v == who.v && b->at[i].state > state)
            state = b->at[i].state;
    return state;
}

void roll_place_end(struct roll *r, struct place *p, when left, struct roll_time now, bool owed)
{
    id who = p->who;

    roll_place_drop(r, p);
    if (roll_state_of(r, who) != ROLL_GONE)
        return;
    p = roll_place_take(r, who, ROLL_NOBODY);
    p->until_ms = now.ms + REMEMBERED_MS;
    p->left = left.ms > p->left.ms ? left : p->left;
    p->owed |= owed;
}

/* ---- what changes ---- */

static _Atomic u64 *wanted_at(struct roll *r, id who, u64 *bit)
{
    u64 n = (roll_hash(who) >> 20) % ROLL_WANTED_BITS;

    *bit = (u64)1 << n % 64;
    return &r->wanted[n / 64];
}

void roll_want(struct roll *r, id who)
{
    u64 bit;
    _Atomic u64 *at = wanted_at(r, who, &bit);

    if (!(atomic_load(at) & bit))
        atomic_fetch_or(at, bit);
}

static bool is_wanted(struct roll *r, id who)
{
    u64 bit;

    return atomic_load(wanted_at(r, who, &bit)) & bit;
}

void roll_changed(struct roll *r, id who, enum roll_state before)
{
    if (!is_wanted(r, who) || roll_state_of(r, who) == before)
        return;
    struct change c = { who, (u32)(r->changed.n / sizeof c), (u8)before };
    buf_add(&r->changed, (str){ (const char *)&c, sizeof c });
    bell_ring(&r->news);
}

/* What other processes know of its place here. */
static void place_settle(struct roll *r, struct place *p)
{
    enum roll_state state = p->open > p->away ? ROLL_HERE : ROLL_AWAY;

    if (p->state == state)
        return;
    p->state = (u8)state;
    if (r->unsaid.n < ROLL_UNSAID_MOST * sizeof(id))
        buf_add(&r->unsaid, (str){ (const char *)&p->who, sizeof p->who });
    bell_ring(&r->news);
}

static void linger(struct roll *r, struct place *p, struct roll_time now)
{
    struct linger l = { p->who, now.ms + ROLL_GRACE_MS };

    p->lingers = true;
    p->left = now.at;
    p->until_ms = l.until_ms;
    buf_add(&r->lingers, (str){ (const char *)&l, sizeof l });
    bell_ring(&r->news);
}

/* It is here again, if it lingered. */
static void place_shift(struct place *p, int open, int away)
{
    if (p->lingers) {
        p->lingers = false;
        p->left.ms = 0;
        p->open = p->away = 0;
    }
    p->open += (u32)open;
    p->away += (u32)away;
}

void roll_shift(struct roll *r, id who, int open, int away, struct roll_time now)
{
    pthread_mutex_lock(&r->lock);
    enum roll_state before = roll_state_of(r, who);
    struct place *p = roll_place_take(r, who, 0);
    place_shift(p, open, away);
    if (p->open)
        place_settle(r, p);
    else
        linger(r, p, now);
    roll_changed(r, who, before);
    pthread_mutex_unlock(&r->lock);
}

struct roll_found roll_find(struct roll *r, id who)
{
    pthread_mutex_lock(&r->lock);
    struct roll_found found = { roll_state_of(r, who), { 0 } };
    const struct place *p = found.state == ROLL_GONE ? roll_place(r, who, ROLL_NOBODY) : NULL;
    if (p)
        found.left = p->left;
    pthread_mutex_unlock(&r->lock);
    return found;
}

bool roll_is_here(struct roll *r, id who)
{
    pthread_mutex_lock(&r->lock);
    bool here = roll_place(r, who, 0);
    pthread_mutex_unlock(&r->lock);
    return here;
}
