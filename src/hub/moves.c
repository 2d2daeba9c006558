/*
 * Who comes into a topic and who goes out. A move takes effect before the sayings of its event are delivered, but for a topic
 * that is over, whose end is still heard; those who hear something no more are told after them. What has to be asked again is
 * asked before anything after that event is delivered, so nobody hears on by a right that they have lost.
 */
#include <stdlib.h>
#include "base/arena.h"
#include "base/ids.h"
#include "base/str.h"
#include "hub/hub_own.h"

enum { ASK_AT_ONCE = 500 };

/* ---- what takes effect at once ---- */

static struct gathering *moved_gathering(const struct hub_loop *l, const struct move *m)
{
    return gathering_find(l, &m->topic);
}

static void listener_enter(struct hub_loop *l, struct listener *p, const struct topic *topic, u8 through, i64 floor)
{
    struct gathering *g = gathering_get(l, topic);
    struct topic_slot *s = slot_find(&p->members, g);

    if (!s) {
        hearer_add_listener(g, p, through, floor);
        return;
    }
    slot_hearer(s)->through = through;
    slot_hearer(s)->floor = floor;
    slot_hearer(s)->gone = false;
}

static void floors_set(struct listener *p, const struct gathering *g, i64 floor)
{
    LIST_EACH(k, &p->ears) {
        struct topic_slot *s = slot_find(&ear_of_link(k)->topics, g);
        if (s)
            slot_hearer(s)->floor = floor;
    }
}

static void apply_in(struct hub_loop *l, struct listener *p, const struct move *m)
{
    u8 through = standing_bit(l->hub, m->through);
    struct gathering *g = moved_gathering(l, m);

    p->moves++;
    if (g)
        floors_set(p, g, m->floor);
    if (p->loaded & through)
        listener_enter(l, p, &m->topic, through, m->floor);
}

/* A gathering may go with its last hearer, so it is looked up last. */
static void subscriptions_end(struct listener *p, const struct gathering *g)
{
    LIST_EACH(k, &p->ears) {
        struct topic_slot *s = slot_find(&ear_of_link(k)->topics, g);
        if (s)
            slot_hearer(s)->gone = true;
    }
}

static void listener_out(struct hub_loop *l, struct listener *p, struct gathering *g)
{
    struct topic_slot *s = slot_find(&p->members, g);

    subscriptions_end(p, g);
    if (s)
        slot_drop(l, &p->members, s);
}

static void apply_out(struct hub_loop *l, struct listener *p, const struct move *m)
{
    struct gathering *g = moved_gathering(l, m);

    p->moves++;
    if (g)
        listener_out(l, p, g);
}

static void move_apply(struct hub_loop *l, const struct move *m)
{
    struct listener *p = m->account.v ? listener_find(l, m->account) : NULL;

    if (m->what == MOVE_OVER || m->what == MOVE_ASK_TOPIC || m->what == MOVE_ASK_KIND)
        l->asks++;
    else if (p && m->what == MOVE_IN)
        apply_in(l, p, m);
    else if (p && m->what == MOVE_OUT)
        apply_out(l, p, m);
    else if (p)
        p->moves++;
}

void moves_apply(struct hub_loop *l, const struct says *says)
{
    for (size_t i = 0; i < says->move_count; i++)
        move_apply(l, &says->moves[i]);
}

/* ---- what has to be asked again ---- */

struct asking { struct arena *arena; struct topic_ask *at; size_t n; };

static void ask_add(struct asking *a, id account, const struct gathering *g)
{
    struct topic *topic = arena_new(a->arena, struct topic);

    *topic = g->topic;
    topic->name = arena_copy(a->arena, g->topic.name);
    ROOM_FOR_ONE(a->arena, a->at, a->n);
    a->at[a->n++] = (struct topic_ask){ .me = account, .topic = topic };
}

static id hearer_account(const struct hearer *h)
{
    return hearer_is_listener(h) ? hearer_listener(h)->account : ear_account(hearer_ear(h));
}

static void asks_of_gathering(struct asking *a, const struct gathering *g)
{
    for (u32 i = 0; g && i < g->n; i++)
        ask_add(a, hearer_account(&g->hearers[i]), g);
}

static void asks_of_listener(struct asking *a, const struct listener *p)
{
    for (const struct link *k = p->ears.next; k != &p->ears; k = k->next) {
        const struct ear *ear = ear_of_link((struct link *)k);
        for (u32 i = 0; i < ear->topics.n; i++)
            if (!ear->topics.at[i].of->topic.kind->apart)
                ask_add(a, p->account, ear->topics.at[i].of);
    }
}

