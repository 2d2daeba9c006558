/*
 * What has to be asked again after a move. It is asked before anything after its event is delivered, so nobody hears on by a
 * right that they have lost; and those who are being admitted meanwhile are admitted again.
 */
#include <stdlib.h>
#include "base/arena.h"
#include "base/ids.h"
#include "base/str.h"
#include "hub/hub_own.h"

enum { ASK_AT_ONCE = 500 };

/* ---- has something been asked meanwhile? ---- */

static bool ask_concerns(const struct ask_kept *m, const struct topic *t, const struct admission *a)
{
    bool owned = false;

    if (m->kind != t->kind)
        return false;
    for (int i = 0; a && i < TOPIC_OWNERS; i++)
        owned |= a->owners[i].v == m->of.v;
    return m->what == MOVE_ASK_OWNED ? owned : m->of.v == t->of.v;
}

bool asked_since(const struct hub_loop *l, u64 asks, const struct topic *t, const struct admission *a)
{
    if (l->asks - asks > ASKS_KEPT)
        return true;
    for (; asks < l->asks; asks++)
        if (ask_concerns(&l->asked[asks % ASKS_KEPT], t, a))
            return true;
    return false;
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

static void asks_of_owner(struct asking *a, const struct hub_loop *l, const struct move *m)
{
    struct link *at = NULL;

    for (const struct gathering *g; (g = owned_next(l, m, &at));)
        asks_of_gathering(a, g);
}

static err each_admitted(ctx *c, const struct topic_kind *kind, struct topic_ask *at, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct admission a = { 0 };
        err e = kind->admit ? kind->admit(c, at[i].me, at[i].topic, &a) : OK;
        if (e != OK && e != ERR_NOT_FOUND && e != ERR_FORBIDDEN)
            return e;
        at[i].admitted = e == OK;
        at[i].floor = a.floor;
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
        slot_floor(s, ask->floor);
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
        asks_of_gathering(&a, gathering_find(l, &m->topic));
    else if (m->what == MOVE_ASK_OWNED)
        asks_of_owner(&a, l, m);
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
