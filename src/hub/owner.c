/*
 * Whose topics are: of a post its author. What concerns an author concerns all of their posts to which somebody listens, and no
 * others, however many there are.
 */
#include "base/memory.h"
#include "hub/hub_own.h"

static u64 owner_hash(id account) { return chain_hash((u64)account.v); }

static struct owner *owner_find(const struct hub_loop *l, id account)
{
    for (struct chain *c = chain_first(&l->owners, owner_hash(account)); c; c = c->next)
        if (CONTAINER(c, struct owner, chain)->account.v == account.v)
            return CONTAINER(c, struct owner, chain);
    return NULL;
}

static struct owner *owner_get(struct hub_loop *l, id account)
{
    struct owner *o = owner_find(l, account);

    if (o)
        return o;
    o = memory_new(struct owner);
    o->account = account;
    list_init(&o->topics);
    chain_add(&l->owners, &o->chain, owner_hash(account));
    return o;
}

void gathering_own(struct hub_loop *l, struct gathering *g, const struct admission *a)
{
    if (g->owned || !a->owners[0].v)
        return;
    g->owned = memory_zero(TOPIC_OWNERS * sizeof *g->owned);
    for (int i = 0; i < TOPIC_OWNERS && a->owners[i].v; i++) {
        g->owned[i].by = owner_get(l, a->owners[i]);
        g->owned[i].of = g;
        list_add_last(&g->owned[i].by->topics, &g->owned[i].link);
    }
}

void gathering_disown(struct hub_loop *l, struct gathering *g)
{
    for (int i = 0; g->owned && i < TOPIC_OWNERS && g->owned[i].by; i++) {
        struct owner *o = g->owned[i].by;
        list_remove(&g->owned[i].link);
        if (!list_empty(&o->topics))
            continue;
        chain_take(&l->owners, &o->chain);
        memory_free(o);
    }
    memory_free(g->owned);
}

struct gathering *owned_next(const struct hub_loop *l, const struct move *m, struct link **at)
{
    struct owner *o = owner_find(l, m->topic.of);
    struct gathering *g = NULL;

    while (o && !g && (*at = *at ? (*at)->next : o->topics.next) != &o->topics)
        if (CONTAINER(*at, struct owned, link)->of->topic.kind == m->topic.kind)
            g = CONTAINER(*at, struct owned, link)->of;
    return g;
}