static void asks_of_kind(struct asking *a, const struct hub_loop *l, const struct topic_kind *kind)
{
    for (size_t i = 0; i < l->gatherings.size; i++)
        for (const struct chain *c = l->gatherings.slots[i]; c; c = c->next) {
            const struct gathering *g = CONTAINER(c, struct gathering, chain);
            if (g->topic.kind == kind)
                asks_of_gathering(a, g);
        }
}

static err each_admitted(ctx *c, const struct topic_kind *kind, struct topic_ask *at, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        err e = kind->admit ? kind->admit(c, at[i].me, at[i].topic, &at[i].floor) : OK;
        if (e != OK && e != ERR_NOT_FOUND && e != ERR_FORBIDDEN)
            return e;
        at[i].admitted = e == OK;
        failure_begin(&c->failure, &c->arena);
    }
    return OK;
}

static err some_admitted(ctx *c, struct topic_ask *at, size_t n)
{
    const struct topic_kind *kind = at->topic->kind;

    return kind->again ? kind->again(c, at, n) : each_admitted(c, kind, at, n);
}

static void answer_take(struct hub_loop *l, const struct topic_ask *ask)
{
    struct listener *p = listener_find(l, ask->me);
    struct gathering *g = gathering_find(l, ask->topic);

    if (!p || !g)
        return;
    if (!ask->admitted) {
        listener_out(l, p, g);
        return;
    }
    struct topic_slot *s = slot_find(&p->members, g);
    if (s)
        slot_hearer(s)->floor = ask->floor;
    floors_set(p, g, ask->floor);
}

/* By kind, then by account, then by id. */
static int ask_compare(const void *a, const void *b)
{
    const struct topic_ask *one = a, *other = b;
    const struct topic_kind *kind = one->topic->kind, *others = other->topic->kind;

    if (kind != others)
        return (kind > others) - (kind < others);
    return one->me.v != other->me.v ? id_compare(&one->me, &other->me) : id_compare(&one->topic->of, &other->topic->of);
}

static bool asks_the_same(const struct topic_ask *a, const struct topic_ask *b)
{
    return !ask_compare(a, b) && str_eq(a->topic->name, b->topic->name);
}

/* What several ears of an account listen to is asked once. */
static void asks_order(struct asking *a)
{
    size_t n = 0;

    if (a->n)
        qsort(a->at, a->n, sizeof *a->at, ask_compare);
    for (size_t i = 0; i < a->n; i++)
        if (!n || !asks_the_same(&a->at[n - 1], &a->at[i]))
            a->at[n++] = a->at[i];
    a->n = n;
}

/* Those of one kind together, some at once. */
static err asking_do(ctx *c, struct hub_loop *l, struct asking *a)
{
    asks_order(a);
    for (size_t i = 0, n; i < a->n; i += n) {
        for (n = 1; i + n < a->n && n < ASK_AT_ONCE && a->at[i + n].topic->kind == a->at[i].topic->kind; n++)
            ;
        TRY(some_admitted(c, &a->at[i], n));
        for (size_t k = i; k < i + n; k++)
            answer_take(l, &a->at[k]);
    }
    return OK;
}

static err move_ask(ctx *c, struct hub_loop *l, const struct move *m)
{
    struct asking a = { .arena = &c->arena };
    struct listener *p = m->what == MOVE_ASK_ACCOUNT ? listener_find(l, m->account) : NULL;

    if (m->what == MOVE_ASK_TOPIC)
        asks_of_gathering(&a, moved_gathering(l, m));
    else if (m->what == MOVE_ASK_KIND)
        asks_of_kind(&a, l, m->topic.kind);
    else if (p)
        asks_of_listener(&a, p);
    TRY(asking_do(c, l, &a));
    return p ? listener_again(c, l, m->account) : OK;
}

err moves_ask(ctx *c, struct hub_loop *l, const struct says *says)
{
    for (size_t i = 0; i < says->move_count; i++)
        TRY(move_ask(c, l, &says->moves[i]));
    return OK;
}

/* ---- what an account is in ---- */

static void members_enter(struct hub_loop *l, struct listener *p, const membership_page *page, u8 through)
{
    for (size_t i = 0; i < page->n; i++)
        listener_enter(l, p, &page->at[i].topic, through, page->at[i].floor);
    p->loaded |= through;
}

