/*
 * Who listens to what on one loop. A topic with hearers is a gathering; an account with ears is a listener. A hearer knows its
 * slot among its owner's, and the slot its place among the hearers, so that each is found from the other and goes without a
 * search: the last takes the place that becomes free.
 *
 * While something is delivered, a mouth may close its ear. Then nothing moves: a hearer that goes leaves a hole, a listener without
 * ears stays, and both are tidied at the end.
 */
#include <assert.h>
#include <string.h>
#include "base/memory.h"
#include "base/str.h"
#include "hub/hub_own.h"

/* ---- chains: a table by hash ---- */

u64 chain_hash(u64 v)
{
    v ^= v >> 32;
    v *= 0x9e3779b97f4a7c15u;
    return v ^ v >> 29;
}

static struct chain **chain_slot(const struct chains *t, u64 hash) { return &t->slots[hash & (t->size - 1)]; }

struct chain *chain_first(const struct chains *t, u64 hash) { return t->size ? *chain_slot(t, hash) : NULL; }

static void chains_resize(struct chains *t, size_t size)
{
    struct chains bigger = { memory_zero(size * sizeof *t->slots), t->n, size };

    for (size_t i = 0; i < t->size; i++)
        for (struct chain *c = t->slots[i], *next; c; c = next) {
            struct chain **slot = chain_slot(&bigger, c->hash);
            next = c->next;
            c->next = *slot;
            *slot = c;
        }
    memory_free(t->slots);
    *t = bigger;
}

void chain_add(struct chains *t, struct chain *c, u64 hash)
{
    if (t->n >= t->size)
        chains_resize(t, t->size ? 2 * t->size : 64);
    struct chain **slot = chain_slot(t, hash);
    *c = (struct chain){ *slot, hash };
    *slot = c;
    t->n++;
}

void chain_take(struct chains *t, struct chain *c)
{
    struct chain **at = chain_slot(t, c->hash);

    while (*at != c)
        at = &(*at)->next;
    *at = c->next;
    t->n--;
}

/* ---- gatherings ---- */

static u64 topic_hash(const struct topic *t)
{
    return chain_hash((u64)t->of.v ^ (t->name.n ? str_hash(t->name) : 0) ^ (u64)(uintptr_t)t->kind);
}

static bool is_of(const struct gathering *g, const struct topic *t)
{
    return g->topic.kind == t->kind && g->topic.of.v == t->of.v && str_eq(g->topic.name, t->name);
}

struct gathering *gathering_find(const struct hub_loop *l, const struct topic *t)
{
    u64 hash = topic_hash(t);

    for (struct chain *c = chain_first(&l->gatherings, hash); c; c = c->next)
        if (c->hash == hash && is_of(CONTAINER(c, struct gathering, chain), t))
            return CONTAINER(c, struct gathering, chain);
    return NULL;
}

struct gathering *gathering_get(struct hub_loop *l, const struct topic *t)
{
    struct gathering *g = gathering_find(l, t);

    if (g)
        return g;
    g = memory_new(struct gathering);
    g->topic = *t;
    g->topic.name = t->name.n ? memory_copy(t->name) : (str){0};
    chain_add(&l->gatherings, &g->chain, topic_hash(t));
    return g;
}

static void gathering_free(struct gathering *g)
{
    if (g->topic.name.n)
        memory_free((void *)g->topic.name.p);
    memory_free(g->hearers);
    memory_free(g);
}

static void gathering_check(struct hub_loop *l, struct gathering *g)
{
    if (g->n)
        return;
    chain_take(&l->gatherings, &g->chain);
    gathering_disown(l, g);
    gathering_free(g);
}

/* ---- hearers and slots ---- */

static u32 more_room(u32 room) { return room + room / 2 + 2; }

static void hearer_add(struct gathering *g, struct topic_slots *slots, struct hearer h)
{
    if (g->n == g->room)
        g->hearers = memory_resize(g->hearers, (g->room = more_room(g->room)) * sizeof *g->hearers);
    if (slots->n == slots->room)
        slots->at = memory_resize(slots->at, (slots->room = more_room(slots->room)) * sizeof *slots->at);
    if (h.floor > g->floor_most)
        g->floor_most = h.floor;
    h.slot = slots->n;
    slots->at[slots->n++] = (struct topic_slot){ g, g->n };
    g->hearers[g->n++] = h;
}

void hearer_add_ear(struct gathering *g, struct ear *ear, i64 floor)
{
    hearer_add(g, &ear->topics, (struct hearer){ .who = (uintptr_t)ear, .floor = floor });
}