/* Nobody moves meanwhile: moves are what asks. The listener may go. */
err listener_again(ctx *c, struct hub_loop *l, id account)
{
    for (int i = 0; i < l->hub->standing_count; i++) {
        struct listener *p = listener_find(l, account);
        u8 through = (u8)(1 << i);
        membership_page page = {0};
        if (!p || !(p->loaded & through) || l->hub->standing[i]->apart)
            continue;
        TRY(l->hub->standing[i]->members(c, account, &page));
        if (!(p = listener_find(l, account)))
            return OK;
        listener_leave(l, p, through);
        members_enter(l, p, &page, through);
    }
    return OK;
}

static err standing_load(ctx *c, struct ear *ear, int which)
{
    struct hub_loop *l = ear->hub;
    struct listener *p = ear->listener;
    u8 through = (u8)(1 << which);
    membership_page page;
    u64 moves, asks;

    while (!(p->loaded & through)) {
        moves = p->moves;
        asks = l->asks;
        page = (membership_page){0};
        TRY(l->hub->standing[which]->members(c, p->account, &page));
        if (!ear_is_open(ear))
            return ERR_CANCELLED;
        if (!(p->loaded & through) && p->moves == moves && l->asks == asks)
            members_enter(l, p, &page, through);
    }
    return OK;
}

err listener_load(ctx *c, struct ear *ear, u8 through)
{
    for (int i = 0; i < ear->hub->hub->standing_count; i++)
        if (through >> i & 1)
            TRY(standing_load(c, ear, i));
    return OK;
}

/* ---- those who hear something no more ---- */

static void ear_tell(ctx *c, struct ear *ear)
{
    struct hub_loop *l = ear->hub;
    u64 closed = l->closed;

    for (u32 i = ear->topics.n; l->closed == closed && i-- > 0;) {
        struct topic_slot *s = &ear->topics.at[i];
        if (!slot_hearer(s)->gone)
            continue;
        str topic = topic_text(&c->arena, &s->of->topic);
        if (ear->resume && ear->resume->only == s->of)
            resume_end(ear);
        slot_drop(l, &ear->topics, s);
        ear->mouth->gone(ear, topic);
    }
}

static void listener_tell(ctx *c, struct listener *p)
{
    LIST_EACH(k, &p->ears)
        ear_tell(c, ear_of_link(k));
}

static void gathering_tell(ctx *c, struct hub_loop *l, struct gathering *g)
{
    for (u32 i = g ? g->n : 0; i-- > 0;) {
        struct hearer h = g->hearers[i];
        if (!h.who || !h.gone)
            continue;
        if (hearer_is_listener(&h))
            slot_drop(l, &hearer_listener(&h)->members, &hearer_listener(&h)->members.at[h.slot]);
        else
            ear_tell(c, hearer_ear(&h));
    }
}

static void kind_tell(ctx *c, struct hub_loop *l, const struct topic_kind *kind)
{
    for (size_t i = 0; i < l->gatherings.size; i++)
        for (struct chain *k = l->gatherings.slots[i]; k; k = k->next) {
            struct gathering *g = CONTAINER(k, struct gathering, chain);
            if (g->topic.kind == kind)
                gathering_tell(c, l, g);
        }
}

static void doubt_tell(struct listener *p)
{
    LIST_EACH(k, &p->ears) {
        struct ear *ear = ear_of_link(k);
        if (ear->mouth->doubt)
            ear->mouth->doubt(ear);
    }
}

/* They have heard that it is over. */
static void over_tell(ctx *c, struct hub_loop *l, struct gathering *g)
{
    for (u32 i = g ? g->n : 0; i-- > 0;)
        g->hearers[i].gone = true;
    gathering_tell(c, l, g);
}

static void move_tell(ctx *c, struct hub_loop *l, const struct move *m)
{
    struct listener *p = m->account.v ? listener_find(l, m->account) : NULL;

    if (m->what == MOVE_OVER)
        over_tell(c, l, moved_gathering(l, m));
    else if (m->what == MOVE_ASK_TOPIC)
        gathering_tell(c, l, moved_gathering(l, m));
    else if (m->what == MOVE_ASK_KIND)
        kind_tell(c, l, m->topic.kind);
    else if (p && m->what == MOVE_DOUBT)
        doubt_tell(p);
    else if (p && (m->what == MOVE_OUT || m->what == MOVE_ASK_ACCOUNT))
        listener_tell(c, p);
}

void moves_tell(ctx *c, struct hub_loop *l, const struct says *says)
{
    delivery_begin(l);
    for (size_t i = 0; i < says->move_count; i++)
        move_tell(c, l, &says->moves[i]);
    delivery_end(l);
}