void hearer_add_listener(struct gathering *g, struct listener *p, u8 through, i64 floor)
{
    hearer_add(g, &p->members, (struct hearer){ .who = (uintptr_t)p | 1, .floor = floor, .through = through });
}

struct topic_slot *slot_find(const struct topic_slots *slots, const struct gathering *g)
{
    for (u32 i = 0; i < slots->n; i++)
        if (slots->at[i].of == g)
            return &slots->at[i];
    return NULL;
}

struct hearer *slot_hearer(const struct topic_slot *s)
{
    return &s->of->hearers[s->at];
}

void slot_floor(const struct topic_slot *s, i64 floor)
{
    slot_hearer(s)->floor = floor;
    if (floor > s->of->floor_most)
        s->of->floor_most = floor;
}

static struct topic_slot *hearer_slot(const struct hearer *h)
{
    return hearer_is_listener(h) ? &hearer_listener(h)->members.at[h->slot] : &hearer_ear(h)->topics.at[h->slot];
}

/* The last takes its place. */
static void hearer_remove(struct gathering *g, u32 at)
{
    g->hearers[at] = g->hearers[--g->n];
    if (at < g->n && g->hearers[at].who)
        hearer_slot(&g->hearers[at])->at = at;
}

static void hole_make(struct hub_loop *l, struct gathering *g, u32 at)
{
    g->hearers[at].who = 0;
    if (!g->holes++) {
        g->holed = l->holed;
        l->holed = g;
    }
}

void slot_drop(struct hub_loop *l, struct topic_slots *slots, struct topic_slot *s)
{
    struct gathering *g = s->of;
    u32 at = s->at;

    *s = slots->at[--slots->n];
    if (s < slots->at + slots->n)
        slot_hearer(s)->slot = (u32)(s - slots->at);
    if (l->delivering) {
        hole_make(l, g, at);
        return;
    }
    hearer_remove(g, at);
    gathering_check(l, g);
}

/* ---- people ---- */

struct listener *listener_find(const struct hub_loop *l, id account)
{
    u64 hash = chain_hash((u64)account.v);

    for (struct chain *c = chain_first(&l->people, hash); c; c = c->next)
        if (CONTAINER(c, struct listener, chain)->account.v == account.v)
            return CONTAINER(c, struct listener, chain);
    return NULL;
}

struct listener *listener_get(struct hub_loop *l, id account)
{
    struct listener *p = listener_find(l, account);

    if (p)
        return p;
    p = memory_new(struct listener);
    p->account = account;
    list_init(&p->ears);
    chain_add(&l->people, &p->chain, chain_hash((u64)account.v));
    return p;
}

void listener_leave(struct hub_loop *l, struct listener *p, u8 through)
{
    for (u32 i = p->members.n; i-- > 0;)
        if (slot_hearer(&p->members.at[i])->through & through)
            slot_drop(l, &p->members, &p->members.at[i]);
    p->loaded &= (u8)~through;
}

bool listener_uses(const struct listener *p, u8 through)
{
    for (const struct link *k = p->ears.next; k != &p->ears; k = k->next)
        if (ear_of_link((struct link *)k)->through & through)
            return true;
    return false;
}

void listener_check(struct hub_loop *l, struct listener *p)
{
    if (!list_empty(&p->ears) || p->lonely)
        return;
    if (l->delivering) {
        p->lonely = true;
        p->next_lonely = l->lonely;
        l->lonely = p;
        return;
    }
    listener_leave(l, p, UINT8_MAX);
    memory_free(p->members.at);
    chain_take(&l->people, &p->chain);
    memory_free(p);
}

/* ---- while something is delivered ---- */

void delivery_begin(struct hub_loop *l)
{
    assert(!l->delivering);
    l->delivering = true;
}

static void holes_close(struct hub_loop *l, struct gathering *g)
{
    for (u32 i = g->n; g->holes && i-- > 0;)
        if (!g->hearers[i].who) {
            hearer_remove(g, i);
            g->holes--;
        }
    gathering_check(l, g);
}

void delivery_end(struct hub_loop *l)
{
    l->delivering = false;
    for (struct gathering *g = l->holed, *next; g; g = next) {
        next = g->holed;
        holes_close(l, g);
    }
    l->holed = NULL;
    for (struct listener *p = l->lonely, *next; p; p = next) {
        next = p->next_lonely;
        p->lonely = false;
        listener_check(l, p);
    }
    l->lonely = NULL;
}

/* ---- the end of a loop: its ears have been closed ---- */

void chains_close(struct chains *t)
{
    assert(!t->n);
    memory_free(t->slots);
}

void table_close_all(struct hub_loop *l)
{
    chains_close(&l->gatherings);
    chains_close(&l->people);
    chains_close(&l->owners);
}
